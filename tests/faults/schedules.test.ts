import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type ReservedSql, type Sql } from '../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { kill, startNode, type TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';
import { createDriverFixture, type DriverFixture, startWorker } from '../support/worker.ts';

/** Whatever happens to those who decide about ticks: each tick of a schedule becomes one run, none is lost and none doubled. */
let database: TestDatabase;
let app: Sql;
let admin: Sql;
let processes: TestProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 3 });
});
beforeEach(async () => {
  await admin`delete from schedule`;
});
afterEach(async () => {
  await kill(processes);
  processes = [];
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function started(starting: Promise<TestProcess>): Promise<TestProcess> {
  const process = await starting;
  processes.push(process);
  return process;
}

interface Scheduled extends DriverFixture {
  readonly cron: string;
}

async function schedule(cron: string, nextRunAt: Date): Promise<Scheduled> {
  const fixture = await createDriverFixture(app, { rows: 50, questions: 3 });
  await admin`
    insert into schedule (workspace_id, analysis_id, cron, time_zone, catch_up, overlap, next_run_at)
    values (${fixture.workspaceId}, ${fixture.analysisId}, ${cron}, 'Europe/Berlin', 'ALL', 'QUEUE', ${nextRunAt})`;
  return { ...fixture, cron };
}

/** Of the run rows, of the record of ticks, and of the jobs of the queue: all three must say the same. A run that waits for others has no job yet. */
async function expectTicks({ workspaceId, cron }: Scheduled, expected: readonly Date[]): Promise<void> {
  const runs = await admin<
    { id: bigint; dueAt: Date; waits: boolean }[]
  >`select id, due_at as "dueAt", waits from run where workspace_id = ${workspaceId} order by due_at`;
  expect(
    runs.map(({ dueAt }) => dueAt.toISOString()),
    cron,
  ).toEqual(expected.map((date) => date.toISOString()));
  const ticks = await admin<{ runId: bigint; dueAt: Date }[]>`
    select run_id as "runId", due_at as "dueAt" from schedule_tick where workspace_id = ${workspaceId} and outcome = 'RUN' order by due_at`;
  expect(
    ticks.map(({ runId }) => runId),
    cron,
  ).toEqual(runs.map(({ id }) => id));
  const jobs = await admin<{ id: string }[]>`
    select data->>'id' as id from pgboss.job where name = 'perform' and data->>'workspaceId' = ${String(workspaceId)} order by (data->>'id')::bigint`;
  expect(
    jobs.map(({ id }) => id),
    cron,
  ).toEqual(runs.flatMap(({ id, waits }) => (waits ? [] : [String(id)])).toSorted((a, b) => Number(a) - Number(b)));
}

function every(minutes: number, from: Date, until: Date): Date[] {
  const times: Date[] = [];
  for (let time = from.getTime(); time <= until.getTime(); time += minutes * 60_000) times.push(new Date(time));
  return times;
}

describe('workers', () => {
  const minuteNow = () => new Date(Math.floor(Date.now() / 60_000) * 60_000);
  const isDone = async (seconds: number) =>
    (await admin`select 1 from schedule where next_run_at < clock_timestamp() - make_interval(secs => ${seconds})`).length === 0;
  const readNextRun = async ({ workspaceId }: Scheduled) =>
    (await admin<{ at: Date }[]>`select next_run_at as at from schedule where workspace_id = ${workspaceId}`)[0]!.at;
  /** Up to the tick before the next one that is open. */
  const decided = async (one: Scheduled, from: Date) => every(1, from, new Date((await readNextRun(one)).getTime() - 60_000));

  it('two at once, catching up on the same schedules, decide each minute once', async () => {
    const from = new Date(minuteNow().getTime() - 44 * 60_000);
    const schedules = await Promise.all(Array.from({ length: 6 }, () => schedule('* * * * *', from)));
    await Promise.all([started(startWorker(database)), started(startWorker(database))]);
    await until(() => isDone(0), 'all that is due is decided', { seconds: 120 });
    for (const { child } of processes) child.kill('SIGSTOP'); // no minute may pass while the test counts
    for (const one of schedules) {
      const expected = await decided(one, from);
      expect(expected.length).toBeGreaterThanOrEqual(45);
      await expectTicks(one, expected);
    }
  });

  it('one that is killed in the middle of deciding leaves nothing behind, and the next decides all of it', async () => {
    const from = new Date(minuteNow().getTime() - 29 * 60_000);
    const session: ReservedSql = await admin.reserve();
    await session`begin`;
    await session`lock table schedule_tick in exclusive mode`; // the run and its job are written, the record of the tick waits
    const one = await schedule('* * * * *', from);
    const first = await started(startWorker(database));
    const blocked = async () =>
      (
        await app`select 1 from pg_stat_activity where starts_with(application_name, 'earshot worker') and wait_event_type = 'Lock' and query ilike '%insert into schedule_tick%'`
      ).length > 0;
    await until(blocked, 'the scheduler is in the middle of a tick');
    first.signalGroup('SIGKILL');
    await session`commit`;
    session.release();
    await until(async () => !(await blocked()), 'its transaction is over');
    await expectTicks(one, []);
    await started(startWorker(database));
    await until(() => isDone(0), 'all that is due is decided', { seconds: 120 });
    for (const { child } of processes) child.kill('SIGSTOP');
    await expectTicks(one, await decided(one, from));
  });
});

/** Pseudo-random, the same in every run: up to three hours, often a few seconds, so that it leaps over minutes and over changes of the clocks. */
function* jumps(from: Date, until: Date): Generator<Date> {
  for (let now = from.getTime(), seed = 7; now < until.getTime(); ) {
    seed = (seed * 1103515245 + 12345) % 2 ** 31;
    now += seed % 3 === 0 ? 1 + (seed % 90_000) : seed % 10_800_000;
    yield new Date(Math.min(now, until.getTime()));
  }
}

describe.each([
  // Berlin's clocks go from 02:00 to 03:00 at 2026-03-29T01:00Z: 02:30 is due right then, once.
  ['to summer time', '2026-03-28T12:00Z', '2026-03-30T12:00Z', ['2026-03-29T01:00Z', '2026-03-30T00:30Z']],
  // They go from 03:00 back to 02:00 at 2026-10-25T01:00Z: of the two 02:30 of that day the first is due.
  ['back from it', '2026-10-24T12:00Z', '2026-10-26T12:00Z', ['2026-10-25T00:30Z', '2026-10-26T01:30Z']],
])('a clock that leaps over minutes and over the change %s', (_change, start, end, atHalfPastTwo) => {
  it('loses and doubles no tick, with two schedulers of which one is killed again and again', async () => {
    const from = new Date(start);
    const to = new Date(end);
    const clock = join(await temporaryFolder('clock'), 'clock');
    const show = (time: Date) => {
      writeFileSync(`${clock}.new`, time.toISOString());
      renameSync(`${clock}.new`, clock); // nobody reads half a time
    };
    show(new Date(from.getTime() - 1000));
    const daily = await schedule('30 2 * * *', new Date(atHalfPastTwo[0]!));
    const hourly = await schedule('0 * * * *', from);
    const often = await schedule('*/20 * * * *', from);
    const scheduler = async () => {
      const one = startNode(['tests/faults/fixtures/schedulerProcess.ts', database.appUrl, clock]);
      processes.push(one);
      await one.line((line) => line === 'looking');
      return one;
    };
    await scheduler();
    let victim = await scheduler();
    let looks = 0;
    for (const now of jumps(from, to)) {
      show(now);
      if (++looks % 12 === 5) {
        victim.signalGroup('SIGKILL'); // wherever it is just now
        await victim.ended;
        victim = await scheduler();
      }
      await until(
        async () => (await admin`select 1 from schedule where next_run_at <= ${now}`).length === 0,
        `all is decided at ${now.toISOString()}`,
      );
    }
    expect(looks).toBeGreaterThan(20);
    await expectTicks(
      daily,
      atHalfPastTwo.map((time) => new Date(time)),
    );
    await expectTicks(hourly, every(60, from, to)); // the offset of Berlin is whole hours: on its clock, too, these are full hours
    await expectTicks(often, every(20, from, to));
    const faults = processes.flatMap(({ lines }) => lines.filter((line) => line.includes('"level":50')));
    expect(faults).toEqual([]);
  });
});
