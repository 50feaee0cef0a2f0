import { requireConfidenceLevel, requireNonNegative } from '../checks.ts';
import { type FitOutcome, ModelInputError, notEstimable, type Warning } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import { fewEventsWarning } from './fewEventsWarning.ts';
import { type RestrictedMean, restrictedMean } from './restrictedMean.ts';
import { lastExit, type RiskTable, riskTables } from './riskTable.ts';
import { type SurvivalCurve, type SurvivalCurveOptions, survivalCurve } from './survivalCurve.ts';
import { requireSingleEvent, requireSurvival, type SurvivalColumns } from './survivalData.ts';
import type { ConfidenceType } from './survivalInterval.ts';
import { type SurvivalQuantile, survivalQuantile } from './survivalQuantile.ts';

export interface KaplanMeierOptions {
  /** one curve a group; absent = one curve of all rows */
  readonly grouping?: Grouping | undefined;
  /** default log-log */
  readonly confidenceType?: ConfidenceType;
  readonly confidenceLevel?: number;
  /** horizon of the restricted mean; default: the largest observed time of each curve, so that none is extrapolated */
  readonly tau?: number | undefined;
  /** shares lost whose times are wanted; default 0.25, 0.5, 0.75 */
  readonly quantiles?: readonly number[];
  /** true: points at times with censoring only, too */
  readonly allTimes?: boolean;
}

export interface KaplanMeierGroup {
  /** null without grouping */
  readonly group: string | null;
  /** rows */
  readonly n: number;
  readonly eventCount: number;
  /** largest observed time, censored ones included */
  readonly lastTime: number;
  readonly curve: SurvivalCurve;
  readonly quantiles: readonly SurvivalQuantile[];
  readonly restrictedMean: RestrictedMean;
}

/**
 * Kaplan-Meier survivor functions of one or several groups, for right-censored and left-truncated (delayed entry) data, with
 * Nelson-Aalen cumulative hazards, quantiles of the time to event, and restricted means.
 *
 * Formulas: survivalCurve, survivalInterval, survivalQuantile, restrictedMean. All groups come from one walk over the rows:
 * 1,000,000 customers with whole days take about 0.1 s, with times that need sorting about 0.9 s.
 *
 * @param columns event 0 or 1
 * @returns notEstimable NOT_ENOUGH_DATA without a row; warnings TOO_FEW_EVENTS (fewer than 5 on a curve; without any the curve is 1 throughout),
 *   EXTRAPOLATED (tau beyond the last observed time of a curve that has not reached 0)
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Kaplan & Meier (1958), JASA 53:457-481, doi:10.1080/01621459.1958.10501452; Aalen (1978), Ann Stat 6:701-726, doi:10.1214/aos/1176344247
 */
export function kaplanMeier(columns: SurvivalColumns, options: KaplanMeierOptions = {}): FitOutcome<readonly KaplanMeierGroup[]> {
  const { grouping, confidenceType = 'log-log', confidenceLevel = 0.95, tau, quantiles = [0.25, 0.5, 0.75], allTimes = false } = options;
  requireConfidenceLevel(confidenceLevel);
  if (tau !== undefined) requireNonNegative({ tau });
  const outside = quantiles.find((p) => !(p > 0 && p < 1));
  if (outside !== undefined) throw new ModelInputError('OUT_OF_RANGE', `quantiles has ${outside}, a value between 0 and 1 is needed`);
  const n = requireSurvival(columns);
  requireSingleEvent(columns.event);
  if (n === 0) return notEstimable('NOT_ENOUGH_DATA', 'there is no complete row');
  const curveOptions = { confidenceType, confidenceLevel, allTimes };
  const groups = riskTables(columns, grouping).map((table, g) =>
    groupOf(table, grouping?.labels[g] ?? null, { ...curveOptions, tau, quantiles }),
  );
  return { kind: 'fitted', fit: groups, warnings: groups.flatMap(warningsOf) };
}

interface GroupOptions extends SurvivalCurveOptions {
  readonly tau: number | undefined;
  readonly quantiles: readonly number[];
}

function groupOf(table: RiskTable, group: string | null, { tau, quantiles, ...curveOptions }: GroupOptions): KaplanMeierGroup {
  const curve = survivalCurve(table, curveOptions);
  const lastTime = lastExit(table);
  return {
    group,
    n: table.n,
    eventCount: curve.events.reduce((sum, count) => sum + count, 0),
    lastTime,
    curve,
    quantiles: quantiles.map((p) => survivalQuantile(curve, p, lastTime)),
    restrictedMean: restrictedMean(curve, tau ?? lastTime, curveOptions.confidenceLevel),
  };
}

function warningsOf({ group, eventCount, lastTime, curve, restrictedMean: { tau } }: KaplanMeierGroup): Warning[] {
  const warnings = fewEventsWarning(group, eventCount);
  if (tau > lastTime && curve.survival.at(-1) !== 0) {
    const detail = `the restricted mean to ${tau} takes the curve as flat after the last observed time ${lastTime}`;
    warnings.push({ code: 'EXTRAPOLATED', subject: group, detail });
  }
  return warnings;
}
