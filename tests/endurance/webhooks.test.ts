/** A worker may die or stop between sending a message and writing down that it did: the message then comes again, as the same one. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { kill, startNode, type TestProcess } from '../support/process.ts';
import { eventually } from '../support/until.ts';
import { createEndpoint, endRun, startReceiver, verify, type WebhookReceiver } from '../support/webhookReceiver.ts';
import { createDriverFixture, type DriverFixture } from '../support/worker.ts';

let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;
let receiver: WebhookReceiver;
let workers: TestProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 4 });
});
beforeEach(async () => {
  fixture = await createDriverFixture(app, { rows: 0 });
  receiver = await startReceiver();
});
afterEach(async () => {
  await kill(workers);
  workers = [];
  await receiver.close();
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function worker(): Promise<TestProcess> {
  const started = startNode(['tests/faults/fixtures/deliverWebhooks.ts', database.appUrl]);
  await started.line((line) => line === 'ready');
  workers.push(started);
  return started;
}
const deliveries = () => admin<{ state: string; attempt: number }[]>`
  select state, attempt from webhook_delivery where workspace_id = ${fixture.workspaceId} order by id`;
const logged = () => admin`select attempt, status from webhook_attempt where workspace_id = ${fixture.workspaceId} order by attempt`;
const events = () => admin<{ type: string }[]>`select type from webhook_event where workspace_id = ${fixture.workspaceId}`;
const delivered = () => eventually(deliveries, (rows) => rows.length === 1 && rows[0]?.state === 'DELIVERED', 120);

async function waitingForLocks(): Promise<number> {
  const [row] = await app<{ n: number }[]>`
    select count(*)::integer as n from pg_stat_activity
     where datname = current_database() and application_name = 'deliverer' and wait_event_type = 'Lock'`;
  return row!.n;
}

/** The endpoint answers, and at that moment the row that says so is locked: the sender has sent and cannot write it down. */
async function answerAndLock(): Promise<() => Promise<void>> {
  const session = await admin.reserve();
  const locked = Promise.withResolvers<void>();
  receiver.answer(async (_request, response) => {
    await session`begin`;
    await session`select from webhook_delivery where workspace_id = ${fixture.workspaceId} for update`;
    response.writeHead(200).end();
    receiver.answer(200);
    locked.resolve();
  });
  await worker();
  await endRun(app, fixture);
  await locked.promise;
  await eventually(waitingForLocks, (waiting) => waiting > 0);
  return async () => {
    await session`rollback`;
    session.release();
  };
}

describe('a worker', () => {
  it('killed between sending and recording: the message comes again under the same id, and is one notice', async () => {
    const { secret } = await createEndpoint(admin, fixture.workspaceId, receiver.url, ['run.succeeded']);
    const unlock = await answerAndLock();
    workers[0]?.signalGroup('SIGKILL');
    await workers[0]?.ended;
    await unlock();
    expect(await deliveries()).toMatchObject([{ state: 'PENDING', attempt: 1 }]);
    await worker();
    await delivered();
    expect(receiver.messages).toHaveLength(2);
    const [first, second] = receiver.messages;
    expect(second!.id).toBe(first!.id);
    expect(second!.body).toBe(first!.body);
    verify(secret, second!);
    expect(await logged()).toEqual([{ attempt: 2, status: 200 }]);
    expect(await events()).toEqual([{ type: 'run.succeeded' }]);
  });

  it('stopped between sending and recording, and replaced, changes nothing when it goes on', async () => {
    await createEndpoint(admin, fixture.workspaceId, receiver.url, ['run.succeeded']);
    const unlock = await answerAndLock();
    process.kill(workers[0]!.pid, 'SIGSTOP');
    await unlock(); // its statement ends in the server, its transaction stays open and holds the row until the server ends it
    await worker();
    await delivered();
    const before = await deliveries();
    process.kill(workers[0]!.pid, 'SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await deliveries()).toEqual(before);
    expect(await events()).toEqual([{ type: 'run.succeeded' }]);
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(1);
  });
});
