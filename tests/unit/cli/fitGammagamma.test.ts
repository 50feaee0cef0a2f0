import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, readCase, readJson } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-gammagamma-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
const customers = fileURLToPath(new URL('../../reference/clv-cdnow/customers.csv', import.meta.url));
const log = fileURLToPath(new URL('../../../prisma/seeds/cdnow/cdnow-transactions.csv', import.meta.url));
const { gammagamma, customers: listed } = readJson<{
  expected: {
    gammagamma: {
      params: { p: number; q: number; gamma: number };
      se: { p: number; q: number; gamma: number };
      logLik: number;
      populationMean: number;
      correlationFrequencyMonetary: number;
    };
    customers: { id: string; x: number; m_x: number; expectedSpend: number }[];
  };
}>('../reference/clv-cdnow/expected.json').expected;

const ids = readCase('clv-cdnow', 'customers.csv').cells('id');

const table = ['gammagamma', customers, '--frequency', 'x', '--monetary', 'm_x'];
const transactions = ['gammagamma', log, '--transactions', '--customer', 'customer_id', '--date', 'date', '--amount', 'amount_usd'];

function expectCdnow(json: FitJson): void {
  expect(json).toMatchObject({ model: 'gammagamma', n: 946, nDropped: 0, status: 'fitted', isGiven: false, limit: null });
  expect(digits(json.parameters.p, gammagamma.params.p)).toBeGreaterThan(10);
  expect(digits(json.parameters.q, gammagamma.params.q)).toBeGreaterThan(10);
  expect(digits(json.parameters.v, gammagamma.params.gamma)).toBeGreaterThan(10);
  expect(digits(json.stdErrs.p, gammagamma.se.p)).toBeGreaterThan(10);
  expect(digits(json.stdErrs.v, gammagamma.se.gamma)).toBeGreaterThan(10);
  expect(digits(json.logLikelihood, gammagamma.logLik)).toBeGreaterThan(12);
  expect(digits(json.populationMean, gammagamma.populationMean)).toBeGreaterThan(11);
  expect(digits(json.correlation.pearson, gammagamma.correlationFrequencyMonetary)).toBeGreaterThan(11);
}

describe('earshot fit gammagamma', () => {
  it('fits CDNOW from a row a customer, with the numbers of the reference case', async () => {
    const { json, lines } = await runFit(...table);
    expectCdnow(json);
    expect(json.predictions).toHaveLength(2357);
    expect(json.predictions[0]).toMatchObject({ x: 2, m: 22.345, reason: null });
    expect(Object.keys(json.predictions[0])).toEqual(
      expect.arrayContaining(['x', 'm', 'expectedSpend', 'ciLow', 'ciHigh', 'expectedLow', 'expectedHigh']),
    );
    expect(lines.join('\n')).toContain('mean amount of a purchase over all customers 35.17');
  });
  it('predicts by the parameters it prints, and by class of frequency beside it, since spend depends on it', async () => {
    const { json, lines } = await runFit(...table);
    for (const { id, expectedSpend } of listed) {
      const row = json.predictions[ids.indexOf(id)];
      expect(digits(row.expectedSpend, expectedSpend)).toBeGreaterThan(10);
      expect(row.byFrequency.expectedSpend).not.toBe(row.expectedSpend);
    }
    expect(json.warnings.map(({ code }: { code: string }) => code)).toEqual(['SPEND_DEPENDS']);
    expect(json.byFrequency.classes).toHaveLength(3);
    expect(json.byFrequency.classes[0]).toMatchObject({ from: 1, to: 1, n: 439 });
    expect(lines.join('\n')).toContain('spend by class of frequency');
  });
  it('fits the same from the log, and says where its rows went', async () => {
    const { json, lines } = await runFit(...transactions, '--calibration-end', '1997-09-30');
    expectCdnow(json);
    expect(json.audit).toMatchObject({ rows: 6919, customersUsed: 2357, repeatPurchases: 2457, holdoutPurchases: 1882, collapsed: 223 });
    expect(json.predictions[0]).toMatchObject({ customer: '0001', x: 2 });
    expect(lines[0]).toBe('6,919 transactions of 2,357 customers:');
  });
  it('evaluates at given parameters, without errors', async () => {
    const { p, q, gamma } = gammagamma.params;
    const { json } = await runFit(...table, '--parameters', `p=${p},q=${q},v=${gamma}`);
    expect(json).toMatchObject({ parameters: { p, q, v: gamma }, stdErrs: null, isGiven: true, byFrequency: null });
    expect(digits(json.logLikelihood, gammagamma.logLik)).toBeGreaterThan(12);
    for (const { id, expectedSpend } of listed) {
      const row = json.predictions[ids.indexOf(id)];
      expect(digits(row.expectedSpend, expectedSpend)).toBeGreaterThan(13);
      expect([row.expectedLow, row.expectedHigh]).toEqual([null, null]);
    }
  });
  it('evaluates customers without a repeat purchase, who have no likelihood', async () => {
    const one = file('new.csv', 'x,m\n0,\n');
    const { json } = await runFit('gammagamma', one, '--frequency', 'x', '--monetary', 'm', '--parameters', 'p=6.25,q=3.74,v=15.44');
    expect(json).toMatchObject({ n: 0, logLikelihood: null, status: 'fitted' });
    expect(digits(json.predictions[0].expectedSpend, 35.21897810218978)).toBeGreaterThan(14); // clv-formulas
  });
  it('counts are repeated rows', async () => {
    // amounts that vary within customers and between them, so that the maximum is within
    const rows = Array.from({ length: 60 }, (_, i) => ({
      x: 1 + (i % 4),
      m: 10 + ((i * 37) % 50) + (i % 7) / (1 + (i % 4)),
      n: 1 + (i % 3),
    }));
    const counted = file('counted.csv', ['x,m,n', ...rows.map(({ x, m, n }) => `${x},${m},${n}`)].join('\n'));
    const repeated = file(
      'repeated.csv',
      ['x,m', ...rows.flatMap(({ x, m, n }) => Array.from({ length: n }, () => `${x},${m}`))].join('\n'),
    );
    const [left, right] = await Promise.all([
      runFit('gammagamma', counted, '--frequency', 'x', '--monetary', 'm', '--counts', 'n'),
      runFit('gammagamma', repeated, '--frequency', 'x', '--monetary', 'm'),
    ]);
    expect(left.json.n).toBe(right.json.n);
    expect(digits(left.json.parameters.p, right.json.parameters.p)).toBeGreaterThan(8);
    expect(digits(left.json.logLikelihood, right.json.logLikelihood)).toBeGreaterThan(11);
  });
  it('where no population mean exists, prints null with its reason', async () => {
    const { json } = await runFit(...table, '--parameters', 'p=2,q=0.9,v=3');
    expect(json.populationMean).toBeNull();
    expect(json.predictions[2]).toMatchObject({ x: 0, expectedSpend: null, ciLow: null, reason: 'BOUNDARY' });
    expect(json.warnings[0].code).toBe('BOUNDARY');
  });
  it('has nothing to estimate where no customer is left', async () => {
    const blank = file('blank.csv', 'x,m\n,5\n');
    const { json } = await runFit('gammagamma', blank, '--frequency', 'x', '--monetary', 'm');
    expect(json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', n: 0, nDropped: 1 });
    const refunds = file('refunds.csv', 'who,day,paid\na,2020-01-03,-5\nb,2020-02-03,-1\n');
    const words = ['--transactions', '--customer', 'who', '--date', 'day', '--amount', 'paid', '--calibration-end', '2020-02-03'];
    expect((await runFit('gammagamma', refunds, ...words)).json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', n: 0 });
  });
  it('refuses too few repeat buyers, and one amount for all', async () => {
    const few = file('few.csv', 'x,m\n1,3\n2,4\n0,0\n');
    const same = file('same.csv', 'x,m\n1,3\n2,3\n4,3\n5,3\n');
    const asked = ['--frequency', 'x', '--monetary', 'm'];
    expect((await runFit('gammagamma', few, ...asked)).json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
    const { json, lines } = await runFit('gammagamma', same, ...asked);
    expect(json).toMatchObject({ status: 'notEstimable', reason: 'ZERO_VARIANCE' });
    expect(lines[0]).toBe('gammagamma cannot be estimated from these data (ZERO_VARIANCE):');
  });
});

describe('earshot fit gammagamma refuses, with exit code 2 and a remedy', () => {
  const rows = (text: string, ...words: string[]) => [
    'gammagamma',
    file('rows.csv', text),
    '--frequency',
    'x',
    '--monetary',
    'm',
    ...words,
  ];
  it.each<[string, () => string[], string | RegExp, string]>([
    ['half a purchase', () => rows('x,m\n1,2\n1.5,2\n'), 'line 3, column x: 1.5 is not a whole number', 'a whole number is needed'],
    ['a negative amount', () => rows('x,m\n1,-2\n'), 'line 2, column m: -2 is below 0', 'a number from 0 up is needed'],
    [
      'a repeat buyer without an amount',
      () => rows('x,m\n0,\n1,\n'),
      'line 3, column m: a repeat buyer without a mean amount',
      'fill it in, or 0',
    ],
    ['a missing column', () => rows('x,y\n1,2\n'), 'has no column m', 'its columns are x, y'],
    ['options of a log beside columns', () => rows('x,m\n1,2\n', '--date', 'd'), '--date needs --transactions', 'add --transactions'],
    [
      'columns beside a log',
      () => [...transactions, '--frequency', 'x'],
      '--frequency does not go with --transactions',
      'a log has --customer',
    ],
    [
      'a log without amounts',
      () => ['gammagamma', log, '--transactions', '--customer', 'customer_id', '--date', 'date'],
      '--amount is missing',
      'say --amount COLUMN',
    ],
    ['a log without a calibration end', () => transactions, '--calibration-end is missing', 'YYYY-MM-DD'],
    [
      'a calibration end that is no day',
      () => [...transactions, '--calibration-end', '1997-13-01'],
      '--calibration-end 1997-13-01 is not a day',
      'YYYY-MM-DD',
    ],
    [
      'a calibration end before the log',
      () => [...transactions, '--calibration-end', '1996-12-31'],
      'line 2, column date: the first transaction is after --calibration-end 1996-12-31',
      'within 1997-01-01 to 1998-06-30',
    ],
    [
      'a calibration end after the log',
      () => [...transactions, '--calibration-end', '1999-01-01'],
      /column date: the last transaction is before --calibration-end 1999-01-01/,
      'or --observation-end 1999-01-01 if nobody bought from then on',
    ],
    [
      'an observation that ends first',
      () => [...transactions, '--calibration-end', '1997-09-30', '--observation-end', '1997-09-29'],
      '--observation-end 1997-09-29 is before --calibration-end 1997-09-30',
      'the later of the two',
    ],
    [
      'days in another format',
      () => [...transactions, '--calibration-end', '1997-09-30', '--date-format', '%d.%m.%Y'],
      'line 2, column date: "1997-01-01" is not a day in the format %d.%m.%Y',
      'say --date-format',
    ],
    [
      'a format without a day',
      () => [...transactions, '--calibration-end', '1997-09-30', '--date-format', '%Y-%m'],
      '--date-format %Y-%m is not a format of a day',
      'it names %Y, %m and %d once each',
    ],
    [
      'an unknown unit',
      () => [...transactions, '--calibration-end', '1997-09-30', '--unit', 'month'],
      '--unit month is not possible',
      '--unit takes week, day',
    ],
    [
      'a parameter of another model',
      () => [...table, '--parameters', 'p=1,q=2,gamma=3'],
      '--parameters has no parameter gamma',
      'say --parameters p=…,q=…,v=…',
    ],
    ['a parameter too few', () => [...table, '--parameters', 'p=1,q=2'], '--parameters lacks v', 'say --parameters'],
    ['a parameter twice', () => [...table, '--parameters', 'p=1,q=2,p=3'], '--parameters names p twice', 'say --parameters'],
    ['a parameter of 0', () => [...table, '--parameters', 'p=1,q=2,v=0'], '--parameters v=0 is not a number above 0', 'say --parameters'],
  ])('%s', async (_what, words, message, remedy) => {
    await expect(runFit(...words())).rejects.toMatchObject({
      exitCode: 2,
      message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
      remedy: expect.stringContaining(remedy),
    });
  });
  it('accepts a calibration end after the last purchase where observation is said to go on', async () => {
    const { json } = await runFit(...transactions, '--calibration-end', '1999-01-01', '--observation-end', '1999-01-01');
    expect(json.audit).toMatchObject({ customersUsed: 2357, holdoutPurchases: 0 });
  });
});

describe('a log of transactions', () => {
  const words = (text: string, ...more: string[]) => [
    ...['gammagamma', file('log.csv', text), '--transactions', '--customer', 'id', '--date', 'day', '--amount', 'eur'],
    ...['--calibration-end', '2024-01-31', '--parameters', 'p=6,q=4,v=15', ...more],
  ];
  const rows =
    'id,day,eur\na,2024-01-01,10\na,2024-01-03,20\na,2024-01-03,5\na,2024-01-09,0\na,2024-01-20,-30\nb,2024-02-02,9\nc,,7\nc,2024-01-02,8\n';
  it('joins purchases of a day, counts zeros, leaves out refunds and late customers, and says so', async () => {
    const { json, lines } = await runFit(...words(rows));
    expect(json.nDropped).toBe(1);
    expect(json.predictions).toMatchObject([
      { customer: 'a', x: 2, m: 12.5 },
      { customer: 'c', x: 0, m: 0 },
    ]);
    expect(lines).toEqual(
      expect.arrayContaining([
        '7 transactions of 3 customers:',
        '  1 joined to another purchase of the same customer and day (or week)',
        '  1 refunds, -30.00 in all: they count nowhere',
        '  1 of 1 customers who first bought after the calibration end',
        '  1 of the purchases have amount 0 and count',
      ]),
    );
  });
  it('by calendar week, and without zeros, as asked', async () => {
    const { json } = await runFit(...words(rows, '--collapse', 'week', '--zero-amounts', 'exclude'));
    expect(json.predictions[0]).toMatchObject({ customer: 'a', x: 0 });
    expect(json.audit).toMatchObject({ collapsed: 2, zeroAmountsExcluded: 1 });
  });
});
