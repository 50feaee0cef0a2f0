import type { SegmentAction } from '../stats/value/segments/segmentAction.ts';
import type { ValueSegment } from '../stats/value/segments/valueSegments.ts';

/** A segment as it is stored: hidden ones without a number. */
export interface ValueLoyaltyCell extends Pick<ValueSegment, 'loyalty' | 'tier'> {
  /** Null: hidden, for it or what could be worked out from it would tell of too few customers. */
  readonly shown: ValueSegment | null;
  /** Least value in the tier; null also for all tiers together, and for the lowest, which ends with one customer's own. */
  readonly valueFrom: number | null;
  /** Null: a total, nobody is in it, or hidden. */
  readonly action: SegmentAction | null;
}

/** Who is in the cells that are shown; columns of one length, NaN = not known. */
export interface ValueLoyaltyCustomers {
  readonly customerIds: BigInt64Array;
  readonly loyaltyNames: readonly string[];
  /** Index into the names. */
  readonly loyalty: Uint8Array;
  readonly tier: Uint8Array;
  /** In the cell, 1 = highest value. */
  readonly position: Int32Array;
  readonly score: Float64Array;
  readonly value: Float64Array;
  readonly revenue: Float64Array;
  readonly costToServe: Float64Array;
  readonly netValue: Float64Array;
  readonly churnRisk: Float64Array;
  readonly atRisk: Float64Array;
}

/** Spend on service, and where it went. */
export interface ServiceTotals {
  readonly spend: number;
  readonly allocated: number;
  /** Of channels without a handled ticket, or of no channel. */
  readonly noTickets: number;
  /** Of tickets of nobody known, or of customers outside the cells. */
  readonly nobody: number;
}

export interface ValueLoyaltyResult {
  readonly n: number;
  readonly cells: readonly ValueLoyaltyCell[];
  readonly customers: ValueLoyaltyCustomers;
  readonly service: ServiceTotals;
}
