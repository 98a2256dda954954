// What a screen reader goes by: landmarks, headings, names.
const faults = [];
const expect = (is, fault) => is || faults.push(fault);
const only = (name) => expect(document.querySelectorAll(name).length === 1, `not one ${name}`);
['main', 'h1', 'head > title'].forEach(only);
expect(document.documentElement.lang === 'en', 'no language');
expect(document.title.trim() !== '', 'no title');
// A page of a site has it in its headers.
expect(location.protocol !== 'file:' || document.querySelector('meta[http-equiv="Content-Security-Policy"]'), 'no policy');
const levels = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].map((heading) => Number(heading.tagName[1]));
expect(levels[0] === 1 && levels.every((level, at) => at === 0 || level <= levels[at - 1] + 1), `levels of headings ${levels}`);
for (const heading of document.querySelectorAll('h1, h2, h3')) expect(heading.textContent.trim(), 'an empty heading');
for (const section of document.querySelectorAll('section')) {
  const by = section.getAttribute('aria-labelledby');
  const name = by ? document.getElementById(by)?.textContent : section.getAttribute('aria-label');
  expect(name?.trim(), 'a section without a name');
}
for (const input of document.querySelectorAll('input:not([type="hidden"]), textarea')) expect(input.labels.length === 1, 'an input without a label');
for (const svg of document.querySelectorAll('svg'))
  expect(svg.getAttribute('aria-hidden') || svg.getAttribute('aria-label') || svg.querySelector('title'), 'a drawing that is neither told nor hidden');
for (const head of document.querySelectorAll('th')) expect(head.scope && head.textContent.trim(), 'a head of a table without scope or text');
const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
expect(new Set(ids).size === ids.length, 'an id stands twice');
return faults;
