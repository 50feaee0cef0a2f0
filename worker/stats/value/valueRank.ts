import { requireCounts, requireSameLength } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import { ascendingOrder } from '../rows/ascendingOrder.ts';

export interface ValueRankOptions {
  /** length n: how many equal customers each row stands for; null: one each. Default null */
  readonly counts?: Float64Array | null;
  /** how many, 1 to 100. Default 5 */
  readonly tiers?: number;
}

/** Where each customer stands among all; customers of equal value share both numbers. */
export interface ValueRank {
  /** 0-100: the share of customers of lower value, and half of those of the same, in per cent. NaN for an unknown value */
  readonly percentile: Float64Array;
  /** 1 = the highest percentiles … tiers = the lowest; 0 for an unknown value */
  readonly tier: Uint8Array;
}

/**
 * Percentile and tier of each customer by value, among those whose value is known. Tiers are of equal width in percentile, so of equal
 * size but for ties, which no tier cuts. Time O(n).
 *
 * @param value length n; NaN = unknown
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE
 */
export function valueRank(value: Float64Array, { counts = null, tiers = 5 }: ValueRankOptions = {}): ValueRank {
  requireSameLength({ value, ...(counts === null ? {} : { counts }) });
  requireCounts({ tiers });
  if (tiers < 1 || tiers > 100) throw new ModelInputError('OUT_OF_RANGE', `tiers has ${tiers}, a number from 1 to 100 is needed`);
  const rows = Int32Array.from(value.keys()).filter((row) => !Number.isNaN(value[row]!));
  const known = Float64Array.from(rows, (row) => value[row]!);
  const order = ascendingOrder(known);
  const countOf = (place: number): number => (counts === null ? 1 : counts[rows[order[place]!]!]!);
  let n = 0;
  for (let place = 0; place < order.length; place++) n += countOf(place);
  const percentile = new Float64Array(value.length).fill(Number.NaN);
  const tier = new Uint8Array(value.length);
  for (let start = 0, end = 0, below = 0; start < order.length; start = end) {
    let tied = 0;
    for (; end < order.length && known[order[end]!] === known[order[start]!]; end++) tied += countOf(end);
    const share = (below + tied / 2) / n;
    for (let place = start; place < end; place++) {
      const row = rows[order[place]!]!;
      percentile[row] = 100 * share;
      tier[row] = tiers - Math.min(tiers - 1, Math.floor(share * tiers));
    }
    below += tied;
  }
  return { percentile, tier };
}
