/** Who is erased is one of many, of whom many runs say something: what is read of it does not grow with them. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture } from '../../support/worker.ts';

const customers = 5_000;
const runs = 40;
let database: TestDatabase;
let api: TestApi;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  ({ workspaceId } = await createDriverFixture(api.services.sql, { rows: 0 }));
  await api.admin`
    insert into customer (workspace_id, external_id) select ${workspaceId}::integer, 'c' || n from generate_series(1, ${customers}::integer) n`;
  await api.admin`
    with churn as (
      insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, 'churn', 'CHURN', '{}') returning id
    ), told as (
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, finished_at)
      select ${workspaceId}::integer, id, 'CHURN', 'API', '{}', '{}', 'SUCCEEDED', 'FITTED', now() from churn, generate_series(1, ${runs}::integer) returning id)
    insert into customer_score (workspace_id, run_id, customer_id, position, churn_risk)
    select c.workspace_id, told.id, c.id, c.id, 0.5 from told, customer c where c.workspace_id = ${workspaceId}`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** Rows of scores that statements have read so far, as far as sessions have told: they do so within a second of their last statement. */
async function rowsRead(): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  const [row] = await api.admin<{ rows: number }[]>`
    select (seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as rows from pg_stat_user_tables where relname = 'customer_score'`;
  return row!.rows;
}

it('reads their scores alone', async () => {
  const key = await api.createKey(workspaceId);
  const before = await rowsRead();
  const { data, errors } = await api.query(key, 'mutation { eraseCustomer(externalId: "c77") { customer { id } } }');
  expect(errors).toBeUndefined();
  expect(data.eraseCustomer.customer).not.toBeNull();
  const [left] = await api.admin`select count(*)::integer as rows, count(distinct run_id)::integer as runs from customer_score`;
  expect(left).toEqual({ rows: runs * (customers - 1), runs });
  expect((await rowsRead()) - before - left!.rows).toBeLessThan(10 * runs);
}, 30_000);
