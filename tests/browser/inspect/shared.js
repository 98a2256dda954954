// What several inspections ask: which texts a reader sees, and where.
const isShown = (element) =>
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
  !element.closest('.skip:not(:focus)') &&
  !(function isClipped(one) {
    return one && (getComputedStyle(one).clipPath !== 'none' || isClipped(one.parentElement));
  })(element);
const texts = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (node.data.trim() && node.parentElement && isShown(node.parentElement)) found.push(node);
  }
  return found;
};
const boxes = (node) => {
  const range = document.createRange();
  range.selectNodeContents(node);
  return [...range.getClientRects()].filter((box) => box.width > 0 && box.height > 0);
};
const told = (node) => node.data.trim().slice(0, 60);
