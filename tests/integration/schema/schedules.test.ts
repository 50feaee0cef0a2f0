/**
 * Schedules and backfills of an analysis: set, shown, paused, removed, and what is refused.
 * Over 300 lines: both are kept by the same analysis and asked of one API.
 */
import { DateTime } from 'luxon';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { type Answer, createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;
let name: string; // of a new analysis for every test
let analysisId: bigint;
let counter = 0;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a'); // in Europe/Berlin
  key = await api.createKey(workspaceId);
});
beforeEach(async () => {
  name = `n${counter++}`;
  const [row] = await api.admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${name}, 'CHURN', '{}') returning id`;
  analysisId = row!.id;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const fault = ({ errors }: Answer) => ({ ...errors?.[0]?.extensions, message: errors?.[0]?.message });
const fields = 'id cron timeZone catchUp overlap pausedAt nextRunAt nextRuns(first: 2) analysis { name }';
const setSchedule = (input: object) =>
  api.query(key, `mutation ($input: ScheduleInput!) { setSchedule(input: $input) { ${fields} } }`, {
    input: { analysis: name, cron: '0 6 * * *', ...input },
  });
const call = (mutation: string, selection = fields) => api.query(key, `mutation { ${mutation}(analysis: "${name}") { ${selection} } }`);
const ticks = async () =>
  (await api.query(key, `{ analysis(name: "${name}") { schedule { ticks { nodes { dueAt dueUntil outcome } } } } }`)).data.analysis.schedule
    .ticks.nodes;
/** The next six o'clock in Berlin, by luxon. */
function nextSix(days = 0): string {
  const now = DateTime.now().setZone('Europe/Berlin');
  const today = now.set({ hour: 6, minute: 0, second: 0, millisecond: 0 });
  return (today > now ? today : today.plus({ days: 1 })).plus({ days }).toJSDate().toISOString();
}

describe('setSchedule', () => {
  it('goes by the clock of the database: an API whose clock is a day ahead leaves out no tick', async () => {
    const six = nextSix();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 });
    try {
      expect((await setSchedule({})).data.setSchedule.nextRunAt).toBe(six);
      await call('pauseSchedule');
      expect((await call('resumeSchedule')).data.resumeSchedule.nextRunAt).toBe(six);
    } finally {
      vi.useRealTimers();
    }
  });

  it('reads cron on the clock of the workspace, and shows when it is due next', async () => {
    const { data } = await setSchedule({});
    expect(data.setSchedule).toMatchObject({
      ...{ cron: '0 6 * * *', timeZone: 'Europe/Berlin', catchUp: 'LATEST', overlap: 'SKIP', pausedAt: null, analysis: { name } },
      nextRunAt: nextSix(),
      nextRuns: [nextSix(), nextSix(1)],
    });
    expect((await api.query(key, '{ schedules { nodes { analysis { name } } } }')).data.schedules.nodes).toContainEqual({
      analysis: { name },
    });
  });

  it('sent again, changes nothing; with other words, changes it in its place', async () => {
    const first = (await setSchedule({})).data.setSchedule;
    const [stored] = await api.admin`select xmin::text from schedule where workspace_id = ${workspaceId} and analysis_id = ${analysisId}`;
    expect((await setSchedule({})).data.setSchedule).toEqual(first);
    expect(await api.admin`select xmin::text from schedule where workspace_id = ${workspaceId} and analysis_id = ${analysisId}`).toEqual([
      stored,
    ]);
    const changed = (await setSchedule({ cron: '@hourly', timeZone: 'UTC', catchUp: 'ALL', overlap: 'QUEUE' })).data.setSchedule;
    expect(changed).toMatchObject({ id: first.id, cron: '@hourly', timeZone: 'UTC', catchUp: 'ALL', overlap: 'QUEUE' });
    expect(changed.nextRunAt).toMatch(/:00:00\.000Z$/);
  });

  it('sent twice at once, makes one', async () => {
    const both = await Promise.all([setSchedule({}), setSchedule({})]);
    expect(both[0]!.data.setSchedule.id).toBe(both[1]!.data.setSchedule.id);
  });

  it.each([
    [{ cron: '61 * * * *' }, 'input.cron', 'Invalid value for minute: 61'],
    [{ cron: '0 0 31 2 *' }, 'input.cron', 'is never due'],
    [{ timeZone: 'Berlin' }, 'input.timeZone', 'is not a time zone'],
  ])('refuses %j and names the argument', async (input, argument, message) =>
    expect(fault(await setSchedule(input))).toMatchObject({ code: 'BAD_USER_INPUT', argument, message: expect.stringContaining(message) }),
  );

  it('of an analysis that is not there is NOT_FOUND', async () =>
    expect(fault(await setSchedule({ analysis: 'nobody' }))).toMatchObject({ code: 'NOT_FOUND', argument: 'input.analysis' }));

  it('needs the scope compute', async () => {
    const reader = await api.createKey(workspaceId, ['read']);
    expect(fault(await api.query(reader, `mutation { pauseSchedule(analysis: "${name}") { id } }`))).toMatchObject({
      code: 'FORBIDDEN',
      scope: 'compute',
    });
  });
});

describe('a schedule that is paused, resumed or removed', () => {
  it('has no next run while it is paused, but shows what would come; again changes nothing', async () => {
    await setSchedule({});
    const paused = (await call('pauseSchedule')).data.pauseSchedule;
    expect(paused).toMatchObject({ nextRunAt: null, nextRuns: [nextSix(), nextSix(1)] });
    expect(paused.pausedAt).not.toBeNull();
    expect((await call('pauseSchedule')).data.pauseSchedule).toEqual(paused);
    expect((await setSchedule({ cron: '0 6 * * 1' })).data.setSchedule).toMatchObject({ nextRunAt: null, pausedAt: paused.pausedAt });
    await setSchedule({});
    expect((await call('resumeSchedule')).data.resumeSchedule).toMatchObject({ nextRunAt: nextSix(), pausedAt: null });
    expect((await call('resumeSchedule')).data.resumeSchedule).toMatchObject({ nextRunAt: nextSix() });
  });

  it.each(['pauseSchedule', 'removeSchedule', 'setSchedule'])(
    '%s says of ticks that no worker came to that they were missed',
    async (change) => {
      await setSchedule({ cron: '0 * * * *', timeZone: 'UTC' });
      const hour = DateTime.utc().startOf('hour');
      await api.admin`update schedule set next_run_at = ${hour.minus({ hours: 3 }).toJSDate()} where workspace_id = ${workspaceId} and analysis_id = ${analysisId}`;
      if (change === 'setSchedule') await setSchedule({ cron: '30 * * * *', timeZone: 'UTC' });
      else await call(change, 'id');
      if (change === 'removeSchedule') await setSchedule({});
      expect(await ticks()).toEqual([
        { dueAt: hour.minus({ hours: 3 }).toJSDate().toISOString(), dueUntil: hour.toJSDate().toISOString(), outcome: 'MISSED' },
      ]);
    },
  );

  it('is gone when it is removed, and removing it again is no fault', async () => {
    await setSchedule({});
    for (let times = 0; times < 2; times++) {
      expect((await call('removeSchedule', 'name schedule { id }')).data.removeSchedule).toEqual({ name, schedule: null });
    }
    expect(fault(await call('resumeSchedule'))).toMatchObject({ code: 'NOT_FOUND' });
  });
});

it('ticks are read page by page, newest first', async () => {
  await setSchedule({});
  await api.admin`insert into schedule_tick (workspace_id, analysis_id, due_at, due_until, outcome)
    select ${workspaceId}::integer, ${analysisId}::bigint, t, t, 'MISSED' from generate_series(timestamptz '2026-01-01T05:00Z', '2026-01-07T05:00Z', '1 day') t`;
  const seen: string[] = [];
  for (let after = null, more = true; more; ) {
    const answer = await api.query(
      key,
      'query ($name: String!, $after: String) { analysis(name: $name) { schedule { ticks(first: 3, after: $after) { nodes { dueAt } pageInfo { hasNextPage endCursor } } } } }',
      { name, after },
    );
    const { nodes, pageInfo } = answer.data.analysis.schedule.ticks;
    seen.push(...nodes.map(({ dueAt }: { dueAt: string }) => dueAt.slice(0, 10)));
    ({ endCursor: after, hasNextPage: more } = pageInfo);
  }
  expect(seen).toEqual(['07', '06', '05', '04', '03', '02', '01'].map((day) => `2026-01-${day}`));
});

it('a tick that waits names the run before it, and can be cancelled', async () => {
  const insert = async (columns: object) => {
    const row = { workspace_id: workspaceId, analysis_id: analysisId, kind: 'CHURN', parameters: {}, population: {}, ...columns };
    const [run] = await api.admin<{ id: bigint }[]>`insert into run ${api.admin(row as never)} returning id`;
    return encodeGlobalId('Run', run!.id);
  };
  const tick = (day: number) => insert({ trigger: 'SCHEDULE', waits: true, due_at: new Date(Date.UTC(2026, 0, day)) });
  const past = await insert({ trigger: 'BACKFILL', state: 'RUNNING', as_of: new Date('2025-01-01T00:00:00Z') });
  const first = await insert({ trigger: 'API', state: 'RUNNING' });
  const [second, third] = [await tick(1), await tick(2)];
  const waiting = async () => {
    const { data } = await api.query(key, `{ runs(analysis: "${name}") { nodes { id state waitsFor { id } } } }`);
    return Object.fromEntries(
      data.runs.nodes.map((run: { id: string; waitsFor: { id: string } | null }) => [run.id, run.waitsFor?.id ?? null]),
    );
  };
  api.statements.length = 0;
  expect(await waiting()).toEqual({ [past]: null, [first]: null, [second]: first, [third]: second });
  expect(api.statements.filter((text) => text.includes('max(b.id)'))).toHaveLength(1); // for all of them
  const cancelled = await api.query(key, `mutation { cancelRun(id: "${second}") { state waitsFor { id } } }`);
  expect(cancelled.data.cancelRun).toEqual({ state: 'CANCELLED', waitsFor: null });
  expect(await waiting()).toEqual({ [past]: null, [first]: null, [second]: null, [third]: first });
});

it('cronTimes shows a schedule before it is set, over a change of the clocks', async () => {
  const { data } = await api.query(key, '{ cronTimes(cron: "30 2 * * *", after: "2026-03-28T00:00:00Z", first: 3) }');
  expect(data.cronTimes).toEqual(['2026-03-28T01:30:00.000Z', '2026-03-29T01:00:00.000Z', '2026-03-30T00:30:00.000Z']);
  expect(fault(await api.query(key, '{ cronTimes(cron: "30 2 * *") }'))).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'cron' });
  expect(fault(await api.query(key, '{ cronTimes(cron: "@daily", first: 101) }'))).toMatchObject({ argument: 'first' });
});

it('setRunOnChange says whether new data make an analysis run', async () => {
  const set = async (to: boolean) =>
    (await api.query(key, `mutation { setRunOnChange(analysis: "${name}", runOnChange: ${to}) { runOnChange } }`)).data.setRunOnChange;
  expect(await set(true)).toEqual({ runOnChange: true });
  expect(await set(true)).toEqual({ runOnChange: true });
  const answeredFor = async () =>
    (await api.admin`select arrival_versions as versions from analysis where workspace_id = ${workspaceId} and id = ${analysisId}`)[0]!
      .versions;
  await api.admin`update analysis set arrival_versions = '{"crm": "5"}' where workspace_id = ${workspaceId} and id = ${analysisId}`;
  await set(true);
  expect(await answeredFor()).toEqual({ crm: '5' });
  expect(await set(false)).toEqual({ runOnChange: false });
  await set(true); // runs now if its last result is stale, also on data on which it failed when it was on before
  expect(await answeredFor()).toBeNull();
});

describe('a backfill', () => {
  const endOf = (day: string) => DateTime.fromISO(day, { zone: 'Europe/Berlin' }).endOf('day').toJSDate();
  const runAsOf = async (day: string, state: string) => {
    const over = ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);
    const run = {
      ...{
        workspace_id: workspaceId,
        analysis_id: analysisId,
        kind: 'CHURN',
        trigger: 'API',
        as_of: endOf(day),
        parameters: api.admin.json({}),
        population: api.admin.json({}),
      },
      ...{ state, outcome: state === 'SUCCEEDED' ? 'FITTED' : null, finished_at: over ? new Date() : null },
    };
    await api.admin`insert into run ${api.admin(run)}`;
  };
  const range = (rest: object = {}) => ({ analysis: name, from: '2026-01-01', to: '2026-06-30', ...rest });
  const preview = (input: object) =>
    api.query(
      key,
      'query ($input: BackfillInput!) { backfillPreview(input: $input) { timeZone runs dates { nodes { endDate asOf isIncluded run { state } } } } }',
      { input },
    );
  const backfillFields =
    'id from to step mode concurrency state counts { dates leftOut toStart queued running succeeded failed cancelled } dates { nodes { endDate isIncluded run { state } } }';
  const start = (input: object, args = '') =>
    api.query(key, `mutation ($input: BackfillInput!) { startBackfill(input: $input${args}) { ${backfillFields} } }`, { input });
  const change = async (mutation: string, id: string) =>
    (await api.query(key, `mutation { ${mutation}(id: "${id}") { ${backfillFields} } }`)).data[mutation];
  const states = async () => {
    await runAsOf('2026-01-31', 'SUCCEEDED');
    await runAsOf('2026-02-28', 'FAILED');
    await runAsOf('2026-03-31', 'CANCELLED');
    await runAsOf('2026-02-28', 'CANCELLED'); // what failed still stands
    await runAsOf('2026-01-31', 'CANCELLED'); // and so does what succeeded
    await runAsOf('2026-04-30', 'RUNNING');
    await runAsOf('2026-05-31', 'FAILED');
    await runAsOf('2026-05-31', 'SUCCEEDED'); // the last one counts
  };

  it.each([
    ['MISSING', ['2026-03-31', '2026-06-30']],
    ['FAILED', ['2026-02-28']],
    ['ALL', ['2026-01-31', '2026-02-28', '2026-03-31', '2026-05-31', '2026-06-30']],
  ])('of mode %s runs %j, as its preview says', async (mode, included) => {
    await states();
    const { timeZone, runs, dates: page } = (await preview(range({ mode }))).data.backfillPreview;
    const dates = page.nodes;
    expect({ timeZone, runs }).toEqual({ timeZone: 'Europe/Berlin', runs: included.length });
    expect(dates.map(({ run }: { run: { state: string } | null }) => run?.state ?? null)).toEqual([
      'SUCCEEDED',
      'FAILED',
      null, // a cancelled run says nothing about its date
      'RUNNING',
      'SUCCEEDED',
      null,
    ]);
    expect(dates.map(({ asOf }: { asOf: string }) => asOf)).toEqual(
      ['2026-01-31', '2026-02-28', '2026-03-31', '2026-04-30', '2026-05-31', '2026-06-30'].map((day) => endOf(day).toISOString()),
    );
    const chosen = (list: { endDate: string; isIncluded: boolean }[]) =>
      list.filter(({ isIncluded }) => isIncluded).map(({ endDate }) => endDate);
    expect(chosen(dates)).toEqual(included);
    const started = (await start(range({ mode }))).data.startBackfill;
    expect(chosen(started.dates.nodes)).toEqual(included);
    expect(started).toMatchObject({ from: '2026-01-01', to: '2026-06-30', step: 'MONTH', mode, concurrency: 2, state: 'RUNNING' });
    expect(started.counts).toMatchObject({ dates: 6, leftOut: 6 - included.length, toStart: included.length });
  });

  it('sent again while it is under way, is the same; another of the analysis is a CONFLICT', async () => {
    const first = (await start(range())).data.startBackfill;
    expect((await start(range())).data.startBackfill.id).toBe(first.id);
    expect(fault(await start(range({ to: '2026-05-31' })))).toMatchObject({ code: 'CONFLICT', backfill: first.id });
    await change('cancelBackfill', first.id);
    expect((await start(range({ to: '2026-05-31' }))).data.startBackfill.id).not.toBe(first.id);
  });

  it('sent again with its key, is the same when it has ended, too', async () => {
    const first = (await start(range(), `, idempotencyKey: "${name}"`)).data.startBackfill;
    await change('cancelBackfill', first.id);
    expect((await start(range(), `, idempotencyKey: "${name}"`)).data.startBackfill).toMatchObject({ id: first.id, state: 'CANCELLED' });
    expect(fault(await start(range({ mode: 'ALL' }), `, idempotencyKey: "${name}"`))).toMatchObject({
      code: 'CONFLICT',
      argument: 'idempotencyKey',
    });
  });

  it('asked for while the same is under way, is kept for the key of whoever asked: sent again after its end, it is not begun anew', async () => {
    const first = (await start(range())).data.startBackfill;
    const joined = `, idempotencyKey: "joined-${name}"`;
    expect((await start(range(), joined)).data.startBackfill).toMatchObject({ id: first.id, state: 'RUNNING' });
    expect((await start(range(), joined)).data.startBackfill).toMatchObject({ id: first.id });
    await change('cancelBackfill', first.id);
    expect((await start(range(), joined)).data.startBackfill).toMatchObject({ id: first.id, state: 'CANCELLED' });
    expect(fault(await start(range({ mode: 'ALL' }), joined))).toMatchObject({ code: 'CONFLICT', argument: 'idempotencyKey' });
    expect((await start(range())).data.startBackfill.id).not.toBe(first.id);
  });

  it('asked for twice at once with one key while the same is under way, is one', async () => {
    const first = (await start(range())).data.startBackfill;
    const answers = await Promise.all([1, 2, 3].map(() => start(range(), `, idempotencyKey: "at-once-${name}"`)));
    expect(answers.map(({ data }) => data.startBackfill.id)).toEqual([first.id, first.id, first.id]);
  });

  it('can be paused, resumed and cancelled, again and again; a cancel takes its runs with it', async () => {
    const { id } = (await start(range())).data.startBackfill;
    expect(await change('pauseBackfill', id)).toMatchObject({ state: 'PAUSED' });
    expect(await change('pauseBackfill', id)).toMatchObject({ state: 'PAUSED' });
    expect(await change('resumeBackfill', id)).toMatchObject({ state: 'RUNNING' });
    const rowId = BigInt(Buffer.from(id, 'base64url').toString().split(':')[1]!);
    await runAsOf('2026-01-31', 'RUNNING');
    await runAsOf('2026-02-28', 'SUCCEEDED');
    await api.admin`update run set backfill_id = ${rowId} where workspace_id = ${workspaceId} and analysis_id = ${analysisId}`;
    await api.admin`update backfill_date d set run_id = r.id from run r where r.workspace_id = d.workspace_id and r.as_of = d.as_of and r.backfill_id = d.backfill_id and d.backfill_id = ${rowId}`;
    const cancelled = await change('cancelBackfill', id);
    expect(cancelled).toMatchObject({ state: 'CANCELLED', counts: { dates: 6, succeeded: 1, cancelled: 1, toStart: 4, running: 0 } });
    expect(await change('resumeBackfill', id)).toEqual(cancelled);
    expect(
      await api.admin`select state, cancel_reason as reason from run where workspace_id = ${workspaceId} and analysis_id = ${analysisId} order by id`,
    ).toEqual([
      { state: 'CANCELLED', reason: 'BACKFILL_CANCELLED' },
      { state: 'SUCCEEDED', reason: null },
    ]);
    expect(
      await api.admin`select message from run_log l join run r on r.workspace_id = l.workspace_id and r.id = l.run_id where r.backfill_id = ${rowId}`,
    ).toEqual([{ message: expect.stringMatching(/^cancelled with its backfill by API_KEY \d+$/) }]);
    expect((await api.query(key, `{ backfill(id: "${id}") { state } backfills(analysis: "${name}") { nodes { id } } }`)).data).toEqual({
      backfill: { state: 'CANCELLED' },
      backfills: { nodes: [{ id }] },
    });
  });

  it('leaves out what is not over yet', async () => {
    const today = DateTime.now().setZone('Europe/Berlin');
    const dates = (
      await preview(range({ from: today.minus({ days: 2 }).toISODate(), to: today.plus({ days: 2 }).toISODate(), step: 'DAY' }))
    ).data.backfillPreview.dates.nodes;
    expect(dates.map(({ endDate }: { endDate: string }) => endDate)).toEqual([
      today.minus({ days: 2 }).toISODate(),
      today.minus({ days: 1 }).toISODate(),
    ]);
  });

  it.each([
    [{ from: '2026-02-30' }, 'input.from', 'BAD_USER_INPUT'],
    [{ to: '2025-12-31' }, 'input.to', 'BAD_USER_INPUT'],
    [{ from: '2026-02-02', to: '2026-02-27' }, 'input.to', 'BAD_USER_INPUT'],
    [{ analysis: 'nobody' }, 'input.analysis', 'NOT_FOUND'],
    [{ from: '2020-01-01', step: 'DAY' }, undefined, 'LIMIT_EXCEEDED'],
  ])('refuses %j', async (rest, argument, code) => {
    expect(fault(await preview(range(rest)))).toMatchObject({ code, ...(argument && { argument }) });
    expect(fault(await start(range(rest)))).toMatchObject({ code });
  });

  it('of nobody is NOT_FOUND', async () =>
    expect(fault(await api.query(key, `mutation { pauseBackfill(id: "${encodeGlobalId('Backfill', 99999)}") { id } }`))).toMatchObject({
      code: 'NOT_FOUND',
    }));
});
