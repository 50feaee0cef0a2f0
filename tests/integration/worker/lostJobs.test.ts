/** What waits or is under way has a job, also after somebody has cleared the queue. */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, executor, type Sql } from '../../../prisma/sql.ts';
import { abandonedQueue, type JobSender, openSender } from '../../../worker/queue.ts';
import { type Clock, startScheduler } from '../../../worker/scheduler.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture, type DriverFixture, isOver, readRun, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let admin: Sql;
let app: Sql;
let queue: JobSender;
let fixture: DriverFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  app = connect(database.appUrl, { applicationName: 'test scheduler', max: 6 });
  queue = await openSender(executor(app));
});
beforeEach(async () => {
  await admin`update run set state = 'CANCELLED', finished_at = now() where state in ('QUEUED', 'RUNNING')`;
  await admin`update import set state = 'CANCELLED', finished_at = now() where state in ('QUEUED', 'RUNNING')`;
  fixture = await createDriverFixture(app, { rows: 400 });
});
afterAll(async () => {
  await queue.stop();
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

/** Lets a scheduler look a few times, a minute apart. */
async function look(times = 2): Promise<void> {
  const done = Promise.withResolvers<void>();
  let now = Date.parse('2026-05-01T00:00:00Z');
  const clock: Clock = {
    now: () => new Date(now),
    untilNextLook: async (signal) => {
      now += 60_000;
      times--;
      if (times > 0) return;
      done.resolve();
      await new Promise<void>((resolve) => void signal.addEventListener('abort', () => resolve()));
    },
  };
  const scheduler = startScheduler({ sql: app, queue, clock, log: pino({ level: 'silent' }), keepUploadsDays: 0, keepScoresDays: 36_500 });
  await done.promise;
  await scheduler.stop();
}

const liveJobs = (table: string, id: bigint) => admin<{ id: string }[]>`
  select id from pgboss.job where state < 'completed' and data ->> 'table' = ${table} and data ->> 'id' = ${String(id)}`;
const clearQueue = () => admin`delete from pgboss.job`;

it('a run that waits gets one job again, of any number of schedulers, and its log says so', async () => {
  const runId = await requestRun(database, fixture);
  await clearQueue();
  await Promise.all([look(), look(), look()]);
  expect(await liveJobs('run', runId)).toHaveLength(1);
  expect(await admin`select level, message from run_log where run_id = ${runId}`).toEqual([
    { level: 'WARN', message: 'its job was gone from the queue; it waits for a worker again' },
  ]);
  expect(await requestRun(database, fixture)).toBe(runId); // who asks is given the run that waits, as before
});

it('a run that was under way waits again, and a worker ends it', async () => {
  const runId = await requestRun(database, fixture);
  await admin`update run set state = 'RUNNING', attempt = 1, started_at = now() where id = ${runId}`;
  await admin`update pgboss.job set state = 'cancelled', completed_on = now() where data ->> 'id' = ${String(runId)}`;
  await look();
  expect(await readRun(admin, runId)).toMatchObject({ state: 'QUEUED', attempt: 1, failures: 0 });
  const worker = await startWorker(database);
  try {
    expect(await waitForRun(admin, runId, isOver)).toMatchObject({ state: 'SUCCEEDED', attempt: 2, failures: 0 });
  } finally {
    worker.signalGroup('SIGTERM');
    await worker.ended;
  }
}, 60_000);

it('a file that waits gets its job again', async () => {
  const [row] = await admin<{ id: bigint }[]>`
    insert into import (workspace_id, kind, source, state) values (${fixture.workspaceId}, 'CUSTOMERS', 'c.csv', 'QUEUED') returning id`;
  await look();
  expect(await liveJobs('import', row!.id)).toHaveLength(1);
});

it.each([
  ['waits', { state: 'created' }],
  ['is worked on', { state: 'active' }],
  ['is tried again later', { state: 'retry', start_after: new Date('2100-01-01T00:00:00Z') }],
  ['was lost with its workers', { state: 'created', name: abandonedQueue }],
])('a run whose job %s is left alone', async (_, columns) => {
  const runId = await requestRun(database, fixture);
  await admin`update run set state = 'RUNNING', attempt = 1, started_at = now() where id = ${runId}`;
  await admin`update pgboss.job set ${admin(columns)} where data ->> 'id' = ${String(runId)}`;
  await look();
  expect(await liveJobs('run', runId)).toHaveLength(1);
  expect(await readRun(admin, runId)).toMatchObject({ state: 'RUNNING', attempt: 1 });
});

it('what has ended, and another workspace’s row of the same number, is left alone', async () => {
  const other = await createDriverFixture(app, { rows: 0 });
  const runId = await requestRun(database, fixture);
  await admin`
    insert into run (workspace_id, id, analysis_id, kind, trigger, parameters, population, state, finished_at)
    overriding system value
    select ${other.workspaceId}::integer, ${runId}::bigint, ${other.analysisId}::bigint, kind, trigger, parameters, population, 'CANCELLED', now() from run where id = ${runId}`;
  await clearQueue();
  await look();
  const jobs = await admin`select (data ->> 'workspaceId')::integer as "workspaceId" from pgboss.job where state < 'completed'`;
  expect(jobs).toEqual([{ workspaceId: fixture.workspaceId }]);
});

/** Runs that wait, with or without a job of theirs. */
async function queueRuns(count: number, hasJobs: boolean): Promise<void> {
  const { workspaceId, analysisId } = fixture;
  await admin`
    with queued as (
      insert into run (workspace_id, analysis_id, kind, trigger, forced, parameters, population)
      select workspace_id, id, kind, 'API', true, parameters, population from analysis, generate_series(1, ${count}::integer)
       where workspace_id = ${workspaceId} and id = ${analysisId} returning id)
    insert into pgboss.job (name, data)
    select 'perform', jsonb_build_object('workspaceId', ${workspaceId}::integer, 'table', 'run', 'id', id::text) from queued where ${hasJobs}`;
}

it('more rows than one look asks for: each gets its job again', async () => {
  await queueRuns(1_100, false);
  await look(5);
  const [jobs] = await admin`
    select count(*)::integer as jobs, count(distinct data ->> 'id')::integer as rows
      from pgboss.job where state < 'completed' and (data ->> 'workspaceId')::integer = ${fixture.workspaceId}`;
  expect(jobs).toEqual({ jobs: 1_100, rows: 1_100 });
}, 60_000);

it('what a look reads does not grow with what waits', async () => {
  const pagesRead = async () => {
    const [row] = await app<{ 'QUERY PLAN': [{ Plan: Record<string, number> }] }[]>`
      explain (analyze, buffers, format json) select * from work_without_job('run', 0, 0, 200)`;
    const plan = row!['QUERY PLAN'][0].Plan;
    return plan['Shared Hit Blocks']! + plan['Shared Read Blocks']!;
  };
  await queueRuns(300, true);
  await pagesRead(); // the session's first call reads the catalogue
  const ofFew = await pagesRead();
  await queueRuns(5_700, true);
  expect(await pagesRead()).toBeLessThan(2 * ofFew);
}, 60_000);
