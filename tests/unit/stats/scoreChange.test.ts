import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changeOfSums } from '../../../worker/stats/descriptive/changeOfSums.ts';
import {
  cesScore,
  npsScore,
  type Score,
  type ScoreChange,
  type ScoreKind,
  scoreChange,
  scoresByGroup,
} from '../../../worker/stats/index.ts';
import { changeSumsOf } from '../../support/changeSumsOf.ts';

const kinds: [string, ScoreKind<Score>][] = [
  ['NPS', npsScore],
  ['CES', cesScore({ min: -100, max: 100 })],
];
interface Row {
  readonly points: number;
  readonly period: number;
  readonly segment: number;
  readonly cluster: number;
  readonly weight: number;
}
const row: fc.Arbitrary<Row> = fc.record({
  points: fc.constantFrom(100, 0, -100),
  period: fc.integer({ min: 0, max: 1 }),
  segment: fc.integer({ min: 0, max: 3 }),
  cluster: fc.integer({ min: 0, max: 15 }),
  weight: fc.double({ min: 0.1, max: 9, noNaN: true }),
});
const twoPeriods = fc
  .array(row, { minLength: 10, maxLength: 60 })
  .filter((rows) => [0, 1].every((period) => rows.filter((answer) => answer.period === period).length > 1));

const labels = ['a', 'b', 'c', 'd'];
function inputs(rows: readonly Row[], form: string, weights = rows.map(({ weight }) => weight)) {
  return {
    values: Float64Array.from(rows, ({ points }) => points),
    periods: { labels: ['before', 'after'], codes: Int32Array.from(rows, ({ period }) => period) },
    segments: { labels, codes: Int32Array.from(rows, ({ segment }) => segment) },
    design: {
      weights: form.includes('weighted') ? Float64Array.from(weights) : undefined,
      clusters: form.includes('clustered') ? Int32Array.from(rows, ({ cluster }) => cluster) : undefined,
    },
  };
}
function change(kind: ScoreKind<Score>, rows: readonly Row[], form: string, weights?: number[]): ScoreChange {
  const { values, periods, segments, design } = inputs(rows, form, weights);
  const outcome = scoreChange(kind, values, periods, segments, design);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}
const forms = fc.constantFrom('plain', 'weighted', 'clustered', 'weighted and clustered');
const parts = ['total', 'mix', 'within'] as const;

describe('Kitagawa decomposition by hand', () => {
  // shares 0.5, 0.5 -> 0.25, 0.75; means 40, 0 -> 60, 20: total 30 - 20 = 10
  const answers: [number, number, number, number][] = [
    [0, 0, 7, 3], // period, segment, promoters, detractors of 10
    [0, 1, 5, 5],
    [1, 0, 8, 2],
    [1, 1, 18, 12],
  ];
  const rows = answers.flatMap(([period, segment, promoters, detractors]) =>
    [...new Array<number>(promoters).fill(100), ...new Array<number>(detractors).fill(-100)].map((points, i) => ({
      points,
      period,
      segment,
      cluster: i,
      weight: 1,
    })),
  );
  it('mix = Σ (p1 - p0) (m0 + m1)/2, within = Σ (m1 - m0) (p0 + p1)/2', () => {
    const fit = change(npsScore, rows, 'plain');
    expect(fit.total.estimate).toBeCloseTo(10, 12);
    expect(fit.mix.estimate).toBeCloseTo(-0.25 * 50 + 0.25 * 10, 12);
    expect(fit.within.estimate).toBeCloseTo(20 * 0.375 + 20 * 0.625, 12);
    // the segment that shrank lies 25 points above the mean of the two scores, the one that grew 15 below
    expect(fit.segments.map(({ segment, mix }) => [segment, mix])).toEqual([
      ['a', expect.closeTo(-0.25 * 25, 12)],
      ['b', expect.closeTo(0.25 * -15, 12)],
    ]);
    expect(fit).toMatchObject({ newSegments: [], vanishedSegments: [], before: 'before', after: 'after' });
  });
  it('a new segment and one that vanished are all mix, and are named', () => {
    const moved = rows.map((answer) => (answer.period === 1 && answer.segment === 0 ? { ...answer, segment: 2 } : answer));
    const fit = change(npsScore, moved, 'plain');
    expect(fit).toMatchObject({ newSegments: ['c'], vanishedSegments: ['a'] });
    expect(fit.segments.find(({ segment }) => segment === 'c')).toMatchObject({
      presence: 'NEW',
      nBefore: 0,
      meanBefore: null,
      shareBefore: 0,
      within: 0,
    });
    expect(fit.segments.find(({ segment }) => segment === 'a')).toMatchObject({ presence: 'VANISHED', meanAfter: null, within: 0 });
    expect(fit.within.estimate).toBeCloseTo(20 * 0.625, 12);
    expect(fit.total.estimate).toBeCloseTo(10, 12);
  });
});

describe.each(kinds)('Kitagawa decomposition of a change of %s', (_name, kind) => {
  it('adds up exactly, and its total is the difference of the two scores with its error', () =>
    fc.assert(
      fc.property(twoPeriods, forms, (rows, form) => {
        const fit = change(kind, rows, form);
        const { values, periods, design } = inputs(rows, form);
        const groups = scoresByGroup(kind, values, periods, design);
        if (groups.kind !== 'fitted') throw new Error(groups.detail);
        const [difference] = groups.fit.differences;
        expect(fit.mix.estimate + fit.within.estimate).toBe(fit.total.estimate);
        expect(fit.total.estimate).toBeCloseTo(difference!.estimate!, 10);
        for (const part of ['mix', 'within'] as const) {
          const sum = fit.segments.reduce((total, segment) => total + segment[part], 0);
          expect(sum).toBe(fit[part].estimate);
        }
        if (difference!.stdErr === null) expect(fit.total.stdErr).toBeNull();
        else expect(fit.total.stdErr).toBeCloseTo(difference!.stdErr, 7);
      }),
    ));
  it('turns its sign with the periods', () =>
    fc.assert(
      fc.property(twoPeriods, forms, (rows, form) => {
        const there = change(kind, rows, form);
        const back = change(
          kind,
          rows.map((answer) => ({ ...answer, period: 1 - answer.period })),
          form,
        );
        for (const part of parts) {
          expect(back[part].estimate).toBe(there[part].estimate === 0 ? back[part].estimate : -there[part].estimate);
          expect(back[part].estimate + there[part].estimate).toBe(0);
          if (there[part].stdErr === null) expect(back[part].stdErr).toBeNull();
          else expect(back[part].stdErr).toBeCloseTo(there[part].stdErr, 9);
        }
        expect(back.newSegments).toEqual(there.vanishedSegments);
      }),
    ));
  it('does not depend on the order of the rows', () =>
    fc.assert(
      fc.property(twoPeriods, forms, (rows, form) => {
        const [fit, turned] = [change(kind, rows, form), change(kind, rows.toReversed(), form)];
        for (const part of parts) {
          expect(turned[part].estimate).toBeCloseTo(fit[part].estimate, 9);
          if (fit[part].stdErr !== null) expect(turned[part].stdErr).toBeCloseTo(fit[part].stdErr, 7);
        }
      }),
    ));
  // The linearisation without its algebra: the derivative of each part by the weight of each row, times that weight, by central differences.
  it('has the errors of the infinitesimal jackknife', () =>
    fc.assert(
      fc.property(twoPeriods, fc.boolean(), (rows, isClustered) => {
        const form = isClustered ? 'weighted and clustered' : 'weighted';
        const fit = change(kind, rows, form);
        const weights = rows.map(({ weight }) => weight);
        const influence = rows.map((_, i) => {
          const step = 1e-4 * weights[i]!;
          const moved = (by: number) =>
            change(
              kind,
              rows,
              form,
              weights.map((weight, j) => (j === i ? weight + by : weight)),
            );
          const [up, down] = [moved(step), moved(-step)];
          return parts.map((part) => (weights[i]! * (up[part].estimate - down[part].estimate)) / (2 * step));
        });
        parts.forEach((part, k) => {
          const expected = jackknifeVariance(
            rows,
            influence.map((row) => row[k]!),
            isClustered && new Set(rows.map(({ cluster }) => cluster)).size < rows.length,
          );
          if (fit[part].stdErr === null) expect(expected).toBeNull();
          else expect(fit[part].stdErr).toBeCloseTo(Math.sqrt(expected!), 3);
        });
      }),
      { numRuns: 25 },
    ));
});

/** Sums by customer over both periods, or rows within each period; factor m / (m - 1). Null where a period rests on one of them. */
function jackknifeVariance(rows: readonly Row[], influence: readonly number[], isClustered: boolean): number | null {
  const periods = [0, 1].map((period) => rows.flatMap((answer, i) => (answer.period === period ? [i] : [])));
  const unitOf = (row: number): number => (isClustered ? rows[row]!.cluster : row);
  if (periods.some((sample) => new Set(sample.map(unitOf)).size === 1)) return null; // nobody to compare a lone customer with
  let variance = 0;
  for (const sample of isClustered ? [periods.flat()] : periods) {
    const totals = new Map<number, number>();
    for (const i of sample) totals.set(unitOf(i), (totals.get(unitOf(i)) ?? 0) + influence[i]!);
    variance += (totals.size / (totals.size - 1)) * [...totals.values()].reduce((sum, total) => sum + total * total, 0);
  }
  return variance;
}

describe.each([
  ['NPS', npsScore, 'NPS'],
  ['a mean', cesScore({ min: -100, max: 100 }), 'MEAN'],
] as const)('from sums alone, of %s', (_name, kind, sumsKind) => {
  const factsOf = (rows: readonly Row[], form: string) =>
    rows.map(({ points, period, segment, cluster, weight }, row) => ({
      ...{ value: points, isAfter: period === 1, segment },
      customer: form.includes('clustered') ? cluster : row,
      weight: form.includes('weighted') ? weight : 1,
    }));
  const ofSums = (rows: readonly Row[], form: string) => {
    const outcome = changeOfSums(sumsKind, changeSumsOf(factsOf(rows, form), labels), form.includes('weighted'));
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    return outcome.fit;
  };
  it('is that of the rows', () =>
    fc.assert(
      fc.property(twoPeriods, forms, (rows, form) => {
        const [fit, expected] = [ofSums(rows, form), change(kind as unknown as ScoreKind<Score>, rows, form)];
        expect(fit.mix.estimate + fit.within.estimate).toBe(fit.total.estimate);
        for (const part of parts) {
          expect(fit[part].estimate).toBeCloseTo(expected[part].estimate, 9);
          expect(fit[part].df).toBe(expected[part].df);
          if (expected[part].stdErr === null) expect(fit[part].stdErr).toBeNull();
          else expect(fit[part].stdErr).toBeCloseTo(expected[part].stdErr, 4);
        }
        for (const part of ['mix', 'within'] as const)
          expect(fit.segments.reduce((sum, segment) => sum + segment[part], 0)).toBe(fit[part].estimate);
        expect(fit.segments.map(({ segment, presence }) => [segment, presence])).toEqual(
          expected.segments.map(({ segment, presence }) => [segment, presence]),
        );
        expect(fit).toMatchObject({ seType: expected.seType, newSegments: expected.newSegments });
      }),
    ));
  it('a segment has the error of the infinitesimal jackknife', () =>
    fc.assert(
      fc.property(twoPeriods, (rows) => {
        const form = 'weighted and clustered';
        const fit = ofSums(rows, form);
        const customers = [...new Set(rows.map(({ cluster }) => cluster))];
        if (customers.length === rows.length || fit.mix.stdErr === null) return;
        const moved = (cluster: number, by: number) =>
          ofSums(
            rows.map((answer) => (answer.cluster === cluster ? { ...answer, weight: answer.weight * (1 + by) } : answer)),
            form,
          ).segments;
        const slopes = customers.map((cluster) => [moved(cluster, 1e-4), moved(cluster, -1e-4)] as const);
        fit.segments.forEach((segment, s) => {
          for (const part of ['mix', 'within'] as const) {
            const squares = slopes.reduce((sum, [up, down]) => sum + ((up[s]![part] - down[s]![part]) / 2e-4) ** 2, 0);
            const expected = Math.sqrt((customers.length / (customers.length - 1)) * squares);
            expect(segment.doubt[part].stdErr).toBeCloseTo(expected, 3);
          }
        });
      }),
      { numRuns: 25 },
    ));
  it('of nobody is no change', () =>
    expect(changeOfSums(sumsKind, changeSumsOf([], labels), false)).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' }));
});

describe('a change that cannot be told', () => {
  const segments = { labels: ['a'], codes: new Int32Array(2) };
  const values = Float64Array.of(100, 0);
  it('a period without answers', () =>
    expect(scoreChange(npsScore, values, { labels: ['2024', '2025'], codes: new Int32Array(2) }, segments)).toEqual({
      kind: 'notEstimable',
      reason: 'NOT_ENOUGH_DATA',
      detail: 'nobody answered in 2025',
      subjects: ['2025'],
    }));
  it('names what is wrong with the arguments', () => {
    const periods = { labels: ['2024', '2025'], codes: Int32Array.of(0, 1) };
    expect(() => scoreChange(npsScore, values, { ...periods, labels: ['2024', '2025', '2026'] }, segments)).toThrow(
      'periods has 3 labels, two are needed: before, after',
    );
    expect(() => scoreChange(npsScore, values, periods, { ...segments, codes: Int32Array.of(0, 1) })).toThrow(
      'segments has 1 at row 1, a place among its 1 labels is needed',
    );
    expect(() => scoreChange(npsScore, values, { ...periods, codes: Int32Array.of(0) }, segments)).toThrow(
      'periods has length 1, values has 2',
    );
  });
  it('rows that stand for nobody count for nothing', () => {
    const counts = Float64Array.of(3, 5, 0);
    const codes = Int32Array.of(0, 1, 1);
    const outcome = scoreChange(
      npsScore,
      Float64Array.of(100, 0, -100),
      { labels: ['2024', '2025'], codes },
      { labels: ['a', 'b'], codes: Int32Array.of(0, 0, 1) },
      { counts },
    );
    expect(outcome).toMatchObject({ kind: 'fitted', fit: { newSegments: [], total: { estimate: -100 } } });
  });
});
