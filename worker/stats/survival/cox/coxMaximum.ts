import { invertPositiveDefinite, solvePositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { type Likelihood, type NewtonResult, newton } from '../../optimize/newton.ts';
import { type NotEstimable, notEstimable } from '../../outcome.ts';
import type { CoxCovariates } from './coxCovariates.ts';
import { coxDependences } from './coxDependences.ts';
import { coxLikelihood } from './coxLikelihood.ts';
import { type CoxTies, fillRiskSets, type RiskSets } from './coxRiskSets.ts';
import type { RiskSteps } from './coxRiskSteps.ts';
import { coxSeparation } from './coxSeparation.ts';

/**
 * The likelihood is suspected of being monotone when a Newton step still moves some linear predictor by this much although
 * the log-likelihood has almost nothing to gain: a finite maximum with such a step would have a standard error beyond 1,000.
 */
const STEADY_STEP = 0.1;
const NOTHING_TO_GAIN = 1e-8;

/** With more covariates than this the proof would take minutes: those that run away are named without it. */
const MOST_PROVED = 30;

export interface CoxMaximum {
  readonly kind: 'maximum';
  /** at coefficients 0 */
  readonly atOrigin: Likelihood;
  /** in standard units; the risk sets are left filled at it */
  readonly at: NewtonResult;
  /** information⁻¹ there, p x p row-major */
  readonly covariance: Float64Array;
}

/**
 * Maximum of the partial likelihood by Newton's method from 0, or why there is none:
 * RANK_DEFICIENT (coxDependences), SEPARATION (a monotone likelihood, proved by coxSeparation unless there are many), NOT_CONVERGED.
 */
export function coxMaximum(sets: RiskSets, steps: RiskSteps, covariates: CoxCovariates, ties: CoxTies): CoxMaximum | NotEstimable {
  const { names } = covariates;
  const origin = new Float64Array(names.length);
  let filledAt: Float64Array = origin;
  const evaluate = (coefficients: Float64Array): Likelihood | null => {
    filledAt = coefficients;
    return coxLikelihood(sets, steps, covariates, coefficients, ties);
  };
  const atOrigin = evaluate(origin);
  if (atOrigin === null) throw new RangeError('relative risks of 1 cannot overflow');
  const refusal = coxDependences(atOrigin.information, names, steps.events);
  if (refusal !== null) return refusal;
  const at = newton(origin, (coefficients) => (coefficients === origin ? atOrigin : evaluate(coefficients)), {
    stop: (reached) => runaways(reached, covariates).length > 0,
  });
  const covariance = invertPositiveDefinite(at.information, names.length);
  const unbounded = runaways(at, covariates);
  if (at.status !== 'CONVERGED' || unbounded.length > 0 || covariance === null)
    return refusalOf(at, names.length > MOST_PROVED ? unbounded : coxSeparation(steps, covariates, atOrigin.score));
  if (filledAt !== at.parameters) fillRiskSets(sets, steps, covariates, at.parameters, ties); // the last step tried was not taken
  return { kind: 'maximum', atOrigin, at, covariance };
}

/** Names of the covariates whose coefficients still move in steps of steady size while the log-likelihood stands still. */
function runaways({ information, score }: Likelihood, { names, reaches }: CoxCovariates): string[] {
  const step = solvePositiveDefinite(information, score.length, score);
  if (step === null) return [];
  const gain = step.reduce((sum, value, j) => sum + value * score[j]!, 0);
  return gain > NOTHING_TO_GAIN ? [] : names.filter((_, j) => Math.abs(step[j]!) * reaches[j]! > STEADY_STEP);
}

/** @param separating the covariates that make the likelihood monotone, none when that is not known */
function refusalOf({ iterations, logLikelihood }: NewtonResult, separating: readonly string[]): NotEstimable {
  if (separating.length === 0)
    return notEstimable('NOT_CONVERGED', `the search for the maximum stopped after ${iterations} steps at log-likelihood ${logLikelihood}`);
  const ends = separating.length === 1 ? 'its coefficient grows' : 'their coefficients grow';
  const supremum = Math.min(0, logLikelihood).toPrecision(12); // rounding of very large predictors may leave it above 0
  return notEstimable(
    'SEPARATION',
    `${separating.join(', ')}: the log-likelihood rises towards ${supremum} without a maximum as ${ends} without limit`,
    separating,
  );
}
