import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface EventRow extends FactRow {
  readonly customerId: bigint | null;
  readonly visitorId: string | null;
  readonly visitExternalId: string | null;
  readonly name: string;
  readonly url: string | null;
  readonly occurredAt: string;
  /** The text of its JSON. */
  readonly properties: string | null;
}

export const eventFacts: FactTable<EventRow> = {
  table: 'event',
  columns: {
    externalId: 'external_id',
    visitorId: 'visitor_id',
    visitExternalId: 'visit_external_id',
    name: 'name',
    url: 'url',
    occurredAt: 'occurred_at',
    properties: 'properties',
  },
  time: 'occurredAt',
  times: ['occurredAt'],
  json: ['properties'],
  kind: 'name',
  personal: ['visitorId', 'url', 'properties'],
  shownBy: { visit: ['visitExternalId'] },
  hasCustomer: true,
};
