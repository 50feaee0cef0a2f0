import { type ChiSquareTest, chiSquareTest } from '../../inference/chiSquareTest.ts';
import { inverseQuadraticForm } from '../../linalg/positiveDefinite.ts';
import type { Likelihood, NewtonResult } from '../../optimize/newton.ts';

export interface CoxTests {
  readonly logLikelihood: number;
  readonly logLikelihoodNull: number;
  readonly likelihoodRatio: ChiSquareTest;
  /** null where the covariance is singular: fewer clusters than coefficients */
  readonly wald: ChiSquareTest | null;
  readonly score: ChiSquareTest;
}

/**
 * The three tests that all coefficients are 0, each chi-square with p degrees of freedom.
 *
 *   likelihood ratio 2 (log L(b) - log L(0));   Wald b' C⁻¹ b, C the covariance in use;   score U(0)' I(0)⁻¹ U(0)
 *
 * @param covariance null where it is singular
 */
export function coxTests(atOrigin: Likelihood, at: NewtonResult, covariance: Float64Array | null): CoxTests {
  const p = at.parameters.length;
  const wald = covariance === null ? null : inverseQuadraticForm(covariance, p, at.parameters);
  return {
    logLikelihood: at.logLikelihood,
    logLikelihoodNull: atOrigin.logLikelihood,
    likelihoodRatio: chiSquareTest(2 * (at.logLikelihood - atOrigin.logLikelihood), p),
    wald: wald === null ? null : chiSquareTest(wald, p),
    score: chiSquareTest(inverseQuadraticForm(atOrigin.information, p, atOrigin.score)!, p),
  };
}
