/**
 * How many of the scores put in so far are below, equal to or above a rank: a Fenwick (binary indexed) tree over ranks from 0 up.
 * Each operation costs log2 of the number of ranks.
 *
 * @see Fenwick (1994), Software: Practice and Experience 24:327-336, doi:10.1002/spe.4380240306
 */
export class ConcordanceTree {
  readonly #sums: Int32Array;
  readonly #equal: Int32Array;
  #ranks = 0;
  #total = 0;

  /** @param mostRanks room for so many ranks */
  constructor(mostRanks: number) {
    this.#sums = new Int32Array(mostRanks + 1);
    this.#equal = new Int32Array(mostRanks);
  }

  /** Empties the tree, for ranks 0 to ranks - 1. */
  reset(ranks: number): void {
    this.#sums.fill(0, 0, ranks + 1);
    this.#equal.fill(0, 0, ranks);
    this.#ranks = ranks;
    this.#total = 0;
  }

  /** Puts in (1) or takes out (-1) one score. */
  add(rank: number, sign: 1 | -1): void {
    for (let node = rank + 1; node <= this.#ranks; node += node & -node) this.#sums[node]! += sign;
    this.#equal[rank]! += sign;
    this.#total += sign;
  }

  get total(): number {
    return this.#total;
  }

  equal(rank: number): number {
    return this.#equal[rank]!;
  }

  below(rank: number): number {
    let sum = 0;
    for (let node = rank; node > 0; node &= node - 1) sum += this.#sums[node]!;
    return sum;
  }
}
