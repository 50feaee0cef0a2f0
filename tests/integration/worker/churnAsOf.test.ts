/** What churn is read as at different moments, where the data know more than was so then. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { momentOfDays } from '../../../worker/data/days.ts';
import { createSubscribers, day, type Life, recordsFrom } from '../../support/churnFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { readRiskInput } from '../../support/readRiskInput.ts';

let database: TestDatabase;
let admin: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await admin?.end();
  await database?.drop();
});

const onDay = (days: number) => new Date(recordsFrom + days * day);

it('a yearly contract cancelled in March is a loss in March, until one follows before its end', async () => {
  // All begin with the year and decide on day 60. 1: another begins on day 121. 2: none does. 3: on day 380. 4: as 1, but nobody says when it ends.
  const year: Life = { start: 0, lasted: 365 };
  const { workspaceId } = await createSubscribers(admin, [year, year, year, { start: 0, lasted: null }]);
  await admin`update subscription set canceled_at = ${onDay(60)} where workspace_id = ${workspaceId}`;
  await admin`
    insert into subscription (workspace_id, external_id, identity_id, plan, currency, started_at)
    select ${workspaceId}::integer, 'second' || customer, customer, 'plus', 'EUR', at
      from (values (1, ${onDay(121)}::timestamptz), (3, ${onDay(380)}::timestamptz), (4, ${onDay(121)}::timestamptz)) r (customer, at)`;
  const livesAsOf = async (days: number) => {
    const { episodes } = await readRiskInput(admin, workspaceId, { asOf: onDay(days) });
    return Array.from(episodes.customer, (owner, row) => [
      Number(episodes.customerIds[owner]),
      (momentOfDays(episodes.end[row]!).getTime() - recordsFrom) / day,
      episodes.cause[row]! > 0 ? 'lost' : 'there',
    ]);
  };
  expect(await livesAsOf(100)).toEqual([1, 2, 3, 4].map((customer) => [customer, 60, 'lost']));
  expect(await livesAsOf(152)).toEqual([
    [1, 152, 'there'],
    [2, 60, 'lost'],
    [3, 60, 'lost'],
    [4, 60, 'lost'],
    [4, 152, 'there'],
  ]);
  expect(await livesAsOf(400)).toEqual([
    [1, 400, 'there'],
    [2, 60, 'lost'],
    [3, 400, 'there'],
    [4, 60, 'lost'],
    [4, 400, 'there'],
  ]);
});
