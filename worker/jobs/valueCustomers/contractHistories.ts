import type { Transaction } from '../../../prisma/sql.ts';
import type { Slice } from '../../data/customerSlice.ts';
import { type Contracts, readContracts } from '../../data/readContracts.ts';
import type { Gathered } from '../../runJob.ts';
import type { ClvQuestion } from './prepareClv.ts';
import { wholeMonths } from './wholeMonths.ts';

/**
 * Contracts of customers by row, in the order of customer ids, then of starts: subscriptions of one customer that follow each other within
 * 30 days, or overlap, are one contract, for a change of plan is not churn (definitions.md, section 4).
 */
export interface ContractPart {
  readonly kind: 'CONTRACTS';
  readonly customerIds: BigInt64Array;
  /** Renewals made. */
  readonly renewals: Int32Array;
  /** Renewals that came due by the end of observation, made or not. */
  readonly due: Int32Array;
  /** 1: the customer decided to leave, or left. */
  readonly hasLeft: Uint8Array;
  /** 1: first seen after the start, so that contracts like it that ended before are not there. */
  readonly isTruncated: Uint8Array;
  /** Revenue a month of the subscriptions that run at the end of observation; NaN = not known. */
  readonly monthlyRevenue: Float64Array;
}

const longestGapDays = 30;

export async function readContractPart(tx: Transaction, asked: ClvQuestion, slice: Slice): Promise<Gathered<ContractPart>> {
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

/** What is known of one contract while its subscriptions are walked. */
interface Contract {
  readonly customerId: bigint;
  readonly startDay: number;
  readonly isTruncated: boolean;
  /** Last day paid for, and the day from which the customer counts as gone; infinite while nobody knows of an end. */
  endDay: number;
  goneDay: number;
  monthlyRevenue: number;
}

/** @param observedUntil last day that is known of: what ends later still runs */
export function contractHistories(subscriptions: Contracts, observedUntil: number, periodMonths: number): ContractPart {
  const contracts: Contract[] = [];
  const { customerIds, startDays, cancelDays, endDays, observedDays, monthlyRevenue } = subscriptions;
  for (let row = 0; row < customerIds.length; row++) {
    const startDay = startDays[row] ?? 0;
    const customerId = customerIds[row] ?? 0n;
    const paidUntil = endDays[row] ?? -1;
    if (startDay > observedUntil) continue;
    const known = (day: number): number => (day < 0 || day > observedUntil ? Number.POSITIVE_INFINITY : day);
    const goneDay = Math.min(known(cancelDays[row] ?? -1), known(paidUntil));
    const endDay = Number.isFinite(goneDay) ? Math.max(goneDay, paidUntil) : goneDay;
    const revenue = goneDay === Number.POSITIVE_INFINITY ? (monthlyRevenue[row] ?? Number.NaN) : 0;
    const last = contracts.at(-1);
    if (last !== undefined && last.customerId === customerId && startDay <= last.endDay + longestGapDays) {
      if (goneDay >= last.goneDay || endDay > last.endDay) last.goneDay = goneDay;
      last.endDay = Math.max(last.endDay, endDay);
      last.monthlyRevenue += revenue;
    } else {
      const isTruncated = (observedDays[row] ?? -1) > startDay;
      contracts.push({ customerId, startDay, isTruncated, endDay, goneDay, monthlyRevenue: revenue });
    }
  }
  return columnsOf(contracts, observedUntil, periodMonths);
}

function columnsOf(contracts: readonly Contract[], observedUntil: number, periodMonths: number): ContractPart {
  const part = {
    kind: 'CONTRACTS' as const,
    customerIds: BigInt64Array.from(contracts, ({ customerId }) => customerId),
    renewals: new Int32Array(contracts.length),
    due: new Int32Array(contracts.length),
    hasLeft: Uint8Array.from(contracts, ({ goneDay }) => Number(Number.isFinite(goneDay))),
    isTruncated: Uint8Array.from(contracts, ({ isTruncated }) => Number(isTruncated)),
    monthlyRevenue: Float64Array.from(contracts, ({ monthlyRevenue }) => monthlyRevenue),
  };
  for (const [row, { startDay, goneDay }] of contracts.entries()) {
    const due = Math.floor(wholeMonths(startDay, observedUntil).months / periodMonths);
    part.due[row] = due;
    part.renewals[row] = Number.isFinite(goneDay) ? renewalsBefore(startDay, goneDay, periodMonths) : due;
  }
  return part;
}

/** Who leaves on the very day of a renewal has not made it. */
function renewalsBefore(startDay: number, goneDay: number, periodMonths: number): number {
  const { months, isExact } = wholeMonths(startDay, goneDay);
  const isRenewalDay = isExact && months % periodMonths === 0;
  return Math.max(0, Math.floor(months / periodMonths) - (isRenewalDay ? 1 : 0));
}

/** Parts joined in the order of customer ids; all contracts of a customer are in one part. */
export function mergeContractParts(parts: readonly ContractPart[]): ContractPart {
  const [first] = parts;
  if (first === undefined) throw new Error('parts has length 0, at least 1 is needed');
  if (parts.length === 1) return first;
  const places = parts.flatMap((part, index) => Array.from(part.customerIds, (id, row) => ({ id, index, row })));
  places.sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : a.row - b.row));
  const pick = (column: (part: ContractPart) => ArrayLike<number>) => {
    const columns = parts.map(column);
    return places.map(({ index, row }) => columns[index]?.[row] ?? Number.NaN);
  };
  return {
    kind: 'CONTRACTS',
    customerIds: BigInt64Array.from(places, ({ id }) => id),
    renewals: Int32Array.from(pick((part) => part.renewals)),
    due: Int32Array.from(pick((part) => part.due)),
    hasLeft: Uint8Array.from(pick((part) => part.hasLeft)),
    isTruncated: Uint8Array.from(pick((part) => part.isTruncated)),
    monthlyRevenue: Float64Array.from(pick((part) => part.monthlyRevenue)),
  };
}
