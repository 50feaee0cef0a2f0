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
let worker: TestProcess;
let app: Sql;
let admin: Sql;

beforeAll(async () => {
  folder = await temporaryFolder('server');
  server = await startEmbedded({ dataDir: folder, command: 'test', initdbFlags: ['--no-sync'] });
  await migrateDatabase(server, () => {});
  connectAgain();
  fixture = await createDriverFixture(app, { rows: 60_000, questions: 12 });
  proxy = await startDatabaseProxy(server.appUrl);
  worker = await startWorker({ appUrl: proxy.through(server.appUrl) });
}, 120_000);
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

it.each([
  ['reading', 'response'],
  ['writing', 'driver_model'],
])(
  'while a run is %s: the worker finds it again and the run ends once, with one result',
  async (_stage, table) => {
    const held = await holdTable(admin, table);
    const runId = await requestRun(server, fixture, { force: true });
    await waitForRun(admin, runId, ({ state }) => state === 'RUNNING');
    while ((await activeJobStatements(app, `earshot run ${runId}.1`)) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await killAndRestart();
    await held.release().catch(() => {}); // the lock died with the server
    const run = await waitForRun(admin, runId, isOver, 60);
    expect(run).toMatchObject({ state: 'SUCCEEDED', error_code: null });
    expect(run.attempt).toBeGreaterThan(1);
    expect(await admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(1);
    expect(await admin`select 1 from driver_estimate where run_id = ${runId}`).toHaveLength(11);
  },
  120_000,
);
