import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { logit, type NamedColumn, ordinalLogit, randomStream } from '../../../worker/stats/index.ts';

const column = (name: string, ...values: number[]): NamedColumn => ({ name, values: Float64Array.from(values) });
type Vector = readonly [number, number, number];

/**
 * Exact answer for rows of three whole numbers: the cone of directions with a product >= 0 with every row has, if it holds any that is > 0
 * with some row, an edge at right angles to two of the rows. All edges are tried, in whole numbers.
 */
function isSeparated(rows: readonly Vector[]): boolean {
  const isSeparating = (direction: Vector): boolean => {
    const products = rows.map((row) => row[0] * direction[0] + row[1] * direction[1] + row[2] * direction[2]);
    return products.every((product) => product >= 0) && products.some((product) => product > 0);
  };
  return rows.some((a, i) =>
    rows.slice(0, i).some((b) => {
      const cross: Vector = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
      return isSeparating(cross) || isSeparating([-cross[0], -cross[1], -cross[2]]);
    }),
  );
}

const smallData = fc.record({
  rows: fc.integer({ min: 6, max: 30 }),
  values: fc.constantFrom(2, 3, 5, 1000),
  strength: fc.integer({ min: 0, max: 12 }),
  seed: fc.nat(),
});

/** Whole numbers below `values`, and log-odds that follow them. */
function drawn({ rows, values, strength, seed }: { rows: number; values: number; strength: number; seed: number }) {
  const random = randomStream(seed);
  const draw = () => Float64Array.from({ length: rows }, () => random.integer(values));
  const [a, b] = [draw(), draw()];
  const latent = a.map(
    (value, i) => ((value - values / 2) * strength + b[i]! - values / 2) / values + Math.log(1 / (1 - random.uniform()) - 1 + 1e-9),
  );
  return { a: { name: 'a', values: a }, b: { name: 'b', values: b }, latent };
}

describe('separation is refused where it is, and only there', () => {
  it('binary, two drivers: equal to the exact answer', () => {
    const seen = { fitted: 0, separated: 0 };
    fc.assert(
      fc.property(smallData, (request) => {
        const { a, b, latent } = drawn(request);
        const y = latent.map((value) => Number(value > 0));
        const result = logit({ name: 'y', values: y }, [a, b]);
        fc.pre(result.kind === 'fitted' || result.reason === 'SEPARATION' || result.reason === 'NOT_CONVERGED');
        const rows = Array.from(y, (value, i): Vector => {
          const sign = 2 * value - 1;
          return [sign, sign * a.values[i]!, sign * b.values[i]!];
        });
        expect(result.kind === 'fitted' ? 'fitted' : result.reason).toBe(isSeparated(rows) ? 'SEPARATION' : 'fitted');
        seen[result.kind === 'fitted' ? 'fitted' : 'separated']++;
      }),
      { numRuns: 300 },
    );
    expect(seen.fitted).toBeGreaterThan(20);
    expect(seen.separated).toBeGreaterThan(20);
  });
  it('three levels, one driver: equal to the exact answer', () => {
    const seen = { fitted: 0, separated: 0 };
    fc.assert(
      fc.property(smallData, (request) => {
        const { a, latent } = drawn(request);
        const y = latent.map((value) => Number(value > -0.7) + Number(value > 0.7));
        fc.pre(new Set(y).size === 3);
        const result = ordinalLogit({ name: 'y', values: y }, [a]);
        fc.pre(result.kind === 'fitted' || result.reason === 'SEPARATION' || result.reason === 'NOT_CONVERGED');
        const rows = Array.from(y).flatMap((level, i): Vector[] => {
          const x = a.values[i]!;
          const below: Vector[] = level < 2 ? [[Number(level === 0), Number(level === 1), -x]] : [];
          const above: Vector[] = level > 0 ? [[-Number(level === 1), -Number(level === 2), x]] : [];
          return [...below, ...above];
        });
        expect(result.kind === 'fitted' ? 'fitted' : result.reason).toBe(isSeparated(rows) ? 'SEPARATION' : 'fitted');
        seen[result.kind === 'fitted' ? 'fitted' : 'separated']++;
      }),
      { numRuns: 300 },
    );
    expect(seen.fitted).toBeGreaterThan(20);
    expect(seen.separated).toBeGreaterThan(20);
  });
  it('data that overlap by less and less are fitted, with errors that say how little they tell', () => {
    const errors = [1e-1, 1e-3, 1e-5].map((overlap) => {
      const x = column('x', 1, 2, 3, 4 - overlap, 4, 5, 6, 7);
      const result = logit(column('y', 0, 0, 0, 1, 0, 1, 1, 1), [x]);
      if (result.kind !== 'fitted') throw new Error(`${overlap}: ${result.detail}`);
      return result.fit.drivers[0]!.stdErr!;
    });
    expect(errors[0]).toBeGreaterThan(1);
    expect(errors[1]! / errors[0]!).toBeGreaterThan(5);
    expect(errors[2]! / errors[1]!).toBeGreaterThan(5);
    expect(logit(column('y', 0, 0, 0, 1, 0, 1, 1, 1), [column('x', 1, 2, 3, 4, 4, 5, 6, 7)])).toMatchObject({ reason: 'SEPARATION' });
  });
});

describe('the message names a smallest set of drivers at fault', () => {
  const noise = column('noise', 3, 1, 2, 3, 1, 2, 2, 1, 3, 1);
  const y = column('churned', 0, 0, 0, 0, 0, 1, 1, 1, 1, 1);
  it('one driver, completely', () =>
    expect(logit(y, [noise, column('tenure', 9, 8, 7, 8, 9, 1, 2, 1, 3, 2)])).toMatchObject({
      reason: 'SEPARATION',
      detail: 'tenure separates the values of churned completely: the likelihood rises for ever and has no maximum',
      subjects: ['tenure'],
    }));
  it('a level that only those who left have: quasi-complete', () =>
    expect(logit(y, [noise, column('plan=Z', 0, 0, 0, 0, 0, 0, 1, 0, 1, 0)])).toMatchObject({
      reason: 'SEPARATION',
      detail: 'plan=Z separates some rows by churned (quasi-complete separation): the likelihood rises for ever and has no maximum',
      subjects: ['plan=Z'],
    }));
  it('two drivers that separate only together', () => {
    // y = 1 where a > b, neither alone separates
    const a = column('a', 1, 2, 3, 4, 1, 2, 3, 4, 5, 4);
    const b = column('b', 2, 3, 4, 5, 3, 1, 2, 3, 4, 2);
    expect(logit(y, [a, noise, b])).toMatchObject({
      detail: expect.stringContaining('a and b together separate the values of churned completely'),
      subjects: ['a', 'b'],
    });
  });
  it('a score whose highest level a driver alone decides', () => {
    const score = column('score', 0, 1, 0, 1, 0, 1, 0, 2, 2, 2);
    const used = column('used', 0, 0, 0, 0, 0, 0, 0, 1, 1, 1);
    expect(ordinalLogit(score, [noise, used])).toMatchObject({ reason: 'SEPARATION', subjects: ['used'] });
  });
  it('rows without weight cannot prevent it', () => {
    const x = column('x', 9, 8, 7, 8, 9, 1, 2, 1, 3, 9);
    const weights = Float64Array.from({ length: 10 }, (_, i) => Number(i < 9));
    expect(logit(y, [noise, x]).kind).toBe('fitted');
    expect(logit(y, [noise, x], { roles: { weights } })).toMatchObject({ reason: 'SEPARATION', subjects: ['x'] });
  });
  it('also without an intercept', () =>
    expect(logit(column('y', 0, 0, 1, 1, 1), [column('x', -1, -2, 3, 1, 2)], { intercept: false })).toMatchObject({
      reason: 'SEPARATION',
    }));
});
