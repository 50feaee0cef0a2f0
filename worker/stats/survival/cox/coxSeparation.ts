import { type SignedRows, separatingDirection } from '../../optimize/separatingDirection.ts';
import { ascendingOrder } from '../../rows/ascendingOrder.ts';
import type { CoxCovariates } from './coxCovariates.ts';
import type { RiskSteps } from './coxRiskSteps.ts';

/**
 * The covariates along which the partial likelihood rises for ever (monotone likelihood): a smallest set of them that does, found by leaving
 * out one after the other from the last to the first, as long as the rest still does. Another set may do so, too. Empty: there is none.
 *
 * log L = -Σ over events i of log Σ_j exp((x_j - x_i) b), j at risk with i, has no maximum exactly when for some d
 * (x_i - x_j) d >= 0 for all such pairs and > 0 for one: nobody at risk is ahead of whose event it is. These differences are the rows of
 * separatingDirection; of each event time only the event that is last and the row that is first along d can be the worst. So it is with Efron
 * ties, too: a tied event weighs less in the risk sets of its time, but never nothing.
 * Cost: a separatingDirection a covariate, whose rounds sort the rows.
 *
 * @param scoreAtOrigin with all coefficients 0: the sum of all differences, each with a positive weight
 */
export function coxSeparation(steps: RiskSteps, { columns, names }: CoxCovariates, scoreAtOrigin: Float64Array): string[] {
  const isSeparating = (chosen: readonly number[]): boolean =>
    separatingDirection(differences(steps, columns, scoreAtOrigin, chosen)) !== null;
  let chosen = Array.from(names.keys());
  if (!isSeparating(chosen)) return [];
  for (const covariate of chosen.toReversed()) {
    const rest = chosen.filter((other) => other !== covariate);
    if (rest.length > 0 && isSeparating(rest)) chosen = rest;
  }
  return chosen.map((covariate) => names[covariate]!);
}

/** x_i - x_j for every event i and row j at risk with it, of the chosen covariates. */
function differences(
  steps: RiskSteps,
  allColumns: readonly Float64Array[],
  scoreAtOrigin: Float64Array,
  chosen: readonly number[],
): SignedRows {
  const columns = chosen.map((covariate) => allColumns[covariate]!);
  return {
    size: chosen.length,
    total: () => Float64Array.from(chosen, (covariate) => scoreAtOrigin[covariate]!),
    worst: (direction) => worstDifference(steps, columns, direction),
  };
}

function worstDifference(
  steps: RiskSteps,
  columns: readonly Float64Array[],
  direction: Float64Array,
): { readonly margin: number; readonly row: Float64Array } {
  const predictor = new Float64Array(steps.n);
  columns.forEach((column, k) => {
    for (let i = 0; i < predictor.length; i++) predictor[i]! += column[i]! * direction[k]!;
  });
  const rivals = largestAtRisk(predictor, steps);
  let margin = Number.POSITIVE_INFINITY;
  let row: Float64Array = new Float64Array(columns.length);
  for (let step = 0; step < steps.count; step++) {
    if (steps.eventCount[step] === 0) continue;
    const own = smallestEvent(predictor, steps, step);
    const difference = Float64Array.from(columns, (column) => column[own]! - column[rivals[step]!]!);
    const length = Math.hypot(...difference);
    if (length === 0) continue;
    const product = difference.reduce((sum, value, k) => sum + value * direction[k]!, 0) / length;
    if (product >= margin) continue;
    margin = product;
    row = difference.map((value) => value / length);
  }
  return { margin, row };
}

function smallestEvent(values: Float64Array, { firstRow, eventCount }: RiskSteps, step: number): number {
  let smallest = firstRow[step]!;
  for (let i = smallest + 1, end = smallest + eventCount[step]!; i < end; i++) if (values[i]! < values[smallest]!) smallest = i;
  return smallest;
}

/** By step: the place of the row at risk whose value is largest. From the largest value down, each takes the steps it is at risk at and nobody has. */
function largestAtRisk(values: Float64Array, { count, openingStep, firstRow, entries }: RiskSteps): Int32Array {
  const leaving = new Int32Array(values.length);
  for (let step = 0; step < count; step++) leaving.fill(step, firstRow[step]!, firstRow[step + 1]!);
  const entering = entries?.entryStep ?? new Int32Array(values.length);
  if (entries === null) {
    for (let stratum = 0; stratum + 1 < openingStep.length; stratum++)
      entering.fill(openingStep[stratum]!, firstRow[openingStep[stratum]!]!, firstRow[openingStep[stratum + 1]!]!);
  }
  const largest = new Int32Array(count);
  const free = Int32Array.from({ length: count + 1 }, (_, step) => step);
  for (const place of ascendingOrder(values).reverse()) {
    for (let step = firstFree(free, entering[place]! + 1); step <= leaving[place]!; step = firstFree(free, step)) {
      largest[step] = place;
      free[step] = step + 1;
    }
  }
  return largest;
}

/** The first step from `step` on that is its own: `free` leads there, and is made shorter on the way. */
function firstFree(free: Int32Array, step: number): number {
  let at = step;
  while (free[at] !== at) {
    free[at] = free[free[at]!]!;
    at = free[at]!;
  }
  return at;
}
