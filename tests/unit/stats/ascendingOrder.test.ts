import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ascendingOrder } from '../../../worker/stats/rows/ascendingOrder.ts';

const numbers = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }), fc.constant(-0));

it('ascends, and keeps the order of equal values', () =>
  fc.assert(
    fc.property(fc.array(numbers, { maxLength: 300 }), (values) => {
      const expected = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b);
      expect(Array.from(ascendingOrder(Float64Array.from(values)))).toEqual(expected);
    }),
  ));
it('of nothing is nothing', () => expect(ascendingOrder(new Float64Array())).toEqual(new Int32Array()));
