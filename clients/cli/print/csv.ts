/** RFC 4180, with what a spreadsheet would take for a formula made harmless. */
export type CsvCell = string | number | boolean | null | undefined;

export function csvLine(cells: readonly CsvCell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`;
}

export function csvCell(cell: CsvCell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = isFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Excel, LibreOffice and Sheets evaluate what begins so. A number, also one that came as a string, is none. */
const isFormula = (text: string) => /^\s*[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
