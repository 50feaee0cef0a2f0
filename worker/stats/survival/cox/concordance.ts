import { requireFinite } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';
import type { Grouping } from '../../rows/grouping.ts';
import type { StatusCode } from '../../statusCodes.ts';
import { requireCodes } from '../riskTable.ts';
import { requireLength, requireSingleEvent, requireSurvival, type SurvivalColumns } from '../survivalData.ts';
import { concordanceOfSteps } from './concordanceOfSteps.ts';
import { coxRiskSteps } from './coxRiskSteps.ts';

/** Pairs of customers of whom it is known who left first, and how often the one with the higher score did. */
export interface Concordance {
  readonly concordant: number;
  readonly discordant: number;
  /** the same score */
  readonly tiedRisk: number;
  /** both left at the same time, with different and with the same score: not compared */
  readonly tiedTime: number;
  readonly tiedRiskAndTime: number;
  /** (concordant + tiedRisk / 2) / (concordant + discordant + tiedRisk); null without a pair to compare */
  readonly concordance: number | null;
  /** null also where all rows are of one cluster, and of a sample where one row alone has an event, or none */
  readonly stdErr: number | null;
  /** why concordance or stdErr is null: NOT_ENOUGH_DATA */
  readonly reason: StatusCode | null;
}

export interface ConcordanceOptions {
  /** pairs are compared within a stratum */
  readonly strata?: Grouping | undefined;
  /** code of the cluster (customer) of each row, from 0 up: the error allows for the dependence of its rows */
  readonly clusters?: Int32Array | undefined;
  /** the error of a sample of few events, sampleError below; default: R's */
  readonly isSample?: boolean;
}

/**
 * Harrell's concordance: how often the higher score leaves first, 0.5 by chance, 1 for a perfect order.
 *
 * A row that ends by the event at t is compared with every row of its stratum at risk at t (start < t <= time) that has no event at t;
 * equal scores count one half. The standard error is the infinitesimal jackknife, sqrt(Σ dC_i²), dC_i the derivative of C by the weight
 * of row i (summed by cluster first), as in R's survival 3. With m events its part of these is (m - 1)/m of the variance in expectation, and 0
 * at m = 1; sampleError is Σ dC_i² m/(m - 1) over those with an event plus the same over those without, null where either are one. Counting trees over the ranks: time O(n log n), memory 40 bytes a row.
 *
 * @param scores length n, the higher the sooner the event is expected
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Harrell et al. (1982), JAMA 247:2543-2546, doi:10.1001/jama.1982.03320430047030; Therneau & Watson (2015), Mayo Clinic report 85
 */
export function concordance(
  columns: SurvivalColumns,
  scores: Float64Array,
  { strata, clusters, isSample = false }: ConcordanceOptions = {},
): Concordance {
  requireSurvival(columns);
  requireSingleEvent(columns.event);
  requireLength('scores', scores.length, columns.time.length);
  requireFinite({ scores });
  requireStrataAndClusters(scores.length, strata, clusters);
  const steps = coxRiskSteps(columns, strata);
  const sorted = new Float64Array(scores.length);
  for (let i = 0; i < sorted.length; i++) sorted[i] = scores[steps.order[i]!]!;
  return concordanceOfSteps(steps, sorted, clusters, isSample);
}

/** @throws ModelInputError LENGTH_MISMATCH, OUT_OF_RANGE */
export function requireStrataAndClusters(n: number, strata: Grouping | undefined, clusters: Int32Array | undefined): void {
  if (strata !== undefined) requireCodes(strata.codes, strata.labels.length, n);
  if (clusters === undefined) return;
  requireLength('clusters', clusters.length, n);
  for (let i = 0; i < n; i++) {
    if (clusters[i]! < 0) throw new ModelInputError('OUT_OF_RANGE', `clusters has ${clusters[i]} at row ${i}, a code from 0 up is needed`);
  }
}
