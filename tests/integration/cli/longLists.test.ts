/** Lists of many pages: a connection that breaks loses none of them, and a server that goes round is told so. */
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { json, scriptedServer } from '../../support/scriptedServer.ts';
import { createCompany } from '../../support/valueLoyaltyFixture.ts';

const people = 1200; // three pages
let database: TestDatabase;
let api: TestApi;
let proxy: Server;
let key: string;
let asked = 0;
/** The requests, counted from 1, whose connection is cut in the middle of the answer. */
let cut: readonly number[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const scored = Array.from({ length: people }, (_, index) => ({ value: { value: 5000 - index, low: 1, high: 9000 } }));
  const company = await createCompany(api.admin, scored);
  key = await api.createKey(company.workspaceId);
  await api.query(key, 'mutation { createSegment(input: { key: "all", name: "All", filter: {} }) { key } }');
  proxy = createServer((received, answer) => {
    const isCut = cut.includes(++asked);
    const onward = request(`${api.url}${received.url}`, { method: received.method, headers: received.headers }, (response) => {
      answer.writeHead(response.statusCode ?? 0, response.headers);
      if (isCut) response.once('data', (piece: Buffer) => answer.write(piece.subarray(0, 20), () => answer.destroy()));
      else response.pipe(answer);
    });
    received.pipe(onward);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  proxy?.closeAllConnections();
  proxy?.close();
  await api?.close();
  await database?.drop();
});

function earshot(words: readonly string[], cutAt: readonly number[] = []) {
  [asked, cut] = [0, cutAt];
  const { port } = proxy.address() as AddressInfo;
  return earshotHere(words, { env: { EARSHOT_URL: `http://127.0.0.1:${port}`, EARSHOT_API_KEY: key } });
}

it('customers are all there, each once, although connections break', async () => {
  const csv = await earshot(['customers', '--analysis', 'clv', '--first', 'all', '--format', 'csv'], [2, 4]); // 1: which run
  expect(csv.code, csv.err).toBe(0);
  const positions = csv.out
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => Number(line.split(',')[0]));
  expect(positions).toEqual(Array.from({ length: people }, (_, index) => index + 1));
  expect(csv.err).toBe('reading …\n'); // in a log
  expect(asked).toBe(1 + 3 + 2);
  const some = JSON.parse((await earshot(['customers', '--analysis', 'clv', '--first', '700', '--json'])).out);
  expect(some.map(({ position }: { position: number }) => position)).toEqual(positions.slice(0, 700));
  const [list = ''] = (await earshot(['customers', '--analysis', 'clv', '--first', 'all'])).out.split('\n\n'); // behind it, what it is
  const table = list.split('\n');
  expect(table).toHaveLength(people + 1);
}, 60_000);

it('members of a segment and the record of changes come in pages, too', async () => {
  const members = JSON.parse((await earshot(['segments', 'members', 'all', '--first', 'all', '--json'], [2])).out);
  expect(new Set(members.map(({ externalId }: { externalId: string }) => externalId)).size).toBe(people + 1); // one was never scored
  expect(asked).toBe(3 + 1);
  const record = await earshot(['audit', '--first', '1'], [1]);
  expect(record).toMatchObject({
    code: 0,
    err: expect.stringContaining('There are more: --all'),
    out: expect.stringContaining('segment_created'.toUpperCase()),
  });
}, 60_000);

it('a query as CSV or NDJSON tells that more follow, or brings every page', async () => {
  const text = (list: string) => `query ($after: String) { customers(first: 500, after: $after) { nodes { externalId } ${list} } }`;
  const query = text('pageInfo { hasNextPage endCursor }');
  const page = await earshot(['query', query, '--format', 'csv']);
  expect(page.out.split('\r\n')).toHaveLength(1 + 500 + 1);
  expect(page).toMatchObject({ code: 0, err: expect.stringContaining('there are more rows than these: --all') });
  const all = await earshot(['query', query, '--format', 'csv', '--all', '--excel']);
  expect(all).toMatchObject({ code: 0, err: '', out: expect.stringMatching(/^\ufeffexternalId\r\n/) });
  const ids = all.out.trimEnd().split('\r\n').slice(1);
  expect([ids.length, new Set(ids).size]).toEqual([people + 1, people + 1]);
  const lines = (await earshot(['query', query, '--format', 'ndjson', '--all'])).out.trimEnd().split('\n');
  expect(lines.map((line) => JSON.parse(line).externalId)).toEqual(ids);
  const refusals: [string, string[], string][] = [
    [text(''), [], 'comes in pages: select pageInfo { hasNextPage endCursor }'],
    [
      '{ customers { nodes { externalId } pageInfo { hasNextPage endCursor } } }',
      ['--all'],
      'the query takes no cursor to continue behind',
    ],
    ['{ workspace { timeZone } }', [], 'it has no list of objects'],
  ];
  for (const [asked, words, message] of refusals)
    expect(await earshot(['query', asked, '--format', 'csv', ...words])).toMatchObject({ code: 1, err: expect.stringContaining(message) });
  expect((await earshot(['query', query, '--all'])).code).toBe(2);
}, 60_000);

it('texts stay as they are, unless the file is for Excel', async () => {
  await api.admin`update customer set external_id = '+491701234567' where external_id = 'c0'`;
  for (const words of [
    ['customers', '--analysis', 'clv', '--first', '1', '--format', 'CSV'],
    ['segments', 'members', 'all', '--first', '1', '--format', 'CSV'],
  ]) {
    expect((await earshot(words)).out).toMatch(/[,\n]\+491701234567,/);
    expect((await earshot([...words, '--excel'])).out).toMatch(/^\ufeff[\s\S]*[,\n]'\+491701234567,/);
    expect(await earshot([...words.slice(0, -2), '--excel'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--excel is for CSV'),
    });
  }
});

it('a server that names one cursor twice is not followed for ever', async () => {
  const page = { nodes: [{ externalId: 'c1' }], pageInfo: { hasNextPage: true, endCursor: 'x' } };
  const server = await scriptedServer(json(200, { data: { segment: { customers: page } } }));
  const told = await earshotHere(['segments', 'members', 'all', '--first', 'all'], {
    env: { EARSHOT_URL: server.url, EARSHOT_API_KEY: 'ek_test' },
  });
  server.close();
  expect(told).toMatchObject({ code: 1, err: expect.stringContaining('names a cursor for the second time') });
  expect(server.requests).toHaveLength(2);
});
