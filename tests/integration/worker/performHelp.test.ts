/** A worker that is asked for help with a run. With whom it shares its machine decides: runParts.test.ts says how. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, executor, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import type { Host } from '../../../worker/jobHost.ts';
import { takeLease } from '../../../worker/lease.ts';
import { performHelp } from '../../../worker/performHelp.ts';
import { type JobConsumer, openConsumer, openSender, performContract } from '../../../worker/queue.ts';
import { openParts, type Room } from '../../../worker/runParts.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture, requestRun } from '../../support/worker.ts';

let database: TestDatabase;
let app: Sql;
let admin: Sql;
let consumer: JobConsumer;
const helped: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  consumer = await openConsumer(database.appUrl, () => {});
});
afterAll(async () => {
  await consumer.stop(1_000);
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

function hostIn(room: Room): Host {
  return {
    sql: app,
    consumer,
    room,
    pool: {
      run: async (kind) => {
        helped.push(kind); // the parts themselves are read in helpWithParts.ts
      },
      usedMegabytes: async () => null,
      stop: async () => {},
    },
    log: pino({ level: 'silent' }),
    limits: { timeoutSeconds: 60, memoryMegabytes: 1_000 },
    shutdown: new AbortController().signal,
    wake: new EventTarget(),
  };
}

/** A run that is read in parts on the machine `one`, and the job that asks for help with it. */
async function askForHelp() {
  const fixture = await createDriverFixture(app, { rows: 0 });
  const { workspaceId } = fixture;
  const { lease } = (await takeLease(app, 'run', workspaceId, await requestRun(database, fixture)))!;
  const owner = { lease, holder: '00000000-0000-4000-8000-00000000000c', machine: 'one' };
  await inWorkspace(app, workspaceId, (tx) => openParts(tx, owner, 'none', 3));
  const sender = await openSender(executor(app));
  const payload = { workspaceId, table: 'run_part' as const, id: String(lease.id) };
  const id = await sender.enqueue(executor(app), performContract, payload, { isHelp: true });
  await sender.stop();
  await admin`update pgboss.job set state = 'active', started_on = now() where id = ${id}`; // as taken
  return { id, payload, signal: new AbortController().signal };
}

const questionsAfter = (workspaceId: number) =>
  admin<{ state: string; waits: boolean }[]>`
    select state, start_after > now() as waits from pgboss.job
     where name = 'perform' and data ->> 'table' = 'run_part' and (data ->> 'workspaceId')::integer = ${workspaceId} order by created_on`;

it('helps on another machine', async () => {
  const job = await askForHelp();
  await performHelp(hostIn({ machine: 'another', readers: 1 }), job);
  expect(helped.splice(0)).toEqual(['DRIVERS']);
  expect(await questionsAfter(job.payload.workspaceId)).toMatchObject([{ state: 'active' }]); // which the queue ends
});

it('does not on a machine that has no room for one more, and puts the question back for others', async () => {
  const job = await askForHelp();
  await performHelp(hostIn({ machine: 'one', readers: 1 }), job);
  expect(helped.splice(0)).toEqual([]);
  expect(await questionsAfter(job.payload.workspaceId)).toMatchObject([{ state: 'completed' }, { state: 'created', waits: true }]);
});

it('asks nobody any more once no part is left to read', async () => {
  const job = await askForHelp();
  await admin`delete from run_part where workspace_id = ${job.payload.workspaceId}`;
  await performHelp(hostIn({ machine: 'one', readers: 1 }), job);
  expect(helped.splice(0)).toEqual([]);
  expect(await questionsAfter(job.payload.workspaceId)).toMatchObject([{ state: 'active' }]);
});
