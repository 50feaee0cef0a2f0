import { requireNonNegative, requireSameLength } from '../checks.ts';
import { type ValueRank, type ValueRankOptions, valueRank } from './valueRank.ts';

export interface CustomerValueInput extends ValueRankOptions {
  /** length n: purchases yet to come, discounted (DERT, or to a horizon) */
  readonly discountedPurchases: Float64Array;
  /** length n: money a purchase; NaN = not known */
  readonly expectedSpend: Float64Array;
  /** share of the money that is margin, 0.3 = 30 %; null: there is none, and the number is revenue */
  readonly margin: number | null;
}

export interface CustomerValue extends ValueRank {
  /** without a margin the number is called revenue */
  readonly measure: 'VALUE' | 'REVENUE';
  /** length n, money; NaN where spend is not known */
  readonly value: Float64Array;
  /** over the customers whose value is known */
  readonly total: number;
  /** customers whose value is not known */
  readonly unknown: number;
}

/**
 * Lifetime value of each customer from now on: what she will buy, times what she spends, times the margin. The past does not count.
 *
 *   value = expectedSpend * discountedPurchases * margin
 *
 * Spend and purchases are taken to be independent given the past, as in the Gamma-Gamma model.
 *
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Fader, Hardie & Lee (2005), J Marketing Research 42:415-430, doi:10.1509/jmkr.2005.42.4.415
 */
export function customerValue({ discountedPurchases, expectedSpend, margin, ...ranking }: CustomerValueInput): CustomerValue {
  const counts = ranking.counts ?? null;
  const n = requireSameLength({ discountedPurchases, expectedSpend, ...(counts === null ? {} : { counts }) });
  if (margin !== null) requireNonNegative({ margin });
  const value = new Float64Array(n);
  let [total, unknown] = [0, 0];
  for (let row = 0; row < n; row++) {
    value[row] = discountedPurchases[row]! * expectedSpend[row]! * (margin ?? 1);
    const count = counts === null ? 1 : counts[row]!;
    if (Number.isNaN(value[row]!)) unknown += count;
    else total += count * value[row]!;
  }
  return { measure: margin === null ? 'REVENUE' : 'VALUE', value, total, unknown, ...valueRank(value, ranking) };
}
