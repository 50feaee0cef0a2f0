import { requireFinite, requireSameLength } from '../../checks.ts';
import { type FitOutcome, ModelInputError, notEstimable, type Warning } from '../../outcome.ts';
import { periodOfDay } from './calendarPeriod.ts';
import {
  incompletePeriodWarning,
  largestDay,
  periodRange,
  type RetentionOptions,
  requireObservationEnd,
  requireWholeDays,
  smallestDay,
} from './retentionDays.ts';
import { type RetentionAge, type RetentionCohort, RetentionTriangle, retentionByAge } from './retentionTriangle.ts';
import { RevenueRetention, type RevenueRetentionOfPeriod, type RevenueRetentionOverYear } from './revenueRetention.ts';
import { rowsByCustomer } from './rowsByCustomer.ts';

/** One row a subscription; a customer may have several, one after another or at once. All of length n. */
export interface SubscriptionColumns {
  /** code of the customer, from 0 up */
  readonly customers: Int32Array;
  /** day numbers: whole days since 1970-01-01 */
  readonly starts: Float64Array;
  /** first day without the subscription, >= start; Infinity = still running */
  readonly ends: Float64Array;
  /** recurring revenue of the subscription while it runs, >= 0 */
  readonly revenues?: Float64Array | undefined;
}

export interface SubscriptionRetentionOptions extends RetentionOptions {
  /** of the intervals of revenue retention; default 0.95 */
  readonly confidenceLevel?: number;
}

export interface SubscriptionRetention {
  /** customers who have started by the end of observation */
  readonly customers: number;
  readonly observationEnd: number;
  /** subscriptions that start after it, left out */
  readonly rowsAfterEnd: number;
  /** cells hold the customers and the recurring revenue at the end of each period */
  readonly cohorts: readonly RetentionCohort[];
  readonly byAge: readonly RetentionAge[];
  /** null without revenues */
  readonly revenueRetention: RevenueRetentionOverYear | null;
  /** from each period's end to the next one's, complete periods only */
  readonly revenueRetentionByPeriod: readonly RevenueRetentionOfPeriod[];
}

/**
 * Cohort retention triangle of subscriptions, by customers and by recurring revenue, at the end of each calendar period.
 *
 *   active(cohort, k) = customers of the cohort with a subscription that has started by the last day of the k-th period after
 *                       their first start and has no end, or one after that day;   retention = active / size
 *
 * An end on the last day of a period counts as lost in that period. A customer belongs to the cohort of the first start; a change of plan
 * (one ends, the next starts by the end of the period) keeps the customer, and raises or lowers the revenue. A period that is not over
 * is measured at the end of observation and marked as not complete. Revenue retention: revenueRetention.
 * Cost O(n + periods in which customers are active).
 *
 * @returns notEstimable NOT_ENOUGH_DATA without a row up to the end of observation; warnings INCOMPLETE_PERIOD, SHORT_WINDOW (less than a year
 *   of complete periods: revenue retention spans what there is)
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (end before start, a day with a fraction, a negative revenue, too many periods, a confidence level that is none)
 */
export function subscriptionRetention(
  columns: SubscriptionColumns,
  { period = 'month', observationEnd, confidenceLevel = 0.95 }: SubscriptionRetentionOptions = {},
): FitOutcome<SubscriptionRetention> {
  const { starts, ends, revenues } = columns;
  if (starts.length === 0 && columns.customers.length === 0) return notEstimable('NOT_ENOUGH_DATA', 'there is no complete row');
  requireSubscriptions(columns);
  requireObservationEnd(observationEnd);
  const end = observationEnd ?? Math.max(largestDay(starts), largestDay(ends.filter(Number.isFinite)));
  const known = subscriptionsUntil(columns, end);
  if (known.starts.length === 0) return notEstimable('NOT_ENOUGH_DATA', 'all rows start after the end of observation');
  const range = periodRange(smallestDay(known.starts), end, period);
  const triangle = new RetentionTriangle(range, revenues === undefined ? 'none' : 'recurring');
  const revenueRetention = new RevenueRetention(range);
  const customers = addSubscriptions(known, triangle, revenueRetention);
  const cohorts = triangle.cohorts();
  const overYear = revenues === undefined ? null : revenueRetention.overYear(confidenceLevel);
  const fit: SubscriptionRetention = {
    customers,
    observationEnd: end,
    rowsAfterEnd: starts.length - known.starts.length,
    cohorts,
    byAge: retentionByAge(cohorts),
    revenueRetention: overYear,
    revenueRetentionByPeriod: revenues === undefined ? [] : revenueRetention.byPeriod(confidenceLevel),
  };
  const warnings = [...incompletePeriodWarning(range), ...shortWindowWarning(overYear, period)];
  return { kind: 'fitted', fit, warnings };
}

function shortWindowWarning(overYear: RevenueRetentionOverYear | null, period: string): Warning[] {
  if (overYear === null || !overYear.isShort) return [];
  return [
    { code: 'SHORT_WINDOW', subject: null, detail: `revenue retention spans ${overYear.periods} periods (${period}), less than a year` },
  ];
}

function requireSubscriptions({ customers, starts, ends, revenues }: SubscriptionColumns): void {
  requireSameLength({ starts, customers, ends, ...(revenues === undefined ? {} : { revenues }) });
  requireWholeDays({ starts, ends: ends.map((end, i) => (end === Number.POSITIVE_INFINITY ? starts[i]! : end)) });
  for (let i = 0; i < starts.length; i++) {
    if (ends[i]! < starts[i]!)
      throw new ModelInputError('OUT_OF_RANGE', `ends has ${ends[i]} at row ${i}, a day from its start ${starts[i]} on is needed`);
  }
  if (revenues === undefined) return;
  requireFinite({ revenues });
  const at = revenues.findIndex((revenue) => revenue < 0);
  if (at >= 0) throw new ModelInputError('OUT_OF_RANGE', `revenues has ${revenues[at]} at row ${at}, a value from 0 up is needed`);
}

function subscriptionsUntil(columns: SubscriptionColumns, end: number): SubscriptionColumns {
  const isKnown = (_value: number, row: number): boolean => columns.starts[row]! <= end;
  if (columns.starts.every(isKnown)) return columns;
  const { customers, starts, ends, revenues } = columns;
  return {
    customers: customers.filter(isKnown),
    starts: starts.filter(isKnown),
    ends: ends.filter(isKnown),
    revenues: revenues?.filter(isKnown),
  };
}

/** @returns the number of customers */
function addSubscriptions(
  { customers, starts, ends, revenues }: SubscriptionColumns,
  triangle: RetentionTriangle,
  revenueRetention: RevenueRetention,
): number {
  const { period, first, count, observationEnd } = triangle.range;
  const byCustomer = rowsByCustomer(customers);
  const firstPeriods = starts.map((start) => periodOfDay(start, period) - first);
  // running at the ends of the periods from its first up to, but without, the one in which it ends
  const endPeriods = ends.map((end) => (end > observationEnd ? count : periodOfDay(end, period) - first));
  const running = new Int32Array(count); // subscriptions of this customer at each period's end
  const revenue = new Float64Array(count);
  let seen = 0;
  for (let customer = 0; customer + 1 < byCustomer.starts.length; customer++) {
    const own = byCustomer.rows.subarray(byCustomer.starts[customer], byCustomer.starts[customer + 1]);
    if (own.length === 0) continue; // a code without a row
    seen++;
    let cohort = count;
    let until = 0; // the period after the last at whose end the customer is active
    let firstDay = Number.POSITIVE_INFINITY;
    let startingRevenue = 0;
    for (const row of own) {
      cohort = Math.min(cohort, firstPeriods[row]!);
      if (endPeriods[row]! > firstPeriods[row]!) until = Math.max(until, endPeriods[row]!);
      firstDay = Math.min(firstDay, starts[row]!);
      for (let at = firstPeriods[row]!; at < endPeriods[row]!; at++) {
        running[at]!++;
        revenue[at]! += revenues?.[row] ?? 0;
      }
    }
    for (const row of own) if (starts[row] === firstDay) startingRevenue += revenues?.[row] ?? 0;
    triangle.addCustomer(cohort, until - 1, startingRevenue);
    revenueRetention.addCustomer(revenue, cohort, until);
    for (let at = cohort; at < until; at++) {
      if (running[at]! > 0) triangle.addActive(cohort, at);
      triangle.addRevenue(cohort, at, revenue[at]!);
    }
    running.fill(0, cohort, until);
    revenue.fill(0, cohort, until);
  }
  return seen;
}
