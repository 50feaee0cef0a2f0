import { requireConfidenceLevel } from '../checks.ts';
import { normalTwoSided } from '../distributions/normalTail.ts';
import type { ComparedSums } from './differenceOfSums.ts';
import type { ScoreDifference } from './scoreDifference.ts';
import { waldInterval } from './waldInterval.ts';

/**
 * Difference of two totals over customers, a - b: of counts, or of sums.
 *
 *   Var = Σ_g (y_g,a - y_g,b)²
 *
 * A total is a fact and has no error. Whether two of them differ by more than chance is asked of customers who come as a Poisson process,
 * each with the facts it brings: the variance of a compound Poisson sum, which a bootstrap of customers tends to. Counts of customers who
 * come once each then have Poisson's variance; those in both periods bring their covariance.
 *
 * @returns nothing in either: reason ZERO_VARIANCE, no test
 * @throws ModelInputError OUT_OF_RANGE for a confidence level that is none
 */
export function totalDifference({ a, b, shared }: ComparedSums, confidenceLevel = 0.95): ScoreDifference {
  requireConfidenceLevel(confidenceLevel);
  const estimate = a.total - b.total;
  const variance = Math.max(0, a.yy + b.yy - 2 * shared.yy);
  const stdErr = Math.sqrt(variance);
  const product = Math.sqrt(a.yy * b.yy);
  const known = {
    estimate,
    stdErr,
    df: null,
    sharedCustomers: shared.customers,
    correlation: product === 0 ? 0 : Math.max(-1, Math.min(1, shared.yy / product)),
    seType: 'LINEARIZED',
    confidenceLevel,
    ...waldInterval(estimate, stdErr, confidenceLevel, null),
  } as const;
  if (stdErr === 0) return { ...known, statistic: null, pValue: null, reason: 'ZERO_VARIANCE' };
  const statistic = estimate / stdErr;
  return { ...known, statistic, pValue: normalTwoSided(statistic), reason: null };
}
