import type { Likelihood } from '../../optimize/newton.ts';
import type { CoxCovariates } from './coxCovariates.ts';
import { type CoxTies, fillRiskSets, type RiskSets } from './coxRiskSets.ts';
import type { RiskSteps } from './coxRiskSteps.ts';

/** Rows whose products are summed apart: rounding grows with the block and the number of blocks, and columns stay in the cache. */
const BLOCK = 512;

/**
 * Cox's partial log-likelihood with score and information, at coefficients in standard units; fills the risk sets on the way.
 *
 *   log L = Σ events x b - Σ over steps, m of log S0_m;   score = Σ events x - Σ_m mean_m;   information = Σ_m V_m
 *
 * mean_m and V_m are mean and covariance of x in the m-th risk set of a step, weighted by w = exp(x b) (coxRiskSets).
 *
 * @returns null where a relative risk overflows
 */
export function coxLikelihood(
  sets: RiskSets,
  steps: RiskSteps,
  covariates: CoxCovariates,
  coefficients: Float64Array,
  ties: CoxTies,
): Likelihood | null {
  if (!fillRiskSets(sets, steps, covariates, coefficients, ties)) return null;
  const score = new Float64Array(coefficients.length);
  for (let step = 0; step < steps.count; step++) addSchoenfeld(score, sets, steps, covariates, step, 1);
  return {
    logLikelihood: eventPredictors(sets, steps) - sets.logTotal,
    score,
    information: weightedInformation(sets, steps, covariates, null),
  };
}

function eventPredictors({ linearPredictor }: RiskSets, { count, firstRow, eventCount }: RiskSteps): number {
  let sum = 0;
  for (let step = 0; step < count; step++) {
    for (let i = firstRow[step]!, end = i + eventCount[step]!; i < end; i++) sum += linearPredictor[i]!;
  }
  return sum;
}

/** sum += factor * (x of the step's events - their expectation in its risk sets): the step's Schoenfeld residuals. */
export function addSchoenfeld(
  sum: Float64Array,
  { riskMean, eventShift, shift }: RiskSets,
  { firstRow, eventCount }: RiskSteps,
  { columns }: CoxCovariates,
  step: number,
  factor: number,
): void {
  const p = columns.length;
  const events = eventCount[step]!;
  for (let j = 0; j < p; j++) {
    const column = columns[j]!;
    let observed = 0;
    for (let i = firstRow[step]!, end = i + events; i < end; i++) observed += column[i]!;
    sum[j]! += factor * (observed - events * riskMean[step * p + j]! - shift[step]! * eventShift[step * p + j]!);
  }
}

/**
 * Σ over steps of stepWeight * V, the covariance of x in the risk sets of the step. With weights 1, the information.
 *
 * V = Σ at risk w x x' / S0 - mean mean': the first sum is turned round, row by row over the hazard that each was exposed to,
 * so that it costs one weighted cross product for all steps together instead of one a step.
 *
 * @param stepWeights by step; null = 1
 * @returns p x p, row-major, both triangles
 */
export function weightedInformation(
  sets: RiskSets,
  steps: RiskSteps,
  { columns }: CoxCovariates,
  stepWeights: Float64Array | null,
): Float64Array {
  const p = columns.length;
  const sums = new Float64Array(p * p);
  fillExposures(sets, steps, stepWeights);
  addCrossProducts(sums, columns, sets.scratch);
  for (let step = 0; step < steps.count; step++) {
    if (steps.eventCount[step]! > 0) subtractMeanProducts(sums, sets, p, step, steps.eventCount[step]!, stepWeights?.[step] ?? 1);
  }
  for (let j = 0; j < p; j++) for (let k = 0; k < j; k++) sums[j * p + k] = sums[k * p + j]!;
  return sums;
}

/** Into scratch: w times the weighted hazard summed over the steps at which the row was at risk; a tied event meets its own step in part. */
function fillExposures(sets: RiskSets, steps: RiskSteps, stepWeights: Float64Array | null): void {
  const { relativeRisk, hazard, eventHazard, scratch, cumulative } = sets;
  const { openingStep, firstRow, eventCount, entries } = steps;
  for (let stratum = 0; stratum + 1 < openingStep.length; stratum++) {
    const opening = openingStep[stratum]!;
    cumulative.begin(opening);
    scratch.fill(0, firstRow[opening]!, firstRow[opening + 1]!); // gone before the first event
    for (let step = opening + 1; step < openingStep[stratum + 1]!; step++) {
      const weight = stepWeights === null ? 1 : stepWeights[step]!;
      cumulative.add(step, weight * hazard[step]!);
      const own = weight * eventHazard[step]!;
      const firstCensored = firstRow[step]! + eventCount[step]!;
      for (let i = firstRow[step]!, end = firstRow[step + 1]!; i < end; i++) {
        const entry = entries === null ? opening : entries.entryStep[i]!;
        const exposure = i < firstCensored ? cumulative.between(entry, step - 1) + own : cumulative.between(entry, step);
        scratch[i] = relativeRisk[i]! * exposure;
      }
    }
  }
}

/** sums += Σ over rows of weight * x x', upper triangle, block by block. */
function addCrossProducts(sums: Float64Array, columns: readonly Float64Array[], weights: Float64Array): void {
  const p = columns.length;
  const weighted = new Float64Array(BLOCK);
  for (let from = 0; from < weights.length; from += BLOCK) {
    const to = Math.min(from + BLOCK, weights.length);
    for (let j = 0; j < p; j++) {
      const column = columns[j]!;
      for (let i = from; i < to; i++) weighted[i - from] = weights[i]! * column[i]!;
      for (let k = j; k < p; k++) sums[j * p + k]! += product(weighted, columns[k]!, from, to);
    }
  }
}

/** Two sums side by side: additions need not wait for each other. */
function product(weighted: Float64Array, column: Float64Array, from: number, to: number): number {
  let even = 0;
  let odd = 0;
  let i = from;
  for (; i + 1 < to; i += 2) {
    even += weighted[i - from]! * column[i]!;
    odd += weighted[i - from + 1]! * column[i + 1]!;
  }
  return i < to ? even + odd + weighted[i - from]! * column[i]! : even + odd;
}

/** sums -= weight * Σ_m mean_m mean_m', upper triangle; mean_m = riskMean + c_m eventShift. */
function subtractMeanProducts(sums: Float64Array, sets: RiskSets, p: number, step: number, events: number, weight: number): void {
  const { riskMean, eventShift, shift, squaredShift } = sets;
  const first = shift[step]!;
  const second = squaredShift[step]!;
  const at = step * p;
  for (let j = 0; j < p; j++) {
    const mean = riskMean[at + j]!;
    const toMeans = weight * (events * mean + first * eventShift[at + j]!);
    const toShifts = weight * (first * mean + second * eventShift[at + j]!);
    for (let k = j; k < p; k++) sums[j * p + k]! -= toMeans * riskMean[at + k]! + toShifts * eventShift[at + k]!;
  }
}
