/** PostgreSQL is killed with -9 in the middle of a recompute. It has a server of its own here; the worker reaches it by way of a proxy. */
import { rm } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { migrateDatabase } from '../../api/migrate.ts';
import { type EmbeddedServer, startEmbedded } from '../../prisma/embedded.ts';
import { connect, type Sql } from '../../prisma/sql.ts';
import { type DatabaseProxy, startDatabaseProxy } from '../support/databaseProxy.ts';
import { holdTable } from '../support/heldTable.ts';
import type { TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';
import {
  activeJobStatements,
  createDriverFixture,
  type DriverFixture,
  isOver,
  requestRun,
  startWorker,
  waitForRun,
} from '../support/worker.ts';

let folder: string;
let server: EmbeddedServer;
let proxy: DatabaseProxy;
let fixture: DriverFixture;
/** Asks the same with so many draws that computing takes seconds. */
let longAnalysis: bigint;
let worker: TestProcess;
let app: Sql;
let admin: Sql;

beforeAll(async () => {
  folder = await temporaryFolder('server');
  server = await startEmbedded({ dataDir: folder, command: 'test', initdbFlags: ['--no-sync'] });
  await migrateDatabase(server, () => {});
  connectAgain();
  fixture = await createDriverFixture(app, { rows: 60_000, questions: 12 });
  const [long] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, survey_id, parameters)
    select workspace_id, 'long', kind, survey_id, parameters || '{"draws": 400}' from analysis where id = ${fixture.analysisId} returning id`;
  longAnalysis = long!.id;
  proxy = await startDatabaseProxy(server.appUrl);
  worker = await startWorker({ appUrl: proxy.through(server.appUrl) });
});
afterEach(() => expect(worker.child.exitCode).toBeNull()); // it outlives its database
afterAll(async () => {
  worker.signalGroup('SIGKILL');
  await worker.ended;
  await Promise.all([app.end({ timeout: 1 }), admin.end({ timeout: 1 })]);
  await proxy.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true });
});

function connectAgain(): void {
  app = connect(server.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(server.adminUrl, { applicationName: 'test', max: 4 });
}

async function killAndRestart(): Promise<void> {
  process.kill(server.pid, 'SIGKILL');
  await server.stop(); // finds it gone, and frees its data directory
  await Promise.all([app.end({ timeout: 0 }), admin.end({ timeout: 0 })]).catch(() => {});
  server = await startEmbedded({ dataDir: folder, command: 'test' });
  proxy.leadTo(server.appUrl);
  connectAgain();
}

/** Met where its thread waits for a table that the test holds, or, computing, where it waits for nothing. */
async function runMet(table: string | null): Promise<bigint> {
  if (table === null) {
    const runId = await requestRun(server, { ...fixture, analysisId: longAnalysis }, { force: true });
    await waitForRun(admin, runId, ({ progress }) => progress.stage === 'computing');
    return runId;
  }
  await holdTable(admin, table); // the lock dies with the server
  const runId = await requestRun(server, fixture, { force: true });
  await waitForRun(admin, runId, ({ state }) => state === 'RUNNING');
  await until(async () => (await activeJobStatements(app, `earshot run ${runId}.1`)) > 0, 'its thread waits for the table');
  return runId;
}

it.each([
  ['reading', 'response', 2],
  ['computing', null, 1], // what it computes is of no database: it writes that once there is one again
  ['writing', 'driver_model', 2],
] as const)(
  'while a run is %s: the worker finds it again and the run ends once, with one result',
  async (_stage, table, leastAttempts) => {
    const runId = await runMet(table);
    await killAndRestart();
    const run = await waitForRun(admin, runId, isOver);
    expect(run).toMatchObject({ state: 'SUCCEEDED', error_code: null });
    expect(run.attempt).toBeGreaterThanOrEqual(leastAttempts);
    expect(await admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(1);
    expect(await admin`select 1 from driver_estimate where run_id = ${runId}`).toHaveLength(11);
  },
  120_000,
);
