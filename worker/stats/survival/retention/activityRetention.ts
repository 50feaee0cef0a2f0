import { requireFinite, requireSameLength } from '../../checks.ts';
import { type FitOutcome, notEstimable } from '../../outcome.ts';
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
import { rowsByCustomer } from './rowsByCustomer.ts';

/** One row an activity (purchase, login). All of length n. */
export interface ActivityLog {
  /** code of the customer, from 0 up */
  readonly customers: Int32Array;
  /** day numbers: whole days since 1970-01-01 */
  readonly days: Float64Array;
  /** money of the activity; a refund is negative */
  readonly amounts?: Float64Array | undefined;
}

export interface ActivityRetention {
  /** customers seen up to the end of observation */
  readonly customers: number;
  readonly observationEnd: number;
  /** rows after it, left out */
  readonly rowsAfterEnd: number;
  readonly cohorts: readonly RetentionCohort[];
  readonly byAge: readonly RetentionAge[];
}

/**
 * Cohort retention triangle of an activity log: of the customers whose first activity lies in a period, how many were active again later.
 *
 *   N-period: active(cohort, k)  = customers with an activity in the k-th period after their first;   retention = active / size
 *   rolling:  rollingActive(k)   = customers with an activity in the k-th period or any later one
 *
 * Any row counts as activity; filter the log first for another definition. Several rows of a customer in a period count once, their amounts
 * add up to the cell's revenue. A period that is not over at the end of observation is marked as not complete; recent rolling figures
 * still grow, as later periods have not come yet. Cost O(n + cells).
 *
 * @returns notEstimable NOT_ENOUGH_DATA without a row up to the end of observation; warning INCOMPLETE_PERIOD when the last period is not over
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (a day with a fraction, a negative code, more than 2,000 periods)
 * @see Fader & Hardie (2007), J Interact Mark 21(1):76-90, doi:10.1002/dir.20074, for cohorts and their retention
 */
export function activityRetention(
  log: ActivityLog,
  { period = 'month', observationEnd }: RetentionOptions = {},
): FitOutcome<ActivityRetention> {
  const { customers, days, amounts } = log;
  if (days.length === 0 && customers.length === 0) return notEstimable('NOT_ENOUGH_DATA', 'there is no complete row');
  requireSameLength({ days, customers, ...(amounts === undefined ? {} : { amounts }) });
  requireWholeDays({ days });
  requireObservationEnd(observationEnd);
  if (amounts !== undefined) requireFinite({ amounts });
  const end = observationEnd ?? largestDay(days);
  const known = activitiesUntil(log, end);
  if (known.days.length === 0) return notEstimable('NOT_ENOUGH_DATA', 'all rows lie after the end of observation');
  const triangle = new RetentionTriangle(periodRange(smallestDay(known.days), end, period), amounts === undefined ? 'none' : 'amounts');
  const seen = addActivities(triangle, known);
  const cohorts = triangle.cohorts();
  const rowsAfterEnd = days.length - known.days.length;
  const fit = { customers: seen, observationEnd: end, rowsAfterEnd, cohorts, byAge: retentionByAge(cohorts) };
  return { kind: 'fitted', fit, warnings: incompletePeriodWarning(triangle.range) };
}

function activitiesUntil(log: ActivityLog, end: number): ActivityLog {
  const isKnown = (_value: number, row: number): boolean => log.days[row]! <= end;
  if (log.days.every(isKnown)) return log;
  return { customers: log.customers.filter(isKnown), days: log.days.filter(isKnown), amounts: log.amounts?.filter(isKnown) };
}

/** @returns the number of customers */
function addActivities(triangle: RetentionTriangle, { customers, days, amounts }: ActivityLog): number {
  const { period, first, count } = triangle.range;
  const { starts, rows } = rowsByCustomer(customers);
  const places = days.map((day) => periodOfDay(day, period) - first);
  const lastCounted = new Int32Array(count).fill(-1); // by period, the last customer counted in it
  let seen = 0;
  for (let customer = 0; customer + 1 < starts.length; customer++) {
    const own = rows.subarray(starts[customer], starts[customer + 1]);
    if (own.length === 0) continue; // a code without a row
    seen++;
    let cohort = count;
    let last = 0;
    for (const row of own) {
      cohort = Math.min(cohort, places[row]!);
      last = Math.max(last, places[row]!);
    }
    triangle.addCustomer(cohort, last);
    for (const row of own) {
      const at = places[row]!;
      if (lastCounted[at] !== customer) triangle.addActive(cohort, at);
      lastCounted[at] = customer;
      if (amounts !== undefined) triangle.addRevenue(cohort, at, amounts[row]!);
    }
  }
  return seen;
}
