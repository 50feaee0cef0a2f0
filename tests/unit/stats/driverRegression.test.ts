import { describe, expect, it } from 'vitest';
import { driverLabel } from '../../../worker/stats/drivers/driverLabels.ts';
import {
  type DriverColumn,
  type DriverRegressionFit,
  type DriverRegressionOptions,
  driverRegression,
  minimumDriverRows,
} from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const fivePoint = { min: 1, max: 5 };

function ratings(rows: number, driverCount: number) {
  const { outcome, drivers } = generatedRatings(rows, driverCount);
  return { outcome, drivers: drivers.map((driver): DriverColumn => ({ ...driver, scale: fivePoint })) };
}

function fitted(input: ReturnType<typeof ratings>, options?: DriverRegressionOptions): DriverRegressionFit {
  const outcome = driverRegression(input, options);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

describe('a row per driver', () => {
  const input = ratings(400, 5);
  const { drivers, model, cutLines } = fitted(input);

  it('importance adds up to the R² of the model, shares to 1', () => {
    expect(drivers.reduce((sum, { lmg }) => sum + lmg, 0)).toBeCloseTo(model.rSquared, 12);
    expect(drivers.reduce((sum, { lmgShare }) => sum + lmgShare!, 0)).toBeCloseTo(1, 12);
  });
  it('performance is the plain mean and the share of the two top boxes', () => {
    drivers.forEach(({ performance, topTwoBox, n }, j) => {
      const values = Array.from(input.drivers[j]!.values);
      expect(n).toBe(400);
      expect(performance.estimate).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / 400, 12);
      expect(topTwoBox!.estimate).toBe(values.filter((value) => value >= 4).length / 400);
      expect(topTwoBox!.ciLow).toBeLessThan(topTwoBox!.estimate!);
    });
  });
  it('cut lines are the means of importance and performance', () => {
    expect(cutLines.importance).toBe(0.2);
    expect(cutLines.performance).toBeCloseTo(drivers.reduce((sum, { performance }) => sum + performance.estimate!, 0) / 5, 12);
    expect(cutLines.performanceUnit).toBe('MEAN');
  });
  it('cut lines can be set', () => {
    const cut = fitted(input, { importanceCut: 0.99, performanceCut: 0 });
    expect(cut.drivers.map(({ label }) => label)).toEqual(Array.from({ length: 5 }, () => 'MAINTAIN'));
  });
  it('a question without a scale has no top-two-box share', () => {
    const open = { ...input, drivers: input.drivers.map((driver) => ({ ...driver, scale: null })) };
    expect(fitted(open).drivers.every(({ topTwoBox }) => topTwoBox === null)).toBe(true);
  });
  it('drivers on different scales are compared by their position on the scale', () => {
    const stretched = input.drivers.map((driver, j) =>
      j === 0 ? { ...driver, values: driver.values.map((value) => (value - 1) * 2.5), scale: { min: 0, max: 10 } } : driver,
    );
    const mixed = fitted({ ...input, drivers: stretched });
    expect(mixed.cutLines.performanceUnit).toBe('SHARE_OF_SCALE');
    expect(mixed.drivers.map(({ label }) => label)).toEqual(drivers.map(({ label }) => label)); // same answers, same advice
  });
  it('a driver without a scale beside others moves no line among them and lies on no side of it', () => {
    const amount = { name: 'amount', values: Float64Array.from({ length: 400 }, (_, i) => ((i * 37) % 101) * 10), scale: null };
    const mixed = fitted({ ...input, drivers: [...input.drivers, amount] });
    expect(mixed.cutLines).toMatchObject({ performanceUnit: 'MEAN', performance: cutLines.performance });
    expect(mixed.drivers[5]!.label).toBeNull();
    expect(mixed.drivers.slice(0, 5).every(({ label }) => label !== null)).toBe(true);
  });
  it('survives JSON: no NaN, no Infinity', () => expect(JSON.parse(JSON.stringify({ drivers, model }))).toEqual({ drivers, model }));
});

describe('labels', () => {
  const cuts = { importance: 0.2, performance: 3.5 };
  const good = { estimate: 0.3, correlation: 0.5, pAdjusted: 0.001, importance: 0.4, performance: 3 };
  it.each([
    ['important, weak and shown', good, 'FIX_FIRST'],
    ['important and weak but not shown', { ...good, pAdjusted: 0.05 }, 'MONITOR'],
    ['important and weak without a test', { ...good, pAdjusted: null }, 'MONITOR'],
    ['important and weak with a negative effect', { ...good, estimate: -0.3, correlation: -0.5 }, 'MONITOR'],
    ['important and strong', { ...good, performance: 4 }, 'KEEP'],
    ['minor and weak', { ...good, importance: 0.1 }, 'MONITOR'],
    ['minor and strong', { ...good, importance: 0.1, performance: 4 }, 'MAINTAIN'],
    ['on both cut lines', { ...good, importance: 0.2, performance: 3.5 }, 'KEEP'],
    ['negative beside the others, positive alone', { ...good, estimate: -0.1 }, 'SUPPRESSOR'],
  ] as const)('%s', (_name, position, label) => expect(driverLabel(position, cuts)).toBe(label));

  it('a suppressor is named in the warnings', () => {
    // y = 2a - b with b nearly a: b goes with y alone and against it beside a
    const a = Float64Array.from({ length: 60 }, (_, i) => i % 10);
    const b = a.map((value, i) => value + ((i * 7) % 5) - 2);
    const y = a.map((value, i) => 2 * value - b[i]! + ((i * 3) % 7) / 7);
    const outcome = driverRegression({
      outcome: { name: 'y', values: y },
      drivers: [
        { name: 'a', values: a, scale: null },
        { name: 'b', values: b, scale: null },
      ],
    });
    expect(outcome).toMatchObject({
      kind: 'fitted',
      fit: { drivers: [{}, { name: 'b', label: 'SUPPRESSOR' }] },
      warnings: [{ code: 'SUPPRESSOR', subject: 'b' }],
    });
  });
});

describe('minimum size', () => {
  it('is 30 answers, and 10 per driver from the third on', () => expect([1, 3, 4, 20].map(minimumDriverRows)).toEqual([30, 30, 40, 200]));
  it('an analysis refuses below it', () =>
    expect(driverRegression(ratings(39, 4), { minimumRows: 40 })).toEqual({
      kind: 'notEstimable',
      reason: 'NOT_ENOUGH_DATA',
      detail: '39 complete rows, 40 are needed for 4 drivers',
      subjects: [],
    }));
  it('of customers is told as well where an analysis has enough answers', () => {
    const input = ratings(120, 4);
    const clusters = Int32Array.from({ length: 120 }, (_, row) => row % 5);
    const outcome = driverRegression({ ...input, roles: { clusters } }, { minimumRows: 40 });
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.warnings).toContainEqual({
      code: 'NOT_ENOUGH_DATA',
      subject: null,
      detail: '5 clusters, 30 are needed for reliable errors',
    });
  });
  it('without one the fit is given with a warning', () => {
    const outcome = driverRegression(ratings(39, 4));
    if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
    expect(outcome.warnings.map(({ code }) => code)).toContain('NOT_ENOUGH_DATA');
  });
});

it('progress rises to exactly 1', () => {
  const fractions: number[] = [];
  driverRegression(ratings(3000, 3), { onProgress: (fraction) => fractions.push(fraction) });
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
  expect(fractions.at(-1)).toBe(1);
});

it('a scale upside down is a mistake of the caller', () => {
  const { outcome, drivers } = ratings(50, 2);
  const upsideDown = drivers.map((driver) => ({ ...driver, scale: { min: 5, max: 1 } }));
  expect(() => driverRegression({ outcome, drivers: upsideDown })).toThrow('scale of d1 has min 5 and max 1');
});

it('a driver that is the outcome reproduces it: tests are null, not infinite', () => {
  const { outcome, drivers } = ratings(50, 2);
  const same = driverRegression({ outcome, drivers: [...drivers, { name: 'same', values: outcome.values.slice(), scale: null }] });
  if (same.kind !== 'fitted') throw new Error(same.detail);
  expect(same.fit.model.rSquared).toBe(1);
  expect(same.fit.drivers[2]).toMatchObject({ stdErr: 0, pValue: null, reason: 'ZERO_VARIANCE' });
});
