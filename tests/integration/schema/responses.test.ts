/** Responses over all surveys: each filter finds what a look at every row finds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;
let all: Row[];

interface Row {
  readonly externalId: string;
  readonly respondedAt: string | null;
  readonly touchpoint: string | null;
  readonly channel: string | null;
  readonly brand: string | null;
  readonly survey: { readonly key: string };
  readonly customer: { readonly externalId: string } | null;
  readonly answers: readonly { readonly value: number | null }[];
}

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 30, responsesEach: 4, anonymous: 6 });
  // A second survey, with two questions of kind NPS; the first has a code within its scale that means "does not apply".
  await api.admin.unsafe(`
    with s as (insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'pulse', 'Pulse', 'PULSE') returning id),
      q as (insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes)
        select ${workspaceId}, id, n, 'Q' || n, 'Q', 'NPS', 0, 10, (array['{3}', '{}'])[n]::real[] from s, generate_series(1, 2) n returning 1)
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
    select ${workspaceId}, s.id, 'pulse-' || n, i.id, case when n % 7 > 0 then timestamptz '2026-01-03Z' + make_interval(hours => n) end, array[n % 11, 10 - n % 11]::real[]
      from s, generate_series(1, 40) n left join identity i on i.workspace_id = ${workspaceId} and i.kind = 'CRM_ID' and i.value = 'C' || lpad((n % 35)::text, 6, '0');
    update response set touchpoint = (array['desk', 'shop', null])[1 + id % 3], channel = (array['MAIL', 'WEB'])[1 + id % 2], brand = (array['north', null])[1 + id % 2]
     where workspace_id = ${workspaceId};
    insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
    select ${workspaceId}, 'o' || id, id, '2026-01-01Z', 'EUR', 10 from identity where workspace_id = ${workspaceId} and kind = 'CRM_ID' and id % 3 = 0;`);
  key = await api.createKey(workspaceId);
  all = await list('first: 500');
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

async function list(args: string, as = key): Promise<Row[]> {
  const { data, errors } = await api.query(
    as,
    `{ responses(${args}) { totalCount nodes { externalId respondedAt touchpoint channel brand survey { key } customer { externalId } answers(questions: ["NPS", "Q1"]) { value } } } }`,
  );
  expect(errors).toBeUndefined();
  if (args.includes('500')) expect(data.responses.totalCount).toBe(data.responses.nodes.length);
  return data.responses.nodes;
}
const names = (rows: readonly Row[]) => rows.map(({ externalId }) => externalId);
const nps = ({ answers }: Row) => answers[0]?.value ?? null;
const within = (from: string, until: string) => (row: Row) =>
  row.respondedAt !== null && row.respondedAt >= from && row.respondedAt < until;

describe('responses of a customer', () => {
  it.each<[string, (row: Row) => boolean]>([
    ['', () => true],
    ['survey: "pulse"', ({ survey }) => survey.key === 'pulse'],
    ['from: "2026-01-03T00:00:00Z", until: "2026-01-04T06:00:00Z"', within('2026-01-03', '2026-01-04T06:00:00.000Z')],
    ['survey: "visit", until: "2026-01-04T00:00:00Z"', (row) => row.survey.key === 'visit' && within('', '2026-01-04')(row)],
  ])('by %s are those of all for which it holds, in the same order, counted, and page by page', async (args, holds) => {
    const of = async (selected: string) => {
      const { data, errors } = await api.query(key, `{ customers(first: 30) { nodes { externalId ${selected} } } }`);
      expect(errors).toBeUndefined();
      return data.customers.nodes as {
        externalId: string;
        responses: { totalCount: number; nodes: Row[]; pageInfo: { endCursor: string } };
      }[];
    };
    const written = await of(`responses(first: 20, ${args}) { nodes { externalId } }`);
    for (const { externalId, responses } of await of(`responses(first: 20, ${args}) { totalCount nodes { externalId } }`)) {
      const expected = all.filter((row) => row.customer?.externalId === externalId && holds(row));
      expect(names(responses.nodes)).toEqual(names(expected));
      expect(responses.totalCount).toBe(expected.length);
      expect(written.find((customer) => customer.externalId === externalId)?.responses.nodes).toEqual(responses.nodes);
    }
    const [first] = await of(`responses(first: 1, ${args}) { nodes { externalId } pageInfo { endCursor } }`);
    const rest = `responses(first: 20, ${args} after: "${first!.responses.pageInfo.endCursor}") { nodes { externalId } }`;
    const [whole, behind] = [written[0]!, (await of(rest))[0]!];
    expect(whole.responses.nodes.length).toBeGreaterThan(1);
    expect([...first!.responses.nodes, ...behind.responses.nodes]).toEqual(whole.responses.nodes);
  });

  it.each([
    ['survey: "nowhere"', 'survey: there is no survey "nowhere"'],
    ['from: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z"', 'until: this is not after `from`'],
  ])('are refused by %s, where they are asked for', async (args, message) => {
    const { errors } = await api.query(key, `{ customers(first: 2) { nodes { externalId responses(${args}) { nodes { id } } } } }`);
    expect(errors?.[0]).toMatchObject({ message, path: ['customers', 'nodes', 0, 'responses'], extensions: { code: 'BAD_USER_INPUT' } });
  });
});

describe('responses', () => {
  it('are there all, of every survey and of nobody known, newest first, undated ones last', () => {
    expect(all).toHaveLength(30 * 4 + 6 + 40);
    expect(all.filter(({ customer }) => customer === null).length).toBeGreaterThan(6);
    const times = all.map(({ respondedAt }) => respondedAt ?? '');
    expect(times).toEqual(times.toSorted().toReversed());
  });

  it.each<[string, (row: Row) => boolean]>([
    ['survey: "pulse"', ({ survey }) => survey.key === 'pulse'],
    ['touchpoint: ["desk", "none"]', ({ touchpoint }) => touchpoint === 'desk'],
    ['channel: "MAIL", brand: ["north"]', ({ channel, brand }) => channel === 'MAIL' && brand === 'north'],
    ['band: PROMOTER', (row) => (nps(row) ?? -1) >= 9],
    ['band: [PASSIVE, DETRACTOR], survey: "pulse"', (row) => row.survey.key === 'pulse' && nps(row) !== null && (nps(row) ?? 0) <= 8],
    ['from: "2026-01-03T00:00:00Z", until: "2026-01-04T06:00:00Z"', within('2026-01-03', '2026-01-04T06:00:00.000Z')],
    ['touchpoint: "shop", until: "2026-01-04T00:00:00Z"', (row) => row.touchpoint === 'shop' && within('', '2026-01-04')(row)],
  ])('by %s are those for which it holds, in the same order', async (args, holds) => {
    const found = await list(`first: 500, ${args}`);
    expect(names(found)).toEqual(names(all.filter(holds)));
    expect(found.length).toBeGreaterThan(0);
    expect(found.length).toBeLessThan(all.length);
  });

  it('come the other way round where the oldest are asked for first, so that the last cursor leads to what is answered later', async () => {
    expect(names(await list('first: 500, order: OLDEST_FIRST'))).toEqual(names(all.toReversed()));
    const page = '{ edges { node { id externalId } } pageInfo { endCursor } }';
    const read = async (args: string) =>
      (await api.query(key, `{ responses(order: OLDEST_FIRST, first: 500${args}) ${page} }`)).data.responses;
    const { pageInfo } = await read('');
    await api.admin`insert into response (workspace_id, survey_id, external_id, responded_at, "values")
      select ${workspaceId}, id, 'later', '2027-01-01Z', '{}' from survey where workspace_id = ${workspaceId} and key = 'pulse'`;
    const { edges } = await read(`, after: "${pageInfo.endCursor}"`);
    await api.admin`delete from response where workspace_id = ${workspaceId} and external_id = 'later'`;
    expect(edges.map(({ node }: { node: Row }) => node.externalId)).toEqual(['later']);
  });

  it('of customers by what they do are those of the customers that the filter lists', async () => {
    const { data } = await api.query(key, '{ customers(first: 500, filter: { orders: {} }) { nodes { externalId } } }');
    const buyers = new Set(data.customers.nodes.map(({ externalId }: { externalId: string }) => externalId));
    const found = await list('first: 500, customers: { orders: {} }');
    expect(names(found)).toEqual(names(all.filter(({ customer }) => customer !== null && buyers.has(customer.externalId))));
    expect(found.length).toBeGreaterThan(10);
  });

  it.each([
    ['survey: "nowhere"', 'survey: there is no survey "nowhere"'],
    ['from: "2026-01-02T00:00:00Z", until: "2026-01-01T00:00:00Z"', 'until: this is not after `from`'],
    ['customers: { answered: { survey: "x" } }', 'customers.answered.survey: there is no survey "x"'],
    ['after: "x"', 'after: this is not a cursor of this list'],
  ])('are refused by %s, with the argument and what is wrong with it', async (args, message) => {
    const { errors } = await api.query(key, `{ responses(${args}) { nodes { id } } }`);
    expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
  });

  it('have no band where there is no question of kind NPS, which is said', async () => {
    const other = await createWorkspace(api.admin, 'b');
    await api.admin`
      with s as (insert into survey (workspace_id, key, title, kind) values (${other}, 'short', 'x', 'PULSE') returning id)
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) select ${other}::integer, id, 1, 'Q', 'Q', 'RATING', 0, 10 from s`;
    const keyOfOther = await api.createKey(other);
    const faultOf = async (args: string) => (await api.query(keyOfOther, `{ responses(${args}) { nodes { id } } }`)).errors?.[0];
    const remedy = 'question of kind NPS: leave `band` out';
    const coded = { extensions: { code: 'BAD_USER_INPUT', argument: 'band' } };
    expect(await faultOf('band: PROMOTER')).toMatchObject({ message: `band: no survey has a ${remedy}`, ...coded });
    expect(await faultOf('band: PROMOTER, survey: "short"')).toMatchObject({
      message: `band: the survey "short" has no ${remedy}`,
      ...coded,
    });
    const answered = (condition: string) => faultOf(`customers: { answered: { survey: "short", ${condition} bands: [PROMOTER] } }`);
    expect((await answered(''))?.message).toBe('customers.answered.question: the survey has no question of kind NPS, name the question');
    expect((await answered('question: "Q",'))?.message).toBe('customers.answered.bands: Q is of kind RATING, NPS is needed');
  });

  it('show comments to the scope pii alone, which to go by a personal trait takes, too', async () => {
    const reader = await api.createKey(workspaceId, ['read']);
    const comments = '{ responses(first: 3) { nodes { comment } } }';
    expect((await api.query(key, comments)).data.responses.nodes[2].comment).toMatch(/comment/);
    expect((await api.query(reader, comments)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'pii' });
    const byTrait = '{ responses(customers: { trait: { key: "city" } }) { nodes { id } } }';
    expect((await api.query(reader, byTrait)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'pii' });
  });
});

it('questions of all codebooks come survey by survey, narrowed by survey, kind and role', async () => {
  const ask = async (args: string) => {
    const { data } = await api.query(key, `{ questions${args} { nodes { key survey { key } } } }`);
    return data.questions.nodes.map(({ key: name, survey }: { key: string; survey: { key: string } }) => `${survey.key}.${name}`);
  };
  expect(await ask('')).toEqual(['visit.NPS', 'visit.RATE', 'visit.WHY', 'pulse.Q1', 'pulse.Q2']);
  expect(await ask('(kind: [NPS, TEXT])')).toEqual(['visit.NPS', 'visit.WHY', 'pulse.Q1', 'pulse.Q2']);
  expect(await ask('(kind: RATING)')).toEqual(['visit.RATE']);
  expect(await ask('(survey: "pulse", role: OTHER)')).toEqual(['pulse.Q1', 'pulse.Q2']);
});
