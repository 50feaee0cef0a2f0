import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface SubscriptionRow extends FactRow {
  readonly customerId: bigint | null;
  readonly plan: string | null;
  readonly billingInterval: 'DAY' | 'WEEK' | 'MONTH' | 'QUARTER' | 'YEAR' | null;
  readonly amount: string | null;
  readonly currency: string;
  readonly mrr: string | null;
  readonly startedAt: string;
  readonly observedFrom: string | null;
  readonly currentPeriodEnd: string | null;
  readonly canceledAt: string | null;
  readonly endedAt: string | null;
  readonly status: string | null;
  readonly cancelKind: 'VOLUNTARY' | 'INVOLUNTARY' | 'MIGRATION' | 'UNKNOWN' | null;
  readonly cancelReason: string | null;
}

export const subscriptionFacts: FactTable<SubscriptionRow> = {
  table: 'subscription',
  columns: {
    externalId: 'external_id',
    plan: 'plan',
    billingInterval: 'billing_interval',
    amount: 'amount',
    currency: 'currency',
    mrr: 'mrr',
    startedAt: 'started_at',
    observedFrom: 'observed_from',
    currentPeriodEnd: 'current_period_end',
    canceledAt: 'canceled_at',
    endedAt: 'ended_at',
    status: 'status',
    cancelKind: 'cancel_kind',
    cancelReason: 'cancel_reason',
  },
  time: 'startedAt',
  times: ['startedAt', 'observedFrom', 'currentPeriodEnd', 'canceledAt', 'endedAt'],
  kind: 'plan',
  personal: ['cancelReason'],
  shownBy: {},
  hasCustomer: true,
};
