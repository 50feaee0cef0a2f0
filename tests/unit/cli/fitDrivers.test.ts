import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, type Named, readJson } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-drivers-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const referenceFile = (id: string): string => fileURLToPath(new URL(`../../reference/${id}/data.csv`, import.meta.url));
const expectedOf = <Expected>(id: string): Expected => readJson<{ expected: Expected }>(`./${id}/expected.json`).expected;

const swissDrivers = 'Agriculture,Examination,Education,Catholic,Infant.Mortality';
const swiss = ['drivers', referenceFile('reg-swiss'), '--y', 'Fertility', '--x', swissDrivers];
const sfoDrivers = 'Q7ART,Q7FOOD,Q7STORE,Q7SIGN,Q7WALKWAYS,Q7SCREENS,Q9BOARDING,Q9RESTROOM,Q10SAFE';
const sfo = ['drivers', referenceFile('reg-sfo2017'), '--y', 'Q7ALL', '--x', sfoDrivers];
const air = ['drivers', referenceFile('em-missing'), '--y', 'ozone', '--x', 'solar,wind,temp'];

interface ExpectedDrivers {
  readonly ols: {
    readonly coefficients: Named;
    readonly seHC3: Named;
    readonly standardErrors: Named;
    readonly standardizedBetas: Named;
    readonly correlationWithResponse: Named;
    readonly rSquared: number;
    readonly adjRSquared: number;
    readonly residualStdError: number;
    readonly fStatistic: number;
    readonly logLik: number;
  };
  readonly relativeImportance: { readonly lmg: Named; readonly lmgNormalized: Named; readonly johnsonRaw: Named };
}

function expectImportance(json: FitJson, key: string, expected: Named): void {
  expect(json.importance.map(({ driver }: { driver: string }) => driver)).toEqual(Object.keys(expected));
  for (const row of json.importance) expect(digits(row[key], expected[row.driver]!)).toBeGreaterThan(9);
}
function expectTerms(json: FitJson, key: string, expected: Named): void {
  expect(json.coefficients.map(({ term }: { term: string }) => term)).toEqual(Object.keys(expected));
  for (const row of json.coefficients) expect(digits(row[key], expected[row.term]!)).toBeGreaterThan(9);
}
const importanceKeys = [
  ...['driver', 'lmg', 'lmgShare', 'relativeWeight', 'standardizedBeta', 'correlation', 'mean', 'topTwoBox'],
  ...['shareCiLow', 'shareCiHigh', 'rank', 'rankLow', 'rankHigh', 'label'],
];

describe('earshot fit drivers', () => {
  it.each([
    ['reg-swiss', swiss],
    ['reg-sfo2017', sfo],
  ])('%s: coefficients and importance', async (id, words) => {
    const { ols, relativeImportance } = expectedOf<ExpectedDrivers>(id);
    const { json } = await runFit(...words, '--bootstrap', '200');
    expect(json).toMatchObject({ model: 'drivers', nDropped: 0, status: 'fitted', seType: 'HC3' });
    expectTerms(json, 'estimate', ols.coefficients);
    expectTerms(json, 'stdErr', ols.seHC3);
    expectTerms(json, 'classicalStdErr', ols.standardErrors);
    for (const [key, value] of Object.entries({
      rSquared: ols.rSquared,
      adjustedRSquared: ols.adjRSquared,
      residualStdErr: ols.residualStdError,
      fStatistic: ols.fStatistic,
      logLikelihood: ols.logLik,
    }))
      expect(digits(json[key], value)).toBeGreaterThan(9);
    for (const row of json.importance) expect(Object.keys(row)).toEqual(expect.arrayContaining(importanceKeys));
    expectImportance(json, 'lmg', relativeImportance.lmg);
    expectImportance(json, 'lmgShare', relativeImportance.lmgNormalized);
    expectImportance(json, 'relativeWeight', relativeImportance.johnsonRaw);
    expectImportance(json, 'standardizedBeta', ols.standardizedBetas);
    expectImportance(json, 'correlation', ols.correlationWithResponse);
  });

  it('draws 1,000 times unasked, the same for the same seed', async () => {
    const [first, second, other] = [await runFit(...swiss), await runFit(...swiss, '--seed', '1'), await runFit(...swiss, '--seed', '2')];
    expect(first.json.bootstrap).toMatchObject({ draws: 1000, failedDraws: 0, seed: 1, unit: 'response', units: 47, topK: 3 });
    expect(second.json).toEqual(first.json);
    expect(other.json.importance).not.toEqual(first.json.importance);
    // limits of the bootstrap-swiss case; tolerance 4 Monte-Carlo standard deviations at 1,000 draws
    const { lmgNormalized } = expectedOf<{ lmgNormalized: Record<string, { percentile95: number[]; mcSdOfLimitsAtB2000: number[] }> }>(
      'bootstrap-swiss',
    );
    for (const { driver, shareCiLow, shareCiHigh, rank, rankLow, rankHigh, topProbability } of first.json.importance) {
      const { percentile95, mcSdOfLimitsAtB2000 } = lmgNormalized[driver]!;
      expect(Math.abs(shareCiLow - percentile95[0]!)).toBeLessThan(4 * Math.SQRT2 * mcSdOfLimitsAtB2000[0]!);
      expect(Math.abs(shareCiHigh - percentile95[1]!)).toBeLessThan(4 * Math.SQRT2 * mcSdOfLimitsAtB2000[1]!);
      expect(rankLow <= rank && rank <= rankHigh).toBe(true);
      expect(topProbability >= 0 && topProbability <= 1).toBe(true);
    }
  });

  it('without draws has no intervals of shares and ranks, and says how to get them', async () => {
    const { json, lines } = await runFit(...swiss, '--bootstrap', '0');
    expect(json.bootstrap).toBeNull();
    for (const row of json.importance) expect(row).toMatchObject({ shareCiLow: null, shareCiHigh: null, rankLow: null, rankHigh: null });
    expect(lines.join(' ')).toContain('Say --bootstrap 1000');
  });

  it('takes the scale from the answers, and the top two boxes from it', async () => {
    const { json } = await runFit(...sfo, '--bootstrap', '0');
    for (const { scale, topTwoBox, topTwoBoxCiLow } of json.importance) {
      expect(scale).toBe('1-5');
      expect(topTwoBoxCiLow > 0 && topTwoBoxCiLow < topTwoBox && topTwoBox < 1).toBe(true);
    }
    const provinces = await runFit(...swiss, '--bootstrap', '0');
    for (const row of provinces.json.importance) expect(row).toMatchObject({ scale: null, topTwoBox: null });
  });

  it('forces sum to R squared, and single drivers stand beside them', async () => {
    const { json, lines } = await runFit(...swiss, '--forces', 'FAITH=Catholic,Examination;LAND=Agriculture', '--bootstrap', '100');
    expect(json.forces.map(({ force, drivers }: FitJson) => [force, drivers])).toEqual([
      ['FAITH', ['Catholic', 'Examination']],
      ['LAND', ['Agriculture']],
      ['Education', ['Education']],
      ['Infant.Mortality', ['Infant.Mortality']],
    ]);
    expect(json.forces.reduce((sum: number, { lmg }: FitJson) => sum + lmg, 0)).toBeCloseTo(json.rSquared, 12);
    for (const { shareCiLow, lmgShare, shareCiHigh } of json.forces) expect(shareCiLow < lmgShare && lmgShare < shareCiHigh).toBe(true);
    expect(lines.some((line) => line.includes('Catholic, Examination'))).toBe(true);
  });

  it('the columns of a categorical driver are one force', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 11},${i % 5},${['basic', 'plus', 'pro'][i % 3]}`);
    const { json } = await runFit(
      'drivers',
      file('plans.csv', `y,q,plan\n${rows.join('\n')}\n`),
      ...'--y y --x q,plan --categorical plan --bootstrap 0'.split(' '),
    );
    expect(json.forces.map(({ force, drivers }: FitJson) => [force, drivers])).toEqual([
      ['plan', ['plan=plus', 'plan=pro']],
      ['q', ['q']],
    ]);
  });

  it('a level of a category has no advice, and moves no line among ratings', async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${(i * 7) % 11},${1 + (i % 5)},${1 + (((i * 3) % 7) % 5)},${['basic', 'pro'][((i * 5) % 3) % 2]}`,
    );
    const csv = file('advice.csv', `y,q,r,plan\n${rows.join('\n')}\n`);
    const { json, lines } = await runFit('drivers', csv, ...'--y y --x q,r,plan --categorical plan --bootstrap 0'.split(' '));
    const without = await runFit('drivers', csv, ...'--y y --x q,r --bootstrap 0'.split(' '));
    expect(json.importance.map(({ driver, label }: FitJson) => [driver, label === null])).toEqual([['q', false], ['r', false], ['plan=pro', true]]); // biome-ignore format: one line
    expect(json.cutLines.performance).toBe(without.json.cutLines.performance);
    expect(lines.some((line) => line.startsWith('plan=pro') && line.trimEnd().endsWith('–'))).toBe(true);
  });

  it('says how far the methods agree', async () => {
    const { json } = await runFit(...sfo, '--bootstrap', '0');
    expect(json.agreement).toEqual({ kendallsW: expect.any(Number), between: ['lmg', 'standardizedBeta', 'correlation'] });
    expect(json.agreement.kendallsW).toBeGreaterThan(0.5);
  });
});

describe('missing values', () => {
  it('em: the coefficients of the reference case, errors by bootstrap, n per treatment', async () => {
    const { regression, missing } = expectedOf<{ regression: { coefficients: Named; rSquared: number }; missing: Named }>('em-missing');
    const { json } = await runFit(...air, '--missing', 'em');
    expect(json).toMatchObject({
      n: 153,
      nDropped: 0,
      seType: 'BOOTSTRAP',
      adjustedRSquared: null,
      missing: { treatment: 'em', n: 153, nComplete: 111 },
    });
    expectTerms(json, 'estimate', regression.coefficients);
    expect(digits(json.rSquared, regression.rSquared)).toBeGreaterThan(9);
    for (const row of json.coefficients)
      expect(row).toMatchObject({ stdErr: expect.any(Number), pValue: expect.any(Number), reason: null });
    for (const { column, n } of json.missing.columns) expect(n).toBe(153 - missing[column]!);
    expect(json.missing.pairs).toContainEqual({ a: 'solar', b: 'ozone', n: 111 });
  });
  it('available: no errors without draws, and the reason', async () => {
    const { json } = await runFit(...air, '--missing', 'available', '--bootstrap', '0');
    expect(json).toMatchObject({ n: 153, missing: { treatment: 'available', nComplete: 111 } });
    // R 4.2.2: see tests/reference/missingValues.test.ts
    expect(digits(json.rSquared, 0.636070502523638)).toBeGreaterThan(12);
    for (const row of json.coefficients) expect(row).toMatchObject({ stdErr: null, ciLow: null, reason: 'NOT_ENOUGH_DATA' });
  });
  it('listwise: what it dropped, with a warning above a fifth', async () => {
    const { json } = await runFit(...air, '--bootstrap', '0');
    const { completeCaseCoefficientsForContrast } = expectedOf<{ completeCaseCoefficientsForContrast: Named }>('em-missing');
    expect(json).toMatchObject({ n: 111, nDropped: 42, missing: { treatment: 'listwise', n: 111 } });
    expectTerms(json, 'estimate', completeCaseCoefficientsForContrast);
    expect(json.warnings).toContainEqual({ code: 'ROWS_DROPPED', message: '42 of 153 rows (27 %) left out because a cell is missing' });
  });
});

describe('groups', () => {
  const rows = Array.from({ length: 240 }, (_, i) => {
    const [a, b] = [1 + ((i * 7) % 5), 1 + (((i * 11) % 7) % 5)];
    const brand = i % 2 === 0 ? 'north' : 'south';
    return `${brand === 'north' ? 2 * a + 0.2 * b : 0.2 * a + 2 * b + ((i * 13) % 3)},${a},${b},${brand},c${i % 80}`;
  });
  const answers = file('brands.csv', `y,a,b,brand,customer\n${rows.join('\n')}\n`);
  const words = ['drivers', answers, '--y', 'y', '--x', 'a,b', '--group', 'brand', '--cluster', 'customer'];

  it('each has its own analysis, and draws give differences with adjusted p', async () => {
    const { json, lines } = await runFit(...words, '--bootstrap', '200');
    expect(json).toMatchObject({ n: 240, seType: 'CR1', bootstrap: { unit: 'cluster', units: 80 } });
    expect(json.groups.map(({ group, n, status }: FitJson) => [group, n, status])).toEqual([
      ['north', 120, 'fitted'],
      ['south', 120, 'fitted'],
    ]);
    const difference = json.differences.find(({ driver, measure }: FitJson) => driver === 'b' && measure === 'LMG');
    const lmgOf = (i: number) => json.groups[i].importance[1].lmg;
    expect(difference).toMatchObject({ group: 'south', reference: 'north' });
    expect(difference.estimate).toBeCloseTo(lmgOf(1) - lmgOf(0), 14);
    expect(difference.pAdjusted).toBeLessThan(0.01);
    expect(json.differences).toHaveLength(4);
    expect(lines.some((line) => line.startsWith('differences between groups'))).toBe(true);
  });
  it('no draws, no differences', async () => expect((await runFit(...words, '--bootstrap', '0')).json.differences).toBeNull());
  it('a group that cannot be estimated says so, the others stand', async () => {
    const few = file('few.csv', `y,a,b,brand,customer\n${rows.join('\n')}\n1,2,3,tiny,c1\n`);
    const { json } = await runFit('drivers', few, ...words.slice(2), '--bootstrap', '100');
    expect(json.groups[2]).toMatchObject({ group: 'tiny', n: 1, status: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
    expect(json.differences).toHaveLength(4);
  });
});

describe('weights and counts', () => {
  const table = (columns: string, line: (i: number) => string) =>
    `y,a,b${columns}\n${Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${1 + (i % 5)},${1 + ((i * 3) % 5)}${line(i)}`).join('\n')}\n`;
  const words = ['--y', 'y', '--x', 'a,b', '--bootstrap', '0'];

  it('a count is so many equal rows', async () => {
    const counted = file(
      'counts.csv',
      table(',n', (i) => `,${i % 3}`),
    );
    const written = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${1 + (i % 5)},${1 + ((i * 3) % 5)}\n`.repeat(i % 3)).join('');
    const [one, other] = [
      await runFit('drivers', counted, ...words, '--counts', 'n'),
      await runFit('drivers', file('written.csv', `y,a,b\n${written}`), ...words),
    ];
    expect(one.json.n).toBe(other.json.n);
    one.json.importance.forEach((row: FitJson, j: number) => {
      for (const key of ['lmg', 'relativeWeight', 'correlation', 'mean', 'topTwoBox', 'meanCiLow'])
        expect(row[key]).toBeCloseTo(other.json.importance[j][key], 11);
    });
  });
  it('sampling weights weight the moments, and their errors are linearised', async () => {
    const weighted = file(
      'weights.csv',
      table(',w', (i) => `,${1 + (i % 4)}`),
    );
    const { json } = await runFit('drivers', weighted, ...words, '--weights', 'w');
    expect(json.seType).toBe('LINEARIZED');
    const weights = Array.from({ length: 40 }, (_, i) => 1 + (i % 4));
    const mean = weights.reduce((sum, w, i) => sum + w * (1 + (i % 5)), 0) / weights.reduce((sum, w) => sum + w, 0);
    expect(json.importance[0].mean).toBeCloseTo(mean, 12);
  });
});

it('a group of one customer has importance without intervals, and no difference of it is tested', async () => {
  const rows = Array.from({ length: 80 }, (_, i) =>
    [(i * 7) % 11, (i * 3) % 5, (i * i) % 7, i % 2 ? 'A' : 'B', i % 2 ? 'one' : i].join(','),
  );
  const path = file('customer.csv', `y,a,b,brand,customer\n${rows.join('\n')}\n`);
  const words = ['--y', 'y', '--x', 'a,b', '--group', 'brand', '--cluster', 'customer', '--bootstrap', '100'];
  const { json } = await runFit('drivers', path, ...words);
  const [a, b] = json.groups;
  expect(a.importance[0]).toMatchObject({ shareCiLow: null, shareCiHigh: null, rankLow: null, rankHigh: null });
  expect(a.warnings).toContainEqual({
    code: 'NOT_ENOUGH_DATA',
    message: 'none of 100 draws can be estimated: shares and ranks stand without intervals',
  });
  expect(b.importance[0]).toMatchObject({ shareCiLow: expect.any(Number), rankLow: expect.any(Number) });
  for (const difference of json.differences) expect(difference).toMatchObject({ stdErr: null, pValue: null, pAdjusted: null });
});
