type NumberColumn = Float64Array<ArrayBuffer> | Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** A column of numbers of a length that is known only at the end. Grows by half, so that the peak stays near the data themselves. */
export class GrowingColumn<Column extends NumberColumn> {
  length = 0;
  readonly #make: (length: number) => Column;
  #values: Column;

  /** @param make for example `(length) => new Float64Array(length)` */
  constructor(make: (length: number) => Column) {
    this.#make = make;
    this.#values = make(4096);
  }

  push(value: number): void {
    if (this.length === this.#values.length) this.#grow();
    this.#values[this.length++] = value;
  }

  /** The value pushed last. NaN before the first. */
  last(): number {
    return this.#values[this.length - 1] ?? Number.NaN;
  }

  /** The column at its final length, copied, so that what it had in reserve is given back. */
  finish(): Column {
    return this.#values.slice(0, this.length) as Column;
  }

  #grow(): void {
    const larger = this.#make(Math.ceil(this.#values.length * 1.5));
    larger.set(this.#values);
    this.#values = larger;
  }
}

export const float64Column = (): GrowingColumn<Float64Array<ArrayBuffer>> => new GrowingColumn((length) => new Float64Array(length));
export const int32Column = (): GrowingColumn<Int32Array<ArrayBuffer>> => new GrowingColumn((length) => new Int32Array(length));
export const uint8Column = (): GrowingColumn<Uint8Array<ArrayBuffer>> => new GrowingColumn((length) => new Uint8Array(length));
export const float32Column = (): GrowingColumn<Float32Array<ArrayBuffer>> => new GrowingColumn((length) => new Float32Array(length));
