import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface SpendRow extends FactRow {
  readonly kind: 'ACQUISITION' | 'SALES' | 'RETENTION' | 'SERVICE';
  readonly channel: string | null;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly amount: string;
  readonly currency: string;
}

export const spendFacts: FactTable<SpendRow> = {
  table: 'spend',
  columns: {
    externalId: 'external_id',
    kind: 'kind',
    channel: 'channel',
    periodStart: 'period_start',
    periodEnd: 'period_end',
    amount: 'amount',
    currency: 'currency',
  },
  time: 'periodStart',
  times: ['periodStart', 'periodEnd'],
  kind: 'kind',
  personal: [],
  shownBy: {},
  hasCustomer: false,
};
