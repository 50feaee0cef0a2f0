/** Others have all the connections of the database for a while, or an answer of it is lost: a run waits, is not given up, and hears of its cancel. */
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, executor, inWorkspace, type Sql } from '../../prisma/sql.ts';
import type { Host } from '../../worker/jobHost.ts';
import { performJob } from '../../worker/performJob.ts';
import { createPool, type ThreadPool } from '../../worker/pool.ts';
import { type JobSender, openSender, type PerformPayload, type TakenJob } from '../../worker/queue.ts';
import { requestRun } from '../../worker/requestRun.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../support/databaseProxy.ts';
import { holdTable } from '../support/heldTable.ts';
import { createDriverFixture, type DriverFixture, isOver, readRun, startWorker, waitForRun } from '../support/worker.ts';

let database: TestDatabase;
let superuser: Sql;
let admin: Sql;
let app: Sql;
let queue: JobSender;
let pool: ThreadPool;
let proxy: DatabaseProxy;
let fixture: DriverFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  superuser = connect(database.superuserUrl, { applicationName: 'test', max: 1 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  queue = await openSender(executor(app));
  pool = createPool({ threads: 1, databaseUrl: database.appUrl, rowsPerPart: 100_000, givesWay: false });
  proxy = await startDatabaseProxy(database.appUrl);
});
beforeEach(async () => {
  fixture = await createDriverFixture(app, { rows: 400 });
  await Promise.all([admin`select pg_sleep(0.1)`, admin`select pg_sleep(0.1)`]); // both of its sessions, for nobody gets another below
});
afterEach(() => allow(-1));
afterAll(async () => {
  await pool.stop();
  await queue.stop();
  await Promise.all([superuser.end(), admin.end(), app.end()]);
  await proxy.close();
  await database.drop();
});

/** How many sessions there may be from now on, without those of superusers; those that there are stay. */
const allow = (sessions: number) => superuser.unsafe(`alter database ${database.name} connection limit ${sessions}`);

async function request(): Promise<bigint> {
  const order = { ...fixture, trigger: 'API', triggeredBy: null } as const;
  const requested = await inWorkspace(app, fixture.workspaceId, (tx) => requestRun(executor(tx), queue, order));
  return requested!.runId;
}

/** What is put back for a later moment is to be had now, and workers hear of it as of a job that is sent: they look by themselves every five seconds. */
const makeDue = (runId: bigint) => admin`
  with due as (update pgboss.job set start_after = now() where name = 'perform' and state < 'active' and data ->> 'id' = ${String(runId)} returning name)
  select pg_notify('pgboss_' || left(encode(sha224('pgboss'), 'hex'), 24), name) from due`;

it('a run whose thread is given no session is tried again for as long as it takes, and says why', async () => {
  const worker = await startWorker(database);
  try {
    await allow(0);
    const runId = await request();
    for (let fault = 1; fault <= 4; fault++) {
      const run = await waitForRun(admin, runId, ({ failures, state }) => failures >= fault || state === 'FAILED');
      expect(run).toMatchObject({ state: 'QUEUED', error_code: 'DATABASE_AWAY', error_message: expect.stringContaining('53300') });
      expect(run.retry_at!.getTime() - Date.now()).toBeLessThan(60_000);
      if (fault < 4) await makeDue(runId);
    }
    await allow(-1);
    await makeDue(runId);
    expect(await waitForRun(admin, runId, isOver)).toMatchObject({ state: 'SUCCEEDED', failures: 4, error_code: null });
  } finally {
    worker.signalGroup('SIGTERM');
    await worker.ended;
  }
});

function hostOn(sql: Sql): Host {
  return {
    sql,
    pool,
    consumer: null as never, // nothing is handed back here
    log: pino({ level: 'silent' }),
    limits: { timeoutSeconds: 60, memoryMegabytes: 1_000 },
    room: { machine: 'one', readers: 1 },
    shutdown: new AbortController().signal,
    wake: new EventTarget(),
  };
}

const jobOf = (runId: bigint, signal: AbortSignal): TakenJob<PerformPayload> => ({
  id: 'job',
  payload: { workspaceId: fixture.workspaceId, table: 'run', id: String(runId) },
  signal,
});

it('a worker without a session to take a run with waits for one, and costs the run none of its tries', async () => {
  const runId = await request();
  const sql = connect(database.appUrl, { applicationName: 'worker', max: 3 }); // it has none yet
  await allow(0);
  const performing = Promise.allSettled([performJob(hostOn(sql), jobOf(runId, new AbortController().signal))]);
  await sleep(2_000);
  expect(await readRun(admin, runId)).toMatchObject({ state: 'QUEUED' });
  await allow(-1);
  expect(await performing).toEqual([{ status: 'fulfilled', value: undefined }]);
  expect(await readRun(admin, runId)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, failures: 0 });
  await sql.end({ timeout: 0 });
});

it('it waits no longer once the queue has given the run to another', async () => {
  const runId = await request();
  const sql = connect(database.appUrl, { applicationName: 'worker', max: 3 });
  const claim = new AbortController();
  await allow(0);
  const performing = performJob(hostOn(sql), jobOf(runId, claim.signal));
  const began = Date.now();
  setTimeout(() => claim.abort(), 1_000);
  await expect(performing).rejects.toMatchObject({ code: '53300' });
  expect(Date.now() - began).toBeGreaterThan(900);
  await sql.end({ timeout: 0 });
});

it('a run is cancelled within a second also where the answer is lost that tells how long it usually takes', async () => {
  const runId = await request();
  const held = await holdTable(admin, 'response');
  const sql = connect(proxy.through(database.appUrl), { applicationName: 'worker', max: 3 });
  const lost = proxy.loseAnswerTo('select timings');
  const performing = performJob(hostOn(sql), jobOf(runId, new AbortController().signal));
  await lost;
  await waitForRun(admin, runId, ({ progress }) => progress.stage === 'reading');
  await admin`update run set state = 'CANCELLED', finished_at = now() where id = ${runId}`;
  const cancelledAt = Date.now();
  await performing;
  expect(Date.now() - cancelledAt).toBeLessThan(2_000);
  await held.release();
  await sql.end({ timeout: 0 });
});
