import { requireConfidenceLevel, requireCounts } from '../../checks.ts';
import { twoSidedQuantile } from '../../distributions/twoSidedQuantile.ts';
import { ModelInputError } from '../../outcome.ts';
import type { ValueMoments } from './valueMoments.ts';

/** A total, or a mean, of the customers of a group. Nulls where fewer than two customers leave no error. */
export interface ValueEstimate {
  readonly n: number;
  /** null: nobody is in the group */
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/**
 * Total over the customers of a group, the customers being a sample: another would hold others, and more or fewer of this group.
 *
 *   T = Σ x,   Var T = N / (N - 1) · (Σ (x - m)² + n m² (1 - n / N)),   T ± t(n - 1) √Var T
 *
 * n customers of the group with mean m, among N of all groups; outside it a customer adds 0. That is N² times the variance of the
 * mean of N customers' contributions: what a bootstrap that draws N customers with replacement tends to (by the factor (N - 1) / N),
 * without its draws and its seed. The second term is the doubt about how many belong to the group; it is 0 for the group of all.
 *
 * @param population N, customers of all groups together
 * @throws ModelInputError OUT_OF_RANGE
 * @see Efron & Tibshirani (1993), An Introduction to the Bootstrap, 5.2 and 6.2; Cochran (1977), Sampling Techniques, 2.13 (domain totals)
 */
export function groupTotal({ n, mean, squares }: ValueMoments, population: number, confidenceLevel = 0.95): ValueEstimate {
  requireCounts({ population });
  requireConfidenceLevel(confidenceLevel);
  if (population < n) throw new ModelInputError('OUT_OF_RANGE', `population has ${population}, at least the ${n} of the group are needed`);
  const variance = (population / (population - 1)) * (squares + n * mean * mean * (1 - n / population));
  return withInterval(n, n * mean, variance, confidenceLevel);
}

/** Mean over the customers of a group: m ± t(n - 1) s / √n. */
export function groupMean({ n, mean, squares }: ValueMoments, confidenceLevel = 0.95): ValueEstimate {
  requireConfidenceLevel(confidenceLevel);
  return withInterval(n, mean, squares / (n - 1) / n, confidenceLevel);
}

function withInterval(n: number, estimate: number, variance: number, confidenceLevel: number): ValueEstimate {
  if (n === 0) return { n, estimate: null, stdErr: null, ciLow: null, ciHigh: null };
  if (n === 1) return { n, estimate, stdErr: null, ciLow: null, ciHigh: null };
  const stdErr = Math.sqrt(Math.max(0, variance));
  const half = twoSidedQuantile(confidenceLevel, n - 1) * stdErr;
  return { n, estimate, stdErr, ciLow: estimate - half, ciHigh: estimate + half };
}
