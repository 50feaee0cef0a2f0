import { type LogitFit, type LogitOptions, logit, type NamedColumn } from '../../worker/stats/index.ts';

type Row = LogitFit['drivers'][number] | NonNullable<LogitFit['intercept']>;

/** The fit of a model that has one. */
export function fitted(outcome: NamedColumn, drivers: readonly NamedColumn[], options?: LogitOptions): LogitFit {
  const result = logit(outcome, drivers, options);
  if (result.kind !== 'fitted') throw new Error(result.detail);
  return result.fit;
}

/** Its intercept, if any, and its drivers. */
export const rowsOf = ({ intercept, drivers }: LogitFit): Row[] => [...(intercept === null ? [] : [intercept]), ...drivers];
/** One number of each of its rows, by name. */
export const field = (fit: LogitFit, pick: (row: Row) => number | null) => new Map(rowsOf(fit).map((row) => [row.name, pick(row)]));
