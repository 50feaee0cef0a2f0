import { ascendingOrder } from '../../rows/ascendingOrder.ts';
import type { SpendSample } from './spendSample.ts';

/** How spend goes with frequency among the customers that the spend model reads. Null where x or m is constant. */
export interface SpendCorrelation {
  /** Spearman's: Pearson's correlation of midranks. The Gamma-Gamma model takes it to be 0 */
  readonly rank: number | null;
  /** Pearson's, of x and m themselves */
  readonly linear: number | null;
}

/** Correlations of x and m over customers, ties at their mean rank. By hand: simple-statistics knows neither counts nor ties. Time O(n). */
export function spendCorrelation({ frequency, means, counts }: SpendSample): SpendCorrelation {
  return {
    rank: correlation(midranks(frequency, counts), midranks(means, counts), counts),
    linear: correlation(frequency, means, counts),
  };
}

function midranks(values: Float64Array, counts: Float64Array): Float64Array {
  const order = ascendingOrder(values);
  const ranks = new Float64Array(values.length);
  for (let start = 0, end = 0, below = 0; start < order.length; start = end) {
    let tied = 0;
    for (; end < order.length && values[order[end]!] === values[order[start]!]; end++) tied += counts[order[end]!]!;
    for (let i = start; i < end; i++) ranks[order[i]!] = below + (tied + 1) / 2;
    below += tied;
  }
  return ranks;
}

function correlation(left: Float64Array, right: Float64Array, counts: Float64Array): number | null {
  let [n, leftSum, rightSum] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    n += counts[i]!;
    leftSum += counts[i]! * left[i]!;
    rightSum += counts[i]! * right[i]!;
  }
  const [leftMean, rightMean] = [leftSum / n, rightSum / n];
  let [leftSquares, rightSquares, products] = [0, 0, 0];
  for (let i = 0; i < counts.length; i++) {
    const [a, b] = [left[i]! - leftMean, right[i]! - rightMean];
    leftSquares += counts[i]! * a * a;
    rightSquares += counts[i]! * b * b;
    products += counts[i]! * a * b;
  }
  const scale = Math.sqrt(leftSquares) * Math.sqrt(rightSquares);
  return scale > 0 ? products / scale : null;
}
