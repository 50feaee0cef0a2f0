import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, type Named, readJson } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-logistic-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const referenceFile = (id: string, name = 'data.csv'): string => fileURLToPath(new URL(`../../reference/${id}/${name}`, import.meta.url));
const expectedOf = (id: string): FitJson => readJson<{ expected: FitJson }>(`./${id}/expected.json`).expected;

const mtcars = ['logit', referenceFile('logistic-mtcars-small'), '--y', 'am', '--x', 'wt,hp'];
const births = ['logit', referenceFile('shapley-logistic'), '--y', 'low', '--x', 'age,lwt,smoke,ptl,ht,ui'];
const housingDrivers = 'infl_medium,infl_high,type_apartment,type_atrium,type_terrace,cont_high';
const housing = ['ordinal', referenceFile('ordinal-housing'), '--y', 'satisfaction', '--x', housingDrivers];
const housingCounts = [
  'ordinal',
  referenceFile('ordinal-housing', 'data-weighted.csv'),
  '--y',
  'satisfaction',
  '--x',
  housingDrivers,
  '--counts',
  'freq',
];

const coefficientKeys = [
  'term',
  'estimate',
  'stdErr',
  'statistic',
  'pValue',
  'ciLow',
  'ciHigh',
  'classicalStdErr',
  'vif',
  'pAdjusted',
  'oddsRatio',
  'oddsRatioLow',
  'oddsRatioHigh',
];

async function refusal(...words: readonly string[]): Promise<{ message: string; remedy: string | null; exitCode: number }> {
  return runFit(...words).then(
    () => {
      throw new Error('nothing was refused');
    },
    ({ message, remedy, exitCode }) => ({ message, remedy, exitCode }),
  );
}

describe('earshot fit logit', () => {
  it('prints the keys of the issue, with the values of the reference case', async () => {
    const { json } = await runFit(...mtcars);
    const expected = expectedOf('logistic-mtcars-small');
    expect(json).toMatchObject({
      model: 'logit',
      status: 'fitted',
      n: 32,
      nDropped: 0,
      events: 13,
      seType: 'CLASSICAL',
      warnings: [{ code: 'TOO_FEW_EVENTS', message: '13 rows with the rarer outcome for 2 drivers, 10 per driver are recommended' }],
    });
    expect(json.coefficients.map(({ term }: FitJson) => term)).toEqual(['(Intercept)', 'wt', 'hp']);
    for (const row of json.coefficients) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining(coefficientKeys));
      expect(digits(row.estimate, expected.coefficients[row.term])).toBeGreaterThan(13);
      expect(digits(row.stdErr, expected.standardErrors[row.term])).toBeGreaterThan(13);
      expect(digits(row.oddsRatio, expected.oddsRatio[row.term])).toBeGreaterThan(13);
      expect(digits(Math.exp(row.ciLow), expected.oddsRatioWaldCI95[row.term][0])).toBeGreaterThan(12); // on the scale of the coefficient
      expect(digits(row.oddsRatioHigh, expected.oddsRatioWaldCI95[row.term][1])).toBeGreaterThan(12);
    }
    expect(digits(json.logLikelihood, expected.logLik)).toBeGreaterThan(14);
    expect(digits(json.mcFadden, expected.mcFaddenR2)).toBeGreaterThan(13);
    expect(digits(json.auc, expected.auc)).toBeGreaterThan(13);
  });
  it('splits McFadden R squared among the drivers', async () => {
    const { json, lines } = await runFit(...births);
    const { shapley, shapleyShare, first, last } = expectedOf('shapley-logistic') as Readonly<Record<string, Named>>;
    for (const row of json.importance) {
      expect(Math.abs(row.shapley - shapley![row.driver]!)).toBeLessThan(1e-10);
      expect(Math.abs(row.share - shapleyShare![row.driver]!)).toBeLessThan(1e-10);
      expect(Math.abs(row.first - first![row.driver]!)).toBeLessThan(1e-10);
      expect(Math.abs(row.last - last![row.driver]!)).toBeLessThan(1e-10);
    }
    const byImportance = Object.entries(shapley!).sort((a, b) => b[1] - a[1]);
    expect(Object.fromEntries(json.importance.map(({ driver, rank }: FitJson) => [driver, rank]))).toEqual(
      Object.fromEntries(byImportance.map(([driver], i) => [driver, i + 1])),
    );
    expect(lines.join('\n')).toContain('McFadden R² 0.110');
    expect(lines.join('\n')).toMatch(/ht +0\.0260 +23\.5 % +1 +0\.0171 +0\.0331/);
  });
  it('joins drivers to forces, and leaves importance out on demand', async () => {
    const { json } = await runFit(...births, '--forces', 'BODY=age,lwt');
    expect(json.importance.map(({ driver }: FitJson) => driver)).toEqual(['BODY', 'smoke', 'ptl', 'ht', 'ui']);
    const total = json.importance.reduce((sum: number, { shapley }: FitJson) => sum + shapley, 0);
    expect(total).toBeCloseTo(expectedOf('shapley-logistic').mcFadden, 12);
    expect((await runFit(...births, '--no-importance')).json.importance).toBeNull();
  });
  it('gives errors by cluster, and counts as so many rows', async () => {
    const path = file('clusters.csv', `y,x,c,n\n${[0, 1, 0, 1, 1, 0, 1, 0, 1, 1].map((y, i) => `${y},${i % 5},c${i % 4},2`).join('\n')}\n`);
    const { json } = await runFit('logit', path, '--y', 'y', '--x', 'x', '--cluster', 'c', '--counts', 'n');
    expect(json).toMatchObject({ n: 20, events: 12, clusters: 4, seType: 'CR1', waldDf: 3, waldStatistic: expect.any(Number) });
    expect(json.waldStatistic).toBeCloseTo(json.coefficients[1].statistic ** 2, 9);
    expect(json.coefficients[1].df).toBe(3);
    const classical = (await runFit('logit', path, '--y', 'y', '--x', 'x', '--cluster', 'c', '--counts', 'n', '--se', 'classical')).json;
    expect(classical.seType).toBe('CLASSICAL');
    expect(classical.coefficients[1].stdErr).toBe(json.coefficients[1].classicalStdErr);
  });
  it('fits each group, and says where one cannot be fitted', async () => {
    const rows = [0, 1, 0, 1, 1, 0, 1, 0].map((y, i) => `${y},${i % 3},a\n${Number(i > 3)},${i},b`);
    const { json, lines } = await runFit(
      'logit',
      file('groups.csv', `y,x,g\n${rows.join('\n')}\n`),
      '--y',
      'y',
      '--x',
      'x',
      '--group',
      'g',
    );
    expect(json.groups).toMatchObject([
      { group: 'a', n: 8, status: 'fitted' },
      { group: 'b', n: 8, status: 'notEstimable', reason: 'SEPARATION', subjects: ['x'] },
    ]);
    expect(json.groups[0].coefficients).toHaveLength(2);
    expect(lines.join('\n')).toContain('cannot be estimated (SEPARATION): x separates the values of y completely');
  });
  it('refuses separated data as a result, with exit code 2', async () => {
    const { json, lines } = await runFit('logit', referenceFile('edge-logistic-separation'), '--y', 'y', '--x', 'x,g');
    expect(json).toMatchObject({
      model: 'logit',
      n: 20,
      nDropped: 0,
      status: 'notEstimable',
      reason: 'SEPARATION',
      subjects: ['x'],
      warnings: [],
    });
    expect(lines[0]).toBe('logit cannot be estimated from these data (SEPARATION):');
  });
});

describe('earshot fit ordinal', () => {
  it.each([
    ['one row a respondent', housing],
    ['rows with counts', housingCounts],
  ])('prints the keys of the issue, with the values of the reference case: %s', async (_, words) => {
    const { json, lines } = await runFit(...words);
    const expected = expectedOf('ordinal-housing');
    expect(json).toMatchObject({ model: 'ordinal', status: 'fitted', n: 1681, nDropped: 0, seType: 'CLASSICAL', warnings: [] });
    for (const row of json.coefficients) {
      expect(Object.keys(row)).toEqual(expect.arrayContaining(coefficientKeys));
      expect(digits(row.estimate, expected.coefficients[row.term])).toBeGreaterThan(12);
      expect(digits(row.stdErr, expected.standardErrors[row.term])).toBeGreaterThan(12);
    }
    expect(json.thresholds.map(({ term }: FitJson) => term)).toEqual(['1|2', '2|3']);
    for (const { term, estimate, stdErr } of json.thresholds) {
      expect(digits(estimate, expected.thresholds[term])).toBeGreaterThan(12);
      expect(digits(stdErr, expected.standardErrors[term])).toBeGreaterThan(12);
    }
    expect(digits(json.logLikelihood, expected.logLik)).toBeGreaterThan(13);
    expect(digits(json.mcFadden, expected.mcFadden)).toBeGreaterThan(11);
    expect(json.levels).toEqual([
      { value: 1, n: 567 },
      { value: 2, n: 446 },
      { value: 3, n: 668 },
    ]);
    const total = json.importance.reduce((sum: number, { shapley }: FitJson) => sum + shapley, 0);
    expect(total).toBeCloseTo(expected.mcFadden, 10);
    expect(lines).toContain('levels: 1 (567), 2 (446), 3 (668)');
  });
  it('takes a categorical driver, whose levels have one importance together', async () => {
    const path = file(
      'plans.csv',
      `score,plan,x\n${Array.from({ length: 60 }, (_, i) => `${(i * 7) % 5},${'abc'[i % 3]},${i % 4}`).join('\n')}\n`,
    );
    const { json } = await runFit('ordinal', path, '--y', 'score', '--x', 'plan,x', '--categorical', 'plan');
    expect(json.coefficients.map(({ term }: FitJson) => term)).toEqual(['plan=b', 'plan=c', 'x']);
    expect(json.importance.map(({ driver }: FitJson) => driver)).toEqual(['plan', 'x']);
  });
});

describe('bad input names file, line, column and remedy', () => {
  it('an outcome other than 0 and 1', async () => {
    const path = file('scores.csv', 'y,x\n0,1\n1,2\n7,3\n');
    expect(await refusal('logit', path, '--y', 'y', '--x', 'x')).toEqual({
      message: `${path} line 4, column y: 7 is neither 0 nor 1`,
      remedy: 'logit needs 1 for yes and 0 for no; earshot fit ordinal takes scores',
      exitCode: 2,
    });
  });
  it('text where a number is needed', async () => {
    const path = file('text.csv', 'y,x\n0,1\nyes,2\n');
    expect(await refusal('logit', path, '--y', 'y', '--x', 'x')).toMatchObject({
      message: `${path} line 3, column y: "yes" is not a number`,
      exitCode: 2,
    });
  });
  it('more levels than an order has', async () => {
    const path = file('money.csv', `y,x\n${Array.from({ length: 150 }, (_, i) => `${i + 0.5},${i % 4}`).join('\n')}\n`);
    expect(await refusal('ordinal', path, '--y', 'y', '--x', 'x')).toEqual({
      message: `${path} line 102, column y: 100.5 is different value number 101`,
      remedy: 'at most 100 levels are an order; earshot fit ols takes numbers',
      exitCode: 2,
    });
  });
  it.each([
    [['--se', 'hc3'], '--se hc3 is for ols, not for logit'],
    [['--missing', 'em'], '--missing em is not for logit'],
    [['--bootstrap', '10'], '--bootstrap 10 is not a whole number from 100 up'],
    [['--se', 'cluster'], '--se cluster needs --cluster'],
    [['--se', 'classical', '--bootstrap', '200'], '--se classical is not for --bootstrap: its errors come from the draws'],
    [['--seed', '1.5'], '--seed 1.5 is not a whole number from 0 up'],
    [['--importance', '--no-importance'], '--importance and --no-importance exclude each other'],
    [['--forces', 'F=zz'], '--forces names zz, which is not among the drivers'],
  ])('%j', async (words, message) => {
    expect(await refusal(...mtcars, ...words)).toMatchObject({ message, exitCode: 2 });
  });
  it('an ordinal model without an intercept', async () => {
    expect((await refusal(...housing, '--no-intercept')).message).toContain('--no-intercept is not for ordinal');
  });
});

describe('errors by bootstrap', () => {
  it.each([
    ['logit', births],
    ['ordinal', housing],
  ])('%s: errors and intervals of the draws, the classical ones beside, the same for the same seed', async (_, words) => {
    const { json } = await runFit(...words, '--no-importance');
    const drawn = await runFit(...words, '--no-importance', '--bootstrap', '100', '--seed', '7');
    expect(json.bootstrap).toBeNull();
    expect(drawn.json).toMatchObject({ seType: 'BOOTSTRAP', logLikelihood: json.logLikelihood });
    expect(drawn.json.bootstrap).toEqual({ draws: 100, failedDraws: 0, seed: 7, unit: 'response' });
    drawn.json.coefficients.forEach((row: FitJson, j: number) => {
      const other = json.coefficients[j];
      expect(row).toMatchObject({ estimate: other.estimate, classicalStdErr: other.stdErr });
      expect(row.stdErr).not.toBe(other.stdErr);
      expect(row.ciLow).toBeLessThan(row.ciHigh);
    });
    expect(drawn.lines.join(' ')).toContain('errors by bootstrap');
    expect((await runFit(...words, '--no-importance', '--bootstrap', '100', '--seed', '7')).json).toEqual(drawn.json);
  });
  it('draws the responses behind counts: thresholds have errors too', async () => {
    const { json } = await runFit(...housingCounts, '--no-importance', '--bootstrap', '100');
    expect(json.bootstrap).toMatchObject({ draws: 100, failedDraws: 0, unit: 'response' });
    for (const { stdErr, classicalStdErr } of json.thresholds) expect(Math.abs(stdErr / classicalStdErr - 1)).toBeLessThan(0.4);
  });
});

describe('rows with a missing cell', () => {
  it('are left out and counted, with a warning above a fifth', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${Number((i * 7) % 3 === 0)},${i % 4 === 0 ? '' : i % 6}`);
    const { json } = await runFit('logit', file('missing.csv', `y,x\n${rows.join('\n')}\n`), '--y', 'y', '--x', 'x');
    expect(json).toMatchObject({ n: 30, nDropped: 10 });
    expect(json.warnings.map(({ code }: FitJson) => code)).toContain('ROWS_DROPPED');
  });
});

describe('importance that would take long', () => {
  it('is left out unless it is asked for, and the report says so', async () => {
    const path = file('wide.csv', `y,${Array.from({ length: 16 }, (_, j) => `x${j}`).join()}\n${wideRows(20_000, 16)}`);
    const x = Array.from({ length: 16 }, (_, j) => `x${j}`).join();
    const { json, lines } = await runFit('logit', path, '--y', 'y', '--x', x);
    expect(json.importance).toBeNull();
    expect(lines.join('\n')).toMatch(/importance left out: it would take about \d/);
  });
});

function wideRows(rows: number, columns: number): string {
  let state = 1;
  const draw = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: rows }, () => [draw(2), ...Array.from({ length: columns }, () => draw(5))].join()).join('\n');
}
