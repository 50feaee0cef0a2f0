import { describe, expect, it } from 'vitest';
import { benjaminiHochberg, driverDifferences, driverDraws, driverRegression, type NamedColumn } from '../../../worker/stats/index.ts';
import { generatedRatings } from './generatedDrivers.ts';

const names = ['a', 'b'];
const draws = 400;

/** Two or three brands: in brand 0 the outcome follows a, in brand 1 it follows b, brand 2 is like brand 0. */
function brands(count: number, rows = 600) {
  const { drivers } = generatedRatings(rows, 3, 5);
  const codes = Int32Array.from({ length: rows }, (_, row) => row % count);
  const [a, b, noise] = drivers.map(({ values }) => Float64Array.from(values));
  const lower = a!.map((value, row) => (codes[row] === 1 ? value - 1 : value)); // brand 1 also performs a point worse on a
  const values = lower.map((value, row) => 0.5 * noise![row]! + (codes[row] === 1 ? 3 * b![row]! + value : 3 * value + b![row]!));
  return { columns: [lower, b!].map((column, j) => ({ name: names[j]!, values: column })), outcome: { name: 'y', values }, codes };
}

function differences(count: number) {
  const { columns, outcome, codes } = brands(count);
  const labels = Array.from({ length: count }, (_, code) => `brand ${code}`);
  const tables = driverDraws({ outcome, drivers: columns, grouping: { codes, labels } }, { seed: 1, draws });
  const groups = labels.map((group, code) => {
    const pick = ({ name, values }: NamedColumn) => ({
      name,
      values: Float64Array.from(values).filter((_, row) => codes[row] === code),
      scale: null,
    });
    const fit = driverRegression({ outcome: pick(outcome), drivers: columns.map(pick) });
    if (fit.kind !== 'fitted') throw new Error(fit.detail);
    const rows = fit.fit.drivers;
    return { group, lmg: rows.map(({ lmg }) => lmg), means: rows.map(({ performance }) => performance.estimate!), draws: tables[code]! };
  });
  return { groups, rows: driverDifferences(groups, names) };
}

describe('differences between groups', () => {
  const { groups, rows } = differences(3);
  const find = (driver: string, measure: string, group: number, reference: number) =>
    rows.find(
      (row) => row.driver === driver && row.measure === measure && row.group === `brand ${group}` && row.reference === `brand ${reference}`,
    )!;

  it('are taken for every pair, driver and measure', () => expect(rows).toHaveLength(3 * 2 * 2));
  it('are those of the estimates', () => {
    expect(find('a', 'LMG', 1, 0).estimate).toBe(groups[1]!.lmg[0]! - groups[0]!.lmg[0]!);
    expect(find('b', 'MEAN', 2, 1).estimate).toBe(groups[2]!.means[1]! - groups[1]!.means[1]!);
  });
  it('show what is there: importance and performance of a fall in brand 1, importance of b rises', () => {
    expect(find('a', 'LMG', 1, 0).ciHigh).toBeLessThan(0);
    expect(find('b', 'LMG', 1, 0).ciLow).toBeGreaterThan(0);
    expect(find('a', 'MEAN', 1, 0).ciHigh).toBeLessThan(0);
    for (const [driver, measure] of [
      ['a', 'LMG'],
      ['b', 'LMG'],
      ['a', 'MEAN'],
    ] as const)
      expect(find(driver, measure, 1, 0).pAdjusted).toBeLessThan(0.001);
  });
  it('do not show what is not: brand 2 is like brand 0', () => {
    for (const driver of names) {
      for (const measure of ['LMG', 'MEAN']) {
        const row = find(driver, measure, 2, 0);
        expect(row.pAdjusted).toBeGreaterThan(0.01);
        expect(row.ciLow! < 0 && row.ciHigh! > 0).toBe(true);
      }
    }
  });
  it('are adjusted over all of them', () => {
    const adjusted = benjaminiHochberg(rows.map(({ pValue }) => pValue));
    expect(rows.map(({ pAdjusted }) => pAdjusted)).toEqual(adjusted);
  });
  it('of respondents who answer alike in both groups have no spread and no test', () => {
    // every customer answers once in each brand, the same: drawn together, the difference is 0 in every draw
    const { outcome, drivers } = generatedRatings(50, 2, 3);
    const twice = ({ name, values }: NamedColumn) => ({ name, values: Float64Array.from([...values, ...values]) });
    const clusters = Int32Array.from({ length: 100 }, (_, row) => row % 50);
    const codes = Int32Array.from({ length: 100 }, (_, row) => Number(row >= 50));
    const tables = driverDraws(
      { outcome: twice(outcome), drivers: drivers.map(twice), roles: { clusters }, grouping: { codes, labels: ['x', 'y'] } },
      { seed: 1, draws: 50 },
    );
    const same = ['x', 'y'].map((group, code) => ({ group, lmg: [0.2, 0.1], means: [3, 4], draws: tables[code]! }));
    for (const row of driverDifferences(same, ['d1', 'd2'])) {
      expect(row.estimate).toBe(0);
      expect(row.stdErr).toBeLessThan(1e-12);
    }
  });
  it('need the same draws', () => {
    const [first, second] = groups;
    const [other] = driverDraws({ outcome: brands(1).outcome, drivers: brands(1).columns }, { seed: 1, draws: 5 });
    expect(() => driverDifferences([first!, { ...second!, draws: other! }], names)).toThrow('brand 1 and brand 0 have other draws');
  });
});

describe('Benjamini and Hochberg', () => {
  // R 4.2.2: p.adjust(c(0.01, 0.04, 0.03, 0.2, 0.005, 0.03), "BH")
  it('agrees with R', () =>
    expect(benjaminiHochberg([0.01, 0.04, 0.03, 0.2, 0.005, 0.03])).toEqual(
      [0.03, 0.048, 0.045, 0.2, 0.03, 0.045].map((value) => expect.closeTo(value, 14)),
    ));
  it('leaves out what is no test', () => expect(benjaminiHochberg([null, 0.02, null, 0.5])).toEqual([null, 0.04, null, 0.5]));
  it('of none is none', () => expect(benjaminiHochberg([])).toEqual([]));
});
