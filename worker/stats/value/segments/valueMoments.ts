/** Count, mean and sum of squared deviations of the customers of one group: they merge, and nothing cancels. */
export interface ValueMoments {
  readonly n: number;
  readonly mean: number;
  /** sum over the group of (x - mean)² */
  readonly squares: number;
}

export const noMoments: ValueMoments = { n: 0, mean: 0, squares: 0 };

/**
 * Moments of a number by group, in one pass (Welford's updates). Rows without a number (NaN) are in no group.
 *
 * @param values  length rows; NaN = unknown
 * @param groupOf length rows: the group of each, 0 to groups - 1
 * @see Chan, Golub & LeVeque (1983), American Statistician 37:242-247, doi:10.1080/00031305.1983.10483115
 */
export function valueMoments(values: Float64Array, groupOf: Uint8Array, groups: number): ValueMoments[] {
  const counts = new Float64Array(groups);
  const means = new Float64Array(groups);
  const squares = new Float64Array(groups);
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (Number.isNaN(value)) continue;
    const group = groupOf[row]!;
    const deviation = value - means[group]!;
    means[group]! += deviation / ++counts[group]!;
    squares[group]! += deviation * (value - means[group]!);
  }
  return Array.from(counts, (n, group) => ({ n, mean: means[group]!, squares: squares[group]! }));
}

/** Moments of two groups that share nobody, as of one. */
export function mergeValueMoments(a: ValueMoments, b: ValueMoments): ValueMoments {
  const n = a.n + b.n;
  if (n === 0) return noMoments;
  const difference = b.mean - a.mean;
  return {
    n,
    mean: a.mean + (difference * b.n) / n,
    squares: a.squares + b.squares + (difference * difference * a.n * b.n) / n,
  };
}
