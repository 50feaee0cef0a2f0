import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace, type ReservedSql, type Sql } from '../../prisma/sql.ts';
import { runChannel } from '../../worker/queue.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { holdTable } from '../support/heldTable.ts';
import { kill, type TestProcess } from '../support/process.ts';
import { until } from '../support/until.ts';
import {
  activeJobStatements,
  createDriverFixture,
  type DriverFixture,
  isOver,
  readRun,
  requestRun,
  startWorker,
  waitForRun,
} from '../support/worker.ts';

/**
 * A worker may be killed, paused or stopped at any moment. To meet it surely in the middle of a run, the tests hold the
 * table that it reads under a lock: its COPY waits, for as long as the test wants.
 */
let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;
let workers: TestProcess[] = [];
let lock: { release(): Promise<void> } | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 4 });
  fixture = await createDriverFixture(app, { rows: 150_000, questions: 12 });
});
afterEach(async () => {
  await lock?.release();
  await kill(workers);
  workers = [];
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function worker(): Promise<TestProcess> {
  const started = await startWorker(database);
  workers.push(started);
  return started;
}

async function lockResponses(): Promise<void> {
  const session: ReservedSql = await admin.reserve();
  await session`begin`;
  await session`lock table response in access exclusive mode`;
  lock = {
    release: async () => {
      lock = undefined;
      await session`commit`;
      session.release();
    },
  };
}

/** The run is in its read: its thread waits for the lock. */
async function blockedRun(): Promise<bigint> {
  await lockResponses();
  const runId = await requestRun(database, fixture, { force: true });
  await waitForRun(admin, runId, ({ state }) => state === 'RUNNING');
  await until(async () => (await activeJobStatements(app, `earshot run ${runId}.1`)) === 1, 'its thread waits for the lock');
  return runId;
}

async function expectOneResult(runId: bigint, attempt: number): Promise<void> {
  expect(await readRun(admin, runId)).toMatchObject({ state: 'SUCCEEDED', attempt, failures: 0, error_code: null });
  expect(await admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(1);
  expect(await admin`select 1 from driver_estimate where run_id = ${runId}`).toHaveLength(11);
}

describe('a worker', () => {
  it('killed in the middle of a run is replaced within 30 s; the run succeeds once', async () => {
    const first = await worker();
    const runId = await blockedRun();
    first.signalGroup('SIGKILL');
    await worker();
    await lock?.release();
    await waitForRun(admin, runId, isOver, 30);
    await expectOneResult(runId, 2);
  });

  it('stops a cancelled run within a second, its SQL too', async () => {
    await worker();
    const runId = await blockedRun();
    await inWorkspace(app, fixture.workspaceId, async (tx) => {
      await tx`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${fixture.workspaceId} and id = ${runId}`;
      await tx`select pg_notify(${runChannel}, uuid::text) from run where workspace_id = ${fixture.workspaceId} and id = ${runId}`;
    });
    const seconds = await until(async () => (await activeJobStatements(app, `earshot run ${runId}.1`)) === 0, 'its SQL has ended');
    expect(seconds).toBeLessThan(1);
    await lock?.release();
    const next = await requestRun(database, fixture, { force: true }); // the worker is as good as new
    expect(await waitForRun(admin, next, isOver)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await readRun(admin, runId)).toMatchObject({ state: 'CANCELLED' });
  });

  it('asked to stop hands its run back at once, and another finishes it without counting a fault', async () => {
    const first = await worker();
    const runId = await blockedRun();
    process.kill(first.pid, 'SIGTERM');
    expect(await first.ended).toBe(0);
    expect(await readRun(admin, runId)).toMatchObject({ state: 'QUEUED', attempt: 1, failures: 0 });
    await lock?.release();
    await worker();
    await waitForRun(admin, runId, isOver);
    await expectOneResult(runId, 2);
  });

  it('asked to stop takes nothing more, also while its scheduler is busy, and leaves the order of what waits', async () => {
    const first = await worker();
    const runId = await blockedRun();
    const waiting: bigint[] = [];
    for (let run = 0; run < 3; run++) waiting.push(await requestRun(database, fixture, { force: true }));
    const scheduling = await holdTable(admin, 'schedule'); // whoever asks what is due waits
    const isAsking = async () =>
      (
        await app`select from pg_stat_activity where starts_with(application_name, 'earshot worker') and wait_event_type = 'Lock' and query ilike '%scheduler_work%'`
      ).length > 0;
    await until(isAsking, 'the scheduler asks what is due');
    process.kill(first.pid, 'SIGTERM');
    await waitForRun(admin, runId, ({ state }) => state === 'QUEUED');
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    await scheduling.release();
    expect(await first.ended).toBe(0);
    expect(await readRun(admin, runId)).toMatchObject({ state: 'QUEUED', attempt: 1, failures: 0 });
    for (const id of waiting) expect(await readRun(admin, id)).toMatchObject({ state: 'QUEUED', attempt: 0 });
    await lock?.release();
    await worker();
    for (const id of [runId, ...waiting]) await waitForRun(admin, id, isOver);
    const ended = await admin<
      { id: bigint }[]
    >`select id from run where id = any(${[runId, ...waiting].map(String)}::bigint[]) order by finished_at`;
    expect(ended.map(({ id }) => id)).toEqual([runId, ...waiting]);
  });

  it('has told of all its rows when it ends', async () => {
    await worker();
    const runId = await blockedRun();
    await lock?.release();
    const run = await waitForRun(admin, runId, isOver);
    expect(run.progress).toMatchObject({ stage: 'writing', rowsDone: 150_000 });
  });
});
