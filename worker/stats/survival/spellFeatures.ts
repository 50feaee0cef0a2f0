import { ModelInputError } from '../outcome.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';

/** Stretches of customers' lives on one clock (days), ordered by owner, then start. All of length n. */
export interface Spells {
  /** index of the customer, ascending */
  readonly owner: Int32Array;
  /** origin of the spell's own time */
  readonly start: Float64Array;
  /** under observation after it */
  readonly entry: Float64Array;
  readonly end: Float64Array;
  /** 0 = observation ended, else the event or its cause */
  readonly event: Uint8Array;
}

/** CustomerMoments of each customer, ascending: rows first[c] up to last[c] are of customer c. */
export interface CustomerMoments {
  readonly first: Int32Array;
  readonly last: Int32Array;
  readonly at: Float64Array;
}

/** Something that changes in the course of a spell, known from the moment at which it was measured. */
export type SpellFeature =
  /** the value measured last, for as long as it lasts; then, and before the first, NaN */
  | { readonly kind: 'latest'; readonly moments: CustomerMoments; readonly values: NumericColumn | Uint8Array; readonly lastsDays: number }
  /** the sum of the weights of the last windowDays */
  | { readonly kind: 'count'; readonly moments: CustomerMoments; readonly weights: Uint8Array; readonly windowDays: number };

/**
 * Value of a feature at a moment of a spell: from what was measured at or before it alone.
 *
 * What was measured between the end of the customer's spell before and the start of this one does not count: it was said on the way out.
 * The half-open rules: a value measured at m counts at t when m <= t < m + lastsDays; so does each weight for windowDays.
 *
 * @param previousEnd end of the customer's spell before; Infinity where there is none
 */
export function featureAt(feature: SpellFeature, owner: number, start: number, previousEnd: number, moment: number): number {
  const { first, last, at } = feature.moments;
  const end = last[owner]!;
  if (feature.kind === 'latest') {
    let value = Number.NaN;
    for (let i = first[owner]!; i < end && at[i]! <= moment; i++) {
      if (at[i]! >= previousEnd && at[i]! < start) continue;
      value = moment < at[i]! + feature.lastsDays ? feature.values[i]! : Number.NaN;
    }
    return value;
  }
  let sum = 0;
  for (let i = first[owner]!; i < end && at[i]! <= moment; i++) {
    if (at[i]! >= previousEnd && at[i]! < start) continue;
    if (moment < at[i]! + feature.windowDays) sum += feature.weights[i]!;
  }
  return sum;
}

/** End of the same customer's spell before each spell; Infinity where there is none, so that nothing lies between it and the start. */
export function previousEnds({ owner, end }: Spells): Float64Array {
  return Float64Array.from(owner, (customer, row) => (row > 0 && owner[row - 1] === customer ? end[row - 1]! : Number.POSITIVE_INFINITY));
}

/**
 * Features of some spells as they stood at one moment: a column a feature, in the order of `rows`.
 *
 * @param rows indices of spells
 * @throws ModelInputError LENGTH_MISMATCH
 */
export function featuresAt(spells: Spells, features: readonly SpellFeature[], rows: Int32Array, moment: number): Float64Array[] {
  for (const feature of features) requireFeature(feature);
  const before = previousEnds(spells);
  return features.map((feature) =>
    Float64Array.from(rows, (row) => featureAt(feature, spells.owner[row]!, spells.start[row]!, before[row]!, moment)),
  );
}

/** @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE */
export function requireFeature(feature: SpellFeature): void {
  const { moments } = feature;
  const [column, days] = feature.kind === 'latest' ? [feature.values, feature.lastsDays] : [feature.weights, feature.windowDays];
  if (column.length !== moments.at.length)
    throw new ModelInputError('LENGTH_MISMATCH', `values has length ${column.length}, at has ${moments.at.length}`);
  if (!(days > 0)) throw new ModelInputError('OUT_OF_RANGE', `days has ${days}, a value above 0 is needed`);
}
