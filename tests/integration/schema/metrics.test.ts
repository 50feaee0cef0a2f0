/**
 * Measures over the joined data: every number of a small company by hand or by the functions of rows.
 * Over 300 lines: measures, protection and comparison are held against the same company, whose numbers a reader has to have in mind.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type measureCatalogue, metricMeasures } from '../../../schema/metrics/metricMeasures.ts';
import { cesScore } from '../../../worker/stats/descriptive/cesScore.ts';
import { npsPoints, npsScore } from '../../../worker/stats/descriptive/npsScore.ts';
import { scoreDifference, scoredSample } from '../../../worker/stats/descriptive/scoreDifference.ts';
import { surveySample } from '../../../worker/stats/descriptive/surveySample.ts';
import { surveyScore } from '../../../worker/stats/descriptive/surveyScore.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Answer, fillCompany, type Order } from '../../support/metricsFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let company: { readonly answers: readonly Answer[]; readonly orders: readonly Order[] };

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'company');
  key = await api.createKey(workspaceId, ['read']);
  company = await fillCompany(api.admin, workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const valueFields =
  'measure value valueDecimal n customers stdErr ciLow ciHigh seType isReliable isHidden reason reasonDetail change { referenceValue referenceN difference stdErr ciLow ciHigh pValue pAdjusted sharedCustomers reasonDetail }';
const answerFields = `{ rows { groups { value start } isOther values { ${valueFields} } } rowCount currency pageInfo { hasNextPage endCursor } columns { key unit } freshness { dataThrough isStale } }`;

async function ask(input: string, by = key) {
  const answer = await api.query(by, `{ metrics(input: { ${input} }) ${answerFields} }`);
  expect(answer.errors, api.log.at(-2)).toBeUndefined();
  return answer.data.metrics;
}
const refusal = async (input: string) => (await api.query(key, `{ metrics(input: { ${input} }) ${answerFields} }`)).errors?.[0];

/** A row by its groups. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is whatever was asked for
const rowOf = (answer: any, ...groups: (string | null)[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  answer.rows.find((row: any) => groups.every((group, column) => row.groups[column].value === group) && !row.isOther)?.values;

const npsOf = (answers: readonly Answer[]) =>
  surveyScore(npsScore, npsPoints(Float64Array.from(answers, ({ score }) => score)), {
    clusters: Int32Array.from(answers, ({ customer }) => customer),
  });
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe('measures by month and touchpoint', () => {
  it('are those of the functions of rows, with errors clustered by customer', async () => {
    const answer = await ask('measures: [NPS, RESPONSES], by: [{ dimension: MONTH }, { dimension: TOUCHPOINT }]');
    expect(answer.columns.map(({ key: name }: { key: string }) => name)).toEqual(['month', 'touchpoint', 'nps', 'responses']);
    for (const month of ['2026-01', '2026-02', '2026-03'])
      for (const touchpoint of ['checkout', 'support']) {
        const answers = company.answers.filter((one) => one.month === month && one.touchpoint === touchpoint);
        const [nps, responses] = rowOf(answer, month, touchpoint);
        const expected = npsOf(answers);
        expect(nps).toMatchObject({
          n: answers.length,
          customers: expected.customers,
          seType: expected.seType,
          isReliable: true,
          isHidden: false,
        });
        expect(expected.seType).toBe('CR1');
        for (const name of ['stdErr', 'ciLow', 'ciHigh'] as const) expect(nps[name]).toBeCloseTo(expected[name] ?? 0, 8);
        expect(nps.value).toBeCloseTo(expected.estimate ?? 0, 10);
        expect(responses).toMatchObject({ value: answers.length, stdErr: null, reason: null });
      }
  });

  it('begin with the month of the workspace, not of Greenwich', async () => {
    const answer = await ask('measures: [RESPONSES], by: [{ dimension: MONTH }]');
    expect(answer.rows.map(({ groups }: { groups: { value: string; start: string }[] }) => groups[0])).toEqual([
      { value: '2026-01', start: '2025-12-31T23:00:00.000Z' },
      { value: '2026-02', start: '2026-01-31T23:00:00.000Z' },
      { value: '2026-03', start: '2026-02-28T23:00:00.000Z' },
    ]);
  });

  it('give an order the touchpoint at which its customer was last heard', async () => {
    const answer = await ask('measures: [REVENUE, ORDERS, AVERAGE_ORDER_VALUE], by: [{ dimension: MONTH }, { dimension: TOUCHPOINT }]');
    for (const touchpoint of ['checkout', 'support']) {
      const orders = company.orders.filter((order) => order.month === '2026-02' && order.touchpoint === touchpoint);
      const placed = orders.filter(({ isCancelled }) => !isCancelled);
      const [revenue, count, mean] = rowOf(answer, '2026-02', touchpoint);
      const total = sum(placed.map(({ revenue: cents }) => cents)) / 100;
      expect(Number(revenue.valueDecimal)).toBeCloseTo(total, 10);
      expect(count.value).toBe(placed.length);
      expect(mean.value).toBeCloseTo(total / placed.length, 9);
      expect(mean.ciLow).toBeLessThan(mean.value);
    }
    expect(company.orders.some(({ month, touchpoint }) => month === '2026-02' && touchpoint === 'support')).toBe(true);
  });
});

describe('other measures', () => {
  const january = 'from: "2025-12-31T23:00:00Z", until: "2026-01-31T23:00:00Z"';
  const one = async (input: string) => (await ask(input)).rows[0].values;

  it('count, and divide what was counted', async () => {
    const [visits, conversion, complaints, first, within, rate] = await one(
      `measures: [VISITS, CONVERSION_RATE, COMPLAINTS_PER_1000, FIRST_RESPONSE_HOURS, ANSWERED_WITHIN_TARGET, RESPONSE_RATE], targetHours: 30, ${january}`,
    );
    expect(visits).toMatchObject({ value: 80, customers: 40, stdErr: null });
    expect(conversion).toMatchObject({ value: 0.25, n: 80, customers: 40, seType: 'CR1' });
    // 30 complaints; 100 customers ordered in January, every tenth of them only what was cancelled
    expect(complaints.value).toBeCloseTo((1000 * 30) / 90, 10);
    expect(complaints.stdErr).toBeCloseTo((1000 * Math.sqrt(30)) / 90, 10);
    expect(first).toMatchObject({ value: 30.5, n: 60, customers: 60, seType: 'CLASSICAL' });
    expect(within).toMatchObject({ value: 0.5, n: 60 });
    // 120 invitations, a quarter bounced, a quarter completed
    expect(rate).toMatchObject({ value: 1 / 3, n: 90 });
  });

  it('are narrowed to a kind of ticket however it is written, to others as they are', async () => {
    const tickets = async (where: string) =>
      (await ask(`measures: [TICKETS], where: [{ dimension: ${where} }], ${january}`)).rows[0]?.values[0].value;
    expect(await tickets('TICKET_KIND, in: ["complaint"]')).toBe(30);
    expect(await tickets('CHANNEL, in: ["MAIL"]')).toBe(60);
    expect(await tickets('CHANNEL, in: ["mail"]')).not.toBe(60);
  });

  it('of effort have the mean and the share of those who agree, of the answers above the middle of the scale', async () => {
    const [ces, agreeing] = await one(`measures: [CES, CES_AGREEING], ${january}`);
    const answers = company.answers.filter(({ month }) => month === '2026-01');
    const expected = surveyScore(
      cesScore({ min: 0, max: 10 }),
      Float64Array.from(answers, ({ score }) => score),
      {
        clusters: Int32Array.from(answers, ({ customer }) => customer),
      },
    );
    expect(answers.some(({ score }) => score === 5)).toBe(true); // the middle itself agrees to nothing
    expect(ces.value).toBeCloseTo(expected.estimate ?? 0, 10);
    expect(agreeing).toMatchObject({ n: answers.length, customers: 100, seType: 'CR1', isReliable: true, isHidden: false });
    expect(agreeing.value).toBeCloseTo(answers.filter(({ score }) => score > 5).length / answers.length, 12);
    for (const [name, value] of [
      ['stdErr', expected.agreeing?.stdErr],
      ['ciLow', expected.agreeing?.ciLow],
      ['ciHigh', expected.agreeing?.ciHigh],
    ] as const)
      expect(agreeing[name]).toBeCloseTo(value ?? Number.NaN, 8);
    const few = await ask('measures: [CES_AGREEING], by: [{ dimension: TRAIT, traitKey: "plan" }]');
    expect(rowOf(few, 'GOLD')[0]).toMatchObject({ value: null, n: null, isHidden: true });
  });

  it('of complaints hide how many complained where these are few, and what would lead back to them', async () => {
    const workspaceId = await createWorkspace(api.admin, 'few-complain');
    const few = await api.createKey(workspaceId, ['read']);
    await fillCompany(api.admin, workspaceId); // in January 30 complain
    await api.admin`
      insert into ticket (workspace_id, external_id, identity_id, kind, opened_at)
      select ${workspaceId}, t.name || i.id, i.id, t.kind, t.at
        from (values ('few', 'COMPLAINT', timestamptz '2026-02-10Z', 20, 22), ('some', 'COMPLAINT', '2026-03-10Z', 40, 59), ('last', 'QUESTION', '2026-03-30Z', 60, 99)) t (name, kind, at, first, last)
        join identity i on i.workspace_id = ${workspaceId} and substr(i.value, 2)::integer between t.first and t.last`;
    const byMonth = 'by: [{ dimension: MONTH }]';
    const [rate, tickets] = [
      await ask(`measures: [COMPLAINTS_PER_1000, ACTIVE_CUSTOMERS], ${byMonth}, compare: PREVIOUS_PERIOD`, few),
      await ask(`measures: [TICKETS], where: [{ dimension: TICKET_KIND, in: ["COMPLAINT"] }], ${byMonth}`, few),
    ];
    const [january, february, march] = ['2026-01', '2026-02', '2026-03'].map((month) => rowOf(rate, month));
    expect(february[1]).toMatchObject({ value: 90, isHidden: false }); // those who bought are no secret
    const hidden = { value: null, n: null, customers: null, stdErr: null, ciHigh: null, isHidden: true };
    expect(february[0]).toMatchObject({ ...hidden, reasonDetail: 'fewer than 10 customers: hidden to protect them' });
    expect(march[0]).toMatchObject({ ...hidden, reasonDetail: 'hidden, for a smaller group beside it would follow from it' });
    expect(march[0].change).toMatchObject({ referenceValue: null, referenceN: null });
    expect(january[0].value).toBeCloseTo((1000 * 30) / 90, 10);
    expect(rowOf(tickets, '2026-02')[0]).toMatchObject({ value: null, isHidden: true }); // the same count, at its own door
    const none = await ask(`measures: [COMPLAINTS_PER_1000], from: "2026-03-01T00:00:00Z", until: "2026-03-09T00:00:00Z"`, few);
    expect(none.rows[0].values[0]).toMatchObject({ value: 0, isHidden: false }); // none is nobody to protect
  });

  it('cost money', async () => {
    const [perCustomer, mean, cac, serve, retention] = await one(
      `measures: [REVENUE_PER_CUSTOMER, AVERAGE_ORDER_VALUE, CAC, COST_TO_SERVE, RETENTION_SPEND], ${january}`,
    );
    const placed = company.orders.filter(({ month, isCancelled }) => month === '2026-01' && !isCancelled);
    const expected = sum(placed.map(({ revenue }) => revenue)) / 100 / placed.length;
    expect(perCustomer.value).toBeCloseTo(expected, 9); // each ordered once
    expect(mean.value).toBeCloseTo(expected, 9);
    expect(mean.valueDecimal).toBe(expected.toFixed(4));
    expect(cac).toMatchObject({ value: 3100 / 40, valueDecimal: '77.5000', stdErr: null }); // 40 customers were acquired on 10 January
    expect(serve).toMatchObject({ value: 10 }); // 600 for 60 tickets
    expect(retention).toMatchObject({ value: 3100, valueDecimal: '3100.0000', customers: null, isReliable: true }); // 31 of 59 days
  });

  it('of a saved segment are those of its members, beside all others', async () => {
    const [{ id: workspaceId } = { id: 0 }] = await api.admin<{ id: number }[]>`select id from workspace where key = 'company'`;
    await api.admin`insert into segment (workspace_id, key, name, definition) values (${workspaceId}, 'basic', 'Basic', ${api.admin.json({ trait: { key: 'plan', values: ['BASIC'] } })}),
      (${workspaceId}, 'bremen', 'Bremen', ${api.admin.json({ trait: { key: 'city', values: ['Bremen'] } })})`;
    const grouped = await ask('measures: [RESPONSES, REVENUE], by: [{ dimension: SEGMENT, segmentKey: "basic" }, { dimension: MONTH }]');
    const basic = company.answers.filter(({ customer, month }) => customer < 60 && month === '2026-01');
    expect(rowOf(grouped, 'IN', '2026-01')[0].value).toBe(basic.length);
    const [narrowed] = (await ask('measures: [RESPONSES], where: [{ dimension: SEGMENT, segmentKey: "basic", in: ["OUT"] }]')).rows;
    expect(narrowed.values[0].value).toBe(company.answers.filter(({ customer }) => customer >= 60).length);
    const segment = (name: string) => refusal(`measures: [NPS], by: [{ dimension: SEGMENT, segmentKey: "${name}" }]`);
    expect((await segment('bremen'))?.extensions.code).toBe('FORBIDDEN'); // by a personal trait, for a key without pii
    expect((await segment('none'))?.message).toContain('there is no segment "none"');
  });

  it('tell of contracts: who was there at the beginning of a month and was lost in it', async () => {
    const workspaceId = await createWorkspace(api.admin, 'contracts');
    const contracts = await api.createKey(workspaceId, ['read']);
    // 100 begin in November. 1-20 decide in January to end in February; 21-30 end and begin again 16 days later; 31-40 are migrated;
    // 41-50 come back after 50 days. 101-105 begin in January.
    await api.admin`with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, n::text from generate_series(1, 105) n returning id, external_id),
      i as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c returning id, value::integer as n)
      insert into subscription (workspace_id, external_id, identity_id, currency, plan, started_at, canceled_at, ended_at, cancel_kind)
      select ${workspaceId}::integer, 'a' || n, id, 'EUR', 'PRO', case when n > 100 then timestamptz '2026-01-10Z' else '2025-11-10Z' end, case when n <= 20 then timestamptz '2026-01-10Z' end,
             case when n <= 20 then timestamptz '2026-02-20Z' when n <= 50 then timestamptz '2026-01-20Z' end, case when n <= 20 then 'VOLUNTARY' when n between 31 and 40 then 'MIGRATION' end from i
      union all
      select ${workspaceId}::integer, 'b' || n, id, 'EUR', 'PRO', case when n <= 30 then timestamptz '2026-02-05Z' else '2026-03-11Z' end, null, null, null from i where n between 21 and 30 or n between 41 and 50`;
    const monthly = await ask(
      'measures: [CHURN_RATE, RETENTION_RATE], by: [{ dimension: MONTH }], from: "2025-10-31T23:00:00Z", until: "2026-03-15T00:00:00Z", compare: PREVIOUS_PERIOD',
      contracts,
    );
    // lost in January: 1-20 and 41-50. In February 21-30 are there, though between two subscriptions, and 101-105 are new.
    expect(rowOf(monthly, '2025-11')[0]).toMatchObject({ value: null, n: 0 }); // nobody was there when it began
    expect(rowOf(monthly, '2026-01')[0]).toMatchObject({ value: 0.3, n: 100, customers: 100, seType: 'CLASSICAL' });
    expect(rowOf(monthly, '2026-01')[1].value).toBeCloseTo(0.7, 12);
    expect(rowOf(monthly, '2026-02')[0]).toMatchObject({ value: 0, n: 65, change: { referenceValue: 0.3, referenceN: 100 } });
    expect(rowOf(monthly, '2026-03')[0]).toMatchObject({ value: null, n: 0, reason: 'INCOMPLETE_PERIOD' }); // until the middle of it is no month
    // 31 comes back today: periods are told up to the last fact
    await api.admin`insert into subscription (workspace_id, external_id, identity_id, currency, plan, started_at)
      select workspace_id, 'today', id, 'EUR', 'PRO', now() from identity where workspace_id = ${workspaceId} and value = '31'`;
    const now = await ask(
      `measures: [CHURN_RATE], by: [{ dimension: YEAR }], from: "${new Date().getUTCFullYear() - 1}-12-31T23:00:00Z"`,
      contracts,
    );
    expect(now.rows.at(-1).values[0]).toMatchObject({
      value: null,
      reason: 'INCOMPLETE_PERIOD',
      reasonDetail: 'the period has not ended: it has no rate yet',
    });
    const [quarter] = (await ask('measures: [CHURN_RATE], from: "2025-12-31T23:00:00Z", until: "2026-03-31T22:00:00Z"', contracts)).rows[0]
      .values;
    expect(quarter).toMatchObject({ value: 0.3, n: 100 });
    const byPlan = await ask('measures: [CHURN_RATE], by: [{ dimension: MONTH }, { dimension: PLAN }]', contracts);
    expect(rowOf(byPlan, '2026-01', 'PRO')[0]).toMatchObject({ value: 0.3, n: 100 });
    const withoutContracts = await ask('measures: [CHURN_RATE], from: "2025-12-31T23:00:00Z", until: "2026-03-31T22:00:00Z"');
    expect(withoutContracts.rows[0].values[0]).toMatchObject({ value: null, reason: 'NOT_ENOUGH_DATA' });
  });

  it('know whom another contract keeps who has cancelled one that runs on', async () => {
    const workspaceId = await createWorkspace(api.admin, 'decided');
    const decided = await api.createKey(workspaceId, ['read']);
    // 1-30 decide in January to end in a hundred years; of them 1-20 have another contract from the end of February on
    await api.admin`with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, n::text from generate_series(1, 40) n returning id, external_id),
      i as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c returning id, value::integer as n)
      insert into subscription (workspace_id, external_id, identity_id, currency, started_at, canceled_at, ended_at)
      select ${workspaceId}::integer, 'a' || n, id, 'EUR', timestamptz '2025-11-10Z', case when n <= 30 then timestamptz '2026-01-10Z' end, case when n <= 30 then timestamptz '2126-01-01Z' end from i
      union all select ${workspaceId}::integer, 'b' || n, id, 'EUR', '2026-02-25Z', null, null from i where n <= 20`;
    const monthly = await ask(
      'measures: [CHURN_RATE], by: [{ dimension: MONTH }], from: "2025-11-30T23:00:00Z", until: "2026-03-31T22:00:00Z"',
      decided,
    );
    expect(rowOf(monthly, '2026-01')[0]).toMatchObject({ value: 0.25, n: 40 });
    expect(rowOf(monthly, '2026-02')[0]).toMatchObject({ value: 0, n: 30 });
    expect(rowOf(monthly, '2026-03')[0]).toMatchObject({ value: 0, n: 30 });
  });

  it('are means of scales and an index', async () => {
    const [ces, csi] = await one('measures: [CES, CSI]');
    const scores = company.answers.map(({ score }) => score);
    expect(ces.value).toBeCloseTo(sum(scores) / scores.length, 9);
    const complete = company.answers.filter((_, index) => (index + 1) % 5 > 0);
    expect(csi.value).toBeCloseTo(sum(complete.map(({ score }) => (10 * score + 3 * 10 * (10 - score)) / 4)) / complete.length, 9);
    expect(csi.n).toBe(complete.length);
  });

  it('are listed, each with what it can be grouped by, and each can be asked for', async () => {
    const { data } = await api.query(key, '{ metricCatalogue { measure label unit isEstimate groupings } }');
    expect(data.metricCatalogue.map(({ measure }: { measure: string }) => measure)).toEqual(metricMeasures);
    for (const { measure, groupings } of data.metricCatalogue as { measure: keyof typeof measureCatalogue; groupings: string[] }[]) {
      const by = ['MONTH', ...groupings.slice(-3)]
        .filter((one) => groupings.includes(one))
        .filter((one, at) => at === 0 || !/HOUR|DAY|WEEK|MONTH|QUARTER|YEAR/.test(one))
        .map((dimension) => `{ dimension: ${dimension}${dimension === 'TRAIT' ? ', traitKey: "plan"' : ''} }`);
      const answer = await ask(`measures: [${measure}], by: [${by.join(', ')}]`);
      expect(answer.columns, measure).toHaveLength(by.length + 1);
    }
  });
});

describe('few customers', () => {
  it('are hidden, with the next smallest group, and with all that is left of the total', async () => {
    const answer = await ask('measures: [RESPONSES, NPS], by: [{ dimension: TRAIT, traitKey: "plan" }], until: "2026-01-31T23:00:00Z"');
    expect(rowOf(answer, 'BASIC')[0]).toMatchObject({ isHidden: false, customers: 60 });
    const all = await ask('measures: [RESPONSES], by: [{ dimension: TRAIT, traitKey: "plan" }]');
    // GOLD has six customers: PLUS is hidden beside it, or the total less BASIC and PLUS would be theirs
    for (const plan of ['GOLD', 'PLUS'])
      expect(rowOf(all, plan)[0]).toMatchObject({
        value: null,
        n: null,
        customers: null,
        isHidden: true,
        isReliable: false,
        reason: 'NOT_ENOUGH_DATA',
      });
    expect(rowOf(all, 'GOLD')[0].reasonDetail).toBe('fewer than 10 customers: hidden to protect them');
    expect(rowOf(all, 'BASIC')[0].isHidden).toBe(false);
  });

  it('do not follow from "other", which is of the rest and not a difference', async () => {
    const answer = await ask('measures: [RESPONSES], by: [{ dimension: TRAIT, traitKey: "plan" }], top: { count: 1 }');
    expect(answer.rows).toHaveLength(2);
    const other = answer.rows[1];
    expect(other).toMatchObject({ isOther: true, groups: [{ value: null }] });
    const rest = company.answers.filter(({ customer }) => customer >= 60);
    expect(other.values[0]).toMatchObject({ value: rest.length, customers: 60 });
  });

  it('do not follow from a filter that leaves all others out of the whole', async () => {
    const [nps] = (await ask('measures: [RESPONSES], where: [{ dimension: TRAIT, traitKey: "plan", in: ["BASIC", "PLUS"] }]')).rows[0]
      .values;
    expect(nps).toMatchObject({ isHidden: true, value: null, reasonDetail: 'hidden, for a smaller group beside it would follow from it' });
    const [own] = (await ask('measures: [RESPONSES], where: [{ dimension: TRAIT, traitKey: "plan", in: ["GOLD"] }]')).rows[0].values;
    expect(own).toMatchObject({ isHidden: true, value: null });
    const [basic] = (await ask('measures: [RESPONSES], where: [{ dimension: TRAIT, traitKey: "plan", in: ["BASIC"] }]')).rows[0].values;
    expect(basic.isHidden).toBe(false);
    // hidden beside GOLD, it does not come back alone: the total less BASIC and PLUS would be GOLD
    const [plus] = (await ask('measures: [RESPONSES], where: [{ dimension: TRAIT, traitKey: "plan", in: ["PLUS"] }]')).rows[0].values;
    expect(plus).toMatchObject({ isHidden: true, value: null });
    const both = await ask(
      'measures: [RESPONSES], by: [{ dimension: TRAIT, traitKey: "plan" }], where: [{ dimension: TRAIT, traitKey: "plan", in: ["PLUS", "BASIC"] }]',
    );
    expect([rowOf(both, 'PLUS')[0].isHidden, rowOf(both, 'BASIC')[0].isHidden]).toEqual([true, false]);
  });

  it('are hidden in a filter of so many groups that its table is not gone through', async () => {
    const [few] = (await ask('measures: [RESPONSES], where: [{ dimension: TRAIT, traitKey: "number", in: ["1", "2"] }]')).rows[0].values;
    expect(few).toMatchObject({ isHidden: true, value: null });
  });

  it('group by no personal trait', async () => {
    const answer = await ask('measures: [RESPONSES], by: [{ dimension: TRAIT, traitKey: "city" }]');
    expect(answer.rows.map(({ groups }: { groups: { value: null }[] }) => groups[0]?.value)).toEqual([null]);
  });
});

describe('comparison with the period before', () => {
  it('has the error of the difference, with the covariance of the customers in both', async () => {
    const answer = await ask('measures: [NPS, ORDERS], by: [{ dimension: MONTH }], compare: PREVIOUS_PERIOD');
    const sampleOf = (month: string) => {
      const answers = company.answers.filter((row) => row.month === month);
      return scoredSample(
        npsScore,
        surveySample(npsPoints(Float64Array.from(answers, ({ score }) => score)), {
          clusters: Int32Array.from(answers, ({ customer }) => customer),
        }),
        0.95,
      );
    };
    const expected = scoreDifference(npsScore, sampleOf('2026-02'), sampleOf('2026-01'));
    const [nps, orders] = rowOf(answer, '2026-02');
    expect(nps.change).toMatchObject({ sharedCustomers: 90, reasonDetail: null });
    for (const name of ['stdErr', 'ciLow', 'ciHigh'] as const) expect(nps.change[name]).toBeCloseTo(expected[name] ?? 0, 8);
    expect(nps.change.difference).toBeCloseTo(expected.estimate ?? 0, 9);
    expect(Math.log(nps.change.pValue)).toBeCloseTo(Math.log(expected.pValue ?? 0), 6);
    expect(nps.change.pAdjusted).toBeGreaterThanOrEqual(nps.change.pValue);
    // 90 orders each that count; 81 customers ordered in both, so that nine did in one of the two alone
    expect(orders.change).toMatchObject({ difference: 0, sharedCustomers: null });
    expect(orders.change.stdErr).toBeCloseTo(Math.sqrt(90 + 90 - 2 * 81), 10);
    // nothing was loaded of December: that is no 0
    for (const january of rowOf(answer, '2026-01'))
      expect(january.change).toMatchObject({ referenceValue: null, difference: null, reasonDetail: 'one of the two is not known' });
    expect(
      rowOf(await ask('measures: [ORDERS], by: [{ dimension: DAY }], compare: PREVIOUS_PERIOD'), '2026-01-09')[0].change,
    ).toMatchObject({
      referenceValue: 90,
    });
  });

  it('shows no month as the reference of a later one that it hides as itself', async () => {
    const workspaceId = await createWorkspace(api.admin, 'few-months');
    await api.admin`with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, n::text from generate_series(1, 50) n returning id, external_id),
      i as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c returning id, value)
      insert into "order" (workspace_id, external_id, identity_id, occurred_at, status, currency, revenue)
      select ${workspaceId}::integer, value || '-' || month, i.id, month::date + interval '9 days', 'PAID', 'EUR', 10
        from i, (values ('2025-12-01', 12), ('2026-01-01', 5), ('2026-02-01', 20), ('2026-03-01', 50)) as m (month, customers)
       where i.value::integer <= customers`;
    const few = await api.createKey(workspaceId, ['read']);
    const answer = await ask(
      'measures: [ORDERS], by: [{ dimension: MONTH }], compare: PREVIOUS_PERIOD, from: "2025-12-31T23:00:00Z", until: "2026-03-31T22:00:00Z"',
      few,
    );
    const [january, february, march] = ['2026-01', '2026-02', '2026-03'].map((month) => rowOf(answer, month)[0]);
    expect(january).toMatchObject({ isHidden: true, change: { referenceValue: null } }); // December is the smallest beside January
    expect(february).toMatchObject({ value: 20, change: { referenceValue: null, referenceN: null } });
    expect(march).toMatchObject({
      value: 50,
      change: { referenceValue: 20, difference: null, reasonDetail: 'fewer than 30 customers in one of the two: not compared' },
    });
  });

  it('is of whole months where the period is one', async () => {
    const answer = await ask(
      'measures: [RESPONSES], from: "2026-01-31T23:00:00Z", until: "2026-02-28T23:00:00Z", compare: PREVIOUS_PERIOD',
    );
    const january = company.answers.filter(({ month }) => month === '2026-01').length;
    expect(answer.rows[0].values[0].change).toMatchObject({ referenceValue: january });
  });

  it('is with nothing where nothing was loaded since', async () => {
    const answer = await ask(
      'measures: [VISITS], by: [{ dimension: CAMPAIGN }], compare: PREVIOUS_PERIOD, from: "2026-01-31T23:00:00Z", until: "2026-02-28T23:00:00Z"',
    );
    expect(rowOf(answer, 'spring')[0]).toMatchObject({ value: null, change: { referenceValue: 40, difference: null } });
  });
});

describe('rows', () => {
  it('are ordered by a measure, narrowed by its value, and paged', async () => {
    const input =
      'measures: [ORDERS], by: [{ dimension: DAY }], orderBy: [{ measure: ORDERS, descending: true }], having: [{ measure: ORDERS, valueFrom: 1 }]';
    const first = await ask(`${input}, first: 2`);
    expect(first).toMatchObject({ rowCount: 3, pageInfo: { hasNextPage: true } });
    const next = await ask(`${input}, first: 2, after: "${first.pageInfo.endCursor}"`);
    expect(next.rows).toHaveLength(1);
    expect(next.pageInfo.hasNextPage).toBe(false);
  });

  it('lead on in their own question alone', async () => {
    const input = 'measures: [ORDERS], by: [{ dimension: MONTH }]';
    const cursorOf = async (asked: string) => (await ask(`${asked}, first: 1`)).pageInfo.endCursor;
    const after = await cursorOf(input);
    expect((await ask(`${input}, first: 5, after: "${after}"`)).rows).toHaveLength(2); // pages may have other sizes
    const others = [
      `${input}, where: [{ dimension: CHANNEL, in: ["WEB"] }]`,
      `${input}, orderBy: [{ measure: ORDERS }]`,
      'measures: [REVENUE], by: [{ dimension: MONTH }]',
    ];
    for (const other of others)
      expect(await refusal(`${other}, after: "${after}"`)).toMatchObject({
        message: expect.stringMatching(/^input\.after: this cursor is of another question: .* to begin, leave `after` out$/),
        extensions: { code: 'BAD_USER_INPUT', argument: 'input.after' },
      });
    expect((await refusal(`${input}, after: "${Buffer.from('metrics 1').toString('base64url')}"`))?.message).toBe(
      'input.after: this is not a cursor of this list',
    );
  });

  it('do not go on in another state of the data, but for what they are not of', async () => {
    const [{ id: workspaceId } = { id: 0 }] = await api.admin<{ id: number }[]>`select id from workspace where key = 'company'`;
    const loaded = (domain: string) => api.admin`
      insert into data_version (workspace_id, domain, version, changed_at) values (${workspaceId}, ${domain}, 1, now())
      on conflict (workspace_id, domain) do update set version = data_version.version + 1`;
    const input = 'measures: [ORDERS], by: [{ dimension: MONTH }], first: 1';
    const { endCursor } = (await ask(input)).pageInfo;
    await loaded('web');
    const second = await ask(`${input}, after: "${endCursor}"`);
    expect(second.rows[0].groups[0].value).toBe('2026-02');
    await loaded('crm');
    for (const cursor of [endCursor, second.pageInfo.endCursor])
      expect(await refusal(`${input}, after: "${cursor}"`)).toMatchObject({
        message:
          'input.after: what is measured has changed since the page before, and rows would be missing or there twice: begin again without `after`',
        extensions: { code: 'CONFLICT', argument: 'input.after' },
      });
    expect((await ask(input)).rows).toHaveLength(1);
  });

  it('have a day without orders as 0 and what was never loaded as null', async () => {
    const days = await ask('measures: [ORDERS], by: [{ dimension: DAY }], from: "2026-01-07T23:00:00Z", until: "2026-01-09T23:00:00Z"');
    expect(days.rows.map(({ values }: { values: { value: number }[] }) => values[0]?.value)).toEqual([90, 0]);
    const before = await ask('measures: [ORDERS], from: "2020-01-01T00:00:00Z", until: "2021-01-01T00:00:00Z"');
    expect(before.rows[0].values[0]).toMatchObject({ value: null, reason: 'NOT_ENOUGH_DATA' });
    const empty = await api.createKey(await createWorkspace(api.admin, 'empty'), ['read']);
    const nothing = await ask('measures: [ORDERS, NPS, REVENUE, CLV_TOTAL]', empty);
    expect(nothing.rows[0].values.map(({ value }: { value: null }) => value)).toEqual([null, null, null, null]);
  });
});

describe('a question that makes no sense', () => {
  it.each([
    ['measures: [NPS, VISITS], by: [{ dimension: SURVEY }]', 'VISITS cannot be grouped or narrowed by SURVEY'],
    ['measures: [CAC], where: [{ dimension: CHANNEL, in: ["x"] }]', 'CAC cannot be grouped or narrowed by CHANNEL'],
    ['measures: []', 'at least one is needed'],
    ['measures: [NPS], by: [{ dimension: TRAIT }]', 'TRAIT needs its traitKey'],
    ['measures: [NPS], by: [{ dimension: DAY }, { dimension: MONTH }]', 'at most one unit of time'],
    ['measures: [NPS], compare: PREVIOUS_PERIOD', '`from` and `until` are needed'],
    ['measures: [NPS, CHURN_RATE], by: [{ dimension: PLAN }]', 'CHURN_RATE is of a whole period: group by a unit of time, or say both'],
    ['measures: [RETENTION_RATE], from: "2026-01-01T00:00:00Z"', 'RETENTION_RATE is of a whole period'],
    ['measures: [NPS], orderBy: [{ measure: ORDERS }]', 'ORDERS is not among the measures'],
    ['measures: [NPS], top: { count: 3 }', 'a grouping that is not of time is needed'],
    ['measures: [NPS], after: "x"', 'this is not a cursor'],
    ['measures: [REVENUE], where: [{ dimension: CHANNEL, in: [] }]', 'no group of CHANNEL is named: name them in `in`, set orUnknown'],
    [
      'measures: [REVENUE], where: [{ dimension: NPS_BAND, in: ["promoter"] }]',
      'NPS_BAND has no group "promoter": PROMOTER, PASSIVE, DETRACTOR are possible',
    ],
    ['measures: [NPS, RESPONSES], where: [{ dimension: SURVEY, in: ["contacts"] }]', 'there is no survey "contacts"'],
    ['measures: [NPS], from: "2026-02-01T00:00:00Z", until: "2026-01-01T00:00:00Z"', 'this is not after `from`'],
  ])('%s says what', async (input, message) => {
    const error = await refusal(input);
    expect(error?.message).toContain(message);
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('has no more filters than a statement has room for', async () => {
    const error = await refusal(`measures: [NPS], where: [${'{ dimension: CHANNEL, in: ["x"] } '.repeat(21)}]`);
    expect(error?.message).toContain('21 filters, at most 20 are possible');
  });

  it('takes no mean over two scales', async () => {
    const workspaceId = await createWorkspace(api.admin, 'two-scales');
    const both = await api.createKey(workspaceId, ['read']);
    await api.admin`with s as (insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'five', 'x', 'TRANSACTIONAL'), (${workspaceId}, 'seven', 'x', 'TRANSACTIONAL') returning id, key),
      q as (insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
        select ${workspaceId}, id, 1, 'EASY', 'x', 'CES', 1, case key when 'five' then 5 else 7 end from s)
      insert into response (workspace_id, survey_id, external_id, responded_at, "values")
        select ${workspaceId}, id, n, '2026-01-05Z', array[case key when 'five' then 5 else 4 end]::real[] from s, generate_series(1, 20) n`;
    const ces = async (more = '') => {
      const { data, errors } = await api.query(
        both,
        `{ metrics(input: { measures: [CES] ${more} }) { rows { groups { value } values { value } } } }`,
      );
      return errors?.[0]?.message ?? data.metrics.rows.map(({ groups, values }: never) => [...(groups as []), ...(values as [])]);
    };
    expect(await ces()).toBe(
      'input: CES is a mean on the scale of its answers, and these are on scales from 1 to 5 and from 1 to 7: group or narrow by SURVEY, or ask for CES_AGREEING, a share',
    );
    expect(await ces('by: [{ dimension: MONTH }], poolSurveyKinds: true')).toContain('on scales from 1 to 5 and from 1 to 7');
    expect(await ces('by: [{ dimension: SURVEY }]')).toEqual([
      [{ value: 'five' }, { value: 5 }],
      [{ value: 'seven' }, { value: 4 }],
    ]);
    expect(await ces('where: [{ dimension: SURVEY, in: ["seven"] }]')).toEqual([[{ value: 4 }]]);
    expect((await ask('measures: [CES_AGREEING]', both)).rows[0].values[0]).toMatchObject({ value: 0.5, n: 40 });
  });

  it('pools no relational answers with transactional ones, unless asked', async () => {
    const workspaceId = await createWorkspace(api.admin, 'two-kinds');
    const both = await api.createKey(workspaceId, ['read']);
    for (const kind of ['RELATIONAL', 'TRANSACTIONAL']) {
      const [survey] = await api.admin<
        { id: bigint }[]
      >`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, ${kind}, 'x', ${kind}) returning id`;
      await api.admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values (${workspaceId}, ${survey!.id}, 1, 'NPS', 'x', 'NPS', 0, 10)`;
      await api.admin`with c as (insert into customer (workspace_id, external_id) select ${workspaceId}::integer, ${kind}::text || n from generate_series(1, 12) n returning id, external_id),
        i as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c returning id)
        insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, channel, "values")
        select ${workspaceId}::integer, ${survey!.id}::bigint, i.id || '-' || k, i.id, timestamptz '2026-01-01Z' + make_interval(days => k), case when k = 3 then 'APP' else 'MAIL' end, array[case when k = 3 then 9 else 0 end]::real[] from i, generate_series(1, 3) k`;
    }
    const error = (await api.query(both, '{ metrics(input: { measures: [NPS] }) { rowCount } }')).errors?.[0];
    expect(error?.message).toContain('RELATIONAL and TRANSACTIONAL would be pooled');
    const apart = await ask('measures: [NPS, RESPONSES], by: [{ dimension: SURVEY }]', both);
    // three answers each: relational counts the last, 9; transactional all of 0, 0, 9
    expect(rowOf(apart, 'RELATIONAL')).toMatchObject([{ value: 100, n: 12 }, { value: 36 }]);
    expect(rowOf(apart, 'TRANSACTIONAL')[0]).toMatchObject({ n: 36, customers: 12 });
    expect(rowOf(apart, 'TRANSACTIONAL')[0].value).toBeCloseTo(-100 / 3, 9);
    expect((await ask('measures: [NPS], poolSurveyKinds: true', both)).rows[0].values[0].n).toBe(48);
    // the last word of each was by app: who asks for mail hears none of what was said before, as who groups by channel
    const only = async (survey: string, channel: string) =>
      (await ask(`measures: [NPS], where: [{ dimension: SURVEY, in: ["${survey}"] }, { dimension: CHANNEL, in: ["${channel}"] }]`, both))
        .rows[0].values[0];
    expect(await only('RELATIONAL', 'MAIL')).toMatchObject({ value: null, n: 0, isHidden: false });
    expect(await only('RELATIONAL', 'APP')).toMatchObject({ value: 100, n: 12 });
    expect(await only('TRANSACTIONAL', 'MAIL')).toMatchObject({ value: -100, n: 24 });
    const byChannel = await ask('measures: [NPS], by: [{ dimension: CHANNEL }], where: [{ dimension: SURVEY, in: ["RELATIONAL"] }]', both);
    expect(rowOf(byChannel, 'APP')[0].n).toBe(12);
    expect(rowOf(byChannel, 'MAIL')[0]).toMatchObject({ value: null, n: 0 });
  });
});

describe('the survey of San Francisco airport', () => {
  // tests/reference/nps-sfo2017: raw 39.84, weighted 40.40
  it('has its published scores', async () => {
    const file = readFileSync(join(import.meta.dirname, '../../../prisma/seeds/sfo/sfo-2017-customer-survey.csv'));
    const rows = parse(file, { columns: true, bom: true }) as { RESPNUM: string; NETPRO: string; WEIGHT: string }[];
    const workspaceId = await createWorkspace(api.admin, 'sfo');
    const sfo = await api.createKey(workspaceId, ['read']);
    const [survey] = await api.admin<
      { id: bigint }[]
    >`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'sfo', 'x', 'TRANSACTIONAL') returning id`;
    await api.admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values (${workspaceId}, ${survey!.id}, 1, 'NETPRO', 'x', 'NPS', 0, 10)`;
    await api.admin`insert into response (workspace_id, survey_id, external_id, sampling_weight, "values")
      select ${workspaceId}::integer, ${survey!.id}::bigint, r.id, r.weight::float8, array[case when r.score ~ '^([0-9]|10)$' then r.score::real end]
        from unnest(${rows.map(({ RESPNUM }) => RESPNUM)}::text[], ${rows.map(({ WEIGHT }) => WEIGHT || null)}::text[], ${rows.map(({ NETPRO }) => NETPRO)}::text[]) as r (id, weight, score)`;
    const [raw] = (await ask('measures: [NPS]', sfo)).rows[0].values;
    expect(raw).toMatchObject({ n: 2746, customers: 2746, seType: 'CLASSICAL' });
    expect(raw.value.toFixed(2)).toBe('39.84');
    const [weighted] = (await ask('measures: [NPS], weighted: true', sfo)).rows[0].values;
    expect(weighted.value.toFixed(2)).toBe('40.40');
    expect(weighted.seType).toBe('LINEARIZED');
  });
});
