import { expect, it } from 'vitest';
import { requireFinite, requirePositive, requireSameLength } from '../../../worker/stats/checks.ts';
import { ModelInputError } from '../../../worker/stats/index.ts';

it('returns the common length', () => expect(requireSameLength({ a: [1, 2], b: new Float32Array(2) })).toBe(2));
it('names the offending argument when lengths differ', () =>
  expect(() => requireSameLength({ durations: [1, 2, 3], churned: [1, 0] })).toThrow('churned has length 2, durations has 3'));
it('names the empty argument', () =>
  expect(() => requireSameLength({ durations: [] })).toThrow('durations has length 0, at least 1 is needed'));
it('names value and row', () => {
  expect(() => requireFinite({ x: [1, Number.POSITIVE_INFINITY] })).toThrow('x has Infinity at row 1, a finite number is needed');
  expect(() => requirePositive({ x: [1, 0] })).toThrow('x has 0 at row 1, a value above 0 is needed');
});
it('throws an error with a code, which a job ends on without a retry', () => {
  try {
    requirePositive({ x: [-1] });
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(ModelInputError);
    expect(error).toMatchObject({ name: 'ModelInputError', code: 'OUT_OF_RANGE' });
  }
});
