import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, type Named, readJson } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-ols-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const referenceFile = (id: string): string => fileURLToPath(new URL(`../../reference/${id}/data.csv`, import.meta.url));
const expectedOf = <Expected>(id: string): Expected => readJson<{ expected: Expected }>(`./${id}/expected.json`).expected;

const coefficientKeys = [
  ...['term', 'estimate', 'stdErr', 'statistic', 'pValue', 'ciLow', 'ciHigh', 'classicalStdErr', 'vif', 'pAdjusted'],
];

function expectTerms(json: FitJson, key: string, expected: Named): void {
  expect(json.coefficients.map(({ term }: { term: string }) => term)).toEqual(Object.keys(expected));
  for (const row of json.coefficients) expect(digits(row[key], expected[row.term]!)).toBeGreaterThan(9);
}

describe('earshot fit ols', () => {
  const swiss = [
    'ols',
    referenceFile('reg-swiss'),
    '--y',
    'Fertility',
    '--x',
    'Agriculture,Examination,Education,Catholic,Infant.Mortality',
  ];

  it('prints every key of a linear model, with the numbers of the reference case', async () => {
    const { ols } = expectedOf<{ ols: { coefficients: Named; seHC3: Named; standardErrors: Named; logLik: number; fPValue: number } }>(
      'reg-swiss',
    );
    const { json } = await runFit(...swiss);
    expect(json).toMatchObject({ model: 'ols', n: 47, nDropped: 0, status: 'fitted', seType: 'HC3', df: 41, dfModel: 5, clusters: null });
    for (const row of json.coefficients) expect(Object.keys(row)).toEqual(expect.arrayContaining(coefficientKeys));
    expectTerms(json, 'estimate', ols.coefficients);
    expectTerms(json, 'stdErr', ols.seHC3);
    expectTerms(json, 'classicalStdErr', ols.standardErrors);
    expect(json.coefficients[0]).toMatchObject({ term: '(Intercept)', vif: null, pAdjusted: null });
    expect(digits(json.logLikelihood, ols.logLik)).toBeGreaterThan(9);
    expect(digits(json.fPValue, ols.fPValue)).toBeGreaterThan(8);
    for (const key of [
      'rSquared',
      'adjustedRSquared',
      'residualStdErr',
      'fStatistic',
      'conditionNumber',
      'crossValidatedRSquared',
      'crossValidatedStdErr',
    ])
      expect(json[key]).toEqual(expect.any(Number));
    expect(json.warnings).toEqual([{ code: 'NOT_ENOUGH_DATA', message: '47 complete rows, 50 are recommended for 5 drivers' }]);
  });
  it('shows a table that people can read, the warnings last', async () => {
    const { lines } = await runFit(...swiss);
    expect(lines[0]).toBe('n 47 · errors that allow for unequal spread (HC3)');
    expect(lines[1]).toMatch(
      /^R² 0\.707 · adjusted 0\.671 · cross-validated 0\.\d+ ± 0\.\d+ · joint test F\(5, 41\) = [\d.]+, p < 0\.001$/,
    );
    expect(lines.find((line) => line.startsWith('term'))).toMatch(/term +estimate +std\. error +95 % interval +t +p +p \(Holm\) +VIF/);
    expect(lines.find((line) => line.startsWith('Education'))).toMatch(/-0\.8709 +0\.\d+ +-1\.\d+ to -0\.\d+/);
    expect(lines.at(-1)).toBe('NOT_ENOUGH_DATA: 47 complete rows, 50 are recommended for 5 drivers');
  });
  it('takes errors by cluster, in t and in p', async () => {
    const { cluster } = expectedOf<{ cluster: { seCR1: Named; p: Named } }>('ols-clustered');
    const words = ['ols', referenceFile('ols-clustered'), '--y', 'lang', '--x', 'iq,ses,class_size,combined', '--cluster', 'class'];
    const { json, lines } = await runFit(...words);
    expect(json).toMatchObject({ seType: 'CR1', clusters: 133, waldDf: 132 });
    expectTerms(json, 'stdErr', cluster.seCR1);
    for (const row of json.coefficients) expect(digits(row.pValue, cluster.p[row.term]!)).toBeGreaterThan(7);
    expect(lines[0]).toBe('n 2,287 · 133 clusters · errors by cluster (CR1)');
    const { json: classical } = await runFit(...words, '--se', 'classical');
    expect(classical.seType).toBe('CLASSICAL');
    const { json: hc3 } = await runFit(...words, '--se', 'hc3');
    expectTerms(hc3, 'stdErr', expectedOf<{ seHC3: Named }>('ols-clustered').seHC3);
  });
  it('takes sampling weights, counts and groups', async () => {
    const expected = expectedOf<{
      weightsOnly: { standardErrors: Named };
      frequencyWeights: { n: number; coefficients: Named; standardErrors: Named };
      kishEffectiveN: number;
    }>('ols-weighted');
    const words = ['ols', referenceFile('ols-weighted'), '--y', 'api00', '--x', 'ell,meals,mobility'];
    const { json } = await runFit(...words, '--weights', 'weight', '--group', 'stype');
    expect(json.seType).toBe('LINEARIZED');
    expectTerms(json, 'stdErr', expected.weightsOnly.standardErrors);
    expect(digits(json.weighting.kishEffectiveN, expected.kishEffectiveN)).toBeGreaterThan(12);
    expect(json.groups.map(({ group, n, status }: FitJson) => [group, n, status])).toEqual([
      ['E', 100, 'fitted'],
      ['H', 50, 'fitted'],
      ['M', 50, 'fitted'],
    ]);
    expect(Object.keys(json.groups[0].coefficients[0])).toEqual(expect.arrayContaining(coefficientKeys));
    const { json: counted } = await runFit(...words, '--counts', 'freq', '--se', 'classical');
    expect(counted.n).toBe(expected.frequencyWeights.n);
    expectTerms(counted, 'estimate', expected.frequencyWeights.coefficients);
    expectTerms(counted, 'stdErr', expected.frequencyWeights.standardErrors);
  });
  it('takes categorical drivers, no intercept, a level and ridge beside', async () => {
    const words = ['ols', referenceFile('ols-weighted'), '--y', 'api00', '--x', 'ell,stype'];
    const { json } = await runFit(...words, '--categorical', 'stype', '--ridge', '--level', '0.9');
    // R 4.2.2: coef(lm(api00 ~ ell + stype))
    expect(json.coefficients.map(({ term }: FitJson) => term)).toEqual(['(Intercept)', 'ell', 'stype=H', 'stype=M']);
    expect(digits(json.coefficients[2].estimate, -96.83713614890458)).toBeGreaterThan(9);
    expect(json.confidenceLevel).toBe(0.9);
    expect(json.ridge.coefficients.map(({ name }: FitJson) => name)).toEqual(['ell', 'stype=H', 'stype=M']);
    const { json: origin } = await runFit('ols', referenceFile('ols-weighted'), '--y', 'api00', '--x', 'ell,meals', '--no-intercept');
    expect(origin.coefficients.map(({ term }: FitJson) => term)).toEqual(['ell', 'meals']);
  });
  it('takes a bootstrap, the same for the same seed', async () => {
    const { json } = await runFit(...swiss, '--bootstrap', '200', '--seed', '7');
    expect(json.seType).toBe('BOOTSTRAP');
    expect((await runFit(...swiss, '--bootstrap', '200', '--seed', '7')).json).toEqual(json);
    expect((await runFit(...swiss, '--bootstrap', '200', '--seed', '8')).json.coefficients).not.toEqual(json.coefficients);
  });
  it('counts rows with a missing cell and warns when they are many', async () => {
    const rows = Array.from({ length: 60 }, (_, i) => `${(i * 7) % 11},${i % 3 === 0 ? '' : i % 13}`);
    const { json } = await runFit('ols', file('missing.csv', `y,x\n${rows.join('\n')}\n`), '--y', 'y', '--x', 'x');
    expect(json).toMatchObject({ n: 40, nDropped: 20 });
    expect(json.warnings[0]).toEqual({ code: 'ROWS_DROPPED', message: '20 of 60 rows (33 %) left out because a cell is missing' });
  });
});

describe('missing values', () => {
  const air = [referenceFile('em-missing'), '--y', 'ozone', '--x', 'solar,wind,temp'];

  it('em: the coefficients of the reference case, errors by bootstrap', async () => {
    const { regression } = expectedOf<{ regression: { coefficients: Named; rSquared: number } }>('em-missing');
    const { json } = await runFit('ols', ...air, '--missing', 'em');
    expect(json).toMatchObject({ model: 'ols', n: 153, nDropped: 0, seType: 'BOOTSTRAP', missing: { treatment: 'em', nComplete: 111 } });
    expectTerms(json, 'estimate', regression.coefficients);
    expect(digits(json.rSquared, regression.rSquared)).toBeGreaterThan(9);
    for (const row of json.coefficients) {
      expect(row).toMatchObject({ pValue: expect.any(Number), df: null, reason: null });
      expect(row.stdErr).toBeGreaterThan(0);
    }
    expect(json.bootstrap).toMatchObject({ draws: 1000, unit: 'response', units: 153 });
  });
  it('keeps every key of complete rows, null where covariances alone have no such number', async () => {
    const { json: complete } = await runFit('ols', ...air);
    const { json } = await runFit('ols', ...air, '--missing', 'available', '--bootstrap', '0');
    expect(Object.keys(json)).toEqual(expect.arrayContaining(Object.keys(complete)));
    expect(Object.keys(json.coefficients[0])).toEqual(Object.keys(complete.coefficients[0]));
    for (const key of ['adjustedRSquared', 'df', 'fStatistic', 'waldStatistic', 'aic', 'crossValidatedRSquared'])
      expect(json[key]).toBeNull();
  });
  it('no errors without draws, and the reason', async () => {
    const { json, lines } = await runFit('ols', ...air, '--missing', 'em', '--bootstrap', '0');
    expect(json.bootstrap).toBeNull();
    for (const row of json.coefficients)
      expect(row).toMatchObject({ stdErr: null, statistic: null, pValue: null, ciLow: null, ciHigh: null, reason: 'NOT_ENOUGH_DATA' });
    expect(lines).toContain('No draws were made. Say --bootstrap 1000 for errors and intervals.');
  });
  it('shows a table that people can read', async () => {
    const { lines } = await runFit('ols', ...air, '--missing', 'em', '--bootstrap', '200');
    expect(lines[0]).toBe('n 153, 111 of them complete · missing: em · 200 draws of 153 answers · errors by bootstrap');
    expect(lines[1]).toMatch(/^R² 0\.\d{3} · residual std\. error [\d.]+$/);
    expect(lines.find((line) => line.startsWith('term'))).toMatch(/term +estimate +std\. error +95 % interval +z +p +p \(Holm\)/);
  });

  const holes = Array.from({ length: 150 }, (_, i) => {
    const [a, b] = [(i * 7) % 11, (i * 5) % 13];
    const cells = [2 * a - b + ((i * 3) % 7), i % 6 === 0 ? '' : a, i % 9 === 0 ? '' : b];
    return [...cells, 1 + (i % 4), 1 + (i % 3), `c${i % 50}`, i % 2 === 0 ? 'north' : 'south'].join(',');
  });
  const answers = [file('holes.csv', `y,a,b,w,k,c,g\n${holes.join('\n')}\n`), '--y', 'y', '--x', 'a,b'];
  it.each([
    ['em', [...air, '--missing', 'em', '--bootstrap', '200', '--seed', '7']],
    ['available', [...air, '--missing', 'available', '--bootstrap', '200']],
    ['without draws', [...air, '--missing', 'available', '--bootstrap', '0']],
    ['as many draws as seconds allow', [...air, '--missing', 'available']],
    ['clusters and a level', [...answers, '--missing', 'em', '--bootstrap', '200', '--cluster', 'c', '--level', '0.9']],
    ['sampling weights', [...answers, '--missing', 'em', '--bootstrap', '200', '--weights', 'w']],
    ['counts', [...answers, '--missing', 'available', '--bootstrap', '200', '--counts', 'k']],
    ['groups', [...answers, '--missing', 'em', '--bootstrap', '200', '--group', 'g']],
    ['a refusal', [referenceFile('edge-rank-deficient'), '--y', 'y', '--x', 'a,b,c,k', '--missing', 'em']],
  ])('is the regression of fit drivers: %s', async (_, words) => {
    const { json } = await runFit('ols', ...words);
    const { json: drivers } = await runFit('drivers', ...words);
    expect(regressionOf(json)).toEqual(regressionOf(drivers));
    expect(json.groups?.map(regressionOf)).toEqual(drivers.groups?.map(regressionOf));
    for (const key of ['importance', 'forces', 'agreement', 'cutLines', 'differences']) expect(json).not.toHaveProperty(key);
  });
});

/** What `fit ols` and `fit drivers` have in common; a refusal has its reason in place of numbers. */
function regressionOf({ n, nDropped, status, reason, detail, subjects, warnings, coefficients, ...json }: FitJson): FitJson {
  const { rSquared, residualStdErr, seType, confidenceLevel, missing, bootstrap } = json;
  const draws = bootstrap && { ...bootstrap, topK: undefined }; // of ranks, which ols has not
  const told = { n, nDropped, status, reason, detail, subjects, warnings };
  return { ...told, coefficients, rSquared, residualStdErr, seType, confidenceLevel, missing, bootstrap: draws };
}

describe('what cannot be estimated is a result', () => {
  it('an exact dependence, by name', async () => {
    const { json, lines } = await runFit('ols', referenceFile('edge-rank-deficient'), '--y', 'y', '--x', 'a,b,c,k');
    expect(json).toMatchObject({
      model: 'ols',
      status: 'notEstimable',
      reason: 'RANK_DEFICIENT',
      detail: 'c is an exact linear combination of a, b; k has the same value in every row',
      subjects: ['c', 'a', 'b', 'k'],
      warnings: [],
    });
    expect(lines[0]).toBe('ols cannot be estimated from these data (RANK_DEFICIENT):');
  });
  it('fewer rows than coefficients', async () => {
    const drivers = Array.from({ length: 14 }, (_, j) => `x${j + 1}`).join(',');
    const { json } = await runFit('ols', referenceFile('edge-n-less-than-p'), '--y', 'y', '--x', drivers);
    expect(json).toMatchObject({ n: 12, status: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });
  it('a group of its own, beside groups that can be', async () => {
    const rows = Array.from({ length: 40 }, (_, i) => `${(i * 7) % 11},${i < 20 ? 5 : i % 13},${i < 20 ? 'still' : 'moving'}`);
    const { json, lines } = await runFit('ols', file('groups.csv', `y,x,g\n${rows.join('\n')}\n`), '--y', 'y', '--x', 'x', '--group', 'g');
    expect(json.status).toBe('fitted');
    expect(json.groups).toMatchObject([
      { group: 'moving', n: 20, status: 'fitted' },
      { group: 'still', n: 20, status: 'notEstimable', reason: 'ZERO_VARIANCE', subjects: ['x'] },
    ]);
    expect(lines).toContain('cannot be estimated (ZERO_VARIANCE): x has the same value in every row');
  });
  it('a file with a header only', async () => {
    const { json } = await runFit('ols', file('empty.csv', 'y,x,w\n'), '--y', 'y', '--x', 'x', '--weights', 'w');
    expect(json).toMatchObject({ n: 0, status: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });
});

describe('bad input names the place and the remedy', () => {
  const path = file('bad.csv', 'y,x,w,n\n1,2,1,1\n2,three,-1,1\n3,4,1,0.5\n');
  it.each([
    ['text in a numeric column', ['--x', 'x'], `${path} line 3, column x: "three" is not a number`],
    ['a negative weight', ['--x', 'n', '--weights', 'w'], `${path} line 3, column w: -1 is below 0`],
    ['half a count', ['--x', 'w', '--counts', 'n'], `${path} line 4, column n: 0.5 is not a whole number`],
    ['a missing column', ['--x', 'z'], `${path} has no column z`],
  ])('%s', async (_, words, message) => {
    const failure = runFit('ols', path, '--y', 'y', ...words);
    await expect(failure).rejects.toMatchObject({ name: 'FileFault', message, exitCode: 2, remedy: expect.any(String) });
  });
  it.each([
    [['--missing', 'mean'], '--missing mean is not possible', '--missing takes listwise, available, em'],
    [['--missing', 'em', '--no-intercept'], expect.stringContaining('--no-intercept is not for --missing em'), 'say one of them'],
    [['--missing', 'available', '--ridge'], expect.stringContaining('--ridge is not for --missing available'), 'say one of them'],
    [['--missing', 'em', '--folds', '5'], expect.stringContaining('--folds is not for --missing em'), 'say one of them'],
    [['--missing', 'em', '--se', 'hc3'], '--se hc3 is not for --missing em', 'its errors come from --bootstrap'],
    [['--missing', 'em', '--forces', 'F=A'], '--forces is not for ols: it has no importance', 'earshot fit drivers takes it'],
    [['--forces', 'F=A'], '--forces is not for ols: it has no importance', 'earshot fit drivers takes it'],
    [['--se', 'cluster'], '--se cluster needs --cluster', 'say --cluster COLUMN'],
    [['--se', 'hc3', '--bootstrap', '200'], '--se hc3 is not for --bootstrap: its errors come from the draws', 'say one of them'],
    [['--se', 'robust'], '--se robust is not possible', '--se takes classical, hc3, cluster'],
    [['--ridge', '--no-intercept'], expect.stringContaining('--ridge is not for --no-intercept'), 'say one of them'],
  ])('%j', async (words, message, remedy) => {
    const failure = runFit('ols', referenceFile('reg-swiss'), '--y', 'Fertility', '--x', 'Education', ...words);
    await expect(failure).rejects.toMatchObject({ name: 'UsageError', message, remedy: expect.stringContaining(remedy) });
  });
  it.each([
    ['--bootstrap', '10', '--bootstrap 10 is not a whole number from 100 up'],
    ['--folds', '1', '--folds 1 is not a whole number from 2 up'],
    ['--level', '95', '--level 95 is not between 0 and 1'],
  ])('%s %s', async (option, value, message) => {
    const failure = runFit('ols', referenceFile('reg-swiss'), '--y', 'Fertility', '--x', 'Education', option, value);
    await expect(failure).rejects.toMatchObject({ name: 'UsageError', message });
  });
});
