/** Of small whole numbers, as ratings are, a byte a row; of whatever else the four bytes of a `real`, which loses nothing of it. */
export type CompactColumn = Int8Array<ArrayBuffer> | Float32Array<ArrayBuffer>;

/** More than that are not made room for on the word of an estimate: a limit of memory counts room as used. */
const mostExpected = 2 ** 20;

/** Rows that are written to the columns together, one column after another. */
const blockRows = 512;

/**
 * Columns of numbers of a length that is known only at the end. A column is of bytes until the first value that is none; and each
 * grows by itself, so that the peak stays near the data. Memory is what costs: to touch a new page of it takes longer than to fill it.
 */
export class CompactColumns {
  readonly #columns: CompactColumn[];
  /** The last rows, one after another. */
  readonly #block: Float32Array;
  #inBlock = 0;
  #written = 0;
  #capacity: number;

  /** @param expected about how many rows will come */
  constructor(width: number, expected = 0) {
    this.#capacity = Math.max(4096, Math.min(Math.ceil(expected), mostExpected));
    this.#columns = Array.from({ length: width }, () => new Int8Array(this.#capacity));
    this.#block = new Float32Array(width * blockRows);
  }

  /** Appends one row: row[from[c]] goes to column c. */
  push(row: Float32Array, from: Int32Array): void {
    const block = this.#block;
    const width = from.length;
    const at = this.#inBlock * width;
    for (let c = 0; c < width; c++) block[at + c] = row[from[c]!]!;
    if (++this.#inBlock === blockRows) this.#write();
  }

  /** The columns at their final length, as views: nothing is copied. */
  finish(): CompactColumn[] {
    this.#write();
    return this.#columns.map((column) => column.subarray(0, this.#written));
  }

  #write(): void {
    const rows = this.#inBlock;
    if (this.#written + rows > this.#capacity) this.#grow();
    for (const [c, column] of this.#columns.entries()) {
      if (column instanceof Int8Array && this.#writeBytes(column, c)) continue;
      this.#writeReals(column instanceof Int8Array ? this.#widen(column, c) : column, c);
    }
    this.#written += rows;
    this.#inBlock = 0;
  }

  /** @returns false where a value is no byte */
  #writeBytes(column: Int8Array, c: number): boolean {
    const block = this.#block;
    const width = this.#columns.length;
    const end = this.#written + this.#inBlock;
    for (let row = this.#written, at = c; row < end; row++, at += width) {
      const value = block[at]!;
      column[row] = value;
      if (column[row] !== value) return false;
    }
    return true;
  }

  #writeReals(column: Float32Array, c: number): void {
    const block = this.#block;
    const width = this.#columns.length;
    const end = this.#written + this.#inBlock;
    for (let row = this.#written, at = c; row < end; row++, at += width) column[row] = block[at]!;
  }

  #widen(column: Int8Array, c: number): Float32Array {
    const wider = new Float32Array(this.#capacity);
    wider.set(column.subarray(0, this.#written));
    this.#columns[c] = wider;
    return wider;
  }

  #grow(): void {
    this.#capacity = Math.ceil(this.#capacity * 1.5);
    for (const [c, column] of this.#columns.entries()) {
      const larger = column instanceof Int8Array ? new Int8Array(this.#capacity) : new Float32Array(this.#capacity);
      larger.set(column);
      this.#columns[c] = larger;
    }
  }
}
