import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, readJson } from '../../reference/readCase.ts';
import { runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-sbg-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const highEnd = [1000, 869, 743, 653, 593, 551, 517, 491];
const rowsOf = (survivors: readonly number[]): string =>
  ['period,active', ...survivors.map((left, period) => `${period},${left}`)].join('\n');
const sbg = (path: string, ...words: string[]) => runFit('sbg', path, '--period', 'period', '--survivors', 'active', ...words);

interface Expected {
  readonly params: { readonly alpha: number; readonly beta: number };
  readonly se: { readonly alpha: number; readonly beta: number };
  readonly logLik: number;
  readonly survival: readonly number[];
  readonly discountedExpectedLifetime_newCustomer_d10: number;
  readonly derl_d10: Readonly<Record<string, number>>;
  readonly residualValuePerActiveTimesActive_d10: Readonly<Record<string, number>>;
}

describe('earshot fit sbg', () => {
  const { fitPeriods7 } = readJson<{ expected: { highEnd: { fitPeriods7: Expected } } }>('./clv-sbg-fader-hardie/expected.json').expected
    .highEnd;

  it('fits one cohort, with the numbers of the reference case', async () => {
    const { json, lines } = await sbg(file('one.csv', rowsOf(highEnd)), '--predict', '18');
    expect(json).toMatchObject({ model: 'sbg', n: 1000, nDropped: 0, status: 'fitted', isGiven: false, limit: null, losses: 509 });
    expect(digits(json.parameters.alpha, fitPeriods7.params.alpha)).toBeGreaterThan(13);
    expect(digits(json.parameters.beta, fitPeriods7.params.beta)).toBeGreaterThan(13);
    expect(digits(json.stdErrs.alpha, fitPeriods7.se.alpha)).toBeGreaterThan(13);
    expect(digits(json.stdErrs.beta, fitPeriods7.se.beta)).toBeGreaterThan(13);
    expect(digits(json.logLikelihood, fitPeriods7.logLik)).toBeGreaterThan(14);
    expect(json.predictions).toHaveLength(19);
    fitPeriods7.survival.forEach((survival, period) => {
      expect(json.predictions[period].period).toBe(period);
      expect(digits(json.predictions[period].survival, survival)).toBeGreaterThan(13);
    });
    expect(json.predictions[0]).toMatchObject({ survival: 1, retention: null, ciLow: null });
    expect(digits(json.discountedLifetime, fitPeriods7.discountedExpectedLifetime_newCustomer_d10)).toBeGreaterThan(13);
    expect(json.warnings).toEqual([{ code: 'EXTRAPOLATED', message: 'periods after 7 were seen in no cohort' }]);
    expect(lines.join('\n')).toContain('a new customer makes 5.92 payments, discounted by 10.00 % a period');
  });
  it('pools cohorts, each from its own period 0', async () => {
    const { expected } = readJson<{ expected: Expected }>('./clv-sbg-cohorts/expected.json');
    const path = fileURLToPath(new URL('../../reference/clv-sbg-cohorts/data.csv', import.meta.url));
    const { json } = await runFit('sbg', path, '--period', 'age', '--survivors', 'active', '--cohort', 'cohort');
    expect(json.n).toBe(21_000);
    expect(digits(json.parameters.alpha, expected.params.alpha)).toBeGreaterThan(13);
    expect(digits(json.logLikelihood, expected.logLik)).toBeGreaterThan(14);
    expect(json.cohorts).toHaveLength(6);
    for (const { cohort, residualLifetime, residualPayments } of json.cohorts) {
      expect(digits(residualLifetime, expected.derl_d10[cohort]!)).toBeGreaterThan(13);
      expect(digits(residualPayments, expected.residualValuePerActiveTimesActive_d10[cohort]!)).toBeGreaterThan(13);
    }
  });
  it('values contracts by margin, discounted by the year', async () => {
    const { json } = await sbg(file('one.csv', rowsOf(highEnd)), '--margin', '30', '--periods-a-year', '12');
    expect((1 + json.discountRate) ** 12).toBeCloseTo(1.1, 12);
    expect(json.customerValue).toBeCloseTo(30 * json.discountedLifetime, 10);
    expect(json.cohorts[0].residualValue).toBeCloseTo(30 * 491 * json.cohorts[0].residualLifetime, 8);
  });
  it('evaluates at given parameters, without errors and intervals', async () => {
    const { alpha, beta } = fitPeriods7.params;
    const { json } = await sbg(file('one.csv', rowsOf(highEnd)), '--parameters', `alpha=${alpha},beta=${beta}`);
    expect(json).toMatchObject({ parameters: { alpha, beta }, stdErrs: null, isGiven: true });
    expect(digits(json.logLikelihood, fitPeriods7.logLik)).toBeGreaterThan(14);
    expect(json.predictions[7]).toMatchObject({ ciLow: null, ciHigh: null });
    expect(digits(json.predictions[7].survival, fitPeriods7.survival[7]!)).toBeGreaterThan(13);
  });
  it('does not depend on the order of the rows', async () => {
    const [head, ...rows] = rowsOf(highEnd).split('\n');
    const [inOrder, shuffled] = [rows, rows.toReversed()].map((list, i) => file(`order${i}.csv`, [head, ...list].join('\n')));
    expect((await sbg(shuffled!)).json).toEqual((await sbg(inOrder!)).json);
  });
  it('says a boundary for what it is', async () => {
    const { json, lines } = await sbg(file('flat.csv', rowsOf([1000, 900, 800, 690])));
    expect(json).toMatchObject({
      status: 'fitted',
      parameters: { alpha: null, beta: null },
      stdErrs: null,
      limit: { kind: 'geometric' },
      warnings: [{ code: 'BOUNDARY' }],
    });
    expect(lines.join('\n')).toContain('BOUNDARY: retention does not rise');
  });
  it.each<[string, number[], string]>([
    ['nobody left', [100, 100, 100], 'TOO_FEW_EVENTS'],
    ['one renewal was seen', [100, 60], 'NOT_ENOUGH_DATA'],
  ])('cannot be estimated where %s', async (_what, survivors, reason) => {
    expect((await sbg(file('none.csv', rowsOf(survivors)))).json).toMatchObject({ model: 'sbg', n: 100, status: 'notEstimable', reason });
  });
});

describe('earshot fit sbg refuses, with exit code 2 and a remedy', () => {
  it.each<[string, string, string[], string, string]>([
    [
      'survivors who rise',
      'period,active\n0,100\n1,80\n2,81\n',
      [],
      'line 4, column active: 81 customers after 80 in the period before',
      'survivors never rise',
    ],
    ['no period 0', 'period,active\n1,100\n2,80\n', [], 'line 2, column period: the first period is 1', 'add period 0'],
    [
      'a gap',
      'period,active\n0,100\n2,80\n1,90\n4,70\n',
      [],
      'line 5, column period: period 3 is missing before 4',
      'periods have no gaps',
    ],
    ['a period twice', 'period,active\n0,100\n0,90\n', [], 'line 3, column period: period 0 stands there twice', 'say --cohort COLUMN'],
    [
      'a period twice in a cohort',
      'period,active,c\n0,100,A\n1,90,A\n1,80,A\n',
      ['--cohort', 'c'],
      'line 4, column period: period 1 of cohort A stands there twice',
      'one row a period and cohort',
    ],
    [
      'shares instead of customers',
      'period,active\n0,1\n1,0.87\n',
      [],
      'line 3, column active: 0.87 is not a whole number',
      'a whole number is needed',
    ],
    ['half a period', 'period,active\n0,100\n0.5,90\n', [], 'line 3, column period: 0.5 is not a whole number', 'a whole number is needed'],
    ['nobody acquired', 'period,active\n0,0\n1,0\n', [], 'line 2, column active: nobody was acquired', 'leave the cohort out'],
    ['no rows', 'period,active\n', [], 'has no rows', 'one row a period is needed'],
    ['a horizon below 0', 'period,active\n0,100\n1,90\n', ['--predict', '-1'], '--predict', ''],
    [
      'one parameter',
      'period,active\n0,100\n1,90\n',
      ['--parameters', 'alpha=1'],
      '--parameters lacks beta',
      'say --parameters alpha=…,beta=…',
    ],
  ])('%s', async (_what, text, words, message, remedy) => {
    await expect(sbg(file('bad.csv', text), ...words)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(message),
      remedy: remedy === '' ? expect.anything() : expect.stringContaining(remedy),
    });
  });
});
