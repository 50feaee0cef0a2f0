import { closeSync, openSync, writeSync } from 'node:fs';
import iconv from 'iconv-lite';

export type Encoding = 'utf-8' | 'utf-8 with BOM' | 'utf-16le' | 'windows-1252';

export interface CsvStyle {
  readonly encoding: Encoding;
  readonly delimiter: ',' | ';';
  readonly lineEnd: '\n' | '\r\n';
}

export const plainCsv: CsvStyle = { encoding: 'utf-8', delimiter: ',', lineEnd: '\n' };

/** Characters held before they are written. */
const blockLength = 32 * 1024;

/**
 * A file written in blocks. The writes are synchronous: a slow disk halts the simulation itself, so nothing piles up in
 * memory however many rows there are, and the one program that writes has nothing else to do meanwhile.
 */
export class CsvFile {
  rows = 0;
  readonly #style: CsvStyle;
  readonly #descriptor: number;
  #waiting = '';

  constructor(path: string, header: readonly string[], style = plainCsv) {
    this.#style = style;
    this.#descriptor = openSync(path, 'w');
    if (style.encoding === 'utf-8 with BOM' || style.encoding === 'utf-16le') this.#waiting = '\ufeff';
    this.#append(header);
  }

  write(cells: readonly string[]): void {
    this.rows++;
    this.#append(cells);
  }

  /** A line of delimiters only, as spreadsheets leave them below the last row. */
  writeEmptyRow(columns: number): void {
    this.#waiting += this.#style.delimiter.repeat(columns - 1) + this.#style.lineEnd;
  }

  close(): void {
    this.#flush();
    closeSync(this.#descriptor);
  }

  #append(cells: readonly string[]): void {
    const { delimiter, lineEnd } = this.#style;
    let line = '';
    for (const [index, cell] of cells.entries()) line += (index > 0 ? delimiter : '') + (mustQuote.test(cell) ? quoted(cell) : cell);
    this.#waiting += line + lineEnd;
    if (this.#waiting.length >= blockLength) this.#flush();
  }

  #flush(): void {
    const bytes = encode(this.#waiting, this.#style.encoding);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#descriptor, bytes, at);
    this.#waiting = '';
  }
}

const mustQuote = /[",;\r\n]/;
const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;

function encode(text: string, encoding: Encoding): Buffer {
  if (encoding === 'windows-1252') return iconv.encode(text, encoding);
  return Buffer.from(text, encoding === 'utf-16le' ? 'utf16le' : 'utf8');
}
