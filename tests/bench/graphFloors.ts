/** The same page without the graph, from a process of its own: one SQL statement that makes the JSON, and Prisma's include. */
import { createServer } from 'node:http';
import { PrismaPg } from '@prisma/adapter-pg';
import { PrismaClient } from '../../prisma/generated/client/client.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { page } from './graphData.ts';

const connections = 10;

/** Settings of the session instead of the transaction: one statement a request is then all there is. */
process.on('message', async ({ appUrl, workspaceId }: { appUrl: string; workspaceId: number }) => {
  const settings = { 'app.workspace_id': String(workspaceId), plan_cache_mode: 'force_generic_plan', jit: 'off' };
  const sql = connect(appUrl, { applicationName: 'bench json_agg', max: connections, settings });
  const options = Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
  const prisma = new PrismaClient({ adapter: new PrismaPg({ connectionString: appUrl, max: connections, options }) });
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
    select json_build_object('data', json_build_object('customers', json_build_object('edges', json_agg(json_build_object('node', json_build_object(
             'externalId', c.external_id, 'acquiredAt', to_char(c.acquired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'orders', o.list, 'tickets', t.list, 'visits', v.list)) order by c.external_id))))::text as body
      from (select id, external_id, acquired_at from customer
             where workspace_id = ${workspaceId} and external_id > ${after} order by external_id limit ${page.customers}) c
     cross join lateral (
       select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object('externalId', external_id,
                'occurredAt', to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'status', status, 'revenue', revenue::text))), '[]')) as list
         from (select o.external_id, o.occurred_at, o.status, o.revenue from identity i
                 join "order" o on o.workspace_id = i.workspace_id and o.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by o.occurred_at desc, o.id desc limit ${page.orders}) o) o
     cross join lateral (
       select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object('externalId', external_id, 'kind', kind,
                'openedAt', to_char(opened_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
                'resolvedAt', to_char(resolved_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')))), '[]')) as list
         from (select t.external_id, t.kind, t.opened_at, t.resolved_at from identity i
                 join ticket t on t.workspace_id = i.workspace_id and t.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by t.opened_at desc, t.id desc limit ${page.tickets}) t) t
     cross join lateral (
       select json_build_object('edges', coalesce(json_agg(json_build_object('node', json_build_object(
                'startedAt', to_char(started_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'source', source))), '[]')) as list
         from (select v.started_at, v.source from identity i
                 join visit v on v.workspace_id = i.workspace_id and v.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by v.started_at desc, v.id desc limit ${page.visits}) v) v`;
  return row?.body ?? '';
}

async function byInclude(prisma: PrismaClient, workspaceId: number, after: string): Promise<string> {
  const customers = await prisma.customer.findMany({
    where: { workspaceId, externalId: { gt: after } },
    orderBy: { externalId: 'asc' },
    take: page.customers,
    select: {
      externalId: true,
      acquiredAt: true,
      identities: {
        select: {
          orders: {
            orderBy: [{ occurredAt: 'desc' }, { id: 'desc' }],
            take: page.orders,
            select: { externalId: true, occurredAt: true, status: true, revenue: true },
          },
          tickets: {
            orderBy: [{ openedAt: 'desc' }, { id: 'desc' }],
            take: page.tickets,
            select: { externalId: true, kind: true, openedAt: true, resolvedAt: true },
          },
          visits: { orderBy: [{ startedAt: 'desc' }, { id: 'desc' }], take: page.visits, select: { startedAt: true, source: true } },
        },
      },
    },
  });
  const listOf = <Node>(nodes: readonly Node[]) => ({ edges: nodes.map((node) => ({ node })) });
  const edges = customers.map(({ externalId, acquiredAt, identities }) => ({
    node: {
      externalId,
      acquiredAt,
      orders: listOf(identities.flatMap(({ orders }) => orders.map((order) => ({ ...order, revenue: order.revenue?.toFixed(4) })))),
      tickets: listOf(identities.flatMap(({ tickets }) => tickets)),
      visits: listOf(identities.flatMap(({ visits }) => visits)),
    },
  }));
  return JSON.stringify({ data: { customers: { edges } } });
}
