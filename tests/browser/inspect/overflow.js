// Texts that are cut or that a reader would have to scroll sideways for.
const width = document.documentElement.clientWidth;
const faults = [];
if (document.documentElement.scrollWidth > width)
  faults.push(`the page is ${document.documentElement.scrollWidth} wide on a screen of ${width}`);
// What scrolls on its own cuts nothing.
const scrolls = (element) => element && (/auto|scroll/.test(getComputedStyle(element).overflowX) || scrolls(element.parentElement));
for (const node of texts()) {
  if (scrolls(node.parentElement)) continue;
  const outside = boxes(node).find((box) => box.left < -0.5 || box.right > width + 0.5);
  if (outside) faults.push(`${told(node)}: ${outside.left} to ${outside.right} of ${width}`);
  for (let one = node.parentElement; one !== document.body; one = one.parentElement) {
    const cut = getComputedStyle(one).overflowX !== 'visible' && one.getBoundingClientRect();
    if (cut && boxes(node).some((box) => box.left < cut.left - 0.5 || box.right > cut.right + 0.5))
      faults.push(`${told(node)}: cut by ${one.tagName}`);
  }
}
// A text over another: cells of a row must not meet.
for (const row of document.querySelectorAll('tr')) {
  const cells = [...row.cells].filter(isShown).map((cell) => cell.getBoundingClientRect());
  for (const [number, cell] of cells.entries())
    for (const other of cells.slice(number + 1))
      if (Math.min(cell.right, other.right) - Math.max(cell.left, other.left) > 1 &&
          Math.min(cell.bottom, other.bottom) - Math.max(cell.top, other.top) > 1)
        faults.push(`cells overlap: ${row.innerText.slice(0, 60)}`);
}
return faults;
