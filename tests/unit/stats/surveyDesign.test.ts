import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cesScore,
  csatScore,
  csiIndex,
  csiScore,
  npsPoints,
  npsScore,
  type Score,
  type ScoreKind,
  surveyScore,
  topTwoBoxes,
} from '../../../worker/stats/index.ts';

const scale = { min: 0, max: 10 };
const scores = fc.array(fc.integer({ min: 0, max: 10 }), { minLength: 2, maxLength: 60 }).map((values) => Float64Array.from(values));
const kinds: [string, ScoreKind<Score>, (values: Float64Array) => Float64Array][] = [
  ['NPS', npsScore, npsPoints],
  ['CSAT', csatScore, (values) => topTwoBoxes(values, scale)],
  ['CES', cesScore(scale), (values) => values],
  ['CSI', csiScore, (values) => csiIndex([{ name: 'q', values, scale, weight: 1 }])],
];
const ascending = (n: number): Int32Array => Int32Array.from({ length: n }, (_, i) => i);
/** Weights, customers and strata for these many rows, each customer in one stratum. */
const designOf = (n: number) =>
  fc.record({
    weights: fc.array(fc.double({ min: 0.1, max: 9, noNaN: true }), { minLength: n, maxLength: n }).map((list) => Float64Array.from(list)),
    clusters: fc
      .array(fc.integer({ min: 0, max: Math.max(1, n >> 1) }), { minLength: n, maxLength: n })
      .map((list) => Int32Array.from(list)),
  });
const survey = scores.chain((values) => fc.record({ values: fc.constant(values), design: designOf(values.length) }));
const near = (got: number | null, expected: number | null, digits = 9): void => {
  if (expected === null) expect(got).toBeNull();
  else expect(got).toBeCloseTo(expected, digits);
};
const everything = (score: Score): Readonly<Record<string, unknown>> => ({ ...score });

describe.each(kinds)('%s of rows', (_name, kind, valuesOf) => {
  it('customers who answered once each are independent answers', () =>
    fc.assert(
      fc.property(scores, (values) => {
        const plain = surveyScore(kind, valuesOf(values));
        expect(surveyScore(kind, valuesOf(values), { clusters: ascending(values.length) })).toEqual(plain);
        expect(plain).toMatchObject({ seType: 'CLASSICAL', designEffect: 1, effectiveN: values.length });
      }),
    ));
  it('with weights, customers who answered once each have the linearised error of the weights', () =>
    fc.assert(
      fc.property(survey, ({ values, design: { weights } }) => {
        const weighted = surveyScore(kind, valuesOf(values), { weights });
        expect(surveyScore(kind, valuesOf(values), { weights, clusters: ascending(values.length) })).toEqual(weighted);
        expect(weighted.seType).toBe('LINEARIZED');
      }),
    ));
  it('equal weights give the plain score, and its error up to n / (n - 1)', () =>
    fc.assert(
      fc.property(scores, fc.double({ min: 0.01, max: 100, noNaN: true }), (values, weight) => {
        const n = values.length;
        const plain = surveyScore(kind, valuesOf(values));
        const weighted = surveyScore(kind, valuesOf(values), { weights: new Float64Array(n).fill(weight) });
        near(weighted.estimate, plain.estimate);
        near(weighted.stdErr, plain.stdErr! * (kind.isMean ? 1 : Math.sqrt(n / (n - 1))), 8);
        near(weighted.effectiveN, n, 8);
        near(weighted.ciLow, plain.ciLow, 7);
        near(weighted.ciHigh, plain.ciHigh, 7);
      }),
    ));
  it('does not depend on the order of the rows, nor on the unit of the weights', () =>
    fc.assert(
      fc.property(survey, ({ values, design: { weights, clusters } }) => {
        const score = surveyScore(kind, valuesOf(values), { weights, clusters });
        const turned = surveyScore(kind, valuesOf(values.toReversed()), {
          weights: weights.toReversed().map((weight) => 4 * weight),
          clusters: clusters.toReversed(),
        });
        for (const key of ['estimate', 'stdErr', 'ciLow', 'ciHigh'] as const) near(turned[key], score[key], 8);
        expect(turned.customers).toBe(score.customers);
      }),
    ));
  it('a count stands for so many equal rows, with and without customers', () =>
    fc.assert(
      fc.property(survey, fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 60, maxLength: 60 }), (data, repeats) => {
        const counts = Float64Array.from(data.values, (_, i) => repeats[i]!);
        const repeated = <Column extends Float64Array | Int32Array>(column: Column): number[] =>
          Array.from(column).flatMap((value, i) => new Array<number>(counts[i]!).fill(value));
        const { weights, clusters } = data.design;
        const long = valuesOf(Float64Array.from(repeated(data.values)));
        fc.pre(long.length > 0);
        for (const [short, expanded] of [
          [{}, {}],
          [{ weights }, { weights: Float64Array.from(repeated(weights)) }],
          [{ clusters }, { clusters: Int32Array.from(repeated(clusters)) }],
          [{ strata: clusters }, { strata: Int32Array.from(repeated(clusters)) }],
        ]) {
          const counted = everything(surveyScore(kind, valuesOf(data.values), { ...short, counts }));
          const rows = everything(surveyScore(kind, long, expanded));
          for (const [key, value] of Object.entries(rows)) {
            if (typeof value === 'number') near(counted[key] as number, value, 7);
            else if (key !== 'agreeing') expect(counted[key]).toEqual(value);
          }
        }
      }),
    ));
  it('answers copied for the same customers carry no more than the first ones', () =>
    fc.assert(
      fc.property(scores, (values) => {
        const n = values.length;
        fc.pre(new Set(valuesOf(values)).size > 1);
        const once = surveyScore(kind, valuesOf(values), { weights: new Float64Array(n).fill(1) }); // divisor n - 1, as CR1 has it
        const twice = surveyScore(kind, valuesOf(Float64Array.of(...values, ...values)), {
          clusters: Int32Array.of(...ascending(n), ...ascending(n)),
        });
        near(twice.stdErr, once.stdErr);
        expect(twice).toMatchObject({ n: 2 * n, customers: n, seType: 'CR1' });
        near(twice.effectiveN / n, (2 * n * (n - 1)) / (n * (2 * n - 1)), 9); // s² of 2n answers over the variance of n
      }),
    ));
  it('one customer, however many answers, has a score without error', () => {
    const score = surveyScore(kind, valuesOf(Float64Array.of(10, 3, 9)), { clusters: new Int32Array(3) });
    expect(score).toMatchObject({ customers: 1, stdErr: null, ciLow: null, ciHigh: null, effectiveN: 1, reason: 'NOT_ENOUGH_DATA' });
    expect(score.estimate).not.toBeNull();
  });
  it('one customer alone in a stratum leaves the error unknown', () =>
    expect(surveyScore(kind, valuesOf(Float64Array.of(10, 3, 9)), { strata: Int32Array.of(0, 0, 1) })).toMatchObject({
      stdErr: null,
      reason: 'NOT_ENOUGH_DATA',
    }));
  it('strata whose answers differ only from each other leave no error', () => {
    const score = surveyScore(kind, valuesOf(Float64Array.of(10, 10, 3, 3)), { strata: Int32Array.of(0, 0, 1, 1) });
    expect(score.stdErr).toBe(0);
    expect(score.designEffect).toBeNull();
    expect(score.effectiveN).toBe(4); // Kish: the weights are equal
  });
  it('nobody, and nobody with weight, is unknown', () => {
    const unknown = { estimate: null, stdErr: null, ciLow: null, ciHigh: null, customers: 0, reason: 'NOT_ENOUGH_DATA' };
    expect(surveyScore(kind, new Float64Array(0))).toMatchObject({ n: 0, ...unknown });
    expect(surveyScore(kind, valuesOf(Float64Array.of(9, 3)), { weights: new Float64Array(2) })).toMatchObject({ n: 2, ...unknown });
  });
});

describe('clustered NPS', () => {
  it('errors that cancel within every customer leave an interval as wide as that of so many customers', () => {
    const points = Float64Array.from({ length: 80 }, (_, i) => (i % 2 === 0 ? 100 : -100));
    const score = surveyScore(npsScore, points, { clusters: Int32Array.from(points, (_, i) => i >> 1) });
    expect(score).toMatchObject({ estimate: 0, stdErr: 0, designEffect: null, effectiveN: 40, kishEffectiveN: 80 });
    expect(score.ciHigh!).toBeGreaterThan(20);
  });
  it('few customers have the wider quantile of t with G - 1 degrees of freedom', () => {
    const points = Float64Array.from({ length: 24 }, (_, i) => [100, 100, 0, -100, 100, 0][i % 6]!);
    const score = surveyScore(npsScore, points, { clusters: Int32Array.from(points, (_, i) => i >> 1) });
    expect(score.df).toBe(11);
    const total = score.effectiveN + 3;
    const [p, d] = [1 / 2, 1 / 6].map((share) => (score.effectiveN * share + 0.75) / total) as [number, number];
    const t = 2.2009851600916384; // qt(0.975, 11), R 4.2.2
    expect((score.ciHigh! - score.ciLow!) / 2).toBeCloseTo(100 * t * Math.sqrt((p + d - (p - d) ** 2) / total), 10);
  });
});

describe('index', () => {
  it('is the weighted sum of item means on 0-100, whatever the unit of the weights', () => {
    const items = (first: number, second: number) => [
      { name: 'a', values: Float64Array.of(1, 5, 3), scale: { min: 1, max: 5 }, weight: first },
      { name: 'b', values: Float64Array.of(0, 10, 5), scale: { min: 0, max: 10 }, weight: second },
      { name: 'c', values: Float64Array.of(7, 7, 7), scale: { min: 1, max: 7 }, weight: 0 },
    ];
    expect(Array.from(csiIndex(items(2, 1)))).toEqual([0, 100, 50]);
    expect(csiIndex(items(2, 1))).toEqual(csiIndex(items(4, 2)));
  });
  it('names what is wrong with an item', () => {
    const item = { name: 'a', values: Float64Array.of(1, 9), scale: { min: 1, max: 5 }, weight: 1 };
    expect(() => csiIndex([])).toThrow('items has no columns, at least one is needed');
    expect(() => csiIndex([item])).toThrow('a has 9 at row 1, a value from 1 to 5 is needed');
    expect(() => csiIndex([{ ...item, weight: 0 }])).toThrow('items has weights that are all 0');
    expect(() => csiIndex([{ ...item, weight: -1 }])).toThrow('weight of a has -1');
    expect(() => csiIndex([{ ...item, scale: { min: 5, max: 1 } }])).toThrow('scale has 5 to 1, a lower and a higher end are needed');
    expect(() => csiIndex([item, { ...item, name: 'b', values: Float64Array.of(1) }])).toThrow('b has length 1, a has 2');
  });
});

describe('arguments', () => {
  it('are named with their row', () => {
    const values = Float64Array.of(100, 0);
    expect(() => npsPoints(Float64Array.of(3, 11))).toThrow('scores has 11 at row 1, a whole number from 0 to 10 is needed');
    expect(() => npsPoints(Float64Array.of(8.5))).toThrow('scores has 8.5 at row 0');
    expect(() => topTwoBoxes(Float64Array.of(6), { min: 1, max: 5 })).toThrow(
      'answers has 6 at row 0, a whole number from 1 to 5 is needed',
    );
    expect(() => surveyScore(npsScore, values, { weights: Float64Array.of(1, -1) })).toThrow('weights has -1 at row 1, a value from 0 up');
    expect(() => surveyScore(npsScore, values, { counts: Float64Array.of(1, 0.5) })).toThrow('counts has 0.5 at row 1, a whole number');
    expect(() => surveyScore(npsScore, values, { clusters: Int32Array.of(0) })).toThrow('clusters has length 1, values has 2');
    expect(() => surveyScore(npsScore, values, { clusters: Int32Array.of(0, 0), strata: Int32Array.of(0, 1) })).toThrow(
      'clusters has 0 in strata 0 and 1 (row 1), each cluster in one stratum is needed',
    );
    expect(() => surveyScore(npsScore, values, {}, 1)).toThrow('confidenceLevel has 1');
    expect(() => surveyScore(csiScore, Float64Array.of(Number.NaN))).toThrow('values has NaN at row 0, a finite number is needed');
    expect(() => surveyScore(csiScore, Float64Array.of(1e200, -1e200))).toThrow('values has values whose squares overflow');
    expect(() => surveyScore(csiScore, values, { weights: Float64Array.of(1e-200, 1e-200) })).toThrow('squares overflow or vanish');
  });
});
