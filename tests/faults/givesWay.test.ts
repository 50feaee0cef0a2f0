/** By default a worker comes last on its machine. In the other tests it does not (vitest.config.ts). */
import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Sql } from '../../prisma/sql.ts';
import { processorsBesideApi } from '../../worker/runProcessors.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { kill } from '../support/process.ts';
import { createDriverFixture, isOver, requestRun, startWorker, waitForRun } from '../support/worker.ts';

const rest = await processorsBesideApi(); // null where there is only one, or no taskset
let database: TestDatabase;
let admin: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

it('a worker that nobody told otherwise gives way to its machine, and does its runs', async () => {
  const fixture = await createDriverFixture(admin, { rows: 400 });
  const worker = await startWorker(database, { EARSHOT_WORKER_GIVES_WAY: undefined });
  const group = await readFile(`/proc/${worker.pid}/autogroup`, 'utf8').catch(() => null);
  if (group !== null) expect(group).toMatch(/nice 19$/m); // a kernel without autogroup has no such file
  const runId = await requestRun(database, fixture);
  expect(await waitForRun(admin, runId, isOver, 240)).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  await kill([worker]);
});

it.runIf(rest !== null)('a worker that is given processors keeps to them with all that it does, between runs, too', async () => {
  const worker = await startWorker(database, { EARSHOT_WORKER_GIVES_WAY: undefined, EARSHOT_RUN_PROCESSORS: rest! });
  for (const thread of await readdir(`/proc/${worker.pid}/task`))
    expect(await readFile(`/proc/${worker.pid}/task/${thread}/status`, 'utf8')).toContain(`Cpus_allowed_list:\t${rest}\n`);
  await kill([worker]);
});

it('a worker that is given processors that its machine has not says so, and does its runs on any', async () => {
  const fixture = await createDriverFixture(admin, { rows: 400 });
  const worker = await startWorker(database, { EARSHOT_WORKER_GIVES_WAY: undefined, EARSHOT_RUN_PROCESSORS: '4000' });
  expect(worker.lines.join('\n')).toMatch(/"level":40.*EARSHOT_RUN_PROCESSORS is 4000: this machine has no such processors/);
  const runId = await requestRun(database, fixture);
  expect(await waitForRun(admin, runId, isOver, 240)).toMatchObject({ state: 'SUCCEEDED', attempt: 1 });
  await kill([worker]);
});
