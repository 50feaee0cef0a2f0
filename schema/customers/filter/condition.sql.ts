/** What the conditions of a filter are made of: parts of statements about a row `c` of customer, or a row `f` of facts. */
import type { Queryable } from '../../../prisma/sql.ts';
import type { Fragment } from '../../facts/factTable.ts';
import type { FilterNames } from './filterNames.ts';

export interface FilterScope {
  readonly workspaceId: number;
  readonly names: FilterNames;
  /** Nothing that happened later counts. Null: all there is, and what is open or active is so now. */
  readonly asOf: Date | null;
  readonly showPersonal: boolean;
  /** Whether it stands where the planner may make a join of it: not below `or` and `not`. */
  readonly isJoinable: boolean;
  /** Of the filter among the arguments, for messages. */
  readonly path: string;
}

export function joined(sql: Queryable, parts: readonly Fragment[], by: 'and' | 'or'): Fragment {
  const [first, ...rest] = parts;
  return rest.reduce((all, part) => (by === 'and' ? sql`${all} and ${part}` : sql`${all} or ${part}`), first ?? sql`true`);
}

export const present = (parts: readonly (Fragment | null)[]): Fragment[] => parts.filter((part) => part !== null);

/** What is true at a moment is asked about it; of now, by the clock of the snapshot. */
export const moment = (sql: Queryable, { asOf }: FilterScope): Fragment =>
  asOf === null ? sql`now()` : sql`${asOf.toISOString()}::timestamptz`;

export function inPeriod(sql: Queryable, column: string, { asOf }: FilterScope, from?: string, until?: string): Fragment | null {
  const time = sql(`f.${column}`);
  const parts = present([
    from === undefined ? null : sql`${time} >= ${from}::timestamptz`,
    until === undefined ? null : sql`${time} < ${until}::timestamptz`,
    asOf === null ? null : sql`${time} <= ${asOf.toISOString()}::timestamptz`,
  ]);
  return parts.length === 0 ? null : joined(sql, parts, 'and');
}

export const oneOf = (sql: Queryable, column: string, values: readonly string[] | undefined): Fragment | null =>
  values === undefined ? null : sql`${sql(`f.${column}`)} = any(${[...values]}::text[])`;

export function between(
  sql: Queryable,
  value: Fragment,
  least: string | number | undefined,
  most: string | number | undefined,
  type: Fragment,
): Fragment | null {
  const parts = present([
    least === undefined ? null : sql`${value} >= ${least}::${type}`,
    most === undefined ? null : sql`${value} <= ${most}::${type}`,
  ]);
  return parts.length === 0 ? null : joined(sql, parts, 'and');
}

export function after(sql: Queryable, value: Fragment, from: string | undefined, until: string | undefined): Fragment | null {
  const parts = present([
    from === undefined ? null : sql`${value} >= ${from}::timestamptz`,
    until === undefined ? null : sql`${value} < ${until}::timestamptz`,
  ]);
  return parts.length === 0 ? null : joined(sql, parts, 'and');
}
