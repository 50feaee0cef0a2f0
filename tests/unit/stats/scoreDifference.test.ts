import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cesScore,
  csatScore,
  type DifferenceOfGroups,
  npsPoints,
  npsScore,
  type Score,
  type ScoreKind,
  type SurveyDesign,
  scoresByGroup,
  topTwoBoxes,
} from '../../../worker/stats/index.ts';

const scale = { min: 0, max: 10 };
const kinds: [string, ScoreKind<Score>, (values: Float64Array) => Float64Array][] = [
  ['NPS', npsScore, npsPoints],
  ['CSAT', csatScore, (values) => topTwoBoxes(values, scale)],
  ['CES', cesScore(scale), (values) => values],
];
const rows = fc.array(
  fc.record({
    score: fc.integer({ min: 0, max: 10 }),
    group: fc.integer({ min: 0, max: 1 }),
    cluster: fc.integer({ min: 0, max: 12 }),
    weight: fc.double({ min: 0.1, max: 9, noNaN: true }),
  }),
  { minLength: 8, maxLength: 60 },
);

function differences(
  kind: ScoreKind<Score>,
  values: Float64Array,
  codes: readonly number[],
  design: SurveyDesign,
): readonly DifferenceOfGroups[] {
  const labels = Array.from({ length: Math.max(...codes) + 1 }, (_, code) => `group ${code}`);
  const outcome = scoresByGroup(kind, values, { codes: Int32Array.from(codes), labels }, design);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit.differences;
}

describe.each(kinds)('difference of two %s', (_name, kind, valuesOf) => {
  it('turns its sign with the groups, whatever the design', () =>
    fc.assert(
      fc.property(rows, fc.constantFrom('plain', 'weighted', 'clustered', 'both'), (list, form) => {
        fc.pre(new Set(list.map(({ group }) => group)).size === 2);
        const values = valuesOf(Float64Array.from(list, ({ score }) => score));
        const design = {
          weights: form === 'weighted' || form === 'both' ? Float64Array.from(list, ({ weight }) => weight) : undefined,
          clusters: form === 'clustered' || form === 'both' ? Int32Array.from(list, ({ cluster }) => cluster) : undefined,
        };
        const codes = list.map(({ group }) => group);
        const [there] = differences(kind, values, codes, design);
        const [back] = differences(
          kind,
          values,
          codes.map((code) => 1 - code),
          design,
        );
        expect(back).toMatchObject({
          df: there!.df,
          sharedCustomers: there!.sharedCustomers,
          reason: there!.reason,
          seType: there!.seType,
        });
        expect(back!.estimate! + there!.estimate!).toBeCloseTo(0, 10);
        if (there!.stdErr === null) {
          expect(back!.stdErr).toBeNull();
          return;
        }
        expect(back!.stdErr).toBeCloseTo(there!.stdErr, 8);
        expect(back!.ciLow! + there!.ciHigh!).toBeCloseTo(0, 7);
        expect(back!.ciHigh! + there!.ciLow!).toBeCloseTo(0, 7);
        if (there!.statistic !== null) expect(back!.pValue).toBeCloseTo(there!.pValue!, 7);
      }),
    ));
  it('of independent answers: the squared errors add, and customers of one answer change nothing', () => {
    const values = valuesOf(Float64Array.of(10, 9, 3, 7, 10, 8, 0, 2, 9, 5));
    const codes = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1];
    const outcome = scoresByGroup(kind, values, { codes: Int32Array.from(codes), labels: ['a', 'b'] });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    const { groups, differences: found } = outcome.fit;
    expect(found[0]!.stdErr! ** 2).toBeCloseTo(groups[0]!.score.stdErr! ** 2 + groups[1]!.score.stdErr! ** 2, 10);
    expect(differences(kind, values, codes, { clusters: Int32Array.from(values.keys()) })[0]).toEqual({
      ...found[0],
      group: 'group 1',
      against: 'group 0',
    });
  });
  it('of the same customers with the same answers is certain, and without a test', () => {
    const half = [10, 9, 3, 7, 10, 8];
    const values = valuesOf(Float64Array.of(...half, ...half));
    const clusters = Int32Array.of(0, 1, 2, 3, 4, 5, 0, 1, 2, 3, 4, 5);
    const [difference] = differences(kind, values, [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1], { clusters });
    expect(difference).toMatchObject({
      estimate: 0,
      stdErr: 0,
      statistic: null,
      pValue: null,
      sharedCustomers: 6,
      reason: 'ZERO_VARIANCE',
    });
    expect(difference!.correlation).toBeCloseTo(1, 12);
    expect(difference!.ciHigh).toBeCloseTo(0, 6);
  });
  it('of the same customers is the paired difference: the mean of what each of them changed', () => {
    const before = valuesOf(Float64Array.of(10, 9, 3, 7, 10, 8, 2));
    const after = valuesOf(Float64Array.of(9, 9, 6, 9, 10, 9, 7));
    const n = before.length;
    const clusters = Int32Array.from({ length: 2 * n }, (_, i) => i % n);
    const codes = Array.from({ length: 2 * n }, (_, i) => Number(i >= n));
    const [difference] = differences(kind, Float64Array.of(...before, ...after), codes, { clusters });
    const changes = after.map((value, i) => value - before[i]!);
    const mean = changes.reduce((sum, change) => sum + change, 0) / n;
    const variance = changes.reduce((sum, change) => sum + (change - mean) ** 2, 0) / (n - 1);
    expect(difference!.estimate).toBeCloseTo(mean, 10);
    expect(difference!.stdErr).toBeCloseTo(Math.sqrt(variance / n), 10);
    expect(difference).toMatchObject({ df: n - 1, sharedCustomers: n, seType: 'CR1' });
  });
  it('from a group of one customer is unknown', () => {
    const values = valuesOf(Float64Array.of(10, 9, 3, 7, 10));
    expect(differences(kind, values, [0, 0, 1, 1, 1], { clusters: Int32Array.of(0, 0, 1, 2, 3) })[0]).toMatchObject({
      stdErr: null,
      statistic: null,
      pValue: null,
      ciLow: null,
      reason: 'NOT_ENOUGH_DATA',
    });
  });
  it('from a group of one answer is unknown, too, where others answered more than once', () => {
    const values = valuesOf(Float64Array.of(10, 9, 3, 7, 10));
    expect(differences(kind, values, [0, 1, 1, 1, 1], { clusters: Int32Array.of(0, 1, 1, 2, 3) })[0]).toMatchObject({
      stdErr: null,
      ciLow: null,
      reason: 'NOT_ENOUGH_DATA',
    });
  });
});

describe('differences of several groups', () => {
  const points = Float64Array.from({ length: 120 }, (_, i) => [100, 0, -100, 100][(i * 7 + (i % 3)) % 4]!);
  const codes = Int32Array.from(points, (_, i) => i % 3);
  const outcome = scoresByGroup(npsScore, points, { codes, labels: ['2023', '2024', '2025'] });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const [first, second] = outcome.fit.differences;

  it('are each less the first, with Holm over all of them', () => {
    expect(outcome.fit.differences.map(({ group, against }) => [group, against])).toEqual([
      ['2024', '2023'],
      ['2025', '2023'],
    ]);
    const [smaller, larger] = [first!, second!].toSorted((a, b) => a.pValue! - b.pValue!);
    expect(smaller!.pAdjusted).toBeCloseTo(Math.min(1, 2 * smaller!.pValue!), 12);
    expect(larger!.pAdjusted).toBeCloseTo(Math.max(larger!.pValue!, smaller!.pAdjusted!), 12);
  });
  it('warn of groups with fewer than 30 customers, by name, and compute them', () => {
    const few = scoresByGroup(npsScore, points, {
      codes: codes.map((code, i) => (i < 20 ? 0 : code === 0 ? 1 : code)),
      labels: ['a', 'b', 'c'],
    });
    if (few.kind !== 'fitted') throw new Error(few.detail);
    expect(few.warnings).toEqual([
      { code: 'NOT_ENOUGH_DATA', subject: 'a', detail: '20 customers answered, fewer than 30: not reliable, not to be compared' },
    ]);
    expect(few.fit.differences[0]!.stdErr).not.toBeNull();
    expect(outcome.warnings).toEqual([]);
  });
  it('an empty group is unknown, not 0', () => {
    const counts = Float64Array.of(5, 5, 0);
    const empty = scoresByGroup(npsScore, Float64Array.of(100, 0, 100), { codes: Int32Array.of(0, 0, 1), labels: ['a', 'b'] }, { counts });
    if (empty.kind !== 'fitted') throw new Error(empty.detail);
    expect(empty.fit.groups[1]!.score).toMatchObject({ n: 0, estimate: null, reason: 'NOT_ENOUGH_DATA' });
    expect(empty.fit.differences[0]).toMatchObject({ estimate: null, stdErr: null, pAdjusted: null, reason: 'NOT_ENOUGH_DATA' });
  });
  it('nobody at all cannot be estimated', () =>
    expect(scoresByGroup(npsScore, new Float64Array(0), { codes: new Int32Array(0), labels: ['all'] })).toMatchObject({
      kind: 'notEstimable',
      reason: 'NOT_ENOUGH_DATA',
      detail: 'nobody answered',
    }));
  it('names codes that have no label', () =>
    expect(() => scoresByGroup(npsScore, Float64Array.of(100), { codes: Int32Array.of(1), labels: ['a'] })).toThrow(
      'grouping has 1 at row 0, a place among its 1 labels is needed',
    ));
});

describe('difference of two shares', () => {
  it('56 of 70 less 48 of 80 as published: Newcombe (1998), Stat Med 17:873-890, table II, method 10', () => {
    const counts = Float64Array.of(48, 32, 56, 14);
    const outcome = scoresByGroup(
      csatScore,
      Float64Array.of(1, 0, 1, 0),
      { codes: Int32Array.of(0, 0, 1, 1), labels: ['b', 'a'] },
      { counts },
    );
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.fit.differences[0]!.estimate).toBeCloseTo(0.2, 12);
    expect(outcome.fit.differences[0]!.ciLow).toBeCloseTo(0.0524, 4);
    expect(outcome.fit.differences[0]!.ciHigh).toBeCloseTo(0.3339, 4);
  });
  it('9 of 10 less 3 of 10, same table', () => {
    const counts = Float64Array.of(3, 7, 9, 1);
    const outcome = scoresByGroup(
      csatScore,
      Float64Array.of(1, 0, 1, 0),
      { codes: Int32Array.of(0, 0, 1, 1), labels: ['b', 'a'] },
      { counts },
    );
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.fit.differences[0]!.ciLow).toBeCloseTo(0.1705, 4);
    expect(outcome.fit.differences[0]!.ciHigh).toBeCloseTo(0.809, 4);
  });
});
