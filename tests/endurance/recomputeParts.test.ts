/** A large run that several workers read together: the same numbers however many parts and workers, and whoever is killed meanwhile. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../prisma/sql.ts';
import { canKeepTo } from '../../worker/runProcessors.ts';
import { createBuyers } from '../bench/buyers.ts';
import { type AskedKind, askedOfBuyers, createAnalysisOfBuyers, createBuyersFeedback } from '../support/buyersFeedback.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { type HeldTable, holdTable } from '../support/heldTable.ts';
import { kill, type TestProcess } from '../support/process.ts';
import { countHelpers, resultDigest } from '../support/resultDigest.ts';
import { until } from '../support/until.ts';
import { isOver, readRun, requestRun, startWorker, waitForRun } from '../support/worker.ts';

const kinds = Object.keys(askedOfBuyers) as AskedKind[];
const customers = 8_000;
const canKeepToFirst = await canKeepTo('0');
let database: TestDatabase;
let app: Sql;
let admin: Sql;
let workspaceId: number;
let orders: number;
const analyses = new Map<AskedKind, bigint>();
let workers: TestProcess[] = [];
let held: HeldTable | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 4 });
  const [workspace] = await app<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('buyers', 'Buyers', 'EUR', 'UTC') returning id`;
  workspaceId = workspace!.id;
  ({ orders } = await createBuyers(app, workspaceId, customers));
  const { surveyId } = await createBuyersFeedback(app, workspaceId);
  await admin`analyze customer, identity, "order", response, visit`;
  for (const kind of kinds) analyses.set(kind, await createAnalysisOfBuyers(app, workspaceId, kind, surveyId));
});
afterEach(async () => {
  await held?.release();
  await stopWorkers();
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function stopWorkers(): Promise<void> {
  await kill(workers);
  workers = [];
}

/** Workers that divide a run of the orders into about this many parts, as on as many machines: they are told different processors. */
async function startWorkers(count: number, parts: number, machineOf: (worker: number) => number = (worker) => worker): Promise<void> {
  const env = parts === 1 ? {} : { EARSHOT_ROWS_PER_PART: String(Math.ceil(orders / parts)) };
  const machine = (worker: number) => ({ EARSHOT_WORKER_GIVES_WAY: '1', EARSHOT_RUN_PROCESSORS: String(machineOf(worker)) });
  workers = await Promise.all(Array.from({ length: count }, (_, worker) => startWorker(database, { ...env, ...machine(worker) })));
}

const request = (kind: AskedKind) => requestRun(database, { workspaceId, analysisId: analyses.get(kind)! }, { force: true });
const partsOf = (runId: bigint) =>
  admin<{ state: string; holder: string | null }[]>`select state, holder from run_part where run_id = ${runId}`;

/** A run whose holder waits for what a helper is about to store: the table for it is held. */
async function runWithHelp(kind: AskedKind): Promise<{ runId: bigint; holder: TestProcess; helper: TestProcess }> {
  await startWorkers(2, 16);
  for (let tries = 0; tries < 8; tries++) {
    const runId = await request(kind); // the first ones warm both workers
    held = tries < 2 ? undefined : await holdTable(admin, 'run_part_chunk');
    const outcome = await waitForHelp(runId, tries < 2);
    if (outcome) return { runId, ...workersOf(runId) };
    await held?.release();
    await waitForRun(admin, runId, isOver);
  }
  throw new Error('no run was met while a helper was storing a part');
}

/** False when the run was over before anybody helped. */
async function waitForHelp(runId: bigint, warming: boolean): Promise<boolean> {
  for (;;) {
    const [waiting] = await app<{ helpers: number; own: number }[]>`
      select count(*) filter (where application_name like ${`earshot run ${runId}.1 %`} and query ilike '%run_part_chunk%')::integer as helpers,
             count(*) filter (where application_name = ${`earshot run ${runId}.1`})::integer as own
        from pg_stat_activity where wait_event_type = 'Lock'`;
    if (!warming && waiting!.helpers > 0) return true;
    if (waiting!.own > 0) return false; // it removes its parts: the run ends, with what is told of its stage behind it
    const [run] = await admin<
      { state: string; stage: string | null }[]
    >`select state, progress->>'stage' as stage from run where id = ${runId}`;
    if (run!.state === 'SUCCEEDED' || (!warming && run!.stage === 'writing')) return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/**
 * A run whose helper waits in the middle of reading a part: somebody is about to change the orders, so who has not begun to read them
 * waits, while the snapshot of the worker that holds the run has them open.
 */
async function runWithHelpReading(kind: AskedKind): Promise<{ runId: bigint; holder: TestProcess; helper: TestProcess }> {
  await startWorkers(2, 16);
  for (let tries = 0; tries < 8; tries++) {
    const runId = await request(kind);
    if (tries >= 2) {
      while ((await partsOf(runId)).length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      held = await askForTable('order');
      if (await waitsForTable(runId)) {
        expect((await partsOf(runId)).some(({ state }) => state === 'TAKEN')).toBe(true);
        return { runId, ...workersOf(runId) };
      }
      await held.release();
    }
    await waitForRun(admin, runId, isOver); // the first ones warm both workers
  }
  throw new Error('no run was met while a helper was reading a part');
}

/** Asks for a table that others have open: it is not given, and whoever comes later stands behind. */
async function askForTable(table: string): Promise<HeldTable> {
  const session = await admin.reserve();
  const [backend] = await session<{ pid: number }[]>`select pg_backend_pid() as pid`;
  await session`begin`;
  const asked = session`lock table ${session(table)} in access exclusive mode`.then(
    () => {},
    () => {}, // cancelled
  );
  let isAsking = true;
  return {
    async release() {
      if (!isAsking) return;
      isAsking = false;
      await admin`select pg_cancel_backend(${backend!.pid})`;
      await asked;
      await session`rollback`;
      session.release();
    },
  };
}

/** False when the run was over before a helper came to wait. */
async function waitsForTable(runId: bigint): Promise<boolean> {
  for (;;) {
    const [waiting] = await app<{ n: number }[]>`
      select count(*)::integer as n from pg_stat_activity
       where application_name like ${`earshot run ${runId}.1 %`} and wait_event_type = 'Lock' and query ilike '%"order"%'`;
    if (waiting!.n > 0) return true;
    const run = await readRun(admin, runId);
    if (isOver(run) || run.progress.stage === 'writing') return false;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function workersOf(runId: bigint): { holder: TestProcess; helper: TestProcess } {
  const told = (words: string) => (worker: TestProcess) =>
    worker.lines.some((line) => line.includes(`"run":"${runId}"`) && line.includes(words));
  return { holder: workers.find(told('"msg":"taken"'))!, helper: workers.find(told('"msg":"helps"'))! };
}

const statements = async (runId: bigint) => {
  const [row] = await app<{ n: number }[]>`
    select count(*)::integer as n from pg_stat_activity where starts_with(application_name, ${`earshot run ${runId}.`}) and state <> 'idle'`;
  return row!.n;
};

describe.each(kinds)('%s', (kind) => {
  it('finds the same to the last bit in 1, 2 and 5 parts, with one worker and with two', async () => {
    const found = [];
    for (const [count, parts] of [
      [1, 1],
      [1, 2],
      [2, 5],
    ] as const) {
      await startWorkers(count, parts);
      const runId = await request(kind);
      expect(await waitForRun(admin, runId, isOver, 90)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, failures: 0 });
      expect((await countHelpers(admin, runId)) > 0).toBe(parts > 1);
      found.push(await resultDigest(admin, runId));
      expect(await partsOf(runId)).toHaveLength(0);
      await stopWorkers();
    }
    expect(found[0]!.rows).toBeGreaterThan(5);
    expect(found[1]).toEqual(found[0]);
    expect(found[2]).toEqual(found[0]);
  });
});

describe.runIf(canKeepToFirst)('workers on one machine', () => {
  it('do not help each other on one processor: they would share it', async () => {
    await startWorkers(2, 16, () => 0);
    for (let run = 0; run < 4; run++) {
      const runId = await request('CHURN');
      expect(await waitForRun(admin, runId, isOver)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, failures: 0 });
      expect(await countHelpers(admin, runId)).toBeGreaterThan(0); // it was asked for
      expect(workersOf(runId).helper).toBeUndefined();
    }
  });
});

describe.each([
  ['reads', runWithHelpReading],
  ['stores', runWithHelp],
] as const)('while a helper %s a part', (_what, runWithHelp) => {
  it('it is killed with -9: the worker that holds the run reads that part itself', async () => {
    const { runId, helper } = await runWithHelp('CHURN');
    helper.signalGroup('SIGKILL');
    await held?.release();
    expect(await waitForRun(admin, runId, isOver)).toMatchObject({ state: 'SUCCEEDED', attempt: 1, failures: 0 });
    expect(await partsOf(runId)).toHaveLength(0);
  });

  it('the worker that holds the run is killed with -9: within 30 s another begins anew, and what was helped before is discarded', async () => {
    const { runId, holder } = await runWithHelp('CHURN');
    holder.signalGroup('SIGKILL');
    await held?.release();
    await waitForRun(admin, runId, ({ attempt }) => attempt === 2, 30);
    expect(await waitForRun(admin, runId, isOver)).toMatchObject({ state: 'SUCCEEDED', attempt: 2, failures: 0 });
    expect(await partsOf(runId)).toHaveLength(0);
  });

  it('a cancel stops both within a second', async () => {
    const { runId } = await runWithHelp('CHURN');
    await admin`update run set state = 'CANCELLED', finished_at = now() where id = ${runId}`;
    await admin`select pg_notify('earshot_run', uuid::text) from run where id = ${runId}`;
    expect(await until(async () => (await statements(runId)) === 0, 'no statement of it is left')).toBeLessThan(1);
  });
});
