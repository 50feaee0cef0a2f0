import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../../worker/stats/index.ts';
import { inverseQuadraticForm, invertPositiveDefinite, solvePositiveDefinite } from '../../../worker/stats/linalg/positiveDefinite.ts';

/** BᵀB + 0.1 I of a random B, with rows and columns in units that differ by up to 1e12. */
function randomMatrix(size: number, seed: number): Float64Array {
  const { normal } = randomStream(seed);
  const factor = Float64Array.from({ length: size * size }, normal);
  const unit = (i: number) => 10 ** ((i % 3) * 3 - 3);
  return Float64Array.from({ length: size * size }, (_, k) => {
    const [i, j] = [Math.floor(k / size), k % size];
    let sum = i === j ? 0.1 : 0;
    for (let row = 0; row < size; row++) sum += factor[row * size + i]! * factor[row * size + j]!;
    return sum * unit(i) * unit(j);
  });
}

const cases = fc.record({ size: fc.integer({ min: 1, max: 8 }), seed: fc.nat() });

describe('a positive definite matrix', () => {
  it('times its inverse is the identity, whatever the units', () =>
    fc.assert(
      fc.property(cases, ({ size, seed }) => {
        const matrix = randomMatrix(size, seed);
        const inverse = invertPositiveDefinite(matrix, size)!;
        for (let i = 0; i < size; i++) {
          for (let j = 0; j < size; j++) {
            let sum = 0;
            let scale = 0;
            for (let k = 0; k < size; k++) {
              sum += matrix[i * size + k]! * inverse[k * size + j]!;
              scale += Math.abs(matrix[i * size + k]! * inverse[k * size + j]!);
            }
            expect(Math.abs(sum - (i === j ? 1 : 0))).toBeLessThan(1e-11 * Math.max(1, scale));
          }
        }
      }),
    ));
  it('is solved as its inverse says, and so is its quadratic form', () =>
    fc.assert(
      fc.property(cases, ({ size, seed }) => {
        const matrix = randomMatrix(size, seed);
        const right = Float64Array.from({ length: size }, (_, i) => i + 1);
        const solution = solvePositiveDefinite(matrix, size, right)!;
        const form = inverseQuadraticForm(matrix, size, right)!;
        expect(right.reduce((sum, value, i) => sum + value * solution[i]!, 0)).toBeCloseTo(form, -Math.floor(Math.log10(form)) + 9);
      }),
    ));
  it.each([
    ['a negative eigenvalue', [1, 2, 2, 1]],
    ['a zero on the diagonal', [0, 0, 0, 1]],
    ['NaN', [Number.NaN, 0, 0, 1]],
  ])('with %s is none: null', (_, entries) => {
    const matrix = Float64Array.from(entries);
    expect(invertPositiveDefinite(matrix, 2)).toBeNull();
    expect(solvePositiveDefinite(matrix, 2, Float64Array.of(1, 1))).toBeNull();
    expect(inverseQuadraticForm(matrix, 2, Float64Array.of(1, 1))).toBeNull();
  });
});
