import type { ChurnModelRow, RevenueRetentionRow } from '../../data/churn/churnResult.ts';
import type { Warning } from '../../stats/outcome.ts';
import type { RevenueRetentionOverYear } from '../../stats/survival/retention/revenueRetention.ts';
import { subscriptionRetention } from '../../stats/survival/retention/subscriptionRetention.ts';
import { type CohortsAsked, money } from './churnCohorts.ts';
import type { CohortPart } from './cohortColumns.ts';
import { madeColumn, rowsWhere, takenNumbers } from './takenRows.ts';

type RevenueOfModel = Pick<
  ChurnModelRow,
  | 'revenueFrom'
  | 'revenueTo'
  | 'revenuePeriods'
  | 'startingRevenue'
  | 'revenueCustomers'
  | 'revenueStayed'
  | 'grossRetention'
  | 'grossStdErr'
  | 'grossCiLow'
  | 'grossCiHigh'
  | 'netRetention'
  | 'netStdErr'
  | 'netCiLow'
  | 'netCiHigh'
  | 'revenueReason'
>;

export interface RevenueFound {
  readonly model: RevenueOfModel;
  readonly byPeriod: readonly RevenueRetentionRow[];
  /** Customers left out, as what they pay is not known. */
  readonly unknown: number;
  readonly warnings: readonly Warning[];
}

const nothing: RevenueOfModel = {
  revenueFrom: null,
  revenueTo: null,
  revenuePeriods: null,
  startingRevenue: null,
  revenueCustomers: null,
  revenueStayed: null,
  grossRetention: null,
  grossStdErr: null,
  grossCiLow: null,
  grossCiHigh: null,
  netRetention: null,
  netStdErr: null,
  netCiLow: null,
  netCiHigh: null,
  revenueReason: null,
};

/**
 * Gross and net revenue retention: over the last year, and from each period's end to the next. Revenue counts from when its customer was
 * observed: of those who had come before, only who stayed is known until then. It ends with the episode, at the decision to leave.
 */
export function churnRevenue(part: CohortPart, asked: CohortsAsked): RevenueFound {
  const { isContractual, period, observationEnd, observedSince, confidenceLevel } = asked;
  const { spells } = part;
  if (!isContractual || spells === null) return { model: nothing, byPeriod: [], unknown: 0, warnings: [] };
  const isUnknown = new Uint8Array(part.customerCount);
  for (let row = 0; row < part.customers.length; row++) if (Number.isNaN(part.money[row])) isUnknown[part.customers[row] ?? 0] = 1;
  const seenFrom = (row: number): number => Math.max(part.from[row] ?? 0, spells.entry[row] ?? 0, observedSince);
  const rows = rowsWhere(
    part.customers.length,
    (row) => isUnknown[part.customers[row] ?? 0] === 0 && (spells.until[row] ?? 0) > seenFrom(row),
  );
  const unknown = isUnknown.reduce((sum, value) => sum + value, 0);
  const outcome = subscriptionRetention(
    {
      customers: rows.map((row) => part.customers[row] ?? 0),
      starts: madeColumn(new Float64Array(rows.length), (place) => seenFrom(rows[place] ?? 0)),
      ends: takenNumbers(spells.until, rows),
      revenues: takenNumbers(part.money, rows),
    },
    { period, observationEnd, confidenceLevel },
  );
  if (outcome.kind === 'notEstimable') return { model: { ...nothing, revenueReason: outcome.reason }, byPeriod: [], unknown, warnings: [] };
  const { revenueRetention: year, revenueRetentionByPeriod } = outcome.fit;
  const byPeriod = revenueRetentionByPeriod.map(({ period: label, startingRevenue, seType: _, confidenceLevel: __, ...kept }) => ({
    period: label,
    ...kept,
    startingRevenue: money(startingRevenue) ?? '0',
  }));
  return {
    model: year === null ? nothing : modelOf(year),
    byPeriod,
    unknown,
    warnings: outcome.warnings.filter(({ code }) => code === 'SHORT_WINDOW'),
  };
}

function modelOf(year: RevenueRetentionOverYear): RevenueOfModel {
  const { grossStdErr, grossCiLow, grossCiHigh, netStdErr, netCiLow, netCiHigh } = year;
  return {
    revenueFrom: year.from,
    revenueTo: year.to,
    revenuePeriods: year.periods,
    startingRevenue: money(year.startingRevenue),
    revenueCustomers: year.n,
    revenueStayed: year.stayed,
    grossRetention: year.gross,
    grossStdErr,
    grossCiLow,
    grossCiHigh,
    netRetention: year.net,
    netStdErr,
    netCiLow,
    netCiHigh,
    revenueReason: year.reason,
  };
}
