// How the cells of rows that several versions tell stand to each other.
const found = { beside: 0, below: 0, else: 0 };
for (const row of document.querySelectorAll('.rows tbody tr')) {
  const cells = [...row.querySelectorAll('td:not(.no)')].filter(isShown).map((cell) => cell.getBoundingClientRect());
  for (const [number, cell] of cells.entries()) {
    const before = cells[number - 1];
    if (!before) continue;
    if (cell.top === before.top && cell.left >= before.right - 1) found.beside += 1;
    else if (cell.top >= before.bottom - 1 && Math.abs(cell.left - before.left) < 1) found.below += 1;
    else found.else += 1;
  }
}
return found;
