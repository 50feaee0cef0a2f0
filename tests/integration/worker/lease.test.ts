import { afterAll, beforeAll, beforeEach, describe, expect, expectTypeOf, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { finishRun, LeaseLost } from '../../../worker/data/finishRun.ts';
import { abandon, type Fault, failLease, handBackLease, type JobRef, keepLease, type Lease, takeLease } from '../../../worker/lease.ts';
import { progressChannel, runChannel } from '../../../worker/queue.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture, type DriverFixture, readRun, requestRun } from '../../support/worker.ts';

let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;
let runId: bigint;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 3 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});
beforeEach(async () => {
  fixture = await createDriverFixture(app, { rows: 0 });
  runId = await requestRun(database, fixture);
});

const take = async () => (await takeLease(app, 'run', fixture.workspaceId, runId))?.lease ?? null;
const fail = (lease: Lease, code: Fault['code'], requeue: (tx: unknown, at: Date) => Promise<void> = async () => {}) =>
  failLease(app, lease, { code, message: 'it went wrong' }, requeue);
const reading = { stage: 'reading', rowsDone: 5, rowsTotal: 10, fraction: 0.5 } as const;
const cancel = () => admin`update run set state = 'CANCELLED', finished_at = now() where id = ${runId}`;
const finish = (lease: Lease) =>
  inWorkspace(app, fixture.workspaceId, (tx) => finishRun(tx, lease, { outcome: 'FITTED', warnings: [] }, null));

describe('the lease of a run', () => {
  it('is never of a roll-up, which has no row to hold: the compiler refuses that', () => {
    expectTypeOf<JobRef>().not.toExtend<Parameters<typeof keepLease>[1]>();
    expectTypeOf<JobRef>().not.toExtend<Parameters<typeof failLease>[1]>();
    expectTypeOf<Lease>().toExtend<JobRef>();
  });

  it('makes the run RUNNING and counts the attempt', async () => {
    expect(await take()).toMatchObject({ attempt: 1 });
    expect(await readRun(admin, runId)).toMatchObject({ state: 'RUNNING', attempt: 1 });
  });

  it('is refused for a run that is over', async () => {
    await cancel();
    expect(await take()).toBeNull();
  });

  it('is lost to the next who takes it: nothing that the first writes counts any more', async () => {
    const first = (await take())!;
    const second = (await take())!;
    expect(await keepLease(app, first, reading)).toBe(false);
    await expect(finish(first)).rejects.toThrow(LeaseLost);
    await fail(first, 'CRASHED');
    expect(await readRun(admin, runId)).toMatchObject({ state: 'RUNNING', attempt: 2, failures: 0, progress: {} });
    expect(await keepLease(app, second, reading)).toBe(true);
    await finish(second);
    expect(await readRun(admin, runId)).toMatchObject({ state: 'SUCCEEDED', attempt: 2 });
  });

  it('is lost by a cancel, and ended by the job itself', async () => {
    const lease = (await take())!;
    await cancel();
    expect(await keepLease(app, lease, reading)).toBe(false);
    runId = await requestRun(database, fixture);
    const other = (await take())!;
    await finish(other);
    expect(await keepLease(app, other, reading)).toBe(true);
  });

  it('tells of states and of progress on channels of their own: who keeps leases is not woken by what it stores', async () => {
    const heard: string[] = [];
    const listening = await Promise.all(
      [runChannel, progressChannel].map((channel) => app.listen(channel, (uuid) => heard.push(`${channel} ${uuid}`))),
    );
    const [run] = await admin<{ uuid: string }[]>`select uuid from run where id = ${runId}`;
    const lease = (await take())!;
    await keepLease(app, lease, reading);
    await keepLease(app, lease, reading); // nothing new
    await keepLease(app, lease, { ...reading, rowsDone: 6 });
    await finish(lease);
    await expect
      .poll(() => heard.map((line) => line.replace(` ${run!.uuid}`, '')))
      .toEqual([runChannel, progressChannel, progressChannel, runChannel]);
    await Promise.all(listening.map(({ unlisten }) => unlisten()));
  });

  it('forgives two faults, each after a longer pause that the run shows, and gives up at the third', async () => {
    const pauses: number[] = [];
    for (let fault = 1; fault <= 2; fault++) {
      const lease = (await take())!;
      expect(await readRun(admin, runId)).toMatchObject({ retry_at: null });
      await keepLease(app, lease, { ...reading, stage: 'computing' });
      const failedAt = Date.now();
      let requeuedFor: Date | undefined;
      await fail(lease, 'CRASHED', async (_tx, at) => {
        requeuedFor = at;
      });
      const run = await readRun(admin, runId);
      // It begins anew: what waits is at no stage, and says none.
      expect(run).toMatchObject({ state: 'QUEUED', progress: {}, failures: fault, error_code: 'CRASHED', retry_at: requeuedFor });
      expect(run.progress).not.toHaveProperty('stage');
      pauses.push(Math.round((requeuedFor!.getTime() - failedAt) / 1000));
    }
    expect(pauses).toEqual([2, 10]);
    await fail((await take())!, 'CRASHED', () => Promise.reject(new Error('the job of a run that is over is not put back')));
    expect(await readRun(admin, runId)).toMatchObject({ state: 'FAILED', failures: 3, error_code: 'CRASHED', retry_at: null });
  });

  it('forgives ten minutes in which the database gives its thread no session, and then says so', async () => {
    const pauses: number[] = [];
    for (let fault = 1; fault <= 12; fault++) {
      await fail((await take())!, 'DATABASE_AWAY');
      const [run] = await admin<{ state: string; seconds: number }[]>`
        select state, extract(epoch from retry_at - now())::double precision as seconds from run where id = ${runId}`;
      expect(run!.state).toBe('QUEUED');
      pauses.push(Math.round(run!.seconds));
    }
    expect(pauses.slice(0, 4)).toEqual([2, 10, 50, 60]);
    expect(pauses.reduce((sum, pause) => sum + pause)).toBeGreaterThanOrEqual(595);
    await fail((await take())!, 'DATABASE_AWAY');
    expect(await readRun(admin, runId)).toMatchObject({ state: 'FAILED', failures: 13, error_code: 'DATABASE_AWAY' });
  });

  it('forgives one run out of time, and none out of memory', async () => {
    await fail((await take())!, 'TIMEOUT');
    expect(await readRun(admin, runId)).toMatchObject({ state: 'QUEUED', failures: 1 });
    await fail((await take())!, 'TIMEOUT');
    expect(await readRun(admin, runId)).toMatchObject({ state: 'FAILED', failures: 2, error_code: 'TIMEOUT' });
    runId = await requestRun(database, fixture);
    await fail((await take())!, 'OUT_OF_MEMORY');
    expect(await readRun(admin, runId)).toMatchObject({ state: 'FAILED', failures: 1, error_code: 'OUT_OF_MEMORY' });
  });

  it('is handed back at no cost, together with its job or not at all', async () => {
    const lease = (await take())!;
    await expect(handBackLease(app, lease, () => Promise.reject(new Error('queue away')))).rejects.toThrow('queue away');
    expect(await readRun(admin, runId)).toMatchObject({ state: 'RUNNING' });
    await handBackLease(app, lease, async () => {});
    expect(await readRun(admin, runId)).toMatchObject({ state: 'QUEUED', attempt: 1, failures: 0 });
  });

  it('handed back, it may wait beside a newer request of the same analysis', async () => {
    const lease = (await take())!;
    await requestRun(database, fixture);
    await handBackLease(app, lease, async () => {});
    expect(await admin`select 1 from run where analysis_id = ${fixture.analysisId} and state = 'QUEUED'`).toHaveLength(2);
  });

  it('of a run whose workers are all lost ends FAILED, and says so', async () => {
    await take();
    await abandon(app, 'run', fixture.workspaceId, runId);
    expect(await readRun(admin, runId)).toMatchObject({ state: 'FAILED', error_code: 'WORKER_LOST' });
  });
});
