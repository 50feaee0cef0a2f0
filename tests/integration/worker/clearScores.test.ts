/**
 * How long what runs say of single customers is kept: real runs of CDNOW's customers, which a worker computed, and what the sweep leaves of them.
 * Over 300 lines: one workspace with some twenty runs is judged from every side.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { selectStandingRuns } from '../../../schema/analyses/standingRun.sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { readWorkerConfig } from '../../../worker/config.ts';
import { reuseRun } from '../../../worker/data/finishRun.ts';
import { clearScores } from '../../../worker/scheduling/clearScores.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { addOrders, type ClvFixture, cdnowOrders, createClvAnalysis, createWorkspace } from '../../support/clvFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import type { TestProcess } from '../../support/process.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let worker: TestProcess;
let api: TestApi;
let key: string;
let app: Sql;
let admin: Sql;
let clv: ClvFixture;
let matrix: ClvFixture;
let other: ClvFixture;

const dayMilliseconds = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMilliseconds);
/** Every fourth customer: 589, of whom more than enough bought again. */
const orders = cdnowOrders().filter(({ customer }) => customer! % 4 === 0);
const customers = new Set(orders.map(({ customer }) => customer)).size;

/** A run that a worker ended, so many days ago. */
async function finish(of: ClvFixture, ended: number, how: { force?: boolean; asOf?: Date } = { force: true }): Promise<bigint> {
  const runId = await requestRun(database, of, how);
  expect(await waitForRun(admin, runId, isOver, 60)).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
  await admin`update run set finished_at = ${daysAgo(ended)} where id = ${runId}`;
  return runId;
}

const kept = async (runId: bigint): Promise<number> => {
  const [row] = await admin<{ n: number }[]>`
    select (select count(*) from customer_score where run_id = ${runId})::integer + (select count(*) from value_loyalty_customer where run_id = ${runId})::integer as n`;
  return row!.n;
};
const marks = async (runId: bigint) =>
  (
    await admin<{ cleared: boolean; deleted: boolean }[]>`
    select scores_cleared_at is not null as cleared, scores_deleted_at is not null as deleted from run where id = ${runId}`
  )[0];

async function clearAll(days: number): Promise<number> {
  let steps = 1;
  while (await clearScores(app, daysAgo(days))) steps++;
  return steps;
}

const globalId = (runId: bigint) => encodeGlobalId('Run', runId);
const publish = (runId: bigint) =>
  api.query(key, 'mutation ($id: ID!) { publishRun(id: $id) { publishedRun { id } currentRun { id } } }', { id: globalId(runId) });
const version = (crm: number) => admin`update data_version set version = ${crm} where workspace_id = ${clv.workspaceId} and domain = 'crm'`;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 4 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  [worker, api] = await Promise.all([startWorker(database), startTestApi(database)]);
  const workspaceId = await createWorkspace(app);
  clv = await createClvAnalysis(app, workspaceId, {});
  await addOrders(app, workspaceId, orders);
  const [analysis] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, 'matrix', 'VALUE_LOYALTY', '{}') returning id`;
  matrix = { workspaceId, analysisId: analysis!.id };
  const [survey] = await admin<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 's', 'S', 'RELATIONAL') returning id`;
  await admin`
    insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
    values (${workspaceId}, ${survey!.id}, 1, 'q', 'Recommend?', 'NPS', 0, 10)`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
    select workspace_id, ${survey!.id}::bigint, id, id, '1998-06-01', array[id % 11]::real[] from identity where workspace_id = ${workspaceId} and id % 2 = 0`;
  other = await createClvAnalysis(app, await createWorkspace(app), {});
  await addOrders(app, other.workspaceId, orders);
  key = await api.createKey(workspaceId);
}, 120_000);
afterAll(async () => {
  worker.signalGroup('SIGTERM');
  await worker.ended;
  await api.close();
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

/** By name, as made in the first test. */
const runs: Record<string, bigint> = {};
const named = async <Value>(value: (runId: bigint) => Promise<Value>): Promise<Record<string, Value>> =>
  Object.fromEntries(await Promise.all(Object.entries(runs).map(async ([name, id]) => [name, await value(id)] as const)));

describe('what runs say of single customers', { timeout: 120_000 }, () => {
  it('is kept while it is needed, and goes when it is not: of each workspace its own', async () => {
    await version(1);
    runs.first = await finish(clv, 200);
    runs.source = await finish(clv, 190);
    runs.crossed = await finish(matrix, 189); // the only result of its analysis, made of the source
    runs.beforePublished2 = await finish(clv, 185);
    runs.beforePublished = await finish(clv, 180);
    runs.published = await finish(clv, 170);
    runs.shownAgain = await finish(clv, 165);
    runs.shows = await finish(clv, 95, {}); // nothing had changed since
    runs.old = await finish(clv, 160);
    await version(2);
    runs.rollBack2 = await finish(clv, 90);
    runs.rollBack1 = await finish(clv, 80);
    runs.current = await finish(clv, 70);
    runs.inOctober = await finish(clv, 120, { asOf: new Date('1997-10-15T00:00:00Z') });
    runs.endOfOctober = await finish(clv, 120, { asOf: new Date('1997-10-31T23:59:59Z') });
    runs.endOfNovember = await finish(clv, 119, { asOf: new Date('1997-11-30T23:59:59Z') });
    runs.elsewhere = await finish(other, 200);
    const [reused] = await admin`select reused_run_id from run where id = ${runs.shows}`;
    expect(reused).toEqual({ reused_run_id: runs.shownAgain });
    expect((await publish(runs.published)).errors).toBeUndefined();
    const before = await named(kept);
    const untilMidOctober = new Set(orders.filter(({ at }) => at <= '1997-10-15').map(({ customer }) => customer)).size;
    expect(before).toMatchObject({
      first: customers,
      crossed: expect.any(Number),
      current: customers,
      inOctober: untilMidOctober,
      shows: 0,
    });
    expect(before.crossed).toBeGreaterThan(100);
    const results = () => admin`
      select r.id, (select count(*) from clv_model m where m.run_id = r.id) as models, (select count(*) from clv_total t where t.run_id = r.id) as totals,
             (select count(*) from clv_tier t where t.run_id = r.id) as tiers, (select count(*) from model_parameter p where p.run_id = r.id) as parameters,
             (select count(*) from value_loyalty_cell c where c.run_id = r.id) as cells from run r order by r.id`;
    const whole = await results();

    await clearAll(300);
    expect(await named(kept)).toEqual(before);
    await clearAll(96); // a run of 95 days ago shows the result of one of 165 days ago
    const gone = ['first', 'old', 'inOctober'];
    expect(await named(kept)).toEqual({ ...before, ...Object.fromEntries(gone.map((name) => [name, 0])) });
    expect(await named(marks)).toEqual(
      Object.fromEntries(Object.keys(runs).map((name) => [name, { cleared: gone.includes(name), deleted: gone.includes(name) }])),
    );
    await clearAll(94);
    expect(await named(kept)).toEqual({ ...before, ...Object.fromEntries([...gone, 'shownAgain'].map((name) => [name, 0])) });
    expect(await marks(runs.shows)).toEqual({ cleared: true, deleted: true });
    const now = await named(kept);
    await clearAll(0);
    expect(await named(kept)).toEqual(now); // what is left is needed
    expect(await results()).toEqual(whole);
    const [current] = await admin`select shown_run_id, result_run_id from current_run where analysis_id = ${clv.analysisId}`;
    expect(current).toEqual({ shown_run_id: runs.published, result_run_id: runs.published });
    const log = await admin`select message from run_log where run_id = ${runs.old} and message like '%no longer kept%'`;
    expect(log).toHaveLength(1);
  });

  it('is not taken from a cleared run, neither by a run that has nothing new to compute nor as of a past moment', async () => {
    await version(1);
    const runId = await finish(clv, 0, {});
    const [run] = await admin`select reused_run_id from run where id = ${runId}`;
    expect(run).toEqual({ reused_run_id: runs.published }); // of those of version 1 the latest that is kept: old came after it
    await admin`delete from run where id = ${runId}`;

    const at = (asOf: string) =>
      inWorkspace(app, clv.workspaceId, (tx) =>
        selectStandingRuns(tx, clv.workspaceId, [{ kind: 'CLV', analysis: null, asOf: new Date(asOf) }]),
      );
    expect(await at('1997-10-20T00:00:00Z')).toEqual([null]);
    expect(await at('1997-11-15T00:00:00Z')).toEqual([{ id: runs.endOfOctober, resultId: runs.endOfOctober }]);
    const then = await requestRun(database, matrix, { asOf: new Date('1997-10-20T00:00:00Z') });
    expect(await waitForRun(admin, then, isOver)).toMatchObject({ state: 'SUCCEEDED' });
    const [model] = await admin`select value_run_id, value_source from value_loyalty_model where run_id = ${then}`;
    expect(model).toEqual({ value_run_id: null, value_source: 'REALISED' }); // of inOctober nothing is left
    const [told] = await admin`select warnings from run where id = ${then}`;
    expect(told!.warnings).toContainEqual({
      code: 'STALE',
      subject: expect.stringMatching(/^value-/),
      detail: expect.stringContaining('no longer kept'),
    });
  });

  it('of a run that would show a result as it is cleared is computed by its next attempt', async () => {
    const [running] = await admin<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, attempt)
      values (${clv.workspaceId}, ${clv.analysisId}, 'CLV', 'API', '{}', '{}', 'RUNNING', 1) returning id`;
    const lease = { table: 'run', workspaceId: clv.workspaceId, id: running!.id, attempt: 1 } as const;
    await expect(inWorkspace(app, clv.workspaceId, (tx) => reuseRun(tx, lease, runs.old!))).rejects.toThrow('cleared a moment ago');
    await inWorkspace(app, clv.workspaceId, (tx) => reuseRun(tx, lease, runs.current!));
    const [row] = await admin`select state, reused_run_id from run where id = ${running!.id}`;
    expect(row).toEqual({ state: 'SUCCEEDED', reused_run_id: runs.current });
    await admin`delete from run where id = ${running!.id}`;
  });

  it('cannot be published once it is gone, with words and a remedy that helps', async () => {
    for (const name of ['old', 'shows'] as const) {
      const [error] = (await publish(runs[name]!)).errors!;
      expect(error!.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'id' });
      expect(error!.message).toMatch(
        /no longer kept \(since .*\): run the analysis again as of 1998-06-\d\dT00:00:00.000Z .* publish that run$/,
      );
    }
    const [error] = (await publish(runs.inOctober!)).errors!;
    expect(error!.message).toContain('as of 1997-10-15T00:00:00.000Z');
    const again = await finish(clv, 0, { asOf: new Date('1997-10-15T00:00:00Z') });
    const [row] = await admin`select reused_run_id from run where id = ${again}`;
    expect(row).toEqual({ reused_run_id: null });
    expect((await publish(again)).data.publishRun.currentRun).toEqual({ id: globalId(again) });
    expect((await publish(runs.beforePublished!)).data.publishRun.currentRun).toEqual({ id: globalId(runs.beforePublished!) }); // rolled back
    expect((await publish(runs.published!)).errors).toBeUndefined();
    await clearAll(0);
    expect(await kept(runs.beforePublished!)).toBe(customers);
  });

  it('is said to be gone where its lists would be', async () => {
    const list = 'edges { node { position } } emptyReason';
    const ask = async (runId: bigint) =>
      (
        await api.query(
          key,
          `query ($id: ID!) { run(id: $id) { scoresClearedAt rankedCustomers(first: 1) { ${list} }
             result { __typename ... on ClvResultReady { tiers { n } customers(first: 1) { ${list} } nobody: customers(tier: "none") { ${list} } }
                      ... on ValueLoyaltyResultReady { cells { n customers(first: 1) { ${list} } } total { n customers { emptyReason } } } } } }`,
          { id: globalId(runId) },
        )
      ).data.run;
    const one = { edges: [{ node: { position: 1 } }], emptyReason: null };
    const nothing = { edges: [], emptyReason: 'SCORES_CLEARED' };
    expect(await ask(runs.current!)).toMatchObject({
      scoresClearedAt: null,
      rankedCustomers: one,
      result: { customers: one, nobody: { edges: [], emptyReason: 'NOBODY' } },
    });
    for (const name of ['old', 'shows'] as const) {
      const told = await ask(runs[name]!);
      expect(told).toMatchObject({
        scoresClearedAt: expect.stringMatching(/^20\d\d-/),
        rankedCustomers: nothing,
        result: { __typename: 'ClvResultReady', customers: nothing, nobody: nothing },
      });
      expect(told.result.tiers.length).toBeGreaterThan(1);
    }
    const cells = async () =>
      (await ask(runs.crossed!)).result.cells
        .filter(({ n }: { n: string | null }) => Number(n) > 0)
        .map(({ customers }: { customers: unknown }) => customers);
    const shown = await cells();
    expect(shown.length).toBeGreaterThan(2);
    expect(shown).toEqual(shown.map(() => one));
    for (const days of [9, 8, 7]) await finish(matrix, days);
    await clearAll(30);
    expect(await marks(runs.crossed!)).toEqual({ cleared: true, deleted: true });
    expect(await cells()).toEqual(shown.map(() => nothing));
    expect((await ask(runs.crossed!)).result.total).toMatchObject({ n: expect.any(String), customers: null });
    await clearAll(30);
    expect(await marks(runs.source!)).toEqual({ cleared: true, deleted: true }); // what named it is gone

    const env = { EARSHOT_URL: api.url, EARSHOT_API_KEY: key };
    expect((await earshotHere(['runs', 'show', globalId(runs.old!)], { env })).out).toContain(
      'What it said of single customers is no longer kept, since 20',
    );
    const ranking = await earshotHere(['customers', '--run', globalId(runs.old!)], { env });
    expect(ranking).toMatchObject({ code: 1, err: expect.stringContaining('is no longer kept, since 20') });
    const none = await api.query(await api.createKey(other.workspaceId), 'query ($id: ID!) { run(id: $id) { scoresClearedAt } }', {
      id: globalId(runs.old!),
    });
    expect(none.data).toEqual({ run: null });
  });
});

describe('the sweep', { timeout: 120_000 }, () => {
  let large: bigint;
  const rows = 45_000;

  it('goes in steps, of which one that is broken off has done nothing, and shows nobody half a list', async () => {
    large = await finish(clv, 100);
    await admin`
      insert into customer_score (workspace_id, run_id, customer_id, position, value)
      select ${clv.workspaceId}::integer, ${large}::bigint, 1000000 + g, 1000000 + g, 1 from generate_series(1, ${rows - customers}::integer) g`;
    for (const days of [60, 50, 40]) await finish(clv, days);
    const sweeper = connect(database.appUrl, { applicationName: 'test sweeper', max: 1 });
    await admin.begin(async (tx) => {
      await tx`select from customer_score where run_id = ${large} for update`; // the first step waits for one of them
      const swept = expect(clearScores(sweeper, daysAgo(30))).rejects.toThrow();
      const isWaiting = async () =>
        (await app`select pid from pg_stat_activity where application_name = 'test sweeper' and wait_event_type = 'Lock'`)[0]?.pid;
      let pid: number | undefined;
      while (pid === undefined) pid = await isWaiting();
      await app`select pg_terminate_backend(${pid}::integer)`;
      await swept;
    });
    await sweeper.end();
    expect([await kept(large), await marks(large)]).toEqual([rows, { cleared: false, deleted: false }]);

    expect(await clearScores(app, daysAgo(30))).toBe(true);
    expect([await kept(large), await marks(large)]).toEqual([rows - 20_000, { cleared: true, deleted: false }]);
    const { data } = await api.query(key, 'query ($id: ID!) { run(id: $id) { rankedCustomers { emptyReason edges { cursor } } } }', {
      id: globalId(large),
    });
    expect(data.run.rankedCustomers).toEqual({ emptyReason: 'SCORES_CLEARED', edges: [] });
  });

  it('is done once by any number of schedulers, and leaves alone what somebody publishes or shows just now', async () => {
    const beside = connect(database.appUrl, { applicationName: 'test', max: 2 });
    const untilDone = async (sql: Sql) => {
      while (await clearScores(sql, daysAgo(30))) {
        // the other one has the rest
      }
    };
    while ((await kept(large)) > 0) await Promise.all([untilDone(app), untilDone(beside)]);
    await Promise.all([untilDone(app), untilDone(beside)]);
    await beside.end();
    expect(await marks(large)).toEqual({ cleared: true, deleted: true });
    expect(await admin`select from run_log where run_id = ${large} and message like '%no longer kept%'`).toHaveLength(1);
    const stamps = () => admin`select id, xmin::text from run order by id`;
    const before = await stamps();
    await untilDone(app);
    expect(await stamps()).toEqual(before);

    const held = await finish(clv, 100);
    await admin.begin(async (tx) => {
      await tx`select from run where id = ${held} for share`; // as publishRun does
      expect(await clearScores(app, daysAgo(30))).toBe(false);
      expect([await kept(held), await marks(held)]).toEqual([customers, { cleared: false, deleted: false }]);
      await tx`update analysis set published_run_id = ${held} where id = ${clv.analysisId}`;
    });
    await clearAll(30);
    expect(await kept(held)).toBe(customers); // published meanwhile
  });

  it('tells the app role ids of what there is to do and nothing else, and rows of its own workspace', async () => {
    await admin`update analysis set published_run_id = null where id = ${clv.analysisId}`;
    const told = await inWorkspace(app, other.workspaceId, (tx) => tx`select * from scores_outdated(${daysAgo(30)}, 10)`);
    expect(told.map((row) => Object.keys(row))).toEqual(told.map(() => ['workspace_id', 'run_id']));
    expect(told.length).toBeGreaterThan(0);
    const seen = await inWorkspace(app, other.workspaceId, (tx) => tx`select * from unneeded_scores`);
    expect(seen).toEqual([]);
    await clearAll(30);
    expect(await kept(runs.elsewhere!)).toBe(customers); // the only one of its analysis
  });

  it('goes by a setting of the worker', () => {
    const env = { DATABASE_URL: 'postgres://a@b/c' };
    expect(readWorkerConfig(env).keepScoresDays).toBe(30);
    expect(readWorkerConfig({ ...env, EARSHOT_KEEP_SCORES_DAYS: '0' }).keepScoresDays).toBe(0);
    expect(() => readWorkerConfig({ ...env, EARSHOT_KEEP_SCORES_DAYS: '-1' })).toThrow('EARSHOT_KEEP_SCORES_DAYS');
  });
});
