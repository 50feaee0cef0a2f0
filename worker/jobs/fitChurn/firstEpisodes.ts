import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import type { Grouping } from '../../stats/rows/grouping.ts';
import type { SurvivalColumns } from '../../stats/survival/survivalData.ts';

/** One row a customer, for the unit of inference is the customer: the first episode that was observed. */
export interface FirstEpisodes {
  /** Of the episodes. */
  readonly rows: Int32Array;
  /** Time since the start in whole days, those begun counted; event: the cause. */
  readonly columns: SurvivalColumns;
}

/** Times are milliseconds, as days: what is less apart is rounding. */
const rounding = 1e-9;

/**
 * Whole days, so that a million customers have a few thousand distinct times. A loss on the d-th day has time d, exact at the end of each
 * day; who enters during a day is at risk for all of it. A subscription that ends when it starts counts as a day, an only order as none.
 */
export function firstEpisodes({ customer, start, entry, end, cause }: ChurnEpisodes, isContractual: boolean): FirstEpisodes {
  const rows = customer.map((_code, row) => row).filter((row) => row === 0 || customer[row] !== customer[row - 1]);
  const time = Float64Array.from(rows, (row) => Math.ceil((end[row] ?? 0) - (start[row] ?? 0) - rounding));
  const entered = Float64Array.from(rows, (row) => Math.floor((entry[row] ?? 0) - (start[row] ?? 0) + rounding));
  if (isContractual) for (const [i, days] of time.entries()) if (days < 1) time[i] = 1;
  const event = Uint8Array.from(rows, (row) => cause[row] ?? 0);
  const isDelayed = entered.some((days) => days > 0);
  return { rows, columns: isDelayed ? { time, event, start: entered } : { time, event } };
}

/** Any cause is the event. */
export function anyLoss(columns: SurvivalColumns): SurvivalColumns {
  return { ...columns, event: columns.event.map((cause) => (cause > 0 ? 1 : 0)) };
}

/** The chosen rows of survival columns. */
export function pick({ time, event, start }: SurvivalColumns, rows: Int32Array): SurvivalColumns {
  return {
    time: Float64Array.from(rows, (row) => time[row] ?? 0),
    event: Uint8Array.from(rows, (row) => event[row] ?? 0),
    start: start && Float64Array.from(rows, (row) => start[row] ?? 0),
  };
}

/** A grouping by those levels that occur, in their order. @param codes by row, index into levels */
export function groupingOf(codes: Uint8Array, levels: readonly string[]): Grouping {
  const occurs = new Uint8Array(levels.length);
  for (const code of codes) occurs[code] = 1;
  const used = levels.map((_, code) => code).filter((code) => occurs[code] === 1);
  const places = new Int32Array(levels.length);
  for (const [place, code] of used.entries()) places[code] = place;
  return { codes: Int32Array.from(codes, (code) => places[code] ?? 0), labels: used.map((code) => levels[code] ?? '') };
}
