/** Who is next: what has begun, then whose workspace has fewer runs or files that wait, then who came first. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { completeUpload } from '../../../api/uploads/uploadRow.ts';
import { connect, executor, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { type JobConsumer, type JobSender, openConsumer, openSender, performContract, type TakenJob } from '../../../worker/queue.ts';
import { requestRun } from '../../../worker/requestRun.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture } from '../../support/worker.ts';

type Payload = ReturnType<typeof performContract.parse>;
let database: TestDatabase;
let app: Sql;
let queue: JobSender;
let consumer: JobConsumer | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 3 });
  queue = await openSender(executor(app));
});
afterEach(async () => {
  await consumer?.stop(1_000);
});
afterAll(async () => {
  await queue.stop();
  await app.end();
  await database.drop();
});

/** Runs of an analysis of a workspace of their own. */
async function request(runs: number): Promise<number> {
  const { workspaceId, analysisId } = await createDriverFixture(app, { rows: 0 });
  for (let run = 0; run < runs; run++) await requestOf(workspaceId, analysisId);
  return workspaceId;
}

const requestOf = (workspaceId: number, analysisId: bigint) =>
  inWorkspace(app, workspaceId, (tx) =>
    requestRun(executor(tx), queue, { workspaceId, analysisId, trigger: 'API', triggeredBy: null, force: true }),
  );

/** Files that have come to a workspace, one after the other. */
async function send(workspaceId: number, files: number): Promise<void> {
  for (let file = 0; file < files; file++) {
    const [row] = await inWorkspace(
      app,
      workspaceId,
      (tx) => tx<{ id: bigint }[]>`
        insert into import (workspace_id, kind, source, upload_length) values (${workspaceId}, 'CUSTOMERS', 'c.csv', 0) returning id`,
    );
    await completeUpload({ sql: app, queue }, workspaceId, row!.id, 0n, null);
  }
}

/** Takes one after the other, all that wait. */
async function take(count: number, handle: (job: TakenJob<Payload>, place: number) => Promise<void> = async () => {}): Promise<Payload[]> {
  const taken: Payload[] = [];
  consumer = await openConsumer(database.appUrl, () => {});
  await consumer.work(performContract, 1, async (job) => {
    taken.push(job.payload);
    await handle(job, taken.length);
  });
  await expect.poll(() => taken.length, { timeout: 20_000 }).toBe(count);
  return taken;
}

it('of two workspaces, the one with fewer runs that wait: a thousand of one hold up no other', async () => {
  const many = await request(6);
  const one = await request(1);
  const few = await request(2);
  const taken = await take(9);
  expect(taken.map(({ workspaceId }) => workspaceId)).toEqual([many, one, few, many, few, many, many, many, many]);
  const ofMany = taken.filter(({ workspaceId }) => workspaceId === many).map(({ id }) => Number(id));
  expect(ofMany).toEqual(ofMany.toSorted((a, b) => a - b));
}, 40_000);

it('of files, too: the many of one workspace hold up no other, and a run waits for those that its workspace sent before', async () => {
  const { workspaceId: many, analysisId } = await createDriverFixture(app, { rows: 0 });
  const one = await request(0);
  await send(many, 4);
  await requestOf(many, analysisId);
  await send(one, 1);
  const taken = await take(6);
  expect(taken.map(({ workspaceId, table }) => [workspaceId, table])).toEqual([
    [many, 'import'],
    [one, 'import'],
    ...Array(3).fill([many, 'import']),
    [many, 'run'],
  ]);
}, 40_000);

it('a file goes before the many runs of its workspace', async () => {
  const workspaceId = await request(3);
  await send(workspaceId, 1);
  const taken = await take(4);
  expect(taken.map(({ table }) => table)).toEqual(['run', 'import', 'run', 'run']);
}, 40_000);

it('what a worker hands back goes before all that has not begun', async () => {
  await request(1);
  await request(1);
  await request(1);
  const taken = await take(4, async (job, place) => {
    if (place === 1) await app.begin((tx) => consumer!.handBack(executor(tx), performContract, job));
  });
  const [first, second, ...rest] = taken.map(({ id }) => id);
  expect(second).toBe(first);
  expect(rest).not.toContain(first);
}, 40_000);
