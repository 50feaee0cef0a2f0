import { invertPositiveDefinite } from '../../linalg/positiveDefinite.ts';
import { differencedInformation } from '../../optimize/differencedInformation.ts';
import { type Likelihood, newton } from '../../optimize/newton.ts';
import { quasiNewton, type SmoothFunction } from '../../optimize/quasiNewton.ts';
import { type BuyingGroups, thinnedGroups } from './buyingGroups.ts';
import type { BuyingLikelihood } from './buyingLikelihood.ts';

/** A way to the edge of the parameters, where the model turns into a simpler one. */
export interface Limit<Name extends string> {
  readonly name: Name;
  /** what is added to the logarithms of the parameters, to come close */
  readonly shift: readonly number[];
}

export interface BuyingSearch<Name extends string> {
  readonly likelihoodOf: (groups: BuyingGroups) => BuyingLikelihood;
  readonly starts: readonly (readonly number[])[];
  readonly limits: readonly Limit<Name>[];
}

/** How the search ended: CONVERGED; BOUNDARY (at one of the limits); NOT_CONVERGED. */
export interface Convergence {
  readonly status: 'CONVERGED' | 'BOUNDARY' | 'NOT_CONVERGED';
  /** of the search on all customers, from the best start */
  readonly iterations: number;
  readonly evaluations: number;
  readonly starts: number;
  /** the largest derivative of the log-likelihood by the logarithm of a parameter */
  readonly largestScore: number;
}

export interface BuyingMaximum<Name extends string> {
  readonly parameters: Float64Array;
  readonly logLikelihood: number;
  /** of the logarithms of the parameters, k x k row-major; null unless CONVERGED */
  readonly logCovariance: Float64Array | null;
  /** the limits that are at least as likely; UNBOUNDED: a parameter ran away on none of the known ways */
  readonly limits: readonly (Name | 'UNBOUNDED')[];
  readonly convergence: Convergence;
}

/** So many groups tell the best start. */
const GROUPS_FOR_STARTS = 5_000;
/** So far from the first start, in logarithms, a parameter is as good as 0 or infinite: the search stops, limits are looked at from there. */
const SEARCH_RADIUS = 18;
const LIMIT_RADIUS = 30;
/** A limit that costs less log-likelihood is where the maximum is. */
const NO_LOSS = 1e-6;

/**
 * Maximum of a likelihood of buying over positive parameters, searched in their logarithms.
 *
 * BFGS from every start, on an evenly thinned table when there are many groups; from the best of them on all groups; then Newton's method
 * with the observed information to the last digits. Before that the limits are tried: where none of the log-likelihood is lost on the
 * way to one, the maximum lies there, on the boundary, and has no standard errors.
 */
export function buyingMaximum<Name extends string>(groups: BuyingGroups, search: BuyingSearch<Name>): BuyingMaximum<Name> {
  const starts = search.starts.map((start) => Float64Array.from(start, Math.log));
  const [center] = starts as [Float64Array];
  const ofFew = ofLogarithms(search.likelihoodOf(thinnedGroups(groups, GROUPS_FOR_STARTS)), center, SEARCH_RADIUS);
  const ends = starts.map((start) => quasiNewton(start, ofFew, { decrement: 1e-8, maxIterations: 100 }));
  const best = ends.reduce((one, other) => (other.value > one.value ? other : one));
  const likelihood = search.likelihoodOf(groups);
  const evaluate = ofLogarithms(likelihood, center, SEARCH_RADIUS);
  const climbed = quasiNewton(best.parameters, evaluate, { decrement: 1e-14 });
  const tolerance = NO_LOSS + 1e-13 * Math.abs(climbed.value);
  const beyond = ofLogarithms(likelihood, center, LIMIT_RADIUS);
  const reached = search.limits.filter(({ shift }) => {
    const there = beyond(climbed.parameters.map((value, i) => value + shift[i]!));
    return there !== null && there.value >= climbed.value - tolerance;
  });
  const limits: (Name | 'UNBOUNDED')[] = [...new Set(reached.map(({ name }) => name))];
  if (limits.length === 0 && climbed.parameters.some((value, i) => Math.abs(value - center[i]!) > SEARCH_RADIUS - 1))
    limits.push('UNBOUNDED');
  const told = { iterations: climbed.iterations, evaluations: climbed.evaluations, starts: search.starts.length };
  if (limits.length > 0) {
    return {
      parameters: climbed.parameters.map(Math.exp),
      logLikelihood: climbed.value,
      logCovariance: null,
      limits,
      convergence: { status: 'BOUNDARY', ...told, largestScore: largest(climbed.gradient) },
    };
  }
  const end = newton(climbed.parameters, withInformation(evaluate), { maxIterations: 12 });
  const logCovariance = end.status === 'CONVERGED' ? invertPositiveDefinite(end.information, end.parameters.length) : null;
  return {
    parameters: end.parameters.map(Math.exp),
    logLikelihood: end.logLikelihood,
    logCovariance,
    limits: [],
    convergence: { status: logCovariance === null ? 'NOT_CONVERGED' : 'CONVERGED', ...told, largestScore: largest(end.score) },
  };
}

/** d / d ln θ = θ d / dθ. */
function ofLogarithms(likelihood: BuyingLikelihood, center: Float64Array, radius: number): SmoothFunction {
  return (logarithms) => {
    if (!logarithms.every((value, i) => Math.abs(value - center[i]!) <= radius)) return null;
    const parameters = logarithms.map(Math.exp);
    const { logLikelihood, score } = likelihood(parameters);
    const gradient = score.map((value, i) => value * parameters[i]!);
    return Number.isFinite(logLikelihood) && gradient.every(Number.isFinite) ? { value: logLikelihood, gradient } : null;
  };
}

function withInformation(evaluate: SmoothFunction): (parameters: Float64Array) => Likelihood | null {
  return (parameters) => {
    const at = evaluate(parameters);
    const information = differencedInformation(parameters, evaluate);
    return at === null || information === null ? null : { logLikelihood: at.value, score: at.gradient, information };
  };
}

function largest(values: Float64Array): number {
  return values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
