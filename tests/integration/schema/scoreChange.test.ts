/** Why a score moved: the decomposition of rows, read from the database as sums. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cesScore, npsPoints, npsScore, type Score, type ScoreKind, scoreChange } from '../../../worker/stats/index.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
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
    [`measure: NPS, by: { dimension: DEVICE }, ${february}`, 'NPS cannot be grouped or narrowed by DEVICE'],
    [`measure: NPS, by: { dimension: CHANNEL }, ${february}, of: { dimension: BRAND, in: ["a"] }`, '`of` and `against` together'],
  ])('%s says why', async (input, message) => {
    const error = (await api.query(key, `{ scoreChange(input: { ${input} }) { reason } }`)).errors?.[0];
    expect(error?.message).toContain(message);
    expect(error?.extensions.code).toBe('BAD_USER_INPUT');
  });
});
