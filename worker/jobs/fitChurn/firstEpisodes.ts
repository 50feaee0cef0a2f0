import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import type { Grouping } from '../../stats/rows/grouping.ts';
import type { SurvivalColumns } from '../../stats/survival/survivalData.ts';
import { madeColumn, rowsWhere, takenCodes, takenNumbers } from './takenRows.ts';

/** One row a customer, for the unit of inference is the customer: the first episode that was observed. */
export interface FirstEpisodes {
  /** Of the episodes. */
  readonly rows: Int32Array;
  /** Time since the start in whole days, those begun counted; event: the cause. */
  readonly columns: SurvivalColumns;
}

/** Times are milliseconds, as days: what is less apart is rounding. */
const rounding = 1e-9;

/** Of who was watched from the start: at risk at time 0, too, at which an only order ends. */
const fromBeginning = -1;

/**
 * Whole days, so that a million customers have a few thousand distinct times. A loss on the d-th day has time d, exact at the end of each
 * day; who enters during a day is at risk for all of it. A subscription that ends when it starts counts as a day, an only order as none.
 */
export function firstEpisodes({ customer, start, entry, end, cause }: ChurnEpisodes, isContractual: boolean): FirstEpisodes {
  const rows = rowsWhere(customer.length, (row) => row === 0 || customer[row] !== customer[row - 1]);
  const shortest = isContractual ? 1 : 0;
  const time = new Float64Array(rows.length);
  const entered = new Float64Array(rows.length);
  for (let place = 0; place < rows.length; place++) {
    const row = rows[place] ?? 0;
    const born = start[row] ?? 0;
    time[place] = Math.max(shortest, Math.ceil((end[row] ?? 0) - born - rounding));
    const late = (entry[row] ?? 0) - born;
    entered[place] = late > rounding ? Math.floor(late + rounding) : fromBeginning;
  }
  const event = takenCodes(cause, rows);
  const isDelayed = entered.some((days) => days > 0);
  return { rows, columns: isDelayed ? { time, event, start: entered } : { time, event } };
}

/** Any cause is the event. */
export function anyLoss(columns: SurvivalColumns): SurvivalColumns {
  return { ...columns, event: columns.event.map((cause) => (cause > 0 ? 1 : 0)) };
}

/** Of the rows those that are under observation after a day, entering then at the earliest: their curve is S(t | T > after). */
export function observedRows(columns: SurvivalColumns, rows: Int32Array, after: number): SurvivalColumns {
  const picked = pick(
    columns,
    rows.filter((row) => (columns.time[row] ?? 0) > after),
  );
  return { ...picked, start: picked.start?.map((start) => Math.max(start, after)) };
}

/** The chosen rows of survival columns. */
export function pick({ time, event, start }: SurvivalColumns, rows: Int32Array): SurvivalColumns {
  return {
    time: takenNumbers(time, rows),
    event: takenCodes(event, rows),
    start: start && takenNumbers(start, rows),
  };
}

/** A grouping by those levels that occur, in their order. @param codes by row, index into levels */
export function groupingOf(codes: Uint8Array, levels: readonly string[]): Grouping {
  const occurs = new Uint8Array(levels.length);
  for (const code of codes) occurs[code] = 1;
  const used = levels.map((_, code) => code).filter((code) => occurs[code] === 1);
  const places = new Int32Array(levels.length);
  for (const [place, code] of used.entries()) places[code] = place;
  return {
    codes: madeColumn(new Int32Array(codes.length), (row) => places[codes[row] ?? 0] ?? 0),
    labels: used.map((code) => levels[code] ?? ''),
  };
}
