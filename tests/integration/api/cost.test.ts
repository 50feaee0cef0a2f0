/** What a query costs, what a key may spend, and how the caller is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { limits: { pointsPerMinute: 20 } });
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const post = (body: object, headers: Record<string, string> = {}, search = '') =>
  fetch(`${api.url}/graphql${search}`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: JSON.stringify(body),
  });

const page = 'query ($n: Int!) { customers(first: $n) { nodes { externalId responses(first: $n) { nodes { id } } } } }';

describe('the cost of a query', () => {
  it('stands in every answer beside the limit: right, wrong or refused', async () => {
    key = await api.createKey(workspaceId);
    const costOf = async (body: object) => (await (await post(body)).json()).extensions.cost;
    expect(await costOf({ query: '{ workspace { key name } }' })).toEqual({ requested: 3, limit: 50_000 });
    const [small, large] = [await costOf({ query: page, variables: { n: 2 } }), await costOf({ query: page, variables: { n: 20 } })];
    expect(large.requested).toBeGreaterThan(50 * small.requested); // pages multiply
    expect((await costOf({ query: page, variables: { n: 500 } })).requested).toBeGreaterThan(50_000);
    expect(await costOf({ query: '{ nothing }' })).toEqual({ requested: null, limit: 50_000 });
    expect(
      await costOf({ query: 'query b { workspace { key } } query a { surveys { nodes { key } } }', operationName: 'a' }),
    ).toMatchObject({
      requested: 41,
    });
  });

  it.each([
    ['a header', { 'x-cost-only': '1' }, ''],
    ['a parameter', {}, '?costOnly=true'],
  ])('is told by a dry run, asked for by %s, that executes nothing and refuses nothing', async (_what, headers, search) => {
    key = await api.createKey(workspaceId);
    api.statements.splice(0);
    const tooMuch = await (await post({ query: page, variables: { n: 500 } }, headers, search)).json();
    expect(tooMuch).toEqual({ data: null, extensions: { cost: { requested: expect.any(Number), limit: 50_000 } } });
    const mutation = await post({ query: 'mutation { createAnalysis(input: {}) { id } }' }, headers, search);
    expect(mutation.status).toBe(400); // it is validated all the same
    const change = await post({ query: 'mutation { cancelRun(id: "UnVuOjE") { id } }' }, headers, search);
    expect(await change.json()).toMatchObject({ data: null, extensions: { cost: { requested: 2 } } });
    expect(api.statements.filter((text) => !/authenticate|api_key|app.workspace_id|^(begin|commit)/.test(text))).toEqual([]);
    const unclear = await post({ query: '{ workspace { key } }' }, { 'x-cost-only': 'yes' }, '');
    expect(await unclear.json()).toMatchObject({ status: 400, detail: 'X-Cost-Only: 1, true, 0 and false are possible' });
    const wrong = await post({ query: page, variables: { n: 'many' } }, headers, search);
    expect((await wrong.json()).errors[0].extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'variables' });
  });
});

describe('the allowance of a key', () => {
  const remaining = (response: Response) => Number(response.headers.get('ratelimit-remaining'));

  it('is told with every answer, in the fields of the draft and in those that clients know', async () => {
    key = await api.createKey(workspaceId);
    const first = await post({ query: '{ workspace { key } }' });
    expect(first.headers.get('ratelimit-policy')).toBe('"key";q=20;w=60');
    expect(first.headers.get('ratelimit')).toMatch(/^"key";r=19;t=(60|59)$/);
    expect([first.headers.get('ratelimit-limit'), remaining(first)]).toEqual(['20', 19]);
    const rest = await fetch(`${api.url}/v1/nothing`, { headers: { 'x-api-key': key } });
    expect(remaining(rest)).toBe(18);
  });

  it('is spent by what is asked for: a large query takes more of it', async () => {
    key = await api.createKey(workspaceId);
    const response = await post({ query: page, variables: { n: 150 } });
    const { requested } = (await response.json()).extensions.cost;
    expect(remaining(response)).toBe(20 - 1 - Math.floor(requested / 10_000));
    expect(requested).toBeGreaterThan(20_000);
  });

  it('once spent is refused with 429 and the time to wait, by every door, and another key is not', async () => {
    key = await api.createKey(workspaceId);
    const statuses = (await Promise.all(Array.from({ length: 25 }, () => post({ query: '{ workspace { key } }' })))).map(
      ({ status }) => status,
    );
    expect([statuses.filter((status) => status === 200).length, statuses.filter((status) => status === 429).length]).toEqual([20, 5]);
    const refused = await post({ query: '{ workspace { key } }' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await refused.json()).toMatchObject({ errors: [{ extensions: { code: 'RATE_LIMITED', requestId: expect.any(String) } }] });
    const rest = await fetch(`${api.url}/v1/imports`, { method: 'POST', headers: { 'x-api-key': key } });
    expect([rest.status, rest.headers.get('content-type')]).toEqual([429, 'application/problem+json; charset=utf-8']);
    key = await api.createKey(workspaceId);
    expect((await post({ query: '{ workspace { key } }' })).status).toBe(200);
  });

  it('refuses the query that would pass it, with its points', async () => {
    key = await api.createKey(workspaceId);
    for (let times = 0; times < 17; times++) await post({ query: '{ workspace { key } }' });
    const refused = await post({ query: page, variables: { n: 150 } });
    expect(refused.status).toBe(429);
    expect((await refused.json()).errors[0].extensions).toMatchObject({ code: 'RATE_LIMITED', points: expect.any(Number) });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('what a client calls itself', () => {
  it('is in the log of its requests where it is a plain word, and else not', async () => {
    key = await api.createKey(workspaceId);
    await post({ query: '{ workspace { key } }' }, { 'graphql-client-name': 'dashboard', 'graphql-client-version': '1.2.3' });
    await post({ query: '{ workspace { key } }' }, { 'graphql-client-name': 'jane@example.org said "hello"' });
    await expect.poll(() => api.log.join('')).toContain('"client":"dashboard","clientVersion":"1.2.3"');
    expect(api.log.join('')).not.toContain('jane');
  });
});
