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
  // Lists of small rows: places that are shared, below zero and not known; names in either case.
  await api.admin.unsafe(`
    insert into touchpoint (workspace_id, key, name, position) select ${workspaceId}, k, k, p from unnest('{b,B,a,e,d e,f}'::text[], '{1,1,-3,2147483647,null,null}'::integer[]) t (k, p);
    insert into survey (workspace_id, key, title, kind) select ${workspaceId}, k, k, 'PULSE' from unnest('{t,T,"s s"}'::text[]) k;
    insert into question (workspace_id, survey_id, position, key, label, kind) select workspace_id, id, n, 'q' || n, 'q', 'TEXT' from survey, generate_series(1, 3) n where workspace_id = ${workspaceId};
    insert into analysis (workspace_id, name, kind, parameters) select ${workspaceId}, k, 'CHURN', '{}' from unnest('{A,b,B,é}'::text[]) k;
    insert into schedule (workspace_id, analysis_id, cron, time_zone, catch_up, overlap, paused_at) select workspace_id, id, '@daily', 'UTC', 'SKIP', 'SKIP', now() from analysis where workspace_id = ${workspaceId};
    insert into saved_document (workspace_id, name, document, hash, operation, saved_by) select ${workspaceId}, 'd' || n, '{ workspace { key } }', sha256(n::text::bytea), 'QUERY', 'x' from generate_series(1, 5) n;
    insert into webhook (workspace_id, url, events) select ${workspaceId}, 'https://example.com/' || n, '{run.failed}' from generate_series(1, 5) n;
    insert into membership (workspace_id, issuer, subject) select ${workspaceId}, 'https://id.example', 'm' || n from generate_series(1, 5) n;
    insert into api_key (workspace_id, name, prefix, hash, scopes) select ${workspaceId}, 'k' || n, 'ek_' || n, sha256(n::text::bytea), '{read}' from generate_series(1, 5) n;`);
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
    'dated responses of a customer to one survey',
    'customer(externalId: "ä") { responses(survey: "s", from: "2000-01-01T00:00:00Z", PAGE) NODES }',
    (data: { customer: { responses: unknown } }) => data.customer.responses,
    12,
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
    [`${list} of the workspace, oldest first`, `${list}(order: OLDEST_FIRST, PAGE) NODES`, (data: never) => data[list], 60],
  ]),
  ['responses of the workspace', 'responses(PAGE) NODES', (data: { responses: unknown }) => data.responses, 19 * 16],
  [
    'responses of the workspace, oldest first',
    'responses(order: OLDEST_FIRST, PAGE) NODES',
    (data: { responses: unknown }) => data.responses,
    19 * 16,
  ],
  [
    'dated responses to one survey',
    'responses(survey: "s", until: "2030-01-01T00:00:00Z", PAGE) NODES',
    (data: { responses: unknown }) => data.responses,
    19 * 12,
  ],
  ...(
    [
      ['surveys', 4],
      ['questions', 12],
      ['touchpoints', 6],
      ['analyses', 5],
      ['schedules', 5],
      ['savedDocuments', 5],
      ['webhooks', 5],
      ['memberships', 5],
      ['apiKeys', 6],
    ] as const
  ).map(([list, count]): (typeof lists)[number] => [list, `${list}(PAGE) NODES`, (data: never) => data[list], count]),
  ['runs', 'runs(PAGE) NODES', (data: { runs: unknown }) => data.runs, 11],
];

describe.each(lists)('%s', (_name, list, path, count) => {
  it('give the same rows in the same order whatever the size of the page: none twice, none lost', async () => {
    const whole = await readAll(list, 500, path);
    expect(whole).toHaveLength(count);
    expect(new Set(whole).size).toBe(count);
    for (const first of [1, 2, 3, 7].filter((size) => count / size < 60)) expect(await readAll(list, first, path)).toEqual(whole);
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
