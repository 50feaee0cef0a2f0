import type { CurvePointRow, CurveRow, CurveTestRow } from '../../data/churn/churnResult.ts';
import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import type { Warning } from '../../stats/outcome.ts';
import type { Grouping } from '../../stats/rows/grouping.ts';
import { thinnedPoints } from '../../stats/survival/churn/thinnedPoints.ts';
import { type KaplanMeierGroup, kaplanMeier } from '../../stats/survival/kaplanMeier.ts';
import { type LogRankFit, logRank } from '../../stats/survival/logRank.ts';
import { observedAfter } from '../../stats/survival/observedAfter.ts';
import { restrictedMean } from '../../stats/survival/restrictedMean.ts';
import { riskTables } from '../../stats/survival/riskTable.ts';
import type { SurvivalColumns } from '../../stats/survival/survivalData.ts';
import { observedRows, pick } from './firstEpisodes.ts';
import { rowsWhere } from './takenRows.ts';

/** A curve of fewer losses is not shown (definitions.md, section 4), nor one of fewer than PRIVACY_CUSTOMERS. */
const minimumLosses = 5;

/** Days at which every curve keeps its point: half a month to five years, as reports ask for them. */
export const reportedDays = [30, 60, 91, 183, 274, 365, 548, 730, 1096, 1461, 1826] as const;

export interface CurvesAsked {
  readonly groupingKey: string;
  readonly landmarkDays: number | null;
  readonly restrictedMeanDays: number;
  readonly confidenceLevel: number;
}

export interface CurvesFound {
  readonly curves: readonly CurveRow[];
  readonly tests: readonly CurveTestRow[];
  readonly warnings: readonly Warning[];
}

/**
 * The curve of each group, and one log-rank test of those that have one. All restricted means of a grouping have one horizon, up to which
 * each of its curves is observed, so that they can be compared.
 *
 * Where customers come under observation late, a curve begins with the first day after which ten are at risk: before it nobody was watched. It is
 * the curve of those who were there then, its restricted mean is of the days since, and a warning says so.
 *
 * @param columns one row a customer, event 0 or 1
 * @param grouping absent: one curve of all, and no test
 */
export function churnCurves(columns: SurvivalColumns, grouping: Grouping | null, asked: CurvesAsked): CurvesFound {
  const { codes, labels } = grouping ?? { codes: new Int32Array(columns.time.length), labels: [null] };
  const sizes = riskTables(columns, grouping ?? undefined).map((table): GroupSize => {
    return { n: 0, losses: 0, lossesAfter: 0, last: 0, after: observedAfter(table, PRIVACY_CUSTOMERS) };
  });
  for (let row = 0; row < codes.length; row++) {
    const size = sizes[codes[row] ?? 0];
    if (size === undefined) continue;
    const time = columns.time[row] ?? 0;
    const event = columns.event[row] ?? 0;
    size.n++;
    size.losses += event;
    if (size.after !== null && time > size.after) size.lossesAfter += event;
    size.last = Math.max(size.last, time);
  }
  const shown = sizes.map(({ after, lossesAfter }) => after !== null && lossesAfter >= minimumLosses);
  const beginOf = (code: number): number => Math.max(0, sizes[code]?.after ?? 0);
  const horizons = sizes.map(({ last }, code) => last - beginOf(code)).filter((_, code) => shown[code]);
  const horizon = Math.min(asked.restrictedMeanDays, ...horizons);
  const rows = rowsWhere(codes.length, (row) => shown[codes[row] ?? 0] === true);
  const test = grouping === null ? null : testOf(pick(columns, rows), compacted(codes, labels, rows, shown), asked);
  const curves = labels.map((level, code) => {
    const { n, losses, after } = sizes[code] ?? { n: 0, losses: 0, after: null };
    const head = { groupingKey: asked.groupingKey, level, landmarkDays: asked.landmarkDays, n, losses };
    if (!shown[code]) return curveWithout(head, after === null ? 'NOT_ENOUGH_DATA' : 'TOO_FEW_EVENTS');
    const ofLevel = rows.filter((row) => (codes[row] ?? 0) === code);
    const known = observedRows(columns, ofLevel, after ?? Number.NEGATIVE_INFINITY);
    const expectedLosses = test?.fit?.groups.find((candidate) => candidate.group === labelOf(level))?.expected ?? null;
    return { ...head, expectedLosses, ...estimatedCurve(known, beginOf(code), horizon, asked.confidenceLevel) };
  });
  return { curves, tests: test ? [test.row] : [], warnings: curves.flatMap(warningsOf) };
}

interface GroupSize {
  n: number;
  losses: number;
  /** Of those at risk after `after`. */
  lossesAfter: number;
  last: number;
  /** observedAfter: -Infinity from the beginning, null never. */
  readonly after: number | null;
}

const labelOf = (level: string | null): string => level ?? 'everybody';

/** The grouping of the rows that are left, without the labels that are not. */
function compacted(codes: Int32Array, labels: readonly (string | null)[], rows: Int32Array, shown: readonly boolean[]): Grouping {
  const kept = labels.map((_, code) => code).filter((code) => shown[code]);
  const places = Int32Array.from(labels, (_, code) => kept.indexOf(code));
  return { codes: rows.map((row) => places[codes[row] ?? 0] ?? 0), labels: kept.map((code) => labelOf(labels[code] ?? null)) };
}

type CurveHead = Pick<CurveRow, 'groupingKey' | 'level' | 'landmarkDays' | 'n' | 'losses'>;

function curveWithout(head: CurveHead, reason: 'NOT_ENOUGH_DATA' | 'TOO_FEW_EVENTS'): CurveRow {
  const none = { expectedLosses: null, lastDay: null, observedFromDay: null, medianDays: null, medianCiLow: null, medianCiHigh: null };
  const mean = { restrictedMeanStdErr: null, restrictedMeanCiLow: null, restrictedMeanCiHigh: null };
  return { ...head, ...none, restrictedMeanHorizon: null, restrictedMean: null, ...mean, reason, points: [] };
}

/** @param from day from which on these rows are observed */
function estimatedCurve(
  columns: SurvivalColumns,
  from: number,
  horizon: number,
  confidenceLevel: number,
): Omit<CurveRow, keyof CurveHead | 'expectedLosses'> {
  const outcome = kaplanMeier(columns, { quantiles: [0.5], confidenceLevel });
  const group = outcome.kind === 'fitted' ? outcome.fit[0] : undefined;
  if (group === undefined) throw new Error('a curve that is shown has rows');
  const [median] = group.quantiles;
  const { estimate, stdErr, ciLow, ciHigh } = restrictedMean(group.curve, from + horizon, confidenceLevel, from);
  return {
    lastDay: group.lastTime,
    observedFromDay: from,
    medianDays: median?.time ?? null,
    medianCiLow: median?.ciLow ?? null,
    medianCiHigh: median?.ciHigh ?? null,
    restrictedMeanHorizon: horizon,
    restrictedMean: estimate,
    restrictedMeanStdErr: stdErr,
    restrictedMeanCiLow: ciLow,
    restrictedMeanCiHigh: ciHigh,
    reason: null,
    points: pointsOf(group),
  };
}

/** At most some two hundred points a curve, each exact; between two of them it falls by less than a two-hundredth of its fall. */
function pointsOf({ curve }: KaplanMeierGroup): CurvePointRow[] {
  return thinnedPoints(curve.times, curve.survival, reportedDays).map((place) => ({
    day: curve.times[place] ?? 0,
    atRisk: curve.atRisk[place] ?? 0,
    survival: curve.survival[place] ?? 0,
    stdErr: curve.stdErr[place] ?? null,
    ciLow: curve.ciLow[place] ?? null,
    ciHigh: curve.ciHigh[place] ?? null,
  }));
}

function testOf(
  columns: SurvivalColumns,
  grouping: Grouping,
  { groupingKey, landmarkDays }: CurvesAsked,
): { row: CurveTestRow; fit?: LogRankFit } {
  const losses = columns.event.reduce((sum, event) => sum + event, 0);
  const head = { groupingKey, landmarkDays, n: columns.time.length, losses };
  const refused = (reason: CurveTestRow['reason'], detail: string) => ({
    row: { ...head, statistic: null, df: null, pValue: null, reason, detail },
  });
  if (grouping.labels.length < 2) return refused('TOO_FEW_EVENTS', `${grouping.labels.length} groups have a curve, a comparison needs two`);
  const outcome = logRank(columns, grouping);
  if (outcome.kind === 'notEstimable') return refused(outcome.reason, outcome.detail);
  const { chiSquare: statistic, df, pValue } = outcome.fit;
  return { row: { ...head, statistic, df, pValue, reason: null, detail: null }, fit: outcome.fit };
}

/** Without the numbers of so few, which are hidden. */
function warningsOf({ groupingKey, level, reason, observedFromDay }: CurveRow): Warning[] {
  const subject = level === null ? groupingKey : `${groupingKey} ${level}`;
  if (reason === null) {
    if (observedFromDay === null || observedFromDay <= 0) return [];
    const day = observedFromDay.toLocaleString('en-US');
    const detail = `fewer than ${PRIVACY_CUSTOMERS} customers are under observation before day ${day}: the curve is that of those there then, from then on`;
    return [{ code: 'LEFT_TRUNCATED', subject, detail }];
  }
  const few =
    reason === 'NOT_ENOUGH_DATA' ? `fewer than ${PRIVACY_CUSTOMERS} customers at risk at once` : `fewer than ${minimumLosses} losses`;
  return [{ code: reason, subject, detail: `${few}: a curve needs ${minimumLosses} losses among ${PRIVACY_CUSTOMERS} customers` }];
}
