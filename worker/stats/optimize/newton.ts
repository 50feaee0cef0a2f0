import { solvePositiveDefinite } from '../linalg/positiveDefinite.ts';

/** A log-likelihood with its derivatives at one point. */
export interface Likelihood {
  readonly logLikelihood: number;
  /** gradient, length k */
  readonly score: Float64Array;
  /** minus the Hessian, or its expectation; k x k row-major, upper triangle valid */
  readonly information: Float64Array;
}

/** CONVERGED, SINGULAR (the information is not positive definite where it stopped), STALLED (out of steps, or no step climbs). */
export type NewtonStatus = 'CONVERGED' | 'SINGULAR' | 'STALLED';

export interface NewtonResult extends Likelihood {
  readonly status: NewtonStatus;
  readonly parameters: Float64Array;
  readonly iterations: number;
}

export interface NewtonOptions {
  readonly maxIterations?: number;
  /** ends when scoreᵀ information⁻¹ score, twice the log-likelihood still to be gained, is below this */
  readonly decrement?: number;
  /** called after each accepted step; true ends the search there as STALLED (separation, a monotone likelihood) */
  readonly stop?: (at: NewtonResult) => boolean;
}

const MOST_HALVINGS = 30;
/** Below this gain of log-likelihood, a step that is not smaller than the one before is rounding. */
const NOTHING_TO_GAIN = 1e-9;

/**
 * Maximum of a smooth, preferably concave log-likelihood by Newton's method with step halving.
 *
 *   step = information⁻¹ score, halved until the log-likelihood does not fall
 *
 * Near the maximum a rise below rounding is accepted, so that the last steps, which gain digits of the parameters but none
 * of the log-likelihood, are taken: quadratic convergence then leaves the parameters exact to rounding of the score.
 *
 * @param evaluate returns null outside the parameter space (ordered thresholds crossing, overflow): the step is halved
 */
export function newton(
  start: Float64Array,
  evaluate: (parameters: Float64Array) => Likelihood | null,
  { maxIterations = 50, decrement = 1e-20, stop = () => false }: NewtonOptions = {},
): NewtonResult {
  const first = evaluate(start);
  if (first === null) throw new RangeError('the start of the search lies outside the parameter space');
  let at: NewtonResult = { ...first, status: 'STALLED', parameters: start, iterations: 0 };
  let lastGain = Number.POSITIVE_INFINITY;
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const step = solvePositiveDefinite(at.information, start.length, at.score);
    if (step === null || !step.every(Number.isFinite)) return { ...at, status: 'SINGULAR' };
    const gain = step.reduce((sum, value, i) => sum + value * at.score[i]!, 0);
    const next = climb(at, step, evaluate);
    if (next === null) return { ...at, status: gain < NOTHING_TO_GAIN ? 'CONVERGED' : 'STALLED' };
    at = { ...next, status: 'STALLED', iterations };
    const isRounding = gain < NOTHING_TO_GAIN && gain >= lastGain;
    if (isRounding || gain <= decrement * (1 + Math.abs(at.logLikelihood))) return { ...at, status: 'CONVERGED' };
    lastGain = gain;
    if (stop(at)) return at;
  }
  return at;
}

function climb(
  at: NewtonResult,
  step: Float64Array,
  evaluate: (parameters: Float64Array) => Likelihood | null,
): (Likelihood & { parameters: Float64Array }) | null {
  const rounding = 1e-12 * (1 + Math.abs(at.logLikelihood));
  for (let halvings = 0, length = 1; halvings < MOST_HALVINGS; halvings++, length /= 2) {
    const parameters = at.parameters.map((value, i) => value + length * step[i]!);
    const next = evaluate(parameters);
    if (next !== null && next.logLikelihood >= at.logLikelihood - rounding) return { ...next, parameters };
  }
  return null;
}
