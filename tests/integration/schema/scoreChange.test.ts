/** Why a score moved: the decomposition of rows, read from the database as sums. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postStratified } from '../../../worker/stats/descriptive/postStratified.ts';
import { cesScore, npsPoints, npsScore, type Score, type ScoreKind, scoreChange } from '../../../worker/stats/index.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { cellSumsOf } from '../../support/cellSumsOf.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Answer, fillCompany } from '../../support/metricsFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let answers: readonly Answer[];

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'company');
  key = await api.createKey(workspaceId, ['read']);
  ({ answers } = await fillCompany(api.admin, workspaceId));
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const effect = '{ estimate stdErr ciLow ciHigh pValue pAdjusted reason }';
const fields = `{ measure unit before { value n customers isHidden } after { value n customers } beforeFrom beforeUntil afterFrom total ${effect} mix ${effect} within ${effect}
  groups { group { value } isOther presence shareBefore shareAfter valueBefore valueAfter nBefore nAfter customersBefore customersAfter isReliable mix ${effect} within ${effect} }
  seType reason reasonDetail freshness { isStale } }`;

async function ask(input: string) {
  const answer = await api.query(key, `{ scoreChange(input: { ${input} }) ${fields} }`);
  expect(answer.errors, api.log.at(-2)).toBeUndefined();
  return answer.data.scoreChange;
}

const january = 'referenceFrom: "2025-12-31T23:00:00Z", referenceUntil: "2026-01-31T23:00:00Z"';
const march = 'from: "2026-02-28T23:00:00Z", until: "2026-03-31T22:00:00Z"';
const february = 'from: "2026-01-31T23:00:00Z", until: "2026-02-28T23:00:00Z"';

/** The same from the rows of the company. */
function fromRows(
  kind: ScoreKind<Score>,
  rows: readonly Answer[],
  isAfter: (row: Answer) => boolean,
  groupOf: (row: Answer) => string,
  isNps = true,
) {
  const labels = [...new Set(rows.map(groupOf))].sort();
  const scores = Float64Array.from(rows, ({ score }) => score);
  const outcome = scoreChange(
    kind,
    isNps ? npsPoints(scores) : scores,
    { labels: ['before', 'after'], codes: Int32Array.from(rows, (row) => Number(isAfter(row))) },
    { labels, codes: Int32Array.from(rows, (row) => labels.indexOf(groupOf(row))) },
    { clusters: Int32Array.from(rows, ({ customer }) => customer) },
  );
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

const planOf = ({ customer }: Answer) => (customer < 60 ? 'BASIC' : 'other');
const nps = npsScore as unknown as ScoreKind<Score>;

describe('a change between two periods', () => {
  it('is taken apart by groups, with the errors of rows clustered by customer', async () => {
    const change = await ask(`measure: NPS, by: { dimension: TOUCHPOINT }, ${february}`);
    const rows = answers.filter(({ month }) => month !== '2026-03');
    const expected = fromRows(
      nps,
      rows,
      ({ month }) => month === '2026-02',
      ({ touchpoint }) => touchpoint,
    );
    expect(change).toMatchObject({ seType: 'CR1', reason: null, unit: 'POINTS', beforeFrom: '2025-12-31T23:00:00.000Z' });
    for (const part of ['total', 'mix', 'within'] as const) {
      expect(change[part].estimate).toBeCloseTo(expected[part].estimate, 9);
      for (const name of ['stdErr', 'ciLow', 'ciHigh'] as const) expect(change[part][name]).toBeCloseTo(expected[part][name]!, 7);
      expect(Math.log(change[part].pValue)).toBeCloseTo(Math.log(expected[part].pValue!), 5);
    }
    expect(change.mix.estimate + change.within.estimate).toBe(change.total.estimate);
    expect(change.total.estimate).toBeCloseTo(change.after.value - change.before.value, 9);
    for (const group of change.groups) {
      const same = expected.segments.find(({ segment }) => segment === group.group.value)!;
      expect(group).toMatchObject({ presence: 'BOTH', nBefore: same.nBefore, nAfter: same.nAfter, isOther: false, isReliable: true });
      for (const [got, wanted] of [
        [group.mix.estimate, same.mix],
        [group.within.estimate, same.within],
        [group.shareAfter, same.shareAfter],
        [group.valueBefore, same.meanBefore!],
      ])
        expect(got).toBeCloseTo(wanted, 9);
      expect(group.within.pAdjusted).toBeGreaterThanOrEqual(group.within.pValue);
    }
    expect(change.groups).toHaveLength(2);
  });

  it('shows no group of few customers: they are "other", with one that they would follow from, and it still adds up', async () => {
    const change = await ask(
      `measure: CES, by: { dimension: TRAIT, traitKey: "plan" }, ${march}, where: [{ dimension: CHANNEL, in: [], orUnknown: true }]`,
    );
    expect(change.reasonDetail).toBeNull();
    expect(change.groups.map(({ group, isOther }: { group: { value: string }; isOther: boolean }) => [group.value, isOther])).toEqual([
      ['PLUS', false],
      [null, true],
    ]);
    const expected = fromRows(
      cesScore({ min: 0, max: 10 }),
      answers.filter(({ month }) => month !== '2026-01'),
      ({ month }) => month === '2026-03',
      ({ customer }) => (customer >= 60 && customer < 114 ? 'PLUS' : 'other'),
      false,
    );
    expect(change.mix.estimate).toBeCloseTo(expected.mix.estimate, 9);
    expect(change.groups[1].within.stdErr).toBeGreaterThan(0);
    const sum = change.groups.reduce(
      (all: number, { mix, within }: Record<'mix' | 'within', { estimate: number }>) => all + mix.estimate + within.estimate,
      0,
    );
    expect(sum).toBeCloseTo(change.after.value - change.before.value, 9);
  });

  it('names what is new and what is gone, all of it mix', async () => {
    // customers 0-9 answer in January only, 100-109 in February only
    const change = await ask(`measure: NPS, by: { dimension: COHORT }, ${february}, ${january}`);
    expect(change.groups.map(({ group }: { group: { value: string } }) => group.value).sort()).toEqual(['2025-11', '2025-12', '2026-01']);
    const few = await ask(`measure: NPS, by: { dimension: TRAIT, traitKey: "number" }, ${february}`);
    expect(few.groups).toMatchObject([{ isOther: true, presence: 'BOTH', mix: { estimate: 0 } }]);
    expect(few.within.estimate).toBeCloseTo(few.after.value - few.before.value, 9);
  });
});

describe('a difference between two groups', () => {
  it('is taken apart in the same way', async () => {
    const group = (touchpoint: string) => `{ dimension: TOUCHPOINT, in: ["${touchpoint}"] }`;
    const change = await ask(
      `measure: NPS, by: { dimension: TRAIT, traitKey: "plan" }, of: ${group('checkout')}, against: ${group('support')}`,
    );
    const expected = fromRows(nps, answers, ({ touchpoint }) => touchpoint === 'checkout', planOf);
    expect(change.total.estimate).toBeCloseTo(expected.total.estimate, 9);
    expect(change.within.estimate).toBeCloseTo(expected.within.estimate, 9);
    expect(change.within.stdErr).toBeCloseTo(expected.within.stdErr!, 7);
    expect(change).toMatchObject({ beforeFrom: null, afterFrom: null });
  });
});

describe('a change that is not taken apart', () => {
  it('rests on few customers, or on nothing', async () => {
    const few = await ask(
      `measure: NPS, by: { dimension: TOUCHPOINT }, ${march}, where: [{ dimension: TRAIT, traitKey: "plan", in: ["GOLD"] }]`,
    );
    expect(few).toMatchObject({ total: null, groups: [], reason: 'NOT_ENOUGH_DATA', before: { value: null } });
    const none = await ask('measure: NPS, by: { dimension: TOUCHPOINT }, from: "2025-12-31T23:00:00Z", until: "2026-01-31T23:00:00Z"');
    expect(none).toMatchObject({ total: null, mix: null, reasonDetail: 'before: nothing of this was loaded for this time' });
  });

  it.each([
    [`measure: REVENUE, by: { dimension: CHANNEL }, ${february}`, 'REVENUE is no mean over facts'],
    [`measure: NPS, by: { dimension: DAY }, ${february}`, 'a grouping that is not of time is needed'],
    ['measure: NPS, by: { dimension: CHANNEL }', '`from` and `until` are needed'],
    [`measure: CLV_MEAN, by: { dimension: TRAIT, traitKey: "plan" }, ${february}`, 'compare two groups by `of` and `against`'],
    [`measure: NPS, by: { dimension: DEVICE }, ${february}`, 'NPS cannot be grouped or narrowed by DEVICE'],
    [`measure: NPS, by: { dimension: CHANNEL }, ${february}, of: { dimension: BRAND, in: ["a"] }`, '`of` and `against` together'],
  ])('%s says why', async (input, message) => {
    const error = (await api.query(key, `{ scoreChange(input: { ${input} }) { reason } }`)).errors?.[0];
    expect(error?.message).toContain(message);
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
  });
});

describe('those who answered beside the base', () => {
  const responders = `{ measure raw { value n ciLow } postStratified { value stdErr ciLow ciHigh n customers coverage seType } base anonymous
    strata { groups { value } base responders baseShare responderShare isHidden value { value } } warnings { code groups detail } }`;
  const compare = async (input: string, by = key) => {
    const answer = await api.query(by, `{ responders(input: { ${input} }) ${responders} }`);
    expect(answer.errors, api.log.at(-2)).toBeUndefined();
    return answer.data.responders;
  };

  it('count by the base in the post-stratified score, with its error', async () => {
    // in February 10-109 answered of 120: by channel of acquisition and cohort (40 customers each)
    const found = await compare('measure: NPS, by: [{ dimension: COHORT }], from: "2026-01-31T23:00:00Z", until: "2026-02-28T23:00:00Z"');
    const rows = answers.filter(({ month }) => month === '2026-02');
    const strata = [0, 1, 2].map((cohort) => ({
      base: 40,
      sums: cellSumsOf(
        rows
          .filter(({ customer }) => Math.floor(customer / 40) === cohort)
          .map(({ customer, score }) => ({ customer, weight: 1, value: score >= 9 ? 100 : score >= 7 ? 0 : -100 })),
      ),
    }));
    const expected = postStratified('NPS', strata).score;
    expect(found).toMatchObject({
      base: 120,
      anonymous: 0,
      warnings: [],
      postStratified: { n: rows.length, customers: 100, coverage: 1, seType: 'CR1' },
    });
    for (const [name, value] of [
      ['value', expected.estimate],
      ['stdErr', expected.stdErr],
      ['ciLow', expected.ciLow],
    ] as const)
      expect(found.postStratified[name]).toBeCloseTo(value!, 9);
    expect(
      found.strata.map((stratum: Record<string, unknown>) => [stratum.base, stratum.responders, stratum.baseShare, stratum.responderShare]),
    ).toEqual([
      [40, 30, 40 / 120, 0.3],
      [40, 40, 40 / 120, 0.4],
      [40, 30, 40 / 120, 0.3],
    ]);
    expect(found.postStratified.value).not.toBeCloseTo(found.raw.value, 3);
  });

  it('are hidden where they are few, or their base is, and those beside them', async () => {
    const found = await compare('measure: CES, by: [{ dimension: TRAIT, traitKey: "plan" }]');
    expect(
      found.strata.map(({ groups, isHidden, base }: { groups: [{ value: string }]; isHidden: boolean; base: number }) => [
        groups[0].value,
        isHidden,
        base,
      ]),
    ).toEqual([
      ['BASIC', false, 60],
      ['GOLD', true, null],
      ['PLUS', true, null],
    ]);
    // weighed as one: with each by its own base, another base would be a second equation, and give the six of GOLD away
    const sumsOf = (isOfStratum: (row: Answer) => boolean) =>
      cellSumsOf(answers.filter(isOfStratum).map(({ customer, score }) => ({ customer, weight: 1, value: score })));
    const [basic, others] = [sumsOf((row) => planOf(row) === 'BASIC'), sumsOf((row) => planOf(row) === 'other')];
    const expected = postStratified('MEAN', [
      { base: 60, sums: basic },
      { base: 60, sums: others },
    ]).score;
    expect(found.postStratified.value).toBeCloseTo(expected.estimate!, 9);
    expect(found.postStratified.stdErr).toBeCloseTo(expected.stdErr!, 9);
  });

  it('tell nothing of a few customers without answers beside the rest', async () => {
    // customers 0 and 1 answered in January alone: of these two nobody learns in February, not by the coverage either
    const workspaceId = await createWorkspace(api.admin, 'few-silent');
    const few = await api.createKey(workspaceId, ['read']);
    await fillCompany(api.admin, workspaceId);
    await api.admin`update customer set acquisition_channel = 'FAIR' where workspace_id = ${workspaceId} and external_id in ('c0', 'c1')`;
    const found = await compare(`measure: NPS, by: [{ dimension: ACQUISITION_CHANNEL }], ${february}`, few);
    expect(found.strata.map(({ isHidden }: { isHidden: boolean }) => isHidden)).toEqual([true, true, false]);
    expect(found).toMatchObject({ warnings: [], postStratified: { coverage: 1 } });
  });

  it('say which strata are silent, and which answers have no stratum', async () => {
    const workspaceId = await createWorkspace(api.admin, 'silent');
    const silent = await api.createKey(workspaceId, ['read']);
    const [survey] = await api.admin<
      { id: bigint }[]
    >`insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 's', 'x', 'TRANSACTIONAL') returning id`;
    await api.admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values (${workspaceId}, ${survey!.id}, 1, 'NPS', 'x', 'NPS', 0, 10)`;
    // 40 customers of A answer, 20 of B do not; twelve more answers are of nobody known
    await api.admin`with c as (insert into customer (workspace_id, external_id, acquisition_channel)
        select ${workspaceId}::integer, n::text, case when n <= 40 then 'A' else 'B' end from generate_series(1, 60) n returning id, external_id),
      i as (insert into identity (workspace_id, kind, value, customer_id) select ${workspaceId}::integer, 'CRM_ID', external_id, id from c returning id, value::integer as n)
      insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
      select ${workspaceId}::integer, ${survey!.id}::bigint, n::text, id, timestamptz '2026-01-05Z', array[case when n % 2 = 0 then 10 else 0 end]::real[] from i where n <= 40
      union all select ${workspaceId}::integer, ${survey!.id}::bigint, 'x' || n, null, timestamptz '2026-01-05Z', array[10]::real[] from generate_series(1, 12) n`;
    const found = await compare('measure: NPS, by: [{ dimension: ACQUISITION_CHANNEL }]', silent);
    expect(found).toMatchObject({ raw: { n: 52 }, anonymous: 12, postStratified: { value: 0, n: 40, coverage: 40 / 60 } });
    expect(found.warnings.map(({ code, groups }: { code: string; groups: string[] }) => [code, groups])).toEqual([
      ['NOT_ENOUGH_DATA', ['B']],
      ['LOW_COVERAGE', []],
      ['ROWS_DROPPED', []],
    ]);
    const invited = await compare('measure: NPS, by: [{ dimension: ACQUISITION_CHANNEL }], base: INVITED_CUSTOMERS', silent);
    expect(invited).toMatchObject({ base: null, postStratified: null }); // nobody was loaded as invited
    const error = (await api.query(silent, `{ responders(input: { measure: NPS, by: [{ dimension: CHANNEL }] }) ${responders} }`))
      .errors?.[0];
    expect(error?.message).toContain('CHANNEL is not known of customers who did not answer');
  });
});
