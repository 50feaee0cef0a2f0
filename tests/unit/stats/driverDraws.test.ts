import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DriverDraws,
  type DriverSample,
  driverBootstrap,
  driverDraws,
  driverRegression,
  mergeDriverDraws,
  type NamedColumn,
} from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const sample = (rows: number, drivers: number, seed = 1): DriverSample => generatedRatings(rows, drivers, seed);
const only = (tables: readonly DriverDraws[]): DriverDraws => {
  expect(tables).toHaveLength(1);
  return tables[0]!;
};
const draw = (from: DriverSample, draws: number, seed = 1) => only(driverDraws(from, { seed, draws }));

function withHoles({ outcome, drivers }: DriverSample, every: number): Pick<DriverSample, 'outcome' | 'drivers'> {
  const hole = ({ name, values }: NamedColumn, j: number): NamedColumn => ({
    name,
    values: Float64Array.from(values, (value, row) => ((row * 7 + 3 * j) % every === 0 ? Number.NaN : value)),
  });
  return { outcome: hole(outcome, 0), drivers: drivers.map((driver, j) => hole(driver, j + 1)) };
}

function expectClose(got: Float64Array, expected: ArrayLike<number>, digits = 10): void {
  expect(got).toHaveLength(expected.length);
  got.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, digits);
  });
}

describe('draws', () => {
  it.each(['LISTWISE', 'AVAILABLE', 'EM'] as const)('made in parts and merged are the whole, bit for bit: %s', (treatment) => {
    const from: DriverSample = { ...withHoles(sample(90, 3), 11), treatment };
    const part = (firstDraw: number, draws: number) => only(driverDraws(from, { seed: 3, draws, firstDraw }));
    expect(mergeDriverDraws([part(12, 8), part(0, 5), part(5, 7)])).toEqual(draw(from, 20, 3));
  });
  it('merge only without gaps', () => {
    const part = (firstDraw: number) => only(driverDraws(sample(40, 2), { seed: 1, draws: 3, firstDraw }));
    expect(() => mergeDriverDraws([part(0), part(4)])).toThrow('parts has draw 4 where draw 3 comes next');
    expect(() => mergeDriverDraws([])).toThrow('parts has length 0');
  });
  it('differ between seeds', () => expect(draw(sample(40, 2), 3, 1).lmg).not.toEqual(draw(sample(40, 2), 3, 2).lmg));

  it('are the analysis of the drawn rows', () => {
    const { outcome, drivers } = sample(50, 3);
    // a draw of clusters of one row each is recovered from its means by drawing the row numbers themselves
    const rowNumbers = Array.from({ length: 50 }, (_, row) => ({
      name: `row ${row}`,
      values: Float64Array.from({ length: 50 }, (_v, i) => Number(i === row)),
    }));
    const times = Array.from(rowNumbers, (indicator) => {
      const table = draw({ outcome, drivers: [indicator] }, 1, 9);
      return table.isEstimated[0] === 1 ? Math.round(50 * table.means[0]!) : 0; // an undrawn row is a constant column
    });
    expect(times.reduce((sum, count) => sum + count, 0)).toBe(50);
    const repeated = ({ name, values }: NamedColumn) => ({
      name,
      values: Float64Array.from(times.flatMap((count, row) => new Array<number>(count).fill(values[row]!))),
      scale: null,
    });
    const direct = driverRegression({ outcome: repeated(outcome), drivers: drivers.map(repeated) });
    if (direct.kind !== 'fitted') throw new Error(direct.detail);
    const { lmg, estimates, rSquared, means } = draw({ outcome, drivers }, 1, 9);
    const { fit } = direct;
    expectClose(
      lmg,
      fit.drivers.map((row) => row.lmg),
    );
    expectClose(
      estimates,
      [fit.intercept, ...fit.drivers].map(({ estimate }) => estimate),
      9,
    );
    expectClose(rSquared, [fit.model.rSquared]);
    expectClose(
      means,
      fit.drivers.map(({ performance }) => performance.estimate!),
    );
  });

  it('do not depend on the units of the columns', () =>
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (seed, factor) => {
        const { outcome, drivers } = sample(40, 3, seed);
        const scaled = ({ name, values }: NamedColumn) => ({
          name,
          values: Float64Array.from(values, (value) => 3 * factor + factor * value),
        });
        const other = { outcome: scaled(outcome), drivers: drivers.map(scaled) };
        expectClose(draw(other, 3).lmg, draw({ outcome, drivers }, 3).lmg, 9);
      }),
      { numRuns: 30 },
    ));
  it('a row that counts for three is three responses', () => {
    const { outcome, drivers } = sample(30, 2);
    const counts = Float64Array.from(outcome.values, (_, row) => row % 4); // with zeros
    const repeated = ({ name, values }: NamedColumn) => ({
      name,
      values: Float64Array.from(Array.from(values).flatMap((value, row) => new Array<number>(counts[row]!).fill(value))),
    });
    const counted = draw({ outcome, drivers, roles: { counts } }, 4);
    const written = draw({ outcome: repeated(outcome), drivers: drivers.map(repeated) }, 4);
    expect(counted.units).toBe(written.units);
    expectClose(counted.lmg, written.lmg);
    expectClose(counted.estimates, written.estimates, 9);
  });
  it('clusters are drawn whole', () => {
    const { outcome, drivers } = sample(60, 2);
    const clusters = Int32Array.from(outcome.values, (_, row) => row % 20);
    // every row of a cluster alike: drawing clusters must then equal drawing 20 rows, each counting for three
    const alike = ({ name, values }: NamedColumn) => ({ name, values: Float64Array.from(values, (_, row) => values[row % 20]!) });
    const first = ({ name, values }: NamedColumn) => ({ name, values: Float64Array.from(values.slice(0, 20)) });
    const byCluster = draw({ outcome: alike(outcome), drivers: drivers.map(alike), roles: { clusters } }, 4);
    expect(byCluster).toMatchObject({ unit: 'CLUSTER', units: 20 });
    expectClose(byCluster.lmg, draw({ outcome: first(outcome), drivers: drivers.map(first) }, 4).lmg);
  });
  it('sampling weights weight each draw, in whatever unit', () => {
    const { outcome, drivers } = sample(50, 2);
    const weights = Float64Array.from(outcome.values, (_, row) => 1 + (row % 5));
    const table = draw({ outcome, drivers, roles: { weights } }, 3);
    expectClose(draw({ outcome, drivers, roles: { weights: weights.map((weight) => 70 * weight) } }, 3).lmg, table.lmg);
    expect(table.lmg).not.toEqual(draw({ outcome, drivers }, 3).lmg);
  });
  it('of groups come from the same drawn rows', () => {
    const from = sample(80, 2);
    const codes = Int32Array.from(from.outcome.values, (_, row) => row % 2);
    const [even, odd] = driverDraws({ ...from, grouping: { codes, labels: ['even', 'odd'] } }, { seed: 1, draws: 5 });
    expect(even!.units).toBe(80); // all are drawn from, whichever group they are in
    // as if the other group's answers were missing
    const onlyOf = (code: number) => (column: NamedColumn) => ({
      name: column.name,
      values: Float64Array.from(column.values, (value, row) => (codes[row] === code ? value : Number.NaN)),
    });
    [even, odd].forEach((table, code) => {
      const alone = draw({ outcome: onlyOf(code)(from.outcome), drivers: from.drivers.map(onlyOf(code)) }, 5);
      expectClose(table!.lmg, alone.lmg);
      expectClose(table!.means, alone.means);
    });
  });
  it.each(['LISTWISE', 'AVAILABLE', 'EM'] as const)('do not depend on the weights of other groups: %s', (treatment) => {
    const from = { ...sample(80, 2), treatment };
    const codes = Int32Array.from(from.outcome.values, (_, row) => row % 2);
    const grouping = { codes, labels: ['even', 'odd'] };
    const light = driverDraws(
      { ...from, grouping, roles: { weights: Float64Array.from(codes, (code) => (code === 0 ? 1 : 1e-4)) } },
      { seed: 1, draws: 5 },
    );
    driverDraws({ ...from, grouping }, { seed: 1, draws: 5 }).forEach((table, code) => {
      expect(light[code]!.isEstimated).toEqual(table.isEstimated);
      expectClose(light[code]!.lmg, table.lmg, 8);
      expectClose(light[code]!.means, table.means, 8);
    });
  });
  it('of a single cluster are the same every time and none is estimated, in all rows or in a group', () => {
    const from = sample(40, 2);
    const codes = Int32Array.from(from.outcome.values, (_, row) => Number(row >= 20));
    expect(draw({ ...from, roles: { clusters: new Int32Array(40) } }, 5).isEstimated).toEqual(new Uint8Array(5));
    const clusters = Int32Array.from(codes, (code, row) => (code === 0 ? 0 : row));
    const [one, many] = driverDraws({ ...from, grouping: { codes, labels: ['one', 'many'] }, roles: { clusters } }, { seed: 1, draws: 5 });
    expect(one!.isEstimated).toEqual(new Uint8Array(5));
    expect(many!.isEstimated).toEqual(new Uint8Array(5).fill(1));
  });
  it('of more responses than can be drawn one by one are refused', () =>
    expect(() => draw({ ...sample(40, 2), roles: { counts: new Float64Array(40).fill(1e9) } }, 1)).toThrow(
      'counts has a sum of 40000000000, at most 100000000 responses can be drawn one by one',
    ));
  it('that leave a driver constant are left out and counted', () => {
    const { outcome, drivers } = sample(12, 1);
    const rare = { name: 'rare', values: Float64Array.from(outcome.values, (_, row) => Number(row === 0)) };
    const table = draw({ outcome, drivers: [...drivers, rare] }, 200);
    const summary = driverBootstrap(table);
    // an outcome of 12 draws without row 0: (11 / 12)^12 = 0.35
    expect(summary.failedDraws).toBeGreaterThan(40);
    expect(summary.failedDraws).toBeLessThan(100);
    expect(summary.failedDraws).toBe(200 - table.isEstimated.reduce((sum, is) => sum + is, 0));
  });
  it('report progress, ascending to 1', () => {
    const fractions: number[] = [];
    driverDraws(sample(30, 2), { seed: 1, draws: 200, onProgress: (fraction) => fractions.push(fraction) });
    expect(fractions).toEqual([0.25, 0.5, 0.75, 1]);
  });
});

describe('their summary', () => {
  it('has whole ranks, probabilities that sum to 1, and a stderr that is the spread', () => {
    const { drivers, forces, rSquared } = driverBootstrap(draw({ ...sample(60, 4), forces: [[0, 1], [2], [3]] }, 300), { topK: 2 });
    expect(forces).toHaveLength(3);
    for (const { rankLow, rankHigh, rankProbabilities, topProbability, lmgShare, lmg } of [...drivers, ...forces]) {
      expect(Number.isInteger(rankLow) && Number.isInteger(rankHigh) && rankLow! <= rankHigh!).toBe(true);
      expect(rankProbabilities.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
      expect(topProbability).toBeCloseTo(rankProbabilities[0]! + rankProbabilities[1]!, 12);
      expect(lmgShare.ciLow).toBeGreaterThan(0); // never negative: such an interval tests nothing
      expect(lmgShare.ciHigh).toBeLessThan(1);
      expect(lmg.stdErr).toBeGreaterThan(0);
    }
    expect(rSquared.ciLow).toBeLessThan(rSquared.ciHigh!);
  });
  it('without draws is null throughout', () => {
    const { drivers, intercept, rSquared } = driverBootstrap(draw(sample(30, 2), 0));
    expect(intercept).toEqual({ stdErr: null, ciLow: null, ciHigh: null });
    expect(rSquared.ciLow).toBeNull();
    for (const stability of drivers) expect(stability).toMatchObject({ rankLow: null, topProbability: null });
  });
});
