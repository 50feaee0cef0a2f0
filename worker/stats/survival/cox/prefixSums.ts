/**
 * Running sums, one an index, that carry their rounding along (Knuth's two-sum): the difference of two late ones keeps its digits
 * even where an early term was enormous, such as the hazard of a risk set that held nobody but customers of tiny relative risk.
 */
export class PrefixSums {
  readonly #sums: Float64Array;
  readonly #lost: Float64Array;

  constructor(length: number) {
    this.#sums = new Float64Array(length);
    this.#lost = new Float64Array(length);
  }

  /** Begins a new chain of sums with 0. */
  begin(at: number): void {
    this.#sums[at] = 0;
    this.#lost[at] = 0;
  }

  /** The sum at `at` is the one just before it and the value. */
  add(at: number, value: number): void {
    const sum = this.#sums[at - 1]!;
    const next = sum + value;
    const added = next - sum;
    this.#lost[at] = this.#lost[at - 1]! + (sum - (next - added)) + (value - added);
    this.#sums[at] = next;
  }

  /** Sum of the values after `from` up to and with `to`, both of one chain. */
  between(from: number, to: number): number {
    return this.#sums[to]! - this.#sums[from]! + (this.#lost[to]! - this.#lost[from]!);
  }
}
