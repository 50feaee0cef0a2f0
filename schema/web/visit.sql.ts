import type { FactRow, FactTable } from '../facts/factTable.ts';

export interface VisitRow extends FactRow {
  readonly customerId: bigint | null;
  readonly visitorId: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly source: string | null;
  readonly medium: string | null;
  readonly campaign: string | null;
  readonly device: string | null;
  readonly landingPage: string | null;
  readonly pageviews: number | null;
  readonly converted: boolean | null;
  readonly revenue: string | null;
}

export const visitFacts: FactTable<VisitRow> = {
  table: 'visit',
  columns: {
    externalId: 'external_id',
    visitorId: 'visitor_id',
    startedAt: 'started_at',
    endedAt: 'ended_at',
    source: 'source',
    medium: 'medium',
    campaign: 'campaign',
    device: 'device',
    landingPage: 'landing_page',
    pageviews: 'pageviews',
    converted: 'converted',
    revenue: 'revenue',
  },
  time: 'startedAt',
  times: ['startedAt', 'endedAt'],
  kind: 'source',
  personal: ['visitorId', 'landingPage'],
  shownBy: { events: ['externalId'] },
  hasCustomer: true,
  revenue: (sql) => sql`f.revenue`,
};
