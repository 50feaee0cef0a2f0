/** The database goes and comes back, as in a restart: whoever asks meanwhile is told to come again, at every door, and then gets what was asked for. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { createClient, RunUpdatedDocument, waitForRun } from '../../../clients/sdk/index.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../../support/databaseProxy.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';

let database: TestDatabase;
let proxy: DatabaseProxy;
let api: TestApi;
let workspaceId: number;
let key: string;
let run: bigint;

beforeAll(async () => {
  database = await createTestDatabase();
  proxy = await startDatabaseProxy(database.appUrl);
  api = await startTestApi({ ...database, appUrl: proxy.through(database.appUrl) }, { limits: { requestTimeoutSeconds: 4 } });
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId);
  ({ run } = await fillRun(api.admin, workspaceId)); // RUNNING
  key = await api.createKey(workspaceId);
});
afterEach(() => proxy.heal());
afterAll(async () => {
  proxy.heal();
  await api?.close();
  await proxy?.close();
  await database?.drop();
});

const post = (query: string, accept = 'application/graphql-response+json') =>
  fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept },
    body: JSON.stringify({ query }),
  });
const ask = (path: string, init: RequestInit = {}) =>
  fetch(`${api.url}${path}`, { ...init, headers: { 'x-api-key': key, ...init.headers } });

it.each([
  ['a query', () => post('{ workspace { key } }')],
  ['a query whose fields may be null', () => post('{ survey(key: "x") { id } analysis(name: "x") { id } }')],
  ['a query of an older client', () => post('{ survey(key: "x") { id } }', 'application/json')],
  [
    'a change',
    () => post('mutation { createSegment(input: { key: "s", name: "S", filter: { acquired: { channels: ["web"] } } }) { id } }'),
  ],
  ['a saved query', () => ask('/q/x')],
  ['a table', () => ask('/graphql?format=csv&query={surveys{nodes{key}pageInfo{hasNextPage,endCursor}}}')],
  ['a dataset', () => ask('/bi/v1/orders.csv')],
  ['the head of a dataset', () => ask('/bi/v1/orders.csv', { method: 'HEAD' })],
  ['a run', () => ask('/v1/analyses/x/runs', { method: 'POST' })],
  ['an upload', () => ask('/v1/imports?as=orders', { method: 'POST', body: 'order_id,ordered_at,revenue\n' })],
])('%s is told to come again, also by whom the credential is known, and nothing of it is a fault', async (_what, send) => {
  expect((await post('{ workspace { key } }')).status).toBe(200); // from here on the credential is known for two seconds
  api.log.length = 0;
  proxy.cut('refusing');
  const told = async () => {
    const response = await send();
    const text = await response.text();
    return {
      status: response.status,
      again: response.headers.get('retry-after'),
      isKnownCode: text === '' || text.includes('UNAVAILABLE'),
    };
  };
  const later = { status: 503, again: '5', isKnownCode: true };
  expect(await told()).toEqual(later);
  await new Promise((resolve) => setTimeout(resolve, 2100));
  expect(await told()).toEqual(later);
  proxy.heal();
  await expect.poll(async () => (await post('{ workspace { key } }')).status).toBe(200);
  expect(api.log.filter((line) => JSON.parse(line).level >= 50)).toEqual([]);
});

it('a database that says nothing is not waited for longer than a request may take', async () => {
  const own = await api.createKey(workspaceId); // nobody has looked for it yet
  proxy.cut('silently');
  const began = performance.now();
  const response = await fetch(`${api.url}/bi/v1/orders.csv`, { headers: { 'x-api-key': own } });
  expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
  expect(performance.now() - began).toBeLessThan(10_000);
  proxy.heal();
});

it('a change that finds all connections in use is told the same', async () => {
  const release = Promise.withResolvers<void>();
  const locked = Promise.withResolvers<void>();
  const lock = api.admin.begin(async (tx) => {
    await tx`lock table segment in access exclusive mode`;
    locked.resolve();
    await release.promise;
  });
  await locked.promise;
  const change = (name: string) =>
    post(`mutation { createSegment(input: { key: "${name}", name: "S", filter: { acquired: { channels: ["web"] } } }) { id } }`);
  const all = Array.from({ length: 6 }, (_, index) => change(`s${index}`));
  const late = await Promise.race(all);
  expect([late.status, late.headers.get('retry-after')]).toEqual([503, '5']);
  release.resolve();
  await lock;
  await Promise.all(all);
});

it('who waits for a run goes on waiting', async () => {
  const client = createClient({ url: api.url, key });
  const id = encodeGlobalId('Run', run);
  const seen: string[] = [];
  const end = waitForRun(client, id, { onProgress: ({ state }) => seen.push(state) });
  await expect.poll(() => seen).toEqual(['RUNNING']);
  proxy.cut('refusing');
  const refused = client.subscribe(RunUpdatedDocument, { id }, { retries: 0 }).next();
  await expect(refused).rejects.toMatchObject({ isTransient: true });
  await new Promise((resolve) => setTimeout(resolve, 5000)); // longer than any heartbeat
  proxy.heal();
  await api.admin`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${workspaceId} and id = ${run}`;
  expect(await end).toMatchObject({ state: 'CANCELLED' });
}, 60_000);
