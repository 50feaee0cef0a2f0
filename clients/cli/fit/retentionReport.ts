/** The retention triangle as JSON and for people, the same for activities and subscriptions. */
import {
  type CalendarPeriod,
  periodLabel,
  type RetentionAge,
  type RetentionCohort,
  type RevenueRetentionOfPeriod,
  type RevenueRetentionOverYear,
  type Warning,
} from '../../../worker/stats/index.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatShare } from '../print/numbers.ts';
import { type Column, table } from '../print/table.ts';
import type { FitReport } from './fitModel.ts';
import type { FitTable } from './fitTable.ts';
import { droppedWarnings, fitWarnings, warningLines } from './outcomeReport.ts';

/** What fits a page; the JSON has the whole triangle. */
const agesShown = 12;
const cohortsShown = 24;

export interface Retention {
  readonly customers: number;
  readonly observationEnd: number;
  readonly rowsAfterEnd: number;
  readonly cohorts: readonly RetentionCohort[];
  readonly byAge: readonly RetentionAge[];
  /** null for activities, and without revenue */
  readonly revenueRetention: RevenueRetentionOverYear | null;
  readonly revenueRetentionByPeriod: readonly RevenueRetentionOfPeriod[];
}

export function retentionReport(rows: FitTable, period: CalendarPeriod, retention: Retention, remarks: readonly Warning[]): FitReport {
  const { n, nDropped } = rows;
  const warnings = [...droppedWarnings(rows), ...remarks];
  const { customers, observationEnd, rowsAfterEnd, revenueRetention, ...triangle } = retention;
  const result = {
    model: 'retention',
    n,
    nDropped,
    status: 'fitted' as const,
    warnings: fitWarnings(warnings),
    period,
    customers,
    observationEnd: periodLabel(observationEnd, 'day'),
    nAfterObservationEnd: rowsAfterEnd,
    grossRevenueRetention: revenueRetention?.gross ?? null,
    netRevenueRetention: revenueRetention?.net ?? null,
    revenueRetention: revenueRetention ?? { reason: 'NOT_ENOUGH_DATA' },
    ...triangle,
  };
  return { result, lines: [...triangleLines(period, retention), ...revenueLines(period, revenueRetention), ...warningLines(warnings)] };
}

function triangleLines(period: CalendarPeriod, { cohorts, byAge }: Retention): string[] {
  const shown = cohorts.slice(-cohortsShown);
  const ages = Math.min(agesShown, Math.max(...shown.map(({ cells }) => cells.length)));
  const ageColumns = Array.from({ length: ages }, (_, age): Column<TriangleRow> => {
    return { title: String(age), align: 'right', cell: ({ shares }) => shares[age] ?? '' };
  });
  const rows = shown.map(({ cohort, size, cells }) => ({
    name: cohort,
    size,
    shares: cells.map(({ retention, complete }) => `${formatNumber(100 * retention, 1)}${complete ? ' ' : '*'}`),
  }));
  const all = { name: 'all', size: null, shares: byAge.map(({ retention }) => `${formatNumber(100 * retention, 1)} `) };
  return [
    ...table<TriangleRow>(
      [
        { title: 'cohort', cell: ({ name }) => name },
        { title: 'customers', align: 'right', cell: ({ size }) => formatCount(size) },
        ...ageColumns,
      ],
      [...rows, all],
    ),
    ...(shown.length < cohorts.length ? [`The last ${cohortsShown} of ${cohorts.length} cohorts: --json has them all`] : []),
    '',
    `Per cent of each cohort by age in periods (${period}); 0 is the cohort's own period, * is not over yet. All: complete cells, by size.`,
  ];
}

interface TriangleRow {
  readonly name: string;
  readonly size: number | null;
  readonly shares: readonly string[];
}

function revenueLines(period: CalendarPeriod, revenue: RevenueRetentionOverYear | null): string[] {
  if (revenue === null || revenue.from === null) return [];
  const span = `from the end of ${revenue.from} to the end of ${revenue.to} (${revenue.periods} x ${period})`;
  const { n, gross, grossCiLow, grossCiHigh, net, netCiLow, netCiHigh, confidenceLevel } = revenue;
  const percent = (share: number): string => formatNumber(100 * share, 1);
  return [
    `Revenue retention ${span}, of ${formatCount(n ?? 0)} customers, with ${formatLevel(confidenceLevel)} intervals:`,
    `  gross ${formatShare(gross)} (${formatInterval(grossCiLow, grossCiHigh, percent)}), net ${formatShare(net)} (${formatInterval(netCiLow, netCiHigh, percent)})`,
  ];
}
