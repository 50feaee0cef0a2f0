/** The largest answers of metrics that are possible, and those that are not. That they are resolved in turns: tests/unit/schema/inTurns.test.ts. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillCompany } from '../../support/metricsFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'company');
  key = await api.createKey(workspaceId, ['read']);
  await fillCompany(api.admin, workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const value =
  'measure value valueDecimal n customers stdErr ciLow ciHigh seType isReliable isHidden reason reasonDetail change { referenceValue referenceN referenceCustomers difference stdErr ciLow ciHigh pValue pAdjusted sharedCustomers }';
const ask = (measures: string, first: number) =>
  api.query(
    key,
    `{ metrics(input: { measures: [${measures}], by: [{ dimension: DAY }], from: "1999-02-01T00:00:00Z", until: "2026-04-01T00:00:00Z", compare: PREVIOUS_PERIOD, first: ${first} }) {
         rowCount rows { groups { value start end } values { ${value} } } } }`,
  );

it('a page as large as its cost may be: ten thousand days are computed, 1,600 shown', async () => {
  const { data, errors } = await ask('NPS, CSAT, CES, RESPONSES, REVENUE', 1600);
  expect(errors).toBeUndefined();
  expect([data.metrics.rowCount, data.metrics.rows.length]).toEqual([9922, 1600]);
  expect(data.metrics.rows[0].groups[0]).toEqual({
    value: '1999-02-01',
    start: '1999-01-31T23:00:00.000Z',
    end: '1999-02-01T23:00:00.000Z',
  });
});

it('more values than can be computed in a second are refused with what to ask for instead', async () => {
  const { errors } = await ask('NPS, CSAT, CES, RESPONSES, REVENUE, ORDERS, AVERAGE_ORDER_VALUE, TICKETS, VISITS, NEW_CUSTOMERS, CAC', 10);
  expect(errors?.[0]).toMatchObject({
    message:
      'There are 9922 groups of 11 measures, at most 100000 values are possible at once, which are 9090 groups: ask for fewer measures, a shorter period, coarser groups, or the largest by `top`',
    extensions: { code: 'LIMIT_EXCEEDED' },
  });
});
