import { expect, it } from 'vitest';
import { dummyColumns, ols } from '../../../worker/stats/index.ts';

const plan = { codes: Int32Array.of(0, 1, 2, 1, 0, 2, 2), labels: ['free', 'basic', 'pro'] };

it('makes a 0/1 column of every level but the first', () =>
  expect(dummyColumns('plan', plan)).toEqual([
    { name: 'plan=basic', values: Float64Array.of(0, 1, 0, 1, 0, 0, 0) },
    { name: 'plan=pro', values: Float64Array.of(0, 0, 1, 0, 0, 1, 1) },
  ]));
it('makes none of a single level', () => expect(dummyColumns('plan', { codes: Int32Array.of(0, 0), labels: ['free'] })).toEqual([]));
it('coefficients are differences to the mean of the first level', () => {
  const result = ols({ name: 'y', values: Float64Array.of(1, 5, 7, 7, 3, 9, 8) }, dummyColumns('plan', plan));
  if (result.kind !== 'fitted') throw new Error(result.detail);
  expect(result.fit.intercept!.estimate).toBeCloseTo(2, 12);
  expect(result.fit.drivers.map(({ estimate }) => estimate)).toEqual([expect.closeTo(4, 12), expect.closeTo(6, 12)]);
});
