/** One column of numbers of a length that is known only at the end: keys and codes, which a real would not hold exactly. */
export class GrowingNumbers {
  length = 0;
  #values = new Float64Array(4096);

  push(value: number): void {
    if (this.length === this.#values.length) {
      const larger = new Float64Array(Math.ceil(this.#values.length * 1.5));
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.length++] = value;
  }

  /** At its final length, as a view: nothing is copied. */
  finish(): Float64Array<ArrayBuffer> {
    return this.#values.subarray(0, this.length);
  }
}
