import type { CurvePointRow, CurveRow, CurveTestRow } from '../../data/churn/churnResult.ts';
import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import type { Warning } from '../../stats/outcome.ts';
import type { Grouping } from '../../stats/rows/grouping.ts';
import { thinnedPoints } from '../../stats/survival/churn/thinnedPoints.ts';
import { type KaplanMeierGroup, kaplanMeier } from '../../stats/survival/kaplanMeier.ts';
import { type LogRankFit, logRank } from '../../stats/survival/logRank.ts';
import type { SurvivalColumns } from '../../stats/survival/survivalData.ts';
import { pick } from './firstEpisodes.ts';
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
 * @param columns one row a customer, event 0 or 1
 * @param grouping absent: one curve of all, and no test
 */
export function churnCurves(columns: SurvivalColumns, grouping: Grouping | null, asked: CurvesAsked): CurvesFound {
  const { codes, labels } = grouping ?? { codes: new Int32Array(columns.time.length), labels: [null] };
  const sizes = labels.map(() => ({ n: 0, losses: 0, last: 0 }));
  for (let row = 0; row < codes.length; row++) {
    const size = sizes[codes[row] ?? 0];
    if (size === undefined) continue;
    size.n++;
    size.losses += columns.event[row] ?? 0;
    size.last = Math.max(size.last, columns.time[row] ?? 0);
  }
  const shown = sizes.map(({ n, losses }) => n >= PRIVACY_CUSTOMERS && losses >= minimumLosses);
  const rows = rowsWhere(codes.length, (row) => shown[codes[row] ?? 0] === true);
  const known = pick(columns, rows);
  const part = compacted(codes, labels, rows, shown);
  const tau = Math.min(asked.restrictedMeanDays, ...sizes.filter((_, code) => shown[code]).map(({ last }) => last));
  const fitted =
    rows.length === 0 ? null : kaplanMeier(known, { grouping: part, tau, quantiles: [0.5], confidenceLevel: asked.confidenceLevel });
  const groups = fitted?.kind === 'fitted' ? fitted.fit : [];
  const test = grouping === null ? null : testOf(known, part, asked);
  const curves = labels.map((level, code) => {
    const { n, losses } = sizes[code] ?? { n: 0, losses: 0 };
    const group = groups.find((candidate) => candidate.group === labelOf(level));
    return curveRow({ groupingKey: asked.groupingKey, level, landmarkDays: asked.landmarkDays, n, losses }, group, test?.fit);
  });
  return { curves, tests: test ? [test.row] : [], warnings: curves.filter(({ reason }) => reason !== null).map(warningOf) };
}

const labelOf = (level: string | null): string => level ?? 'everybody';

/** The grouping of the rows that are left, without the labels that are not. */
function compacted(codes: Int32Array, labels: readonly (string | null)[], rows: Int32Array, shown: readonly boolean[]): Grouping {
  const kept = labels.map((_, code) => code).filter((code) => shown[code]);
  const places = Int32Array.from(labels, (_, code) => kept.indexOf(code));
  return { codes: rows.map((row) => places[codes[row] ?? 0] ?? 0), labels: kept.map((code) => labelOf(labels[code] ?? null)) };
}

type CurveHead = Pick<CurveRow, 'groupingKey' | 'level' | 'landmarkDays' | 'n' | 'losses'>;

function curveRow(head: CurveHead, group: KaplanMeierGroup | undefined, test: LogRankFit | undefined): CurveRow {
  if (group === undefined) {
    const none = { expectedLosses: null, lastDay: null, medianDays: null, medianCiLow: null, medianCiHigh: null };
    const mean = { restrictedMeanStdErr: null, restrictedMeanCiLow: null, restrictedMeanCiHigh: null };
    const reason = head.n < PRIVACY_CUSTOMERS ? 'NOT_ENOUGH_DATA' : 'TOO_FEW_EVENTS';
    return { ...head, ...none, restrictedMeanHorizon: null, restrictedMean: null, ...mean, reason, points: [] };
  }
  const [median] = group.quantiles;
  const { tau, estimate, stdErr, ciLow, ciHigh } = group.restrictedMean;
  return {
    ...head,
    expectedLosses: test?.groups.find((candidate) => candidate.group === group.group)?.expected ?? null,
    lastDay: group.lastTime,
    medianDays: median?.time ?? null,
    medianCiLow: median?.ciLow ?? null,
    medianCiHigh: median?.ciHigh ?? null,
    restrictedMeanHorizon: tau,
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
function warningOf({ groupingKey, level, reason }: CurveRow): Warning {
  const subject = level === null ? groupingKey : `${groupingKey} ${level}`;
  const few = reason === 'NOT_ENOUGH_DATA' ? `fewer than ${PRIVACY_CUSTOMERS} customers` : `fewer than ${minimumLosses} losses`;
  const detail = `${few}: a curve needs ${minimumLosses} losses among ${PRIVACY_CUSTOMERS} customers`;
  return { code: reason ?? 'TOO_FEW_EVENTS', subject, detail };
}
