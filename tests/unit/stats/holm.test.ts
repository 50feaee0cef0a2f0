import { expect, it } from 'vitest';
import { holm } from '../../../worker/stats/index.ts';

// R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") is 0.03 0.06 0.06 0.02
it('agrees with p.adjust, in the order given', () =>
  expect(holm([0.01, 0.04, 0.03, 0.005])).toEqual([0.03, 0.06, 0.06, 0.02].map((value) => expect.closeTo(value, 14))));
it('never exceeds 1', () => expect(holm([0.6, 0.7])).toEqual([1, 1]));
it('a test that could not be made does not count', () => expect(holm([0.03, null])).toEqual([0.03, null]));
