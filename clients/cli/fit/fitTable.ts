/** Columns of a CSV file as the engine wants them. Reads the file as a stream and keeps the asked columns only. */
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { CsvError, type Options, parse } from 'csv-parse';
import type { Grouping } from '../../../worker/stats/index.ts';
import { UsageError } from '../cliError.ts';
import { FileFault } from './fitModel.ts';
import { parseDay } from './parseDay.ts';

/** What a column holds and which of its values are possible. */
export type ColumnType =
  /** a number; `min`, `max` and `whole` are what the model can take */
  | { readonly as: 'number'; readonly min?: number; readonly above?: number; readonly max?: number; readonly whole?: boolean }
  /** a name of a group, as text */
  | { readonly as: 'label' }
  /** a day, by a format of %Y %m %d; becomes a whole number of days since 1970-01-01 */
  | { readonly as: 'day'; readonly format: string };

export interface ColumnRequest {
  readonly name: string;
  readonly type: ColumnType;
  /** true: a missing number is NaN and its row stays (available-case and EM). Default: the row is left out and counted */
  readonly keepMissing?: boolean;
}

export interface ReadOptions {
  readonly delimiter?: string | undefined;
  readonly na?: readonly string[] | undefined;
}

export interface FitTable {
  readonly file: string;
  /** rows kept */
  readonly n: number;
  /** rows left out because an asked cell is missing */
  readonly nDropped: number;
  /** @throws when the column was not asked for as a number or a day */
  numbers(name: string): Float64Array;
  /** labels in numeric order if all are numbers, else in the order of the alphabet */
  grouping(name: string): Grouping;
  /** line of the file on which row i stands, 1 = the first */
  lineOf(row: number): number;
  /** Stops at the first row with a problem. @throws FileFault with file, line, column and remedy */
  requireRows(column: string, problem: (row: number) => string | null, remedy: string): void;
}

/** @throws FileFault for a file that cannot be read, a missing or doubled column, a broken record, a cell that does not fit its type */
export async function readFitTable(file: string, requests: readonly ColumnRequest[], options: ReadOptions = {}): Promise<FitTable> {
  const columns = distinct(requests).map((request) => new ColumnStore(file, request));
  const missing = new Set(['', ...(options.na ?? [])]);
  const lines = new GrowingNumbers();
  let nDropped = 0;
  let isHeader = true;
  // on_record, and nothing handed on: a stream of a million records costs more than reading them
  const take = (record: string[], { lines: line }: { readonly lines: number }): null => {
    if (isHeader) {
      isHeader = false;
      for (const column of columns) column.locate(record);
      return null;
    }
    const isMissing = (column: ColumnStore): boolean => missing.has(record[column.position] ?? '');
    if (columns.some((column) => !column.keepsMissing && isMissing(column))) {
      nDropped++;
      return null;
    }
    for (const column of columns) column.add(isMissing(column) ? null : (record[column.position] ?? ''), line);
    lines.push(line);
    return null;
  };
  try {
    await pipeline(createReadStream(file), parse({ ...csvOptions(options.delimiter), on_record: take }), finished);
  } catch (error) {
    throw readingFault(file, error);
  }
  if (isHeader) throw new FileFault(`${file} is empty`, 'the first line names the columns');
  return tableOf(file, columns, lines.values(), nDropped);
}

/** A column asked for twice in different ways (as score and as weights, say) is kept once a way: both have their say about its cells. */
function distinct(requests: readonly ColumnRequest[]): ColumnRequest[] {
  return [...new Map(requests.map((request) => [JSON.stringify(request), request])).values()];
}

function csvOptions(delimiter = ','): Options {
  return {
    delimiter: delimiter === '\\t' ? '\t' : delimiter,
    record_delimiter: ['\r\n', '\n', '\r'], // also mixed, where files were put together
    bom: true,
    skip_empty_lines: true,
    trim: true,
  };
}

/** Reads a stream that hands nothing on until it ends. */
async function finished(records: AsyncIterable<unknown>): Promise<void> {
  for await (const _record of records);
}

function tableOf(file: string, columns: readonly ColumnStore[], lines: Float64Array, nDropped: number): FitTable {
  const find = (name: string, isLabel: boolean): ColumnStore => {
    const found = columns.find((column) => column.name === name && column.isLabel === isLabel);
    if (found === undefined) throw new Error(`column ${name} was not asked for`);
    return found;
  };
  return {
    file,
    n: lines.length,
    nDropped,
    numbers: (name) => find(name, false).numbers(),
    grouping: (name) => find(name, true).grouping(),
    lineOf: (row) => lines[row] ?? 0,
    requireRows: (column, problem, remedy) => {
      for (let row = 0; row < lines.length; row++) {
        const text = problem(row);
        if (text !== null) throw new FileFault(`${file} line ${lines[row]}, column ${column}: ${text}`, remedy);
      }
    },
  };
}

class GrowingNumbers {
  #values = new Float64Array(1024);
  #length = 0;
  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Float64Array(2 * this.#length);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }
  values(): Float64Array {
    return this.#values.subarray(0, this.#length);
  }
}

class ColumnStore {
  readonly name: string;
  readonly keepsMissing: boolean;
  readonly isLabel: boolean;
  position = -1;
  readonly #file: string;
  readonly #type: ColumnType;
  readonly #values = new GrowingNumbers();
  readonly #codes = new Map<string, number>();
  #numbers: Float64Array | null = null;

  constructor(file: string, { name, type, keepMissing = false }: ColumnRequest) {
    this.name = name;
    this.keepsMissing = keepMissing;
    this.isLabel = type.as === 'label';
    this.#file = file;
    this.#type = type;
  }

  locate(header: readonly string[]): void {
    this.position = header.indexOf(this.name);
    if (this.position < 0) throw new FileFault(`${this.#file} has no column ${this.name}`, columnsRemedy(header));
    if (header.indexOf(this.name, this.position + 1) >= 0)
      throw new FileFault(`${this.#file} line 1 has two columns named ${this.name}`, 'rename one of them');
  }

  add(cell: string | null, line: number): void {
    if (cell === null) this.#values.push(Number.NaN);
    else if (this.#type.as === 'label') this.#values.push(this.#codeOf(cell));
    else this.#values.push(this.#type.as === 'day' ? this.#day(cell, this.#type.format, line) : this.#number(cell, this.#type, line));
  }

  numbers(): Float64Array {
    this.#numbers ??= this.#values.values();
    return this.#numbers;
  }

  grouping(): Grouping {
    const unsorted = [...this.#codes.keys()];
    const isNumeric = unsorted.every((label) => label.trim() !== '' && Number.isFinite(Number(label)));
    const byText = (a: string, b: string): number => (a < b ? -1 : 1);
    const labels = unsorted.toSorted((a, b) => (isNumeric && Number(a) - Number(b)) || byText(a, b)); // 1 and 1.0 are two labels
    const places = new Map(labels.map((label, place) => [label, place]));
    const place = unsorted.map((label) => places.get(label) ?? 0);
    const codes = new Int32Array(this.numbers()); // then a loop: from() with a function is six times slower at a million rows
    for (let row = 0; row < codes.length; row++) codes[row] = place[codes[row] ?? 0] ?? 0;
    return { codes, labels };
  }

  #codeOf(label: string): number {
    const known = this.#codes.get(label) ?? this.#codes.size;
    if (known === this.#codes.size) this.#codes.set(label, known);
    return known;
  }

  #number(cell: string, { min, above, max, whole }: Extract<ColumnType, { as: 'number' }>, line: number): number {
    const value = isDecimal(cell) ? Number(cell) : Number.NaN;
    if (!Number.isFinite(value))
      throw this.#fault(
        line,
        `${JSON.stringify(cell)} is not a number`,
        `write a number with a decimal point, or say --na ${JSON.stringify(cell)} if it stands for missing`,
      );
    if (min !== undefined && value < min) throw this.#fault(line, `${cell} is below ${min}`, `a number from ${min} up is needed`);
    if (above !== undefined && value <= above)
      throw this.#fault(line, `${cell} is not above ${above}`, `a number above ${above} is needed`);
    if (max !== undefined && value > max) throw this.#fault(line, `${cell} is above ${max}`, `a number up to ${max} is needed`);
    if (whole === true && !Number.isSafeInteger(value))
      throw this.#fault(line, `${cell} is not a whole number`, 'a whole number is needed');
    return value;
  }

  #day(cell: string, format: string, line: number): number {
    const day = parseDay(cell, format);
    if (day === null)
      throw this.#fault(
        line,
        `${JSON.stringify(cell)} is not a day in the format ${format}`,
        'say --date-format, for example %Y-%m-%d or %Y%m%d',
      );
    return day;
  }

  #fault(line: number, problem: string, remedy: string): FileFault {
    return new FileFault(`${this.#file} line ${line}, column ${this.name}: ${problem}`, remedy);
  }
}

function columnsRemedy(header: readonly string[]): string {
  const [only = ''] = header;
  const other = header.length > 1 ? undefined : [';', '\t', '|', ','].find((character) => only.includes(character));
  if (other === undefined) return `its columns are ${header.join(', ')}`;
  return `its only column is ${JSON.stringify(only)}: say --delimiter ${other === '\t' ? "'\\t'" : `'${other}'`}`;
}

/** @returns what went wrong for people, where it is the file's or the options' fault; else the error as it is */
function readingFault(file: string, error: unknown): unknown {
  if (error instanceof CsvError) {
    if (error.code.startsWith('CSV_INVALID_OPTION')) return new UsageError(sentence(error), 'say another --delimiter');
    const { lines } = error as CsvError & { readonly lines?: number };
    const place = lines === undefined ? '' : ` line ${lines}`;
    return new FileFault(
      `${file}${place}: ${sentence(error)}`,
      'mend the line, or say --delimiter if another character separates the columns',
    );
  }
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new FileFault(`there is no file ${file}`, 'check its path');
  return syscall === undefined ? error : new FileFault(`${file} cannot be read (${code})`, 'check its path and rights');
}

const sentence = ({ message }: Error): string => message.replace(/\.$/, '');

/** Number() also reads 0x10, 0b1 and 0o7: codes in a survey file, never numbers meant. */
function isDecimal(cell: string): boolean {
  return !/^[+-]?0[xob]/i.test(cell);
}
