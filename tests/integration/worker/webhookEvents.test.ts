/**
 * What there is to tell of a run is written once, by the transaction that ends it, whatever ends it.
 * Over 300 lines: success, failure, recovery and staleness are told by the same few rows, and are held against one another.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { finishRun, type Provenance, type RunEnding, reuseRun } from '../../../worker/data/finishRun.ts';
import { abandon, failLease, takeLease } from '../../../worker/lease.ts';
import { recordRunEvent } from '../../../worker/webhooks/recordRunEvent.ts';
import { recordStaleRuns } from '../../../worker/webhooks/recordStaleRuns.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { allEvents, createEndpoint } from '../../support/webhookReceiver.ts';
import { createDriverFixture, type DriverFixture, requestRun } from '../../support/worker.ts';

let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 6 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});
beforeEach(async () => {
  fixture = await createDriverFixture(app, { rows: 0 });
});

const fitted: RunEnding = { outcome: 'FITTED', warnings: [] };
const provenance = (versions: Record<string, string>): Provenance => ({
  runKey: 'k',
  engineVersion: '1',
  dataVersions: versions,
  dataThrough: new Date('2026-01-04T00:00:00Z'),
  rowsRead: 0,
  rowsUsed: 0,
  exclusions: {},
  timings: {},
});

const lease = async (id: bigint) => (await takeLease(app, 'run', fixture.workspaceId, id))!.lease;

async function end(ending: RunEnding, versions = { feedback: '1' }): Promise<bigint> {
  const id = await requestRun(database, fixture);
  const held = await lease(id);
  await inWorkspace(app, fixture.workspaceId, (tx) => finishRun(tx, held, ending, provenance(versions)));
  return id;
}

async function failAtLast(): Promise<bigint> {
  const id = await requestRun(database, fixture);
  for (let attempt = 1; attempt <= 3; attempt++)
    await failLease(app, await lease(id), { code: 'CRASHED', message: 'it ended' }, async () => {});
  return id;
}

async function told(): Promise<[string, bigint][]> {
  const rows = await admin<{ type: string; run_id: bigint }[]>`
    select type, run_id from webhook_event where workspace_id = ${fixture.workspaceId} order by occurred_at, id`;
  return rows.map(({ type, run_id }) => [type, run_id]);
}
const raiseVersion = (domain = 'feedback') =>
  admin`insert into data_version (workspace_id, domain, version) values (${fixture.workspaceId}, ${domain}, 1)
        on conflict (workspace_id, domain) do update set version = data_version.version + 1`;

describe('the end of a run', () => {
  it('is told once: success, an answer that the data cannot tell, bad parameters', async () => {
    const a = await end(fitted);
    const b = await end({ outcome: 'NOT_ESTIMABLE', code: 'NOT_ENOUGH_DATA', detail: '3 rows' });
    const c = await end({ error: { code: 'OUT_OF_RANGE', message: 'level is 2' } });
    expect(await told()).toEqual([
      ['run.succeeded', a],
      ['run.succeeded', b],
      ['run.failed', c],
    ]);
  });

  it('is told when the last attempt failed, not before', async () => {
    const id = await requestRun(database, fixture);
    for (const events of [[], [], [['run.failed', id]]]) {
      await failLease(app, await lease(id), { code: 'CRASHED', message: 'it ended' }, async () => {});
      expect(await told()).toEqual(events);
    }
  });

  it('is told when every worker was lost, and nothing is told of a cancel', async () => {
    const lost = await requestRun(database, fixture);
    await abandon(app, 'run', fixture.workspaceId, lost);
    await abandon(app, 'run', fixture.workspaceId, lost);
    const cancelled = await requestRun(database, fixture);
    await admin`update run set state = 'CANCELLED', finished_at = now() where id = ${cancelled}`;
    await abandon(app, 'run', fixture.workspaceId, cancelled);
    expect(await told()).toEqual([['run.failed', lost]]);
  });

  it('is not told when the transaction that ends it is undone', async () => {
    const id = await requestRun(database, fixture);
    const held = await lease(id);
    const undone = inWorkspace(app, fixture.workspaceId, async (tx) => {
      await finishRun(tx, held, fitted, null);
      throw new Error('results could not be written');
    });
    await expect(undone).rejects.toThrow('results could not be written');
    expect(await told()).toEqual([]);
  });

  it('is told as it is, without a number of the result and without personal data', async () => {
    const id = await end({ outcome: 'NOT_ESTIMABLE', code: 'NOT_ENOUGH_DATA', detail: 'of ada@example.com' });
    const [event] = await admin<{ body: string; occurred_at: Date }[]>`select body, occurred_at from webhook_event where run_id = ${id}`;
    const [run] = await admin<{ finished_at: Date }[]>`select finished_at from run where id = ${id}`;
    expect(JSON.parse(event!.body)).toEqual({
      type: 'run.succeeded',
      timestamp: event!.occurred_at.toISOString(),
      data: {
        runId: Buffer.from(`Run:${id}`).toString('base64url'),
        analysis: { name: 'drivers', kind: 'DRIVERS' },
        state: 'SUCCEEDED',
        outcome: 'NOT_ESTIMABLE',
        code: 'NOT_ENOUGH_DATA',
        dataThrough: '2026-01-04T00:00:00.000Z',
        computedAt: run!.finished_at.toISOString(),
      },
    });
  });

  it('can be recorded again and by two at once without a second notice', async () => {
    const id = await end(fitted);
    await Promise.all([1, 2, 3, 4].map(() => inWorkspace(app, fixture.workspaceId, (tx) => recordRunEvent(tx, fixture.workspaceId, id))));
    expect(await told()).toEqual([['run.succeeded', id]]);
  });
});

describe('a recovery', () => {
  it('is told by the first success after a failure of that analysis, and by no other', async () => {
    const first = await end(fitted);
    const failed = await failAtLast();
    const failedAgain = await end({ error: { code: 'OUT_OF_RANGE', message: 'bad' } });
    const success = await end(fitted);
    const later = await end(fitted);
    expect(await told()).toEqual([
      ['run.succeeded', first],
      ['run.failed', failed],
      ['run.failed', failedAgain],
      ['run.recovered', success],
      ['run.succeeded', success],
      ['run.succeeded', later],
    ]);
  });

  it('is not told of another analysis', async () => {
    await failAtLast();
    const [other] = await admin<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, survey_id, parameters)
      select workspace_id, 'other', kind, survey_id, parameters from analysis where workspace_id = ${fixture.workspaceId} returning id`;
    fixture = { ...fixture, analysisId: other!.id };
    await end(fitted);
    expect((await told()).map(([type]) => type)).toEqual(['run.failed', 'run.succeeded']);
  });

  it('is told of runs that see the same: a backfill neither recovers from a failure of the present, nor the present from one of a backfill', async () => {
    const asOf = async (day: string, ending: RunEnding) => {
      const id = await requestRun(database, fixture, { asOf: new Date(day) });
      const held = await lease(id);
      await inWorkspace(app, fixture.workspaceId, (tx) => finishRun(tx, held, ending, null));
    };
    const fault: RunEnding = { error: { code: 'OUT_OF_RANGE', message: 'bad' } };
    await end(fault);
    await asOf('2025-01-31', fitted);
    await asOf('2025-02-28', fault);
    await asOf('2025-03-31', fitted);
    expect((await told()).map(([type]) => type)).toEqual(['run.failed', 'run.succeeded', 'run.failed', 'run.succeeded']);
    await end(fitted);
    await asOf('2025-02-28', fitted);
    expect((await told()).map(([type]) => type).slice(4)).toEqual(['run.recovered', 'run.succeeded', 'run.recovered', 'run.succeeded']);
  });

  it('is told once when two runs succeed at the same time', async () => {
    await failAtLast();
    const leases = [];
    for (let count = 0; count < 2; count++) {
      const id = await requestRun(database, fixture);
      leases.push(await lease(id));
    }
    await Promise.all(leases.map((held) => inWorkspace(app, fixture.workspaceId, (tx) => finishRun(tx, held, fitted, null))));
    expect((await told()).map(([type]) => type).sort()).toEqual(['run.failed', 'run.recovered', 'run.succeeded', 'run.succeeded']);
  });
});

describe('going stale', () => {
  const stale = async () => (await told()).filter(([type]) => type === 'run.stale').map(([, id]) => id);

  it('is told once a run, however often its data change and however many workers look', async () => {
    const first = await end(fitted);
    await recordStaleRuns(app);
    expect(await stale()).toEqual([]);
    await raiseVersion();
    await Promise.all([1, 2, 3, 4].map(() => recordStaleRuns(app)));
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([first]);
    const second = await end(fitted, { feedback: '3' });
    await recordStaleRuns(app);
    expect(await stale()).toEqual([first]);
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([first, second]);
  });

  it('is not told for data that the run did not read, and is for data that were not there at all', async () => {
    const id = await end(fitted, { feedback: '1', crm: '0' } as { feedback: string });
    await raiseVersion('web');
    await recordStaleRuns(app);
    expect(await stale()).toEqual([]);
    await raiseVersion('crm');
    await recordStaleRuns(app);
    expect(await stale()).toEqual([id]);
  });

  it('is not told of a run that a later answer has replaced', async () => {
    await end(fitted);
    const later = await end(fitted);
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([later]);
    expect(await admin`select from run where workspace_id = ${fixture.workspaceId} and stale_at is null`).toHaveLength(0);
  });

  it('is told of the run whose numbers stand: the published one, and none as of a past date', async () => {
    const published = await end(fitted);
    const later = await end(fitted);
    const past = await end(fitted);
    await admin`update run set as_of = '2025-12-31' where id = ${past}`;
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([later]);
    await admin`update run set stale_at = null where workspace_id = ${fixture.workspaceId}`;
    await admin`update analysis set published_run_id = ${published} where id = ${fixture.analysisId}`;
    await recordStaleRuns(app);
    expect(await stale()).toEqual([later, published]);
  });

  it('is told of the run with a result, where a later one found that the data cannot tell', async () => {
    const shown = await end(fitted);
    await end({ outcome: 'NOT_ESTIMABLE', code: 'NOT_ENOUGH_DATA', detail: '3 rows' });
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([shown]);
    expect(await admin`select from run where workspace_id = ${fixture.workspaceId} and stale_at is null`).toHaveLength(0);
  });

  it('is told once a result, however many runs show it', async () => {
    const computed = await end(fitted);
    await raiseVersion();
    await recordStaleRuns(app);
    const again = await requestRun(database, fixture); // as value by loyalty, whose sources are as old as they were
    const held = await lease(again);
    await inWorkspace(app, fixture.workspaceId, (tx) => reuseRun(tx, held, computed));
    await recordStaleRuns(app);
    expect(await stale()).toEqual([computed]);
    const fresh = await end(fitted, { feedback: '2' });
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([computed, fresh]);
  });

  it('is not told where there is no result yet', async () => {
    await end({ outcome: 'NOT_ESTIMABLE', code: 'NOT_ENOUGH_DATA', detail: '3 rows' });
    await raiseVersion();
    await recordStaleRuns(app);
    expect(await stale()).toEqual([]);
  });

  it('is told of data that changed while the run was computing', async () => {
    await raiseVersion();
    const id = await end(fitted, { feedback: '1' });
    await recordStaleRuns(app);
    expect(await stale()).toEqual([id]);
  });
});

describe('deliveries', () => {
  it('are made for the endpoints of the workspace that want the event and are enabled', async () => {
    const all = await createEndpoint(admin, fixture.workspaceId, 'https://all.example.com/', allEvents);
    const failures = await createEndpoint(admin, fixture.workspaceId, 'https://failures.example.com/', ['run.failed']);
    const off = await createEndpoint(admin, fixture.workspaceId, 'https://off.example.com/', allEvents);
    await admin`update webhook set disabled_at = now(), disabled_reason = 'REQUESTED' where id = ${off.id}`;
    const other = await createDriverFixture(app, { rows: 0 });
    await createEndpoint(admin, other.workspaceId, 'https://stranger.example.com/', allEvents);
    const success = await end(fitted);
    const failure = await failAtLast();
    const rows = await admin<{ webhook_id: bigint; run_id: bigint }[]>`
      select d.webhook_id, e.run_id from webhook_delivery d join webhook_event e on e.workspace_id = d.workspace_id and e.id = d.event_id
       where e.run_id in (${success}, ${failure}) order by e.id, d.webhook_id`;
    expect(rows.map((row) => [row.webhook_id, row.run_id])).toEqual([
      [all.id, success],
      [all.id, failure],
      [failures.id, failure],
    ]);
  });
});

it('to see that nothing has gone stale costs no more the more runs there are of one state of the data', async () => {
  const others = await Promise.all([1, 2, 3].map(() => createDriverFixture(app, { rows: 0 })));
  for (const { workspaceId, analysisId } of others)
    await admin`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, finished_at, data_versions)
      select ${workspaceId}, ${analysisId}, 'DRIVERS', 'SCHEDULE', '{}', '{}', 'SUCCEEDED', 'FITTED', now(), '{"feedback": "1"}' from generate_series(1, 2000)`;
  await admin`vacuum analyze run`;
  const session = await admin.reserve();
  const look = () =>
    session<{ plans: { Plan: Record<string, number> }[] }[]>`explain (analyze, buffers, format json) select * from runs_gone_stale(500)`;
  await look(); // what its plan is made of is read once a session
  const [explained] = Object.values((await look())[0]!)[0]!;
  session.release();
  const { 'Shared Hit Blocks': hit, 'Shared Read Blocks': read } = explained!.Plan;
  expect(hit! + read!).toBeLessThan(300); // pages, where each run that is looked at is two
  await admin`update data_version set version = 2 where workspace_id = ${others[1]!.workspaceId}`;
  const gone = await app<
    { workspaceId: number; runId: bigint }[]
  >`select workspace_id as "workspaceId", run_id as "runId" from runs_gone_stale(500)`;
  expect(gone).toHaveLength(500);
  expect(new Set(gone.map(({ workspaceId }) => workspaceId))).toEqual(new Set([others[1]!.workspaceId]));
  await admin`delete from run where workspace_id = any(${others.map(({ workspaceId }) => workspaceId)})`;
});
