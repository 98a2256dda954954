// Elements and attributes that the page itself never writes, and texts from outside that turned what is beside them.
const faults = [];
if (window.pwned !== undefined) faults.push('a script of a document ran');
const isSite = location.protocol !== 'file:';
const ofSites = isSite ? ' link nav form button textarea time del ins blockquote code q strong' : '';
const knownOfSites = isSite
  ? ' action method value placeholder maxlength autocomplete aria-current datetime required rows xmlns rx fill stroke stroke-width stroke-linecap'
  : '';
const own = new Set(('html head meta title style body a header main footer section details summary div span p h1 h2 h3 b i bdi sup mark ' +
  'dl dt dd ol ul li table caption thead tbody tr th td input label figure figcaption svg line circle path rect text tspan polyline polygon desc' + ofSites).split(' '));
const known = new Set(('id class lang href rel for type scope colspan aria-label aria-labelledby aria-hidden role width height x y points x1 x2 y1 y2 cx cy r d viewBox ' +
  'preserveAspectRatio charset http-equiv content name open' + knownOfSites).split(' '));
for (const element of document.querySelectorAll('*')) {
  if (!own.has(element.localName)) faults.push(`an element ${element.localName}`);
  for (const { name, value } of element.attributes) {
    if (!known.has(name)) faults.push(`an attribute ${name}`);
    const leads = isSite ? /^(#|https?:\/\/|\/(?!\/))/ : /^(#|https?:\/\/)/;
    if ((name === 'href' || name === 'action') && !leads.test(value)) faults.push(`a link to ${value}`);
  }
}
if (/[\u202a-\u202e\u2066-\u2069]/.test(document.documentElement.outerHTML)) faults.push('a control of direction');
// What stands before a text of strangers ends left of it, what stands after it begins right of it.
const sharesLine = (one, other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 4;
for (const element of document.querySelectorAll('bdi')) {
  if (!isShown(element)) continue;
  const [before, after] = [element.previousSibling, element.nextSibling].map((node) => (node ? boxes(node) : []));
  for (const box of boxes(element)) {
    const isTurned =
      before.some((one) => sharesLine(one, box) && one === before.at(-1) && one.right > box.left + 1) ||
      after.some((one) => sharesLine(one, box) && one === after[0] && one.left < box.right - 1);
    if (isTurned) faults.push(`turned: ${element.parentElement.textContent.slice(0, 80)}`);
  }
}
return faults;
