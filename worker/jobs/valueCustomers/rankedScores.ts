import type { ClvModelRow, ClvTierRow } from '../../data/clvResult.ts';
import type { CustomerScores, ScoreColumn } from '../../data/writeCustomerScores.ts';
import { ascendingOrder } from '../../stats/rows/ascendingOrder.ts';
import { valueRank } from '../../stats/value/valueRank.ts';

type Columns = Partial<Record<ScoreColumn, Float64Array>> & { readonly expected_purchases: Float64Array };

/**
 * Places customers by value, the most valuable first, equals by id, those without a known value last; by expected purchases where nobody
 * has a value. Percentile and tier are among those who can be ranked, equals share both.
 *
 * @param tierNames of tiers of equal size, the most valuable first
 */
export function rankedScores(
  customerIds: BigInt64Array,
  tierNames: readonly string[],
  columns: Columns,
): { scores: CustomerScores; tiers: ClvTierRow[]; rankedBy: ClvModelRow['rankedBy'] } {
  const value = columns.value;
  const hasValue = value?.some((money) => !Number.isNaN(money)) ?? false;
  const measure = (hasValue ? value : undefined) ?? columns.expected_purchases;
  const { percentile, tier } = valueRank(measure, { tiers: tierNames.length });
  const order = ascendingOrder(measure.map((amount) => (Number.isNaN(amount) ? Number.MAX_VALUE : -amount)));
  const positions = new Int32Array(customerIds.length);
  for (let place = 0; place < order.length; place++) positions[order[place] ?? 0] = place + 1;
  const scores: CustomerScores = {
    customerIds,
    positions,
    tiers: { names: tierNames, of: tier },
    columns: { ...columns, percentile: percentile.map((share) => share / 100) },
  };
  return { scores, tiers: tierSums(tierNames, tier, columns, hasValue), rankedBy: hasValue ? 'VALUE' : 'PURCHASES' };
}

function tierSums(
  names: readonly string[],
  tier: Uint8Array,
  { value, expected_purchases: purchases }: Columns,
  hasValue: boolean,
): ClvTierRow[] {
  const sums = names.map((name) => ({ tier: name, n: 0, expectedPurchases: 0, value: 0 }));
  for (let row = 0; row < tier.length; row++) {
    const sum = sums[(tier[row] ?? 0) - 1];
    if (sum === undefined) continue;
    sum.n++;
    sum.expectedPurchases += purchases[row] ?? 0;
    sum.value += value?.[row] ?? 0;
  }
  return hasValue ? sums : sums.map((sum) => ({ ...sum, value: null }));
}
