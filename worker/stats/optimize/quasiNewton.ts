/** A smooth function and its gradient at one point. */
export interface Slope {
  readonly value: number;
  /** length k */
  readonly gradient: Float64Array;
}

/** null outside the space of the parameters: the step is shortened */
export type SmoothFunction = (parameters: Float64Array) => Slope | null;

/** CONVERGED; STALLED (no step climbs although there is something to gain); OUT_OF_STEPS. */
export type QuasiNewtonStatus = 'CONVERGED' | 'STALLED' | 'OUT_OF_STEPS';

export interface QuasiNewtonResult extends Slope {
  readonly status: QuasiNewtonStatus;
  readonly parameters: Float64Array;
  readonly iterations: number;
  readonly evaluations: number;
}

export interface QuasiNewtonOptions {
  readonly maxIterations?: number;
  /** ends when gradientᵀ H gradient, about twice what is still to be gained, is below this times (1 + |value|) */
  readonly decrement?: number;
  /** no parameter moves further in one step */
  readonly longestStep?: number;
}

/** Sufficient increase, and the share of the slope that a step must use up (Nocedal & Wright's c1 and c2). */
const INCREASE = 1e-4;
const CURVATURE = 0.9;
const MOST_TRIALS = 40;

/**
 * Local maximum of a smooth function by BFGS: for what has a cheap gradient and no cheap Hessian. (With a Hessian: newton.)
 *
 *   step = H gradient, H approximating the inverse of minus the Hessian by rank-two updates
 *
 * The line search bisects and doubles to the weak Wolfe conditions, so that every update keeps H positive definite.
 * Near the maximum, where increases drown in rounding, a step that does not climb ends the search: CONVERGED if the predicted gain
 * was itself at rounding, else STALLED. No library at hand has an optimiser.
 *
 * @throws RangeError when the start lies outside the space of the parameters
 * @see Nocedal & Wright (2006), Numerical Optimization, algorithm 6.1; Lewis & Overton (2013), doi:10.1007/s10107-012-0514-2
 */
export function quasiNewton(
  start: Float64Array,
  evaluate: SmoothFunction,
  { maxIterations = 200, decrement = 1e-15, longestStep = 2 }: QuasiNewtonOptions = {},
): QuasiNewtonResult {
  const first = evaluate(start);
  if (first === null) throw new RangeError('the start of the search lies outside the space of the parameters');
  let at: Point = { ...first, parameters: start };
  let inverse: Float64Array | null = null;
  let evaluations = 1;
  for (let iterations = 0; iterations < maxIterations; iterations++) {
    const direction = inverse === null ? at.gradient.slice() : product(inverse, at.gradient);
    const gain = dot(direction, at.gradient);
    const tolerance = decrement * (1 + Math.abs(at.value));
    if (inverse !== null && gain <= tolerance) return { ...at, status: 'CONVERGED', iterations, evaluations };
    if (gain === 0) return { ...at, status: 'CONVERGED', iterations, evaluations };
    const longest = direction.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // without an idea of the curvature the gradient's length says nothing
    const scale = inverse === null ? 0.1 / longest : Math.min(1, longestStep / longest);
    const search = climb(
      at,
      direction.map((value) => value * scale),
      evaluate,
    );
    evaluations += search.evaluations;
    if (search.point === null) {
      if (inverse !== null && gain > 1e-12 * (1 + Math.abs(at.value))) {
        inverse = null; // the memory of the curvature has gone bad: once more along the gradient
        continue;
      }
      return { ...at, status: gain <= 1e-9 * (1 + Math.abs(at.value)) ? 'CONVERGED' : 'STALLED', iterations, evaluations };
    }
    inverse = updated(inverse, at, search.point);
    at = search.point;
  }
  return { ...at, status: 'OUT_OF_STEPS', iterations: maxIterations, evaluations };
}

interface Point extends Slope {
  readonly parameters: Float64Array;
}

/** A point along the direction that meets the weak Wolfe conditions, or the last that climbs; null when none does. */
function climb(at: Point, direction: Float64Array, evaluate: SmoothFunction): { point: Point | null; evaluations: number } {
  const slope = dot(direction, at.gradient);
  let [low, high, length] = [0, Number.POSITIVE_INFINITY, 1];
  let best: Point | null = null;
  for (let trial = 1; trial <= MOST_TRIALS; trial++) {
    const parameters = at.parameters.map((value, i) => value + length * direction[i]!);
    const next = evaluate(parameters);
    if (next === null || !(next.value >= at.value + INCREASE * length * slope)) {
      high = length;
    } else {
      best = { ...next, parameters };
      if (dot(direction, next.gradient) <= CURVATURE * slope) return { point: best, evaluations: trial };
      low = length;
    }
    length = high === Number.POSITIVE_INFINITY ? 2 * length : (low + high) / 2;
    if (length > 16) return { point: best, evaluations: trial }; // the far end of a monotone function
  }
  return { point: best, evaluations: MOST_TRIALS };
}

/** H⁺ = (I - ρ s yᵀ) H (I - ρ y sᵀ) + ρ s sᵀ, with s the step, y minus the change of the gradient, ρ = 1 / sᵀy. */
function updated(inverse: Float64Array | null, from: Point, to: Point): Float64Array {
  const size = from.parameters.length;
  const s = to.parameters.map((value, i) => value - from.parameters[i]!);
  const y = from.gradient.map((value, i) => value - to.gradient[i]!);
  const curvature = dot(s, y);
  const before = inverse ?? scaledIdentity(size, curvature > 0 ? curvature / dot(y, y) : 1);
  if (!(curvature > 0)) return before;
  const hy = product(before, y);
  const factor = (1 + dot(y, hy) / curvature) / curvature;
  const after = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      after[i * size + j] = before[i * size + j]! + factor * s[i]! * s[j]! - (hy[i]! * s[j]! + s[i]! * hy[j]!) / curvature;
    }
  }
  return after;
}

function scaledIdentity(size: number, scale: number): Float64Array {
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) matrix[i * size + i] = scale;
  return matrix;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, i) => vector.reduce((sum, value, j) => sum + matrix[i * size + j]! * value, 0));
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}
