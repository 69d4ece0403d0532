/** A value of a table: null is an empty field, an empty text is `""`. */
export type Cell = string | number | boolean | null;

/** What makes a spreadsheet take a text for a formula; a tab or line break in front hides one. */
const FORMULA = /^[\t\r\n ]*[=+\-@\uff0b\uff0d\uff1d\uff20]/;

/** One line of RFC 4180. Texts that a spreadsheet would run get an apostrophe in front. */
export function toCsvLine(cells: readonly Cell[]): string {
  return `${cells.map(toField).join(",")}\r\n`;
}

function toField(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "string") return String(cell);
  const text = FORMULA.test(cell) || /^[\t\r]/.test(cell) ? `'${cell}` : cell;
  return text === "" || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
