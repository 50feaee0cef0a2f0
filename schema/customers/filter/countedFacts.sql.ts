import type { Queryable } from '../../../prisma/sql.ts';
import type { Fragment } from '../../facts/factTable.ts';
import { between, type FilterScope, joined, present } from './condition.sql.ts';

export interface CountedFacts {
  readonly table: string;
  /** Which rows `f` count. */
  readonly where: readonly (Fragment | null)[];
  readonly minCount?: number | undefined;
  readonly maxCount?: number | undefined;
  /** What has to hold of them together. */
  readonly having?: readonly (Fragment | null)[];
  /** Whether what has to hold of them speaks of at least one. */
  readonly needsSome?: boolean;
  /** Whether it has an upper bound, which no row at all keeps too. */
  readonly allowsNone?: boolean;
}

/**
 * At least one, unless an upper bound alone is asked for: then none at all will do. Below `or` and `not` nothing can be joined, and
 * what would be, stands for nothing but itself: there the count alone says it all.
 */
export function countedFacts(sql: Queryable, { workspaceId, isJoinable }: FilterScope, asked: CountedFacts): Fragment {
  const { table, minCount, maxCount, needsSome = false, allowsNone = false } = asked;
  const atLeast = minCount ?? (needsSome || (maxCount === undefined && !allowsNone) ? 1 : 0);
  const having = present(asked.having ?? []);
  const isSummed = atLeast > 1 || having.length > 0 || (maxCount !== undefined && maxCount > 0);
  const rows = sql`
    from identity i join ${sql(table)} f on f.workspace_id = ${workspaceId} and f.identity_id = i.id
   where ${joined(sql, [sql`i.workspace_id = ${workspaceId} and i.customer_id = c.id`, ...present(asked.where)], 'and')}`;
  if (maxCount === 0) return sql`not exists (select ${rows})`;
  const some = atLeast > 0 && (isJoinable || !isSummed) ? sql`exists (select ${rows})` : null;
  const counts = between(sql, sql`count(*)`, atLeast > 1 || (atLeast === 1 && !some) ? atLeast : undefined, maxCount, sql`bigint`);
  const checked = isSummed ? sql`exists (select ${rows} having ${joined(sql, present([counts, ...having]), 'and')})` : null;
  const parts = present([some, checked]);
  return parts.length === 0 ? sql`true` : sql`(${joined(sql, parts, 'and')})`;
}
