/** Customers with orders, tickets and visits, for the page that the graph bench asks for. */
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

export const page = { customers: 50, orders: 20, tickets: 5, visits: 1 } as const;

/** 30 orders, 8 tickets and 10 visits a customer: more than the page shows, so that its limits mean something. */
export async function createJoined(app: Sql, workspaceId: number, customers: number): Promise<void> {
  await inWorkspace(app, workspaceId, async (tx) => {
    await tx`
      insert into customer (workspace_id, external_id, acquired_at)
      select ${workspaceId}, 'C' || lpad(i::text, 7, '0'), '2024-01-01' from generate_series(1, ${customers}::integer) i`;
    await tx`
      insert into identity (workspace_id, kind, value, customer_id)
      select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId}`;
    await tx`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue)
      select ${workspaceId}, i.id || '-' || n, i.id, timestamptz '2025-01-01' + make_interval(days => n * 11, secs => (i.id % 86400)::double precision),
             case when n % 9 = 0 then 'CANCELLED' else 'PAID' end, 'EUR', 10 + (i.id * n) % 200 + 0.5
        from generate_series(1, 30) n cross join identity i where i.workspace_id = ${workspaceId}`;
    await tx`
      insert into ticket (workspace_id, external_id, identity_id, kind, opened_at, resolved_at)
      select ${workspaceId}, i.id || '-' || n, i.id, case when n % 3 = 0 then 'COMPLAINT' else 'QUESTION' end,
             timestamptz '2025-01-05' + make_interval(days => n * 40), case when n < 8 then timestamptz '2025-01-06' + make_interval(days => n * 40) end
        from generate_series(1, 8) n cross join identity i where i.workspace_id = ${workspaceId}`;
    await tx`
      insert into visit (workspace_id, external_id, identity_id, started_at, source)
      select ${workspaceId}, i.id || '-' || n, i.id, timestamptz '2025-01-02' + make_interval(days => n * 30), 'search'
        from generate_series(1, 10) n cross join identity i where i.workspace_id = ${workspaceId}`;
  });
}

export const pageQuery = `query ($after: String) {
  customers(first: ${page.customers}, after: $after) {
    nodes {
      externalId acquiredAt
      orders(first: ${page.orders}) { nodes { externalId occurredAt status revenue } }
      tickets(first: ${page.tickets}) { nodes { externalId kind openedAt resolvedAt } }
      visits(first: ${page.visits}) { nodes { startedAt source } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;
