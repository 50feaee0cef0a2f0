import type { CellsRow } from './cells.sql.ts';

const cellSeparator = 31;
const rowSeparator = 30;
const zero = 48;

/** Whether no cell holds a separator: there are as many as so many rows of so many cells have. */
export function areWhole([bytes, count]: CellsRow, width: number): boolean {
  const rows = Number(count);
  if (!bytes) return rows === 0;
  let betweenCells = 0;
  let betweenRows = 0;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === cellSeparator) betweenCells++;
    else if (byte === rowSeparator) betweenRows++;
  }
  return betweenRows === rows - 1 && betweenCells === rows * (width - 1);
}

/** Goes through rows of cells in text (cells.sql.ts) as bytes: text of their own for a thousand rows is work for the garbage collector. */
export class CellRows {
  readonly bytes: Buffer;
  /** Of each cell of the current row: where it begins, and where it ends. */
  readonly starts: number[];
  readonly ends: number[];
  #at: number;

  /** @param bytes null: there are no rows */
  constructor(bytes: Buffer | null, width: number) {
    this.bytes = bytes ?? Buffer.alloc(0);
    this.starts = new Array<number>(width).fill(0);
    this.ends = new Array<number>(width).fill(0);
    this.#at = bytes ? 0 : 1;
  }

  /** False: that was the last. */
  next(): boolean {
    const { bytes, starts, ends } = this;
    const { length } = bytes;
    let at = this.#at;
    if (at > length) return false; // behind the last separator begins a row, which may be empty
    for (let cell = 0; cell < starts.length; cell++) {
      starts[cell] = at;
      while (at < length && bytes[at] !== cellSeparator && bytes[at] !== rowSeparator) at++;
      ends[cell] = at++;
    }
    this.#at = at;
    return true;
  }

  text(cell: number): string {
    return this.bytes.toString('utf8', this.starts[cell], this.ends[cell]);
  }

  /** Of a cell that holds digits only, 15 at most. */
  integer(cell: number): number {
    let value = 0;
    for (let at = this.starts[cell] ?? 0; at < (this.ends[cell] ?? 0); at++) value = 10 * value + (this.bytes[at] ?? 0) - zero;
    return value;
  }

  holds(cell: number, bytes: Buffer): boolean {
    const start = this.starts[cell] ?? 0;
    if ((this.ends[cell] ?? 0) - start !== bytes.length) return false;
    for (let at = 0; at < bytes.length; at++) if (this.bytes[start + at] !== bytes[at]) return false;
    return true;
  }

  isEmpty(cell: number): boolean {
    return this.starts[cell] === this.ends[cell];
  }
}
