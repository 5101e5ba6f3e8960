export type Cell = string | number | null;

/** Begins what spreadsheets take for a formula: another person's text must not become one. */
const FORMULA = /^[\s]*[=+\-@\t\r]/;
const SPECIAL = /[",\r\n]/;
const BYTE_ORDER_MARK = '\u{FEFF}';

/** A table as CSV (RFC 4180) for spreadsheets. Texts that begin like a formula get a `'` before them. */
export const toCsv = (head: readonly string[], rows: readonly (readonly Cell[])[]): string =>
  [head, ...rows].map((row) => `${row.map(cellText).join(',')}\r\n`).join('');

const cellText = (cell: Cell): string => {
  if (cell === null) return '';
  if (typeof cell === 'number') return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return SPECIAL.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** Hands a file to the browser, which saves it under that name. */
export const download = (name: string, csv: string): void => {
  const address = URL.createObjectURL(new Blob([BYTE_ORDER_MARK, csv], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => { URL.revokeObjectURL(address); }, 60_000);
};
