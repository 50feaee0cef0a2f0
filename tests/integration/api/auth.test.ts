import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, revokeApiKey } from '../../../api/auth/apiKeys.ts';
import { createSignInLink } from '../../../api/auth/signInLink.ts';
import { routes } from '../../../api/routes.ts';
import { type Scope, scopes } from '../../../schema/context.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let loaded: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId);
  loaded = encodeGlobalId('Import', (await fillRun(api.admin, workspaceId)).import);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const ask = (headers: Record<string, string>, query = '{ workspace { key } }', path = '/graphql') =>
  fetch(`${api.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
const newKey = (rest: { scopes?: readonly Scope[]; expiresAt?: Date | null } = {}) =>
  createApiKey(api.services.sql, { workspaceId, name: 'test', scopes: ['read'], expiresAt: null, ...rest });

describe('a key', () => {
  it('opens its workspace in either header, at GraphQL and REST', async () => {
    const { key } = await newKey({ scopes: ['read', 'ingest'] });
    expect(await (await ask({ authorization: `Bearer ${key}` })).json()).toMatchObject({ data: { workspace: { key: 'a' } } });
    expect(await (await ask({ 'x-api-key': key })).json()).toMatchObject({ data: { workspace: { key: 'a' } } });
    for (const headers of [{ authorization: `Bearer ${key}` }, { 'x-api-key': key }])
      expect(await (await fetch(`${api.url}/v1/imports/${loaded}`, { headers })).json()).toMatchObject({ id: loaded });
  });
  it('is stored as its hash alone', async () => {
    const { key, id } = await newKey();
    const [row] = await api.admin`select *, encode(hash, 'hex') as hex from api_key where id = ${id}`;
    expect(JSON.stringify(row, (_name, value) => (typeof value === 'bigint' ? String(value) : value))).not.toContain(key.slice(10));
  });
  it.each([
    ['no key', {}],
    ['an unknown key', { authorization: 'Bearer ek_unknown' }],
    ['a session shown as a key', { authorization: 'Bearer es_unknown' }],
  ])('%s is refused, at introspection too, in the form of the door', async (_what, headers) => {
    const graphql = await ask(headers, '{ __schema { queryType { name } } }');
    expect(graphql.status).toBe(401);
    expect(await graphql.json()).toMatchObject({
      errors: [{ extensions: { code: 'UNAUTHENTICATED', requestId: graphql.headers.get('x-request-id') } }],
    });
    const rest = await ask(headers, '', '/v1/imports');
    expect(rest.status).toBe(401);
    expect(rest.headers.get('content-type')).toContain('application/problem+json');
    expect(await rest.json()).toMatchObject({
      status: 401,
      code: 'UNAUTHENTICATED',
      detail: expect.stringMatching(/^(A key is needed|The credential is unknown)/),
    });
  });
  it('is refused once expired, and within 3 seconds of being revoked', async () => {
    const expired = await newKey({ expiresAt: new Date(Date.now() - 1000) });
    expect((await ask({ 'x-api-key': expired.key })).status).toBe(401);
    const { key, id } = await newKey();
    expect((await ask({ 'x-api-key': key })).status).toBe(200);
    await revokeApiKey(api.services.sql, workspaceId, id);
    await expect.poll(async () => (await ask({ 'x-api-key': key })).status, { timeout: 3000 }).toBe(401);
  });
  it('notes its use at most once a minute', async () => {
    const { key, id } = await newKey();
    const lastUse = async () =>
      (await api.admin<{ at: Date | null }[]>`select last_used_at as at from api_key where id = ${id}`)[0]?.at?.getTime();
    await ask({ 'x-api-key': key });
    await expect.poll(lastUse).toBeTypeOf('number');
    const first = await lastUse();
    await sleep(2100); // past the cache: authenticated anew
    await ask({ 'x-api-key': key });
    await sleep(100);
    expect(await lastUse()).toBe(first);
  });
});

describe('a scope', () => {
  const code = async (given: readonly Scope[], query: string) =>
    (await (await ask({ 'x-api-key': (await newKey({ scopes: given })).key }, query)).json()).errors?.[0];

  it.each<[Scope, string]>([
    ['read', '{ workspace { key } }'],
    ['read', 'subscription { runUpdated(id: "x") { id } }'],
    ['ingest', 'mutation { createSurvey(input: { key: "x", title: "x", kind: PULSE, questions: [] }) { id } }'],
    ['ingest', 'mutation { cancelImport(id: "x") { id } }'],
    ['compute', 'mutation { runAnalysis(name: "x") { id } }'],
    ['compute', 'mutation { cancelRun(id: "x") { id } }'],
    [
      'compute',
      'mutation { createAnalysis(input: { name: "x", kind: DRIVERS, survey: "x", drivers: { outcome: "x", drivers: [] } }) { id } }',
    ],
    ['pii', '{ survey(key: "visit") { responses(first: 1) { edges { node { comment } } } } }'],
    ['pii', '{ imports { edges { node { errors { edges { node { raw } } } } } } }'],
  ])('%s is needed for %s, and its lack is named', async (scope, query) => {
    const others = scopes.filter((name) => name !== scope);
    expect(await code(others, query)).toMatchObject({ extensions: { code: 'FORBIDDEN', scope } });
  });

  it('pii masks what is personal and shows the rest', async () => {
    const query =
      '{ customer(externalId: "C000001") { traits { key value isPersonal } identities { kind value } responses(first: 1) { edges { node { answers { text } } } } } }';
    const [masked, whole] = await Promise.all(
      [['read'], ['read', 'pii']].map(async (given) => {
        const { key } = await newKey({ scopes: given as Scope[] });
        return (await (await ask({ 'x-api-key': key }, query)).json()).data.customer;
      }),
    );
    const mark = `w${workspaceId}`;
    expect(masked.traits).toEqual([
      { key: 'city', value: null, isPersonal: true },
      { key: 'plan', value: mark, isPersonal: false },
    ]);
    expect(masked.identities).toEqual([
      { kind: 'CRM_ID', value: 'C000001' },
      { kind: 'EMAIL', value: null },
    ]);
    expect(JSON.stringify(masked)).not.toContain('because');
    expect(whole.traits[0].value).toBe(mark);
    expect(whole.identities[1].value).toBe(`c000001@${mark}.example`);
    expect(JSON.stringify(whole)).toContain(`because ${mark}`);
  });
});

describe('a sign-in link', () => {
  const link = (validMinutes?: number) =>
    createSignInLink(api.services.sql, {
      workspaceId,
      scopes: ['read'],
      baseUrl: api.url,
      ...(validMinutes !== undefined && { validMinutes }),
    });
  const open = (address: string, method = 'GET') => fetch(address, { method, redirect: 'manual' });
  const cookieOf = (response: Response) => response.headers.get('set-cookie')?.split(';')[0] ?? '';

  it('sets a session that pages of others cannot read or use, and goes on to GraphiQL', async () => {
    const response = await open(await link());
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/graphql');
    expect(response.headers.get('set-cookie')).toMatch(/^earshot_session=es_[\w-]{43}; HttpOnly; SameSite=Strict; Path=\/; Max-Age=43200$/);
    expect(await (await ask({ cookie: cookieOf(response), 'x-earshot-csrf': '1' })).json()).toMatchObject({
      data: { workspace: { key: 'a' } },
    });
  });
  it('marks the cookie Secure behind https', async () => {
    const response = await fetch(await link(), { redirect: 'manual', headers: { 'x-forwarded-proto': 'https' } });
    expect(response.headers.get('set-cookie')).toMatch(/; Secure$/);
  });
  it('works once, also for two that open it at once, and says so plainly', async () => {
    const address = await link();
    const statuses = (await Promise.all([open(address), open(address), open(address)])).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([303, 410, 410]);
    const again = await open(address);
    expect(await again.text()).toContain('no longer good');
  });
  it('is not used up by a program that only looks', async () => {
    const address = await link();
    expect((await open(address, 'HEAD')).status).toBe(405);
    expect((await open(address)).status).toBe(303);
  });
  it('expires, and one that never was is answered alike', async () => {
    const expired = await open(await link(0));
    const invented = await open(`${api.url}/sign-in?token=el_${'x'.repeat(43)}`);
    const none = await open(`${api.url}/sign-in`);
    expect([expired.status, invented.status, none.status]).toEqual([410, 410, 410]);
    expect(await expired.text()).toBe(await invented.text());
  });
  it('is itself no credential', async () => {
    const token = new URL(await link()).searchParams.get('token')!;
    expect((await ask({ 'x-api-key': token })).status).toBe(401);
    expect((await ask({ cookie: `earshot_session=${token}`, 'x-earshot-csrf': '1' })).status).toBe(401);
  });

  it('gives a session that needs the CSRF header at every door, where a key does not', async () => {
    const cookie = cookieOf(await open(await link()));
    for (const path of ['/graphql', '/v1/imports']) {
      const refused = await ask({ cookie }, '{ workspace { key } }', path);
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('x-earshot-csrf');
    }
    const get = await fetch(`${api.url}/graphql?query=${encodeURIComponent('{ workspace { key } }')}`, { headers: { cookie } });
    expect(get.status).toBe(403);
    const { key } = await newKey();
    expect((await ask({ cookie, 'x-api-key': key })).status).toBe(200);
  });
  it('gives a session that ends within 3 seconds of being revoked', async () => {
    const cookie = cookieOf(await open(await link()));
    const status = async () => (await ask({ cookie, 'x-earshot-csrf': '1' })).status;
    expect(await status()).toBe(200);
    await api.admin`update session set revoked_at = now() where workspace_id = ${workspaceId}`;
    await expect.poll(status, { timeout: 3000 }).toBe(401);
  });
});

describe('a page of another origin', () => {
  const origin = 'https://app.example.com';
  const preflight = (path: string, method: string, from = origin) =>
    fetch(`${page.url}${path}`, { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': method } });
  const corsOf = ({ headers }: Response) => Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
  let page: TestApi;
  let key: string;
  beforeAll(async () => {
    page = await startTestApi(database, { corsOrigins: [origin, 'http://localhost:5173'], limits: { answerCacheMegabytes: 1 } });
    ({ key } = await newKey());
  });
  afterAll(() => page?.close());

  it('asks before it sends, at every address and without a credential', async () => {
    for (const { path, methods } of routes) {
      for (const method of methods) {
        const answer = await preflight(path.replace(/\{\w+\}/, 'one'), method);
        expect([answer.status, answer.headers.get('vary')], path).toEqual([204, 'Origin']);
        expect(corsOf(answer)).toEqual({
          'access-control-allow-origin': origin,
          'access-control-allow-methods': expect.stringContaining(method),
          'access-control-allow-headers': expect.stringMatching(/authorization, .*content-type/),
          'access-control-max-age': '600',
        });
        expect(answer.headers.get('access-control-allow-headers')).not.toContain('csrf'); // goes with a cookie
      }
    }
    expect((await preflight('/v1/nothing', 'GET')).status).toBe(401);
    expect((await preflight('/nothing', 'GET')).status).toBe(404);
  });
  it.each([
    ['a query', '/graphql?query={workspace{key}}', {}, 200],
    ['the same again, from the cache', '/graphql?query={workspace{key}}', {}, 200],
    [
      'a table',
      '/graphql?query=query($after:String){customers(first:1,after:$after){nodes{externalId}pageInfo{hasNextPage endCursor}}}',
      { accept: 'text/csv' },
      200,
    ],
    ['events', '/graphql?query=subscription{runUpdated(id:"UnVuOjE"){id}}', { accept: 'text/event-stream' }, 200],
    ['GraphiQL', '/graphql', { accept: 'text/html' }, 200],
    ['a query that is wrong', '/graphql?query={nothing}', {}, 400],
    ['a saved query that is not there', '/q/nothing', {}, 404],
    ['a dataset', '/bi/v1/customers.csv', {}, 200],
    ['a dataset that is known', '/bi/v1/customers.csv', { 'if-none-match': '*' }, 304],
    ['what needs a key', '/bi/v1/$schema', { 'x-api-key': 'wrong' }, 401],
  ])('reads %s, where it is on the list', async (_what, path, headers, status) => {
    const ask = async (from: string | null) => {
      const answer = await fetch(`${page.url}${path}`, {
        headers: { 'x-api-key': key, accept: 'application/graphql-response+json', ...headers, ...(from !== null && { origin: from }) },
      });
      await answer.body?.cancel();
      expect(answer.status).toBe(status);
      expect(answer.headers.get('vary')?.toLowerCase()).toContain('origin');
      return corsOf(answer);
    };
    const exposed = expect.stringMatching(/cache-status, .*etag, link, .*ratelimit-remaining, .*x-request-id/);
    expect(await ask(origin)).toEqual({ 'access-control-allow-origin': origin, 'access-control-expose-headers': exposed });
    for (const stranger of [null, 'null', 'https://app.example.com.evil.example', 'http://app.example.com'])
      expect(await ask(stranger)).toEqual({});
  });
  it('hears nothing where it is not on the list, or where there is none', async () => {
    for (const answer of [
      await preflight('/graphql', 'POST', 'https://evil.example'),
      await fetch(`${api.url}/graphql`, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } }),
    ])
      expect([answer.status, corsOf(answer)]).toEqual([401, {}]);
  });
});
