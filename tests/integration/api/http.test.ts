import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let superuser: Sql;
let key: string;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 1 });
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId);
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await superuser?.end();
  await database?.drop();
});

const strict = 'application/graphql-response+json';
const post = (query: string, variables: object = {}, headers: Record<string, string> = {}) =>
  fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept: strict, ...headers },
    body: JSON.stringify({ query, variables }),
  });

describe('health', () => {
  it('needs no key: the process, and that it reaches its database', async () => {
    for (const path of ['/health', '/health/ready']) {
      const response = await fetch(`${api.url}${path}`);
      expect(response.status).toBe(200);
      expect(await response.json()).toEqual({ status: 'ok' });
    }
  });
});

it('the database is asked once for all who ask for its health meanwhile', async () => {
  const { sql } = api.services;
  const held = await Promise.all(Array.from({ length: sql.options.max }, () => sql.reserve()));
  api.statements.length = 0;
  const answers = await Promise.all(Array.from({ length: 20 }, () => fetch(`${api.url}/health/ready`)));
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 503));
  for (const connection of held) connection.release();
  await expect.poll(async () => (await fetch(`${api.url}/health/ready`)).status).toBe(200);
  expect(api.statements.filter((text) => text === 'select 1').length).toBeLessThan(5); // 20 would wait for a connection
});

describe('the address itself', () => {
  it('tells a browser where to go on, by a page that does nothing; a program is told that nothing is there', async () => {
    const page = await fetch(api.url, { headers: { accept: 'text/html,*/*' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    const html = await page.text();
    for (const address of ['/graphql', '/health', '/health/ready']) expect(html).toContain(`<a href="${address}">`);
    expect(html.replaceAll(/<\/?span>/g, '')).toContain('<code>npx earshot sign-in --workspace KEY</code>');
    const program = await fetch(api.url, { headers: { accept: 'application/json' } });
    expect(program.status).toBe(404);
    expect(await program.json()).toMatchObject({ code: 'NOT_FOUND', detail: expect.stringContaining('the graph are at /graphql') });
  });
});

describe('GraphiQL', () => {
  const page = (headers: Record<string, string> = {}) => fetch(`${api.url}/graphql`, { headers: { accept: 'text/html,*/*', ...headers } });

  it('is shown to browsers without a key, whole, and loads nothing from elsewhere', async () => {
    const response = await page();
    expect(response.status).toBe(200);
    const html = await response.text();
    expect(html).toContain('"x-earshot-csrf":"1"');
    expect(html.replace(/<script>[\s\S]*<\/script>|<style>[\s\S]*?<\/style>/g, '')).not.toMatch(/<(script|link)[^>]+(src|href)="(?!data:)/);
    expect(html).not.toMatch(/\b(import|importScripts)\(\s*["']https?:/);
    // Were anything left that tried, the browser would refuse it.
    expect(response.headers.get('content-security-policy')).toMatch(/default-src 'none';.*connect-src 'self'/);
  });
  it('comes zipped', async () => {
    const response = await page({ 'accept-encoding': 'gzip' });
    expect(response.headers.get('content-encoding')).toBe('gzip');
  });
  it('is not in the way of a query in the address', async () => {
    const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent('{ workspace { key } }')}`, {
      headers: { accept: 'text/html,*/*', 'x-api-key': key },
    });
    expect(await response.json()).toMatchObject({ data: { workspace: { key: 'a' } } });
  });
});

describe('a query', () => {
  it('may come by GET, a mutation may not', async () => {
    const get = (query: string) =>
      fetch(`${api.url}/graphql?query=${encodeURIComponent(query)}`, { headers: { 'x-api-key': key, accept: strict } });
    expect((await get('{ workspace { key } }')).status).toBe(200);
    const mutation = await get('mutation { runAnalysis(name: "x") { id } }');
    expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
    expect((await mutation.json()).errors).toMatchObject([
      { message: expect.stringContaining('mutation'), extensions: { code: 'METHOD_NOT_ALLOWED' } }, // as at any other address
    ]);
  });
  it.each([
    ['does not parse', '{ workspace {', 400, 'BAD_USER_INPUT'],
    ['asks for a field that is not there', '{ nothing }', 400, 'BAD_USER_INPUT'],
    ['has a variable of the wrong type', 'query ($n: Int!) { customers(first: $n) { edges { cursor } } }', 400, 'BAD_USER_INPUT'],
    ['has a malformed time', '{ survey(key: "visit") { nps(from: "yesterday") { n } } }', 400, 'BAD_USER_INPUT'],
    ['names a run that is not there in a mutation', 'mutation { cancelRun(id: "UnVuOjk5OTk5") { id } }', 404, 'NOT_FOUND'],
    ['has a page that is too large', '{ customers(first: 501) { edges { cursor } } }', 400, 'LIMIT_EXCEEDED'],
    ['has an invented cursor', '{ customers(after: "nonsense") { edges { cursor } } }', 400, 'BAD_USER_INPUT'],
    ['has an id of another type', 'mutation { cancelRun(id: "Q3VzdG9tZXI6MQ") { id } }', 400, 'BAD_USER_INPUT'],
  ])('that %s is answered with its status and code', async (_what, query, status, code) => {
    const response = await post(query);
    const body = await response.json();
    expect(response.headers.get('content-type')).toContain(strict);
    expect({ status: response.status, code: body.errors[0].extensions.code }).toEqual({ status, code });
    expect(body.errors[0].extensions).toMatchObject({ requestId: response.headers.get('x-request-id') });
    expect(JSON.stringify(body)).not.toContain('"http"');
  });
  it('with an error in one field keeps the rest, with status 200', async () => {
    const response = await post('{ workspace { key } run(id: "nonsense") { id } }');
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({
      data: { workspace: { key: 'a' }, run: null },
      errors: [{ path: ['run'], extensions: { code: 'BAD_USER_INPUT', argument: 'id' } }],
    });
  });
  it.each([
    'customer(externalId: $text) { externalId }',
    'order(externalId: $text) { externalId }',
    'orders(status: [$text]) { totalCount }',
  ])('with a NUL character in a text is told so: %s', async (field) => {
    const response = await post(`query ($text: String!) { ${field} }`, { text: 'a\0b' });
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect(errors[0]).toMatchObject({ message: expect.stringContaining('NUL'), extensions: { code: 'BAD_USER_INPUT' } });
    expect((await post('{ workspace { key } }')).status).toBe(200);
  });
  it.each([
    ['customer(externalId: $text) { externalId }', 'text'],
    ['orders(status: [$text]) { totalCount }', 'text'],
    ['orders(status: $list) { totalCount }', 'list'],
  ])('with half of a pair of surrogates in a text is told so: %s', async (field, name) => {
    const response = await post(
      `query ($text: String!, $list: [String!]) { ${field} ${name === 'list' ? 'event(externalId: $text) { name }' : ''} }`,
      {
        text: name === 'text' ? '\ud800' : 'x',
        list: ['x', name === 'list' ? '\udfff' : '😀'],
      },
    );
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect(response.status).toBe(400);
    expect(errors[0]).toMatchObject({
      message: `${name}: a text of this variable is no Unicode: half of a pair of surrogates`,
      extensions: { code: 'BAD_USER_INPUT', argument: name },
    });
  });

  it('that a refused field takes away tells of the refusal alone, not of what was being read beside it', async () => {
    const reader = await api.createKey(workspaceId, ['read']);
    const beside = Array.from(
      { length: 8 },
      (_, n) => `r${n}: responses(first: ${n + 1}) { nodes { id customer { orders(first: 2) { nodes { id } } } } }`,
    );
    const logged = api.log.length;
    for (let time = 0; time < 5; time++) {
      const response = await post(`{ ${beside.join(' ')} apiKeys { nodes { name } } }`, {}, { 'x-api-key': reader });
      expect(response.status).toBe(403);
      const { data, errors } = (await response.json()) as { data: unknown; errors: { path: unknown; extensions: { code: string } }[] };
      expect([data, errors.map(({ path, extensions }) => [path, extensions.code])]).toEqual([null, [[['apiKeys'], 'FORBIDDEN']]]);
    }
    expect(api.log.slice(logged).filter((line) => line.includes('a resolver failed'))).toEqual([]);
  });
  it('of an older client that asks for plain JSON gets status 200 with its error', async () => {
    const response = await post('{ nothing }', {}, { accept: 'application/json' });
    expect(response.status).toBe(200);
    expect((await response.json()).errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('a limit', () => {
  const deep = `{ customers { edges { node ${'{ responses { edges { node { customer '.repeat(3)} { id } ${'} } } }'.repeat(3)} } } }`;
  const wide = `{ workspace { ${'key '.repeat(401)} } }`;
  it.each([
    ['of depth', deep, /levels deep, at most 12/],
    ['of breadth', wide, /fields, at most 400/],
    [
      'of cost',
      '{ customers(first: 500) { edges { node { responses(first: 100) { edges { node { id } } } } } } }',
      /costs \d+, at most 50000/,
    ],
    ['of length', `{ workspace { key } } #${'x'.repeat(20_000)}`, /characters, at most 20000/],
  ])('%s tells the real reason', async (_what, query, message) => {
    const response = await post(query);
    expect(response.status).toBe(400);
    expect((await response.json()).errors[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'LIMIT_EXCEEDED' },
    });
  });
  it('counts the page size that a variable asks for', async () => {
    const query = 'query ($n: Int!) { customers(first: $n) { edges { node { responses(first: $n) { edges { node { id } } } } } } }';
    expect((await post(query, { n: 5 })).status).toBe(200);
    expect((await (await post(query, { n: 500 })).json()).errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
  });
  it('leaves the introspection of GraphiQL and of code generators alone', async () => {
    const graphql = await import('graphql');
    const response = await post(graphql.getIntrospectionQuery());
    expect(response.status).toBe(200);
  });
  it('of the body holds before it is read', async () => {
    const response = await post(`{ workspace { key } }`, { padding: 'x'.repeat(1_000_001) });
    expect(response.status).toBe(413);
    expect((await response.json()).errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
  });
  it('of the body holds while it is read, where nobody said how long it is', async () => {
    const unannounced = (body: string) =>
      fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json', accept: strict },
        body: new Blob([body]).stream(),
        duplex: 'half',
      } as RequestInit);
    const answered = await unannounced(JSON.stringify({ query: '{ workspace { key } }' }));
    expect(await answered.json()).toMatchObject({ data: { workspace: { key: 'a' } } });
    const refused = await unannounced(JSON.stringify({ query: '{ workspace { key } }', variables: { padding: 'x'.repeat(1_000_001) } }));
    expect(refused.status).toBe(413);
    expect((await refused.json()).errors[0].extensions.code).toBe('LIMIT_EXCEEDED');
  });
});

describe('a fault of ours', () => {
  it('is masked, and the log knows it by the id of the request', async () => {
    await api.admin`update run set parameters = '{}' where false`;
    await api.admin`alter table survey rename to survey_away`;
    const response = await post('query Secret($name: String!) { surveys { nodes { key } } customer(externalId: $name) { id } }', {
      name: 'jane@example.org',
    });
    await api.admin`alter table survey_away rename to survey`;
    const body = await response.json();
    expect(response.status).toBe(500);
    expect(body.errors[0].extensions.code).toBe('INTERNAL');
    expect(JSON.stringify(body)).not.toMatch(/survey_away|relation|postgres/i);
    const { requestId } = body.errors[0].extensions;
    const lines = api.log.filter((line) => line.includes(requestId)).join('');
    expect(lines).toContain('42P01');
    expect(api.log.join('')).not.toContain('jane@example.org');
    expect(api.log.join('')).not.toContain(key);
  });
  it('gives its connection back', async () => {
    await api.admin`alter table survey rename to survey_away`;
    for (let times = 0; times < 15; times++) await post('{ surveys { nodes { key } } customers { edges { cursor } } }');
    await api.admin`alter table survey_away rename to survey`;
    expect((await post('{ surveys { nodes { key } } }')).status).toBe(200);
  });
});

describe('a request', () => {
  it('keeps the id that its sender gave it', async () => {
    const response = await post('{ workspace { key } }', {}, { 'x-request-id': 'given-0123' });
    expect(response.headers.get('x-request-id')).toBe('given-0123');
  });
  it('to nowhere, or malformed, is answered and harms nothing', async () => {
    expect((await fetch(`${api.url}/nowhere`)).status).toBe(404);
    expect((await fetch(`${api.url}/v1/nothing`, { headers: { 'x-api-key': key } })).status).toBe(404);
    const status = await new Promise((resolve, reject) =>
      request(api.url, { path: '//', agent: false }, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end(),
    );
    expect([400, 404]).toContain(status);
  });
  it('that goes away in the middle leaves no snapshot behind', async () => {
    for (let times = 0; times < 15; times++) {
      const abort = new AbortController();
      const sent = post('{ customers(first: 40) { edges { node { responses { edges { node { answers { value } } } } } } } }', {}, {}).catch(
        () => {},
      );
      const gone = fetch(`${api.url}/graphql`, {
        method: 'POST',
        headers: { 'x-api-key': key, 'content-type': 'application/json' },
        body: JSON.stringify({ query: '{ customers(first: 40) { edges { node { responses { edges { node { id } } } } } } }' }),
        signal: abort.signal,
      }).catch(() => {});
      setTimeout(() => abort.abort(), times);
      await Promise.all([sent, gone]);
    }
    const open = async () =>
      (await superuser`select from pg_stat_activity where datname = ${database.name} and state like 'idle in transaction%'`).length;
    await expect.poll(open).toBe(0);
  });
});
