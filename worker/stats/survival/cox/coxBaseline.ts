import type { Grouping } from '../../rows/grouping.ts';
import type { CoxCovariates } from './coxCovariates.ts';
import type { RiskSets } from './coxRiskSets.ts';
import type { RiskSteps } from './coxRiskSteps.ts';

/** Baseline hazard of one stratum, of a customer whose covariates are at their means; by distinct event time, ascending. */
export interface CoxBaseline {
  /** null in a model without strata */
  readonly stratum: string | null;
  readonly times: Float64Array;
  readonly cumulativeHazard: Float64Array;
  /** Σ_m 1/S0_m²: the part of its variance that is left when the coefficients are known */
  readonly cumulativeVariance: Float64Array;
  /** Σ_m mean_m/S0_m, times x covariates, row-major; mean_m the mean in the risk set less the overall mean: carries the doubt of the coefficients */
  readonly cumulativeMeans: Float64Array;
  /** last time under observation in the stratum: nothing is known later */
  readonly lastTime: number;
}

/**
 * Breslow's estimate of the cumulative baseline hazard, or with Efron ties its analogue, per stratum.
 *
 *   H0(t) = Σ over event times <= t of Σ_m 1/S0_m     (coxRiskSets; Breslow d/S0, Efron Σ 1/(S0 - (m/d) D0))
 *
 * @param sets filled at the maximum
 * @param time by row of the data
 * @see Breslow (1974), Biometrics 30:89-99, doi:10.2307/2529620
 */
export function coxBaseline(
  sets: RiskSets,
  steps: RiskSteps,
  { scales }: CoxCovariates,
  time: Float64Array,
  strata: Grouping | undefined,
): CoxBaseline[] {
  const { openingStep, firstRow, stepTime, order } = steps;
  return Array.from({ length: openingStep.length - 1 }, (_, stratum): CoxBaseline => {
    const first = openingStep[stratum]! + 1;
    const end = openingStep[stratum + 1]!;
    return {
      stratum: strata?.labels[stratum] ?? null,
      times: stepTime.slice(first, end),
      cumulativeHazard: cumulated(sets.hazard, first, end),
      cumulativeVariance: cumulated(sets.hazardVariance, first, end),
      cumulativeMeans: cumulatedMeans(sets, scales, first, end),
      lastTime: time[order[firstRow[end]! - 1]!]!,
    };
  });
}

function cumulated(jumps: Float64Array, first: number, end: number): Float64Array {
  const sums = new Float64Array(end - first);
  let sum = 0;
  for (let step = first; step < end; step++) {
    sum += jumps[step]!;
    sums[step - first] = sum;
  }
  return sums;
}

function cumulatedMeans(sets: RiskSets, scales: Float64Array, first: number, end: number): Float64Array {
  const { riskMean, eventShift, hazard, hazardShift } = sets;
  const p = scales.length;
  const sums = new Float64Array((end - first) * p);
  for (let j = 0; j < p; j++) {
    let sum = 0;
    for (let step = first; step < end; step++) {
      sum += riskMean[step * p + j]! * hazard[step]! + eventShift[step * p + j]! * hazardShift[step]!;
      sums[(step - first) * p + j] = sum * scales[j]!;
    }
  }
  return sums;
}
