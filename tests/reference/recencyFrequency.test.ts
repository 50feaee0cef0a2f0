import { describe, expect, it } from 'vitest';
import { readTransactions } from '../../clients/cli/fit/buyingHistory.ts';
import { joinedRecencyFrequency, recencyFrequency } from '../../worker/stats/index.ts';
import { readCase } from './readCase.ts';

// The purchases that the demo ships, against the customers that 34-digit arithmetic was given (clv-cdnow).
const log = new URL('../../prisma/seeds/cdnow/cdnow-transactions.csv', import.meta.url).pathname;
const { cells, expected } = readCase<{ readonly summary: Readonly<Record<string, number>> }>('clv-cdnow', 'customers.csv');
const numbers = (name: string): number[] => cells(name).map(Number);
const history = await readTransactions(log, {
  customer: 'customer_id',
  date: 'date',
  amount: 'amount_usd',
  'calibration-end': '1997-09-30',
  unit: 'day',
});
const { audit } = history;

describe('recency and frequency of CDNOW, from its log', () => {
  it('has the same customers', () => expect(history.customers).toEqual(cells('id')));
  it.each([
    ['x', history.frequency],
    ['t_x_days', history.recency],
    ['T_days', history.age],
    ['x_holdout', history.holdout],
  ])('has the same %s', (name, column) => expect(Array.from(column ?? [])).toEqual(numbers(name)));
  it('has the same mean spend, to the rounding of sums of cents', () =>
    numbers('m_x').forEach((mean, i) => expect(Math.abs((history.monetary?.[i] ?? Number.NaN) - mean)).toBeLessThan(1e-12 * Math.max(1, mean))));
  it('holds out 39 weeks', () => expect(history.holdoutLength).toBe(39 * 7));
  it('accounts for each of the 6,919 rows', () => {
    expect(audit).toMatchObject({
      rows: 6919,
      customers: 2357,
      customersUsed: expected.summary.customers,
      repeatPurchases: expected.summary.repeatTransactions,
      holdoutPurchases: expected.summary.holdoutTransactions,
    });
    expect(history.frequency.filter((x) => x > 0).length).toBe(expected.summary.repeatCustomers);
    // 6,919 rows on 6,696 different days of customers: awk over the file
    expect(audit?.collapsed).toBe(223);
  });
  it('divides days by 7 for weeks', async () => {
    const inWeeks = await readTransactions(log, { customer: 'customer_id', date: 'date', 'calibration-end': '1997-09-30' });
    expect(Array.from(inWeeks.recency)).toEqual(numbers('t_x_days').map((days) => days / 7));
    expect(Array.from(inWeeks.age)).toEqual(numbers('T_days').map((days) => days / 7));
    expect(inWeeks.holdoutLength).toBe(39);
  });
});

it('split by customer, the parts of CDNOW join to the whole', () => {
  const { table } = history;
  const customers = table.grouping('customer_id').codes;
  const days = table.numbers('date');
  const amounts = table.numbers('amount_usd');
  const options = { calibrationEnd: history.calibrationEndDay ?? 0, observationEnd: 10_407 }; // 1998-06-30
  const parts = [0, 1, 2, 3].map((shard) => {
    const rows = Array.from(customers.keys()).filter((row) => Math.floor(customers[row]! / 600) === shard);
    return recencyFrequency(
      {
        customers: Int32Array.from(rows, (row) => customers[row]!),
        days: Float64Array.from(rows, (row) => days[row]!),
        amounts: Float64Array.from(rows, (row) => amounts[row]!),
      },
      options,
    );
  });
  expect(joinedRecencyFrequency(parts)).toEqual(recencyFrequency({ customers, days, amounts }, options));
});
