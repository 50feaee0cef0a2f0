import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinedRecencyFrequency, type PurchaseLog, type RecencyFrequencyOptions, recencyFrequency } from '../../../worker/stats/index.ts';

interface Transaction {
  readonly customer: number;
  readonly day: number;
  /** whole money, so that sums are exact in any order */
  readonly amount: number;
}

const transactions = fc.array(
  fc.record({ customer: fc.nat(8), day: fc.integer({ min: -20, max: 60 }), amount: fc.integer({ min: -3, max: 20 }) }),
  { minLength: 1, maxLength: 60 },
);
const options = fc
  .record({
    calibrationEnd: fc.integer({ min: -10, max: 50 }),
    holdoutDays: fc.nat(20),
    unit: fc.constantFrom('day' as const, 'week' as const),
    collapse: fc.constantFrom('day' as const, 'week' as const),
    zeroAmounts: fc.constantFrom('count' as const, 'exclude' as const),
  })
  .map(({ holdoutDays, ...rest }): RecencyFrequencyOptions => ({ ...rest, observationEnd: rest.calibrationEnd + holdoutDays }));

function logOf(rows: readonly Transaction[]): PurchaseLog {
  return {
    customers: Int32Array.from(rows, ({ customer }) => customer),
    days: Float64Array.from(rows, ({ day }) => day),
    amounts: Float64Array.from(rows, ({ amount }) => amount),
  };
}

/** The definition, customer by customer, without regard to cost. */
function byDefinition(
  rows: readonly Transaction[],
  { calibrationEnd, observationEnd, unit, collapse, zeroAmounts }: RecencyFrequencyOptions,
) {
  const length = unit === 'day' ? 1 : 7;
  const period = (day: number): string => `${day > calibrationEnd} ${collapse === 'day' ? day : Math.floor((day + 3) / 7)}`;
  return [...new Set(rows.map(({ customer }) => customer))]
    .sort((a, b) => a - b)
    .flatMap((customer) => {
      const purchases = rows
        .filter((row) => row.customer === customer && row.day <= observationEnd)
        .filter(({ amount }) => amount > 0 || (amount === 0 && zeroAmounts === 'count'))
        .sort((a, b) => a.day - b.day);
      const first = purchases[0];
      if (first === undefined || first.day > calibrationEnd) return [];
      const byPeriod = Map.groupBy(purchases, ({ day }) => period(day));
      const repeats = [...byPeriod.values()].slice(1).map((joined) => ({
        day: joined[0]!.day,
        amount: joined.reduce((sum, { amount }) => sum + amount, 0),
      }));
      const seen = repeats.filter(({ day }) => day <= calibrationEnd);
      return [
        {
          customer,
          frequency: seen.length,
          recency: ((seen.at(-1)?.day ?? first.day) - first.day) / length,
          age: (calibrationEnd - first.day) / length,
          monetary: seen.length === 0 ? 0 : seen.reduce((sum, { amount }) => sum + amount, 0) / seen.length,
          holdout: repeats.length - seen.length,
        },
      ];
    });
}

describe('recencyFrequency', () => {
  it('is its definition', () =>
    fc.assert(
      fc.property(transactions, options, (rows, chosen) => {
        const { customers, frequency, recency, age, monetary, holdout } = recencyFrequency(logOf(rows), chosen);
        const got = Array.from(customers, (customer, i) => ({
          customer,
          frequency: frequency[i],
          recency: recency[i],
          age: age[i],
          monetary: monetary![i],
          holdout: holdout === null ? 0 : holdout[i],
        }));
        expect(got).toEqual(byDefinition(rows, chosen));
      }),
    ));

  it('has fewer repeats than transactions, and recency within age', () =>
    fc.assert(
      fc.property(transactions, options, (rows, chosen) => {
        const { customers, frequency, recency, age } = recencyFrequency(logOf(rows), chosen);
        for (const [i, customer] of customers.entries()) {
          expect(frequency[i]).toBeLessThanOrEqual(rows.filter((row) => row.customer === customer).length - 1);
          expect(recency[i]).toBeGreaterThanOrEqual(0);
          expect(recency[i]).toBeLessThanOrEqual(age[i]!);
          expect(recency[i]! > 0).toBe(frequency[i]! > 0);
        }
      }),
    ));

  it('says where every row and every customer went', () =>
    fc.assert(
      fc.property(transactions, options, (rows, chosen) => {
        const { audit, repeatDays, frequency } = recencyFrequency(logOf(rows), chosen);
        const { customersUsed, repeatPurchases, holdoutPurchases } = audit;
        const leftOut = audit.collapsed + audit.refunds + audit.zeroAmountsExcluded + audit.afterObservationEnd + audit.lateCustomerRows;
        expect(customersUsed + repeatPurchases + holdoutPurchases + leftOut).toBe(rows.length);
        expect(customersUsed + audit.lateCustomers + audit.customersWithoutPurchase).toBe(audit.customers);
        expect(audit.customers).toBe(new Set(rows.map(({ customer }) => customer)).size);
        expect(repeatDays.length).toBe(repeatPurchases + holdoutPurchases);
        expect(frequency.reduce((sum, x) => sum + x, 0)).toBe(repeatPurchases);
      }),
    ));

  it('does not depend on the order of the rows', () =>
    fc.assert(
      fc.property(
        transactions.chain((rows) => fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }))),
        options,
        ([rows, shuffled], chosen) => {
          expect(recencyFrequency(logOf(shuffled), chosen)).toEqual(recencyFrequency(logOf(rows), chosen));
        },
      ),
    ));

  it('split by customer, the parts join to the whole', () =>
    fc.assert(
      fc.property(transactions, options, fc.integer({ min: 1, max: 7 }), (rows, chosen, cut) => {
        const parts = [rows.filter(({ customer }) => customer < cut), rows.filter(({ customer }) => customer >= cut)];
        const joined = joinedRecencyFrequency(parts.filter((part) => part.length > 0).map((part) => recencyFrequency(logOf(part), chosen)));
        expect(joined).toEqual(recencyFrequency(logOf(rows), chosen));
      }),
    ));

  it('never counts a refund as a purchase, nor takes it from one', () =>
    fc.assert(
      fc.property(transactions, transactions, options, (rows, others, chosen) => {
        const purchases = rows.map((row) => ({ ...row, amount: Math.abs(row.amount) }));
        const refunds = others.map((row) => ({ ...row, amount: -1 - Math.abs(row.amount) }));
        const { audit, ...without } = recencyFrequency(logOf(purchases), chosen);
        const { audit: auditWith, ...withRefunds } = recencyFrequency(logOf([...purchases, ...refunds]), chosen);
        expect(withRefunds).toEqual(without);
        const seen = refunds.filter(({ day }) => day <= chosen.observationEnd);
        expect(auditWith.refunds).toBe(seen.length);
        expect(auditWith.refundedAmount).toBe(seen.reduce((sum, { amount }) => sum + amount, 0));
        expect(audit.refunds).toBe(0);
      }),
    ));

  const log = logOf([
    { customer: 0, day: 4, amount: 5 }, // Monday 5 January 1970
    { customer: 0, day: 10, amount: 7 }, // Sunday of the same week
    { customer: 0, day: 11, amount: 0 },
    { customer: 0, day: 12, amount: 9 },
    { customer: 2, day: 13, amount: 1 },
  ]);
  it('collapses by calendar week, Monday to Sunday, never across the calibration end', () => {
    const weekly = recencyFrequency(log, { calibrationEnd: 11, observationEnd: 13, unit: 'day', collapse: 'week' });
    expect(Array.from(weekly.frequency)).toEqual([1]);
    expect(Array.from(weekly.recency)).toEqual([7]);
    expect(Array.from(weekly.holdout!)).toEqual([1]);
    expect(Array.from(weekly.monetary!)).toEqual([0]);
    expect(weekly.audit).toMatchObject({ collapsed: 1, lateCustomers: 1, lateCustomerRows: 1 });
  });
  it('counts or excludes amounts of 0 as asked, and tells both', () => {
    const periods = { calibrationEnd: 13, observationEnd: 13, unit: 'day' } as const;
    expect(recencyFrequency(log, periods)).toMatchObject({ audit: { zeroAmountsCounted: 1, zeroAmountsExcluded: 0, repeatPurchases: 3 } });
    const without = recencyFrequency(log, { ...periods, zeroAmounts: 'exclude' });
    expect(without).toMatchObject({ audit: { zeroAmountsCounted: 0, zeroAmountsExcluded: 1, repeatPurchases: 2 } });
    expect(Array.from(without.monetary!)).toEqual([8, 0]);
  });
  it('has no holdout where nothing is held out, and no money where the log has none', () => {
    const { holdout, holdoutLength, monetary } = recencyFrequency({ ...log, amounts: null }, { calibrationEnd: 13, observationEnd: 13 });
    expect([holdout, holdoutLength, monetary]).toEqual([null, null, null]);
  });
  it('a log without a customer of the calibration period has no rows, and its audit says why', () => {
    const { frequency, audit } = recencyFrequency(log, { calibrationEnd: 3, observationEnd: 20 });
    expect(frequency.length).toBe(0);
    expect(audit).toMatchObject({ customersUsed: 0, lateCustomers: 2, lateCustomerRows: 5 });
  });

  it.each<[string, Partial<PurchaseLog>, Partial<RecencyFrequencyOptions>, string]>([
    ['a negative code', { customers: Int32Array.of(0, 0, -1, 0, 2) }, {}, 'customers has -1 at row 2, a code from 0 up is needed'],
    ['a time of day', { days: Float64Array.of(4, 10.5, 11, 12, 13) }, {}, 'days has 10.5 at row 1, a whole number is needed'],
    [
      'milliseconds',
      { days: Float64Array.of(0, 86_400_000, 1, 2, 3) },
      { calibrationEnd: 86_400_000, observationEnd: 86_400_000 },
      'days has 0 and 86400000, days at most 1000000 apart are needed',
    ],
    ['unequal lengths', { days: Float64Array.of(1) }, {}, 'days has length 1, customers has 5'],
    [
      'an amount that is none',
      { amounts: new Float64Array(5).fill(Number.NaN) },
      {},
      'amounts has NaN at row 0, a finite number is needed',
    ],
    ['an observation that ends first', {}, { observationEnd: 9 }, 'observationEnd has 9, a day not before calibrationEnd 10 is needed'],
    ['a calibration end within a day', {}, { calibrationEnd: 9.5 }, 'calibrationEnd has 9.5, a whole number of days is needed'],
  ])('refuses %s', (_what, columns, chosen, message) =>
    expect(() => recencyFrequency({ ...log, ...columns }, { calibrationEnd: 10, observationEnd: 20, ...chosen })).toThrow(message),
  );
  it('joins only parts of the same periods', () => {
    const [short, long] = [10, 20].map((observationEnd) => recencyFrequency(log, { calibrationEnd: 10, observationEnd }));
    expect(() => joinedRecencyFrequency([short!, long!])).toThrow('parts has at 1 other options than at 0');
    expect(() => joinedRecencyFrequency([])).toThrow('parts has length 0, at least 1 is needed');
  });
});
