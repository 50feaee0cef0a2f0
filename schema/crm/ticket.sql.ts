import { storedLabel } from '../../prisma/storedLabel.ts';
import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface TicketRow extends FactRow {
  readonly customerId: bigint | null;
  readonly orderExternalId: string | null;
  readonly kind: string;
  readonly channel: string | null;
  readonly category: string | null;
  readonly priority: string | null;
  readonly touchpoint: string | null;
  readonly openedAt: string;
  readonly firstResponseAt: string | null;
  readonly resolvedAt: string | null;
  readonly isOpen: boolean;
  readonly status: string | null;
  readonly reopens: number | null;
  readonly sentiment: number | null;
  readonly satisfactionScore: number | null;
}

export const ticketFacts: FactTable<TicketRow> = {
  table: 'ticket',
  columns: {
    externalId: 'external_id',
    orderExternalId: 'order_external_id',
    kind: 'kind',
    channel: 'channel',
    category: 'category',
    priority: 'priority',
    touchpoint: 'touchpoint',
    openedAt: 'opened_at',
    firstResponseAt: 'first_response_at',
    resolvedAt: 'resolved_at',
    isOpen: 'is_open',
    status: 'status',
    reopens: 'reopens',
    sentiment: 'sentiment',
    satisfactionScore: 'satisfaction_score',
  },
  time: 'openedAt',
  times: ['openedAt', 'firstResponseAt', 'resolvedAt'],
  kind: 'kind',
  storedKind: storedLabel,
  personal: [],
  shownBy: { order: ['orderExternalId'] },
  hasCustomer: true,
};
