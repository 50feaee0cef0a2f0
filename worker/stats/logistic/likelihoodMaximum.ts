import { solvePositiveDefinite } from '../linalg/positiveDefinite.ts';
import { type NewtonResult, newton } from '../optimize/newton.ts';
import { separatingDirection } from '../optimize/separatingDirection.ts';
import type { RowLikelihood } from './rowLikelihood.ts';

/** Data with a maximum are there in 5 to 10 steps; a likelihood without one climbs for ever, about one unit of log-odds a step. */
const STEPS_BEFORE_DOUBT = 15;
const STEPS_AT_MOST = 200;

export type MaximumSearch =
  | { readonly kind: 'found'; readonly at: NewtonResult }
  /** the likelihood has no maximum: it rises for ever along some direction */
  | { readonly kind: 'separated' }
  | { readonly kind: 'lost'; readonly at: NewtonResult };

/**
 * Maximum of a logistic or ordinal likelihood, told apart from a likelihood that only flattens.
 *
 * Where the data are separated, every Newton step moves some row's linear predictor by at least 1, however small the gain has
 * become: with λ_i the probability of what did not happen, λ_i (1 - (1 - λ_i) s_i x_iᵀstep) are weights under which the signed rows
 * s x sum to 0, and they are positive while |x_iᵀstep| < 1, which by Stiemke's lemma rules separation out. So a search that
 * ends with a short step has its proof for one more walk over the rows; only one that does not pays for separatingDirection. Where
 * neither proves anything (overlap by less than rounding), the search is lost: nothing is returned as a maximum without its proof.
 */
export function likelihoodMaximum(likelihood: RowLikelihood): MaximumSearch {
  const first = newton(likelihood.start, likelihood.evaluate, { maxIterations: STEPS_BEFORE_DOUBT });
  if (isMaximum(likelihood, first)) return { kind: 'found', at: first };
  if (separatingDirection(likelihood.signedRows) !== null) return { kind: 'separated' };
  const second = newton(first.parameters, likelihood.evaluate, { maxIterations: STEPS_AT_MOST });
  const at = { ...second, iterations: first.iterations + second.iterations };
  return { kind: isMaximum(likelihood, at) ? 'found' : 'lost', at };
}

/** The next step is below 1/2, and not just below 1, as it has rounding itself. */
function isMaximum(likelihood: RowLikelihood, { status, information, score, parameters }: NewtonResult): boolean {
  if (status !== 'CONVERGED') return false;
  const step = solvePositiveDefinite(information, likelihood.size, score);
  return step !== null && likelihood.reach(step, parameters) < 0.5;
}
