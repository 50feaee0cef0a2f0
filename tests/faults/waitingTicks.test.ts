import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, type ReservedSql, type Sql } from '../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { kill, type TestProcess } from '../support/process.ts';
import { until } from '../support/until.ts';
import { createDriverFixture, type DriverFixture, requestRun, startWorker } from '../support/worker.ts';

/** Ticks of a schedule that waits (QUEUE), with worker processes of several threads: no two runs of the analysis overlap, and none is lost. */
let database: TestDatabase;
let admin: Sql;
let app: Sql;
let fixture: DriverFixture;
let workers: TestProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 3 });
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
});
beforeEach(async () => {
  await admin`delete from schedule`;
  fixture = await createDriverFixture(app, { rows: 50, questions: 3 });
  await admin`
    insert into schedule (workspace_id, analysis_id, cron, time_zone, catch_up, overlap, next_run_at)
    values (${fixture.workspaceId}, ${fixture.analysisId}, '0 0 1 1 *', 'UTC', 'LATEST', 'QUEUE', '2100-01-01T00:00:00Z')`;
});
afterEach(async () => {
  await kill(workers);
  workers = [];
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

interface StoredRun {
  readonly state: string;
  readonly waits: boolean;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  readonly jobs: number;
}
const readRuns = () => admin<StoredRun[]>`
  select state, waits, started_at as "startedAt", finished_at as "finishedAt",
         (select count(*)::integer from pgboss.job j where j.name = 'perform' and j.data->>'table' = 'run' and j.data->>'id' = run.id::text) as jobs
    from run where workspace_id = ${fixture.workspaceId} order by id`;

async function startWorkers(count: number): Promise<void> {
  workers.push(...(await Promise.all(Array.from({ length: count }, () => startWorker(database, { EARSHOT_WORKER_THREADS: '2' })))));
}

/** A moment that is due right now, until a scheduler has made it a run. */
async function tick(): Promise<void> {
  const before = (await readRuns()).length;
  await admin`update schedule set next_run_at = clock_timestamp() where workspace_id = ${fixture.workspaceId}`;
  await until(async () => (await readRuns()).length > before, 'the tick is decided');
}

/** No run reads its questions until it is let go. */
async function holdRuns(): Promise<() => Promise<void>> {
  const session: ReservedSql = await admin.reserve();
  await session`begin`;
  await session`lock table question in access exclusive mode`;
  return async () => {
    await session`commit`;
    session.release();
  };
}

const sleep = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const states = async () => (await readRuns()).map(({ state }) => state);

it('never overlap, where threads are idle and a worker with its scheduler is killed', async () => {
  const letGo = await holdRuns();
  await requestRun(database, fixture, { force: true });
  await startWorkers(2);
  await until(async () => (await states())[0] === 'RUNNING', 'the run by hand is under way');
  for (let times = 1; times <= 3; times++) await tick();
  await sleep(3); // three threads have nothing to do, and look for jobs
  expect(await states()).toEqual(['RUNNING', 'QUEUED', 'QUEUED', 'QUEUED']);
  workers[0]!.signalGroup('SIGKILL'); // perhaps the one that holds the run: then the other takes it over
  await letGo();
  await startWorkers(1);
  await until(async () => (await states()).every((state) => state === 'SUCCEEDED'), 'all have ended', { seconds: 90, seen: readRuns });
  const runs = await readRuns();
  expect(runs).toHaveLength(4);
  for (const [index, run] of runs.entries()) {
    if (index > 0) expect(run.startedAt!.getTime()).toBeGreaterThanOrEqual(runs[index - 1]!.finishedAt!.getTime());
  }
});

it('a scheduler that is killed in the middle of giving one its job leaves it waiting, and the next gives it one', async () => {
  await admin`
    insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, attempt)
    select workspace_id, id, kind, 'CLI', parameters, population, 'RUNNING', 1 from analysis where workspace_id = ${fixture.workspaceId}`;
  await startWorkers(1);
  await tick();
  const session: ReservedSql = await admin.reserve();
  await session`begin`;
  await session`lock table run_log in exclusive mode`; // its job is sent, the line in its log waits
  await admin`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${fixture.workspaceId} and state = 'RUNNING'`;
  const isBlocked = async () =>
    (
      await app`select 1 from pg_stat_activity where starts_with(application_name, 'earshot worker') and wait_event_type = 'Lock' and query ilike '%insert into run_log%'`
    ).length > 0;
  await until(isBlocked, 'the scheduler is in the middle of it');
  workers[0]!.signalGroup('SIGKILL');
  await workers[0]!.ended;
  await session`commit`;
  session.release();
  await until(async () => !(await isBlocked()), 'its transaction is over');
  expect((await readRuns())[1]).toMatchObject({ state: 'QUEUED', waits: true, jobs: 0 });
  await startWorkers(1);
  await until(async () => (await states())[1] === 'SUCCEEDED', 'it has run');
  expect((await readRuns())[1]).toMatchObject({ waits: false, jobs: 1 });
});
