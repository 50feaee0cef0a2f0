import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { driverImportance, forceMembers, type ImportanceTable, kendallsW, ols, relativeWeights } from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

interface Correlations {
  readonly drivers: Float64Array;
  readonly outcome: Float64Array;
}

function correlationsOf(count: number, seed: number): Correlations & { readonly rSquared: number } {
  const { outcome, drivers } = generatedRatings(60, count, seed);
  const result = ols(outcome, drivers);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  const { fit } = result;
  const withOutcome = Float64Array.from(fit.drivers, ({ correlation }) => correlation!);
  return { drivers: fit.driverCorrelations!, outcome: withOutcome, rSquared: fit.model.rSquared };
}

function table({ drivers, outcome }: Correlations, forces?: ReturnType<typeof forceMembers>): ImportanceTable {
  const result = driverImportance(drivers, outcome, forces);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

const cases = fc
  .record({ count: fc.integer({ min: 1, max: 7 }), seed: fc.integer({ min: 1, max: 1_000_000 }) })
  .map(({ count, seed }) => correlationsOf(count, seed));
const sum = (values: Iterable<number>): number => Array.from(values).reduce((total, value) => total + value, 0);

describe("Johnson's relative weights", () => {
  it('sum to R², none is negative', () =>
    fc.assert(
      fc.property(cases, ({ drivers, outcome, rSquared }) => {
        const weights = relativeWeights(drivers, outcome);
        expect(sum(weights)).toBeCloseTo(rSquared, 12);
        expect(Math.min(...weights)).toBeGreaterThanOrEqual(0);
      }),
    ));
  it('of uncorrelated drivers are their squared correlations', () =>
    expect(Array.from(relativeWeights(Float64Array.of(1, 0, 0, 1), Float64Array.of(0.6, -0.3)))).toEqual([
      expect.closeTo(0.36, 14),
      expect.closeTo(0.09, 14),
    ]));
  it('of two drivers equal LMG', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), (seed) => {
        const correlations = correlationsOf(2, seed);
        const weights = relativeWeights(correlations.drivers, correlations.outcome);
        table(correlations).drivers.forEach(({ lmg }, j) => {
          expect(weights[j]).toBeCloseTo(lmg, 12);
        });
      }),
    ));
});

describe('a row per driver', () => {
  it('semipartial² is the gain of entering last, partial² its part of what is left then', () =>
    fc.assert(
      fc.property(cases, ({ drivers, outcome, rSquared }) => {
        const count = outcome.length;
        const without = (j: number): number => {
          const rest = Array.from(outcome.keys()).filter((k) => k !== j);
          if (rest.length === 0) return 0;
          const inner = Float64Array.from(rest.flatMap((a) => rest.map((b) => drivers[a * count + b]!)));
          return table({ drivers: inner, outcome: Float64Array.from(rest, (k) => outcome[k]!) }).rSquared;
        };
        table({ drivers, outcome }).drivers.forEach(({ semipartialCorrelation, partialCorrelation, standardizedEstimate }, j) => {
          const gain = rSquared - without(j);
          expect(semipartialCorrelation ** 2).toBeCloseTo(gain, 11);
          expect(partialCorrelation! ** 2).toBeCloseTo(gain / (1 - rSquared + gain), 10);
          expect(Math.sign(partialCorrelation!)).toBe(Math.sign(standardizedEstimate));
        });
      }),
      { numRuns: 50 },
    ));
  it('LMG, shares and relative weights sum to R², 1 and R²', () =>
    fc.assert(
      fc.property(cases, (correlations) => {
        const { drivers, rSquared } = table(correlations);
        expect(sum(drivers.map(({ lmg }) => lmg))).toBeCloseTo(rSquared, 12);
        expect(sum(drivers.map(({ lmgShare }) => lmgShare!))).toBeCloseTo(1, 12);
        expect(sum(drivers.map(({ relativeWeight }) => relativeWeight))).toBeCloseTo(rSquared, 12);
      }),
    ));
  it('a perfect fit leaves nothing to correlate with the useless driver', () => {
    const { drivers } = table({ drivers: Float64Array.of(1, 0, 0, 1), outcome: Float64Array.of(1, 0) });
    expect(drivers.map(({ partialCorrelation }) => partialCorrelation)).toEqual([1, null]);
  });
  it('agreement is that of LMG, the coefficient and the correlation, by hand', () => {
    // Of two that are alike the weaker is negative beside the stronger: by LMG 0.264, 0.104, 0.160; |b| 1.211, 0.789, 0.400; |r| 0.5, 0.3, 0.4.
    const drivers = Float64Array.of(1, 0.9, 0, 0.9, 1, 0, 0, 0, 1);
    expect(table({ drivers, outcome: Float64Array.of(0.5, 0.3, 0.4) }).agreement).toBeCloseTo(7 / 9, 12); // rank sums 3, 8, 7
  });
  it('an indefinite matrix is refused', () =>
    expect(driverImportance(Float64Array.of(1, 1, 1, 1), Float64Array.of(0.5, 0.5))).toMatchObject({ reason: 'INDEFINITE' }));
});

describe('forces', () => {
  const names = ['a', 'b', 'c', 'd'];
  it('are the named ones, then every other driver by itself', () =>
    expect(forceMembers([{ name: 'FAIR', drivers: ['c', 'a'] }], names)).toEqual([
      { name: 'FAIR', members: [2, 0] },
      { name: 'b', members: [1] },
      { name: 'd', members: [3] },
    ]));
  it('split R² like drivers do', () => {
    const correlations = correlationsOf(4, 5);
    const { forces, rSquared } = table(correlations, forceMembers([{ name: 'FAIR', drivers: ['c', 'a'] }], names));
    expect(forces.map(({ name }) => name)).toEqual(['FAIR', 'b', 'd']);
    expect(sum(forces.map(({ lmg }) => lmg))).toBeCloseTo(rSquared, 13);
    expect(forces.map(({ rank }) => rank).toSorted()).toEqual([1, 2, 3]);
  });
  it('are none where none are named', () => expect(table(correlationsOf(3, 5)).forces).toEqual([]));
  it.each([
    ['an unknown driver', [{ name: 'F', drivers: ['x'] }], 'force F has x, one of a, b, c, d is needed'],
    [
      'a driver in two',
      [
        { name: 'F', drivers: ['a'] },
        { name: 'G', drivers: ['a'] },
      ],
      'force G has a, which force F has already',
    ],
    ['no driver', [{ name: 'F', drivers: [] }], 'force F has no drivers, at least one is needed'],
    ['the name of another driver', [{ name: 'b', drivers: ['a'] }], 'forces has b twice, distinct names are needed'],
  ])('with %s are refused', (_name, forces, message) => expect(() => forceMembers(forces, names)).toThrow(message));
});

describe("Kendall's W", () => {
  it('is 1 where all rank alike, whatever their units', () =>
    expect(kendallsW({ a: [1, 2, 3, 4], b: [10, 20, 30, 40], c: [-4, -3, 0, 9] })).toBe(1));
  it('is 0 where two contradict each other', () => expect(kendallsW({ a: [1, 2, 3], b: [3, 2, 1] })).toBe(0));
  // R 4.2.2: friedman.test(rbind(c(9,7,7,4,1), c(8,8,5,6,2), c(3,9,6,6,6)))$statistic / (3 * 4)
  it('shares ranks among ties', () =>
    expect(kendallsW({ a: [9, 7, 7, 4, 1], b: [8, 8, 5, 6, 2], c: [3, 9, 6, 6, 6] })).toBeCloseTo(0.438271604938272, 14));
  it('is between 0 and 1', () =>
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 5, maxLength: 5 }), { minLength: 2, maxLength: 4 }),
        (judges) => {
          const w = kendallsW(Object.fromEntries(judges.map((scores, i) => [`judge ${i}`, scores])));
          if (judges.every((scores) => scores.every((score) => score === scores[0]))) expect(w).toBeNull();
          else expect(w! >= -1e-15 && w! <= 1 + 1e-15).toBe(true);
        },
      ),
    ));
  it('is undefined for one item, or where everybody ties everything', () => {
    expect(kendallsW({ a: [1], b: [2] })).toBeNull();
    expect(kendallsW({ a: [1, 1], b: [2, 2] })).toBeNull();
  });
  it('needs judges of the same items', () => expect(() => kendallsW({ a: [1, 2], b: [1] })).toThrow('b has length 1, a has 2'));
});
