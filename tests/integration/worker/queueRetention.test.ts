/** What waits for a worker waits for as long as it takes. */
import { randomUUID } from 'node:crypto';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, executor, type Sql } from '../../../prisma/sql.ts';
import { openSender, performContract } from '../../../worker/queue.ts';
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

it('a run that was asked for a year ago, while no worker was there, still has its job after the upkeep of the queue', async () => {
  const { workspaceId } = await createDriverFixture(app, { rows: 0 });
  const sender = await openSender(executor(app));
  const id = String(BigInt(`0x${randomUUID().slice(0, 8)}`));
  await app.begin((tx) => sender.enqueue(executor(tx), performContract, { workspaceId, table: 'run', id }));
  await sender.stop();
  await admin`
    update pgboss.job set created_on = created_on - interval '1 year', start_after = start_after - interval '1 year', keep_until = keep_until - interval '1 year'
     where data ->> 'id' = ${id}`;
  const boss = new PgBoss({ connectionString: database.adminUrl, max: 2, supervise: false, schedule: false });
  boss.on('error', () => {});
  await boss.start();
  await boss.supervise(performContract.name, { reindex: false });
  await boss.stop({ graceful: false });
  expect(await admin`select state from pgboss.job where data ->> 'id' = ${id}`).toEqual([{ state: 'created' }]);
});
