/** Metrics beside those of an earlier period, where the periods overlap or the clocks change. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { churnRates } from '../../../worker/stats/survival/churn/churnRates.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'company'); // in Berlin
  key = await api.createKey(workspaceId, ['read']);
  await api.admin`with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, n::text from generate_series(1, 100) n returning id, external_id)
    insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c`;
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

interface Row {
  readonly groups: { readonly start: string }[];
  readonly values: {
    readonly value: number | null;
    readonly n: number;
    readonly change: { readonly referenceValue: number | null; readonly referenceN: number };
  }[];
}

async function rowsOf(input: string, by = key): Promise<Row[]> {
  const answer = await api.query(
    by,
    `{ metrics(input: { ${input} }) { rows { groups { start } values { value n change { referenceValue referenceN } } } } }`,
  );
  expect(answer.errors, api.log.at(-2)).toBeUndefined();
  return answer.data.metrics.rows;
}

it('an hour is compared with the one before it in the night in which the clocks are set back', async () => {
  // 20, 30, 40 … orders in the hours from 23:00 to 03:00 of Greenwich; at 01:00 it is 02:00 in Berlin for the second time
  const hours = [23, 24, 25, 26, 27].map((hour) => new Date(Date.UTC(2025, 9, 25, hour)).toISOString());
  for (const [index, hour] of hours.entries())
    await api.admin`insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue)
      select ${workspaceId}::integer, ${hour}::text || value, id, ${hour}::timestamptz + interval '30 minutes', 'PAID', 'EUR', 1
        from identity where workspace_id = ${workspaceId} and value::integer <= ${20 + 10 * index}`;
  const rows = await rowsOf(
    `measures: [ORDERS], by: [{ dimension: HOUR }], compare: PREVIOUS_PERIOD, from: "${hours[1]}", until: "2025-10-26T04:00:00Z"`,
  );
  expect(rows.map(({ groups, values: [orders] }) => [groups[0]?.start, orders?.value, orders?.change.referenceValue])).toEqual(
    hours.slice(1).map((hour, index) => [hour, 30 + 10 * index, 20 + 10 * index]),
  );
});

it('spend of that night is the same in each of its hours', async () => {
  await api.admin`insert into spend (workspace_id, external_id, kind, period_start, period_end, amount, currency)
    values (${workspaceId}, 'night', 'RETENTION', '2025-10-25T22:00:00Z', '2025-10-26T03:00:00Z', 50, 'EUR')`; // 00:00 to 04:00 by the clock
  const rows = await rowsOf(
    'measures: [RETENTION_SPEND], by: [{ dimension: HOUR }], from: "2025-10-25T22:00:00Z", until: "2025-10-26T03:00:00Z"',
  );
  expect(rows.map(({ values }) => values[0]?.value)).toEqual([10, 10, 10, 10, 10]);
});

it('losses of two years are not counted among those of the two years that begin a year earlier', async () => {
  // 40 have a contract from 2022 on and leave in March 2023; 60 from 2023 on and 30 of them leave in March 2024
  await api.admin`insert into subscription (workspace_id, external_id, identity_id, currency, started_at, ended_at, cancel_kind)
    select ${workspaceId}::integer, value, id, 'EUR', case when value::integer <= 40 then timestamptz '2022-02-01Z' else '2023-02-01Z' end,
           case when value::integer <= 40 then timestamptz '2023-03-10Z' when value::integer <= 70 then '2024-03-10Z' end, 'VOLUNTARY'
      from identity where workspace_id = ${workspaceId}`;
  const [row] = await rowsOf(
    'measures: [CHURN_RATE], from: "2023-12-31T23:00:00Z", until: "2025-12-31T23:00:00Z", compare: SAME_PERIOD_LAST_YEAR',
  );
  expect(row?.values[0]).toMatchObject({ value: 0.5, n: 60, change: { referenceValue: 1, referenceN: 40 } });
});

it('a contract that ends with a month or a day is lost in it, as in churn runs: ends without a time are beginnings of days', async () => {
  const own = await createWorkspace(api.admin, 'midnights');
  const reader = await api.createKey(own, ['read']);
  // 40 begin in November; 10 end with January, 10 at noon of 2 February, by the clocks of Berlin
  await api.admin`with c as (insert into customer (workspace_id, external_id) select ${own}::integer, n::text from generate_series(1, 40) n returning id, external_id),
    i as (insert into identity (workspace_id, kind, value, customer_id) select ${own}::integer, 'CRM_ID', external_id, id from c returning id, value::integer as n)
    insert into subscription (workspace_id, external_id, identity_id, currency, started_at, ended_at, cancel_kind)
    select ${own}::integer, n, id, 'EUR', timestamptz '2025-11-10T23:00:00Z', case when n <= 10 then timestamptz '2026-01-31T23:00:00Z' when n <= 20 then '2026-02-02T11:00:00Z' end, 'VOLUNTARY' from i`;
  const of = async (input: string) =>
    (await rowsOf(`measures: [CHURN_RATE, RETENTION_RATE], ${input}`, reader)).map(({ groups, values: [churn, kept] }) => [
      groups[0]?.start ?? 'all',
      churn?.value,
      kept?.value,
      churn?.n,
    ]);
  const winter = 'from: "2025-12-31T23:00:00Z", until: "2026-02-28T23:00:00Z"';
  const months = ['2025-12-31T23:00:00.000Z', '2026-01-31T23:00:00.000Z', '2026-02-28T23:00:00.000Z'];
  const days = (moment: string) => Date.parse(moment) / 86_400_000;
  const ends = Array.from({ length: 40 }, (_, n) =>
    days(n < 10 ? '2026-01-31T23:00:00Z' : n < 20 ? '2026-02-02T11:00:00Z' : '2026-06-01Z'),
  );
  const begin = new Float64Array(40).fill(days('2025-11-10T23:00:00Z'));
  const ofRuns = churnRates(
    { start: begin, entry: begin, end: Float64Array.from(ends), cause: Uint8Array.from(ends, (_, n) => Number(n < 20)) },
    Float64Array.from(months, days),
  );
  expect(ofRuns.map(({ lost, active }) => [lost, active])).toEqual([
    [10, 40],
    [10, 30],
  ]);
  expect(await of(`by: [{ dimension: MONTH }], ${winter}`)).toEqual(
    ofRuns.map(({ rate, lost, active }, month) => [months[month], rate, (active - lost) / active, active]),
  );
  expect(await of(winter)).toEqual([['all', 0.5, 0.5, 40]]);
  const daily = await of('by: [{ dimension: DAY }], from: "2026-01-30T23:00:00Z", until: "2026-02-02T23:00:00Z"');
  expect(daily.map(([, churn, , n]) => [churn, n])).toEqual([
    [0.25, 40],
    [0, 30],
    [1 / 3, 30],
  ]);
});

it('how many were there in both periods is told as any other group: not of fewer than ten', async () => {
  const own = await createWorkspace(api.admin, 'both');
  const reader = await api.createKey(own, ['read']);
  // 1-40 order in January, 36-80 in February, 61-110 in March
  await api.admin`with c as (insert into customer (workspace_id, external_id) select ${own}::integer, n::text from generate_series(1, 110) n returning id, external_id),
    i as (insert into identity (workspace_id, kind, value, customer_id) select ${own}::integer, 'CRM_ID', external_id, id from c returning id, value::integer as n)
    insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
    select ${own}::integer, month || n, id, month::timestamptz, 'EUR', n
      from i join (values ('2026-01-10', 1, 40), ('2026-02-10', 36, 80), ('2026-03-10', 61, 110)) m (month, first, last) on n between first and last`;
  const { data } = await api.query(
    reader,
    '{ metrics(input: { measures: [AVERAGE_ORDER_VALUE], by: [{ dimension: MONTH }], compare: PREVIOUS_PERIOD }) { rows { values { change { difference sharedCustomers } } } } }',
  );
  const changes = data.metrics.rows.map(({ values: [value] }: { values: { change: object }[] }) => value?.change);
  expect(changes.slice(1, 3)).toEqual([
    { difference: expect.any(Number), sharedCustomers: null },
    { difference: expect.any(Number), sharedCustomers: 20 },
  ]);
});

it('a period that has not ended is compared with as much of the one before', async () => {
  const own = await createWorkspace(api.admin, 'under-way');
  const reader = await api.createKey(own, ['read']);
  await api.admin`with c as (insert into customer (workspace_id, external_id) select ${own}::integer, n::text from generate_series(1, 50) n returning id, external_id)
    insert into identity (workspace_id, kind, value, customer_id) select ${own}::integer, 'CRM_ID', external_id, id from c`;
  await api.admin`insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
    select ${own}::integer, days || '-' || value, id, now() - make_interval(days => days), 'EUR', 1
      from identity join (values (35, 40), (15, 50), (5, 45)) v (days, most) on value::integer <= most where workspace_id = ${own}`;
  await api.admin`insert into invitation (workspace_id, external_id, identity_id, survey_key, sent_at, state)
    select ${own}::integer, days || '-' || value, id, 'x', now() - make_interval(days => days), 'SENT'
      from identity join (values (384, 30), (369, 30), (100, 20), (75, 50), (40, 40), (5, 50)) v (days, most) on value::integer <= most where workspace_id = ${own}`;
  const midnight = async (days: number) => {
    const [row] = await api.admin<
      { at: Date }[]
    >`select (date_trunc('day', now() at time zone 'Europe/Berlin') + make_interval(days => ${days}::integer)) at time zone 'Europe/Berlin' as at`;
    return row?.at.toISOString();
  };
  // of the 30 days before, which hold 35 and 15 days ago, the first ten
  const [orders] = await rowsOf(
    `measures: [ORDERS], compare: PREVIOUS_PERIOD, from: "${await midnight(-10)}", until: "${await midnight(20)}"`,
    reader,
  );
  expect(orders?.values[0]).toMatchObject({ value: 45, change: { referenceValue: 40, referenceN: 40 } });
  // of invitations what is younger than 14 days is not known yet, and so is not compared either: 75 days ago is 5 days ago of 70 days before
  const invited = 'measures: [INVITED_CUSTOMERS], compare:';
  const [asked] = await rowsOf(`${invited} PREVIOUS_PERIOD, from: "${await midnight(-60)}", until: "${await midnight(10)}"`, reader);
  expect(asked?.values[0]).toMatchObject({ value: 40, change: { referenceValue: 20, referenceN: 20 } });
  const daily = await rowsOf(
    `${invited} SAME_PERIOD_LAST_YEAR, by: [{ dimension: DAY }], from: "${await midnight(-30)}", until: "${await midnight(1)}"`,
    reader,
  );
  expect(daily.filter(({ values }) => values[0]?.change.referenceN === 30)).toHaveLength(1); // 384 days ago, not 369: 20 and 5 days ago, 52 weeks before
});

it('churn by the day of contracts of years is refused with what can be asked instead, and told of a month of them', async () => {
  const own = await createWorkspace(api.admin, 'years');
  const reader = await api.createKey(own, ['read']);
  // 2,000 contracts since 2020, a day of each of which is 4 million and more; every tenth is lost on 10 March 2026
  await api.admin`with c as (insert into customer (workspace_id, external_id) select ${own}::integer, n::text from generate_series(1, 2000) n returning id, external_id),
    i as (insert into identity (workspace_id, kind, value, customer_id) select ${own}::integer, 'CRM_ID', external_id, id from c returning id, value::integer as n)
    insert into subscription (workspace_id, external_id, identity_id, currency, started_at, ended_at)
    select ${own}::integer, n, id, 'EUR', '2020-01-01T00:00:00Z', case when n % 10 = 0 then timestamptz '2026-03-10T12:00:00Z' end from i`;
  const ask = (input: string) =>
    api.query(reader, `{ metrics(input: { measures: [CHURN_RATE], ${input} }) { rows { groups { start } values { value n } } } }`);
  const day = 'by: [{ dimension: DAY }]';
  expect((await ask(day)).errors).toMatchObject([
    {
      message: expect.stringMatching(
        /^CHURN_RATE by DAY would be of [45]\d{6} contracts and periods, at most 3000000 can be summed at once: say `from`, or group by a longer unit of time$/,
      ),
      extensions: { code: 'LIMIT_EXCEEDED', rows: expect.any(Number) },
    },
  ]);
  expect((await ask(`${day}, from: "2020-02-01T00:00:00Z"`)).errors?.[0]?.message).toContain('ask for a shorter period');
  // twice as many, each beside the one before
  expect((await ask(`${day}, from: "2021-06-01T00:00:00Z", until: "2024-06-01T00:00:00Z", compare: PREVIOUS_PERIOD`)).errors).toHaveLength(
    1,
  );
  const march = await ask(`${day}, from: "2026-02-28T23:00:00Z", until: "2026-03-31T22:00:00Z"`);
  const rates = march.data.metrics.rows.map(({ values }: { values: { value: number }[] }) => values[0]?.value);
  expect(rates).toEqual(Array.from({ length: 31 }, (_, at) => (at === 9 ? 0.1 : 0)));
  expect((await ask('by: [{ dimension: MONTH }]')).errors).toBeUndefined();
}, 30_000);
