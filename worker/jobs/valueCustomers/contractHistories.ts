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
export interface ContractPart {
  readonly kind: 'CONTRACTS';
  readonly customerIds: BigInt64Array;
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

const longestGapDays = 30;

export async function readContractPart(tx: Transaction, asked: ClvRun, slice: Slice): Promise<Gathered<ContractPart>> {
  const contracts = await readContracts(tx, asked.query, slice);
  const { observedUntil } = asked.periods;
  const later = contracts.startDays.reduce((sum, day) => sum + (day > observedUntil ? 1 : 0), 0);
  return {
    part: contractHistories(contracts, observedUntil, asked.periodMonths),
    rowsRead: contracts.rowsRead,
    exclusions: { ANONYMOUS: contracts.anonymous, AFTER_OBSERVATION: later },
    dataThrough: asked.lastAt,
  };
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
export function contractHistories(subscriptions: Contracts, observedUntil: number, periodMonths: number): ContractPart {
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
): ContractPart {
  const part = {
    kind: 'CONTRACTS' as const,
    customerIds: contracts.customerIds.slice(0, length),
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
  const length = parts.reduce((sum, part) => sum + part.customerIds.length, 0);
  const joined = (column: (part: ContractPart) => ArrayLike<number>): Float64Array => {
    const whole = new Float64Array(length);
    let at = 0;
    for (const part of parts) {
      whole.set(column(part), at);
      at += part.customerIds.length;
    }
    return whole;
  };
  const ids = joined((part) => Float64Array.from(part.customerIds, Number)); // below 2^53, exact
  const order = ascendingOrder(ids);
  const ordered = (column: (part: ContractPart) => ArrayLike<number>): Float64Array => {
    const whole = joined(column);
    return Float64Array.from(order, (row) => whole[row] ?? Number.NaN);
  };
  return {
    kind: 'CONTRACTS',
    customerIds: BigInt64Array.from(order, (row) => BigInt(ids[row] ?? 0)),
    renewals: Int32Array.from(ordered((part) => part.renewals)),
    due: Int32Array.from(ordered((part) => part.due)),
    hasLeft: Uint8Array.from(ordered((part) => part.hasLeft)),
    hasMigrated: Uint8Array.from(ordered((part) => part.hasMigrated)),
    isTruncated: Uint8Array.from(ordered((part) => part.isTruncated)),
    monthlyRevenue: ordered((part) => part.monthlyRevenue),
  };
}
