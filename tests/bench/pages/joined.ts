/** 50 customers, each with 20 orders, 5 tickets and the last visit. */
import type { WorkspaceClient } from '../../../prisma/client.ts';
import { inWorkspace, type Sql } from '../../../prisma/sql.ts';
import type { BenchPage } from './page.ts';

const page = { customers: 50, orders: 20, tickets: 5, visits: 1 } as const;

/** 30 orders, 8 tickets and 10 visits a customer: more than the page shows, so that its limits mean something. */
async function create(app: Sql, workspaceId: number, customers: number): Promise<void> {
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

const query = `query ($after: String) {
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

async function byOneStatement(sql: Sql, workspaceId: number, after: string): Promise<string> {
  const [row] = await sql<{ body: string }[]>`
    select json_build_object('data', json_build_object('customers', json_build_object('nodes', json_agg(json_build_object(
             'externalId', c.external_id, 'acquiredAt', to_char(c.acquired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'orders', o.list, 'tickets', t.list, 'visits', v.list) order by c.external_id))))::text as body
      from (select id, external_id, acquired_at from customer
             where workspace_id = ${workspaceId} and external_id > ${after} order by external_id limit ${page.customers}) c
     cross join lateral (
       select json_build_object('nodes', coalesce(json_agg(json_build_object('externalId', external_id,
                'occurredAt', to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', status, 'revenue', revenue::text)), '[]')) as list
         from (select o.external_id, o.occurred_at, o.status, o.revenue from identity i
                 join "order" o on o.workspace_id = i.workspace_id and o.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by o.occurred_at desc, o.id desc limit ${page.orders}) o) o
     cross join lateral (
       select json_build_object('nodes', coalesce(json_agg(json_build_object('externalId', external_id, 'kind', kind,
                'openedAt', to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'resolvedAt', to_char(resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))), '[]')) as list
         from (select t.external_id, t.kind, t.opened_at, t.resolved_at from identity i
                 join ticket t on t.workspace_id = i.workspace_id and t.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by t.opened_at desc, t.id desc limit ${page.tickets}) t) t
     cross join lateral (
       select json_build_object('nodes', coalesce(json_agg(json_build_object(
                'startedAt', to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'source', source)), '[]')) as list
         from (select v.started_at, v.source from identity i
                 join visit v on v.workspace_id = i.workspace_id and v.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by v.started_at desc, v.id desc limit ${page.visits}) v) v`;
  return row?.body ?? '';
}

/** Bound to the workspace by the transaction that row-level security asks of Prisma here; then shaped as the graph shows it. */
async function byInclude(prisma: WorkspaceClient, workspaceId: number, after: string): Promise<string> {
  const customers = await prisma.customer.findMany({
    where: { workspaceId, externalId: { gt: after } },
    orderBy: { externalId: 'asc' },
    take: page.customers,
    include: {
      identities: {
        include: {
          orders: { orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }], take: page.orders },
          tickets: { orderBy: [{ openedAt: 'desc' }, { id: 'desc' }], take: page.tickets },
          visits: { orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: page.visits },
        },
      },
    },
  });
  const nodes = customers.map(({ externalId, acquiredAt, identities }) => ({
    externalId,
    acquiredAt,
    orders: {
      nodes: identities.flatMap(({ orders }) =>
        orders.map(({ externalId, occurredAt, status, revenue }) => ({ externalId, occurredAt, status, revenue: revenue?.toFixed(4) })),
      ),
    },
    tickets: {
      nodes: identities.flatMap(({ tickets }) =>
        tickets.map(({ externalId, kind, openedAt, resolvedAt }) => ({ externalId, kind, openedAt, resolvedAt })),
      ),
    },
    visits: { nodes: identities.flatMap(({ visits }) => visits.map(({ startedAt, source }) => ({ startedAt, source }))) },
  }));
  return JSON.stringify({ data: { customers: { nodes } } });
}

export const joined: BenchPage = {
  customers: page.customers,
  tables: ['customer', 'identity', '"order"', 'ticket', 'visit'],
  query,
  create,
  byOneStatement,
  byInclude,
};
