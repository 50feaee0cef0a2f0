/** The core of the SDK against real HTTP servers that misbehave in every way the network knows. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type ClientOptions, createClient, type TypedDocument } from '../../../clients/sdk/index.ts';
import { problemOf } from '../../support/problemOf.ts';
import { json, type Reply, type ScriptedServer, scriptedServer } from '../../support/scriptedServer.ts';

const servers: ScriptedServer[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});
async function serve(...replies: Reply[]): Promise<ScriptedServer> {
  const server = await scriptedServer(...replies);
  servers.push(server);
  return server;
}
const clientOf = ({ url }: { url: string }, options: Partial<ClientOptions> = {}) => createClient({ url, key: 'ek_test', ...options });
const names: TypedDocument<{ readonly name: string }, { readonly n?: number }> = 'query Names($n: Int) { name(n: $n) }';
const found = json(200, { data: { name: 'a' } });
const busy = json(429, { errors: [{ message: 'slow down', extensions: { code: 'RATE_LIMITED' } }] }, { 'retry-after': '0' });
const away: Reply = (response) => response.writeHead(503, { 'retry-after': '0' }).end('<h1>Service Unavailable</h1>');

describe('a request', () => {
  it('sends the document with its variables, the key and who asks', async () => {
    const server = await serve(found);
    const client = clientOf(server, { clientName: 'report', clientVersion: '2', headers: { 'x-team': 'cx' } });
    expect(await client.request(names, { n: 3 })).toEqual({ name: 'a' });
    const [request] = server.requests;
    expect(request).toMatchObject({ path: '/graphql', body: { query: String(names), variables: { n: 3 } } });
    expect(request?.headers).toMatchObject({
      authorization: 'Bearer ek_test',
      'graphql-client-name': 'report',
      'graphql-client-version': '2',
      'x-team': 'cx',
    });
  });
  it('asks for the token anew each time, and without a credential relies on the session of the browser', async () => {
    const server = await serve(found);
    let asked = 0;
    const client = clientOf(server, { key: undefined, token: async () => `t${++asked}` });
    await client.request(names);
    await client.request(names);
    await clientOf(server, { key: undefined }).request(names);
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer t1', 'Bearer t2', undefined]);
    expect(server.requests.map(({ headers }) => headers['x-earshot-csrf'])).toEqual([undefined, undefined, '1']);
  });
  it.each([
    [{ url: 'earshot.example.com' }, 'it should be like https://'],
    [{ url: 'ftp://earshot.example.com' }, 'it should be like https://'],
    [{ url: 'http://a', key: 'k', token: 't' }, 'not both'],
    [{ url: 'http://a', key: 'ek_ä' }, 'the key is empty or has characters that no key has'],
    [{ url: 'http://a', key: '' }, 'the key is empty'],
    [{ url: 'http://a', retries: -1 }, 'retries is -1'],
    [{ url: '' }, 'url is "", which is relative to a page, and there is none: it should be like https://'],
    [{ url: '/' }, 'url is "/", which is relative to a page'],
    [{ url: 'http://earshot example' }, 'it should be like https://'],
    [{ url: 'https://jane:s3cret@earshot.example.com' }, 'url has a name or a password before its host, it should be like https://'],
    [{ url: 'https://earshot.example.com?team=cx' }, 'without ? and #'],
    [{ url: 'https://earshot.example.com/#/start' }, 'without ? and #'],
    [{ url: 'http://a', clientName: 'отчёт' }, 'clientName is "отчёт", it should be of characters of Latin-1'],
    [{ url: 'http://a', clientVersion: '1\n2' }, 'clientVersion is "1\\n2", it should be'],
    [{ url: 'http://a', headers: { 'x-team': 'отчёт' } }, 'the header "x-team" cannot be sent'],
    [{ url: 'http://a', headers: { 'x-größe': '1' } }, 'the header "x-größe" cannot be sent'],
  ])('cannot be made with %o', (options, message) => {
    expect(() => createClient(options)).toThrow(message);
    expect(() => createClient(options)).toThrow(TypeError);
  });
  it('never tells a password in the url', () => {
    for (const url of ['https://jane:s3cret@earshot.example.com', 'ftp://jane:s3cret@earshot', 'jane:s3cret@earshot'])
      expect(() => createClient({ url })).toThrow(/^(?!.*s3cret)/);
  });
  it('never tells the value of a header, which may be a secret', () => {
    expect(() => createClient({ url: 'http://a', headers: { 'x-secret': 'hüsh\n1' } })).toThrow(/^(?!.*hüsh)/);
  });
  it("is relative to the page in a browser, and to whatever a fetch of one's own makes of it", async () => {
    const server = await serve(found);
    const here: typeof fetch = (input, init) => fetch(`${server.url}${input}`, init);
    expect(await createClient({ url: '/', fetch: here }).request(names)).toEqual({ name: 'a' });
    vi.stubGlobal('location', new URL(server.url));
    expect(createClient({ url: '/' }).url).toBe('');
    vi.unstubAllGlobals();
  });
  it('with a header or a path that cannot be is a fault of the program, not of the network', async () => {
    const server = await serve(found);
    const wrong = clientOf(server).request(names, {}, { headers: { 'x-team': 'отчёт' } });
    await expect(wrong).rejects.toThrow(new TypeError('the header "x-team" cannot be sent: it has characters that no header has'));
    await expect(clientOf(server).send('v1/imports')).rejects.toThrow(new TypeError('path is "v1/imports", it should begin with a slash'));
    expect(server.requests).toHaveLength(0);
  });
  it('sends a header once that is given twice, the credential last', async () => {
    const server = await serve(found);
    const client = clientOf(server, { headers: { Authorization: 'Basic bWU=', 'X-Team': 'cx' } });
    await client.request(names);
    expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer ek_test', 'x-team': 'cx' });
  });
  it('a refusal has code, status, place, request id and every error', async () => {
    const errors = [
      { message: 'no', path: ['customer', 'name'], extensions: { code: 'FORBIDDEN', scope: 'pii', requestId: 'r-1' } },
      { message: 'nor that', extensions: { code: 'FORBIDDEN' } },
    ];
    const server = await serve(json(403, { errors }));
    const problem = await problemOf(clientOf(server).request(names));
    expect(problem).toMatchObject({ kind: 'GRAPH', code: 'FORBIDDEN', status: 403, path: ['customer', 'name'], requestId: 'r-1', errors });
    expect(problem.message).toBe('no');
    expect(server.requests).toHaveLength(1);
  });
  it('data in part is an error to request, and shown by answer', async () => {
    const body = {
      data: { name: null },
      errors: [{ message: 'lost', extensions: { code: 'INTERNAL' } }],
      extensions: { cost: { requested: 1 } },
    };
    const server = await serve(json(200, body, { 'x-request-id': 'r-2' }));
    expect(await problemOf(clientOf(server).request(names))).toMatchObject({ code: 'INTERNAL', status: 200, requestId: 'r-2' });
    expect(await clientOf(server).answer(names)).toEqual({ ...body, status: 200, requestId: 'r-2' });
  });
  it('a dry run is answered with its cost alone, which is no data to request', async () => {
    const server = await serve(json(200, { data: null, extensions: { cost: { requested: 7, limit: 50_000 } } }));
    const dry = { headers: { 'x-cost-only': '1' } };
    expect(await clientOf(server).answer(names, {}, dry)).toMatchObject({ data: null, errors: [], extensions: { cost: { requested: 7 } } });
    expect(await problemOf(clientOf(server).request(names, {}, dry))).toMatchObject({ kind: 'GRAPH', code: 'UNKNOWN' });
  });
  it.each([
    ['a page of a proxy', (response) => response.writeHead(404).end('<html>'), { kind: 'HTTP', code: 'HTTP_404', status: 404 }],
    ['something else', (response) => response.end('{"hello":1}'), { kind: 'PROTOCOL', code: 'NOT_EARSHOT' }],
    ['a cut connection', (response) => response.destroy(), { kind: 'NETWORK', code: 'UNREACHABLE', status: null }],
    [
      'half an answer',
      (response) => response.writeHead(200, { 'content-length': '99' }).write('{"da', () => response.destroy()),
      { kind: 'NETWORK', code: 'BROKEN_OFF' },
    ],
    [
      'a redirection',
      (response) => response.writeHead(301, { location: 'https://earshot.example.com/graphql?a=b' }).end(),
      {
        kind: 'PROTOCOL',
        code: 'REDIRECTED',
        status: 301,
        isTransient: false,
        message: expect.stringContaining('redirects to https://earshot.example.com/graphql, where'),
      },
    ],
  ] satisfies [string, Reply, object][])('%s is told apart', async (_what, reply, expected) => {
    const server = await serve(reply);
    expect(await problemOf(clientOf(server, { retries: 0 }).request(names))).toMatchObject(expected);
  });
});

describe('asking again', () => {
  it.each([
    ['429', busy],
    ['503', away],
    ['a cut connection', (response) => response.destroy()],
  ] satisfies [string, Reply][])('a query goes through after %s', async (_what, trouble) => {
    const server = await serve(trouble, trouble, found);
    expect(await clientOf(server).request(names)).toEqual({ name: 'a' });
    expect(server.requests).toHaveLength(3);
  });
  it('goes on where a part of the data is there and the rest was not to be had just then', async () => {
    const lost = { message: 'later', extensions: { code: 'UNAVAILABLE', retryAfterSeconds: 0 } };
    const server = await serve(json(200, { data: { name: null }, errors: [lost] }), found);
    expect(await clientOf(server).request(names)).toEqual({ name: 'a' });
    expect(await clientOf(await serve(json(200, { data: { name: null }, errors: [lost] }))).answer(names)).toMatchObject({
      errors: [lost],
    });
  });
  it('ends after so many tries, with the last refusal', async () => {
    const server = await serve(busy);
    const problem = await problemOf(clientOf(server, { retries: 2 }).request(names));
    expect(problem).toMatchObject({ kind: 'GRAPH', code: 'RATE_LIMITED', status: 429, retryAfterMs: 0, isTransient: true });
    expect(server.requests).toHaveLength(3);
  });
  it('waits as long as the server asks, and says so where that is over a minute', async () => {
    const server = await serve(json(429, { errors: [{ message: 'slow down' }] }, { 'retry-after': '1' }), found);
    const startedAt = Date.now();
    await clientOf(server).request(names);
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(1000);
    const strict = await serve(
      json(503, { errors: [{ message: 'later' }] }, { 'retry-after': new Date(Date.now() + 600_000).toUTCString() }),
    );
    expect((await problemOf(clientOf(strict).request(names))).retryAfterMs).toBeGreaterThan(500_000);
    expect(strict.requests).toHaveLength(1);
  });
  it('a mutation is sent again only with an idempotency key', async () => {
    const run: TypedDocument<unknown, { key?: string }> =
      'mutation Run($key: String) { runAnalysis(name: "a", idempotencyKey: $key) { id } }';
    const without = await serve(away, found);
    expect(await problemOf(clientOf(without).request(run))).toMatchObject({ kind: 'HTTP', code: 'HTTP_503', isTransient: true });
    expect(without.requests).toHaveLength(1);
    const keyed = await serve(away, found);
    await clientOf(keyed).request(run, { key: 'k-1' });
    expect(keyed.requests.map(({ body }) => body.variables)).toEqual([{ key: 'k-1' }, { key: 'k-1' }]);
  });
});

describe('an end', () => {
  const never: Reply = () => {};
  it('comes by timeout, also of an answer that trickles', async () => {
    const silent = await serve(never);
    const expected = { kind: 'TIMEOUT', code: 'TIMEOUT', isTransient: false };
    expect(await problemOf(clientOf(silent, { timeoutMs: 50 }).request(names))).toMatchObject(expected);
    const slow = await serve((response) => response.writeHead(200).write('{'));
    expect(await problemOf(clientOf(slow).request(names, {}, { timeoutMs: 50 }))).toMatchObject(expected);
    await expect.poll(() => [silent.requests[0]?.isCutOff, slow.requests[0]?.isCutOff]).toEqual([true, true]);
  });
  it('comes while the token is waited for, too', async () => {
    const client = clientOf(await serve(found), { key: undefined, token: () => new Promise<string>(() => {}) });
    const problem = await problemOf(client.request(names, {}, { timeoutMs: 50 }));
    expect(problem).toMatchObject({ kind: 'TIMEOUT', message: 'no token came within 50 ms' });
    await expect(client.request(names, {}, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' });
  });
  it('comes by signal, with its reason: before, during, and between two tries', async () => {
    const server = await serve(never);
    await expect(clientOf(server).request(names, {}, { signal: AbortSignal.abort('changed my mind') })).rejects.toBe('changed my mind');
    expect(server.requests).toHaveLength(0);
    const abort = new AbortController();
    const pending = clientOf(server).request(names, {}, { signal: abort.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    abort.abort('enough');
    await expect(pending).rejects.toBe('enough');
    await expect.poll(() => server.requests[0]?.isCutOff).toBe(true);
    const refusing = await serve(json(429, { errors: [{ message: 'slow down' }] }, { 'retry-after': '30' }));
    const waiting = clientOf(refusing).request(names, {}, { signal: AbortSignal.timeout(100) });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('pages', () => {
  type Page = {
    readonly list: { readonly nodes: readonly number[]; readonly pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null;
  };
  const list: TypedDocument<Page, { readonly after?: string | null }> =
    'query List($after: String) { list(after: $after) { nodes pageInfo { hasNextPage endCursor } } }';
  const page = (nodes: number[], endCursor: string | null, hasNextPage = true) =>
    json(200, { data: { list: { nodes, pageInfo: { hasNextPage, endCursor } } } });
  const all = async (server: ScriptedServer) => {
    const rows: number[] = [];
    for await (const row of clientOf(server).pages(list, {}, (data) => data.list)) rows.push(row);
    return rows;
  };
  it('come one after the other, each asked for when it is needed', async () => {
    const server = await serve(page([1, 2], 'b'), page([3], 'c'), page([4], null, false));
    expect(await all(server)).toEqual([1, 2, 3, 4]);
    expect(server.requests.map(({ body }) => body.variables.after)).toEqual([null, 'b', 'c']);
    const lazy = await serve(page([1, 2], 'b'));
    for await (const row of clientOf(lazy).pages(list, {}, (data) => data.list)) if (row === 2) break;
    expect(lazy.requests).toHaveLength(1);
  });
  it('of nothing are none', async () => {
    expect(await all(await serve(json(200, { data: { list: null } })))).toEqual([]);
  });
  it.each([
    ['the same cursor', [page([1], 'b')]],
    ['a cursor of before', [page([1], 'b'), page([2], 'c'), page([3], 'b')]],
    ['no cursor', [page([1], null)]],
  ])('do not go round in circles: %s', async (_what, replies) => {
    expect(await problemOf(all(await serve(...replies)))).toMatchObject({ kind: 'PROTOCOL', code: 'REPEATED_CURSOR' });
  });
});

it('another door is reached with the same credentials, and its answer left as it is', async () => {
  const server = await serve((response) => response.writeHead(404, { 'content-type': 'text/csv' }).end('a,b\n'));
  const response = await clientOf(server).send('/bi/v1/x.csv', { headers: { accept: 'text/csv' } });
  expect([response.status, await response.text()]).toEqual([404, 'a,b\n']);
  expect(server.requests[0]?.headers).toMatchObject({ authorization: 'Bearer ek_test', accept: 'text/csv' });
});
