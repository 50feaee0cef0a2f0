/**
 * What the scheduler decides at a look, with a clock that jumps.
 * Over 300 lines: schedules, arrivals and backfills are decided by the same look, and are held against the same few rows.
 */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, executor, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { type JobSender, openSender } from '../../../worker/queue.ts';
import { requestRun } from '../../../worker/requestRun.ts';
import { type Clock, startScheduler, wallClock } from '../../../worker/scheduler.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture } from '../../support/worker.ts';

/** The scheduler on a clock of the test, with no worker beside it: its runs wait, and the test says when one begins or ends. */
let database: TestDatabase;
let admin: Sql;
let app: Sql;
let queue: JobSender;
let workspaceId: number;
let analysisId: bigint;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  app = connect(database.appUrl, { applicationName: 'test scheduler', max: 3 });
  queue = await openSender(executor(app));
});
beforeEach(async () => {
  await admin`update analysis set run_on_change = false`;
  await admin`delete from schedule`;
  ({ workspaceId, analysisId } = await createDriverFixture(app, { rows: 3 }));
});
afterAll(async () => {
  await queue.stop();
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

const at = (text: string) => new Date(`${text}Z`);
const short = (date: Date) => date.toISOString().slice(5, 16);

/** Lets a scheduler look at each of these moments, once, as if the clock had leapt from one to the next. */
async function lookAt(...moments: readonly string[]): Promise<void> {
  const done = Promise.withResolvers<void>();
  const left = moments.map(at);
  const clock: Clock = {
    now: () => left[0] ?? new Date(0),
    untilNextLook: async (signal) => {
      left.shift();
      if (left.length > 0) return;
      done.resolve();
      await new Promise<void>((resolve) => void signal.addEventListener('abort', () => resolve()));
    },
  };
  const scheduler = startScheduler({ sql: app, queue, clock, log: pino({ level: 'silent' }), keepUploadsDays: 0, keepScoresDays: 36_500 });
  await done.promise;
  await scheduler.stop();
}

async function setSchedule(columns: Readonly<Record<string, unknown>>): Promise<void> {
  const row = {
    workspace_id: workspaceId,
    analysis_id: analysisId,
    cron: '0 6 * * *',
    time_zone: 'UTC',
    catch_up: 'ALL',
    overlap: 'QUEUE',
    ...columns,
  };
  await admin`insert into schedule ${admin(row)}`;
}

const readSchedule = async () => (await admin`select * from schedule where workspace_id = ${workspaceId}`)[0];
interface StoredRun {
  readonly id: bigint;
  readonly state: string;
  readonly due_at: Date | null;
  readonly as_of: Date | null;
  readonly cancel_reason: string | null;
  readonly trigger: string;
  readonly triggered_by: string | null;
  readonly waits: boolean;
}
const readRuns = () => admin<StoredRun[]>`select * from run where workspace_id = ${workspaceId} order by id`;
const dueTimes = async () => (await readRuns()).map(({ due_at }) => short(due_at!));
const readTicks = async () =>
  (
    await admin<{ dueAt: Date; dueUntil: Date; outcome: string; runId: bigint | null }[]>`
    select due_at as "dueAt", due_until as "dueUntil", outcome, run_id as "runId" from schedule_tick where workspace_id = ${workspaceId} order by due_at`
  ).map(({ dueAt, dueUntil, outcome }) => [short(dueAt), short(dueUntil), outcome]);
const jobs = async () =>
  (await admin`select 1 from pgboss.job where name = 'perform' and (data->>'workspaceId')::integer = ${workspaceId}`).length;

describe('a schedule', () => {
  it('does nothing before it is due, runs once when it is, and says when the next is', async () => {
    await setSchedule({ next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-01T05:59:59.999');
    expect(await readRuns()).toEqual([]);
    await lookAt('2026-05-01T06:00', '2026-05-01T06:00', '2026-05-01T06:00:02');
    expect(await readRuns()).toMatchObject([
      { state: 'QUEUED', trigger: 'SCHEDULE', triggered_by: 'schedule 0 6 * * * UTC', due_at: at('2026-05-01T06:00'), as_of: null },
    ]);
    expect(await jobs()).toBe(1);
    expect(await readSchedule()).toMatchObject({ next_run_at: at('2026-05-02T06:00'), last_due_at: at('2026-05-01T06:00') });
    expect(await readTicks()).toEqual([['05-01T06:00', '05-01T06:00', 'RUN']]);
  });

  it('loses no minute over which the clock leaps', async () => {
    await setSchedule({ cron: '* * * * *', next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-01T06:00:01', '2026-05-01T06:03:30', '2026-05-01T06:04');
    expect(await dueTimes()).toEqual(['05-01T06:00', '05-01T06:01', '05-01T06:02', '05-01T06:03', '05-01T06:04']);
  });

  it('doubles no tick when the clock is set back', async () => {
    await setSchedule({ cron: '* * * * *', next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-01T06:01:10', '2026-05-01T05:59:30', '2026-05-01T06:00:50', '2026-05-01T06:01:40', '2026-05-01T06:02:01');
    expect(await dueTimes()).toEqual(['05-01T06:00', '05-01T06:01', '05-01T06:02']);
  });

  it('decides no moment twice when it was removed and set again while the clock was set back', async () => {
    await setSchedule({ next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-01T06:00:01');
    await admin`delete from schedule where workspace_id = ${workspaceId}`;
    await setSchedule({ next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-01T06:00:01');
    expect(await dueTimes()).toEqual(['05-01T06:00']);
    expect(await readSchedule()).toMatchObject({ next_run_at: at('2026-05-02T06:00') });
  });

  it('of 02:30 in Berlin is due once on the day that has none and once on the day that has two', async () => {
    await setSchedule({ cron: '30 2 * * *', time_zone: 'Europe/Berlin', next_run_at: at('2026-03-28T01:30') });
    await lookAt('2026-03-28T01:30', '2026-03-29T00:59:59', '2026-03-29T01:00', '2026-03-29T01:30', '2026-03-30T00:30');
    expect(await dueTimes()).toEqual(['03-28T01:30', '03-29T01:00', '03-30T00:30']);
    await admin`update schedule set next_run_at = ${at('2026-10-24T00:30')} where workspace_id = ${workspaceId}`;
    await lookAt('2026-10-24T00:30', '2026-10-25T00:30', '2026-10-25T01:30', '2026-10-26T01:30');
    expect((await dueTimes()).slice(3)).toEqual(['10-24T00:30', '10-25T00:30', '10-26T01:30']);
  });

  it('that is paused is never due', async () => {
    await setSchedule({ paused_at: at('2026-05-01T05:00'), next_run_at: null });
    await lookAt('2026-05-01T06:00', '2026-05-03T06:00');
    expect(await readRuns()).toEqual([]);
  });

  it('that nobody can read is left alone and holds up no other', async () => {
    await setSchedule({ time_zone: 'Mars/Olympus', next_run_at: at('2026-05-01T05:00') });
    const other = await createDriverFixture(app, { rows: 3 });
    await admin`insert into schedule (workspace_id, analysis_id, cron, time_zone, catch_up, overlap, next_run_at)
      values (${other.workspaceId}, ${other.analysisId}, '0 6 * * *', 'UTC', 'ALL', 'QUEUE', ${at('2026-05-01T06:00')})`;
    await lookAt('2026-05-01T06:00:30');
    expect(await admin`select 1 from run where workspace_id = ${other.workspaceId}`).toHaveLength(1);
    expect(await readRuns()).toEqual([]);
  });
});

describe('the clock on the wall', () => {
  it('is that of the database: a host whose clock is a day ahead decides nothing before it is due', async () => {
    const [now] = await admin<
      { past: Date; future: Date }[]
    >`select now() - interval '1 minute' as past, now() + interval '1 hour' as future`;
    await setSchedule({ cron: '0 0 1 1 *', next_run_at: now!.future });
    const other = await createDriverFixture(app, { rows: 3 });
    await admin`insert into schedule (workspace_id, analysis_id, cron, time_zone, catch_up, overlap, next_run_at)
      values (${other.workspaceId}, ${other.analysisId}, '0 0 1 1 *', 'UTC', 'LATEST', 'QUEUE', ${now!.past})`;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 });
    const scheduler = startScheduler({
      ...{ sql: app, queue, log: pino({ level: 'silent' }), keepUploadsDays: 0, keepScoresDays: 36_500 },
      clock: wallClock(app, new EventTarget()),
    });
    try {
      await expect.poll(() => admin`select 1 from run where workspace_id = ${other.workspaceId}`).toHaveLength(1); // it has looked
    } finally {
      vi.useRealTimers();
      await scheduler.stop();
    }
    expect(await readRuns()).toEqual([]);
    expect(await readSchedule()).toMatchObject({ next_run_at: now!.future });
  });
});

describe('after two days without a worker', () => {
  const missed = async (catchUp: string) => {
    await setSchedule({ catch_up: catchUp, next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-03T07:00');
    return (await readRuns()).map(({ due_at, as_of }) => [short(due_at!), as_of && short(as_of)]);
  };
  it('SKIP runs nothing, and says what was missed', async () => {
    expect(await missed('SKIP')).toEqual([]);
    expect(await readTicks()).toEqual([['05-01T06:00', '05-03T06:00', 'MISSED']]);
  });
  it('LATEST runs the last', async () => {
    expect(await missed('LATEST')).toEqual([['05-03T06:00', null]]);
    expect(await readTicks()).toEqual([
      ['05-01T06:00', '05-02T06:00', 'MISSED'],
      ['05-03T06:00', '05-03T06:00', 'RUN'],
    ]);
  });
  it('ALL runs each as of its own moment, but the last on all that there is', async () => {
    expect(await missed('ALL')).toEqual([...['05-01T06:00', '05-02T06:00'].map((due) => [due, due]), ['05-03T06:00', null]]);
    expect(await readSchedule()).toMatchObject({ next_run_at: at('2026-05-04T06:00') });
  });
  it('ALL catches up on more than one transaction takes, without waiting for the next look', async () => {
    await setSchedule({ cron: '*/10 * * * *', next_run_at: at('2026-05-01T00:00') });
    await lookAt('2026-05-02T23:59');
    expect(new Set(await dueTimes()).size).toBe(288); // two days of 144 ticks
    expect(await jobs()).toBe(288);
  });
});

describe('while a run of the analysis is under way', () => {
  const begin = async (columns: Readonly<Record<string, unknown>> = {}) => {
    const run = {
      workspace_id: workspaceId,
      analysis_id: analysisId,
      kind: 'DRIVERS',
      trigger: 'SCHEDULE',
      parameters: {},
      population: {},
      state: 'RUNNING',
      attempt: 1,
      ...columns,
    };
    await admin`insert into run ${admin(run as never)}`;
  };
  const endFirst = async () => {
    const [first] = await readRuns();
    await admin`update run set state = 'SUCCEEDED', outcome = 'FITTED', finished_at = now() where id = ${first!.id}`;
  };
  const tick = async (overlap: string) => {
    await setSchedule({ overlap, next_run_at: at('2026-05-01T06:00') });
    await lookAt('2026-05-01T06:00:01');
    return (await readRuns()).map(({ state, due_at, cancel_reason }) => [state, due_at && short(due_at), cancel_reason]);
  };

  it('SKIP leaves the tick out, says so, and names the run that was in its way', async () => {
    await begin();
    expect(await tick('SKIP')).toEqual([['RUNNING', null, null]]);
    expect(await readTicks()).toEqual([['05-01T06:00', '05-01T06:00', 'OVERLAP_SKIPPED']]);
    const [recorded] = await admin`select run_id from schedule_tick where workspace_id = ${workspaceId}`;
    expect(recorded).toEqual({ run_id: (await readRuns())[0]!.id });
    await admin`update run set state = 'FAILED', finished_at = now() where workspace_id = ${workspaceId}`;
    await lookAt('2026-05-02T06:00:01');
    expect((await readRuns()).map(({ state }) => state)).toEqual(['FAILED', 'QUEUED']);
  });
  it('QUEUE lets it wait', async () => {
    await begin();
    expect(await tick('QUEUE')).toEqual([
      ['RUNNING', null, null],
      ['QUEUED', '05-01T06:00', null],
    ]);
    expect(await jobs()).toBe(0); // no thread takes it beside the other
    await Promise.all([lookAt('2026-05-01T06:01'), lookAt('2026-05-01T06:01')]);
    expect(await jobs()).toBe(0);
    await endFirst();
    await Promise.all([lookAt('2026-05-01T06:02'), lookAt('2026-05-01T06:02'), lookAt('2026-05-01T06:02')]);
    expect(await jobs()).toBe(1);
    expect((await readRuns()).map(({ state, waits }) => [state, waits])).toEqual([
      ['SUCCEEDED', false],
      ['QUEUED', false],
    ]);
  });
  it('ticks wait for each other, in their order', async () => {
    await begin();
    await tick('QUEUE');
    await lookAt('2026-05-02T06:00:01');
    await endFirst();
    await lookAt('2026-05-02T06:01', '2026-05-02T06:02');
    expect((await readRuns()).map(({ due_at, waits }) => [due_at && short(due_at), waits])).toEqual([
      [null, false],
      ['05-01T06:00', false],
      ['05-02T06:00', true],
    ]);
    expect(await jobs()).toBe(1);
  });
  it('one that waits is not taken for one whose job is lost, and gets none when it was cancelled', async () => {
    await begin();
    await tick('QUEUE');
    const waiting = (await readRuns())[1]!;
    const asked = await app<{ id: bigint }[]>`select id from work_without_job('run', 0, 0, 500) where workspace_id = ${workspaceId}`;
    expect(asked.map(({ id }) => id)).not.toContain(waiting.id);
    await admin`update run set state = 'CANCELLED', finished_at = now(), cancel_reason = 'USER' where id = ${waiting.id}`;
    await endFirst();
    await lookAt('2026-05-01T06:02');
    expect(await jobs()).toBe(0);
  });
  it('REPLACE waits for the run that was asked for by hand', async () => {
    await begin({ trigger: 'CLI' });
    await tick('REPLACE');
    expect(await jobs()).toBe(0);
    await endFirst();
    await lookAt('2026-05-01T06:02');
    expect(await jobs()).toBe(1);
  });
  it('REPLACE cancels what a schedule started, and runs instead', async () => {
    await begin();
    expect(await tick('REPLACE')).toEqual([
      ['CANCELLED', null, 'REPLACED'],
      ['QUEUED', '05-01T06:00', null],
    ]);
  });
  it('REPLACE takes nothing from who asked by hand', async () => {
    await begin({ trigger: 'CLI' });
    expect(await tick('REPLACE')).toEqual([
      ['RUNNING', null, null],
      ['QUEUED', '05-01T06:00', null],
    ]);
  });
  it('REPLACE takes nothing from who asked by hand and was given the run of new data that waited', async () => {
    await begin({ trigger: 'DATA', state: 'QUEUED', attempt: 0 });
    const { id } = (await readRuns())[0]!;
    const asked = async (trigger: 'DATA' | 'CLI') => {
      const order = { workspaceId, analysisId, trigger, triggeredBy: null };
      return inWorkspace(app, workspaceId, (tx) => requestRun(executor(tx), queue, order));
    };
    expect(await asked('DATA')).toMatchObject({ runId: id, isNew: false });
    expect((await admin`select joined_at from run where id = ${id}`)[0]).toEqual({ joined_at: null });
    expect(await asked('CLI')).toMatchObject({ runId: id, isNew: false });
    expect(await tick('REPLACE')).toEqual([
      ['QUEUED', null, null],
      ['QUEUED', '05-01T06:00', null],
    ]);
  });
  it('REPLACE cancels the run of new data that waited and that only more new data have joined', async () => {
    await begin({ trigger: 'DATA', state: 'QUEUED', attempt: 0 });
    await inWorkspace(app, workspaceId, (tx) =>
      requestRun(executor(tx), queue, { workspaceId, analysisId, trigger: 'DATA', triggeredBy: null }),
    );
    expect(await tick('REPLACE')).toEqual([
      ['CANCELLED', null, 'REPLACED'],
      ['QUEUED', '05-01T06:00', null],
    ]);
  });
  it.each(['SKIP', 'REPLACE'])('%s does not mind a run as of the past', async (overlap) => {
    await begin({ trigger: 'BACKFILL', as_of: at('2026-01-31T23:00') });
    expect(await tick(overlap)).toEqual([
      ['RUNNING', null, null],
      ['QUEUED', '05-01T06:00', null],
    ]);
  });
});

describe('an analysis that runs on change', () => {
  const quiet = `clock_timestamp() - interval '1 minute'`;
  beforeEach(async () => {
    await admin`update analysis set run_on_change = true where workspace_id = ${workspaceId}`;
  });
  const look = () => lookAt('2026-05-01T06:00');
  const imported = async (columns: Readonly<Record<string, unknown>> = {}) => {
    const file = { workspace_id: workspaceId, kind: 'CUSTOMERS', source: 'x.csv', state: 'SUCCEEDED', ...columns };
    const [row] = await admin<{ id: bigint }[]>`insert into import ${admin(file as never)} returning id`;
    if (!('finished_at' in columns) && file.state === 'SUCCEEDED')
      await admin`update import set finished_at = ${admin.unsafe(quiet)} where id = ${row!.id}`;
  };
  const end = (state: string, versions: object | null) =>
    admin`update run set state = ${state}, outcome = ${state === 'SUCCEEDED' ? 'FITTED' : null}, finished_at = now(), attempt = 1, data_versions = ${versions as never}
           where workspace_id = ${workspaceId} and state = 'QUEUED'`;
  const change = (domain: string) =>
    admin`insert into data_version (workspace_id, domain, version) values (${workspaceId}, ${domain}, 1)
          on conflict (workspace_id, domain) do update set version = data_version.version + 1`;

  it('runs once for what is there, once for what changes, and not for what it does not read', async () => {
    await look();
    await look();
    expect(await readRuns()).toMatchObject([{ trigger: 'DATA', triggered_by: 'data feedback', state: 'QUEUED' }]);
    await end('SUCCEEDED', { feedback: '1' });
    await look();
    await change('crm');
    await look();
    expect(await readRuns()).toHaveLength(1);
    await change('feedback');
    await look();
    expect(await readRuns()).toHaveLength(2);
  });

  it('waits while files arrive: eleven are one run', async () => {
    await end('SUCCEEDED', { feedback: '1' });
    for (let file = 1; file <= 11; file++) {
      await change('feedback');
      await imported({ finished_at: new Date() });
      await imported({ state: file < 11 ? 'QUEUED' : 'SUCCEEDED', ...(file < 11 ? {} : { finished_at: new Date() }) });
      await look();
      await admin`update import set state = 'SUCCEEDED', finished_at = now() where workspace_id = ${workspaceId} and state = 'QUEUED'`;
      await look();
    }
    expect(await readRuns()).toEqual([]);
    await admin`update import set finished_at = ${admin.unsafe(quiet)} where workspace_id = ${workspaceId}`;
    await look();
    await look();
    expect(await readRuns()).toHaveLength(1);
  });

  it('does not wait for ever where files never stop coming', async () => {
    await look();
    await end('SUCCEEDED', { feedback: '1' });
    await admin`update run set queued_at = now() - interval '1 hour', started_at = now() - interval '1 hour' where workspace_id = ${workspaceId}`;
    await change('feedback');
    await imported({ finished_at: new Date(Date.now() - 11 * 60_000) });
    await imported({ state: 'RUNNING' });
    await look();
    expect(await readRuns()).toHaveLength(2);
  });

  it('does not wait for ever for its first run either', async () => {
    await imported({ finished_at: new Date(Date.now() - 11 * 60_000) });
    await imported({ state: 'RUNNING' });
    await look();
    expect(await readRuns()).toHaveLength(1);
  });

  it('is not run again and again by data on which it fails', async () => {
    await look();
    await end('FAILED', null);
    await look();
    await look();
    expect(await readRuns()).toHaveLength(1);
    await change('scores'); // which it does not read
    await look();
    expect(await readRuns()).toHaveLength(1);
    await change('feedback');
    await look();
    expect(await readRuns()).toHaveLength(2);
  });

  it('of value by loyalty runs when another run is to say the scores, and that of scores does not', async () => {
    await admin`update analysis set kind = 'VALUE_LOYALTY' where workspace_id = ${workspaceId}`;
    await admin`insert into analysis (workspace_id, name, kind, parameters, run_on_change) values (${workspaceId}, 'clv', 'CLV', '{}', true)`;
    const runs = async () => (await readRuns()).map(({ triggered_by }) => triggered_by);
    await look();
    await end('SUCCEEDED', { feedback: '1' });
    await look();
    await end('SUCCEEDED', { feedback: '1', scores: '0' });
    await look();
    expect(await runs()).toEqual(['data feedback', 'data feedback']);
    await change('scores');
    await look();
    await look();
    expect(await runs()).toEqual(['data feedback', 'data feedback', 'data scores']);
  });

  it('of value by loyalty waits for the scores that the same data are making', async () => {
    await admin`update analysis set kind = 'VALUE_LOYALTY' where workspace_id = ${workspaceId}`;
    await admin`insert into analysis (workspace_id, name, kind, parameters, run_on_change) values (${workspaceId}, 'clv', 'CLV', '{}', true)`;
    await look();
    await look();
    const kinds = async () =>
      (await admin<{ kind: string }[]>`select kind from run where workspace_id = ${workspaceId} order by id`).map(({ kind }) => kind);
    expect(await kinds()).toEqual(['CLV']);
    await end('SUCCEEDED', { feedback: '1' });
    await look();
    expect(await kinds()).toEqual(['CLV', 'VALUE_LOYALTY']);
  });

  it('sees a change that came while its run was under way', async () => {
    await look();
    await admin`update run set state = 'RUNNING', attempt = 1 where workspace_id = ${workspaceId}`;
    await change('feedback');
    await look();
    expect(await readRuns()).toHaveLength(1);
    await admin`update run set state = 'SUCCEEDED', outcome = 'FITTED', finished_at = now(), data_versions = '{"feedback": "1"}' where workspace_id = ${workspaceId}`;
    await look();
    expect(await readRuns()).toHaveLength(2);
  });
});

describe('a backfill', () => {
  const start = async (months: number, concurrency: number) => {
    const [row] = await admin<{ id: bigint }[]>`
      insert into backfill (workspace_id, analysis_id, from_date, to_date, step, time_zone, mode, concurrency)
      values (${workspaceId}, ${analysisId}, '2025-01-01', '2025-12-31', 'MONTH', 'UTC', 'ALL', ${concurrency}) returning id`;
    await admin`
      insert into backfill_date (workspace_id, backfill_id, as_of, end_date, is_included)
      select ${workspaceId}::integer, ${row!.id}::bigint, make_timestamptz(2025, m, 28, 0, 0, 0, 'UTC'), make_date(2025, m, 28), m <= ${months}::integer
        from generate_series(1, ${months + 1}::integer) m`;
    return row!.id;
  };
  const look = () => lookAt('2026-05-01T06:00');
  const states = async () => (await readRuns()).map(({ state }) => state);
  const finish = (ids: readonly bigint[]) =>
    admin`update run set state = 'FAILED', finished_at = now() where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::bigint[])`;

  it('asks for so many runs at a time, oldest first, none twice, and ends when the last is over', async () => {
    const id = await start(5, 2);
    for (let round = 1; ; round++) {
      await look();
      await look();
      const runs = await readRuns();
      const waiting = runs.filter(({ state }) => state === 'QUEUED').map((run) => run.id);
      if (waiting.length === 0) break;
      expect(runs.map(({ as_of }) => as_of!.getUTCMonth() + 1)).toEqual([1, 2, 3, 4, 5].slice(0, Math.min(5, 2 * round)));
      await finish(waiting);
    }
    expect(await readRuns()).toHaveLength(5);
    expect(await jobs()).toBe(5);
    expect(await admin`select state, finished_at is not null as over from backfill where id = ${id}`).toMatchObject([
      { state: 'COMPLETED', over: true },
    ]);
    expect(await admin`select 1 from run where backfill_id = ${id} and trigger = 'BACKFILL'`).toHaveLength(5);
  });

  it('runs no date beside a run of that moment that somebody else asked for, and is not over before that date has run', async () => {
    const id = await start(2, 2);
    await admin`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, as_of)
      select workspace_id, id, kind, 'CLI', parameters, population, '2025-01-28T00:00Z' from analysis where workspace_id = ${workspaceId} and id = ${analysisId}`;
    const moments = async () => (await readRuns()).map(({ as_of }) => as_of!.getUTCMonth() + 1).sort();
    await look();
    expect(await moments()).toEqual([1, 2]);
    await finish((await readRuns()).filter(({ as_of }) => as_of!.getUTCMonth() === 1).map((run) => run.id));
    await look(); // nothing of it is under way, but January is still to come
    expect(await admin`select state from backfill where id = ${id}`).toEqual([{ state: 'RUNNING' }]);
    await finish((await readRuns()).map((run) => run.id));
    await look();
    expect(await moments()).toEqual([1, 1, 2]);
    await finish((await readRuns()).map((run) => run.id));
    await look();
    expect(await admin`select state from backfill where id = ${id}`).toEqual([{ state: 'COMPLETED' }]);
  });

  it('asks for no more while it is paused, and goes on where it was', async () => {
    const id = await start(3, 1);
    await look();
    await admin`update backfill set state = 'PAUSED' where id = ${id}`;
    await finish((await readRuns()).map((run) => run.id));
    await look();
    expect(await states()).toEqual(['FAILED']);
    await admin`update backfill set state = 'RUNNING' where id = ${id}`;
    await look();
    expect(await states()).toEqual(['FAILED', 'QUEUED']);
  });
});

it('what looks across workspaces says ids and nothing else', async () => {
  await setSchedule({ next_run_at: at('2026-05-01T06:00') });
  const rows = await app`select * from scheduler_work(${at('2026-05-01T06:00')}, 10)`;
  expect(rows.filter(({ workspace_id }) => workspace_id === workspaceId)).toEqual([
    { kind: 'SCHEDULE', workspace_id: workspaceId, id: expect.any(BigInt) },
  ]);
});
