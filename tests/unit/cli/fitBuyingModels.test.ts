import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { digits, type Named, readCase, readJson } from '../../reference/readCase.ts';
import { type FitJson, runFit } from '../../support/fit.ts';

const folder = mkdtempSync(join(tmpdir(), 'earshot-buying-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

interface ExpectedCustomer {
  readonly id: string;
  readonly bgnbd: { readonly pAlive: number; readonly expected: Named };
  readonly paretonbd: { readonly pAlive: number; readonly expected: Named };
  readonly expectedSpend: number;
  readonly clv_bgnbd_dert: number;
  readonly clv_paretonbd_dert: number;
}
const { bgnbd, paretonbd, customers, summary } = readJson<{
  expected: {
    summary: { holdoutTransactions: number; customers: number };
    bgnbd: { params: Named; se: Named; logLik: number; sumExpected39: number };
    paretonbd: { params: Named; se: Named; logLik: number; sumExpected39: number };
    customers: readonly ExpectedCustomer[];
  };
}>('../reference/clv-cdnow/expected.json').expected;
const expectedOf = { bgnbd, paretonbd };

const days = fileURLToPath(new URL('../../reference/clv-cdnow/customers.csv', import.meta.url));
const log = fileURLToPath(new URL('../../../prisma/seeds/cdnow/cdnow-transactions.csv', import.meta.url));
const columns = ['--frequency', 'x', '--recency', 't_x_days', '--age', 'T_days'];
const transactions = ['--transactions', '--customer', 'customer_id', '--date', 'date', '--calibration-end', '1997-09-30'];
const given = (params: Named): string =>
  Object.entries(params)
    .map(([name, value]) => `${name}=${value}`)
    .join(',');

describe.each(['bgnbd', 'paretonbd'] as const)('earshot fit %s', (model) => {
  const expected = expectedOf[model];

  it('fits CDNOW from its log, in weeks, with the numbers of the reference case', async () => {
    const { json, lines } = await runFit(model, log, ...transactions, '--predict', '39');
    expect(json).toMatchObject({
      model,
      n: 2357,
      nDropped: 0,
      status: 'fitted',
      warnings: [],
      isGiven: false,
      repeatBuyers: 946,
      limits: [],
    });
    expect(Object.keys(json.parameters)).toEqual(Object.keys(expected.params));
    for (const [name, value] of Object.entries(expected.params)) expect(digits(json.parameters[name], value)).toBeGreaterThan(11);
    for (const [name, value] of Object.entries(expected.se)) expect(digits(json.stdErrs[name], value)).toBeGreaterThan(7);
    expect(digits(json.logLikelihood, expected.logLik)).toBeGreaterThan(12);
    expect(json.convergence).toMatchObject({ status: 'CONVERGED', starts: 4 });
    expect(digits(json.totals.expectedPurchases, expected.sumExpected39)).toBeGreaterThan(11);
    expect(json.totals).toMatchObject({ customers: 2357, horizon: 39 });
    expect(json.totals.ciLow).toBeLessThan(json.totals.expectedLow);
    expect(json.totals.ciHigh).toBeGreaterThan(json.totals.expectedHigh);
    expect(lines.join('\n')).toContain('2,357 customers, 946 bought again');
  });

  it('predicts every row, in file order, at given parameters', async () => {
    const { json } = await runFit(model, log, ...transactions, '--predict', '39', '--parameters', given(expected.params));
    expect(json).toMatchObject({ isGiven: true, stdErrs: null, convergence: null, modelChoice: null });
    expect(json.predictions).toHaveLength(2357);
    for (const { id, [model]: listed } of customers) {
      const row = json.predictions.find(({ customer }: FitJson) => customer === id);
      expect(digits(row.pAlive, listed.pAlive)).toBeGreaterThan(13);
      expect(digits(row.expectedPurchases, listed.expected[39]!)).toBeGreaterThan(13);
      expect(Number.isInteger(row.ciLow) && Number.isInteger(row.ciHigh)).toBe(true);
      expect(row.ciLow).toBeLessThanOrEqual(row.ciHigh);
      expect(row).toMatchObject({ expectedLow: null, expectedHigh: null });
    }
  });

  it('values customers where amounts are given: spend times discounted purchases', async () => {
    const words = [
      ...transactions,
      '--amount',
      'amount_usd',
      '--parameters',
      given(expected.params),
      '--discount',
      '0.15',
      '--value-months',
      'all',
    ];
    const { json, lines } = await runFit(model, log, ...words, '--predict', '39');
    expect(json.value).toMatchObject({ measure: 'REVENUE', margin: null, discount: 0.15, months: null, unknown: 0 });
    expect(json.warnings.map(({ code }: FitJson) => code)).toContain('SPEND_DEPENDS');
    for (const listed of customers) {
      const row = json.predictions.find(({ customer }: FitJson) => customer === listed.id);
      // the case's own spend is by one Gamma-Gamma over all; here it is by class of frequency, since spend depends on it
      const dert = listed[`clv_${model}_dert`] / listed.expectedSpend;
      expect(digits(row.discountedPurchases, dert)).toBeGreaterThan(12);
      expect(row.clv).toBeCloseTo(row.discountedPurchases * row.expectedSpend, 9);
    }
    expect(lines.join('\n')).toContain('revenue (no margin given) without end, discounted at 15.0 % a year');
  });

  it('puts both intervals beside the value of each customer and of all', async () => {
    const words = [...transactions, '--amount', 'amount_usd', '--margin', '0.3', '--predict', '39'];
    const { json, lines } = await runFit(model, log, ...words);
    const { total, ciLow, ciHigh, expectedLow, expectedHigh } = json.value;
    expect(ciLow).toBeLessThan(expectedLow);
    expect(expectedLow).toBeLessThan(total);
    expect(expectedHigh).toBeGreaterThan(total);
    expect(ciHigh).toBeGreaterThan(expectedHigh);
    expect(json.predictions.reduce((sum: number, { clv }: FitJson) => sum + clv, 0)).toBeCloseTo(total, 6);
    for (const row of json.predictions) {
      expect(row.clvExpectedLow).toBeLessThan(row.clv);
      expect(row.clvExpectedHigh).toBeGreaterThan(row.clv);
      expect(row.clvLow).toBeLessThanOrEqual(row.clvExpectedLow);
      expect(row.clvHigh >= row.clvExpectedHigh || row.pAlive < 0.1).toBe(true); // who is as good as gone: 0 to 0
    }
    const richest = json.predictions.toSorted((a: FitJson, b: FitJson) => b.clv - a.clv)[0];
    expect(richest).toMatchObject({ tier: 1, percentile: expect.closeTo(100 * (1 - 0.5 / 2357), 9) });
    expect(lines.join('\n')).toMatch(/value at a margin of 30.0 % of 24 months.* · predicted [\d,.]+ to [\d,.]+ · expected [\d,.]+ to/);
  });

  it('claims no interval that it does not have: without end, and from parameters that count as known', async () => {
    const words = [...transactions, '--amount', 'amount_usd', '--predict', '39'];
    const endless = (await runFit(model, log, ...words, '--value-months', 'all')).json;
    expect(endless.value).toMatchObject({ ciLow: null, ciHigh: null, expectedLow: expect.any(Number), expectedHigh: expect.any(Number) });
    expect(endless.predictions[0]).toMatchObject({ clvLow: null, clvHigh: null, clvExpectedLow: expect.any(Number) });
    const known = (await runFit(model, log, ...words, '--parameters', given(expected.params))).json;
    expect(known.value).toMatchObject({ ciLow: expect.any(Number), ciHigh: expect.any(Number), expectedLow: null, expectedHigh: null });
    expect(known.predictions[0]).toMatchObject({ clvHigh: expect.any(Number), clvExpectedLow: null, clvExpectedHigh: null });
  });

  it('checks itself on what was held out, and says which model forecasts better', async () => {
    const { json, lines } = await runFit(model, log, ...transactions);
    expect(json.predictions).toBeUndefined();
    expect(json.holdout).toMatchObject({ length: 39, customers: summary.customers, actual: summary.holdoutTransactions });
    expect(digits(json.holdout.expectedPurchases, expected.sumExpected39)).toBeGreaterThan(11);
    expect(json.holdout.isInside).toBe(model === 'paretonbd'); // BG/NBD's interval ends at 1,853
    const frequencies = readCase('clv-cdnow', 'customers.csv').cells('x').map(Number);
    for (const { frequency, isOpen, customers: count } of json.holdout.byFrequency) {
      expect(count).toBe(frequencies.filter((x) => (isOpen ? x >= frequency : x === frequency)).length);
    }
    expect(json.holdout.tracking.at(-1)).toMatchObject({ time: 39, actual: 2457 + 1882 });
    expect(json.holdout.tracking).toHaveLength(78);
    expect(json.modelChoice.logPredictive[model]).toBe(json.holdout.logPredictive);
    expect(json.modelChoice.chosen).toBe(
      json.modelChoice.logPredictive.bgnbd > json.modelChoice.logPredictive.paretonbd ? 'bgnbd' : 'paretonbd',
    );
    expect(lines.join('\n')).toContain(model === 'bgnbd' ? 'the actual total lies OUTSIDE' : 'the actual total lies inside');
  });

  it('fits the same from a row a customer: in days, parameters of time are 7 times as large', async () => {
    const { json } = await runFit(model, days, ...columns);
    for (const [name, value] of Object.entries(expected.params)) {
      const unit = name === 'alpha' || name === 'beta' ? 7 : 1;
      expect(digits(json.parameters[name], unit * value)).toBeGreaterThan(9);
    }
    expect(json.predictions).toBeUndefined();
    expect(json.holdout).toBeUndefined();
  });

  it('takes counts for repeated rows', async () => {
    const rows = ['2,30,39', '0,0,39', '1,3,35', '5,38,39', '1,20,30', '0,0,20', '3,9,33'];
    const counts = [40, 300, 90, 25, 60, 200, 30];
    const grouped = file(`grouped-${model}.csv`, `x,t_x,T,n\n${rows.map((row, i) => `${row},${counts[i]}`).join('\n')}\n`);
    const repeated = file(`repeated-${model}.csv`, `x,t_x,T\n${rows.flatMap((row, i) => new Array(counts[i]).fill(row)).join('\n')}\n`);
    const words = ['--frequency', 'x', '--recency', 't_x', '--age', 'T', '--predict', '10'];
    const { json } = await runFit(model, grouped, ...words, '--counts', 'n');
    const one = await runFit(model, repeated, ...words);
    expect(json.n).toBe(745);
    for (const key of ['parameters', 'stdErrs', 'logLikelihood', 'totals']) expect(json[key]).toEqual(one.json[key]);
    const { count, ...first } = json.predictions[0];
    expect(count).toBe(40);
    expect(first).toEqual(one.json.predictions[0]);
  });

  it.each([
    ['2,40,39', 'column t_x: recency 40 is after age 39'],
    ['0,4,39', 'column t_x: recency 4 without a repeat purchase'],
    ['2,0,39', 'column t_x: recency 0 with 2 repeat purchases'],
    ['-1,4,39', 'column x: -1 is below 0'],
    ['1.5,4,39', 'column x: 1.5 is not a whole number'],
    ['2,4,-39', 'column T: -39 is below 0'],
    ['many,4,39', 'column x: "many" is not a number'],
    ['2000000,4,39', 'column x: 2000000 purchases are above 1000000'],
  ])('names file, line, column and remedy of %s', async (row, problem) => {
    const path = file(`bad-${model}.csv`, `x,t_x,T\n1,2,9\n${row}\n`);
    const failure = runFit(model, path, '--frequency', 'x', '--recency', 't_x', '--age', 'T');
    await expect(failure).rejects.toMatchObject({
      name: 'FileFault',
      exitCode: 2,
      message: `${path} line 3, ${problem}`,
      remedy: expect.stringMatching(/\S/),
    });
  });

  it('has nothing to estimate where nobody bought again, or no row is complete', async () => {
    const words = ['--frequency', 'x', '--recency', 't_x', '--age', 'T'];
    const silent = await runFit(model, file(`silent-${model}.csv`, 'x,t_x,T\n0,0,9\n0,0,8\n'), ...words);
    expect(silent.json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', n: 2, nDropped: 0, subjects: [] });
    const blank = await runFit(model, file(`blank-${model}.csv`, 'x,t_x,T\n0,,9\n'), ...words);
    expect(blank.json).toMatchObject({ status: 'notEstimable', reason: 'NOT_ENOUGH_DATA', n: 0, nDropped: 1 });
  });

  it('says the boundary: without dropout its parameters have no value, the NBD is what is left', async () => {
    // every customer bought to the end
    const rows = Array.from({ length: 300 }, (_, i) => `${i % 6 === 5 ? 30 : i % 6},${i % 6 === 0 ? 0 : 40},40`);
    const { json, lines } = await runFit(
      model,
      file(`alive-${model}.csv`, `x,t_x,T\n${rows.join('\n')}\n`),
      ...['--frequency', 'x', '--recency', 't_x', '--age', 'T', '--predict', '10'],
    );
    expect(json.limits).toEqual(['NO_DROPOUT']);
    expect(json.stdErrs).toBeNull();
    expect(Object.values(json.parameters).slice(2)).toEqual([0, null]);
    expect(json.warnings.map(({ code }: FitJson) => code)).toEqual(['BOUNDARY']);
    expect(json.predictions[0].pAlive).toBe(1);
    expect(lines.join('\n')).toContain('the likelihood is highest without dropout');
  });

  it('refuses options that do not fit', async () => {
    await expect(runFit(model, days, ...columns, '--predict', '0')).rejects.toThrow('--predict 0 is not a time above 0');
    await expect(runFit(model, days, ...columns, '--margin', '2')).rejects.toThrow('--margin 2 is not between 0 and 1');
    await expect(runFit(model, days, ...columns, '--parameters', 'r=1')).rejects.toThrow('--parameters lacks alpha');
    await expect(runFit(model, log, ...transactions, '--time-unit', 'day')).rejects.toThrow('--time-unit does not go with --transactions');
    await expect(runFit(model, days, '--frequency', 'x')).rejects.toThrow('--recency is missing');
  });
});

it('says what P(alive) = 1 means where BG/NBD shows it', async () => {
  const words = [...transactions, '--predict', '39'];
  expect((await runFit('bgnbd', log, ...words)).lines.join(' ')).toContain('P(alive) is 1 for whoever never bought again');
  expect((await runFit('paretonbd', log, ...words)).lines.join(' ')).not.toContain('P(alive) is 1');
});
