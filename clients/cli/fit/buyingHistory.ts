/** The options and the file of the models of buying: a row a customer (or a group of equal ones), or a log of transactions. */

import { type NotEstimable, type RecencyFrequencyAudit, recencyFrequency, type TimeUnit } from '../../../worker/stats/index.ts';
import { chosenOption } from '../chosenOption.ts';
import { UsageError } from '../cliError.ts';
import type { OptionTable } from '../command.ts';
import { formatCount, formatNumber } from '../print/numbers.ts';
import { dayFormatOption, dayOption, FileFault, requiredOption } from './fitModel.ts';
import { type ColumnRequest, type FitTable, readFitTable } from './fitTable.ts';
import { ISO_DAY } from './parseDay.ts';

/** What a log of transactions needs. */
export const transactionOptions = {
  transactions: { type: 'boolean', help: 'the file is a log: one row a transaction, in any order' },
  customer: { type: 'string', value: 'ID', help: 'log: who bought' },
  date: { type: 'string', value: 'D', help: 'log: the day' },
  amount: { type: 'string', value: 'M', help: 'log: the money; below 0 is a refund, which counts nowhere' },
  'date-format': { type: 'string', value: '%Y%m%d', help: `log: how days are written (default ${ISO_DAY})` },
  'calibration-end': { type: 'string', value: 'YYYY-MM-DD', help: 'log: the last day that the model sees' },
  'observation-end': {
    type: 'string',
    value: 'YYYY-MM-DD',
    help: 'log: the last day held out to check it (default: the last day of the log)',
  },
  unit: { type: 'string', value: 'week|day', help: 'log: the unit of time (default week)' },
  collapse: { type: 'string', value: 'day|week', help: 'log: purchases of one day (default) or calendar week are one purchase' },
  'zero-amounts': { type: 'string', value: 'count|exclude', help: 'log: whether an amount of 0 is a purchase (default count)' },
} as const satisfies OptionTable;

/** Both forms of buying histories. */
export const buyingHistoryOptions = {
  frequency: { type: 'string', value: 'X', help: 'repeat purchases, the first not counted' },
  recency: { type: 'string', value: 'TX', help: 'time from the first to the last purchase; 0 without a repeat' },
  age: { type: 'string', value: 'T', help: 'time from the first purchase to the end of observation' },
  counts: { type: 'string', value: 'N', help: 'how many equal customers each row stands for' },
  monetary: { type: 'string', value: 'M', help: 'mean amount of the repeat purchases; may be blank or 0 without a repeat' },
  ...transactionOptions,
} as const satisfies OptionTable;

export interface TransactionValues {
  readonly transactions?: boolean;
  readonly customer?: string;
  readonly date?: string;
  readonly amount?: string;
  readonly 'date-format'?: string;
  readonly 'calibration-end'?: string;
  readonly 'observation-end'?: string;
  readonly unit?: string;
  readonly collapse?: string;
  readonly 'zero-amounts'?: string;
  readonly delimiter?: string;
  readonly na?: string[];
}

export interface BuyingHistoryValues extends TransactionValues {
  readonly frequency?: string;
  readonly recency?: string;
  readonly age?: string;
  readonly counts?: string;
  readonly monetary?: string;
}

export interface BuyingHistory {
  readonly table: FitTable;
  /** customers: rows of the columns, or the sum of their counts */
  readonly n: number;
  /** x, tX, T; in file order, or by customer where they come from a log */
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  /** customers a row; null: one each */
  readonly counts: Float64Array | null;
  /** m, 0 where x = 0; null where no money was asked for */
  readonly monetary: Float64Array | null;
  /** from a log that goes beyond the calibration end: purchases held out, and how long */
  readonly holdout: Float64Array | null;
  readonly holdoutLength: number | null;
  /** from a log: the day of every repeat purchase, days since 1970-01-01, and the last day of calibration */
  readonly repeatDays: Float64Array | null;
  readonly calibrationEndDay: number | null;
  /** from a log: the unit of time. Null: the file's own */
  readonly unit: TimeUnit | null;
  /** from a log: who each row is */
  readonly customers: readonly string[] | null;
  readonly audit: RecencyFrequencyAudit | null;
}

/** The answer where the file has histories, but not one that can be used. */
export const noCustomerLeft: NotEstimable = {
  kind: 'notEstimable',
  reason: 'NOT_ENOUGH_DATA',
  detail: 'no customer is left to fit the model to',
  subjects: [],
};

/** @throws UsageError for options that do not go together, FileFault with file, line and column */
export async function readBuyingHistory(file: string, values: BuyingHistoryValues): Promise<BuyingHistory> {
  rejectOtherForm(values);
  return values.transactions === true ? readTransactions(file, values) : readHistoryRows(file, values);
}

const rowOptions = ['frequency', 'recency', 'age', 'counts', 'monetary'] as const;
const logOptions = Object.keys(transactionOptions).filter((name) => name !== 'transactions') as (keyof TransactionValues)[];

/** @throws UsageError when options of a log stand without --transactions, or those of a row a customer beside it */
export function rejectOtherForm(values: BuyingHistoryValues): void {
  const isLog = values.transactions === true;
  const strangers = isLog ? rowOptions : logOptions;
  const stranger = strangers.find((name) => values[name] !== undefined);
  if (stranger === undefined) return;
  if (isLog) throw new UsageError(`--${stranger} does not go with --transactions`, 'a log has --customer, --date and --amount');
  throw new UsageError(`--${stranger} needs --transactions`, 'add --transactions if the file is a log of transactions');
}

async function readHistoryRows(file: string, values: BuyingHistoryValues): Promise<BuyingHistory> {
  const [frequencyName, recencyName, ageName] = (['frequency', 'recency', 'age'] as const).map((name) =>
    requiredOption(name, values[name]),
  );
  if (frequencyName === undefined || recencyName === undefined || ageName === undefined) throw new Error('three names were asked for');
  const requests: ColumnRequest[] = [
    { name: frequencyName, type: { as: 'number', min: 0, whole: true } },
    { name: recencyName, type: { as: 'number', min: 0 } },
    { name: ageName, type: { as: 'number', min: 0 } },
  ];
  if (values.counts !== undefined) requests.push({ name: values.counts, type: { as: 'number', min: 0, whole: true } });
  if (values.monetary !== undefined) requests.push({ name: values.monetary, type: { as: 'number', min: 0 }, keepMissing: true });
  const table = await readFitTable(file, requests, values);
  const frequency = table.numbers(frequencyName);
  const recency = table.numbers(recencyName);
  const age = table.numbers(ageName);
  requireOrderOfTimes(table, { frequencyName, recencyName, ageName });
  const counts = values.counts === undefined ? null : table.numbers(values.counts);
  const monetary = values.monetary === undefined ? null : spendColumn(table, frequencyName, values.monetary);
  return {
    ...{ table, frequency, recency, age, counts, monetary },
    n: counts === null ? table.n : counts.reduce((sum, count) => sum + count, 0),
    ...{ holdout: null, holdoutLength: null, repeatDays: null, calibrationEndDay: null, unit: null, customers: null, audit: null },
  };
}

function requireOrderOfTimes(table: FitTable, names: { frequencyName: string; recencyName: string; ageName: string }): void {
  const { frequencyName, recencyName, ageName } = names;
  const frequency = table.numbers(frequencyName);
  const recency = table.numbers(recencyName);
  const age = table.numbers(ageName);
  table.requireRows(
    recencyName,
    (row) => ((recency[row] ?? 0) > (age[row] ?? 0) ? `recency ${recency[row]} is after age ${age[row]}` : null),
    'recency is the time from the first to the last purchase, age the time from the first purchase to the end of observation',
  );
  table.requireRows(
    recencyName,
    (row) => (frequency[row] === 0 && (recency[row] ?? 0) > 0 ? `recency ${recency[row]} without a repeat purchase` : null),
    'with frequency 0 the first purchase is the last: recency is 0 (is the first purchase counted in frequency? it must not be)',
  );
}

/**
 * The mean spend of each row, 0 where there is no repeat purchase, whatever stands there.
 *
 * @throws FileFault for a repeat buyer without a number
 */
export function spendColumn(table: FitTable, frequencyName: string, monetaryName: string): Float64Array {
  const frequency = table.numbers(frequencyName);
  const monetary = table.numbers(monetaryName);
  table.requireRows(
    monetaryName,
    (row) => ((frequency[row] ?? 0) > 0 && Number.isNaN(monetary[row]) ? 'a repeat buyer without a mean amount' : null),
    'fill it in, or 0 if nothing was paid: those customers are left out of the spend model',
  );
  return monetary.map((value, row) => ((frequency[row] ?? 0) > 0 ? value : 0));
}

/** A log as buying histories, by customer. @throws UsageError, FileFault */
export async function readTransactions(file: string, values: TransactionValues): Promise<BuyingHistory> {
  const customerName = requiredOption('customer', values.customer);
  const dateName = requiredOption('date', values.date);
  const format = dayFormatOption(values['date-format']);
  const calibrationEnd = dayOption('calibration-end', requiredOption('calibration-end', values['calibration-end'], 'YYYY-MM-DD'));
  const unit = chosenOption('unit', values.unit ?? 'week', ['week', 'day']);
  const collapse = chosenOption('collapse', values.collapse ?? 'day', ['day', 'week']);
  const zeroAmounts = chosenOption('zero-amounts', values['zero-amounts'] ?? 'count', ['count', 'exclude']);
  const table = await readFitTable(
    file,
    [
      { name: customerName, type: { as: 'label' } },
      { name: dateName, type: { as: 'day', format } },
      ...(values.amount === undefined ? [] : [{ name: values.amount, type: { as: 'number' } } as const]),
    ],
    values,
  );
  if (table.n === 0) throw new FileFault(`${file} has no transactions`, 'a row with a customer and a day is needed');
  const { codes, labels } = table.grouping(customerName);
  const days = table.numbers(dateName);
  const observationEnd = observedUntil(table, dateName, calibrationEnd, values['observation-end']);
  const amounts = values.amount === undefined ? null : table.numbers(values.amount);
  const history = recencyFrequency({ customers: codes, days, amounts }, { calibrationEnd, observationEnd, unit, collapse, zeroAmounts });
  return {
    ...history,
    table,
    n: history.customers.length,
    counts: null,
    calibrationEndDay: calibrationEnd,
    unit,
    customers: Array.from(history.customers, (code) => labels[code] ?? ''),
  };
}

/** The last day of observation. @throws UsageError, and FileFault for a calibration end outside the days of the log */
function observedUntil(table: FitTable, dateName: string, calibrationEnd: number, option: string | undefined): number {
  const days = table.numbers(dateName);
  const firstDay = days.reduce((first, day) => Math.min(first, day), Number.POSITIVE_INFINITY);
  const lastDay = days.reduce((last, day) => Math.max(last, day), Number.NEGATIVE_INFINITY);
  const period = `${isoDay(firstDay)} to ${isoDay(lastDay)}`;
  if (calibrationEnd < firstDay) {
    throw new FileFault(
      `${table.file} line ${table.lineOf(days.indexOf(firstDay))}, column ${dateName}: the first transaction is after --calibration-end ${isoDay(calibrationEnd)}`,
      `say a --calibration-end within ${period}`,
    );
  }
  const observationEnd = option === undefined ? lastDay : dayOption('observation-end', option);
  if (option !== undefined && observationEnd < calibrationEnd)
    throw new UsageError(`--observation-end ${option} is before --calibration-end ${isoDay(calibrationEnd)}`, 'it is the later of the two');
  if (observationEnd < calibrationEnd) {
    throw new FileFault(
      `${table.file} line ${table.lineOf(days.indexOf(lastDay))}, column ${dateName}: the last transaction is before --calibration-end ${isoDay(calibrationEnd)}`,
      `say a --calibration-end within ${period}, or --observation-end ${isoDay(calibrationEnd)} if nobody bought from then on`,
    );
  }
  return observationEnd;
}

const isoDay = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);

/** Where the rows of a log went, for people. Reasons that took no row are not told. */
export function auditLines({ audit }: Pick<BuyingHistory, 'audit'>): string[] {
  if (audit === null) return [];
  const told = (count: number, text: string): string[] => (count === 0 ? [] : [`  ${formatCount(count)} ${text}`]);
  return [
    `${formatCount(audit.rows)} transactions of ${formatCount(audit.customers)} customers:`,
    ...told(audit.customersUsed, 'first purchases, one a customer used'),
    ...told(audit.repeatPurchases, 'repeat purchases in the calibration period'),
    ...told(audit.holdoutPurchases, 'purchases held out'),
    ...told(audit.collapsed, 'joined to another purchase of the same customer and day (or week)'),
    ...told(audit.refunds, `refunds, ${formatNumber(audit.refundedAmount, 2)} in all: they count nowhere`),
    ...told(audit.zeroAmountsExcluded, 'of amount 0, left out'),
    ...told(audit.afterObservationEnd, 'after the observation end'),
    ...told(audit.lateCustomerRows, `of ${formatCount(audit.lateCustomers)} customers who first bought after the calibration end`),
    ...told(audit.zeroAmountsCounted, 'of the purchases have amount 0 and count'),
    ...told(audit.customersWithoutPurchase, 'customers without any purchase are left out'),
  ];
}
