/** RFC 4180. */
import { UsageError } from '../cliError.ts';

export type CsvCell = string | number | boolean | null | undefined;

export interface CsvStyle {
  /** With a mark that says UTF-8 at the start, and texts that a spreadsheet would take for formulas behind an apostrophe: not what they were. */
  readonly excel?: boolean | undefined;
}

export const excelOption = { type: 'boolean', help: 'CSV that Excel reads as meant: UTF-8, and no text becomes a formula' } as const;

/** @throws UsageError */
export function requireCsv({ excel }: CsvStyle, isCsv: boolean): void {
  if (excel && !isCsv) throw new UsageError('--excel is for CSV');
}

export const csvStart = ({ excel = false }: CsvStyle): string => (excel ? '\ufeff' : '');

export function csvLine(cells: readonly CsvCell[], style: CsvStyle = {}): string {
  return `${cells.map((cell) => csvCell(cell, style)).join(',')}\r\n`;
}

export function csvCell(cell: CsvCell, { excel = false }: CsvStyle = {}): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = excel && isFormula(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Excel, LibreOffice and Sheets evaluate what begins so. A number, also one that came as a string, is none. */
const isFormula = (text: string) => /^\s*[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text);
