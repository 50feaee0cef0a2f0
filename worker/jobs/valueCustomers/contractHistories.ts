import type { Transaction } from '../../../prisma/sql.ts';
import type { Slice } from '../../data/customerSlice.ts';
import { type Contracts, readContracts } from '../../data/readContracts.ts';
import type { Gathered } from '../../runJob.ts';
import { ascendingOrder } from '../../stats/rows/ascendingOrder.ts';
import type { ClvRun } from './prepareClv.ts';
import { wholeMonths } from './wholeMonths.ts';

/**
 * Contracts of customers by row, in the order of customer ids, then of starts: subscriptions of one customer that follow each other within
 * 30 days, or overlap, are one contract, for a change of plan is not churn (definitions.md, section 4). Nor is a MIGRATION: a contract that ends
 * as one is censored there, as churn censors it.
 */
export interface ContractColumns {
  readonly customerIds: BigInt64Array;
  /** Since 1970-01-01. */
  readonly startDays: Int32Array;
  /** Renewals made. */
  readonly renewals: Int32Array;
  /** Renewals that came due by the end of observation, made or not; of a contract that migrated those before it did. */
  readonly due: Int32Array;
  /** 1: the customer decided to leave, or left. */
  readonly hasLeft: Uint8Array;
  /** 1: ended as a MIGRATION, and what took its place is not in the data within 30 days: whether the customer is there is not known. */
  readonly hasMigrated: Uint8Array;
  /** 1: first seen after the start, so that contracts like it that ended before are not there. */
  readonly isTruncated: Uint8Array;
  /** Revenue a month of the subscriptions that run at the end of observation; NaN = not known. */
  readonly monthlyRevenue: Float64Array;
}

/** Contracts as they were known at the end of the calibration, and what became of them. */
export interface CalibratedContracts extends ContractColumns {
  /** Of the renewals held out those made; -1: whether all were is not known. */
  readonly madeLater: Int32Array;
}

export interface ContractPart extends ContractColumns {
  readonly kind: 'CONTRACTS';
  /** Null: nothing is held out. */
  readonly calibrated: CalibratedContracts | null;
}

const longestGapDays = 30;

/** Renewals of each contract that came due between the two days, whatever its monthly day. */
export function renewalsHeldOut({ periods: { holdout }, periodMonths }: Pick<ClvRun, 'periods' | 'periodMonths'>): number {
  return holdout === null ? 0 : Math.floor(wholeMonths(holdout.calibrationUntil, holdout.holdoutUntil).months / periodMonths);
}

export async function readContractPart(tx: Transaction, asked: ClvRun, slice: Slice): Promise<Gathered<ContractPart>> {
  const contracts = await readContracts(tx, asked.query, slice);
  const { observedUntil } = asked.periods;
  const later = contracts.startDays.reduce((sum, day) => sum + (day > observedUntil ? 1 : 0), 0);
  const observed = contractHistories(contracts, observedUntil, asked.periodMonths);
  return {
    part: { kind: 'CONTRACTS', ...observed, calibrated: calibratedContracts(asked, contracts, observed) },
    rowsRead: contracts.rowsRead,
    exclusions: { ANONYMOUS: contracts.anonymous, AFTER_OBSERVATION: later },
    dataThrough: asked.lastAt,
  };
}

function calibratedContracts(asked: ClvRun, contracts: Contracts, observed: ContractColumns): CalibratedContracts | null {
  const { periodMonths, periods } = asked;
  const renewals = renewalsHeldOut(asked);
  if (periods.holdout === null || renewals === 0) return null;
  const until = (day: number) => (day === periods.observedUntil ? observed : contractHistories(contracts, day, periodMonths));
  const calibrated = until(periods.holdout.calibrationUntil);
  return { ...calibrated, madeLater: renewalsMadeLater(calibrated, until(periods.holdout.holdoutUntil), renewals) };
}

/**
 * What became of contracts, by their customer and start: a contract keeps both, whatever is known later. A MIGRATION of before its renewals came due
 * leaves open whether they would have been made.
 */
function renewalsMadeLater(calibrated: ContractColumns, later: ContractColumns, renewals: number): Int32Array {
  const made = new Int32Array(calibrated.customerIds.length).fill(-1);
  const isBefore = (place: number, row: number): boolean => {
    const [id = 0n, other = 0n] = [later.customerIds[place], calibrated.customerIds[row]];
    return id < other || (id === other && (later.startDays[place] ?? 0) < (calibrated.startDays[row] ?? 0));
  };
  let place = 0;
  for (let row = 0; row < made.length; row++) {
    while (place < later.customerIds.length && isBefore(place, row)) place++;
    const isSame = later.customerIds[place] === calibrated.customerIds[row] && later.startDays[place] === calibrated.startDays[row];
    const before = calibrated.renewals[row] ?? 0;
    if (isSame && (later.due[place] ?? 0) >= before + renewals) made[row] = Math.min(renewals, (later.renewals[place] ?? 0) - before);
  }
  return made;
}

/** Contracts while their subscriptions are walked, by column: as objects a million would not fit a thread's heap. */
function emptyContracts(most: number) {
  return {
    customerIds: new BigInt64Array(most),
    startDays: new Float64Array(most),
    /** Last day paid for, and the day from which the customer counts as gone; infinite while nobody knows of an end. */
    endDays: new Float64Array(most),
    goneDays: new Float64Array(most),
    /** 1: the end that counts is a MIGRATION. */
    isMigration: new Uint8Array(most),
    isTruncated: new Uint8Array(most),
    monthlyRevenue: new Float64Array(most),
  };
}

/** @param observedUntil last day that is known of: what ends later still runs */
export function contractHistories(subscriptions: Contracts, observedUntil: number, periodMonths: number): ContractColumns {
  const { customerIds, startDays, cancelDays, endDays, observedDays, monthlyRevenue, isMigration } = subscriptions;
  const contracts = emptyContracts(customerIds.length);
  const known = (day: number): number => (day < 0 || day > observedUntil ? Number.POSITIVE_INFINITY : day);
  let last = -1;
  for (let row = 0; row < customerIds.length; row++) {
    const customerId = customerIds[row] ?? 0n;
    const startDay = startDays[row] ?? 0;
    const paidUntil = endDays[row] ?? -1;
    if (startDay > observedUntil) continue;
    const goneDay = Math.min(known(cancelDays[row] ?? -1), known(paidUntil));
    const isOver = Number.isFinite(goneDay);
    const endsAsMigration = isOver ? (isMigration[row] ?? 0) : 0;
    const endDay = isOver ? Math.max(goneDay, paidUntil) : goneDay;
    const revenue = isOver ? 0 : (monthlyRevenue[row] ?? Number.NaN);
    const lastEnd = contracts.endDays[last] ?? Number.NEGATIVE_INFINITY;
    if (last >= 0 && contracts.customerIds[last] === customerId && startDay <= lastEnd + longestGapDays) {
      if (goneDay >= (contracts.goneDays[last] ?? 0) || endDay > lastEnd) {
        contracts.goneDays[last] = goneDay;
        contracts.isMigration[last] = endsAsMigration;
      }
      contracts.endDays[last] = Math.max(lastEnd, endDay);
      contracts.monthlyRevenue[last] = (contracts.monthlyRevenue[last] ?? 0) + revenue;
      continue;
    }
    last++;
    contracts.customerIds[last] = customerId;
    contracts.startDays[last] = startDay;
    contracts.endDays[last] = endDay;
    contracts.goneDays[last] = goneDay;
    contracts.isMigration[last] = endsAsMigration;
    contracts.isTruncated[last] = Number((observedDays[row] ?? -1) > startDay);
    contracts.monthlyRevenue[last] = revenue;
  }
  return columnsOf(contracts, last + 1, observedUntil, periodMonths);
}

function columnsOf(
  contracts: ReturnType<typeof emptyContracts>,
  length: number,
  observedUntil: number,
  periodMonths: number,
): ContractColumns {
  const part = {
    customerIds: contracts.customerIds.slice(0, length),
    startDays: Int32Array.from(contracts.startDays.subarray(0, length)),
    renewals: new Int32Array(length),
    due: new Int32Array(length),
    hasLeft: new Uint8Array(length),
    hasMigrated: contracts.isMigration.slice(0, length),
    isTruncated: contracts.isTruncated.slice(0, length),
    monthlyRevenue: contracts.monthlyRevenue.slice(0, length),
  };
  for (let row = 0; row < length; row++) {
    const startDay = contracts.startDays[row] ?? 0;
    const goneDay = contracts.goneDays[row] ?? 0;
    const isOver = Number.isFinite(goneDay);
    const hasMigrated = part.hasMigrated[row] === 1;
    const due = Math.floor(wholeMonths(startDay, observedUntil).months / periodMonths);
    const renewals = isOver ? renewalsBefore(startDay, goneDay, periodMonths) : due;
    part.renewals[row] = renewals;
    part.due[row] = hasMigrated ? renewals : due;
    part.hasLeft[row] = Number(isOver && !hasMigrated);
  }
  return part;
}

/** Who leaves on the very day of a renewal has not made it. */
function renewalsBefore(startDay: number, goneDay: number, periodMonths: number): number {
  const { months, isExact } = wholeMonths(startDay, goneDay);
  const isRenewalDay = isExact && months % periodMonths === 0;
  return Math.max(0, Math.floor(months / periodMonths) - (isRenewalDay ? 1 : 0));
}

/** Parts joined in the order of customer ids; all contracts of a customer are in one part, in their order. */
export function mergeContractParts(parts: readonly ContractPart[]): ContractPart {
  const [first] = parts;
  if (first === undefined) throw new Error('parts has length 0, at least 1 is needed');
  if (parts.length === 1) return first;
  const calibrated = parts.flatMap((part) => part.calibrated ?? []);
  return {
    kind: 'CONTRACTS',
    ...joined(parts).columns,
    calibrated: calibrated.length === 0 ? null : joinedCalibrated(calibrated),
  };
}

function joinedCalibrated(parts: readonly CalibratedContracts[]): CalibratedContracts {
  const { columns, ordered } = joined(parts);
  return { ...columns, madeLater: Int32Array.from(ordered((part) => part.madeLater)) };
}

function joined<Part extends ContractColumns>(parts: readonly Part[]) {
  const length = parts.reduce((sum, part) => sum + part.customerIds.length, 0);
  const concatenated = (column: (part: Part) => ArrayLike<number>): Float64Array => {
    const whole = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(column(part), at);
      at += part.customerIds.length;
    }
    return whole;
  };
  const ids = concatenated((part) => Float64Array.from(part.customerIds, Number)); // below 2^53, exact
  const order = ascendingOrder(ids);
  const ordered = (column: (part: Part) => ArrayLike<number>): Float64Array => {
    const whole = concatenated(column);
    return Float64Array.from(order, (row) => whole[row] ?? Number.NaN);
  };
  const columns: ContractColumns = {
    customerIds: BigInt64Array.from(order, (row) => BigInt(ids[row] ?? 0)),
    startDays: Int32Array.from(ordered((part) => part.startDays)),
    renewals: Int32Array.from(ordered((part) => part.renewals)),
    due: Int32Array.from(ordered((part) => part.due)),
    hasLeft: Uint8Array.from(ordered((part) => part.hasLeft)),
    hasMigrated: Uint8Array.from(ordered((part) => part.hasMigrated)),
    isTruncated: Uint8Array.from(ordered((part) => part.isTruncated)),
    monthlyRevenue: ordered((part) => part.monthlyRevenue),
  };
  return { columns, ordered };
}
