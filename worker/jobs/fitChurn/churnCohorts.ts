import type { CohortCellRow } from '../../data/churn/churnResult.ts';
import type { SourceGroup } from '../../data/churn/episodeSource.ts';
import { moneyUnit } from '../../data/churn/moneyUnit.ts';
import { wilson } from '../../stats/descriptive/wilson.ts';
import type { FitOutcome, Warning } from '../../stats/outcome.ts';
import { activityRetention } from '../../stats/survival/retention/activityRetention.ts';
import type { CalendarPeriod } from '../../stats/survival/retention/calendarPeriod.ts';
import type { RetentionAge, RetentionCohort } from '../../stats/survival/retention/retentionTriangle.ts';
import { subscriptionRetention } from '../../stats/survival/retention/subscriptionRetention.ts';
import type { CohortPart } from './cohortColumns.ts';
import { rowsWhere, takenNumbers } from './takenRows.ts';

export interface CohortsAsked {
  readonly isContractual: boolean;
  readonly groups: readonly SourceGroup[];
  readonly period: CalendarPeriod;
  /** Local day of as-of. */
  readonly observationEnd: number;
  /** Local day before which losses are not in the data; -Infinity: they always are. */
  readonly observedSince: number;
  readonly confidenceLevel: number;
}

export interface CohortsFound {
  readonly cells: readonly CohortCellRow[];
  /** Customers observed from their start. */
  readonly customers: number;
  readonly warnings: readonly Warning[];
}

interface Retention {
  readonly customers: number;
  readonly cohorts: readonly RetentionCohort[];
  readonly byAge: readonly RetentionAge[];
}

/**
 * Retention triangle by period of the start, and retention by age of each level of the groups.
 *
 * Only customers who were observed from their start: of those who came before the records only who stayed is known, and a cohort of them
 * would look as if nobody ever left it. Customers who return are active again in the cohort of their first start.
 */
export function churnCohorts(part: CohortPart, asked: CohortsAsked): CohortsFound {
  const isCounted = countedCustomers(part, asked.observedSince);
  const rows = rowsWhere(part.customers.length, (row) => isCounted[part.customers[row] ?? 0] === 1);
  const all = retention(part, rows, asked, part.money);
  if (all.kind === 'notEstimable') return { cells: [], customers: 0, warnings: [] };
  const level = asked.confidenceLevel;
  const cells = all.fit.cohorts.flatMap((cohort) => startCells(cohort, level));
  for (const [g, { key, levels }] of asked.groups.entries()) {
    const codes = part.groups[g] ?? new Uint8Array();
    if (codes.every((code) => code === codes[0])) continue; // it would be the cohort of all again
    for (const [code, name] of levels.entries()) {
      const own = rows.filter((row) => codes[part.customers[row] ?? 0] === code);
      const outcome = own.length === 0 ? null : retention(part, own, asked, null);
      if (outcome?.kind === 'fitted') cells.push(...outcome.fit.byAge.map((age) => levelCell(key, name, age, level)));
    }
  }
  return { cells, customers: all.fit.customers, warnings: all.warnings };
}

/** By customer: 1 if the first of their rows shows that they were observed from their start. */
function countedCustomers({ customerCount, customers, from, spells }: CohortPart, observedSince: number): Uint8Array {
  const isCounted = new Uint8Array(customerCount).fill(1);
  for (let row = 0; row < customers.length; row++) {
    const isSeen = spells === null || (spells.isFromStart[row] === 1 && (spells.entry[row] ?? 0) >= observedSince);
    if (!isSeen || (from[row] ?? 0) < observedSince) isCounted[customers[row] ?? 0] = 0;
  }
  return isCounted;
}

/** @param money null: without; where some is not known, none is shown */
function retention(part: CohortPart, rows: Int32Array, asked: CohortsAsked, money: Float64Array | null): FitOutcome<Retention> {
  const { period, observationEnd } = asked;
  const isWhole = rows.length === part.customers.length; // a log of millions of activities is not copied for nothing
  const taken = (column: Float64Array): Float64Array => (isWhole ? column : takenNumbers(column, rows));
  const customers = isWhole ? part.customers : rows.map((row) => part.customers[row] ?? 0);
  const starts = taken(part.from);
  const isKnown = money !== null && rows.every((row) => !Number.isNaN(money[row]));
  const amounts = isKnown ? taken(money) : undefined;
  if (part.spells === null) return activityRetention({ customers, days: starts, amounts }, { period, observationEnd });
  const ends = taken(part.spells.until);
  return subscriptionRetention({ customers, starts, ends, revenues: amounts }, { period, observationEnd });
}

function startCells({ cohort, size, startingRevenue, cells }: RetentionCohort, confidenceLevel: number): CohortCellRow[] {
  return cells.map(({ period, active, retention: share, rollingActive, revenue, complete }) => ({
    groupingKey: 'start',
    cohort,
    age: period,
    size,
    active,
    retention: share,
    ...wilson(share, size, confidenceLevel),
    rollingActive,
    startingRevenue: money(startingRevenue),
    revenue: money(revenue),
    isComplete: complete,
  }));
}

function levelCell(
  groupingKey: string,
  cohort: string,
  { period, size, active, retention: share }: RetentionAge,
  confidenceLevel: number,
): CohortCellRow {
  const none = { rollingActive: null, startingRevenue: null, revenue: null };
  const interval = wilson(share, size, confidenceLevel);
  return { groupingKey, cohort, age: period, size, active, retention: share, ...interval, ...none, isComplete: true };
}

export function money(units: number | null): string | null {
  return units === null ? null : (units / moneyUnit).toFixed(4);
}
