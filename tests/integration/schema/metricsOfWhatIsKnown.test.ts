/** Metrics where a part of the data was not loaded: what is not known is null and counts in nothing, and is never a 0. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { fillClvRun } from '../../support/clvRunFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** 100 customers, named 1 to 100, in a workspace whose time is that of Berlin. */
async function company(name: string): Promise<{ workspaceId: number; key: string }> {
  const workspaceId = await createWorkspace(api.admin, name);
  await api.admin`with c as (
      insert into customer (workspace_id, external_id, acquired_at)
      select ${workspaceId}::integer, n::text, case when n <= 60 then timestamptz '2025-06-10Z' else '2026-02-10Z' end from generate_series(1, 100) n returning id, external_id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c`;
  return { workspaceId, key: await api.createKey(workspaceId, ['read']) };
}

/** Values by the groups of their rows. */
async function valuesOf(key: string, input: string): Promise<Record<string, readonly (number | string | null)[]>> {
  const answer = await api.query(key, `{ metrics(input: { ${input} }) { rows { groups { value } values { value reasonDetail } } } }`);
  expect(answer.errors, api.log.at(-2)).toBeUndefined();
  type Row = { groups: { value: string | null }[]; values: { value: number | null; reasonDetail: string | null }[] };
  return Object.fromEntries(
    answer.data.metrics.rows.map((row: Row) => [
      row.groups.map(({ value }) => value ?? 'unknown').join(' '),
      row.values.map(({ value, reasonDetail }) => value ?? reasonDetail),
    ]),
  );
}

const notLoaded = 'nothing of this was loaded for this time';

describe('spend', () => {
  let key: string;
  beforeAll(async () => {
    const made = await company('spend');
    key = made.key;
    // January to March 2026, of which 743 hours in 2,159 are March; service from February on
    await api.admin`insert into spend (workspace_id, external_id, kind, channel, period_start, period_end, amount, currency) values
      (${made.workspaceId}, 'a', 'ACQUISITION', 'search', '2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z', 9000, 'EUR'),
      (${made.workspaceId}, 'r', 'RETENTION', 'mail', '2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z', 9000, 'EUR'),
      (${made.workspaceId}, 's', 'SERVICE', 'mail', '2026-01-31T23:00:00Z', '2026-03-31T22:00:00Z', 5900, 'EUR')`;
    await api.admin`insert into ticket (workspace_id, external_id, identity_id, kind, opened_at, first_response_at)
      select ${made.workspaceId}::integer, month || i.value, i.id, 'QUESTION', month::timestamptz, month::timestamptz + interval '1 hour'
        from identity i, (values ('2026-01-10'), ('2026-02-10'), ('2026-04-10')) m (month) where i.workspace_id = ${made.workspaceId} and i.value::integer <= 50`;
  });

  it('ends with its last period: the month that begins then has none that is known', async () => {
    const byMonth = await valuesOf(key, 'measures: [RETENTION_SPEND], by: [{ dimension: MONTH }]');
    expect(Object.keys(byMonth)).toEqual(['2026-01', '2026-02', '2026-03']);
    const asked = await valuesOf(
      key,
      'measures: [RETENTION_SPEND], by: [{ dimension: MONTH }], from: "2026-02-28T23:00:00Z", until: "2026-04-30T22:00:00Z"',
    );
    expect(asked['2026-03']?.[0]).toBeCloseTo((9000 * 743) / 2159, 6);
    expect(asked['2026-04']).toEqual([notLoaded]);
  });

  it('is spread over those alone who came while it was known', async () => {
    expect((await valuesOf(key, 'measures: [CAC, NEW_CUSTOMERS]'))['']).toEqual([9000 / 40, 100]); // 60 came the year before
    expect(await valuesOf(key, 'measures: [CAC, NEW_CUSTOMERS], by: [{ dimension: YEAR }]')).toEqual({
      '2025': [notLoaded, 60],
      '2026': [9000 / 40, 40],
    });
    // 50 tickets each in January, before service has a cost, in February, and in April, after it had one
    expect((await valuesOf(key, 'measures: [COST_TO_SERVE, TICKETS]'))['']).toEqual([5900 / 50, 150]);
    const byMonth = await valuesOf(key, 'measures: [COST_TO_SERVE], by: [{ dimension: MONTH }]');
    expect(byMonth['2026-01']?.[0]).toEqual(expect.any(String)); // no 0: nobody knows what service cost
  });

  it('that lies ahead has brought nobody yet', async () => {
    const ahead = await company('ahead');
    // 30 days, of which ten are over and one is today; of the hundred 40 came in these days, and wrote
    await api.admin`update customer set acquired_at = case when external_id::integer <= 60 then timestamptz '2025-06-10Z' else now() - interval '1 day' end where workspace_id = ${ahead.workspaceId}`;
    await api.admin`insert into spend (workspace_id, external_id, kind, period_start, period_end, amount, currency)
      select ${ahead.workspaceId}::integer, kind, kind, today - interval '10 days', today + interval '20 days', 3000, 'EUR'
        from unnest(array['ACQUISITION', 'SERVICE', 'RETENTION']) kind, date_trunc('day', now(), 'Europe/Berlin') today`;
    await api.admin`insert into ticket (workspace_id, external_id, identity_id, kind, opened_at, first_response_at)
      select ${ahead.workspaceId}::integer, value, id, 'QUESTION', now() - interval '2 days', now() - interval '1 day' from identity where workspace_id = ${ahead.workspaceId} and value::integer <= 50`;
    const [cac, serve, retention] = (await valuesOf(ahead.key, 'measures: [CAC, COST_TO_SERVE, RETENTION_SPEND]'))[''] as number[];
    for (const [cost, expected] of [[cac, 1100 / 40] as const, [serve, 1100 / 50] as const])
      expect(Math.abs((cost ?? 0) - expected)).toBeLessThan(0.01 * expected); // an hour more or less, where the clocks changed
    expect(retention).toBe(3000); // what is planned is known
  });

  it('was for those, too, who were erased since', async () => {
    const { workspaceId, key: reader } = await company('erased');
    await api.admin`insert into spend (workspace_id, external_id, kind, period_start, period_end, amount, currency)
      values (${workspaceId}, 'a', 'ACQUISITION', '2025-12-31T23:00:00Z', '2026-03-31T22:00:00Z', 9000, 'EUR')`;
    await api.admin`update customer set erased_at = now() where workspace_id = ${workspaceId} and external_id::integer > 85`;
    expect((await valuesOf(reader, 'measures: [CAC, NEW_CUSTOMERS, CUSTOMERS]'))['']).toEqual([9000 / 40, 100, 85]);
  });
});

describe('revenue', () => {
  it('is not known where no order says it', async () => {
    const { workspaceId, key } = await company('revenue');
    const order = (month: string, what: string, revenue: number | null, status: string) => api.admin`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue)
      select ${workspaceId}::integer, ${month + what}::text || i.value, i.id, ${`${month}-10`}::timestamptz, ${status}, 'EUR', ${revenue}::numeric
        from identity i where i.workspace_id = ${workspaceId} and i.value::integer <= 40`;
    const of = (month: string) =>
      valuesOf(key, `measures: [REVENUE, ORDERS], from: "${month}-01T00:00:00Z", until: "${month}-20T00:00:00Z"`);
    const only = async (month: string) => Object.values(await of(month)).at(-1);
    await order('2026-01', 'a', null, 'PAID');
    await order('2026-02', 'a', null, 'PAID');
    await order('2026-02', 'b', 10, 'PAID');
    await order('2026-03', 'a', 10, 'CANCELLED');
    const unsaid = 'no order of this group says its revenue';
    expect(await only('2026-01')).toEqual([unsaid, 40]);
    expect(await only('2026-02')).toEqual([400, 80]);
    expect(await only('2026-03')).toEqual([0, 0]); // what was cancelled brings nothing
  });
});

describe('a date ahead of now', () => {
  it('is of its own time and makes no other one known', async () => {
    const { workspaceId, key } = await company('ahead-of-now');
    const order = (day: string, first: number) => api.admin`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue)
      select ${workspaceId}::integer, ${day}::text || i.value, i.id, ${day}::timestamptz, 'PAID', 'EUR', 1 from identity i where i.workspace_id = ${workspaceId} and i.value::integer >= ${first}`;
    for (const day of ['2026-01-10', '2026-03-10']) await order(day, 1);
    await order('2076-03-10', 81); // a slip of the pen
    const orders = 'measures: [ORDERS], by:';
    expect(await valuesOf(key, `${orders} [{ dimension: MONTH }]`)).toEqual({
      '2026-01': [100],
      '2026-02': [0],
      '2026-03': [100],
      '2076-03': [20],
    });
    expect(Object.keys(await valuesOf(key, `${orders} [{ dimension: DAY }]`))).toHaveLength(60 + 1); // 10 January to 10 March, not fifty years
    expect(await valuesOf(key, `${orders} [{ dimension: MONTH }], from: "2026-03-31T22:00:00Z", until: "2026-05-31T22:00:00Z"`)).toEqual({
      '2026-04': [notLoaded],
      '2026-05': [notLoaded],
    });
    const { data } = await api.query(
      key,
      '{ metrics(input: { measures: [ORDERS] }) { rows { values { value } } freshness { dataThrough } } }',
    );
    expect(data.metrics).toEqual({ rows: [{ values: [{ value: 220 }] }], freshness: { dataThrough: '2026-03-10T00:00:00.000Z' } });
  });
});

describe('complaints', () => {
  it('are spread over those alone who bought while tickets were known', async () => {
    const { workspaceId, key } = await company('complaints');
    // each buys in November, December and March; the first ticket is of 15 December, the last of 20 January
    await api.admin`
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue)
      select ${workspaceId}::integer, day || i.value, i.id, day::timestamptz + make_interval(mins => i.value::integer), 'PAID', 'EUR', 10 from identity i,
             (values ('2025-11-10T00:00:00Z', 1, 100), ('2025-12-14T21:00:00Z', 1, 20), ('2025-12-14T23:00:00Z', 21, 60), ('2026-01-20T20:30:00Z', 61, 90), ('2026-03-10T00:00:00Z', 1, 100))
             d (day, first, last)
       where i.workspace_id = ${workspaceId} and i.value::integer between first and last`;
    await api.admin`
      insert into ticket (workspace_id, external_id, identity_id, kind, opened_at)
      select ${workspaceId}::integer, i.value, i.id, case when i.value::integer <= 24 then 'COMPLAINT' else 'QUESTION' end,
             case when i.value::integer % 2 = 0 then timestamptz '2025-12-15T09:00:00Z' else '2026-01-20T09:00:00Z' end
        from identity i where i.workspace_id = ${workspaceId} and i.value::integer <= 30`;
    const of = (input: string) => valuesOf(key, `measures: [COMPLAINTS_PER_1000, ACTIVE_CUSTOMERS] ${input}`);
    expect((await of(''))['']).toEqual([(1000 * 24) / 70, 100]); // 40 of 15 December, 30 of 20 January, both days of Berlin
    expect(await of('by: [{ dimension: MONTH }]')).toEqual({
      '2025-11': [notLoaded, 100], // no 0: nobody knows who complained
      '2025-12': [(1000 * 12) / 40, 60],
      '2026-01': [(1000 * 12) / 30, 30],
      '2026-02': [notLoaded, 0],
      '2026-03': [notLoaded, 100],
    });
    expect((await of('from: "2025-12-14T00:00:00Z", until: "2025-12-14T23:00:00Z"'))['']?.[0]).toEqual(expect.any(String));
    const compared = await api.query(
      key,
      '{ metrics(input: { measures: [COMPLAINTS_PER_1000], by: [{ dimension: MONTH }], compare: PREVIOUS_PERIOD }) { rows { groups { value } values { change { referenceValue referenceN } } } } }',
    );
    expect(compared.data.metrics.rows).toContainEqual({
      groups: [{ value: '2026-01' }],
      values: [{ change: { referenceValue: (1000 * 12) / 40, referenceN: 40 } }],
    });
  });
});

describe('customers', () => {
  it('have no value in a group of which the run knows none', async () => {
    const { workspaceId, key } = await company('value');
    const runId = await fillClvRun(api.admin, workspaceId, { mark: 'BRONZE', name: 'value' });
    await api.admin`
      update customer_score s set value = null, value_expected_low = null, value_expected_high = null, value_predicted_low = null, value_predicted_high = null
        from customer c where c.workspace_id = s.workspace_id and c.id = s.customer_id and s.run_id = ${runId} and s.workspace_id = ${workspaceId} and c.acquired_at > '2026-01-01Z'`;
    expect(await valuesOf(key, 'measures: [CLV_TOTAL], by: [{ dimension: COHORT }]')).toEqual({
      '2025-06': [60 * 50],
      '2026-02': ['the run knows the value of nobody in this group'],
    });
  });

  it('are not known to be new where none is known to have come at any time', async () => {
    const { workspaceId, key } = await company('since-when');
    await api.admin`update customer set acquired_at = null where workspace_id = ${workspaceId}`;
    expect((await valuesOf(key, 'measures: [NEW_CUSTOMERS, CUSTOMERS]'))['']).toEqual([notLoaded, 100]);
  });
});

describe('invitations', () => {
  it('count once the 14 days to answer are over: until then nobody knows how many', async () => {
    const { workspaceId, key } = await company('invitations');
    const invite = (days: number) => api.admin`
      insert into invitation (workspace_id, external_id, identity_id, survey_key, sent_at, state)
      select ${workspaceId}::integer, ${days}::text || value, id, 'visit', now() - make_interval(days => ${days}), 'DELIVERED' from identity where workspace_id = ${workspaceId}`;
    const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();
    const of = (from: string, until: string) =>
      valuesOf(key, `measures: [INVITED_CUSTOMERS, RESPONSE_RATE], from: "${from}", until: "${until}"`);
    await invite(3);
    expect((await valuesOf(key, 'measures: [INVITED_CUSTOMERS, RESPONSE_RATE]'))['']).toEqual([notLoaded, notLoaded]);
    await invite(30);
    expect((await of(daysAgo(31), daysAgo(29)))['']).toEqual([100, 0]);
    expect((await of(daysAgo(5), daysAgo(1)))['']).toEqual([notLoaded, notLoaded]);
  });
});

describe('the plan of a customer', () => {
  it('is the one that runs, also once a later one beside it has ended', async () => {
    const { workspaceId, key } = await company('plans');
    // all have BASE from March 2025; half of them EXTRA beside it from May to July; BASE begins with its month, as contracts do
    await api.admin`insert into subscription (workspace_id, external_id, identity_id, currency, plan, started_at, ended_at)
      select ${workspaceId}::integer, 'base' || value, id, 'EUR', 'BASE', timestamptz '2025-02-28T23:00:00Z', null::timestamptz from identity where workspace_id = ${workspaceId}
      union all
      select ${workspaceId}::integer, 'extra' || value, id, 'EUR', 'EXTRA', timestamptz '2025-05-09Z', '2025-07-09Z' from identity where workspace_id = ${workspaceId} and value::integer <= 50`;
    await api.admin`insert into ticket (workspace_id, external_id, identity_id, kind, opened_at)
      select ${workspaceId}::integer, day || i.value, i.id, 'QUESTION', day::timestamptz
        from identity i, (values ('2025-02-10'), ('2025-04-10'), ('2025-06-10'), ('2025-08-10')) d (day) where i.workspace_id = ${workspaceId}`;
    const tickets = await valuesOf(key, 'measures: [TICKETS], by: [{ dimension: MONTH }, { dimension: PLAN }]');
    expect(tickets).toMatchObject({
      '2025-02 unknown': [100],
      '2025-04 BASE': [100],
      '2025-06 BASE': [50],
      '2025-06 EXTRA': [50],
      '2025-08 BASE': [100],
    });
    expect(tickets).not.toHaveProperty('2025-08 unknown');
    const churn = await valuesOf(
      key,
      'measures: [CHURN_RATE], by: [{ dimension: MONTH }, { dimension: PLAN }], from: "2025-02-28T23:00:00Z", until: "2025-05-31T22:00:00Z"',
    );
    expect(Object.keys(churn)).toEqual(['2025-03 BASE', '2025-04 BASE', '2025-05 BASE']); // whose contract begins with March has a plan in March
  });
});
