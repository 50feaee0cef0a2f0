import type { ValueLoyaltyColumns } from '../../data/readValueLoyaltyColumns.ts';
import type { Foretold, ValueLoyaltyRun } from '../../data/valueLoyaltyRun.ts';
import type { Exclusions } from '../../exclusionReasons.ts';
import { riskWithin } from '../../stats/value/segments/riskWithin.ts';
import type { SegmentCustomers } from '../../stats/value/segments/valueSegments.ts';

/** Revenue at risk is that of a year. */
export const yearDays = 365;

/** The customers that are crossed, and why the others are not. */
export interface PeopleOfCells {
  readonly customerIds: BigInt64Array;
  readonly customers: SegmentCustomers;
  /** Probability of leaving within a year, for silent churn that of silence within its horizon; NaN = not known. */
  readonly churnRisk: Float64Array;
  /** Customers who would bring something in the year to come, and of how many of them the probability is known. */
  readonly toLose: { readonly customers: number; readonly known: number };
  readonly exclusions: Exclusions;
}

/**
 * A hazard goes on, and its risk is carried to a year. That of silence is P(no activity in (t, t + H]), which falls as H grows and is no hazard: who
 * orders every 45 days is silent for 90 with a probability of e^-2 = 0.14 and for a year with e^-8.1 = 0.0003, where it carried would be 0.45.
 * So it stays what it is, at a horizon of less than a year an upper bound, and a warning says so.
 */
function riskOfYear(risk: Float64Array, { method, horizonDays }: Foretold): Float64Array {
  return method === 'LANDMARK_LOGIT' ? risk : riskWithin(risk, horizonDays, yearDays);
}

/**
 * With a CLV run, the customers that it values; without, those who were there in the twelve months, and their value is what they brought
 * less what serving them cost. Net value is that in either case: of the same twelve months, so that money in and out are of one time.
 */
export function peopleOfCells({ customerIds, columns }: ValueLoyaltyColumns, { value, churn }: ValueLoyaltyRun): PeopleOfCells {
  const isIn = value ? columns.value.map((worth) => (Number.isNaN(worth) ? 0 : 1)) : columns.isActive;
  const rows = Int32Array.from(customerIds.keys()).filter((row) => isIn[row] === 1);
  const of = (column: Float64Array) => Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  const [margin, retained, costToServe] = [of(columns.margin), of(columns.retained), of(columns.costToServe)];
  const netValue = margin.map((brought, row) => brought - (costToServe[row] ?? 0));
  const within = (column: Float64Array) => (churn ? riskOfYear(of(column), churn) : of(column).fill(Number.NaN));
  const lost = (risk: Float64Array) => risk.map((probability, row) => probability * (retained[row] ?? 0));
  const churnRisk = within(columns.risk);
  const leftOut = customerIds.length - rows.length;
  const toLose = Int32Array.from(retained.keys()).filter((row) => retained[row] !== 0);
  return {
    customerIds: BigInt64Array.from(rows, (row) => customerIds[row] ?? 0n),
    customers: {
      score: of(columns.score),
      value: value ? of(columns.value) : netValue,
      valueLow: of(columns.valueLow),
      valueHigh: of(columns.valueHigh),
      revenue: of(columns.revenue),
      costToServe,
      netValue,
      atRisk: lost(churnRisk),
      atRiskLow: lost(within(columns.riskLow)),
      atRiskHigh: lost(within(columns.riskHigh)),
    },
    churnRisk,
    toLose: { customers: toLose.length, known: toLose.filter((row) => !Number.isNaN(churnRisk[row])).length },
    exclusions: value ? { NO_VALUE: leftOut } : { INACTIVE: leftOut },
  };
}
