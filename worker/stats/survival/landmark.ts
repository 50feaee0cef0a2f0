import { requireFinite } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { NamedColumn, NumericColumn } from '../rows/numericColumn.ts';
import { requireSurvival, type SurvivalColumns } from './survivalData.ts';

/** What was measured of one covariate: any number of values a customer, each from its time on. Parallel columns, in any order. */
export interface MeasuredCovariate {
  readonly name: string;
  /** row of the customer in the survival columns */
  readonly rows: Int32Array;
  /** on the time scale of the survival columns, finite */
  readonly measuredAt: Float64Array;
  readonly values: NumericColumn;
}

export interface LandmarkOptions {
  /** follow-up ends this long after the landmark: a later event is censored there. Default: all there is */
  readonly horizon?: number;
  /** `restart` (default) counts time from the landmark; `keep` keeps the origin, with everybody entering at the landmark */
  readonly clock?: 'restart' | 'keep';
  /** a value older than this at the landmark is not known any more. Default: carried forward without limit */
  readonly carryForward?: number;
}

export interface LandmarkCovariate extends NamedColumn {
  /** by row; NaN where nothing was known at the landmark */
  readonly values: Float64Array;
  /** when the value was measured, <= the landmark; NaN where nothing was known */
  readonly measuredAt: Float64Array;
  /** number of rows in which nothing was known */
  readonly unknown: number;
}

export interface LandmarkData {
  /** rows of the given columns that are alive and under observation at the landmark, ascending */
  readonly rows: Int32Array;
  readonly columns: SurvivalColumns;
  readonly covariates: readonly LandmarkCovariate[];
}

/**
 * The data as they stood at a landmark: who was still there, what was known of them by then, and what happened to them afterwards.
 *
 * A customer is taken who is under observation at the landmark and later: start <= at < time. Whose event or censoring falls on the landmark
 * itself has left. Of each covariate the latest value with measuredAt <= at is taken (of two measured at once the later in the file), so that
 * nothing known later can explain what was earlier: a model of the whole course by a score that only survivors could give finds an effect where
 * there is none.
 *
 *   restart: time' = min(time, at + horizon) - at;   keep: start' = at, time' = min(time, at + horizon)
 *   event' = event, 0 where time > at + horizon
 *
 * Time O(n + measurements).
 *
 * @param columns one row a customer; event 0 = censored, else the event or its cause
 * @param at      the landmark, on the time scale of the columns
 * @returns no rows when nobody is left at the landmark
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE (horizon <= 0, carryForward < 0, a row that is not in the columns)
 * @see Anderson, Cain & Gelber (1983), J Clin Oncol 1:710-719, doi:10.1200/JCO.1983.1.11.710; van Houwelingen (2007), Scand J Statist 34:70-85,
 *   doi:10.1111/j.1467-9469.2006.00529.x
 */
export function landmark(
  columns: SurvivalColumns,
  covariates: readonly MeasuredCovariate[],
  at: number,
  options: LandmarkOptions = {},
): LandmarkData {
  const { horizon = Number.POSITIVE_INFINITY, clock = 'restart', carryForward = Number.POSITIVE_INFINITY } = options;
  requireSurvival(columns);
  requireFinite({ at: [at] });
  if (!(horizon > 0)) throw new ModelInputError('OUT_OF_RANGE', `horizon has ${horizon}, a value above 0 is needed`);
  if (!(carryForward >= 0)) throw new ModelInputError('OUT_OF_RANGE', `carryForward has ${carryForward}, a value from 0 up is needed`);
  const { time, event } = columns;
  const rows = rowsPresent(columns, at);
  const end = at + horizon;
  const origin = clock === 'restart' ? at : 0;
  return {
    rows,
    columns: {
      time: Float64Array.from(rows, (row) => Math.min(time[row]!, end) - origin),
      event: Uint8Array.from(rows, (row) => (time[row]! > end ? 0 : event[row]!)),
      start: clock === 'restart' ? undefined : new Float64Array(rows.length).fill(at),
    },
    covariates: covariates.map((covariate) => knownAt(covariate, rows, time.length, at, carryForward)),
  };
}

function rowsPresent({ time, start }: SurvivalColumns, at: number): Int32Array {
  const rows = new Int32Array(time.length);
  let count = 0;
  for (let row = 0; row < time.length; row++) {
    if (time[row]! > at && (start === undefined || start[row]! <= at)) rows[count++] = row;
  }
  return rows.slice(0, count);
}

function knownAt(covariate: MeasuredCovariate, rows: Int32Array, n: number, at: number, carryForward: number): LandmarkCovariate {
  const latest = latestMeasurements(covariate, n, at, carryForward);
  const { name, values, measuredAt } = covariate;
  const take = (column: NumericColumn): Float64Array =>
    Float64Array.from(rows, (row) => (latest[row]! < 0 ? Number.NaN : column[latest[row]!]!));
  return {
    name,
    values: take(values),
    measuredAt: take(measuredAt),
    unknown: rows.reduce((count, row) => count + Number(latest[row]! < 0), 0),
  };
}

/** By customer: the index of the latest measurement at or before `at`, not older than carryForward; -1 where there is none. */
function latestMeasurements(
  { name, rows, measuredAt, values }: MeasuredCovariate,
  n: number,
  at: number,
  carryForward: number,
): Int32Array {
  for (const [what, { length }] of Object.entries({ measuredAt, values })) {
    if (length !== rows.length)
      throw new ModelInputError('LENGTH_MISMATCH', `${name} ${what} has length ${length}, rows has ${rows.length}`);
  }
  requireFinite({ [`${name} measuredAt`]: measuredAt, [name]: values });
  const latest = new Int32Array(n).fill(-1);
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    if (row < 0 || row >= n)
      throw new ModelInputError('OUT_OF_RANGE', `${name} rows has ${row} at ${i}, a row from 0 to ${n - 1} is needed`);
    if (measuredAt[i]! > at || at - measuredAt[i]! > carryForward) continue;
    const known = latest[row]!;
    if (known < 0 || measuredAt[i]! >= measuredAt[known]!) latest[row] = i;
  }
  return latest;
}
