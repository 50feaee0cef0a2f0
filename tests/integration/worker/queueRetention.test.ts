/** What waits for a worker waits for as long as it takes; what was lost with its worker waits for seconds. */
import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, executor, type Sql } from '../../../prisma/sql.ts';
import { installQueue, openSender, performContract } from '../../../worker/queue.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture } from '../../support/worker.ts';

let database: TestDatabase;
let app: Sql;
let admin: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function superviseQueue(): Promise<void> {
  const boss = new PgBoss({ connectionString: database.adminUrl, max: 2, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.supervise(performContract.name, { reindex: false });
  await boss.stop({ graceful: false });
}

it('a run that was asked for a year ago, while no worker was there, still has its job after the upkeep of the queue', async () => {
  const { workspaceId } = await createDriverFixture(app, { rows: 0 });
  const sender = await openSender(executor(app));
  const id = String(BigInt(`0x${randomUUID().slice(0, 8)}`));
  await app.begin((tx) => sender.enqueue(executor(tx), performContract, { workspaceId, table: 'run', id }));
  await sender.stop();
  await admin`
    update pgboss.job set created_on = created_on - interval '1 year', start_after = start_after - interval '1 year', keep_until = keep_until - interval '1 year'
     where data ->> 'id' = ${id}`;
  await superviseQueue();
  expect(await admin`select state from pgboss.job where data ->> 'id' = ${id}`).toEqual([{ state: 'created' }]);
});

it('a job whose worker is lost for the fourth time is to be had again within seconds, also in a queue of an earlier release', async () => {
  await admin`update pgboss.queue set retry_delay_max = 60, monitor_on = null, monitor_claim_on = null where name = ${performContract.name}`;
  await installQueue(database.adminUrl);
  const { workspaceId } = await createDriverFixture(app, { rows: 0 });
  const sender = await openSender(executor(app));
  const ids = Array.from({ length: 20 }, () => String(BigInt(`0x${randomUUID().slice(0, 8)}`)));
  for (const id of ids) await app.begin((tx) => sender.enqueue(executor(tx), performContract, { workspaceId, table: 'run', id }));
  await sender.stop();
  await admin`
    update pgboss.job set state = 'active', retry_count = 3, started_on = now() - interval '1 minute', heartbeat_on = now() - interval '1 minute'
     where data ->> 'id' = any(${ids})`;
  await superviseQueue();
  const jobs = await admin<{ state: string; seconds: number }[]>`
    select state, extract(epoch from start_after - now())::float8 as seconds from pgboss.job where data ->> 'id' = any(${ids})`;
  expect(new Set(jobs.map(({ state }) => state))).toEqual(new Set(['retry']));
  expect(Math.max(...jobs.map(({ seconds }) => seconds))).toBeLessThanOrEqual(4);
});

it('what is over is kept for an hour, for what looks at the queue reads all that it keeps', async () => {
  const { workspaceId } = await createDriverFixture(app, { rows: 0 });
  const sender = await openSender(executor(app));
  const ids = ['1', '2'].map((digit) => String(BigInt(`0x${randomUUID().slice(0, 8)}${digit}`)));
  for (const id of ids) await app.begin((tx) => sender.enqueue(executor(tx), performContract, { workspaceId, table: 'run', id }));
  await sender.stop();
  await admin`
    update pgboss.job set state = 'completed', completed_on = now() - case data ->> 'id' when ${ids[0]!} then interval '2 hours' else interval '5 minutes' end
     where data ->> 'id' = any(${ids})`;
  await admin`update pgboss.queue set maintain_on = null where name = ${performContract.name}`; // nobody has just deleted
  await superviseQueue();
  expect(await admin`select data ->> 'id' as id from pgboss.job where data ->> 'id' = any(${ids})`).toEqual([{ id: ids[1] }]);
});
