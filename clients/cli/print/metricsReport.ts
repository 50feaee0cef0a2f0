/** Metrics and what moved them, as tables and as CSV. */
import type { MetricsQuery, ScoreChangeQuery } from '../generated/graphql.ts';
import { type CsvStyle, csvLine, csvStart } from './csv.ts';
import { formatCount, formatInterval, formatNumber, formatPValue, formatShare } from './numbers.ts';
import { type Column, table } from './table.ts';

type Metrics = MetricsQuery['metrics'];
type Row = Metrics['rows'][number];
type Change = ScoreChangeQuery['scoreChange'];
type Effect = NonNullable<Change['total']>;

/** A number in the unit of its measure; null is a dash. */
export function inUnit(unit: string | null | undefined): (value: number | null | undefined) => string {
  if (unit === 'SHARE') return (value) => formatShare(value, 1);
  if (unit === 'COUNT') return (value) => (value === null || value === undefined ? '–' : formatNumber(value, 0));
  return (value) => formatNumber(value, unit === 'POINTS' ? 1 : 2);
}

const nameOf = (value: string | null | undefined, isOther: boolean) => (isOther ? '(other)' : (value ?? '(unknown)'));

export function metricsTable({ columns, rows, currency }: Metrics): string[] {
  const groups = columns.filter(({ unit }) => unit === null);
  const measures = columns.filter(({ unit }) => unit !== null);
  const isCompared = rows.some(({ values }) => values.some(({ change }) => change !== null));
  const ofMeasure = (place: number): Column<Row>[] => {
    const { label = '', unit = null } = measures[place] ?? {};
    const text = inUnit(unit);
    const has = (pick: (value: Row['values'][number]) => unknown) =>
      rows.some(({ values }) => values[place] && pick(values[place]) !== null);
    return [
      { title: unit === 'MONEY' ? `${label}, ${currency}` : label, align: 'right', cell: ({ values }) => shown(values[place], text) },
      ...(has(({ ciLow }) => ciLow)
        ? [{ title: 'interval', cell: ({ values }: Row) => formatInterval(values[place]?.ciLow, values[place]?.ciHigh, text) }]
        : []),
      ...(isCompared
        ? ([
            { title: 'change', align: 'right', cell: ({ values }) => text(values[place]?.change?.difference) },
            { title: 'p', align: 'right', cell: ({ values }) => formatPValue(values[place]?.change?.pAdjusted) },
          ] satisfies Column<Row>[])
        : []),
      { title: 'n', align: 'right', cell: ({ values }) => formatCount(values[place]?.n) },
    ];
  };
  const lines = table(
    [
      ...groups.map(({ label }, place) => ({
        title: label.toLowerCase(),
        cell: ({ groups, isOther }: Row) => nameOf(groups[place]?.value, isOther),
      })),
      ...measures.flatMap((_, place) => ofMeasure(place)),
    ],
    rows,
  );
  return [...lines, ...legend(rows)];
}

/** What the marks mean that the table has. */
function legend(rows: readonly Row[]): string[] {
  const values = rows.flatMap(({ values }) => values);
  const hidden = 'hidden: fewer than 10 customers stand behind it, or it would tell of a group of so few, as a month that has just begun';
  const few = '~: fewer than 30 customers, not to be compared';
  const marks = [
    ...(values.some(({ isHidden }) => isHidden) ? [hidden] : []),
    ...(values.some(({ isHidden, isReliable, value }) => !isHidden && !isReliable && value !== null) ? [few] : []),
  ];
  return marks.length === 0 ? [] : ['', ...marks];
}

/** A tilde marks what fewer than 30 customers stand behind. */
function shown(value: Row['values'][number] | undefined, text: (value: number | null) => string): string {
  if (!value) return '–';
  if (value.isHidden) return 'hidden';
  return value.value !== null && !value.isReliable ? `~${text(value.value)}` : text(value.value);
}

/** Every number, with its digits; money as the exact decimal. */
export function* metricsCsv({ columns, rows }: Metrics, style: CsvStyle = {}): Generator<string> {
  const measures = columns.filter(({ unit }) => unit !== null);
  const parts = ['', '_ci_low', '_ci_high', '_n', '_customers'];
  const header = [
    ...columns.filter(({ unit }) => unit === null).map(({ key }) => key),
    'is_other',
    ...measures.flatMap(({ key }) => parts.map((part) => key + part)),
  ];
  yield csvStart(style) + csvLine(header, style);
  for (const { groups, isOther, values } of rows)
    yield csvLine(
      [
        ...groups.map(({ value }) => value),
        isOther,
        ...values.flatMap(({ value, valueDecimal, ciLow, ciHigh, n, customers }) => [valueDecimal ?? value, ciLow, ciHigh, n, customers]),
      ],
      style,
    );
}

export function changeReport(change: Change, timeZone: string): string[] {
  const { format } = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }); // 2026-03-31
  const day = (moment: string | null) => (moment ? format(new Date(moment)) : 'any time');
  const text = inUnit(change.unit);
  const signed = (value: number) => (value > 0 ? '+' : '') + text(value);
  const side = (name: string, value: Change['before'], from: string | null, until: string | null) =>
    `${name.padEnd(7)}${text(value.value).padStart(9)}  n ${formatCount(value.n)}  ${formatInterval(value.ciLow, value.ciHigh, text)}${from || until ? `  (${day(from)} to before ${day(until)})` : ''}`;
  const sides = [
    side('before', change.before, change.beforeFrom, change.beforeUntil),
    side('after', change.after, change.afterFrom, change.afterUntil),
  ];
  const { total, mix, within } = change;
  if (!total || !mix || !within) return [...sides, '', `not taken apart: ${change.reasonDetail ?? change.reason ?? 'not known'}`];
  const part = (name: string, effect: Effect) =>
    `${name.padEnd(7)}${signed(effect.estimate).padStart(9)}  ${formatInterval(effect.ciLow, effect.ciHigh, signed)}  p ${formatPValue(effect.pValue)}`;
  const groups = table<Change['groups'][number]>(
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
    change.groups,
  );
  return [...sides, '', part('change', total), part('mix', mix), part('within', within), '', ...groups];
}
