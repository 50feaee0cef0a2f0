import type { Queryable } from '../../prisma/sql.ts';
import { storedStatus } from '../../prisma/storedLabel.ts';
import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface OrderRow extends FactRow {
  readonly customerId: bigint | null;
  readonly occurredAt: string;
  readonly status: string | null;
  readonly currency: string;
  readonly revenue: string | null;
  readonly total: string | null;
  readonly discount: string | null;
  readonly tax: string | null;
  readonly shipping: string | null;
  readonly refundedAmount: string | null;
  readonly margin: string | null;
  readonly channel: string | null;
}

/** What an order `f` brought in: nothing when cancelled, null when unknown. */
export const earned = (sql: Queryable) =>
  sql`case when f.status is distinct from 'CANCELLED' then f.revenue - coalesce(f.refunded_amount, 0) else 0 end`;

export const orderFacts: FactTable<OrderRow> = {
  table: 'order',
  columns: {
    externalId: 'external_id',
    occurredAt: 'occurred_at',
    status: 'status',
    currency: 'currency',
    revenue: 'revenue',
    total: 'total',
    discount: 'discount',
    tax: 'tax',
    shipping: 'shipping',
    refundedAmount: 'refunded_amount',
    margin: 'margin',
    channel: 'channel',
  },
  time: 'occurredAt',
  times: ['occurredAt'],
  kind: 'status',
  storedKind: storedStatus,
  personal: [],
  shownBy: {},
  hasCustomer: true,
  revenue: earned,
};
