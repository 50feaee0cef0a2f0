/** `earshot doctor`: what runs, what should run, and what rests. */
import { existsSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { migrateDatabase } from '../../../api/migrate.ts';
import { liveHolder } from '../../../prisma/embedded/dataLock.ts';
import { startEmbedded } from '../../../prisma/embedded.ts';
import { connect } from '../../../prisma/sql.ts';
import { afterThisTest, cleanUp, examine, listening, newDatabase } from '../../support/doctor.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { createDriverFixture, requestRun } from '../../support/worker.ts';

afterEach(cleanUp);

it('a process of another release is told', async () => {
  const { database, urls } = await newDatabase();
  const other = connect(database.appUrl, { applicationName: 'earshot worker 0.0.9', max: 1 });
  afterThisTest(() => other.end());
  await other`select 1`;
  const { findings } = await examine(urls);
  expect(findings.releases).toMatchObject({ status: 'warning', found: expect.stringMatching(/beside those of 0\.0\.9$/) });
});

describe('work', () => {
  it('that waits for a worker, whose worker fell silent, and that nobody will end are told apart', async () => {
    const { database, urls, admin } = await newDatabase();
    expect((await examine(urls)).findings.worker).toMatchObject({ status: 'warning', found: 'no worker is alive, and no job waits' });

    const app = connect(database.appUrl, { applicationName: 'test', max: 1 });
    afterThisTest(() => app.end());
    const fixture = await createDriverFixture(app, { rows: 10 });
    await requestRun(database, fixture);
    const waits = await examine(urls);
    expect(waits.code).toBe(1);
    expect(waits.findings.worker).toMatchObject({ status: 'problem', found: 'no worker is alive, and 1 job waits' });
    expect(waits.findings.leases).toMatchObject({ status: 'ok', found: 'no run or import is at work' });

    await admin`update pgboss.job set created_on = now() - interval '1 hour', start_after = now() - interval '1 hour' where name = 'perform'`;
    expect((await examine(urls)).findings.jobs).toMatchObject({
      status: 'warning',
      found: '1 job waits, the oldest for 60 minutes; 0 at work',
    });

    await admin`update run set state = 'RUNNING' where workspace_id = ${fixture.workspaceId}`;
    await admin`update pgboss.job set state = 'active', heartbeat_on = now(), heartbeat_seconds = 10 where name = 'perform'`;
    expect((await examine(urls)).findings.leases).toMatchObject({
      status: 'ok',
      found: '1 run or import at work, each with a living worker',
    });

    await admin`update pgboss.job set heartbeat_on = now() - interval '1 hour' where name = 'perform'`;
    expect((await examine(urls)).findings.leases).toMatchObject({
      status: 'warning',
      found: expect.stringContaining('a worker that fell silent'),
    });

    await admin`delete from pgboss.job where name = 'perform'`;
    const orphan = await examine(urls);
    const [workspace] = await admin<{ key: string }[]>`select key from workspace where id = ${fixture.workspaceId}`;
    expect(orphan.code).toBe(1);
    expect(orphan.findings.leases).toMatchObject({
      status: 'problem',
      found: `1 run or import of the workspace ${workspace?.key} says RUNNING, and no job will ever end it`,
      remedy: expect.stringContaining('earshot runs cancel ID'),
    });
  });

  it('that a lock hides is told as such, in time', async () => {
    const { urls, admin } = await newDatabase();
    const session = await admin.reserve();
    afterThisTest(() => session.release());
    await session`begin`;
    await session`lock table workspace in access exclusive mode`;
    const before = Date.now();
    const { code, findings } = await examine(urls);
    expect(Date.now() - before).toBeLessThan(10_500);
    await session`rollback`;
    expect(code).toBe(1);
    expect(findings.jobs?.status).toBe('ok');
    expect(findings.leases).toMatchObject({ status: 'problem', found: 'the database gave no answer to this within 5 s' });
  });

  it('is not asked for where the queue is missing', async () => {
    const { urls, admin } = await newDatabase();
    await admin`drop schema pgboss cascade`;
    const { code, findings } = await examine(urls);
    expect(code).toBe(1);
    expect(findings.queue).toMatchObject({ status: 'problem', found: 'the queue is not installed in this database' });
    expect(findings.jobs).toBeUndefined();
  });
});

describe('what goes wrong by itself', () => {
  it('is told: analyses that fail, schedules that are overdue, webhooks that reach nobody', async () => {
    const { database, urls, admin } = await newDatabase();
    const app = connect(database.appUrl, { applicationName: 'test', max: 1 });
    afterThisTest(() => app.end());
    const { workspaceId, analysisId } = await createDriverFixture(app, { rows: 10 });
    const [workspace] = await admin<{ key: string }[]>`select key from workspace where id = ${workspaceId}`;
    const name = `${workspace?.key}/drivers`;
    expect((await examine(urls)).findings).toMatchObject({
      analyses: { status: 'ok', found: 'no analysis has run yet' },
      schedules: { status: 'ok', found: 'nothing is scheduled' },
      webhooks: { status: 'ok', found: 'nobody is told by webhook' },
    });

    const fail = (finishedAt: string) => admin`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, error_code, error_message, queued_at, started_at, finished_at)
      values (${workspaceId}, ${analysisId}, 'DRIVERS', 'CLI', '{}', '{}', 'FAILED', 'TIMEOUT', 'x', ${finishedAt}::timestamptz, ${finishedAt}::timestamptz, ${finishedAt}::timestamptz)`;
    await fail(new Date(Date.now() - 7 * 86_400_000).toISOString());
    expect((await examine(urls)).findings.analyses).toMatchObject({ status: 'ok' }); // nothing starts it any more

    await admin`
      insert into schedule (workspace_id, analysis_id, cron, time_zone, catch_up, overlap, next_run_at)
      values (${workspaceId}, ${analysisId}, '@daily', 'UTC', 'LATEST', 'SKIP', now() - interval '3 hours')`;
    await admin`
      insert into webhook (workspace_id, url, events, disabled_at, disabled_reason, failing_since)
      values (${workspaceId}, 'https://a.example/token-hush', '{run.failed}', now(), 'FAILING', now() - interval '4 days'),
             (${workspaceId}, 'https://b.example', '{run.failed}', null, null, now() - interval '2 hours'),
             (${workspaceId}, 'https://c.example', '{run.failed}', null, null, now() - interval '1 minute'),
             (${workspaceId}, 'https://d.example', '{run.failed}', now(), 'REQUESTED', now() - interval '9 days')`;
    const { code, findings } = await examine(urls);
    expect(code).toBe(0); // nothing here keeps the installation from working
    expect(findings.analyses).toMatchObject({
      status: 'warning',
      found: `1 of 1 analysis that ran failed the last time: ${name} (TIMEOUT, 7 days ago)`,
    });
    expect(findings.schedules).toMatchObject({ status: 'warning', found: `1 of 1 schedule is overdue: ${name} (for 3 hours)` });
    expect(findings.webhooks).toMatchObject({
      status: 'warning',
      found: `2 of 3 webhooks reach nobody: ${workspace?.key}/a.example (disabled, nothing arrived for 4 days), ${workspace?.key}/b.example (for 2 hours)`,
    });
    expect(JSON.stringify(findings)).not.toContain('hush');

    await admin`update schedule set next_run_at = null, paused_at = now() where workspace_id = ${workspaceId}`;
    expect((await examine(urls)).findings).toMatchObject({ analyses: { status: 'ok' }, schedules: { found: 'nothing is scheduled' } });
  });
});

describe('the API', () => {
  it('that was named has to answer; at the default address it may be elsewhere', async () => {
    const { urls } = await newDatabase();
    expect((await examine(urls)).findings.api).toMatchObject({
      status: 'warning',
      found: 'no API answers at http://localhost:47 (ECONNREFUSED)',
    });
    const named = await examine({ ...urls, EARSHOT_URL: 'http://name:hush@127.0.0.1:47' });
    expect(named.code).toBe(1);
    expect(named.findings.api).toMatchObject({ status: 'problem', found: 'no API answers at http://127.0.0.1:47 (ECONNREFUSED)' });
    expect(JSON.stringify(named.findings)).not.toContain('hush');
  });

  it('is not whatever answers there', async () => {
    const other = createHttpServer((_request, response) => response.end('<html>'));
    const port = await listening(other);
    afterThisTest(() => void other.close());
    const { urls } = await newDatabase();
    expect((await examine({ ...urls, EARSHOT_URL: `http://127.0.0.1:${port}/` })).findings.api).toMatchObject({
      status: 'problem',
      found: `what answers at http://127.0.0.1:${port} is not Earshot (HTTP 200)`,
    });
  });
});

it('an embedded database is examined while it runs and while it rests, and left as it was; none is made', async () => {
  const folder = await temporaryFolder('doctor');
  const dataDir = join(folder, 'data');
  const env = { EARSHOT_DATA_DIR: dataDir };
  const none = await examine(env);
  expect(none.code).toBe(1);
  expect(none.findings.database).toMatchObject({ status: 'problem', found: `there is no database in ${dataDir} yet` });
  expect(existsSync(dataDir)).toBe(false);

  const server = await startEmbedded({ dataDir, command: 'earshot start', initdbFlags: ['--no-sync'] });
  afterThisTest(() => server.stop());
  await migrateDatabase(server);
  const live = await examine(env);
  expect(live.findings.database?.found).toContain(`the embedded database in ${dataDir} answers: PostgreSQL`);
  expect(live.findings.disk?.found).toContain(`GiB are free where ${dataDir} is`);
  expect(live.findings.worker?.found).toBe('no worker is alive, and no job waits');
  expect(server.isAlive()).toBe(true);

  await server.stop();
  const atRest = await examine(env);
  expect(atRest.code).toBe(0);
  expect(atRest.findings.schema?.status).toBe('ok');
  expect(atRest.findings.worker).toMatchObject({ status: 'warning', found: 'Earshot is not running here, and no job waits' });
  expect(liveHolder(dataDir)).toBeNull();
});
