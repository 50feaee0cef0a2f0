import {
  type CumulativeIncidenceGroup,
  cumulativeIncidence,
  type Grouping,
  grayTest,
  type SurvivalColumns,
} from '../../../../worker/stats/index.ts';
import { chosenOption } from '../../chosenOption.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatPValue, formatShare } from '../../print/numbers.ts';
import { type Column, table } from '../../print/table.ts';
import { placeAt, roundTimes } from '../curveTimes.ts';
import { defineFit, levelOption, requiredOption } from '../fitModel.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';
import { readSurvival, requireFewGroups, survivalOptions } from '../survivalTable.ts';

/** More curves than this do not fit beside each other; the JSON has them all. */
const curvesBesideEachOther = 4;

export const cifFit = defineFit({
  name: 'cif',
  summary: 'Why customers are lost: cumulative incidence by reason, and whether groups differ (Gray)',
  usage: '--time T --event-type K [--group G] [--start S] [--conf-type log-log|plain] [--level 0.95]',
  options: {
    ...survivalOptions,
    'event-type': { type: 'string', value: 'K', help: 'the reason, 1 to 255; 0 = still there when last seen' },
    'conf-type': { type: 'string', value: 'log-log|plain', help: 'the scale of the intervals (default log-log)' },
    level: { type: 'string', value: '0.95', help: 'confidence level (default 0.95)' },
  },
  notes:
    'Standard errors: multinomial (Greenwood). The incidences of all reasons and the share still there sum to 1. With --start there is no Gray test.',
  examples: ['earshot fit cif customers.csv --time days --event-type reason --group plan'],
  fit: async (file, values) => {
    const confidenceType = chosenOption('conf-type', values['conf-type'] ?? 'log-log', ['log-log', 'plain']);
    const confidenceLevel = levelOption(values.level);
    const { table: rows, columns, group } = await readSurvival(file, values, requiredOption('event-type', values['event-type']), 'causes');
    requireFewGroups(rows, values.group, group);
    const outcome = cumulativeIncidence(columns, { grouping: group ?? undefined, confidenceType, confidenceLevel });
    if (outcome.kind === 'notEstimable') return refusalReport('cif', rows, outcome);
    const gray = group === null ? [] : grayTests(columns, group, [...new Set(outcome.fit.map(({ cause }) => cause))]);
    const { n, nDropped } = rows;
    const warnings = [...droppedWarnings(rows), ...outcome.warnings];
    const settings = { confType: confidenceType, confidenceLevel };
    const curves = outcome.fit.map(curveJson);
    return {
      result: { model: 'cif', n, nDropped, status: 'fitted', warnings: fitWarnings(warnings), ...settings, curves, gray },
      lines: [...lines(outcome.fit, confidenceLevel), ...grayLines(gray), ...warningLines(warnings)],
    };
  },
});

interface GrayJson {
  readonly cause: number;
  readonly chiSquare: number | null;
  readonly df: number | null;
  readonly pValue: number | null;
  /** why there is no test */
  readonly reason: string | null;
}

function grayTests(columns: SurvivalColumns, group: Grouping, causes: readonly number[]): GrayJson[] {
  return causes.map((cause) => {
    const outcome = grayTest(columns, group, cause);
    if (outcome.kind === 'notEstimable') return { cause, chiSquare: null, df: null, pValue: null, reason: outcome.reason };
    const { chiSquare, df, pValue } = outcome.fit;
    return { cause, chiSquare, df, pValue, reason: null };
  });
}

function curveJson({ group, cause, n, eventCount, curve }: CumulativeIncidenceGroup) {
  const { times, atRisk, events, incidence, stdErr, ciLow, ciHigh } = curve;
  const points = Array.from(times, (time, i) => ({
    time,
    atRisk: atRisk[i] ?? 0,
    events: events[i] ?? 0,
    incidence: incidence[i] ?? 0,
    stdErr: stdErr[i] ?? 0,
    ciLow: ciLow[i] ?? null,
    ciHigh: ciHigh[i] ?? null,
    reason: ciLow[i] === null ? 'BOUNDARY' : null,
  }));
  return { group: group ?? 'all', cause, n, events: eventCount, points };
}

function lines(groups: readonly CumulativeIncidenceGroup[], level: number): string[] {
  const name = ({ group, cause }: CumulativeIncidenceGroup): string => (group === null ? `reason ${cause}` : `${group}, reason ${cause}`);
  const summary = table<CumulativeIncidenceGroup>(
    [
      { title: 'curve', cell: name },
      { title: 'n', align: 'right', cell: ({ n }) => formatCount(n) },
      { title: 'events', align: 'right', cell: ({ eventCount }) => formatCount(eventCount) },
    ],
    groups,
  );
  const shown = groups.slice(0, curvesBesideEachOther);
  const lastTime = Math.max(...shown.map((group) => group.lastTime));
  const columns: Column<number>[] = shown.map((group) => ({ title: name(group), align: 'right', cell: (at) => lostBy(group, at) }));
  const time: Column<number> = { title: 'time', align: 'right', cell: (at) => formatNumber(at, Number.isInteger(at) ? 0 : 2) };
  return [
    ...summary,
    '',
    ...table([time, ...columns], roundTimes(lastTime)),
    ...(shown.length < groups.length ? [`${groups.length - shown.length} more curves: --json has them all`] : []),
    '',
    `The share of customers lost for each reason by each time, with its ${formatLevel(level)} interval.`,
  ];
}

function lostBy({ curve, lastTime }: CumulativeIncidenceGroup, at: number): string {
  if (at > lastTime) return formatShare(null);
  const place = placeAt(curve.times, at);
  if (place < 0) return formatShare(0);
  const interval = formatInterval(curve.ciLow[place], curve.ciHigh[place], (share) => formatNumber(100 * share, 1));
  return `${formatShare(curve.incidence[place])} (${interval})`;
}

function grayLines(tests: readonly GrayJson[]): string[] {
  return tests.map(({ cause, chiSquare, df, pValue, reason }) =>
    reason === null
      ? `Reason ${cause}, groups compared (Gray): chi-square ${formatNumber(chiSquare, 3)}, df ${df}, p ${formatPValue(pValue)}`
      : `Reason ${cause}, groups compared (Gray): no test (${reason})`,
  );
}
