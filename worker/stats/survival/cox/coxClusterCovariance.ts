import type { CoxCovariates } from './coxCovariates.ts';
import type { RiskSets } from './coxRiskSets.ts';
import type { RiskSteps } from './coxRiskSteps.ts';

/**
 * Covariance of the coefficients that allows for the dependence of rows of one customer: Lin and Wei's sandwich.
 *
 *   V (Σ over clusters of u_g u_g') V,   u_g = sum of the score residuals of the cluster's rows,   V = information⁻¹
 *   score residual of row i = Σ over its events of (x_i - mean) - Σ over steps at risk of w_i (x_i - mean_m) / S0_m
 *
 * With Efron ties an event counts 1 - m/d in the m-th risk set of its own step, as in the likelihood. There is no finite-sample factor and
 * tests use the normal, as in R's coxph(cluster =); with G clusters Stata's errors are sqrt(G / (G - 1)) times as large.
 *
 * @param clusters   by row of the data
 * @param covariance V, p x p, row-major, in standard units as the covariates
 * @see Lin & Wei (1989), JASA 84:1074-1078, doi:10.1080/01621459.1989.10478874
 */
export function coxClusterCovariance(
  sets: RiskSets,
  steps: RiskSteps,
  covariates: CoxCovariates,
  clusters: Int32Array,
  covariance: Float64Array,
): Float64Array {
  const p = covariates.columns.length;
  const clusterCount = clusters.reduce((most, code) => Math.max(most, code + 1), 0);
  const scores = new Float64Array(clusterCount * p);
  for (let j = 0; j < p; j++) addScoreResiduals(scores, sets, steps, covariates, j, clusters);
  return product(covariance, product(crossProduct(scores, p), covariance, p), p);
}

/** Adds the score residuals for covariate j to scores[cluster * p + j]. */
function addScoreResiduals(
  scores: Float64Array,
  sets: RiskSets,
  steps: RiskSteps,
  { columns }: CoxCovariates,
  j: number,
  clusters: Int32Array,
): void {
  const p = columns.length;
  const column = columns[j]!;
  const { relativeRisk, hazard, eventHazard, hazardShift, eventHazardShift, riskMean, eventShift, shift } = sets;
  const { openingStep, firstRow, eventCount, entries, order } = steps;
  const hazardUpTo = new Float64Array(steps.count); // Σ of 1/S0_m over the steps so far
  const meanUpTo = new Float64Array(steps.count); // Σ of mean_m/S0_m
  for (let stratum = 0; stratum + 1 < openingStep.length; stratum++) {
    for (let step = openingStep[stratum]!, before = step; step < openingStep[stratum + 1]!; before = step++) {
      const mean = riskMean[step * p + j]!;
      const difference = eventShift[step * p + j]!;
      hazardUpTo[step] = hazardUpTo[before]! + hazard[step]!;
      meanUpTo[step] = meanUpTo[before]! + mean * hazard[step]! + difference * hazardShift[step]!;
      const events = eventCount[step]!;
      const unmetHazard = hazard[step]! - eventHazard[step]!;
      const unmetMean = mean * unmetHazard + difference * (hazardShift[step]! - eventHazardShift[step]!);
      const expected = events === 0 ? 0 : mean + (shift[step]! / events) * difference;
      const firstCensored = firstRow[step]! + events;
      for (let i = firstRow[step]!, end = firstRow[step + 1]!; i < end; i++) {
        const entry = entries === null ? -1 : entries.entryStep[i]!;
        let exposure = hazardUpTo[step]! - (entry < 0 ? 0 : hazardUpTo[entry]!);
        let met = meanUpTo[step]! - (entry < 0 ? 0 : meanUpTo[entry]!);
        let residual = 0;
        if (i < firstCensored) {
          exposure -= unmetHazard;
          met -= unmetMean;
          residual = column[i]! - expected;
        }
        scores[clusters[order[i]!]! * p + j]! += residual - relativeRisk[i]! * (column[i]! * exposure - met);
      }
    }
  }
}

function crossProduct(scores: Float64Array, p: number): Float64Array {
  const sums = new Float64Array(p * p);
  for (let at = 0; at < scores.length; at += p) {
    for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) sums[j * p + k]! += scores[at + j]! * scores[at + k]!;
  }
  return sums;
}

function product(a: Float64Array, b: Float64Array, p: number): Float64Array {
  const result = new Float64Array(p * p);
  for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) for (let k = 0; k < p; k++) result[i * p + j]! += a[i * p + k]! * b[k * p + j]!;
  return result;
}
