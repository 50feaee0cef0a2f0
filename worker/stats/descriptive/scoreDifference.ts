import { requireConfidenceLevel } from '../checks.ts';
import { normalTwoSided } from '../distributions/normalTail.ts';
import { studentTTwoSided } from '../distributions/studentT.ts';
import { ModelInputError } from '../outcome.ts';
import type { StatusCode } from '../statusCodes.ts';
import { type Clustering, type DesignedMean, designedMean } from './designedMean.ts';
import type { ScoreSeType } from './scoreEstimate.ts';
import type { Score, ScoreKind } from './scoreKind.ts';
import { designDf, linearizedVariance, momentsOfSums, type StratumMoments } from './stratumMoments.ts';
import type { SurveySample } from './surveySample.ts';

/** A variance below this part of what it is made of is what rounding leaves of equal answers in both samples. */
const CANCELLED = 1e-14;

/** A difference of two scores in their unit, with its test against 0. Null where undefined, with the reason. */
export interface ScoreDifference {
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** of t; null = normal */
  readonly df: number | null;
  /** customers in both samples */
  readonly sharedCustomers: number;
  /** of the two scores, through shared customers; 0 where none are shared */
  readonly correlation: number | null;
  readonly seType: ScoreSeType;
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
}

/** A sample with what was computed of it: the first of many comparisons is scored once. */
export interface ScoredSample<S extends Score> {
  readonly score: S;
  readonly mean: DesignedMean | null;
}

/** @throws ModelInputError OUT_OF_RANGE */
export function scoredSample<S extends Score>(kind: ScoreKind<S>, sample: SurveySample, confidenceLevel: number): ScoredSample<S> {
  requireConfidenceLevel(confidenceLevel);
  const mean = designedMean(sample);
  return { score: kind.score(sample, mean, confidenceLevel), mean };
}

/**
 * Difference a - b of a score between two groups or periods.
 *
 *   independent:  stdErr = √(stdErr_a² + stdErr_b²);   normal, or t by Welch and Satterthwaite for means that have t
 *   clustered:    z_g = z_g,a - z_g,b over the customers of either sample, Var = linearizedVariance(z), t with G - 1 degrees of freedom
 *
 * z_g,a is the influence of customer g on score a (0 if absent), so that customers in both bring their covariance. Samples without
 * clusters are independent; so are those in which every customer answered once in all. G counts the customers of either sample.
 * The interval is that of the kind: adjusted for NPS, Newcombe's for shares, Wald for means.
 *
 * @returns nulls with NOT_ENOUGH_DATA where a score or its error is missing; stdErr 0: no test, ZERO_VARIANCE
 * @throws ModelInputError OUT_OF_RANGE when only one has clusters, or a customer lies in two strata
 * Time O(smaller number of customers) beside the scores themselves.
 * @see Welch (1947), Biometrika 34:28-35, doi:10.1093/biomet/34.1-2.28
 */
export function scoreDifference<S extends Score>(kind: ScoreKind<S>, a: ScoredSample<S>, b: ScoredSample<S>): ScoreDifference {
  const union = a.mean === null || b.mean === null ? null : unionOf(a.mean.clustering, b.mean.clustering);
  return differenceThrough(kind, a, b, union);
}

/**
 * scoreDifference where the customers of either sample are known from elsewhere.
 *
 * @param union null where there are no clusters, or a score is missing
 */
export function differenceThrough<S extends Score>(
  kind: ScoreKind<S>,
  a: ScoredSample<S>,
  b: ScoredSample<S>,
  union: CustomerUnion | null,
): ScoreDifference {
  const { confidenceLevel } = a.score;
  const { estimate, stdErr, df, sharedCustomers, correlation, seType } = differenceError(kind, a, b, union);
  const known = { estimate, stdErr, df, sharedCustomers, correlation, seType, confidenceLevel };
  if (estimate === null || stdErr === null)
    return { ...known, statistic: null, pValue: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' };
  const doubt = { estimate, stdErr, df, correlation: correlation ?? 0, confidenceLevel };
  const interval = kind.differenceInterval(a.score, b.score, doubt);
  if (stdErr === 0) return { ...known, statistic: null, pValue: null, ...interval, reason: 'ZERO_VARIANCE' };
  const statistic = estimate / stdErr;
  const pValue = df === null ? normalTwoSided(statistic) : studentTTwoSided(statistic, df);
  return { ...known, statistic, pValue, ...interval, reason: null };
}

type DifferenceError = Pick<ScoreDifference, 'estimate' | 'stdErr' | 'df' | 'sharedCustomers' | 'correlation' | 'seType'>;

function differenceError<S extends Score>(
  kind: ScoreKind<S>,
  a: ScoredSample<S>,
  b: ScoredSample<S>,
  union: CustomerUnion | null,
): DifferenceError {
  const types = [a.score.seType, b.score.seType];
  const seType = types.includes('CR1') ? 'CR1' : types.includes('LINEARIZED') ? 'LINEARIZED' : 'CLASSICAL';
  const unknown = { stdErr: null, df: null, correlation: null, seType } as const;
  if (a.mean === null || b.mean === null) return { ...unknown, estimate: null, sharedCustomers: 0 };
  const estimate = a.score.estimate! - b.score.estimate!;
  const sharedCustomers = union?.shared ?? 0;
  const [errorA, errorB] = [a.score.stdErr, b.score.stdErr];
  if (errorA === null || errorB === null) return { ...unknown, estimate, sharedCustomers };
  if (union === null || (sharedCustomers === 0 && seType !== 'CR1')) {
    const df = kind.usesT ? welchDf(errorA, a.mean.df, errorB, b.mean.df) : null;
    return { estimate, stdErr: Math.hypot(errorA, errorB), df, sharedCustomers, correlation: 0, seType };
  }
  // an independent answer alone has the error 0 of its share: beside customers with several answers it says nothing of others
  if (a.mean.customers === 1 || b.mean.customers === 1) return { ...unknown, estimate, sharedCustomers };
  const stdErr = union.variance === null ? null : Math.sqrt(union.variance);
  return { estimate, stdErr, df: union.df, sharedCustomers, correlation: union.correlation, seType: 'CR1' };
}

function welchDf(errorA: number, dfA: number, errorB: number, dfB: number): number {
  const larger = Math.max(errorA, errorB);
  if (larger === 0) return dfA + dfB;
  const [a, b] = [(errorA / larger) ** 2, (errorB / larger) ** 2];
  return (a + b) ** 2 / (a ** 2 / dfA + b ** 2 / dfB);
}

/** The customers of either of two samples, and the doubt of the difference through them. */
export interface CustomerUnion {
  readonly shared: number;
  readonly variance: number | null;
  readonly correlation: number | null;
  readonly df: number;
}

/** The influences of both samples over the customers of either, the second one's with the opposite sign. Null without clusters. */
function unionOf(a: Clustering | null, b: Clustering | null): CustomerUnion | null {
  if (a === null && b === null) return null;
  if (a === null || b === null) throw new ModelInputError('OUT_OF_RANGE', 'clusters has codes for one of two samples, both are needed');
  const shared = sharedCustomers(a, b);
  const size = shared.customers.length;
  const [ofA, ofB] = [a, b].map(
    ({ moments }) =>
      (key: keyof StratumMoments, h: number) =>
        moments[key][h] ?? 0,
  ) as [Cell, Cell];
  const each = (value: (h: number) => number): Float64Array => Float64Array.from({ length: size }, (_, h) => value(h));
  const units = each((h) => ofA('units', h) + ofB('units', h) - shared.customers[h]!);
  const alone = (of: Cell): StratumMoments =>
    momentsOfSums(
      units,
      each((h) => of('sums', h)),
      each((h) => of('rawSquares', h)),
    );
  const both = momentsOfSums(
    units,
    each((h) => ofA('sums', h) - ofB('sums', h)),
    each((h) => ofA('rawSquares', h) + ofB('rawSquares', h) - 2 * shared.products[h]!),
  );
  return {
    shared: shared.customers.reduce((sum, customers) => sum + customers, 0),
    df: designDf(both),
    ...unionVariance(linearizedVariance(alone(ofA)), linearizedVariance(alone(ofB)), linearizedVariance(both)),
  };
}

/** A moment of one sample in stratum h; 0 in strata that it does not have. */
type Cell = (key: keyof StratumMoments, h: number) => number;

/** @param ofBoth variance of the difference of the influences; ofA, ofB of each sample's over the customers of either */
export function unionVariance(
  ofA: number | null,
  ofB: number | null,
  ofBoth: number | null,
): Pick<CustomerUnion, 'variance' | 'correlation'> {
  if (ofA === null || ofB === null || ofBoth === null) return { variance: null, correlation: null };
  const variance = ofBoth <= CANCELLED * (ofA + ofB) ? 0 : ofBoth;
  if (ofA === 0 || ofB === 0) return { variance, correlation: 0 };
  const correlation = (ofA + ofB - variance) / (2 * Math.sqrt(ofA * ofB));
  return { variance, correlation: Math.max(-1, Math.min(1, correlation)) };
}

/** By stratum: how many customers are in both, and the sum of the products of their influences. */
function sharedCustomers(a: Clustering, b: Clustering): { readonly customers: Float64Array; readonly products: Float64Array } {
  if (b.units.count < a.units.count) return sharedCustomers(b, a);
  const size = Math.max(a.moments.units.length, b.moments.units.length);
  const customers = new Float64Array(size);
  const products = new Float64Array(size);
  for (const [code, unitA] of a.units.byCode) {
    const unitB = b.units.byCode.get(code);
    if (unitB === undefined) continue;
    const stratum = a.units.stratumOf?.[unitA] ?? 0;
    const other = b.units.stratumOf?.[unitB] ?? 0;
    if (stratum !== other)
      throw new ModelInputError(
        'OUT_OF_RANGE',
        `clusters has ${code} in strata ${stratum} and ${other}, each cluster in one stratum is needed`,
      );
    customers[stratum]!++;
    products[stratum]! += a.totals[unitA]! * b.totals[unitB]!;
  }
  return { customers, products };
}
