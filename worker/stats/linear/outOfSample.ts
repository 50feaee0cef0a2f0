/** How well folds are predicted by a model that has not seen them. */
export interface OutOfSample {
  /** 1 - Σ errors² / Σ (y - mean of the other folds)²; below 0 where the mean predicts better */
  readonly rSquared: number;
  readonly stdErr: number;
  readonly folds: number;
}

/**
 * Out-of-sample R² over k folds with the linearised standard error of a ratio of sums:
 *
 *   R² = 1 - A / B,   A = Σ a_f,   B = Σ b_f,   stdErr = √(k/(k - 1) Σ (a_f / B - (A/B) b_f / B)²)
 *
 * The folds share most of their training rows, so the error is a guide to choosing among models rather than an exact one.
 *
 * @param errors    a_f, Σ mass (y - predicted)² in fold f
 * @param deviances b_f, Σ mass (y - mean of the other folds)² in fold f
 */
export function outOfSample(errors: readonly number[], deviances: readonly number[]): OutOfSample {
  const folds = errors.length;
  const error = errors.reduce((sum, value) => sum + value, 0);
  const deviance = deviances.reduce((sum, value) => sum + value, 0);
  const ratio = error / deviance;
  const squares = errors.reduce((sum, value, f) => sum + (value / deviance - ratio * (deviances[f]! / deviance)) ** 2, 0);
  return { rSquared: 1 - ratio, stdErr: Math.sqrt((folds / (folds - 1)) * squares), folds };
}
