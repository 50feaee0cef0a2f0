import { requireConfidenceLevel, requireCounts } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { StatusCode } from '../statusCodes.ts';
import { waldInterval } from './waldInterval.ts';

/** What SQL gives: count(x), avg(x), var_samp(x). */
export interface MeanMoments {
  readonly n: number;
  /** null when n is 0 */
  readonly mean: number | null;
  /** sample variance, divisor n - 1; null when n is below 2 */
  readonly variance: number | null;
}

/** A mean in the unit of the data, with its doubt. Null where undefined, with the reason. */
export interface MeanEstimate {
  readonly n: number;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
}

/**
 * Mean with the interval of Student's t with n - 1 degrees of freedom.
 *
 *   stdErr = √(variance / n),   estimate ± t stdErr
 *
 * @returns no answers: nulls; one answer: the mean without error; both with reason NOT_ENOUGH_DATA
 * @throws ModelInputError OUT_OF_RANGE, NOT_FINITE
 */
export function meanEstimate({ n, mean, variance }: MeanMoments, confidenceLevel = 0.95): MeanEstimate {
  requireCounts({ n });
  requireConfidenceLevel(confidenceLevel);
  if (n === 0) return { n, estimate: null, stdErr: null, ciLow: null, ciHigh: null, confidenceLevel, reason: 'NOT_ENOUGH_DATA' };
  if (mean === null || !Number.isFinite(mean))
    throw new ModelInputError('NOT_FINITE', `mean has ${mean} for ${n} answers, a finite number is needed`);
  if (n === 1) return { n, estimate: mean, stdErr: null, ciLow: null, ciHigh: null, confidenceLevel, reason: 'NOT_ENOUGH_DATA' };
  if (variance === null || !(variance >= 0 && variance < Number.POSITIVE_INFINITY)) {
    throw new ModelInputError('OUT_OF_RANGE', `variance has ${variance} for ${n} answers, a finite number from 0 up is needed`);
  }
  const stdErr = Math.sqrt(variance / n);
  return { n, estimate: mean, stdErr, ...waldInterval(mean, stdErr, confidenceLevel, n - 1), confidenceLevel, reason: null };
}
