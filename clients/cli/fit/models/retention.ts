import {
  activityRetention,
  type CalendarPeriod,
  MAX_RETENTION_PERIODS,
  periodLabel,
  periodOfDay,
  subscriptionRetention,
} from '../../../../worker/stats/index.ts';
import { chosenOption } from '../../chosenOption.ts';
import { formatCount } from '../../print/numbers.ts';
import { dayFormatOption, dayOption, defineFit, FileFault, type FitReport, requiredOption } from '../fitModel.ts';
import { type ColumnRequest, type FitTable, readFitTable } from '../fitTable.ts';
import { refusalReport } from '../outcomeReport.ts';
import { ISO_DAY } from '../parseDay.ts';
import { retentionReport } from '../retentionReport.ts';

const periods = ['month', 'week', 'day', 'quarter', 'year'] as const satisfies readonly CalendarPeriod[];

const options = {
  customer: { type: 'string', value: 'ID', help: 'whose row it is' },
  date: { type: 'string', value: 'D', help: 'the day of the activity, or with --end the day on which the subscription starts' },
  end: { type: 'string', value: 'E', help: 'the file holds subscriptions: the first day without it; blank = still running' },
  mrr: { type: 'string', value: 'M', help: 'with --end the monthly recurring revenue, else the money of the activity' },
  period: { type: 'string', value: periods.join('|'), help: 'the calendar period (default month; weeks begin on Monday)' },
  'date-format': { type: 'string', value: '%Y%m%d', help: `how days are written (default ${ISO_DAY})` },
  'observation-end': { type: 'string', value: 'YYYY-MM-DD', help: 'the last day seen (default: the last day in the file)' },
} as const;

interface RetentionValues {
  readonly customer?: string;
  readonly date?: string;
  readonly end?: string;
  readonly mrr?: string;
  readonly delimiter?: string;
  readonly na?: string[];
}

interface Settings {
  readonly period: CalendarPeriod;
  readonly format: string;
  readonly observationEnd: number | undefined;
}

export const retentionFit = defineFit({
  name: 'retention',
  summary: 'Which share of each cohort comes back or stays: the retention triangle, with revenue',
  usage: '--customer ID --date D [--end E] [--mrr M] [--period month] [--date-format %Y-%m-%d] [--observation-end YYYY-MM-DD]',
  options,
  notes:
    'Activity: who was active again in the k-th period after the first one; rolling: in it or later. With --end: who has a running subscription at ' +
    'the end of the k-th period; an end on its last day counts as lost. Gross and net revenue retention: over the year up to the last complete period.',
  examples: [
    'earshot fit retention orders.csv --customer customer_id --date ordered_on',
    'earshot fit retention subscriptions.csv --customer id --date start --end end --mrr mrr --observation-end 2024-12-31',
  ],
  fit: async (file, values): Promise<FitReport> => {
    const { 'date-format': format, 'observation-end': lastDay } = values;
    const settings = {
      period: chosenOption('period', values.period ?? 'month', periods),
      format: dayFormatOption(format),
      observationEnd: lastDay === undefined ? undefined : dayOption('observation-end', lastDay),
    };
    return values.end === undefined ? activities(file, values, settings) : subscriptions(file, values, values.end, settings);
  },
});

async function activities(file: string, values: RetentionValues, settings: Settings): Promise<FitReport> {
  const { period, format, observationEnd } = settings;
  const customerName = requiredOption('customer', values.customer);
  const dateName = requiredOption('date', values.date);
  const requests: ColumnRequest[] = [
    { name: customerName, type: { as: 'label' } },
    { name: dateName, type: { as: 'day', format } },
  ];
  if (values.mrr !== undefined) requests.push({ name: values.mrr, type: { as: 'number' } });
  const rows = await readFitTable(file, requests, values);
  const days = rows.numbers(dateName);
  requireFewPeriods(rows, [{ name: dateName, days }], settings);
  const amounts = values.mrr === undefined ? undefined : rows.numbers(values.mrr);
  const outcome = activityRetention({ customers: rows.grouping(customerName).codes, days, amounts }, { period, observationEnd });
  if (outcome.kind === 'notEstimable') return refusalReport('retention', rows, outcome);
  return retentionReport(rows, period, { ...outcome.fit, revenueRetention: null, revenueRetentionByPeriod: [] }, outcome.warnings);
}

async function subscriptions(file: string, values: RetentionValues, endName: string, settings: Settings): Promise<FitReport> {
  const { period, format, observationEnd } = settings;
  const customerName = requiredOption('customer', values.customer);
  const dateName = requiredOption('date', values.date);
  const requests: ColumnRequest[] = [
    { name: customerName, type: { as: 'label' } },
    { name: dateName, type: { as: 'day', format } },
    { name: endName, type: { as: 'day', format }, keepMissing: true },
  ];
  if (values.mrr !== undefined) requests.push({ name: values.mrr, type: { as: 'number', min: 0 } });
  const rows = await readFitTable(file, requests, values);
  const starts = rows.numbers(dateName);
  const ends = rows.numbers(endName).map((day) => (Number.isNaN(day) ? Number.POSITIVE_INFINITY : day));
  rows.requireRows(
    endName,
    (row) => ((ends[row] ?? 0) < (starts[row] ?? 0) ? 'the subscription ends before it starts' : null),
    `the end is the first day without the subscription, on or after ${dateName}`,
  );
  const dayColumns = [
    { name: dateName, days: starts },
    { name: endName, days: ends },
  ];
  requireFewPeriods(rows, dayColumns, settings);
  const revenues = values.mrr === undefined ? undefined : rows.numbers(values.mrr);
  const customers = rows.grouping(customerName).codes;
  const outcome = subscriptionRetention({ customers, starts, ends, revenues }, { period, observationEnd });
  if (outcome.kind === 'notEstimable') return refusalReport('retention', rows, outcome);
  return retentionReport(rows, period, outcome.fit, outcome.warnings);
}

interface DayColumn {
  readonly name: string;
  readonly days: Float64Array;
}

/** A triangle of thousands of periods is a stray day, or a period that is too short. @throws FileFault naming the two ends */
function requireFewPeriods(rows: FitTable, columns: readonly DayColumn[], { period, observationEnd }: Settings): void {
  const earliest = extremeDay(rows, columns, (day, than) => day < than);
  const latest = extremeDay(rows, columns, (day, than) => day > than);
  if (earliest === null || latest === null) return;
  const lastDay = observationEnd ?? latest.day;
  const count = periodOfDay(lastDay, period) - periodOfDay(earliest.day, period) + 1;
  if (count <= MAX_RETENTION_PERIODS) return;
  const until = observationEnd === undefined ? `${periodLabel(lastDay, 'day')} (${latest.place})` : '--observation-end';
  throw new FileFault(
    `${rows.file} ${earliest.place}: from ${periodLabel(earliest.day, 'day')} to ${until} are ${formatCount(count)} periods`,
    `mend the day that is wrong, say --observation-end, or choose a longer --period: at most ${formatCount(MAX_RETENTION_PERIODS)} are possible`,
  );
}

/** The first or last day of all columns and where it stands; null without any. */
function extremeDay(
  rows: FitTable,
  columns: readonly DayColumn[],
  isFurther: (day: number, than: number) => boolean,
): { day: number; place: string } | null {
  let found: { day: number; name: string; row: number } | null = null;
  for (const { name, days } of columns) {
    for (const [row, day] of days.entries()) {
      if (Number.isFinite(day) && (found === null || isFurther(day, found.day))) found = { day, name, row };
    }
  }
  return found === null ? null : { day: found.day, place: `line ${rows.lineOf(found.row)}, column ${found.name}` };
}
