import type { ChurnModel, CohortCell, RevenueRetention } from '../../../prisma/generated/client/client.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import { type CalendarPeriod, periodOfLabel } from '../../../worker/stats/survival/retention/calendarPeriod.ts';

/** A period; `startingRevenue` and the shares are null where they are hidden. */
export type ShownRevenue = Omit<RevenueRetention, 'n' | 'startingRevenue'> & {
  readonly n: bigint;
  readonly startingRevenue: RevenueRetention['startingRevenue'] | null;
};

/** Cells of the triangle, by period of the start: all, and those that are shown. Both are of the same rows. */
export interface StartCells {
  readonly stored: readonly CohortCell[];
  readonly shown: ReadonlySet<CohortCell>;
}

const isFew = (customers: bigint): boolean => customers > 0n && customers < PRIVACY_CUSTOMERS;
const noShares = {
  ...{ gross: null, grossStdErr: null, grossCiLow: null, grossCiHigh: null },
  ...{ net: null, netStdErr: null, netCiLow: null, netCiHigh: null },
};

/**
 * Periods that 10 customers or more paid before, without what would lead back to fewer. Of a run that did not count them, none.
 *
 * Shares of 1 to 9 who stayed are their revenue, and hidden. So is the revenue of an end where it leads back: less what those who had paid
 * before still pay, it is that of who joined, so between two ends that are told 10 or more have joined, or nobody; and less the cohorts
 * that are told, it is that of the others.
 *
 * @param periods of one run, in their order
 */
export function shownRevenue(periods: readonly RevenueRetention[], cells: StartCells, period: CalendarPeriod): ShownRevenue[] {
  const beside = activeByPeriod(cells, period);
  const shown: ShownRevenue[] = [];
  let joined = 0n; // since the last end whose revenue is told
  let stayed = 0n;
  for (const row of periods) {
    const n = row.n ?? 0n;
    joined += n - stayed;
    stayed = row.stayed ?? 0n;
    if (n < PRIVACY_CUSTOMERS) continue;
    const { all, untold } = beside.get(periodOfLabel(row.period, period) - 1) ?? { all: 0n, untold: 0n };
    const others = n > all ? n - all : 0n; // in no cohort: first seen after their start
    const isTold = !isFew(joined) && !isFew(untold + others);
    if (isTold) joined = 0n;
    shown.push({ ...row, n, ...(isFew(stayed) ? noShares : {}), startingRevenue: isTold ? row.startingRevenue : null });
  }
  return shown;
}

/** By period, those active at its end: all, and those of cells without revenue to be seen. */
function activeByPeriod({ stored, shown }: StartCells, period: CalendarPeriod): Map<number, { all: bigint; untold: bigint }> {
  const starts = new Map<string, number>();
  const ends = new Map<number, { all: bigint; untold: bigint }>();
  for (const cell of stored) {
    if (cell.groupingKey !== 'start') continue;
    const start = starts.get(cell.cohort) ?? periodOfLabel(cell.cohort, period);
    starts.set(cell.cohort, start);
    const end = ends.get(start + cell.age) ?? { all: 0n, untold: 0n };
    ends.set(start + cell.age, end);
    end.all += cell.active;
    if (!shown.has(cell) || shownCellRevenue(cell) === null) end.untold += cell.active;
  }
  return ends;
}

/** Of 1 to 9 customers the revenue of a cohort is hidden. */
export function shownCellRevenue({ active, revenue }: CohortCell): CohortCell['revenue'] {
  return isFew(active) ? null : revenue;
}

/** The comparison over a year without its money, which the period after its beginning tells. Null: hidden, as a period is. */
export function shownYear(model: ChurnModel): ChurnModel | null {
  const { revenueCustomers, revenueStayed } = model;
  if (revenueCustomers === null || revenueCustomers < PRIVACY_CUSTOMERS) return null;
  if (!isFew(revenueStayed ?? 0n)) return model;
  const { gross: grossRetention, net: netRetention, ...errors } = noShares;
  return { ...model, grossRetention, netRetention, ...errors };
}
