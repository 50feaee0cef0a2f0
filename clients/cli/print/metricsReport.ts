/** Metrics and what moved them, as tables and as CSV. */
import type { MetricsQuery, ScoreChangeQuery } from '../generated/graphql.ts';
import { type CsvStyle, csvLine, csvStart } from './csv.ts';
import { formatCount, formatDay, formatInterval, formatNumber, formatPValue, formatShare } from './numbers.ts';
import { type Column, table } from './table.ts';

type Metrics = MetricsQuery['metrics'];
type Row = Metrics['rows'][number];
type Change = ScoreChangeQuery['scoreChange'];
type Effect = NonNullable<Change['total']>;
type Compared = NonNullable<Row['values'][number]['change']>;

/** A number in the unit of its measure; null is a dash. */
export function inUnit(unit: string | null | undefined): (value: number | null | undefined) => string {
  if (unit === 'SHARE') return (value) => formatShare(value, 1);
  if (unit === 'COUNT') return (value) => (value === null || value === undefined ? '–' : formatNumber(value, 0));
  return (value) => formatNumber(value, unit === 'POINTS' ? 1 : 2);
}

/** A difference of such numbers. That of two shares is in points of them: from 80 % to 77 % is -3.0 pp, and not 3 % less. */
function differenceIn(unit: string | null | undefined): (value: number | null | undefined) => string {
  const text = unit === 'SHARE' ? (value: number) => `${formatNumber(100 * value, 1)} pp` : inUnit(unit);
  return (value) => (value === null || value === undefined ? '–' : `${value > 0 ? '+' : ''}${text(value)}`);
}

const nameOf = (value: string | null | undefined, isOther: boolean) => (isOther ? '(other)' : (value ?? '(unknown)'));

/** @param timeZone of the workspace, in which its days begin */
export function metricsTable(answer: Metrics, timeZone: string): string[] {
  const { columns, rows } = answer;
  const groups = columns.filter(({ unit }) => unit === null);
  const measures = measuresOf(answer);
  const markOf = markBy(answer);
  const lines = table(
    [
      ...groups.map(({ label }, place) => ({
        title: label.toLowerCase(),
        cell: ({ groups, isOther }: Row) => `${nameOf(groups[place]?.value, isOther)}${markOf(groups[place])}`,
      })),
      ...measures.flatMap((measure, place) => measureColumns(answer, measure, place)),
    ],
    rows,
  );
  const notes = [...legend(answer), ...reasons(answer), ...originLines(answer, timeZone)];
  return notes.length === 0 ? lines : [...lines, '', ...notes];
}

const measuresOf = ({ columns }: Metrics) => columns.filter(({ unit }) => unit !== null);
const isCompared = ({ rows }: Metrics) => rows.some(({ values }) => values.some(({ change }) => change !== null));

/**
 * Of a group of time: `*` where it had not passed when it was asked for, for what is of a part of it is less than what is of the whole; `?` where
 * the data end before it begins: nobody is lost there because nothing was loaded.
 */
function markBy({ freshness: { computedAt, dataThrough } }: Metrics): (group: Row['groups'][number] | undefined) => '' | '*' | '?' {
  const [now, last] = [Date.parse(computedAt), dataThrough === null ? Infinity : Date.parse(dataThrough)];
  return (group) => {
    if (group?.start == null || group.end == null) return '';
    if (Date.parse(group.end) > now) return '*';
    return Date.parse(group.start) >= last ? '?' : '';
  };
}

const isWithinData = ({ groups }: Row, markOf: ReturnType<typeof markBy>) => groups.every((group) => markOf(group) !== '?');

function measureColumns(answer: Metrics, { label, unit }: Metrics['columns'][number], place: number): Column<Row>[] {
  const { rows, currency } = answer;
  const [text, difference] = [inUnit(unit), differenceIn(unit)];
  const markOf = markBy(answer);
  const values = rows.flatMap(({ values }) => values[place] ?? []);
  const changes = values.flatMap(({ change }) => change ?? []);
  const level = '95 % interval';
  const change: Column<Row>[] = [
    { title: 'change', align: 'right', cell: (row) => changeCell(row.values[place]?.change, difference, isWithinData(row, markOf)) },
    ...(changes.some(({ ciLow }) => ciLow !== null)
      ? [
          {
            title: level,
            cell: ({ values }: Row) => formatInterval(values[place]?.change?.ciLow, values[place]?.change?.ciHigh, difference),
          },
        ]
      : []),
    { title: 'p', align: 'right', cell: ({ values }) => formatPValue(values[place]?.change?.pAdjusted) },
  ];
  return [
    { title: unit === 'MONEY' ? `${label}, ${currency}` : label, align: 'right', cell: ({ values }) => shown(values[place], text) },
    ...(values.some(({ ciLow }) => ciLow !== null)
      ? [{ title: level, cell: ({ values }: Row) => formatInterval(values[place]?.ciLow, values[place]?.ciHigh, text) }]
      : []),
    ...(changes.length > 0 ? change : []),
    { title: 'n', align: 'right', cell: ({ values }) => formatCount(values[place]?.n) },
  ];
}

/** Of few answers that nearly all agree the test is surer than they allow: the interval has to say the same. */
const isMoreThanChance = ({ pAdjusted, ciLow, ciHigh }: Compared) =>
  pAdjusted !== null && pAdjusted < 0.05 && ciLow !== null && ciHigh !== null && (ciLow > 0 || ciHigh < 0);

function changeCell(change: Compared | null | undefined, text: (value: number | null) => string, isSure: boolean): string {
  if (!change) return '–';
  return `${text(change.difference)}${isSure && isMoreThanChance(change) ? ' !' : ''}`;
}

/** What the marks mean that the table has. */
function legend(answer: Metrics): string[] {
  const { rows } = answer;
  const values = rows.flatMap(({ values }) => values);
  const changes = values.flatMap(({ change }) => change ?? []);
  const markOf = markBy(answer);
  const marks = new Set(rows.flatMap(({ groups }) => groups.map(markOf)));
  const hidden = 'hidden: fewer than 10 customers stand behind it, or it would tell of a group of so few, as a month that has just begun';
  return [
    ...(values.some(({ isHidden }) => isHidden) ? [hidden] : []),
    ...(values.some(({ isHidden, isReliable, value }) => !isHidden && !isReliable && value !== null) ? [fewMark] : []),
    ...(marks.has('*') ? [`*: not over yet${changes.length > 0 ? ', and compared with as much of the period before' : ''}`] : []),
    ...(marks.has('?') ? ['?: begins after the last of the data: what stands there may only say that nothing was loaded'] : []),
    ...(rows.some((row) => isWithinData(row, markOf) && row.values.some(({ change }) => change && isMoreThanChance(change)))
      ? ['!: more than chance: p, corrected for all changes of the table, is below 0.05, and the interval lies on one side of 0']
      : []),
    ...(changes.some(({ difference }) => difference !== null) && measuresOf(answer).some(({ unit }) => unit === 'SHARE')
      ? ['pp: points of per cent']
      : []),
  ];
}

export const fewMark = '~: fewer than 30 customers, not to be compared';

/** Why there is a dash, each reason once. */
function reasons(answer: Metrics): string[] {
  const values = answer.rows.flatMap(({ values }) => values.map((value, place) => ({ ...value, label: measuresOf(answer)[place]?.label })));
  const told = values.flatMap(({ label, value, isHidden, reasonDetail, change }) => [
    ...(value === null && !isHidden && reasonDetail !== null ? [`–: ${label}: ${reasonDetail}`] : []),
    ...(value !== null && change?.reasonDetail
      ? [`${change.difference === null ? 'no change' : 'no p'}: ${label}: ${change.reasonDetail}`]
      : []),
  ]);
  return [...new Set(told)];
}

function originLines({ freshness: { dataThrough, isStale } }: Metrics, timeZone: string): string[] {
  return [
    ...(dataThrough === null ? [] : [`Data through ${formatDay(dataThrough, timeZone)}.`]),
    ...(isStale ? ['Values of customers are by a run whose data have changed since: run its analysis again.'] : []),
  ];
}

/** A tilde marks what fewer than 30 customers stand behind. */
function shown(value: Row['values'][number] | undefined, text: (value: number | null) => string): string {
  if (!value) return '–';
  if (value.isHidden) return 'hidden';
  return value.value !== null && !value.isReliable ? `~${text(value.value)}` : text(value.value);
}

const partsOfValue = ['', '_ci_low', '_ci_high', '_n', '_customers', '_is_hidden', '_is_reliable'];
const partsOfChange = ['_reference', '_change', '_change_ci_low', '_change_ci_high', '_change_p_adjusted'];

/** Every number, with its digits; money as the exact decimal. What is hidden says so, for it is no less known than what is not. */
export function* metricsCsv(answer: Metrics, style: CsvStyle = {}): Generator<string> {
  const compares = isCompared(answer);
  const parts = compares ? [...partsOfValue, ...partsOfChange] : partsOfValue;
  const header = [
    ...answer.columns.filter(({ unit }) => unit === null).map(({ key }) => key),
    'is_other',
    ...measuresOf(answer).flatMap(({ key }) => parts.map((part) => key + part)),
  ];
  yield csvStart(style) + csvLine(header, style);
  for (const { groups, isOther, values } of answer.rows) {
    const cells = values.flatMap(({ value, valueDecimal, ciLow, ciHigh, n, customers, isHidden, isReliable, change }) => [
      ...[valueDecimal ?? value, ciLow, ciHigh, n, customers, isHidden, isReliable],
      ...(compares
        ? [change?.referenceValueDecimal ?? change?.referenceValue, change?.difference, change?.ciLow, change?.ciHigh, change?.pAdjusted]
        : []),
    ]);
    yield csvLine([...groups.map(({ value }) => value), isOther, ...cells], style);
  }
}

export function changeReport(change: Change, timeZone: string): string[] {
  const day = (moment: string | null) => (moment ? formatDay(moment, timeZone) : 'any time');
  const [text, signed] = [inUnit(change.unit), differenceIn(change.unit)];
  const side = (name: string, value: Change['before'], from: string | null, until: string | null) =>
    `${name.padEnd(7)}${(value.isHidden ? 'hidden' : text(value.value)).padStart(9)}  n ${formatCount(value.n)}  ${formatInterval(value.ciLow, value.ciHigh, text)}${from || until ? `  (${day(from)} to before ${day(until)})` : ''}`;
  const sides = [
    side('before', change.before, change.beforeFrom, change.beforeUntil),
    side('after', change.after, change.afterFrom, change.afterUntil),
  ];
  const { total, mix, within } = change;
  if (!total || !mix || !within) return [...sides, '', `not taken apart: ${change.reasonDetail ?? change.reason ?? 'not known'}`];
  const part = (name: string, effect: Effect) =>
    `${name.padEnd(7)}${signed(effect.estimate).padStart(9)}  ${formatInterval(effect.ciLow, effect.ciHigh, signed)}  p ${formatPValue(effect.pValue)}`;
  return [
    ...sides,
    '',
    part('change', total),
    part('mix', mix),
    part('within', within),
    '',
    ...changedGroups(change),
    '',
    'mix: what came of other people answering; within: of the same groups answering otherwise. Intervals are of 95 %;',
    'p of a group is of its within part, corrected for all of them.',
    ...(change.groups.every(({ isReliable }) => isReliable) ? [] : [fewMark]),
    ...(change.unit === 'SHARE' ? ['pp: points of per cent'] : []),
  ];
}

function changedGroups({ groups, unit }: Change): string[] {
  const [text, signed] = [inUnit(unit), differenceIn(unit)];
  return table<Change['groups'][number]>(
    [
      { title: 'group', cell: ({ group, isOther, isReliable }) => `${isReliable ? '' : '~'}${nameOf(group.value, isOther)}` },
      { title: 'share before', align: 'right', cell: ({ shareBefore }) => formatShare(shareBefore, 1) },
      { title: 'after', align: 'right', cell: ({ shareAfter }) => formatShare(shareAfter, 1) },
      { title: 'score before', align: 'right', cell: ({ valueBefore }) => text(valueBefore) },
      { title: 'after', align: 'right', cell: ({ valueAfter }) => text(valueAfter) },
      { title: 'mix', align: 'right', cell: (group) => signed(group.mix.estimate) },
      {
        title: 'within',
        align: 'right',
        cell: (group) => (group.presence === 'BOTH' ? signed(group.within.estimate) : group.presence.toLowerCase()),
      },
      {
        title: 'interval',
        cell: (group) => (group.presence === 'BOTH' ? formatInterval(group.within.ciLow, group.within.ciHigh, signed) : ''),
      },
      { title: 'p', align: 'right', cell: (group) => formatPValue(group.within.pAdjusted) },
    ],
    groups,
  );
}
