/** 50 customers, each with the latest 20 of 30 answers. */
import type { WorkspaceClient } from '../../../prisma/client.ts';
import { inWorkspace, type Sql } from '../../../prisma/sql.ts';
import type { BenchPage } from './page.ts';

const page = { customers: 50, responses: 20 } as const;

async function create(app: Sql, workspaceId: number, customers: number): Promise<void> {
  await inWorkspace(app, workspaceId, async (tx) => {
    await tx`
      insert into customer (workspace_id, external_id, acquired_at)
      select ${workspaceId}, 'C' || lpad(i::text, 7, '0'), '2024-01-01' from generate_series(1, ${customers}::integer) i`;
    await tx`
      insert into identity (workspace_id, kind, value, customer_id)
      select workspace_id, 'CRM_ID', external_id, id from customer where workspace_id = ${workspaceId}`;
    const [survey] = await tx<{ id: bigint }[]>`
      insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'visit', 'Visit', 'TRANSACTIONAL') returning id`;
    const surveyId = survey?.id ?? 0n;
    await tx`
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
      values (${workspaceId}, ${surveyId}, 1, 'NPS', 'Would you recommend us?', 'NPS', 0, 10), (${workspaceId}, ${surveyId}, 2, 'STAFF', 'Staff', 'RATING', 1, 5)`;
    await tx`
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, channel, touchpoint, "values")
      select ${workspaceId}, ${surveyId}, i.id || '-' || n, i.id, timestamptz '2025-01-01' + make_interval(days => n * 11, secs => (i.id % 86400)::double precision),
             case when n % 2 = 0 then 'EMAIL' else 'WEB' end, 'checkout', array[(i.id + n) % 11, 1 + (i.id + n) % 5]::real[]
        from generate_series(1, 30) n cross join identity i where i.workspace_id = ${workspaceId}`;
  });
}

const query = `query ($after: String) {
  customers(first: ${page.customers}, after: $after) {
    nodes {
      externalId acquiredAt
      responses(first: ${page.responses}) { nodes { externalId respondedAt channel touchpoint answers { value } } }
    }
    pageInfo { hasNextPage endCursor }
  }
}`;

async function byOneStatement(sql: Sql, workspaceId: number, after: string): Promise<string> {
  const [row] = await sql<{ body: string }[]>`
    select json_build_object('data', json_build_object('customers', json_build_object('nodes', json_agg(json_build_object(
             'externalId', c.external_id, 'acquiredAt', to_char(c.acquired_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
             'responses', r.list) order by c.external_id))))::text as body
      from (select id, external_id, acquired_at from customer
             where workspace_id = ${workspaceId} and external_id > ${after} order by external_id limit ${page.customers}) c
     cross join lateral (
       select json_build_object('nodes', coalesce(json_agg(json_build_object('externalId', r.external_id,
                'respondedAt', to_char(r.responded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'channel', r.channel, 'touchpoint', r.touchpoint,
                'answers', (select json_agg(json_build_object('value', a.value) order by a.position)
                              from unnest(r."values") with ordinality as a (value, position)))), '[]')) as list
         from (select r.* from identity i
                 join response r on r.workspace_id = i.workspace_id and r.identity_id = i.id
                where i.workspace_id = ${workspaceId} and i.customer_id = c.id order by r.responded_at desc nulls last, r.id desc limit ${page.responses}) r) r`;
  return row?.body ?? '';
}

async function byInclude(prisma: WorkspaceClient, workspaceId: number, after: string): Promise<string> {
  const customers = await prisma.customer.findMany({
    where: { workspaceId, externalId: { gt: after } },
    orderBy: { externalId: 'asc' },
    take: page.customers,
    include: {
      identities: {
        include: {
          responses: {
            orderBy: [{ respondedAt: { sort: 'desc', nulls: 'last' } }, { id: 'desc' }],
            take: page.responses,
          },
        },
      },
    },
  });
  const nodes = customers.map(({ externalId, acquiredAt, identities }) => ({
    externalId,
    acquiredAt,
    responses: {
      nodes: identities.flatMap(({ responses }) =>
        responses.map(({ externalId, respondedAt, channel, touchpoint, values }) => ({
          externalId,
          respondedAt,
          channel,
          touchpoint,
          answers: values.map((value) => ({ value })),
        })),
      ),
    },
  }));
  return JSON.stringify({ data: { customers: { nodes } } });
}

export const answers: BenchPage = {
  customers: page.customers,
  tables: ['customer', 'identity', 'survey', 'question', 'response'],
  query,
  create,
  byOneStatement,
  byInclude,
};
