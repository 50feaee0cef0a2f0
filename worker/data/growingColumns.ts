/**
 * Columns of numbers of a length that is known only at the end. A Float32Array holds a `real` exactly in half the
 * memory of a Float64Array, and a column that grows is copied alone, so the peak stays near the data themselves.
 */
export class GrowingColumns {
  length = 0;
  readonly #columns: Float32Array<ArrayBuffer>[];
  #capacity = 4096;

  constructor(width: number) {
    this.#columns = Array.from({ length: width }, () => new Float32Array(this.#capacity));
  }

  /** Appends one row: row[from[c]] goes to column c. */
  push(row: Float32Array, from: readonly number[]): void {
    if (this.length === this.#capacity) this.#grow();
    for (let c = 0; c < from.length; c++) {
      const column = this.#columns[c];
      if (column) column[this.length] = row[from[c] ?? 0] ?? Number.NaN;
    }
    this.length++;
  }

  /** The columns at their final length, as views: nothing is copied. */
  finish(): Float32Array<ArrayBuffer>[] {
    return this.#columns.map((column) => column.subarray(0, this.length));
  }

  #grow(): void {
    this.#capacity = Math.ceil(this.#capacity * 1.5);
    for (const [c, column] of this.#columns.entries()) {
      const larger = new Float32Array(this.#capacity);
      larger.set(column);
      this.#columns[c] = larger;
    }
  }
}
