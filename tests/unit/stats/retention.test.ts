import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ActivityRetention,
  activityRetention,
  type RetentionOptions,
  type SubscriptionRetention,
  subscriptionRetention,
} from '../../../worker/stats/index.ts';

const dayOf = (text: string): number => Date.parse(text) / 86_400_000;
const days = (...texts: readonly string[]): Float64Array => Float64Array.from(texts, dayOf);

function activities(
  customers: readonly number[],
  dates: readonly string[],
  options: RetentionOptions = {},
  amounts?: Float64Array,
): ActivityRetention {
  const outcome = activityRetention({ customers: Int32Array.from(customers), days: days(...dates), amounts }, options);
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

/** customer, start, end ('' = still running), recurring revenue */
type Subscription = readonly [number, string, string, number];

function subscriptions(rows: readonly Subscription[], options: RetentionOptions = {}): SubscriptionRetention {
  const outcome = subscriptionRetention(
    {
      customers: Int32Array.from(rows, ([customer]) => customer),
      starts: Float64Array.from(rows, ([, start]) => dayOf(start)),
      ends: Float64Array.from(rows, ([, , end]) => (end === '' ? Number.POSITIVE_INFINITY : dayOf(end))),
      revenues: Float64Array.from(rows, ([, , , revenue]) => revenue),
    },
    options,
  );
  if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
  return outcome.fit;
}

describe('activityRetention', () => {
  it('counts a customer once a period; rolling counts whoever comes back later, too', () => {
    const fit = activities([0, 0, 0, 1], ['2024-01-05', '2024-03-01', '2024-03-31', '2024-01-31'], { observationEnd: dayOf('2024-03-31') });
    expect(fit.cohorts).toHaveLength(1);
    const [{ size, cells }] = fit.cohorts as [ActivityRetention['cohorts'][number]];
    expect(size).toBe(2);
    expect(cells.map(({ active }) => active)).toEqual([2, 0, 1]);
    expect(cells.map(({ rollingActive }) => rollingActive)).toEqual([2, 1, 1]);
    expect(cells.map(({ retention, rollingRetention }) => [retention, rollingRetention])).toEqual([
      [1, 1],
      [0, 0.5],
      [0.5, 0.5],
    ]);
  });
  it('adds up the amounts of a cell, refunds too; without amounts revenue is null', () => {
    const dates = ['2024-01-05', '2024-01-06', '2024-02-01'];
    const amounts = Float64Array.of(10, -4, 2.5);
    expect(activities([0, 0, 0], dates, {}, amounts).cohorts[0]!.cells.map(({ revenue }) => revenue)).toEqual([6, 2.5]);
    expect(activities([0, 0, 0], dates).cohorts[0]!.cells.map(({ revenue }) => revenue)).toEqual([null, null]);
  });
  it('marks a period that is not over, and leaves it out of the average by age', () => {
    const log = { customers: Int32Array.of(0, 0, 1), days: days('2024-01-05', '2024-02-10', '2024-02-20') };
    const outcome = activityRetention(log);
    expect(outcome).toMatchObject({ warnings: [{ code: 'INCOMPLETE_PERIOD', subject: '2024-02' }] });
    const fit = activities([0, 0, 1], ['2024-01-05', '2024-02-10', '2024-02-20']);
    expect(fit.cohorts.map(({ cells }) => cells.map(({ complete }) => complete))).toEqual([[true, false], [false]]);
    expect(fit.byAge).toEqual([{ period: 0, cohorts: 1, size: 1, active: 1, retention: 1 }]);
  });
  it('knows nothing after the end of observation', () => {
    const known = activities([0, 1], ['2024-01-05', '2024-01-06'], { observationEnd: dayOf('2024-01-31') });
    const more = activities([0, 1, 1, 2], ['2024-01-05', '2024-01-06', '2024-02-01', '2024-03-01'], {
      observationEnd: dayOf('2024-01-31'),
    });
    expect(more).toEqual({ ...known, rowsAfterEnd: 2 });
  });
  it.each([
    ['week', '2024-01-01', '2024-01-07', '2024-01-08', '2024-W01'],
    ['day', '2024-01-01', '2024-01-01', '2024-01-02', '2024-01-01'],
    ['quarter', '2024-01-01', '2024-03-31', '2024-04-01', '2024-Q1'],
    ['year', '2024-01-01', '2024-12-31', '2025-01-01', '2024'],
  ] as const)('by %s', (period, first, last, next, cohort) => {
    const fit = activities([0, 0, 0], [first, last, next], { period });
    expect(fit.cohorts.map((row) => [row.cohort, row.cells.map(({ active }) => active)])).toEqual([[cohort, [1, 1]]]);
  });
  it('does not depend on the order of rows; the first period holds everybody; rolling never rises', () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(5), fc.integer({ min: 19_000, max: 19_400 })), { minLength: 1 }), (rows) => {
        const fitOf = (ordered: typeof rows) => {
          const log = { customers: Int32Array.from(ordered, ([customer]) => customer), days: Float64Array.from(ordered, ([, day]) => day) };
          const outcome = activityRetention(log);
          if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
          return outcome.fit;
        };
        const fit = fitOf(rows);
        expect(fitOf(rows.toReversed())).toEqual(fit);
        expect(fit.customers).toBe(new Set(rows.map(([customer]) => customer)).size);
        for (const { size, cells } of fit.cohorts) {
          expect(cells[0]!.active).toBe(size);
          cells.forEach(({ active, rollingActive }, k) => {
            expect(rollingActive).toBeGreaterThanOrEqual(active);
            expect(rollingActive).toBeLessThanOrEqual(cells[k - 1]?.rollingActive ?? size);
          });
        }
      }),
    ));
  it('names the argument at fault', () => {
    const log = { customers: Int32Array.of(0, 1), days: Float64Array.of(19_000, 19_001) };
    expect(() => activityRetention({ ...log, days: Float64Array.of(19_000, 1.5) })).toThrow(
      'days has 1.5 at row 1, a whole day number is needed',
    );
    expect(() => activityRetention({ ...log, customers: Int32Array.of(0, -1) })).toThrow('customers has -1 at row 1');
    expect(() => activityRetention({ ...log, customers: Int32Array.of(0) })).toThrow('customers has length 1, days has 2');
    expect(() => activityRetention({ ...log, days: Float64Array.of(0, 19_000) }, { period: 'day' })).toThrow('at most 2000 are possible');
    expect(activityRetention({ customers: new Int32Array(0), days: new Float64Array(0) })).toMatchObject({ reason: 'NOT_ENOUGH_DATA' });
    expect(() => activityRetention(log, { observationEnd: Number.NaN })).toThrow('observationEnd has NaN');
    expect(() => activityRetention(log, { observationEnd: 19_001.5 })).toThrow('observationEnd has 19001.5 at row 0, a whole day number');
    expect(activityRetention(log, { observationEnd: 18_000 })).toMatchObject({ reason: 'NOT_ENOUGH_DATA' });
  });
});

describe('subscriptionRetention', () => {
  const toMarch = { observationEnd: dayOf('2024-03-31') };

  it('an end on the last day of a month is lost in that month, an end on the first of the next is not', () => {
    const fit = subscriptions(
      [
        [0, '2024-01-10', '2024-02-29', 10],
        [1, '2024-01-10', '2024-03-01', 10],
        [2, '2024-01-10', '2024-01-15', 10],
      ],
      toMarch,
    );
    expect(fit.cohorts[0]!.size).toBe(3);
    expect(fit.cohorts[0]!.cells.map(({ active, revenue }) => [active, revenue])).toEqual([
      [2, 20],
      [1, 10],
      [0, 0],
    ]);
  });
  it('a change of plan keeps the customer in the first cohort and moves the revenue', () => {
    const fit = subscriptions(
      [
        [0, '2024-01-10', '2024-02-15', 10],
        [0, '2024-02-15', '', 25],
      ],
      toMarch,
    );
    expect(fit.customers).toBe(1);
    expect(fit.cohorts).toHaveLength(1);
    expect(fit.cohorts[0]).toMatchObject({ size: 1, startingRevenue: 10 });
    expect(fit.cohorts[0]!.cells.map(({ active, revenue }) => [active, revenue])).toEqual([
      [1, 10],
      [1, 25],
      [1, 25],
    ]);
    expect(fit.revenueRetention).toMatchObject({ from: '2024-01', to: '2024-03', periods: 2, gross: 1, net: 2.5, isShort: true });
  });
  it('gross leaves out what others pay more; new customers count in neither', () => {
    const fit = subscriptions(
      [
        [0, '2023-01-01', '', 100],
        [0, '2023-06-01', '', 50], // pays half as much again
        [1, '2023-01-01', '2023-07-01', 100], // lost
        [2, '2023-03-01', '', 500], // new
      ],
      { observationEnd: dayOf('2024-01-31') },
    );
    expect(fit.revenueRetention).toMatchObject({
      periods: 12,
      from: '2023-01',
      to: '2024-01',
      n: 2,
      stayed: 1,
      startingRevenue: 200,
      gross: 0.5,
      net: 0.75,
      isShort: false,
      reason: null,
    });
    const june = fit.revenueRetentionByPeriod.find(({ period }) => period === '2023-06');
    expect(june).toMatchObject({ period: '2023-06', n: 3, stayed: 3, startingRevenue: 700, gross: 1, net: 750 / 700 });
  });
  it('a gap is not active; rolling counts whoever returns', () => {
    const fit = subscriptions(
      [
        [0, '2024-01-10', '2024-01-20', 10],
        [0, '2024-03-01', '', 10],
      ],
      toMarch,
    );
    expect(fit.cohorts[0]!.cells.map(({ active, rollingActive }) => [active, rollingActive])).toEqual([
      [0, 1],
      [0, 1],
      [1, 1],
    ]);
  });
  it('a subscription that begins and ends within one month is active at no end, and no return either', () => {
    const fit = subscriptions(
      [
        [0, '2024-01-10', '2024-02-10', 10],
        [0, '2024-03-03', '2024-03-20', 10],
      ],
      toMarch,
    );
    expect(fit.cohorts[0]!.cells.map(({ active, rollingActive }) => [active, rollingActive])).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
    ]);
  });
  it('a month that is not over is measured at the end of observation', () => {
    const fit = subscriptions(
      [
        [0, '2024-01-10', '2024-02-10', 10],
        [1, '2024-01-10', '2024-02-20', 10], // still running on the 15th
      ],
      { observationEnd: dayOf('2024-02-15') },
    );
    expect(fit.cohorts[0]!.cells.map(({ active, complete }) => [active, complete])).toEqual([
      [2, true],
      [1, false],
    ]);
    expect(fit.revenueRetention).toMatchObject({ periods: 0, gross: null, net: null, reason: 'SHORT_WINDOW' });
  });
  it('the order of subscriptions and the names of customers do not matter', () =>
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(4), fc.nat(500), fc.option(fc.nat(300)), fc.nat(20)), { minLength: 1, maxLength: 15 }),
        (rows) => {
          const fitOf = (ordered: typeof rows, rename: (customer: number) => number) => {
            const outcome = subscriptionRetention(
              {
                customers: Int32Array.from(ordered, ([customer]) => rename(customer)),
                starts: Float64Array.from(ordered, ([, start]) => 19_000 + start),
                ends: Float64Array.from(ordered, ([, start, length]) =>
                  length === null ? Number.POSITIVE_INFINITY : 19_000 + start + length,
                ),
                revenues: Float64Array.from(ordered, ([, , , revenue]) => revenue),
              },
              { observationEnd: 19_600 },
            );
            if (outcome.kind !== 'fitted') throw new Error(outcome.detail);
            return outcome.fit;
          };
          const fit = fitOf(rows, (customer) => customer);
          expect(fitOf(rows.toReversed(), (customer) => 7 - customer)).toEqual(fit);
          for (const { gross, net } of fit.revenueRetentionByPeriod) {
            if (gross === null) continue;
            expect(gross).toBeLessThanOrEqual(1);
            expect(gross).toBeLessThanOrEqual(net!);
          }
        },
      ),
    ));
  it('names the argument at fault', () => {
    const columns = { customers: Int32Array.of(0), starts: Float64Array.of(10), ends: Float64Array.of(9) };
    expect(() => subscriptionRetention(columns)).toThrow('ends has 9 at row 0, a day from its start 10 on is needed');
    expect(() => subscriptionRetention({ ...columns, ends: Float64Array.of(20), revenues: Float64Array.of(-1) })).toThrow(
      'revenues has -1 at row 0',
    );
    expect(() => subscriptionRetention({ ...columns, ends: Float64Array.of(20) }, { observationEnd: 15.5 })).toThrow(
      'observationEnd has 15.5',
    );
    expect(subscriptionRetention({ ...columns, ends: Float64Array.of(20) }, { observationEnd: 5 })).toMatchObject({
      reason: 'NOT_ENOUGH_DATA',
    });
  });
});
