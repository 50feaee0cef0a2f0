/** What the queue tells of its faults is an error, which logs describe, with nothing that a customer said. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { describeError } from '../../../prisma/describeError.ts';
import { connect, executor, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { openConsumer, openSender, performContract } from '../../../worker/queue.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { until } from '../../support/until.ts';
import { createDriverFixture } from '../../support/worker.ts';

let database: TestDatabase;
let admin: Sql;
let app: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  app = connect(database.appUrl, { applicationName: 'test', max: 1 });
});
afterAll(async () => {
  await Promise.all([admin.end(), app.end()]);
  await database.drop();
});

it('a job that the database does not give out is told with its code, without the values that the database quotes', async () => {
  await admin.unsafe(`
    create function refuse() returns trigger language plpgsql as
      $$ begin raise exception 'no %', new.data using errcode = '22023', detail = 'Annie Doe', hint = 'Annie Doe'; end $$;
    create trigger refused before update on pgboss.job_common for each row execute function refuse();`);
  const { workspaceId } = await createDriverFixture(app, { rows: 0 });
  const told: unknown[] = [];
  const consumer = await openConsumer(database.appUrl, (error) => told.push(error));
  try {
    const sender = await openSender(executor(app));
    await inWorkspace(app, workspaceId, (tx) => sender.enqueue(executor(tx), performContract, { workspaceId, table: 'run', id: '4711' }));
    await sender.stop();
    await consumer.work(performContract, 1, async () => {});
    await until(() => told.length > 0, 'the consumer tells of it');
  } finally {
    await consumer.stop(1_000);
  }
  const described = told.map(describeError);
  expect(described).toContainEqual(
    expect.objectContaining({ type: 'Error', code: '22023', stack: expect.arrayContaining([expect.stringMatching(/^at /)]) }),
  );
  expect(JSON.stringify(described)).not.toMatch(/Annie|4711/);
});
