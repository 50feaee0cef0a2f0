import { requireFinite, requireSameLength } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';
import { type PurchaseOrder, purchaseOrder } from './purchaseOrder.ts';

/** A transaction log by column, one row a transaction, in any order. */
export interface PurchaseLog {
  /** customer codes from 0 up, without large gaps: memory grows with the largest */
  readonly customers: Int32Array;
  /** whole numbers of days; since 1970-01-01 where purchases are collapsed by calendar week */
  readonly days: Float64Array;
  /** money; null where the log has none */
  readonly amounts: Float64Array | null;
}

export type TimeUnit = 'day' | 'week';

const UNIT_DAYS: Readonly<Record<TimeUnit, number>> = { day: 1, week: 7 };

export interface RecencyFrequencyOptions {
  /** last day of the calibration period, included */
  readonly calibrationEnd: number;
  /** last day observed, included; equal to calibrationEnd where nothing is held out */
  readonly observationEnd: number;
  /** of tX, T and the holdout's length; a week is 7 days. Default week */
  readonly unit?: TimeUnit;
  /** purchases of one day, or of one calendar week (Monday to Sunday), are one purchase. Default day */
  readonly collapse?: TimeUnit;
  /** a transaction of amount 0 (a gift, a voucher): `count` it as a purchase, or `exclude` it. Default count */
  readonly zeroAmounts?: 'count' | 'exclude';
}

/**
 * Where every row went: rows = customersUsed + repeatPurchases + holdoutPurchases + collapsed + refunds + zeroAmountsExcluded
 * + afterObservationEnd + lateCustomerRows, and customers = customersUsed + lateCustomers + customersWithoutPurchase.
 */
export interface RecencyFrequencyAudit {
  readonly rows: number;
  /** repeat purchases in the calibration period, the sum of frequency */
  readonly repeatPurchases: number;
  readonly holdoutPurchases: number;
  /** merged into an earlier row of the same customer and day (or week) */
  readonly collapsed: number;
  /** rows with a negative amount: no purchase, and taken from no purchase's amount */
  readonly refunds: number;
  /** their sum, a negative number */
  readonly refundedAmount: number;
  readonly zeroAmountsExcluded: number;
  /** among the purchases */
  readonly zeroAmountsCounted: number;
  readonly afterObservationEnd: number;
  readonly lateCustomerRows: number;
  /** customer codes that occur in the log */
  readonly customers: number;
  /** each has one first purchase, which is not counted in frequency */
  readonly customersUsed: number;
  /** first purchase after the calibration end */
  readonly lateCustomers: number;
  /** nothing but refunds, excluded zeros and rows after the observation end */
  readonly customersWithoutPurchase: number;
}

/** Parallel columns, one row a customer used, by ascending code. */
export interface RecencyFrequency {
  readonly customers: Int32Array;
  /** x, repeat purchases */
  readonly frequency: Float64Array;
  /** tX, first to last purchase; 0 where x = 0 */
  readonly recency: Float64Array;
  /** T, first purchase to calibration end */
  readonly age: Float64Array;
  /** m, mean amount of the repeat purchases; 0 where there is none (x = 0), which no model reads; null without amounts */
  readonly monetary: Float64Array | null;
  /** purchases after the calibration end; null where nothing is held out */
  readonly holdout: Float64Array | null;
  /** calibration end to observation end, in the unit */
  readonly holdoutLength: number | null;
  /** the day of each repeat purchase, held out ones included, by customer and day: what a tracking curve counts */
  readonly repeatDays: Float64Array;
  readonly audit: RecencyFrequencyAudit;
}

/**
 * Recency, frequency, age and spend of each customer from a transaction log: the data of BG/NBD, Pareto/NBD and Gamma-Gamma.
 *
 *   x = purchases after the first, to the calibration end;  tX = last - first;  T = calibration end - first;  m = mean over the x of their amounts
 *
 * Rows are taken in this order: after the observation end - left out; negative amount - a refund, left out; amount 0 - by zeroAmounts;
 * customers whose first purchase comes after the calibration end - left out, since no model saw their birth. Of what remains, rows of one
 * day (or week) are one purchase on its first day with the sum of the amounts; never across the calibration end, so that nothing held out
 * enters x or m. The first purchase never counts in x nor in m. The audit says where every row went.
 *
 * Split by customer, the parts join to the whole (joinedRecencyFrequency). Does not depend on the order of rows, m up to rounding.
 * Time and memory O(rows + customers + days spanned); a million rows take about 0.3 s.
 *
 * @returns empty columns when no customer is left, with the audit that says why
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (a negative code, a day with a fraction, observation end before calibration end)
 * @see Fader, Hardie & Lee (2005), Marketing Science 24:275-284, doi:10.1287/mksc.1040.0098
 */
export function recencyFrequency(log: PurchaseLog, options: RecencyFrequencyOptions): RecencyFrequency {
  requireLog(log);
  requirePeriods(options);
  const { codes, isPurchase, exclusions } = chosenRows(log, options);
  const order = purchaseOrder(log.customers, log.days, isPurchase, codes);
  return histories(log, order, options, exclusions);
}

function requireLog({ customers, days, amounts }: PurchaseLog): void {
  requireSameLength({ customers, days, ...(amounts === null ? {} : { amounts }) });
  requireFinite({ days, ...(amounts === null ? {} : { amounts }) });
  const badCode = customers.findIndex((code) => code < 0);
  if (badCode >= 0)
    throw new ModelInputError('OUT_OF_RANGE', `customers has ${customers[badCode]} at row ${badCode}, a code from 0 up is needed`);
  const badDay = days.findIndex((day) => !Number.isInteger(day));
  if (badDay >= 0) throw new ModelInputError('OUT_OF_RANGE', `days has ${days[badDay]} at row ${badDay}, a whole number is needed`);
}

function requirePeriods({ calibrationEnd, observationEnd }: RecencyFrequencyOptions): void {
  for (const [name, day] of Object.entries({ calibrationEnd, observationEnd })) {
    if (!Number.isInteger(day)) throw new ModelInputError('OUT_OF_RANGE', `${name} has ${day}, a whole number of days is needed`);
  }
  if (observationEnd < calibrationEnd)
    throw new ModelInputError(
      'OUT_OF_RANGE',
      `observationEnd has ${observationEnd}, a day not before calibrationEnd ${calibrationEnd} is needed`,
    );
}

/** What is settled row by row, before anything is known of the customers. */
interface RowExclusions {
  readonly customers: number;
  readonly refunds: number;
  readonly refundedAmount: number;
  readonly zeroAmountsExcluded: number;
  readonly afterObservationEnd: number;
}

function chosenRows(
  { customers, days, amounts }: PurchaseLog,
  { observationEnd, zeroAmounts = 'count' }: RecencyFrequencyOptions,
): { codes: number; isPurchase: Uint8Array; exclusions: RowExclusions } {
  const codes = customers.reduce((largest, code) => Math.max(largest, code), 0) + 1;
  const isSeen = new Uint8Array(codes);
  const isPurchase = new Uint8Array(customers.length);
  let [seen, refunds, refundedAmount, zeroAmountsExcluded, afterObservationEnd] = [0, 0, 0, 0, 0];
  for (let row = 0; row < customers.length; row++) {
    const amount = amounts === null ? 1 : amounts[row]!;
    seen += 1 - isSeen[customers[row]!]!;
    isSeen[customers[row]!] = 1;
    if (days[row]! > observationEnd) afterObservationEnd++;
    else if (amount < 0) {
      refunds++;
      refundedAmount += amount;
    } else if (amount === 0 && zeroAmounts === 'exclude') zeroAmountsExcluded++;
    else isPurchase[row] = 1;
  }
  return { codes, isPurchase, exclusions: { customers: seen, refunds, refundedAmount, zeroAmountsExcluded, afterObservationEnd } };
}

/** What the walk over the customers adds up. */
interface Walk {
  readonly columns: ReturnType<typeof emptyColumns>;
  readonly repeatDays: Float64Array;
  used: number;
  repeats: number;
  repeatPurchases: number;
  collapsed: number;
  zeroAmountsCounted: number;
  lateCustomers: number;
  lateCustomerRows: number;
}

function histories(log: PurchaseLog, order: PurchaseOrder, options: RecencyFrequencyOptions, exclusions: RowExclusions): RecencyFrequency {
  const { calibrationEnd, observationEnd, unit = 'week' } = options;
  const { rows, starts } = order;
  const codes = starts.length - 1;
  const walk: Walk = {
    columns: emptyColumns(Math.min(codes, rows.length)),
    repeatDays: new Float64Array(rows.length),
    used: 0,
    repeats: 0,
    repeatPurchases: 0,
    collapsed: 0,
    zeroAmountsCounted: 0,
    lateCustomers: 0,
    lateCustomerRows: 0,
  };
  for (let code = 0; code < codes; code++) {
    const [start, end] = [starts[code]!, starts[code + 1]!];
    if (start === end) continue;
    if (log.days[rows[start]!]! > calibrationEnd) {
      walk.lateCustomers++;
      walk.lateCustomerRows += end - start;
    } else {
      walk.columns.customers[walk.used] = code;
      addHistory(walk, log, rows.subarray(start, end), options);
    }
  }
  const { columns, repeatDays, used, repeats, ...counted } = walk;
  const hasHoldout = observationEnd > calibrationEnd;
  return {
    customers: columns.customers.slice(0, used),
    frequency: columns.frequency.slice(0, used),
    recency: columns.recency.slice(0, used),
    age: columns.age.slice(0, used),
    monetary: log.amounts === null ? null : columns.monetary.slice(0, used),
    holdout: hasHoldout ? columns.holdout.slice(0, used) : null,
    holdoutLength: hasHoldout ? (observationEnd - calibrationEnd) / UNIT_DAYS[unit] : null,
    repeatDays: repeatDays.slice(0, repeats),
    audit: {
      ...exclusions,
      ...counted,
      rows: log.customers.length,
      holdoutPurchases: repeats - counted.repeatPurchases,
      customersUsed: used,
      customersWithoutPurchase: exclusions.customers - used - counted.lateCustomers,
    },
  };
}

/** Adds one customer, whose rows are in order of day. */
function addHistory(walk: Walk, { days, amounts }: PurchaseLog, rows: Int32Array, options: RecencyFrequencyOptions): void {
  const { calibrationEnd, unit = 'week', collapse = 'day' } = options;
  const unitDays = UNIT_DAYS[unit];
  const firstDay = days[rows[0]!]!;
  let [period, lastDay, purchases, holdout, spend, zeros] = [Number.NaN, firstDay, 0, 0, 0, 0];
  for (const row of rows) {
    const day = days[row]!;
    const isHeldOut = day > calibrationEnd;
    const dayPeriod = periodOf(day, isHeldOut, collapse);
    if (dayPeriod !== period) {
      period = dayPeriod;
      if (++purchases > 1) walk.repeatDays[walk.repeats++] = day;
      if (isHeldOut) holdout++;
      else lastDay = day;
    }
    const amount = amounts === null ? 1 : amounts[row]!;
    if (amount === 0) zeros++;
    if (purchases > 1 && !isHeldOut) spend += amount;
  }
  const frequency = purchases - 1 - holdout;
  const { columns, used } = walk;
  columns.frequency[used] = frequency;
  columns.recency[used] = (lastDay - firstDay) / unitDays;
  columns.age[used] = (calibrationEnd - firstDay) / unitDays;
  columns.monetary[used] = frequency === 0 ? 0 : spend / frequency;
  columns.holdout[used] = holdout;
  walk.used++;
  walk.repeatPurchases += frequency;
  walk.collapsed += rows.length - purchases;
  walk.zeroAmountsCounted += zeros;
}

/** The period of a day within which purchases are one; those held out are never joined to those before. */
function periodOf(day: number, isHeldOut: boolean, collapse: TimeUnit): number {
  const period = collapse === 'day' ? day : Math.floor((day + 3) / 7); // 1970-01-01 was a Thursday
  return isHeldOut ? period + 0.5 : period;
}

function emptyColumns(length: number) {
  return {
    customers: new Int32Array(length),
    frequency: new Float64Array(length),
    recency: new Float64Array(length),
    age: new Float64Array(length),
    monetary: new Float64Array(length),
    holdout: new Float64Array(length),
  };
}
