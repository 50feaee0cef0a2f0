import { describe, expect, it } from 'vitest';
import { differencedInformation } from '../../../worker/stats/optimize/differencedInformation.ts';
import { quasiNewton, type SmoothFunction } from '../../../worker/stats/optimize/quasiNewton.ts';

/** Minus Rosenbrock's banana: one maximum, 0 at (1, 1), along a curved ridge (1960, doi:10.1093/comjnl/3.3.175). */
const banana: SmoothFunction = (parameters) => {
  const [x, y] = parameters as unknown as [number, number];
  const bend = y - x * x;
  return { value: -((1 - x) ** 2) - 100 * bend * bend, gradient: Float64Array.of(2 * (1 - x) + 400 * x * bend, -200 * bend) };
};

describe('quasiNewton', () => {
  it.each([
    [-1.2, 1],
    [3, -4],
    [0, 0],
  ])('climbs the ridge from (%d, %d)', (x, y) => {
    const { status, parameters, value, gradient } = quasiNewton(Float64Array.of(x, y), banana, { decrement: 1e-20 });
    expect(status).toBe('CONVERGED');
    expect(parameters[0]).toBeCloseTo(1, 7);
    expect(parameters[1]).toBeCloseTo(1, 7);
    expect(value).toBeCloseTo(0, 12);
    expect(Math.hypot(...gradient)).toBeLessThan(1e-5);
  });
  it('stays where it starts at a maximum', () => {
    const result = quasiNewton(Float64Array.of(1, 1), banana);
    expect(result).toMatchObject({ status: 'CONVERGED', iterations: 0, evaluations: 1 });
  });
  it('keeps out of where the function is not defined', () => {
    // ln x - x has its maximum at 1; the first step from 0.05 would leave x > 0
    const logarithm: SmoothFunction = ([x]) => (x! > 0 ? { value: Math.log(x!) - x!, gradient: Float64Array.of(1 / x! - 1) } : null);
    for (const start of [0.05, 30]) expect(quasiNewton(Float64Array.of(start), logarithm).parameters[0]).toBeCloseTo(1, 6);
    expect(() => quasiNewton(Float64Array.of(-1), logarithm)).toThrow('the start of the search lies outside the space of the parameters');
  });
  it('says when it ran out of steps', () => {
    expect(quasiNewton(Float64Array.of(-1.2, 1), banana, { maxIterations: 3 })).toMatchObject({ status: 'OUT_OF_STEPS', iterations: 3 });
  });
  it('says when a gradient that lies lets no step climb', () => {
    const liar: SmoothFunction = ([x]) => ({ value: -(x! * x!), gradient: Float64Array.of(2 * x! + 1) });
    expect(quasiNewton(Float64Array.of(1), liar).status).toBe('STALLED');
  });
});

it('differencedInformation is minus the Hessian', () => {
  const information = differencedInformation(Float64Array.of(0.5, 0.7), banana)!;
  // -∂²/∂x² = 2 - 400 (y - 3 x²), -∂²/∂x∂y = -400 x, -∂²/∂y² = 200
  [2 - 400 * (0.7 - 0.75), -200, -200, 200].forEach((value, i) => {
    expect(information[i]! / value).toBeCloseTo(1, 6);
  });
});
