/** A recompute whose worker, API or network fails in each of its stages, and one that runs out of time or memory. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { startDatabaseProxy } from '../support/databaseProxy.ts';
import { type HeldTable, holdTable } from '../support/heldTable.ts';
import { kill, startNode, type TestProcess } from '../support/process.ts';
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

let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;
let processes: TestProcess[] = [];
let held: HeldTable | undefined;
/** Asks the same with so many draws that computing takes seconds. */
let longAnalysis: bigint;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 4 });
  fixture = await createDriverFixture(app, { rows: 60_000, questions: 12 });
  const [long] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, survey_id, parameters)
    select workspace_id, 'long', kind, survey_id, parameters || '{"draws": 400}' from analysis where id = ${fixture.analysisId} returning id`;
  longAnalysis = long!.id;
});
afterEach(async () => {
  await held?.release();
  await kill(processes);
  processes = [];
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function worker(url = database.appUrl): Promise<TestProcess> {
  const started = await startWorker({ ...database, appUrl: url });
  processes.push(started);
  return started;
}

/** The stages, and the table that a run waits for in the middle of each; computing waits for nothing and takes its seconds by itself. */
const stages = [
  ['reading', 'response'],
  ['computing', null],
  ['writing', 'driver_model'],
] as const;

async function runHeldAt(table: string | null): Promise<bigint> {
  if (table === null) return runMetComputing();
  held = await holdTable(admin, table);
  const runId = await requestRun(database, fixture, { force: true });
  await waitForRun(admin, runId, ({ state }) => state === 'RUNNING');
  await until(async () => (await activeJobStatements(app, `earshot run ${runId}.1`)) === 1, 'its thread waits for the lock');
  return runId;
}

async function runMetComputing(): Promise<bigint> {
  const runId = await requestRun(database, { ...fixture, analysisId: longAnalysis }, { force: true });
  await waitForRun(admin, runId, ({ progress }) => progress.stage === 'computing');
  return runId;
}

/** The thread of an attempt holds connections until it ends, whether or not PostgreSQL has anything to do. */
const sessionsOf = async (runId: bigint): Promise<number> => {
  const [row] = await app<{ n: number }[]>`
    select count(*)::integer as n from pg_stat_activity where application_name = ${`earshot run ${runId}.1`}`;
  return row!.n;
};

async function expectOneResult(runId: bigint, attempt: number): Promise<void> {
  expect(await readRun(admin, runId)).toMatchObject({ state: 'SUCCEEDED', attempt, failures: 0, error_code: null, retry_at: null });
  expect(await admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(1);
  expect(await admin`select 1 from driver_estimate where run_id = ${runId}`).toHaveLength(11);
}

describe.each(stages)('while a run is %s', (_stage, table) => {
  it('its worker is killed with -9: another takes over within 30 s, and there is one result', async () => {
    const first = await worker();
    const runId = await runHeldAt(table);
    await worker();
    first.signalGroup('SIGKILL');
    await held?.release();
    await waitForRun(admin, runId, ({ attempt }) => attempt === 2, 30);
    await waitForRun(admin, runId, isOver);
    await expectOneResult(runId, 2);
  });

  it('its worker is paused past the lease: another takes over within 30 s, and waking up changes nothing', async () => {
    const first = await worker();
    const runId = await runHeldAt(table);
    await worker();
    process.kill(first.pid, 'SIGSTOP');
    await held?.release();
    await waitForRun(admin, runId, ({ attempt }) => attempt === 2, 30);
    await waitForRun(admin, runId, isOver);
    await expectOneResult(runId, 2);
    const [before] = await admin`select xmin::text, r.* from run r where id = ${runId}`;
    process.kill(first.pid, 'SIGCONT');
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(await admin`select xmin::text, r.* from run r where id = ${runId}`).toEqual([before]);
    await expectOneResult(runId, 2);
    expect(first.child.exitCode).toBeNull(); // it goes on working
  });

  it.each(['silently', 'loudly'] as const)(
    'its worker is cut off from the database %s: another takes over, and the first works again once healed',
    async (how) => {
      const proxy = await startDatabaseProxy(database.appUrl);
      try {
        const first = await worker(proxy.through(database.appUrl));
        const runId = await runHeldAt(table);
        const second = await worker();
        proxy.cut(how);
        await held?.release();
        await waitForRun(admin, runId, ({ attempt }) => attempt === 2, 30);
        await waitForRun(admin, runId, isOver);
        await expectOneResult(runId, 2);
        second.signalGroup('SIGKILL'); // from here on only the first can do it
        await second.ended;
        proxy.heal();
        const next = await requestRun(database, fixture, { force: true });
        await waitForRun(admin, next, isOver);
        expect(await readRun(admin, next)).toMatchObject({ state: 'SUCCEEDED' });
        expect(first.child.exitCode).toBeNull();
        await expectOneResult(runId, 2);
      } finally {
        await proxy.close();
      }
    },
    150_000,
  );

  it('a cancel ends it within a second, and leaves nothing', async () => {
    await worker();
    const runId = await runHeldAt(table);
    await admin`update run set state = 'CANCELLED', finished_at = now() where id = ${runId}`; // does not wait for what is being written
    await admin`select pg_notify('earshot_run', uuid::text) from run where id = ${runId}`;
    expect(await until(async () => (await sessionsOf(runId)) === 0, 'its sessions have ended')).toBeLessThan(1);
    await held?.release();
    expect(await admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(0);
  });

  it('the API is killed with -9: the run does not notice', async () => {
    await worker();
    const api = startNode(['api/main.ts'], { env: { ...process.env, DATABASE_URL: database.appUrl, PORT: '0' } });
    processes.push(api);
    await api.line((line) => line.includes('http://'));
    const runId = await runHeldAt(table);
    api.signalGroup('SIGKILL');
    await api.ended;
    await held?.release();
    await waitForRun(admin, runId, isOver);
    await expectOneResult(runId, 1);
  });
});

describe('a run that may use', () => {
  it('one second of time: it is tried once more, says when, and fails; its worker goes on', async () => {
    const first = await worker();
    held = await holdTable(admin, 'response');
    const runId = await requestRun(database, fixture, { force: true });
    await admin`update run set timeout_seconds = 1 where id = ${runId}`;
    const waiting = await waitForRun(admin, runId, ({ state, failures }) => state === 'QUEUED' && failures === 1);
    expect(waiting.retry_at!.getTime()).toBeGreaterThan(Date.now());
    const run = await waitForRun(admin, runId, isOver);
    expect(run).toMatchObject({ state: 'FAILED', error_code: 'TIMEOUT', failures: 2, attempt: 2, retry_at: null });
    await held.release();
    expect(await waitForRun(admin, await requestRun(database, fixture, { force: true }), isOver)).toMatchObject({ state: 'SUCCEEDED' });
    expect(first.child.exitCode).toBeNull();
  });

  it('less memory than its thread takes: it fails at once and for good; its worker goes on', async () => {
    const first = await worker();
    held = await holdTable(admin, 'response');
    const runId = await requestRun(database, fixture, { force: true });
    await admin`update run set memory_megabytes = 4 where id = ${runId}`;
    const run = await waitForRun(admin, runId, isOver);
    expect(run).toMatchObject({ state: 'FAILED', error_code: 'OUT_OF_MEMORY', failures: 1, attempt: 1 });
    expect(run.error_message).toContain('4 MB');
    await held.release();
    expect(await waitForRun(admin, await requestRun(database, fixture, { force: true }), isOver)).toMatchObject({ state: 'SUCCEEDED' });
    expect(first.child.exitCode).toBeNull();
  });
});
