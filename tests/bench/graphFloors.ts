/** The same page without the graph, from a process of its own: one SQL statement that makes the JSON, and Prisma's include. */
import { createServer } from 'node:http';
import { createPrisma, forWorkspace, type WorkspaceClient } from '../../prisma/client.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { page } from './graphData.ts';

const connections = 10;

/** The one statement has its settings by the session, so that it is all there is in a request. */
process.on('message', async ({ appUrl, workspaceId }: { appUrl: string; workspaceId: number }) => {
  const settings = { 'app.workspace_id': String(workspaceId), plan_cache_mode: 'force_generic_plan', jit: 'off' };
  const sql = connect(appUrl, { applicationName: 'bench json_agg', max: connections, settings });
  const prisma = forWorkspace(createPrisma(appUrl, { max: connections, applicationName: 'bench include' }), workspaceId);
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const after = url.searchParams.get('after') ?? '';
    const answer = url.pathname === '/json_agg' ? byOneStatement(sql, workspaceId, after) : byInclude(prisma, workspaceId, after);
    answer.then(
      (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    process.send?.({ port: typeof address === 'object' ? address?.port : null });
  });
});
process.on('disconnect', () => process.exit(0));

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
