import { requireNonNegative } from '../checks.ts';
import type { ChiSquareTest } from '../inference/chiSquareTest.ts';
import { type FitOutcome, notEstimable } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import { fewEventsWarning } from './fewEventsWarning.ts';
import { groupScoreTest, requireFewGroups } from './groupScoreTest.ts';
import { riskSweep } from './riskSweep.ts';
import { type RiskTable, requireCodes, riskTables } from './riskTable.ts';
import { requireSingleEvent, requireSurvival, type SurvivalColumns } from './survivalData.ts';

export interface LogRankOptions {
  /** compared within each stratum, then summed */
  readonly strata?: Grouping | undefined;
  /** 0 = log-rank (default), 1 = Peto-Prentice; early differences weigh more as rho grows */
  readonly rho?: number;
}

export interface LogRankGroup {
  readonly group: string;
  readonly n: number;
  readonly eventCount: number;
  /** weighted by S(t-)^rho, as expected: the number of events when rho is 0 */
  readonly observed: number;
  readonly expected: number;
}

export interface LogRankFit extends ChiSquareTest {
  readonly groups: readonly LogRankGroup[];
  /** of observed - expected: groups x groups, row-major; each row sums to 0 */
  readonly covariance: Float64Array;
}

/**
 * Log-rank test that k groups have the same hazard, also stratified, with delayed entry, and in the G-rho family.
 *
 *   O_g - E_g = Σ w (d_g - d n_g / n),   V_gh = Σ w² d (n - d) / (n - 1) · (n_g / n) ([g = h] - n_h / n)
 *   chi² = (O - E)ᵀ V⁻ (O - E), V without its last group;   df = groups compared - 1
 *
 * over event times: d events among n at risk, d_g among n_g in group g; w = S(t-)^rho with S the Kaplan-Meier of all groups together.
 * With strata n, d and S are those of the stratum and the sums run over all strata. A group that is at risk at no event time is not
 * compared and lowers df. As R's survdiff. Cost O(n + times · k²).
 *
 * @param columns  event 0 or 1
 * @param grouping the groups to compare
 * @returns notEstimable NOT_ENOUGH_DATA (no row), ZERO_VARIANCE (a single group), TOO_FEW_EVENTS (no event, or none while two groups were at risk),
 *   RANK_DEFICIENT (groups that never meet in a stratum); warnings TOO_FEW_EVENTS per group with fewer than 5
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (more than MAX_COMPARED_GROUPS groups, too)
 * @see Mantel (1966), Cancer Chemother Rep 50:163-170; Harrington & Fleming (1982), Biometrika 69:553-566, doi:10.1093/biomet/69.3.553
 */
export function logRank(columns: SurvivalColumns, grouping: Grouping, { strata, rho = 0 }: LogRankOptions = {}): FitOutcome<LogRankFit> {
  requireNonNegative({ rho });
  const n = requireSurvival(columns);
  requireSingleEvent(columns.event);
  requireCodes(grouping.codes, grouping.labels.length, n);
  requireFewGroups(grouping.labels);
  if (strata !== undefined) requireCodes(strata.codes, strata.labels.length, n);
  if (n === 0) return notEstimable('NOT_ENOUGH_DATA', 'there is no complete row');
  const { labels } = grouping;
  if (labels.length < 2) return notEstimable('ZERO_VARIANCE', `all rows belong to ${labels[0]}: a comparison needs two groups`);
  const tables = riskTables(columns, strata === undefined ? grouping : crossed(grouping, strata));
  const sums = scoreSums(tables, labels.length, rho);
  const groups = labels.map((group, g) => ({
    group,
    n: sums.rows[g]!,
    eventCount: sums.eventCounts[g]!,
    observed: sums.observed[g]!,
    expected: sums.expected[g]!,
  }));
  if (sums.eventCounts.every((count) => count === 0)) return notEstimable('TOO_FEW_EVENTS', 'there is no event: all rows are censored');
  const score = sums.observed.map((observed, g) => observed - sums.expected[g]!);
  const test = groupScoreTest(score, sums.covariance, labels);
  if (test.kind === 'notEstimable') return test;
  const warnings = groups.flatMap(({ group, eventCount }) => fewEventsWarning(group, eventCount));
  return { kind: 'fitted', fit: { ...test.fit, groups, covariance: sums.covariance }, warnings };
}

/** One group for each pair of stratum and group: the k groups of the first stratum, then those of the second … */
function crossed(grouping: Grouping, strata: Grouping): Grouping {
  const k = grouping.labels.length;
  return {
    codes: grouping.codes.map((code, i) => strata.codes[i]! * k + code),
    labels: strata.labels.flatMap((stratum) => grouping.labels.map((group) => `${stratum} ${group}`)),
  };
}

interface ScoreSums {
  readonly rows: Float64Array;
  readonly eventCounts: Float64Array;
  readonly observed: Float64Array;
  readonly expected: Float64Array;
  readonly covariance: Float64Array;
}

/** @param tables k of each stratum in turn */
function scoreSums(tables: readonly RiskTable[], k: number, rho: number): ScoreSums {
  const zeros = (): Float64Array => new Float64Array(k);
  const sums = { rows: zeros(), eventCounts: zeros(), observed: zeros(), expected: zeros(), covariance: new Float64Array(k * k) };
  for (const [i, table] of tables.entries()) sums.rows[i % k]! += table.n;
  for (let first = 0; first < tables.length; first += k) addStratum(sums, tables.slice(first, first + k), rho);
  return sums;
}

function addStratum({ eventCounts, observed, expected, covariance }: ScoreSums, tables: readonly RiskTable[], rho: number): void {
  const k = tables.length;
  const sweep = riskSweep(tables);
  let survival = 1; // of all groups together, just before the time
  while (sweep.next()) {
    const { atRisk, events } = sweep;
    let n = 0;
    let d = 0;
    for (let g = 0; g < k; g++) {
      n += atRisk[g]!;
      d += events[g]!;
    }
    const weight = survival ** rho;
    const spread = n > 1 ? (weight * weight * d * (n - d)) / (n - 1) : 0;
    for (let g = 0; g < k; g++) {
      const share = atRisk[g]! / n;
      eventCounts[g]! += events[g]!;
      observed[g]! += weight * events[g]!;
      expected[g]! += weight * d * share;
      covariance[g * k + g]! += spread * share * ((n - atRisk[g]!) / n);
      for (let h = 0; h < k; h++) if (h !== g) covariance[g * k + h]! -= spread * share * (atRisk[h]! / n);
    }
    survival *= (n - d) / n;
  }
}
