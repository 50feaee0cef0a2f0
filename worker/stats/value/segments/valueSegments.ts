import { requireFinite, requireSameLength } from '../../checks.ts';
import { wilson } from '../../descriptive/wilson.ts';
import { ModelInputError } from '../../outcome.ts';
import { valueRank } from '../valueRank.ts';
import { groupMean, groupTotal, type ValueEstimate } from './groupTotal.ts';
import { type Loyalty, loyalties } from './segmentAction.ts';
import { mergeValueMoments, noMoments, type ValueMoments, valueMoments } from './valueMoments.ts';

/** Columns of length n, one row a customer, money in one currency. */
export interface SegmentCustomers {
  /** last answer to a 0-10 question; NaN = none that is known */
  readonly score: Float64Array;
  /** what the tiers are made of */
  readonly value: Float64Array;
  /** interval of the expected value; NaN = none */
  readonly valueLow: Float64Array;
  readonly valueHigh: Float64Array;
  readonly revenue: Float64Array;
  readonly costToServe: Float64Array;
  /** what the customer brought less the cost to serve; may be negative */
  readonly netValue: Float64Array;
  /** probability of leaving times the money that would be lost; NaN = probability unknown */
  readonly atRisk: Float64Array;
  /** the same at the ends of the probability's interval; NaN = none */
  readonly atRiskLow: Float64Array;
  readonly atRiskHigh: Float64Array;
}

export interface ValueSegment {
  /** ALL: whatever the loyalty */
  readonly loyalty: Loyalty | 'ALL';
  /** 1 = highest value … tiers; 0: whatever the tier */
  readonly tier: number;
  readonly n: number;
  /** of all customers, 0-1; Wilson interval */
  readonly share: number;
  readonly shareLow: number;
  readonly shareHigh: number;
  readonly value: ValueEstimate;
  /** sums of the ends of the customers' intervals; null where one has none */
  readonly expectedLow: number | null;
  readonly expectedHigh: number | null;
  readonly meanValue: ValueEstimate;
  readonly revenue: number;
  readonly costToServe: number;
  readonly netValue: ValueEstimate;
  /** customers with a net value below 0 */
  readonly belowZero: number;
  /** n: customers with a known probability */
  readonly atRisk: ValueEstimate;
  readonly atRiskLow: number | null;
  readonly atRiskHigh: number | null;
}

export interface ValueSegments {
  /** 5 × (tiers + 1): each loyalty, then ALL; in each, tier 0 for all tiers, then 1 up */
  readonly segments: readonly ValueSegment[];
  /** the least value in tier 1, 2, …; null where the tier is empty (ties are not cut) */
  readonly tierFrom: readonly (number | null)[];
  /** length n: index into loyalties */
  readonly loyalty: Uint8Array;
  /** length n: 1 to tiers */
  readonly tier: Uint8Array;
}

/**
 * Customers crossed by what they say and what they are worth: promoters, passives, detractors and the unknown by tiers of value, with
 * the totals of each, of rows, of columns and of all.
 *
 *   tier:     valueRank, tiers of equal width in percentile; equal values share one
 *   totals:   groupTotal, by customer: the interval tells what another sample of as many customers would have given
 *   expected: Σ low to Σ high over the customers, for the doubt about a model's parameters is common to all of them and does not average out
 *
 * No minimum sizes are applied here: hiddenCells and the caller do. Time O(n).
 *
 * @param options.tiers 1 to 50
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function valueSegments(customers: SegmentCustomers, options: { tiers: number; confidenceLevel?: number }): ValueSegments {
  const { tiers, confidenceLevel = 0.95 } = options;
  const n = requireSameLength({ ...customers });
  const { score, value, revenue, costToServe, netValue } = customers;
  requireFinite({ value, revenue, costToServe, netValue });
  if (tiers > 50) throw new ModelInputError('OUT_OF_RANGE', `tiers has ${tiers}, a number from 1 to 50 is needed`);
  const { tier } = valueRank(value, { tiers });
  const loyalty = loyaltyOf(score);
  const groupOf = tier.map((ofRow, row) => loyalty[row]! * tiers + ofRow - 1);
  const columns = columnMoments(customers, groupOf, loyalties.length * tiers);
  const segments = [...loyalties.keys(), null].flatMap((row) =>
    Array.from({ length: tiers + 1 }, (_, ofTier) => {
      const groups = groupsOf(row, ofTier, tiers);
      const name = { loyalty: row === null ? ('ALL' as const) : loyalties[row]!, tier: ofTier };
      return { ...name, ...segmentOf((column) => mergedMoments(columns[column], groups), n, confidenceLevel) };
    }),
  );
  return { segments, tierFrom: tierFrom(value, tier, tiers), loyalty, tier };
}

/** Index into loyalties of each answer. */
function loyaltyOf(score: Float64Array): Uint8Array {
  return Uint8Array.from(score, (answer, row) => {
    if (Number.isNaN(answer)) return 3;
    if (!Number.isInteger(answer) || answer < 0 || answer > 10)
      throw new ModelInputError('OUT_OF_RANGE', `score has ${answer} at row ${row}, a whole number from 0 to 10 is needed`);
    return answer >= 9 ? 0 : answer >= 7 ? 1 : 2;
  });
}

/** The groups that a segment is made of; loyalty null or tier 0: of all. */
function groupsOf(loyalty: number | null, tier: number, tiers: number): number[] {
  return Array.from({ length: loyalties.length * tiers }, (_, group) => group).filter(
    (group) => (loyalty === null || Math.floor(group / tiers) === loyalty) && (tier === 0 || (group % tiers) + 1 === tier),
  );
}

type Column = keyof SegmentCustomers | 'belowZero';

function columnMoments(customers: SegmentCustomers, groupOf: Uint8Array, groups: number): Readonly<Record<Column, ValueMoments[]>> {
  const below = customers.netValue.map((net) => (net < 0 ? 1 : 0));
  const columns = Object.entries({ ...customers, belowZero: below }) as [Column, Float64Array][];
  const moments = columns.map(([name, values]) => [name, valueMoments(values, groupOf, groups)]);
  return Object.fromEntries(moments) as Record<Column, ValueMoments[]>;
}

function mergedMoments(moments: readonly ValueMoments[], groups: readonly number[]): ValueMoments {
  return groups.reduce((merged, group) => mergeValueMoments(merged, moments[group]!), noMoments);
}

function segmentOf(
  of: (column: Column) => ValueMoments,
  population: number,
  confidenceLevel: number,
): Omit<ValueSegment, 'loyalty' | 'tier'> {
  const value = of('value');
  const { n } = value;
  const atRisk = of('atRisk');
  const total = (column: Column) => of(column).n * of(column).mean;
  const bound = (column: Column, needed: number) => (of(column).n === needed && needed > 0 ? total(column) : null);
  const { ciLow, ciHigh } = wilson(n / population, population, confidenceLevel);
  return {
    n,
    share: n / population,
    shareLow: ciLow,
    shareHigh: ciHigh,
    value: groupTotal(value, population, confidenceLevel),
    expectedLow: bound('valueLow', n),
    expectedHigh: bound('valueHigh', n),
    meanValue: groupMean(value, confidenceLevel),
    revenue: total('revenue'),
    costToServe: total('costToServe'),
    netValue: groupTotal(of('netValue'), population, confidenceLevel),
    belowZero: Math.round(total('belowZero')),
    atRisk: groupTotal(atRisk, population, confidenceLevel),
    atRiskLow: bound('atRiskLow', atRisk.n),
    atRiskHigh: bound('atRiskHigh', atRisk.n),
  };
}

function tierFrom(value: Float64Array, tier: Uint8Array, tiers: number): (number | null)[] {
  const least = new Array<number | null>(tiers).fill(null);
  for (let row = 0; row < value.length; row++) {
    const place = tier[row]! - 1;
    least[place] = Math.min(least[place] ?? Infinity, value[row]!);
  }
  return least;
}
