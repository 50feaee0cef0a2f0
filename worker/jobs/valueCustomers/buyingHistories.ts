import type { Transaction } from '../../../prisma/sql.ts';
import type { Slice } from '../../data/customerSlice.ts';
import { type MarginSums, type Purchases, readPurchases } from '../../data/readPurchases.ts';
import type { Gathered } from '../../runJob.ts';
import { ascendingOrder } from '../../stats/rows/ascendingOrder.ts';
import { type RecencyFrequency, recencyFrequency } from '../../stats/value/history/recencyFrequency.ts';
import type { ClvRun } from './prepareClv.ts';

/** Customers by row, in the order of their ids, each with recency, frequency, age and spend: see recencyFrequency. */
export interface Histories {
  readonly customerIds: BigInt64Array;
  readonly frequency: Float64Array;
  readonly recency: Float64Array;
  readonly age: Float64Array;
  /** Null where no order says its revenue. */
  readonly monetary: Float64Array | null;
  /** Purchases held out; null where nothing is. */
  readonly holdout: Float64Array | null;
  readonly holdoutLength: number | null;
  /** The day of each repeat purchase, held out ones included, in no order. */
  readonly repeatDays: Float64Array;
}

export interface BuyingHistories {
  readonly kind: 'BUYING';
  /** Until observedUntil. */
  readonly observed: Histories;
  /** Until calibrationUntil, with what was held out; null where nothing is. */
  readonly calibrated: Histories | null;
  readonly margin: MarginSums;
}

/** The same of one slice of the customers, but that what is observed and calibrated alike is there once: calibrated is null. */
export type BuyingPart = BuyingHistories;

/** Whether the holdout report judges the very model that scores: its calibration ends with the observation. */
const isOneFit = ({ periods: { holdout, observedUntil } }: ClvRun): boolean => holdout?.calibrationUntil === observedUntil;

export async function readBuyingPart(
  tx: Transaction,
  asked: ClvRun,
  slice: Slice,
  onProgress: (rowsDone: number) => void,
): Promise<Gathered<BuyingPart>> {
  const { query, hasRevenue, periods } = asked;
  const { observedUntil, holdout } = periods;
  const { purchases, unpriced } = withRevenue(await readPurchases(tx, query, slice, observedUntil, onProgress), hasRevenue);
  const observed = historiesOf(asked, purchases, observedUntil, isOneFit(asked) ? (holdout?.holdoutUntil ?? observedUntil) : observedUntil);
  const calibrated =
    holdout === null || isOneFit(asked) ? null : historiesOf(asked, purchases, holdout.calibrationUntil, holdout.holdoutUntil);
  const { afterObservationEnd, lateCustomerRows } = observed.audit;
  const datedLater = slice.index === 0 ? asked.datedLater : 0;
  return {
    part: { kind: 'BUYING', observed: observed.histories, calibrated: calibrated?.histories ?? null, margin: purchases.margin },
    rowsRead: purchases.rowsRead + datedLater,
    exclusions: { ...purchases.exclusions, NO_REVENUE: unpriced, AFTER_OBSERVATION: afterObservationEnd + lateCustomerRows + datedLater },
    dataThrough: asked.lastAt,
  };
}

/** Parts joined in the order of customer ids: each customer is in one part alone, so that nothing tells how many there were. */
export function mergeBuyingParts(asked: ClvRun, parts: readonly BuyingPart[]): BuyingHistories {
  const observed = merged(parts.map((part) => part.observed));
  const calibrated = parts.map((part) => part.calibrated).filter((part) => part !== null);
  return {
    kind: 'BUYING',
    observed,
    calibrated: isOneFit(asked) ? observed : calibrated.length === 0 ? null : merged(calibrated),
    margin: {
      orders: parts.reduce((sum, { margin }) => sum + margin.orders, 0),
      priced: parts.reduce((sum, { margin }) => sum + margin.priced, 0),
      margin: parts.reduce((sum, { margin }) => sum + margin.margin, 0n),
      revenue: parts.reduce((sum, { margin }) => sum + margin.revenue, 0n),
    },
  };
}

/** Orders without revenue among orders with it are left out: as purchases of nothing they would lower what is spent. */
function withRevenue(purchases: Purchases, hasRevenue: boolean): { purchases: Purchases; unpriced: number } {
  const { customers, days, revenue } = purchases;
  let kept = 0;
  if (!hasRevenue) return { purchases, unpriced: 0 };
  for (let row = 0; row < revenue.length; row++) {
    const amount = revenue[row] ?? Number.NaN;
    if (Number.isNaN(amount)) continue;
    customers[kept] = customers[row] ?? 0;
    days[kept] = days[row] ?? 0;
    revenue[kept++] = amount;
  }
  const chosen = { customers: customers.subarray(0, kept), days: days.subarray(0, kept), revenue: revenue.subarray(0, kept) };
  return { purchases: { ...purchases, ...chosen }, unpriced: revenue.length - kept };
}

function historiesOf(
  { parameters, hasRevenue }: ClvRun,
  { customerIds, customers, days, revenue }: Purchases,
  calibrationEnd: number,
  observationEnd: number,
): { histories: Histories; audit: Pick<RecencyFrequency['audit'], 'afterObservationEnd' | 'lateCustomerRows'> } {
  const hasHoldout = observationEnd > calibrationEnd;
  const unitDays = parameters.timeUnit === 'WEEK' ? 7 : 1;
  if (customers.length === 0) {
    const none = new Float64Array();
    const length = hasHoldout ? (observationEnd - calibrationEnd) / unitDays : null;
    return {
      histories: {
        customerIds: new BigInt64Array(),
        frequency: none,
        recency: none,
        age: none,
        monetary: hasRevenue ? none : null,
        holdout: hasHoldout ? none : null,
        holdoutLength: length,
        repeatDays: none,
      },
      audit: { afterObservationEnd: 0, lateCustomerRows: 0 },
    };
  }
  const unit = parameters.timeUnit === 'WEEK' ? 'week' : 'day';
  const log = { customers, days, amounts: hasRevenue ? revenue : null };
  const { customers: codes, audit, ...columns } = recencyFrequency(log, { calibrationEnd, observationEnd, unit });
  return { histories: { customerIds: BigInt64Array.from(codes, (code) => customerIds[code] ?? 0n), ...columns }, audit };
}

function merged(parts: readonly Histories[]): Histories {
  const [first] = parts;
  if (first === undefined) throw new Error('parts has length 0, at least 1 is needed');
  if (parts.length === 1) return first; // in order already
  const rows = parts.reduce((sum, { customerIds }) => sum + customerIds.length, 0);
  const ids = new Float64Array(rows); // below 2^53, exact
  let at = 0;
  for (const { customerIds } of parts) for (const id of customerIds) ids[at++] = Number(id);
  const order = ascendingOrder(ids);
  const ordered = (column: (part: Histories) => Float64Array): Float64Array => {
    const joined = concatenated(parts.map(column));
    return Float64Array.from(order, (row) => joined[row] ?? 0);
  };
  return {
    customerIds: BigInt64Array.from(order, (row) => BigInt(ids[row] ?? 0)),
    frequency: ordered((part) => part.frequency),
    recency: ordered((part) => part.recency),
    age: ordered((part) => part.age),
    monetary: first.monetary === null ? null : ordered((part) => part.monetary ?? new Float64Array()),
    holdout: first.holdout === null ? null : ordered((part) => part.holdout ?? new Float64Array()),
    holdoutLength: first.holdoutLength,
    repeatDays: concatenated(parts.map((part) => part.repeatDays)),
  };
}

function concatenated(columns: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(columns.reduce((length, column) => length + column.length, 0));
  let at = 0;
  for (const column of columns) {
    whole.set(column, at);
    at += column.length;
  }
  return whole;
}
