// What paper must not have: colours, controls, rows that are cut.
const faults = new Set();
for (const node of texts()) {
  const { color } = getComputedStyle(node.parentElement);
  const [r, g, b] = color.match(/[\d.]+/g);
  if (r !== g || g !== b || r > 90) faults.add(`printed in ${color}: ${told(node)}`);
}
for (const row of document.querySelectorAll('.rows tr, .figures tr, .glance dd, .lane'))
  if (getComputedStyle(row).breakInside !== 'avoid') faults.add(`may be cut: ${row.textContent.slice(0, 60)}`);
for (const control of document.querySelectorAll('.skip, input, label, .back'))
  if (isShown(control)) faults.add(`a control on paper: ${control.outerHTML.slice(0, 80)}`);
if (getComputedStyle(document.body).backgroundColor !== 'rgb(255, 255, 255)') faults.add('not on white');
if (getComputedStyle(document.body).color !== 'rgb(0, 0, 0)') faults.add('not in black');
return [...faults];
