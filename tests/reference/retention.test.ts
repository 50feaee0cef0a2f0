import { describe, expect, it } from 'vitest';
import { activityRetention, type RetentionCohort, subscriptionRetention } from '../../worker/stats/index.ts';
import { digits, readCase, readJson } from './readCase.ts';

const dayOf = (text: string): number => Date.parse(text) / 86_400_000;

function codesOf(cells: readonly string[]): Int32Array {
  const codes = new Map<string, number>();
  for (const cell of cells) if (!codes.has(cell)) codes.set(cell, codes.size);
  return Int32Array.from(cells, (cell) => codes.get(cell)!);
}

const active = ({ cells }: RetentionCohort): number[] => cells.map((cell) => cell.active);

function expectRates(got: readonly number[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [i, rate] of expected.entries()) expect(Math.abs(got[i]! - rate)).toBeLessThan(1e-12);
}

function expectMoney(got: readonly (number | null)[], expected: readonly number[]): void {
  expect(got).toHaveLength(expected.length);
  for (const [i, amount] of expected.entries()) expect(Math.abs(got[i]! - amount)).toBeLessThan(0.005);
}

// counts exact, rates 1e-12, revenue to the cent; by enumeration
describe('retention-cdnow: purchases by month', () => {
  const { expected, cells } = readCase<{
    readonly cohorts: readonly {
      readonly cohort: string;
      readonly size: number;
      readonly active: readonly number[];
      readonly retention: readonly number[];
      readonly revenue: readonly number[];
    }[];
    readonly byAge: readonly {
      readonly age: number;
      readonly cohorts: number;
      readonly base: number;
      readonly active: number;
      readonly weightedRetention: number;
    }[];
  }>('retention-cdnow');
  const log = {
    customers: codesOf(cells('customer_id')),
    days: Float64Array.from(cells('date'), dayOf),
    amounts: Float64Array.from(cells('amount'), Number),
  };
  const outcome = activityRetention(log, { observationEnd: dayOf('1998-06-30') });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { fit, warnings } = outcome;

  it('cohorts, active customers, retention, revenue', () => {
    expect(fit.cohorts.map(({ cohort, size }) => [cohort, size])).toEqual(expected.cohorts.map(({ cohort, size }) => [cohort, size]));
    expected.cohorts.forEach((cohort, i) => {
      const got = fit.cohorts[i]!;
      expect(active(got)).toEqual(cohort.active);
      expectRates(
        got.cells.map(({ retention }) => retention),
        cohort.retention,
      );
      expectMoney(
        got.cells.map(({ revenue }) => revenue),
        cohort.revenue,
      );
    });
  });
  it('by age, weighted by the size of the cohorts that reached it', () => {
    expect(fit.byAge.map(({ period, cohorts, size, active: count }) => [period, cohorts, size, count])).toEqual(
      expected.byAge.map(({ age, cohorts, base, active: count }) => [age, cohorts, base, count]),
    );
    expectRates(
      fit.byAge.map(({ retention }) => retention),
      expected.byAge.map(({ weightedRetention }) => weightedRetention),
    );
  });
  it('every period is over on the last day of the log', () => {
    expect(fit.cohorts.flatMap(({ cells: row }) => row).every(({ complete }) => complete)).toBe(true);
    expect(warnings).toEqual([]);
  });
});

describe('retention-subscriptions: active and recurring revenue at month ends', () => {
  const { expected, cells } = readCase<{
    readonly cohorts: readonly {
      readonly cohort: string;
      readonly size: number;
      readonly startingMrr: number;
      readonly activeAtMonthEnd: readonly number[];
      readonly retention: readonly number[];
      readonly mrrAtMonthEnd: readonly number[];
    }[];
    readonly n: number;
  }>('retention-subscriptions');
  const outcome = subscriptionRetention(
    {
      customers: codesOf(cells('subscription_id')),
      starts: Float64Array.from(cells('start_date'), dayOf),
      ends: Float64Array.from(cells('end_date'), (cell) => (cell === '' ? Number.POSITIVE_INFINITY : dayOf(cell))),
      revenues: Float64Array.from(cells('mrr'), Number),
    },
    { observationEnd: dayOf('2024-12-31') },
  );
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { fit } = outcome;

  it('cohorts, active customers, retention, starting and current revenue', () => {
    expect(fit.customers).toBe(expected.n);
    expect(fit.cohorts.map(({ cohort, size }) => [cohort, size])).toEqual(expected.cohorts.map(({ cohort, size }) => [cohort, size]));
    expected.cohorts.forEach((cohort, i) => {
      const got = fit.cohorts[i]!;
      expect(active(got)).toEqual(cohort.activeAtMonthEnd);
      expectRates(
        got.cells.map(({ retention }) => retention),
        cohort.retention,
      );
      expectMoney([got.startingRevenue], [cohort.startingMrr]);
      expectMoney(
        got.cells.map(({ revenue }) => revenue),
        cohort.mrrAtMonthEnd,
      );
    });
  });
  it('revenue retention over the year 2024: what the customers of December 2023 still pay (no plan ever changes: gross = net)', () => {
    // from the triangle of the case: cohorts up to 2023-12, at the ends of 2023-12 and 2024-12
    const revenueAt = (monthsAfterJanuary2023: number): number =>
      expected.cohorts.slice(0, 12).reduce((sum, { mrrAtMonthEnd }, cohort) => sum + mrrAtMonthEnd[monthsAfterJanuary2023 - cohort]!, 0);
    const { revenueRetention } = fit;
    expect(revenueRetention).toMatchObject({ periods: 12, from: '2023-12', to: '2024-12', isShort: false, reason: null });
    expectMoney([revenueRetention!.startingRevenue], [revenueAt(11)]);
    expectRates([revenueRetention!.gross!, revenueRetention!.net!], [revenueAt(23) / revenueAt(11), revenueAt(23) / revenueAt(11)]);
  });
});

// fractions and 50-digit arithmetic, errors compared with least squares; three subscriptions to a customer, so that revenue rises and falls
describe('revenue-retention: gross and net of customers with several subscriptions, with error and interval', () => {
  type Kept = Readonly<Record<string, number | string>>;
  const { tolerance, year, byPeriod } = readJson<{
    readonly tolerance: { readonly minDigits: number };
    readonly year: Kept;
    readonly byPeriod: readonly Kept[];
  }>('./revenue-retention/expected.json');
  const { cells } = readCase('retention-subscriptions');
  const columns = {
    customers: Int32Array.from(cells('subscription_id'), (id) => Number(id.slice(1)) % 1000),
    starts: Float64Array.from(cells('start_date'), dayOf),
    ends: Float64Array.from(cells('end_date'), (cell) => (cell === '' ? Number.POSITIVE_INFINITY : dayOf(cell))),
    revenues: Float64Array.from(cells('mrr'), Number),
  };
  const outcome = subscriptionRetention(columns, { observationEnd: dayOf('2024-12-31') });
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  const { fit } = outcome;

  const worst = (got: object, expected: Kept): number =>
    Math.min(
      ...Object.entries(expected).map(([name, value]) => {
        const own = (got as Kept)[name];
        return typeof value === 'number' ? digits(own as number, value) : own === value ? 17 : 0;
      }),
    );
  it('over the year', () => {
    expect(worst(fit.revenueRetention!, year)).toBeGreaterThanOrEqual(tolerance.minDigits);
    expect(fit.revenueRetention).toMatchObject({ seType: 'LINEARIZED', confidenceLevel: 0.95 });
  });
  it('from each month to the next', () => {
    expect(fit.revenueRetentionByPeriod).toHaveLength(byPeriod.length);
    for (const [at, expected] of byPeriod.entries())
      expect(worst(fit.revenueRetentionByPeriod[at]!, expected), String(expected.period)).toBeGreaterThanOrEqual(tolerance.minDigits);
  });
});
