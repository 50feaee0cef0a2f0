import { expect, it } from 'vitest';
import { columnsOf } from '../../../worker/data/columnsOf.ts';

it('names columns as the tables do, and leaves values as they are', () => {
  const asOf = new Date(0);
  const row = { runId: 7n, n: 3, isOwn: false, asOf, topTwoCiLow: null, drivers: ['a', 'b'] };
  expect(columnsOf(row)).toEqual({ run_id: 7n, n: 3, is_own: false, as_of: asOf, top_two_ci_low: null, drivers: ['a', 'b'] });
});

it.each([Number.NaN, Number.POSITIVE_INFINITY])('says which number is %s instead of storing it', (value) => {
  expect(() => columnsOf({ n: 1, ciHigh: value })).toThrow(`ciHigh has ${value}, which no column can hold`);
});
