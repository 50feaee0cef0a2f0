import { describe, expect, it } from 'vitest';
import {
  logit,
  logitProbabilities,
  type NamedColumn,
  type OrdinalFit,
  ordinalEffects,
  ordinalLogit,
  ordinalProbabilities,
  randomStream,
} from '../../../worker/stats/index.ts';

const n = 800;
const random = randomStream(41);
const drivers: NamedColumn[] = ['staff', 'price'].map((name) => ({
  name,
  values: Float64Array.from({ length: n }, () => 1 + random.integer(5)),
}));
const [staff, price] = drivers as [NamedColumn, NamedColumn];
/** A score of 0-10 by a latent logistic variable: staff lifts it, price hardly. */
const outcome: NamedColumn = {
  name: 'score',
  values: Float64Array.from({ length: n }, (_, i) => {
    const uniform = random.uniform();
    const latent = 0.8 * staff.values[i]! + 0.1 * price.values[i]! + Math.log(uniform / (1 - uniform));
    return Math.max(0, Math.min(10, Math.round(4 + 1.3 * latent)));
  }),
};

function fitOf(options: Parameters<typeof ordinalLogit>[2] = {}): OrdinalFit {
  const result = ordinalLogit(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

/** The definition, by ordinalProbabilities: the mean probability of an answer from `from` on, each driver moved by so much. */
function meanProbability(
  fit: OrdinalFit,
  from: number,
  moved: readonly number[] = [0, 0],
  weights: Float64Array = new Float64Array(n).fill(1),
): number {
  const columns = drivers.map(({ name, values }, j) => ({ name, values: Float64Array.from(values, (value) => value + moved[j]!) }));
  const probabilities = ordinalProbabilities(fit, columns);
  let sum = 0;
  fit.model.levels.forEach(({ value }, level) => {
    if (value >= from) probabilities[level]!.forEach((probability, i) => { sum += weights[i]! * probability; }); // biome-ignore format: one line
  });
  return sum / weights.reduce((total, weight) => total + weight, 0);
}

const step = 1e-4;
function slopeOf(fit: OrdinalFit, from: number, driver: number): number {
  const moved = (by: number) => [0, 1].map((j) => (j === driver ? by : 0));
  return (meanProbability(fit, from, moved(step)) - meanProbability(fit, from, moved(-step))) / (2 * step);
}

/** The fit with one of its parameters moved: thresholds first, then slopes, as in its covariance. */
function withParameter(fit: OrdinalFit, place: number, by: number): OrdinalFit {
  const move = <Row extends { readonly estimate: number }>(rows: readonly Row[], first: number): Row[] =>
    rows.map((row, index) => (first + index === place ? { ...row, estimate: row.estimate + by } : row));
  return { ...fit, thresholds: move(fit.thresholds, 0), drivers: move(fit.drivers, fit.thresholds.length) };
}

describe('ordinalEffects', () => {
  const fit = fitOf();

  it.each([9, 7, 3])('is the derivative of the mean probability of an answer of %d or more', (from) => {
    const effects = ordinalEffects(fit, drivers, from)!;
    expect(effects.map(({ name }) => name)).toEqual(['staff', 'price']);
    effects.forEach(({ estimate }, driver) => {
      expect(Math.abs(estimate - slopeOf(fit, from, driver))).toBeLessThan(1e-7);
    });
  });

  it.each([9, 7])('from %d has the error of the delta method, by differences of the definition', (from) => {
    const size = fit.thresholds.length + drivers.length;
    ordinalEffects(fit, drivers, from)!.forEach(({ estimate, stdErr, ciLow, ciHigh }, driver) => {
      const gradient = Array.from({ length: size }, (_, place) => {
        const at = (by: number) => slopeOf(withParameter(fit, place, by), from, driver);
        return (at(step) - at(-step)) / (2 * step);
      });
      let variance = 0;
      for (let i = 0; i < size; i++)
        for (let j = 0; j < size; j++) variance += gradient[i]! * fit.covariance![i * size + j]! * gradient[j]!;
      expect(stdErr! / Math.sqrt(variance)).toBeCloseTo(1, 3);
      expect((ciHigh! - ciLow!) / (2 * stdErr!)).toBeCloseTo(1.959964, 5);
      expect((ciHigh! + ciLow!) / 2).toBeCloseTo(estimate, 12);
    });
  });

  it('is the effect on the probability of a binary model where there are two levels', () => {
    const high: NamedColumn = { name: 'high', values: outcome.values.map((score) => Number(score >= 9)) as Float64Array };
    const two = ordinalLogit(high, drivers);
    const binary = logit(high, drivers);
    if (two.kind !== 'fitted' || binary.kind !== 'fitted') throw new Error('not fitted');
    const density = logitProbabilities(binary.fit, drivers).reduce((sum, p) => sum + (p * (1 - p)) / n, 0);
    ordinalEffects(two.fit, drivers, 1)!.forEach(({ estimate }, driver) => {
      expect(estimate).toBeCloseTo(binary.fit.drivers[driver]!.estimate * density, 9);
    });
  });

  it('follows the errors of the fit: of answers given twice by each customer they are as wide as of once', () => {
    const twice = (values: NamedColumn['values']) => Float64Array.from({ length: 2 * n }, (_, i) => values[i % n]!);
    const doubled = drivers.map(({ name, values }) => ({ name, values: twice(values) }));
    const clusters = Int32Array.from({ length: 2 * n }, (_, i) => i % n);
    const result = ordinalLogit({ name: 'score', values: twice(outcome.values) }, doubled, { roles: { clusters } });
    if (result.kind !== 'fitted') throw new Error(result.detail);
    const [once] = ordinalEffects(fit, drivers, 9)!;
    const [own] = ordinalEffects(result.fit, doubled, 9)!;
    expect(own!.estimate).toBeCloseTo(once!.estimate, 6);
    expect(own!.stdErr! / once!.stdErr!).toBeGreaterThan(0.9); // naive errors would be 0.71
    expect(own!.df).toBe(n - 1);
  });

  it.each(['weights', 'counts'] as const)('under %s is the derivative of the mean probability of those whom the rows stand for', (kind) => {
    const values = Float64Array.from({ length: n }, (_, i) => (staff.values[i]! > 3 ? 4 : i % 3)); // the content ones count more, some not at all
    const own = fitOf({ roles: { [kind]: values } });
    const effects = ordinalEffects(own, drivers, 9, { [kind]: values })!;
    effects.forEach(({ estimate }, driver) => {
      const moved = (by: number) => [0, 1].map((j) => (j === driver ? by : 0));
      const slope = (meanProbability(own, 9, moved(step), values) - meanProbability(own, 9, moved(-step), values)) / (2 * step);
      expect(Math.abs(estimate - slope)).toBeLessThan(1e-7);
    });
    expect(Math.abs(ordinalEffects(own, drivers, 9)![0]!.estimate - effects[0]!.estimate)).toBeGreaterThan(0.005);
  });

  it('of a row that counts for three is that of three rows, with its error', () => {
    const counts = Float64Array.from({ length: n }, (_, i) => i % 4);
    const rows = Array.from(counts.keys()).flatMap((i) => Array<number>(counts[i]!).fill(i));
    const repeated = ({ name, values }: NamedColumn) => ({ name, values: Float64Array.from(rows, (i) => values[i]!) });
    const long = ordinalLogit(repeated(outcome), drivers.map(repeated));
    if (long.kind !== 'fitted') throw new Error(long.detail);
    const expected = ordinalEffects(long.fit, drivers.map(repeated), 7)!;
    ordinalEffects(fitOf({ roles: { counts } }), drivers, 7, { counts })!.forEach(({ estimate, stdErr }, j) => {
      expect(estimate / expected[j]!.estimate).toBeCloseTo(1, 9);
      expect(stdErr! / expected[j]!.stdErr!).toBeCloseTo(1, 9);
    });
  });

  it('is null where every answer is on one side', () => {
    expect(ordinalEffects(fit, drivers, 11)).toBeNull();
    expect(ordinalEffects(fit, drivers, -1)).toBeNull();
  });

  it('names a driver that is missing', () => expect(() => ordinalEffects(fit, [staff], 9)).toThrow('drivers has no price'));
});
