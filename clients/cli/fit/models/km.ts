import {
  type Grouping,
  type KaplanMeierGroup,
  kaplanMeier,
  type SurvivalCurve,
  type SurvivalQuantile,
} from '../../../../worker/stats/index.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatShare } from '../../print/numbers.ts';
import { type Column, table } from '../../print/table.ts';
import { placeAt, roundTimes } from '../curveTimes.ts';
import { defineFit, levelOption, numberOption, requiredOption } from '../fitModel.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';
import { confidenceTypeOption, readSurvival, survivalOptions } from '../survivalTable.ts';

/** More curves than this do not fit beside each other; the JSON has them all. */
const curvesBesideEachOther = 4;

export const kmFit = defineFit({
  name: 'km',
  summary: 'How long customers stay: Kaplan-Meier curves with their intervals, median and restricted mean',
  usage: '--time T --event E [--start S] [--group G] [--strata S] [--conf-type log-log|plain|log] [--level 0.95] [--tau T] [--all-times]',
  options: {
    ...survivalOptions,
    event: { type: 'string', value: 'E', help: '1 = lost at --time, 0 = still there when last seen' },
    strata: { type: 'string', value: 'S', help: 'a curve for each group within each of these, too' },
    'conf-type': { type: 'string', value: 'log-log|plain|log', help: 'the scale of the intervals (default log-log)' },
    level: { type: 'string', value: '0.95', help: 'confidence level (default 0.95)' },
    tau: { type: 'string', value: 'T', help: 'horizon of the restricted mean (default: the last time seen of each curve)' },
    'all-times': { type: 'boolean', help: 'JSON: also the times at which customers were only last seen' },
  },
  notes:
    'To compare the restricted means of groups, give a --tau that all of them reach. The table shows round times; --json has every point.',
  examples: [
    'earshot fit km customers.csv --time days --event churned --group plan',
    'earshot fit km customers.csv --time days --event churned --tau 365 --json',
  ],
  fit: async (file, values) => {
    const confidenceType = confidenceTypeOption(values['conf-type']);
    const confidenceLevel = levelOption(values.level);
    const tau = values.tau === undefined ? undefined : numberOption('tau', values.tau, (value) => value > 0, 'above 0');
    const { table: rows, columns, group, strata } = await readSurvival(file, values, requiredOption('event', values.event), 'single');
    const { grouping, cells } = curvesWanted(group, strata);
    const allTimes = values['all-times'] ?? false;
    const outcome = kaplanMeier(columns, { grouping, confidenceType, confidenceLevel, tau, allTimes });
    if (outcome.kind === 'notEstimable') return refusalReport('km', rows, outcome);
    const { n, nDropped } = rows;
    const curves = outcome.fit.map((curve, i) => ({ ...(cells[i] ?? { group: 'all', stratum: null }), ...curveJson(curve) }));
    const warnings = [...droppedWarnings(rows), ...outcome.warnings];
    return {
      result: {
        model: 'km',
        n,
        nDropped,
        status: 'fitted',
        warnings: fitWarnings(warnings),
        confType: confidenceType,
        confidenceLevel,
        curves,
      },
      lines: [...lines(outcome.fit, confidenceLevel), ...warningLines(warnings)],
    };
  },
});

interface CurveCell {
  /** `all` without --group */
  readonly group: string;
  readonly stratum: string | null;
}

/** One curve for each pair of group and stratum that occurs; which pair is which, in the order of the curves. */
function curvesWanted(group: Grouping | null, strata: Grouping | null): { grouping: Grouping | undefined; cells: readonly CurveCell[] } {
  if (strata === null)
    return { grouping: group ?? undefined, cells: group?.labels.map((label) => ({ group: label, stratum: null })) ?? [] };
  if (group === null) return { grouping: strata, cells: strata.labels.map((label) => ({ group: 'all', stratum: label })) };
  const groups = group.labels.length;
  const pairs = strata.codes.map((code, row) => code * groups + (group.codes[row] ?? 0));
  const used = [...new Set(pairs)].toSorted((a, b) => a - b);
  const places = new Map(used.map((pair, place) => [pair, place]));
  const cells = used.map((pair) => ({ group: group.labels[pair % groups] ?? '', stratum: strata.labels[Math.floor(pair / groups)] ?? '' }));
  const labels = cells.map(({ group: name, stratum }) => `${stratum}, ${name}`);
  return { grouping: { codes: pairs.map((pair) => places.get(pair) ?? 0), labels }, cells };
}

function curveJson({ n, eventCount, lastTime, curve, quantiles, restrictedMean }: KaplanMeierGroup) {
  const median = quantiles.find(({ p }) => p === 0.5);
  return {
    n,
    events: eventCount,
    lastTime,
    median: median?.time ?? null,
    medianCiLow: median?.ciLow ?? null,
    medianCiHigh: median?.ciHigh ?? null,
    restrictedMean: restrictedMean.estimate,
    restrictedMeanStdErr: restrictedMean.stdErr,
    restrictedMeanCiLow: restrictedMean.ciLow,
    restrictedMeanCiHigh: restrictedMean.ciHigh,
    tau: restrictedMean.tau,
    points: points(curve),
    quantiles: quantiles.map((quantile) => ({ ...quantile, reason: openReason(quantile, curve) })),
  };
}

/** A time or an end is null where curve or band do not come down to it while customers are seen, or where the band is not defined, at 0. */
function openReason({ time, ciLow, ciHigh }: SurvivalQuantile, { survival }: SurvivalCurve): string | null {
  if (time !== null && ciLow !== null && ciHigh !== null) return null;
  return survival.at(-1) === 0 ? 'BOUNDARY' : 'SHORT_WINDOW';
}

function points({
  times,
  atRisk,
  events,
  censored,
  survival,
  stdErr,
  ciLow,
  ciHigh,
  cumulativeHazard,
  cumulativeHazardStdErr,
}: SurvivalCurve) {
  return Array.from(times, (time, i) => ({
    time,
    atRisk: atRisk[i] ?? 0,
    events: events[i] ?? 0,
    censored: censored[i] ?? 0,
    survival: survival[i] ?? 0,
    stdErr: stdErr[i] ?? null,
    ciLow: ciLow[i] ?? null,
    ciHigh: ciHigh[i] ?? null,
    cumulativeHazard: cumulativeHazard[i] ?? 0,
    cumulativeHazardStdErr: cumulativeHazardStdErr[i] ?? 0,
    reason: stdErr[i] === undefined ? 'BOUNDARY' : null,
  }));
}

function lines(groups: readonly KaplanMeierGroup[], level: number): string[] {
  const time = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : 2);
  const summary = table<KaplanMeierGroup>(
    [
      { title: 'group', cell: ({ group }) => group ?? 'all' },
      { title: 'n', align: 'right', cell: ({ n }) => formatCount(n) },
      { title: 'events', align: 'right', cell: ({ eventCount }) => formatCount(eventCount) },
      { title: 'median', align: 'right', cell: ({ quantiles }) => formatMedian(quantiles.find(({ p }) => p === 0.5)?.time ?? null) },
      { title: 'restricted mean', align: 'right', cell: ({ restrictedMean: { estimate } }) => formatNumber(estimate, 2) },
      {
        title: `${formatLevel(level)} interval`,
        align: 'right',
        cell: ({ restrictedMean: { ciLow, ciHigh } }) => formatInterval(ciLow, ciHigh, (value) => formatNumber(value, 2)),
      },
      { title: 'up to', align: 'right', cell: ({ restrictedMean: { tau } }) => time(tau) },
    ],
    groups,
  );
  const shown = groups.slice(0, curvesBesideEachOther);
  const lastTime = Math.max(...shown.map((group) => group.lastTime));
  const columns: Column<number>[] = shown.map((group) => ({
    title: group.group ?? 'still there',
    align: 'right',
    cell: (at) => stillThere(group, at),
  }));
  return [
    ...summary,
    '',
    ...table([{ title: 'time', align: 'right', cell: time }, ...columns], roundTimes(lastTime)),
    ...(shown.length < groups.length ? [`${groups.length - shown.length} more curves: --json has them all`] : []),
    '',
    `The share of customers still there at each time, with its ${formatLevel(level)} interval. Median: the time by which half are lost.`,
  ];
}

const formatMedian = (value: number | null): string =>
  value === null ? 'not reached' : formatNumber(value, Number.isInteger(value) ? 0 : 2);

function stillThere({ curve, lastTime }: KaplanMeierGroup, at: number): string {
  if (at > lastTime) return formatShare(null);
  const place = placeAt(curve.times, at);
  if (place < 0) return formatShare(1);
  const interval = formatInterval(curve.ciLow[place], curve.ciHigh[place], (share) => formatNumber(100 * share, 1));
  return `${formatShare(curve.survival[place])} (${interval})`;
}
