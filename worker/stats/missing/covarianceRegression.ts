import { inverseQuadraticForm, solvePositiveDefinite } from '../linalg/positiveDefinite.ts';
import { type NotEstimable, notEstimable } from '../outcome.ts';
import type { CovarianceEstimate } from './covarianceEstimate.ts';
import { dependentColumn } from './dependentColumn.ts';

/** A linear regression as its covariances imply it; arrays hold a value per driver. */
export interface CovarianceRegression {
  readonly intercept: number;
  readonly estimates: Float64Array;
  readonly rSquared: number;
  /** variance of the outcome x (1 - R²), with the divisor of the covariances */
  readonly residualVariance: number;
  /** p x p row-major */
  readonly driverCorrelations: Float64Array;
  readonly outcomeCorrelations: Float64Array;
}

/**
 * Regression of the last column on the others, from means and covariances alone.
 *
 *   estimates = S⁻¹ s,   intercept = mean_y - meanᵀ estimates,   R² = sᵀ S⁻¹ s / var_y
 *
 * @param estimate variances above 0 (covarianceEstimator checks)
 * @returns notEstimable RANK_DEFICIENT naming a driver that repeats others; INDEFINITE when the drivers' matrix is not positive definite or R² exceeds 1,
 *   as pairwise covariances can be: they are not repaired
 */
export function covarianceRegression(
  { means, covariance }: CovarianceEstimate,
  names: readonly string[],
): CovarianceRegression | NotEstimable {
  const size = names.length;
  const count = size - 1;
  const spreads = means.map((_, j) => Math.sqrt(covariance[j * size + j]!));
  const correlation = (j: number, k: number): number => (j === k ? 1 : covariance[j * size + k]! / (spreads[j]! * spreads[k]!));
  const driverCorrelations = Float64Array.from({ length: count * count }, (_, entry) =>
    correlation(Math.floor(entry / count), entry % count),
  );
  const outcomeCorrelations = Float64Array.from({ length: count }, (_, j) => correlation(j, count));
  const dependent = dependentColumn(driverCorrelations, count);
  if (dependent?.isExact) {
    const name = names[dependent.column]!;
    return notEstimable('RANK_DEFICIENT', `${name} is an exact linear combination of drivers before it`, [name]);
  }
  const standardized = solvePositiveDefinite(driverCorrelations, count, outcomeCorrelations);
  const rSquared = inverseQuadraticForm(driverCorrelations, count, outcomeCorrelations);
  if (dependent !== null || standardized === null || rSquared === null)
    return notEstimable('INDEFINITE', 'the correlation matrix of the drivers is not positive definite');
  if (rSquared > 1 + 1e-9) return notEstimable('INDEFINITE', `the correlations imply an R squared of ${rSquared}`);
  const estimates = standardized.map((beta, j) => (beta * spreads[count]!) / spreads[j]!);
  const intercept = estimates.reduce((left, slope, j) => left - slope * means[j]!, means[count]!);
  const residualVariance = Math.max(0, covariance[size * size - 1]! * (1 - rSquared));
  return { intercept, estimates, rSquared, residualVariance, driverCorrelations, outcomeCorrelations };
}
