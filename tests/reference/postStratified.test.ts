/** Post-stratified scores against R, and what they are by construction. */
import { expect, it } from 'vitest';
import { noSums } from '../../worker/stats/descriptive/cellSums.ts';
import { postStratified } from '../../worker/stats/descriptive/postStratified.ts';
import { scoreOfSums } from '../../worker/stats/descriptive/scoreOfSums.ts';
import { cellSumsOf } from '../support/cellSumsOf.ts';
import { digits, readCase, readJson } from './readCase.ts';

const { expected, tolerance } = readJson<{
  readonly expected: { readonly clusters: number; readonly raw: number; readonly estimate: number; readonly stdErr: number };
  readonly tolerance: { readonly minDigits: number };
}>('./poststratified-nlschools/expected.json');

it('of pupils by their classes', () => {
  const pupils = readCase('ols-clustered');
  const column = (name: string) => pupils.column(name).values as Float64Array;
  const [lang, classes, combined, size] = ['lang', 'class', 'combined', 'class_size'].map(column) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const base = { 'combined large': 400, 'combined small': 900, 'single large': 5000, 'single small': 700 };
  const strata = Object.entries(base).map(([name, customers]) => ({
    base: customers,
    sums: cellSumsOf(
      Array.from(lang, (value, row) => ({ value, customer: classes[row]!, weight: 1, row })).filter(
        ({ row }) => name === `${combined[row] === 1 ? 'combined' : 'single'} ${size[row]! < 25 ? 'small' : 'large'}`,
      ),
    ),
  }));
  const { score, coverage, silent } = postStratified('MEAN', strata);
  expect(digits(score.estimate, expected.estimate)).toBeGreaterThan(13);
  expect(digits(score.stdErr, expected.stdErr)).toBeGreaterThan(tolerance.minDigits);
  expect({ df: score.df, seType: score.seType, coverage, silent }).toEqual({ df: expected.clusters - 1, seType: 'CR1', coverage: 1, silent: [] });
});

const points = (promoters: number, passives: number, detractors: number, from: number) =>
  cellSumsOf(
    [...new Array<number>(promoters).fill(100), ...new Array<number>(passives).fill(0), ...new Array<number>(detractors).fill(-100)].map((value, i) => ({
      ...{ value, customer: from + i, weight: 1 },
    })),
  );

it('weighs by the base: 90 of young customers promote, 10 of old ones do not', () => {
  // young answer nine times as often; the base is half of each: (0.8 x 100 + 0.2 x -100)/2 + (-100)/2 = 30 - 50
  const strata = [
    { base: 500, sums: points(72, 0, 18, 0) },
    { base: 500, sums: points(0, 0, 10, 1000) },
  ];
  const { score } = postStratified('NPS', strata);
  expect(score.estimate).toBeCloseTo(-20, 12);
  // G/(G - 1) (1/2)² Σ z² / 90²: of the old all are alike
  expect(score.stdErr).toBeCloseTo(Math.sqrt((100 / 99) * 0.25 * ((72 * 40 ** 2 + 18 * 160 ** 2) / 90 ** 2)), 10);
  expect(score.ciLow!).toBeLessThan(-20);
});

it('is the raw score where the answers come as the base does', () => {
  const [a, b] = [points(30, 20, 10, 0), points(10, 5, 25, 1000)];
  const together = scoreOfSums('NPS', points(40, 25, 35, 0), false).score;
  const { score } = postStratified('NPS', [
    { base: 6000, sums: a },
    { base: 4000, sums: b },
  ]);
  expect(score.estimate).toBeCloseTo(together.estimate!, 12);
  expect(score.stdErr!).toBeLessThan(together.stdErr! * Math.sqrt(100 / 99)); // strata explain a part of the spread
});

it('is no surer than so few can make it who speak for nearly all, though they agree', () => {
  const { score } = postStratified('NPS', [
    { base: 9000, sums: points(12, 0, 0, 0) },
    { base: 1000, sums: points(400, 400, 200, 1000) },
  ]);
  expect(score.estimate).toBeCloseTo(0.9 * 100 + 0.1 * 20, 12);
  expect(score.stdErr).toBeCloseTo(Math.sqrt((1012 / 1011) * 0.1 ** 2 * ((400 * 80 ** 2 + 400 * 20 ** 2 + 200 * 120 ** 2) / 1000 ** 2)), 10);
  expect(score.effectiveN).toBeCloseTo(1 / (0.9 ** 2 / 12 + 0.1 ** 2 / 1000), 10); // Kish: 14.8
  expect(score.ciLow!).toBeLessThan(60); // by the error alone: 91.5
});

it('says which strata are silent, and how much of the base is heard', () => {
  const strata = [
    { base: 300, sums: points(20, 5, 5, 0) },
    { base: 100, sums: noSums },
    { base: 0, sums: points(3, 0, 0, 500) },
  ];
  const { score, coverage, silent } = postStratified('NPS', strata);
  expect({ coverage, silent, n: score.n }).toEqual({ coverage: 0.75, silent: [1], n: 30 });
  expect(score.estimate).toBeCloseTo(50, 12);
  expect(postStratified('NPS', [{ base: 10, sums: noSums }])).toMatchObject({ coverage: 0, silent: [0], score: { estimate: null, reason: 'NOT_ENOUGH_DATA' } });
  expect(postStratified('NPS', []).coverage).toBeNull();
});
