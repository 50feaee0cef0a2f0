import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  key = await api.createKey(workspaceId);
  const names = ['b', 'B', 'ä', 'Z', '10', '9', 'zz', 'a b', 'é', 'A', '𝒳', "o'x", 'q"q'];
  await api.admin`insert into customer (workspace_id, external_id) select ${workspaceId}, unnest(${names}::text[])`;
  await api.admin`insert into customer (workspace_id) select ${workspaceId} from generate_series(1, 6)`;
  await api.admin`insert into identity (workspace_id, kind, value, customer_id)
    select workspace_id, kind, kind || id, id from customer, unnest('{CRM_ID,EMAIL}'::text[]) kind where workspace_id = ${workspaceId}`;
  await api.admin`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 's', 's', 'PULSE')`;
  // Ties of time, undated answers, and answers under two identities of one customer.
  await api.admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
    select ${workspaceId}, s.id, i.id || '-' || n, i.id, case when n <= 6 then timestamptz '2026-01-01T00:00:00.123Z' + make_interval(days => n / 3) end, '{}'
      from survey s, identity i, generate_series(1, 8) n where s.workspace_id = ${workspaceId} and i.workspace_id = ${workspaceId}`;
  // Five moments, three facts of every kind and identity at each: ties within a kind, across kinds and across identities.
  for (const [table, time, columns, values] of [
    ['order', 'occurred_at', 'currency', `'EUR'`],
    ['subscription', 'started_at', 'currency, canceled_at, ended_at', `'EUR', t.at, t.at + interval '1 day'`],
    ['ticket', 'opened_at', 'kind, resolved_at', `'QUESTION', t.at + interval '1 day'`],
    ['visit', 'started_at', 'source', `'s'`],
    ['event', 'occurred_at', 'name', `'e'`],
    ['invitation', 'sent_at', 'survey_key, state', `'s', 'SENT'`],
  ] as const)
    await api.admin.unsafe(`insert into "${table}" (workspace_id, external_id, identity_id, ${time}, ${columns})
      select ${workspaceId}, i.id || '-' || n, i.id, t.at, ${values} from identity i, generate_series(1, 15) n,
             lateral (select timestamptz '2026-01-01T00:00:00.123Z' + make_interval(days => n / 3) as at) t
       where i.workspace_id = ${workspaceId} and i.customer_id in (select id from customer where external_id in ('ä', 'b'))`);
  await api.admin`insert into analysis (workspace_id, name, kind, survey_id, parameters)
    select ${workspaceId}, 'a', 'DRIVERS', id, '{"outcome":"x","drivers":[]}' from survey where workspace_id = ${workspaceId}`;
  await api.admin`insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, finished_at, queued_at)
    select ${workspaceId}, id, kind, 'API', parameters, '{}', 'CANCELLED', now(), timestamptz '2026-01-01Z' + make_interval(secs => n / 4) from analysis, generate_series(1, 11) n
     where workspace_id = ${workspaceId}`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** Follows endCursor to the end, as a client would. */
async function readAll(list: string, first: number, path: (data: never) => unknown, fields = 'id'): Promise<string[]> {
  const ids: string[] = [];
  let after: string | null = null;
  do {
    const text = `query ($after: String) { ${list.replace('PAGE', `first: ${first}, after: $after`)} }`.replace(
      'NODES',
      `{ edges { cursor node { ${fields} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
    );
    const answer = await api.query(key, text, { after });
    expect(answer.errors).toBeUndefined();
    const page = path(answer.data as never) as {
      edges: { node: { id: string } }[];
      pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; endCursor: string };
    };
    expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
    expect(page.edges.length).toBeLessThanOrEqual(first);
    ids.push(...page.edges.map(({ node }) => node.id));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null && ids.length < 1000);
  return ids;
}

const lists: [string, string, (data: never) => unknown, number][] = [
  ['customers', 'customers(PAGE) NODES', (data: { customers: unknown }) => data.customers, 19],
  [
    'responses of a customer',
    'customer(externalId: "ä") { responses(PAGE) NODES }',
    (data: { customer: { responses: unknown } }) => data.customer.responses,
    16,
  ],
  [
    'responses of a survey',
    'survey(key: "s") { responses(PAGE) NODES }',
    (data: { survey: { responses: unknown } }) => data.survey.responses,
    19 * 16,
  ],
  ...(['orders', 'subscriptions', 'tickets', 'visits', 'events', 'invitations'] as const).flatMap((list): typeof lists => [
    [`${list} of a customer`, `customer(externalId: "ä") { ${list}(PAGE) NODES }`, (data: { customer: never }) => data.customer[list], 30],
    [`${list} of the workspace`, `${list}(PAGE) NODES`, (data: never) => data[list], 60],
  ]),
  ['runs', 'runs(PAGE) NODES', (data: { runs: unknown }) => data.runs, 11],
];

describe.each(lists)('%s', (_name, list, path, count) => {
  it('give the same rows in the same order whatever the size of the page: none twice, none lost', async () => {
    const whole = await readAll(list, 500, path);
    expect(whole).toHaveLength(count);
    expect(new Set(whole).size).toBe(count);
    for (const first of [1, 2, 3, 7].filter((size) => count / size < 120)) expect(await readAll(list, first, path)).toEqual(whole);
  });
});

it('the timeline gives the same moments in the same order whatever the size of the page, through ties across kinds', async () => {
  const fields = 'at kind node { ... on Node { id } }';
  const read = async (first: number, args = '') => {
    const entries: string[] = [];
    let after: string | null = null;
    do {
      const answer = await api.query(
        key,
        `query ($after: String) { customer(externalId: "ä") { timeline(first: ${first}, after: $after${args}) { edges { cursor node { ${fields} } } pageInfo { hasNextPage endCursor } } } }`,
        { after },
      );
      expect(answer.errors).toBeUndefined();
      const { edges, pageInfo } = answer.data.customer.timeline;
      entries.push(
        ...edges.map(({ node }: { node: { at: string; kind: string; node: { id: string } } }) => `${node.at} ${node.kind} ${node.node.id}`),
      );
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    return entries;
  };
  const whole = await read(500);
  expect(whole).toHaveLength(12 + 30 * 9); // dated answers, six tables, decisions and ends and resolutions
  expect(new Set(whole).size).toBe(whole.length);
  for (const first of [5, 7, 50]) expect(await read(first)).toEqual(whole);
  const tickets = ', kinds: [TICKET_RESOLVED, TICKET_OPENED]';
  expect(await read(4, tickets)).toEqual(whole.filter((entry) => entry.includes(' TICKET_')));
});

it('customers come by the code points of their external id, those without one last', async () => {
  const answer = await api.query(key, '{ customers(first: 100) { edges { node { externalId } } } }');
  const names = answer.data.customers.edges.map(({ node }: { node: { externalId: string | null } }) => node.externalId);
  const named = names.slice(0, 13);
  expect(named).toEqual([...named].sort((x: string, y: string) => Buffer.compare(Buffer.from(x), Buffer.from(y))));
  expect(names.slice(13)).toEqual([null, null, null, null, null, null]);
});

it('responses of a customer come newest first, undated ones last', async () => {
  const answer = await api.query(key, '{ customer(externalId: "ä") { responses(first: 100) { edges { node { respondedAt } } } } }');
  const times = answer.data.customer.responses.edges.map(({ node }: { node: { respondedAt: string | null } }) => node.respondedAt ?? '');
  expect(times).toEqual(times.toSorted().toReversed());
  expect(times.at(-1)).toBe('');
});
