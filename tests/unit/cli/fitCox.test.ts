import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, readCase } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const reference = (id: string): string => join(import.meta.dirname, '../../reference', id, 'data.csv');
const folder = mkdtempSync(join(tmpdir(), 'fit-cox-'));
afterAll(() => rmSync(folder, { recursive: true }));

const lungWords = ['cox', reference('survival-lung'), '--time', 'time', '--event', 'event', '--x', 'age,sex,ph_ecog'];
const heartWords = [
  'cox',
  reference('survival-countingprocess'),
  '--time',
  'stop',
  '--event',
  'event',
  '--x',
  'age,year,surgery,transplant',
];

function written(text: string): string {
  const file = join(folder, 'rows.csv');
  writeFileSync(file, text);
  return file;
}

describe('earshot fit cox', () => {
  it('prints the keys of the issue, with the values of the reference case', async () => {
    const { json } = await runFit(...lungWords);
    const expected: FitJson = readCase<FitJson>('survival-lung').expected.coxEfron;
    expect(json).toMatchObject({
      model: 'cox',
      status: 'fitted',
      n: 227,
      nDropped: 0,
      events: 164,
      ties: 'efron',
      seType: 'CLASSICAL',
      warnings: [],
    });
    expect(json.coefficients.map(({ term }: FitJson) => term)).toEqual(['age', 'sex', 'ph_ecog']);
    for (const row of json.coefficients) {
      expect(Object.keys(row)).toEqual(
        expect.arrayContaining([
          'term',
          'estimate',
          'hazardRatio',
          'stdErr',
          'statistic',
          'pValue',
          'ciLow',
          'ciHigh',
          'classicalStdErr',
          'pAdjusted',
        ]),
      );
      expect(digits(row.estimate, expected.coef[row.term])).toBeGreaterThan(13);
      expect(digits(row.stdErr, expected.se[row.term])).toBeGreaterThan(13);
      expect(digits(row.hazardRatio, expected.hazardRatio[row.term])).toBeGreaterThan(13);
      expect(digits(Math.exp(row.ciLow), expected.hazardRatioCI95[row.term][0])).toBeGreaterThan(12); // on the scale of the coefficient
      expect(digits(Math.exp(row.ciHigh), expected.hazardRatioCI95[row.term][1])).toBeGreaterThan(12);
    }
    expect(digits(json.logLikelihood, expected.logLik)).toBeGreaterThan(14);
    expect(digits(json.logLikelihoodNull, expected.logLikNull)).toBeGreaterThan(14);
    expect(digits(json.concordance, expected.concordance)).toBeGreaterThan(13);
    expect(digits(json.concordanceStdErr, expected.concordanceSe)).toBeGreaterThan(13);
    expect(digits(json.likelihoodRatio.chiSquare, expected.lrTest)).toBeGreaterThan(12);
    expect(digits(json.wald.chiSquare, expected.waldTest)).toBeGreaterThan(13);
    expect(digits(json.score.chiSquare, expected.scoreTest)).toBeGreaterThan(13);
  });
  it('tests proportional hazards by term, GLOBAL last', async () => {
    const { json } = await runFit(...lungWords, '--ties', 'breslow');
    const expected: FitJson = readCase<FitJson>('survival-zph').expected.breslow.km;
    expect(json.proportionalHazards.map(({ term }: FitJson) => term)).toEqual(['age', 'sex', 'ph_ecog', 'GLOBAL']);
    for (const { term, chiSquare, df, pValue, rho } of json.proportionalHazards) {
      expect(digits(chiSquare, expected[term].chisq)).toBeGreaterThan(12);
      expect(digits(pValue, expected[term].p)).toBeGreaterThan(12);
      expect(df).toBe(expected[term].df);
      expect(rho === null).toBe(term === 'GLOBAL');
    }
  });
  it('takes (start, stop] rows of one customer: errors by cluster, the classical ones beside', async () => {
    const { json, lines } = await runFit(...heartWords, '--start', 'start', '--cluster', 'id', '--level', '0.9');
    const expected: FitJson = readCase<FitJson>('survival-countingprocess').expected.coxEfron;
    expect(json).toMatchObject({ seType: 'CR1', clusters: 103, n: 172, events: 75, confidenceLevel: 0.9 });
    for (const { term, stdErr, classicalStdErr } of json.coefficients) {
      expect(digits(stdErr, expected.robustSe[term])).toBeGreaterThan(13);
      expect(digits(classicalStdErr, expected.se[term])).toBeGreaterThan(13);
    }
    expect(digits(json.wald.chiSquare, expected.waldTestRobust)).toBeGreaterThan(13);
    expect(lines.join('\n')).toContain('90 % interval');
  });
  it('takes strata', async () => {
    const { json } = await runFit(
      'cox',
      reference('survival-strata'),
      '--time',
      'time',
      '--event',
      'event',
      '--x',
      'age,ph_ecog',
      '--strata',
      'sex',
    );
    const expected: FitJson = readCase<FitJson>('survival-strata').expected.coxEfron;
    for (const { term, estimate } of json.coefficients) expect(digits(estimate, expected.coef[term])).toBeGreaterThan(13);
    expect(json.pairs).toEqual({ concordant: 6276, discordant: 4061, tiedRisk: 126, tiedTime: 17, tiedRiskAndTime: 0 });
  });
  it('takes one of several causes, and names as covariates; warns in words of an effect that changes with time', async () => {
    const { json, lines } = await runFit(
      'cox',
      reference('survival-competing-risks'),
      '--time',
      'time',
      '--event',
      'event',
      '--cause',
      '2',
      '--x',
      'age,sex',
      '--categorical',
      'sex',
    );
    const expected: FitJson = readCase<FitJson>('survival-competing-risks').expected.causeSpecificCox['2'].efron;
    expect(json).toMatchObject({
      cause: 2,
      events: 860,
      warnings: [{ code: 'PH_VIOLATED', message: expect.stringMatching(/^age: its coefficient rises with time/) }],
    });
    expect(json.coefficients.map(({ term }: FitJson) => term)).toEqual(['age', 'sex=M']);
    expect(digits(json.coefficients[1].estimate, expected.coef.male)).toBeGreaterThan(13);
    expect(lines.at(-1)).toMatch(/^PH_VIOLATED: age/);
  });
  it('one cluster alone has no errors: null, each with its reason', async () => {
    const rows = Array.from({ length: 30 }, (_, i) => `${1 + ((i * 7) % 11)},1,${i % 4},c`);
    const file = written(`t,e,x,id\n${rows.join('\n')}\n`);
    const { json } = await runFit('cox', file, '--time', 't', '--event', 'e', '--x', 'x', '--cluster', 'id');
    expect(json.coefficients[0]).toMatchObject({ stdErr: null, reason: 'NOT_ENOUGH_DATA' });
    expect(json.wald).toEqual({ chiSquare: null, df: 1, pValue: null, reason: 'NOT_ENOUGH_DATA' });
    expect(json).toMatchObject({ concordanceStdErr: null, concordanceReason: 'NOT_ENOUGH_DATA' });
    expect(json.concordance).toBeGreaterThan(0);
  });
  it('leaves out rows with a missing cell and counts them', async () => {
    const rows = ['t,e,x', '5,1,2', '6,1,', '7,1,1', '8,0,3', '9,1,2', '4,1,5', '3,1,1', '10,1,4'];
    const { json } = await runFit('cox', written(`${rows.join('\n')}\n`), '--time', 't', '--event', 'e', '--x', 'x');
    expect(json).toMatchObject({ n: 7, nDropped: 1, events: 6, warnings: [{ code: 'TOO_FEW_EVENTS' }] });
  });
  it('refuses what cannot be estimated: no coefficient is quoted', async () => {
    const monotone = await runFit('cox', reference('edge-cox-monotone'), '--time', 'time', '--event', 'event', '--x', 'x');
    expect(monotone.json).toMatchObject({ model: 'cox', status: 'notEstimable', reason: 'SEPARATION', subjects: ['x'], n: 12 });
    expect(monotone.json.coefficients).toBeUndefined();
    const constant = await runFit('cox', written('t,e,x\n1,1,3\n2,0,3\n3,1,3\n'), '--time', 't', '--event', 'e', '--x', 'x');
    expect(constant.json).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['x'] });
    expect(constant.lines.join(' ')).toContain('x has the same value in every row');
    const oneLevel = await runFit(
      'cox',
      written('t,e,x,plan\n1,1,3,basic\n2,0,4,basic\n'),
      '--time',
      't',
      '--event',
      'e',
      '--x',
      'x,plan',
      '--categorical',
      'plan',
    );
    expect(oneLevel.json).toMatchObject({ reason: 'ZERO_VARIANCE', subjects: ['plan'] });
    const censored = await runFit('cox', written('t,e,x\n1,0,3\n2,0,4\n'), '--time', 't', '--event', 'e', '--x', 'x');
    expect(censored.json).toMatchObject({ reason: 'TOO_FEW_EVENTS', detail: 'none of the 2 rows ends with an event' });
    const empty = await runFit('cox', written('t,e,x\n,0,3\n2,,4\n'), '--time', 't', '--event', 'e', '--x', 'x');
    expect(empty.json).toMatchObject({ reason: 'NOT_ENOUGH_DATA', n: 0, nDropped: 2 });
  });
});

describe('bad input is told with file, line, column and remedy', () => {
  const words = ['--time', 't', '--event', 'e', '--start', 's', '--x', 'x'];
  it.each([
    ['a negative time', 's,t,e,x\n0,5,1,2\n0,-1,0,3\n', 'line 3, column t: -1 is below 0', 'a number from 0 up is needed'],
    ['an event that is neither 0 nor 1', 's,t,e,x\n0,5,1,2\n0,6,2,3\n', 'line 3, column e: 2 is neither 0 nor 1', 'write 1 where'],
    [
      'a start after its time',
      's,t,e,x\n0,5,1,2\n6,6,1,3\n',
      'line 3, column s: the start 6 is not before the time 6',
      'a customer is seen from its start',
    ],
    ['text in a number', 's,t,e,x\n0,5,1,two\n', 'line 2, column x: "two" is not a number', 'write a number with a decimal point'],
    ['a column that is not there', 's,t,e,y\n0,5,1,2\n', 'has no column x', 'its columns are s, t, e, y'],
  ])('%s', async (_, text, message, remedy) => {
    const file = written(text);
    await expect(runFit('cox', file, ...words)).rejects.toMatchObject({
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
      exitCode: 2,
    });
    await expect(runFit('cox', file, ...words)).rejects.toThrow(file);
  });
  it.each([
    [['--event', 'e', '--x', 'x'], '--time is missing'],
    [['--time', 't', '--event', 'e'], '--x is missing'],
    [['--time', 't', '--event', 'e', '--x', 'x,t'], '--x names t, which is to be explained'],
    [['--time', 't', '--event', 'e', '--x', 'x', '--categorical', 'plan'], '--categorical plan is not in --x'],
    [['--time', 't', '--event', 'e', '--x', 'x', '--ties', 'exact'], '--ties exact is not possible'],
    [['--time', 't', '--event', 'e', '--x', 'x', '--cause', '0'], '--cause 0 is not a whole number from 1 to 255'],
    [['--time', 't', '--event', 'e', '--x', 'x', '--level', '95'], '--level 95 is not between 0 and 1'],
  ])('%j: %s', async (options, message) => {
    await expect(runFit('cox', written('t,e,x\n5,1,2\n'), ...options)).rejects.toThrow(message);
  });
});
