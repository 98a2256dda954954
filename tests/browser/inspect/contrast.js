// Texts whose contrast with what is behind them is below 4.5 (WCAG 2.2, 1.4.3), large letters too.
const color = (text) => {
  const parts = text.match(/^rgba?\(([\d.]+), ([\d.]+), ([\d.]+)(?:, ([\d.]+))?\)$/);
  if (!parts) throw new Error(`not a colour that is understood: ${text}`);
  return [parts[1], parts[2], parts[3], parts[4] ?? 1].map(Number);
};
const over = ([r, g, b, a], below) => [r, g, b].map((one, at) => one * a + below[at] * (1 - a));
const ground = (element) => {
  if (!element) return matchMedia('(prefers-color-scheme: dark)').matches ? [18, 18, 18] : [255, 255, 255];
  const style = getComputedStyle(element);
  if (style.backgroundImage !== 'none' || Number(style.opacity) < 1) throw new Error('a picture or a veil behind text');
  const own = color(style.backgroundColor);
  // The background of the body is that of the whole page.
  return own[3] === 1 ? own.slice(0, 3) : over(own, ground(element.parentElement));
};
const luminance = (rgb) => {
  const [r, g, b] = rgb.map((one) => one / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const faults = new Set();
let seen = 0;
for (const node of texts()) {
  const style = getComputedStyle(node.parentElement);
  const isDrawn = node.parentElement.closest('svg');
  const behind = ground(node.parentElement);
  const [bright, dim] = [luminance(over(color(isDrawn ? style.fill : style.color), behind)), luminance(behind)].sort((a, b) => b - a);
  const contrast = (bright + 0.05) / (dim + 0.05);
  seen += 1;
  if (contrast < 4.5) faults.add(`${contrast.toFixed(2)} ${told(node)}`);
}
return { seen, faults: [...faults] };
