/** What a subscription to a run tells, and when it ends. Over 300 lines: one server and one run at a time are held to all of it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createApiKey, revokeApiKey } from '../../../api/auth/apiKeys.ts';
import { createSignInLink } from '../../../api/auth/signInLink.ts';
import { createLog } from '../../../api/log.ts';
import { startServer } from '../../../api/server.ts';
import { createClient, type RunUpdate, RunUpdatedDocument, waitForRun } from '../../../clients/sdk/index.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';
import { type Subscription, subscribe } from '../../support/sse.ts';

let database: TestDatabase;
let api: TestApi;
let superuser: Sql;
let workspaceId: number;
let key: string;
let run: bigint;
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 1 });
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId);
  key = await api.createKey(workspaceId);
});
beforeEach(async () => {
  counter++;
  ({ run } = await fillRun(api.admin, workspaceId, { mark: `m${counter}`, name: `drivers-${counter}` })); // RUNNING
});
afterEach(() => {
  for (const subscription of opened.splice(0)) subscription.stop(); // of a test that failed: the next may open as many as there may be
});
afterAll(async () => {
  await api?.close();
  await superuser?.end();
  await database?.drop();
});

async function loseListener(): Promise<void> {
  const lost =
    await superuser`select pg_terminate_backend(pid) from pg_stat_activity where datname = ${database.name} and query ilike 'listen%'`;
  expect(lost).toHaveLength(1);
}
const fields = 'state progress { stage fraction } result { __typename } analysis { survey { nps { n } } }';
const opened: Subscription[] = [];
async function watch(headers: Record<string, string> = { 'x-api-key': key }, selection = fields): Promise<Subscription> {
  const subscription = await subscribe(
    api.url,
    `subscription { runUpdated(id: "${encodeGlobalId('Run', run)}") { ${selection} } }`,
    headers,
  );
  opened.push(subscription);
  return subscription;
}
/** A few at a time: more requests at once than the API has connections wait their turn, and only for so long. */
async function watchMany(count: number, selection = fields): Promise<Subscription[]> {
  const many: Subscription[] = [];
  while (many.length < count) {
    const next = await Promise.all(Array.from({ length: Math.min(5, count - many.length) }, () => watch(undefined, selection)));
    await expect.poll(() => next.map(({ answers }) => answers.length)).toEqual(next.map(() => 1));
    many.push(...next);
  }
  return many;
}
/** As a worker does: the change and its announcement in one transaction. */
const change = (columns: Record<string, unknown>) =>
  api.admin.begin(async (tx) => {
    await tx`update run set ${tx(columns as never)} where workspace_id = ${workspaceId} and id = ${run}`;
    await tx`select pg_notify('earshot_run', uuid::text) from run where workspace_id = ${workspaceId} and id = ${run}`;
  });
const progress = (fraction: number) =>
  change({ progress: api.admin.json({ stage: 'computing', fraction, rowsDone: null, rowsTotal: null }) });
const cancelled = () => change({ state: 'CANCELLED', finished_at: new Date() });
const states = ({ answers }: Subscription) => answers.map(({ data }) => data.runUpdated.state);

describe('runUpdated', () => {
  it('tells the state at once, then every change, and ends after the last', async () => {
    const subscription = await watch();
    await expect.poll(() => subscription.answers).toHaveLength(1);
    expect(subscription.answers[0]?.data.runUpdated).toMatchObject({
      state: 'RUNNING',
      progress: { stage: 'reading', fraction: 0.5 },
      result: { __typename: 'Pending' },
    });
    await progress(0.25);
    await expect.poll(() => subscription.answers).toHaveLength(2);
    expect(subscription.answers[1]?.data.runUpdated.progress).toEqual({ stage: 'computing', fraction: 0.25 });
    await cancelled();
    await subscription.ended;
    expect(states(subscription)).toEqual(['RUNNING', 'RUNNING', 'CANCELLED']);
  });
  it('of a run that is over tells how it ended, and ends', async () => {
    await cancelled();
    const subscription = await watch();
    await subscription.ended;
    expect(states(subscription)).toEqual(['CANCELLED']);
  });
  it('is open 50 times at once for one key; another key has its own, and one that ends makes room', async () => {
    const many = await watchMany(50);
    const [other, refused] = [await watch({ 'x-api-key': await api.createKey(workspaceId) }), await watch()];
    await expect.poll(() => refused.answers).toMatchObject([{ errors: [{ extensions: { code: 'RATE_LIMITED', retryAfterSeconds: 3 } }] }]);
    await expect.poll(() => states(other)).toEqual(['RUNNING']);
    many[0]?.stop();
    const next = async () => {
      const subscription = await watch();
      await expect.poll(() => subscription.answers).not.toEqual([]);
      return subscription.answers[0]?.errors;
    };
    await expect.poll(next).toBeUndefined();
    await cancelled(); // ends them all
    await Promise.all(many.slice(1).map((subscription) => subscription.ended));
  });
  it('is a list of events to a program that speaks through the SDK', async () => {
    const seen: unknown[] = [];
    const client = createClient({ url: api.url, key });
    for await (const { runUpdated } of client.subscribe(RunUpdatedDocument, { id: encodeGlobalId('Run', run) })) {
      seen.push([runUpdated.state, runUpdated.progress.fraction]);
      if (seen.length === 1) await progress(0.75);
      else if (seen.length === 2) await cancelled();
    }
    expect(seen).toEqual([
      ['RUNNING', 0.5],
      ['RUNNING', 0.75],
      ['CANCELLED', 0.75],
    ]);
  });
  it('refused to the SDK has its code: the run is unknown, or 50 streams are open, which it waits for', async () => {
    const client = createClient({ url: api.url, key });
    const first = async (id: string, retries?: number) => {
      for await (const { runUpdated } of client.subscribe(RunUpdatedDocument, { id }, { retries })) return runUpdated.state;
      return null;
    };
    const requestId = expect.stringMatching(/^[\w-]{36}$/);
    await expect(first(encodeGlobalId('Run', 9_999_999n))).rejects.toMatchObject({
      kind: 'GRAPH',
      code: 'NOT_FOUND',
      status: 404,
      requestId,
    });
    const many = await watchMany(50);
    const expected = { kind: 'GRAPH', code: 'RATE_LIMITED', status: 429, retryAfterMs: 3000, requestId };
    await expect(first(encodeGlobalId('Run', run), 0)).rejects.toMatchObject(expected);
    const waiting = first(encodeGlobalId('Run', run));
    many[0]?.stop();
    expect(await waiting).toBe('RUNNING');
    await cancelled();
    await Promise.all(many.slice(1).map((subscription) => subscription.ended));
  });
  it('reads every event anew, from a snapshot of its own', async () => {
    const subscription = await watch(undefined, 'state analysis { survey { nps { n } } }');
    await expect.poll(() => subscription.answers).toHaveLength(1);
    const before = subscription.answers[0]?.data.runUpdated.analysis.survey.nps.n;
    await api.admin`insert into response (workspace_id, survey_id, external_id, "values")
      select ${workspaceId}, id, ${`new-${counter}`}, '{9}' from survey where workspace_id = ${workspaceId} and key = 'visit'`;
    await cancelled();
    await subscription.ended;
    expect(subscription.answers[1]?.data.runUpdated.analysis.survey.nps.n).toBe(before + 1);
  });
  it('holds no connection between events', async () => {
    const subscriptions = await watchMany(25);
    const open = await superuser`select from pg_stat_activity where datname = ${database.name} and state like 'idle in transaction%'`;
    expect(open).toHaveLength(0);
    expect((await api.query(key, '{ customers { edges { cursor } } }')).errors).toBeUndefined();
    await cancelled();
    await Promise.all(subscriptions.map(({ ended }) => ended));
    expect(subscriptions.every((subscription) => states(subscription).at(-1) === 'CANCELLED')).toBe(true);
  });
  it('is looked at once a wake-up, however many watch it, and each stream checks its credential every few seconds', async () => {
    const many = await watchMany(50, 'state');
    const count = (pattern: RegExp) => api.statements.filter((text) => pattern.test(text)).length;
    api.statements.length = 0;
    const began = performance.now();
    for (let times = 0; times < 20; times++) {
      await change({ seed: 1 }); // announced, though nothing is new
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const looks = count(/from "public"\."run"/i);
    const heartbeats = 1 + Math.floor((performance.now() - began) / 3_000); // as many may fall in between
    expect(looks).toBeGreaterThanOrEqual(1);
    expect(looks).toBeLessThanOrEqual(21 + heartbeats);
    expect(count(/authenticate\(/i)).toBeLessThanOrEqual(50 * heartbeats);
    api.statements.length = 0;
    await progress(0.9);
    await expect.poll(() => many.every(({ answers }) => answers.length === 2)).toBe(true);
    expect(count(/from "public"\."run"/i)).toBeLessThanOrEqual(50 + 3); // what each shows is read by each
    await cancelled();
    await Promise.all(many.map(({ ended }) => ended));
  });
  it('of two workspaces whose runs have one uuid, as after a copy, each is told of its own', async () => {
    const otherId = await createWorkspace(api.admin, `other-${counter}`);
    await fillWorkspace(api.admin, otherId);
    const { run: otherRun } = await fillRun(api.admin, otherId, { mark: 'x', name: 'drivers' });
    await api.admin`update run set uuid = (select uuid from run where workspace_id = ${workspaceId} and id = ${run}) where workspace_id = ${otherId} and id = ${otherRun}`;
    const otherKey = await api.createKey(otherId);
    const other = await subscribe(
      api.url,
      `subscription { runUpdated(id: "${encodeGlobalId('Run', otherRun)}") { state progress { fraction } } }`,
      { 'x-api-key': otherKey },
    );
    const own = await watch();
    await expect.poll(() => [own.answers.length, other.answers.length]).toEqual([1, 1]);
    await progress(0.75);
    await expect.poll(() => own.answers.at(-1)?.data.runUpdated.progress.fraction).toBe(0.75);
    await cancelled();
    await own.ended;
    expect(states(own).at(-1)).toBe('CANCELLED');
    expect(states(other)).toEqual(['RUNNING']);
    other.stop();
  });
  it('hears what happened while its listening connection was lost', async () => {
    const subscription = await watch();
    await expect.poll(() => subscription.answers).toHaveLength(1);
    await loseListener();
    await api.admin`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${workspaceId} and id = ${run}`; // nobody announces it
    await subscription.ended;
    expect(states(subscription)).toEqual(['RUNNING', 'CANCELLED']);
  });
  it('listens again after its connection was lost', async () => {
    await loseListener();
    const listeners = async () =>
      (await superuser`select from pg_stat_activity where datname = ${database.name} and query ilike 'listen%'`).length;
    await expect.poll(listeners, { timeout: 10_000 }).toBe(1);
    const subscription = await watch();
    await expect.poll(() => subscription.answers).toHaveLength(1);
    const announcedAt = Date.now();
    await cancelled();
    await subscription.ended;
    expect(Date.now() - announcedAt).toBeLessThan(1000); // heard, not found at the next heartbeat
  });
});

describe('an open subscription', () => {
  async function endsWithin10Seconds(headers: Record<string, string>, revoke: () => Promise<unknown>): Promise<void> {
    const subscription = await watch(headers);
    await expect.poll(() => subscription.answers).toHaveLength(1);
    const revokedAt = Date.now();
    await revoke();
    await subscription.ended;
    expect(Date.now() - revokedAt).toBeLessThan(10_000);
    expect(subscription.answers.at(-1)?.errors?.[0]?.extensions.code).toBe('UNAUTHENTICATED');
  }

  it('ends within 10 s of the revocation of its key, and says why', async () => {
    const own = await createApiKey(api.services.sql, { workspaceId, name: 'x', scopes: ['read'], expiresAt: null });
    await endsWithin10Seconds({ 'x-api-key': own.key }, () => revokeApiKey(api.services.sql, workspaceId, own.id));
  });
  it('ends within 10 s of the revocation of its session', async () => {
    const link = await createSignInLink(api.services.sql, { workspaceId, scopes: ['read'], baseUrl: api.url });
    const cookie = (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? '';
    await endsWithin10Seconds(
      { cookie, 'x-earshot-csrf': '1' },
      () => api.admin`update session set revoked_at = now() where workspace_id = ${workspaceId}`,
    );
  });
  it('ends within 10 s of the expiry of its key', async () => {
    const own = await createApiKey(api.services.sql, { workspaceId, name: 'x', scopes: ['read'], expiresAt: new Date(Date.now() + 1500) });
    await endsWithin10Seconds({ 'x-api-key': own.key }, async () => {});
  });
  it('that its reader leaves is forgotten', async () => {
    const subscription = await watch();
    await expect.poll(() => subscription.answers).toHaveLength(1);
    subscription.stop();
    await subscription.ended;
    api.statements.length = 0;
    await expect.poll(() => api.log.filter((line) => line.includes('"isComplete":false')).length).toBeGreaterThan(0);
    await progress(0.75);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(api.statements.filter((text) => /"run"/.test(text))).toEqual([]);
  });
  it('of an unknown run is refused before the stream begins', async () => {
    const subscription = await subscribe(api.url, 'subscription { runUpdated(id: "UnVuOjk5OTk5OTk") { state } }', { 'x-api-key': key });
    await subscription.ended;
    expect(subscription.answers[0]?.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  });
});

it('a server that closes ends subscriptions at once and leaves nothing open', async () => {
  const own = await startTestApi(database);
  const subscription = await subscribe(own.url, `subscription { runUpdated(id: "${encodeGlobalId('Run', run)}") { state } }`, {
    'x-api-key': key,
  });
  await expect.poll(() => subscription.answers).toHaveLength(1);
  const closedAt = Date.now();
  await own.close();
  await subscription.ended;
  expect(Date.now() - closedAt).toBeLessThan(2000);
});

it('is waited for by a client of nothing but defaults while the server is away for some seconds', async () => {
  const { services } = api;
  const parts = { services, log: createLog('silent') };
  const start = (port: number) => startServer({ host: '127.0.0.1', port, corsOrigins: new Set() }, parts);
  const before = await start(0);
  const heard: RunUpdate[] = [];
  const client = createClient({ url: before.url, key });
  const ended = waitForRun(client, encodeGlobalId('Run', run), { onProgress: (update) => heard.push(update) });
  await expect.poll(() => heard).toHaveLength(1);
  await before.close();
  await cancelled();
  await sleep(4000); // three retries are over within 1.75 s
  const after = await start(Number(new URL(before.url).port));
  expect(await ended).toMatchObject({ state: 'CANCELLED' });
  await after.close();
});
