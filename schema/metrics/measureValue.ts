/** From sums to what an answer shows: pure, and the only place where a measure becomes a number. */
import { type CellSums, noShared, noSums, type SharedSums } from '../../worker/stats/descriptive/cellSums.ts';
import { differenceOfSums } from '../../worker/stats/descriptive/differenceOfSums.ts';
import type { ScoreDifference } from '../../worker/stats/descriptive/scoreDifference.ts';
import { type ScoredSums, scoreOfSums } from '../../worker/stats/descriptive/scoreOfSums.ts';
import { totalDifference } from '../../worker/stats/descriptive/totalDifference.ts';
import { waldInterval } from '../../worker/stats/descriptive/waldInterval.ts';
import type { StatusCode } from '../../worker/stats/statusCodes.ts';
import { countingPart, type MeasureEstimate, type MetricMeasure } from './metricMeasures.ts';

export type SeTypeName = 'CLASSICAL' | 'CR1' | 'LINEARIZED';

/** A measure of one group, before anything is hidden. */
export interface MeasureValue {
  readonly value: number | null;
  readonly exact: string | null;
  readonly n: number;
  /** Null where a measure is of nobody: spend. */
  readonly customers: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly seType: SeTypeName | null;
  readonly reason: StatusCode | null;
  readonly reasonDetail: string | null;
}

/** The sums of the parts of a measure in one group; null = its source is not known there at all. */
export type MeasureSums = readonly (CellSums | null)[];

export interface SumsOptions {
  readonly isWeighted: boolean;
  readonly confidenceLevel: number;
}

const noError = { stdErr: null, ciLow: null, ciHigh: null, seType: null } as const;

export function measureValue(measure: MetricMeasure, sums: MeasureSums, options: SumsOptions): MeasureValue {
  const { estimate } = measure;
  const [first, second] = sums;
  const customers = isOfCustomers(estimate) ? (sums[countingPart(measure)]?.customers ?? 0) : null;
  const unknown = (reasonDetail: string): MeasureValue => {
    return { value: null, exact: null, n: 0, customers, ...noError, reason: 'NOT_ENOUGH_DATA', reasonDetail };
  };
  if (first == null || (estimate.kind === 'PER' && second == null)) return unknown('nothing of this was loaded for this time');
  if (estimate.kind === 'TOTAL' && estimate.among && first.n === 0 && second != null && second.n > 0) return unknown(estimate.among.unsaid);
  if (estimate.kind === 'TOTAL')
    return { value: first.total, exact: first.exactTotal, n: first.n, customers, ...noError, reason: null, reasonDetail: null };
  if (estimate.kind === 'PER') return perValue(estimate, first, second ?? noSums, customers, options);
  const { score } = scoreOfSums(estimate.score, first, isWeighted(estimate, options), options.confidenceLevel);
  const { stdErr, ciLow, ciHigh, seType, reason } = score;
  const reasonDetail = score.estimate === null ? 'nobody in this group' : stdErr === null ? 'one customer alone has no error' : null;
  return { value: score.estimate, exact: null, n: first.n, customers, stdErr, ciLow, ciHigh, seType, reason, reasonDetail };
}

const isWeighted = (estimate: MeasureEstimate, options: SumsOptions) =>
  options.isWeighted && estimate.kind === 'SCORE' && estimate.of.source === 'ANSWER';

export const isOfCustomers = (estimate: MeasureEstimate): boolean => estimate.kind === 'PER' || estimate.of.source !== 'SPEND';

function perValue(
  { scale, isOfCustomers: hasError }: Extract<MeasureEstimate, { kind: 'PER' }>,
  of: CellSums,
  per: CellSums,
  customers: number | null,
  { confidenceLevel }: SumsOptions,
): MeasureValue {
  const n = per.n;
  if (per.total === 0)
    return { value: null, exact: null, n, customers, ...noError, reason: 'NOT_ENOUGH_DATA', reasonDetail: 'nobody in this group' };
  const value = (scale * of.total) / per.total;
  const known = { value, exact: null, n, customers, reason: null, reasonDetail: null };
  if (!hasError) return { ...known, ...noError };
  if (of.yy === 0) {
    // None happened, which leaves no error but a bound: P(0 | λ) = e^-λ.
    const ciHigh = (scale * -Math.log((1 - confidenceLevel) / 2)) / per.total;
    return {
      ...known,
      ...noError,
      ciLow: 0,
      ciHigh,
      reason: 'ZERO_VARIANCE',
      reasonDetail: 'none happened: no error, an upper bound alone',
    };
  }
  const stdErr = (scale * Math.sqrt(of.yy)) / per.total; // each customer brings his own: a compound Poisson sum, as totalDifference
  const { ciLow, ciHigh } = waldInterval(value, stdErr, confidenceLevel, null);
  return { ...known, stdErr, ciLow: Math.max(0, ciLow), ciHigh, seType: 'LINEARIZED' };
}

/** A measure of a group less that of its reference period. Null: this measure has no test of its difference. */
export function measureDifference(
  { estimate }: MetricMeasure,
  sums: MeasureSums,
  reference: MeasureSums,
  shared: readonly (SharedSums | undefined)[],
  options: SumsOptions,
): ScoreDifference | null {
  const [a, b] = [sums[0], reference[0]];
  if (a == null || b == null || estimate.kind === 'PER' || !isOfCustomers(estimate)) return null;
  const compared = { a, b, shared: shared[0] ?? noShared };
  if (estimate.kind === 'TOTAL') return totalDifference(compared, options.confidenceLevel);
  const scored = (of: CellSums): ScoredSums => scoreOfSums(estimate.score, of, isWeighted(estimate, options), options.confidenceLevel);
  return differenceOfSums(estimate.score, compared, scored(a), scored(b));
}
