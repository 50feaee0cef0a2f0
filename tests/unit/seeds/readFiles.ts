import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';

export type Row = Record<string, string>;

/** The rows of one clean file by the names of its columns. */
export function readRows(folder: string, name: string): Row[] {
  return parse(readFileSync(join(folder, name)), { columns: true }) as Row[];
}

/** Cells of any CSV text: all lines as they are, the header first. */
export function readCells(text: string, delimiter: string): string[][] {
  return parse(text, { delimiter, skip_empty_lines: false }) as string[][];
}

export function valuesOf(rows: readonly Row[], column: string): string[] {
  return rows.map((row) => row[column] ?? '');
}
