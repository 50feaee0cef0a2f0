import type { ChiSquareTest } from '../inference/chiSquareTest.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import { type GraySteps, graySteps } from './graySteps.ts';
import { groupScoreTest, requireFewGroups } from './groupScoreTest.ts';
import { type RiskTable, requireCodes, riskTables } from './riskTable.ts';
import { requireSurvival, type SurvivalColumns } from './survivalData.ts';

export interface GrayFit extends ChiSquareTest {
  readonly cause: number;
  /** by group: events of the cause minus those expected; sums to 0 */
  readonly score: Float64Array;
  /** of the score: groups x groups, row-major */
  readonly covariance: Float64Array;
}

/**
 * Gray's test that k groups have the same cumulative incidence of one cause, next to the others (rho = 0).
 *
 *   z_k = Σ (d_k - d R_k / Σ R),   R_k = h_k (1 - F_k(t-)),   h_k = Y_k / S_k(t-)
 *   cov(z_i, z_j) = Σ_k Σ { (a_ik + (1 - b_k) D_ik) (a_jk + (1 - b_k) D_jk) v_k  +  b_k² D_ik D_jk w_k }
 *   a_ik = h_i ([i = k] - h_k / Σ h),   D_ik = C_ik(∞) - C_ik(t),   C_ik(t) = Σ a_ik dF0 / (1 - F0(t-)) up to t
 *   b_k = (1 - F0(t)) / S_k(t), 0 once S_k is 0;   v_k = S_k(t-) dF0 / Y_k;   w_k = (S_k(t-) / Y_k)² d'_k
 *
 * over event times t: d_k events of the cause and d'_k of all others among Y_k at risk, d = Σ d_k, F0 grows by dF0 = d / Σ h. Tied events shrink
 * v_k by 1 - (d - 1) / (Σ h S_k(t-) - 1) and w_k by 1 - (d'_k - 1) / (Y_k - 1). Variance and tie correction as R's cmprsk::cuminc.
 * Two walks over the event times, the first for C(∞). Cost O(n + times · k³). No library for JavaScript has it.
 *
 * @param columns event 0 = censored, 1 … 255 = the cause; without delayed entry
 * @param cause   the cause compared
 * @returns notEstimable NOT_ENOUGH_DATA (no row), ZERO_VARIANCE (a single group), TOO_FEW_EVENTS (no event of the cause), LEFT_TRUNCATED (`start`
 *   given: the test is defined for customers seen from their beginning)
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (more than MAX_COMPARED_GROUPS groups, too)
 * @see Gray (1988), Ann Stat 16:1141-1154, doi:10.1214/aos/1176350951
 */
export function grayTest(columns: SurvivalColumns, grouping: Grouping, cause: number): FitOutcome<GrayFit> {
  if (!Number.isInteger(cause) || cause < 1 || cause > 255)
    throw new ModelInputError('OUT_OF_RANGE', `cause has ${cause}, a whole number from 1 to 255 is needed`);
  const n = requireSurvival(columns);
  requireCodes(grouping.codes, grouping.labels.length, n);
  requireFewGroups(grouping.labels);
  if (n === 0) return notEstimable('NOT_ENOUGH_DATA', 'there is no complete row');
  const { labels } = grouping;
  if (labels.length < 2) return notEstimable('ZERO_VARIANCE', `all rows belong to ${labels[0]}: a comparison needs two groups`);
  if (columns.start !== undefined)
    return notEstimable('LEFT_TRUNCATED', "Gray's test is defined for customers observed from their beginning, these enter later");
  const event = columns.event.map((code) => (code === 0 ? 0 : code === cause ? 1 : 2));
  const tables = riskTables({ time: columns.time, event }, grouping, 2);
  const { score, accumulated } = scores(tables);
  const covariance = scoreCovariance(tables, accumulated);
  const test = groupScoreTest(score, covariance, labels);
  if (test.kind === 'notEstimable') return test;
  return { kind: 'fitted', fit: { cause, ...test.fit, score, covariance }, warnings: [] };
}

/** z and C(∞). */
function scores(tables: readonly RiskTable[]): { score: Float64Array; accumulated: Float64Array } {
  const groups = tables.length;
  const steps = graySteps(tables);
  const score = new Float64Array(groups);
  const accumulated = new Float64Array(groups * groups);
  const influence = new Float64Array(groups * groups);
  while (steps.next()) {
    const { events, freeAtRisk, incidenceBefore, eventSum } = steps;
    if (eventSum === 0) continue;
    let total = 0;
    for (let k = 0; k < groups; k++) total += freeAtRisk[k]! * (1 - incidenceBefore[k]!);
    for (let k = 0; k < groups; k++) score[k]! += events[k]! - (eventSum * freeAtRisk[k]! * (1 - incidenceBefore[k]!)) / total;
    accumulate(accumulated, influence, steps);
  }
  return { score, accumulated };
}

/** Fills a_ik of this time and adds its part of C_ik. */
function accumulate(accumulated: Float64Array, influence: Float64Array, steps: GraySteps): void {
  const { freeAtRisk, freeAtRiskSum, eventSum, commonBefore } = steps;
  const groups = freeAtRisk.length;
  const hazard = eventSum / freeAtRiskSum / (1 - commonBefore);
  for (let i = 0; i < groups; i++) {
    for (let k = 0; k < groups; k++) {
      const others = i === k ? freeAtRiskSum - freeAtRisk[k]! : -freeAtRisk[k]!;
      influence[i * groups + k] = freeAtRisk[i]! * (others / freeAtRiskSum);
      accumulated[i * groups + k]! += influence[i * groups + k]! * hazard;
    }
  }
}

/** @param accumulated C(∞) */
function scoreCovariance(tables: readonly RiskTable[], accumulated: Float64Array): Float64Array {
  const groups = tables.length;
  const steps = graySteps(tables);
  const covariance = new Float64Array(groups * groups);
  const soFar = new Float64Array(groups * groups);
  const influence = new Float64Array(groups * groups);
  const own = new Float64Array(groups);
  const other = new Float64Array(groups);
  while (steps.next()) {
    const { atRisk, survival, common, eventSum } = steps;
    accumulate(soFar, influence, steps);
    for (let k = 0; k < groups; k++) {
      if (atRisk[k] === 0) continue;
      const b = survival[k]! > 0 ? (1 - common) / survival[k]! : 0;
      for (let i = 0; i < groups; i++) {
        const remaining = accumulated[i * groups + k]! - soFar[i * groups + k]!;
        own[i] = influence[i * groups + k]! + (1 - b) * remaining;
        other[i] = b * remaining;
      }
      if (eventSum > 0) addOuter(covariance, own, ownVariance(steps, k));
      if (steps.eventsOther[k]! > 0 && b > 0) addOuter(covariance, other, otherVariance(steps, k));
    }
  }
  return covariance;
}

function addOuter(sum: Float64Array, vector: Float64Array, weight: number): void {
  const size = vector.length;
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) sum[i * size + j]! += weight * (vector[i]! * vector[j]!);
}

/** v_k with its correction for ties. */
function ownVariance({ atRisk, survivalBefore, freeAtRiskSum, eventSum }: GraySteps, k: number): number {
  const ties = eventSum > 1 ? 1 - (eventSum - 1) / (freeAtRiskSum * survivalBefore[k]! - 1) : 1;
  return (ties * survivalBefore[k]! * eventSum) / (freeAtRiskSum * atRisk[k]!);
}

/** w_k with its correction for ties. */
function otherVariance({ atRisk, survivalBefore, eventsOther }: GraySteps, k: number): number {
  const d = eventsOther[k]!;
  const ties = d > 1 ? 1 - (d - 1) / (atRisk[k]! - 1) : 1;
  return ties * (survivalBefore[k]! / atRisk[k]!) ** 2 * d;
}
