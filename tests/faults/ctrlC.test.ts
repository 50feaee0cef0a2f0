import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApiKey } from '../../api/auth/apiKeys.ts';
import { findRunning } from '../../prisma/embedded.ts';
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { holdTable } from '../support/heldTable.ts';
import { startNode, type TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';
import { createDriverFixture, readRun, waitForRun } from '../support/worker.ts';

const root = join(import.meta.dirname, '../..');

async function earshotStart(dataDir: string): Promise<{ started: TestProcess; url: string; admin: Sql; app: Sql }> {
  const { DATABASE_URL: _app, DATABASE_ADMIN_URL: _admin, ...rest } = process.env;
  const started = startNode([join(root, 'api/start.ts')], { env: { ...rest, PORT: '0', EARSHOT_DATA_DIR: dataDir } });
  const url = /http:\S+/.exec(await started.line((line) => line.startsWith('Earshot is running at')))?.[0] ?? '';
  const urls = (await findRunning(dataDir))!;
  return {
    started,
    url,
    admin: connect(urls.adminUrl, { applicationName: 'test', max: 3 }),
    app: connect(urls.appUrl, { applicationName: 'test', max: 2 }),
  };
}

async function query(url: string, key: string, text: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ query: text }),
  });
  return { status: response.status, answer: await response.json() };
}

/**
 * Ctrl-C surely meets both in the middle: the run waits to write its result for a lock that only the end of PostgreSQL lets go, the request for one
 * that is let go while the shutdown drains.
 */
it('Ctrl-C to the whole group: the open request is answered, the run is handed back, PostgreSQL stops cleanly', async () => {
  const dataDir = join(await temporaryFolder('ctrl-c'), 'data');
  const first = await earshotStart(dataDir);
  const { workspaceId, surveyId } = await createDriverFixture(first.app, { rows: 5_000 });
  await inWorkspace(
    first.app,
    workspaceId,
    (tx) => tx`
    update question set kind = 'CSAT' where workspace_id = ${workspaceId} and survey_id = ${surveyId} and position = 1`,
  );
  const { key } = await createApiKey(first.app, { workspaceId, name: 'test', scopes: ['read', 'compute'], expiresAt: null });
  const waits = async (application: string) =>
    (await first.app`select from pg_stat_activity where starts_with(application_name, ${application}) and wait_event_type = 'Lock'`)
      .length > 0;

  await holdTable(first.admin, 'driver_model');
  const { answer } = await query(first.url, key, 'mutation { runAnalysis(name: "drivers") { id } }');
  expect(answer).toMatchObject({ data: { runAnalysis: { id: expect.any(String) } } });
  const [{ id: runId }] = (await first.admin`select id from run`) as unknown as [{ id: bigint }];
  await until(() => waits('earshot run '), 'the run waits to write');
  const answers = await holdTable(first.admin, 'response');
  const open = query(first.url, key, '{ survey(key: "s") { csat(question: "Q1") { n } } }');
  await until(() => waits('earshot api'), 'the request waits to read');

  first.started.signalGroup('SIGINT');
  const isRefused = () =>
    fetch(first.url).then(
      () => false,
      () => true,
    );
  await until(isRefused, 'the API takes no more requests');
  await answers.release();
  expect(await open).toMatchObject({ status: 200, answer: { data: { survey: { csat: { n: 5_000 } } } } });
  expect(await first.started.ended).toBe(0);
  await Promise.all([first.admin.end({ timeout: 0 }), first.app.end({ timeout: 0 })]);
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');

  const second = await earshotStart(dataDir);
  const run = await waitForRun(second.admin, runId, ({ state }) => state === 'SUCCEEDED', 8); // sooner than a lost worker would be noticed
  expect(run).toMatchObject({ failures: 0, attempt: 2 });
  expect(await second.admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(1);
  expect(await readRun(second.admin, runId)).toMatchObject({ state: 'SUCCEEDED' });
  await Promise.all([second.admin.end(), second.app.end()]);
  second.started.signalGroup('SIGTERM');
  expect(await second.started.ended).toBe(0);
});
