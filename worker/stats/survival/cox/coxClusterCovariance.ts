import type { CoxCovariates } from './coxCovariates.ts';
import type { RiskSets } from './coxRiskSets.ts';
import type { RiskSteps } from './coxRiskSteps.ts';
import { PrefixSums } from './prefixSums.ts';

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
  const hazards = new PrefixSums(steps.count); // of 1/S0_m
  const means = new PrefixSums(steps.count); // of mean_m/S0_m
  for (let stratum = 0; stratum + 1 < openingStep.length; stratum++) {
    const opening = openingStep[stratum]!;
    hazards.begin(opening);
    means.begin(opening);
    for (let step = opening + 1; step < openingStep[stratum + 1]!; step++) {
      const mean = riskMean[step * p + j]!;
      const difference = eventShift[step * p + j]!;
      hazards.add(step, hazard[step]!);
      means.add(step, mean * hazard[step]! + difference * hazardShift[step]!);
      const ownMean = mean * eventHazard[step]! + difference * eventHazardShift[step]!;
      const expected = mean + (shift[step]! / eventCount[step]!) * difference;
      const firstCensored = firstRow[step]! + eventCount[step]!;
      for (let i = firstRow[step]!, end = firstRow[step + 1]!; i < end; i++) {
        const entry = entries === null ? opening : entries.entryStep[i]!;
        const isEvent = i < firstCensored;
        const last = isEvent ? step - 1 : step; // an event meets its own step in part
        const exposure = hazards.between(entry, last) + (isEvent ? eventHazard[step]! : 0);
        const met = means.between(entry, last) + (isEvent ? ownMean : 0);
        const residual = isEvent ? column[i]! - expected : 0;
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
