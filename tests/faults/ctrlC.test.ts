import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createApiKey } from '../../api/auth/apiKeys.ts';
import { findRunning } from '../../prisma/embedded.ts';
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { startNode, type TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
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
    admin: connect(urls.adminUrl, { applicationName: 'test', max: 2 }),
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
 * A lock on the table that both read holds a request and a run in the middle, so that Ctrl-C surely meets them there;
 * it is let go while the shutdown drains.
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

  const lock = await first.admin.reserve();
  await lock`begin`;
  await lock`lock table response in access exclusive mode`;
  const { answer } = await query(first.url, key, 'mutation { runAnalysis(name: "drivers") { id } }');
  expect(answer).toMatchObject({ data: { runAnalysis: { id: expect.any(String) } } });
  const [{ id: runId }] = (await first.admin`select id from run`) as unknown as [{ id: bigint }];
  await waitForRun(first.admin, runId, ({ state }) => state === 'RUNNING');
  const open = query(first.url, key, '{ survey(key: "s") { csat(question: "Q1") { n } } }');
  await new Promise((resolve) => setTimeout(resolve, 500));

  first.started.signalGroup('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  await lock`commit`;
  lock.release();
  expect(await open).toMatchObject({ status: 200, answer: { data: { survey: { csat: { n: 5_000 } } } } });
  await Promise.all([first.admin.end({ timeout: 1 }), first.app.end({ timeout: 1 })]);
  expect(await first.started.ended).toBe(0);
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');

  const second = await earshotStart(dataDir);
  const run = await waitForRun(second.admin, runId, ({ state }) => state === 'SUCCEEDED', 8); // sooner than a lost worker would be noticed
  expect(run).toMatchObject({ failures: 0 });
  expect(await second.admin`select 1 from driver_model where run_id = ${runId}`).toHaveLength(1);
  expect(await readRun(second.admin, runId)).toMatchObject({ state: 'SUCCEEDED' });
  await Promise.all([second.admin.end(), second.app.end()]);
  second.started.signalGroup('SIGTERM');
  expect(await second.started.ended).toBe(0);
}, 90_000);
