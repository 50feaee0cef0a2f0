import type { Queryable } from '../../prisma/sql.ts';
import type { LoaderSource } from '../loaders.ts';
import type { modelColumns } from '../modelColumns.ts';

type Part = ReturnType<typeof modelColumns>;

/** A table of results, and in what order its rows of a run come. */
export interface ResultTable {
  readonly name: string;
  readonly columns: Part;
  readonly order: (sql: Queryable) => ReturnType<Part>;
}

export const byPosition: ResultTable['order'] = (sql) => sql`run_id, position`;
export const byRank: ResultTable['order'] = (sql) => sql`run_id, rank, position`;

/** What runs have in a table of results, in one statement of the request's snapshot. */
export function rowsOfRuns<Row extends object>(
  { workspaceId, snapshot }: Pick<LoaderSource, 'workspaceId' | 'snapshot'>,
  { name, columns, order }: ResultTable,
  runIds: readonly bigint[],
): Promise<Row[]> {
  return snapshot.read(
    (sql) => sql<Row[]>`
      select ${columns(sql)} from ${sql(name)}
       where workspace_id = ${workspaceId} and run_id = any(${runIds.map(String)}::bigint[])
       order by ${order(sql)}`,
  );
}
