import type postgres from 'postgres';
import type { Transaction } from '../../prisma/sql.ts';
import type { FaultyLines } from './importKind.ts';

/**
 * Of the lines with one key the last one counts; the earlier ones leave the staging table, which also spares the server
 * an INSERT … ON CONFLICT that meets one key twice, an error there.
 */
export async function supersede(
  tx: Transaction,
  stage: string,
  key: postgres.PendingQuery<postgres.Row[]>,
  field: string,
  room: number,
): Promise<FaultyLines> {
  const [gone] = await tx<{ count: number; lines: number[] | null }[]>`
    with repeated as (
      select ${key} as key, max(line) as last from ${tx(stage)} s group by 1 having count(*) > 1
    ), gone as (
      delete from ${tx(stage)} s using repeated r where ${key} = r.key and s.line < r.last returning s.line
    )
    select (select count(*)::integer from gone) as count,
           (select array_agg(line order by line) from (select line::integer from gone order by line limit ${room}) l) as lines`;
  return {
    code: 'SUPERSEDED',
    field,
    reason: 'a later line of this file has the same key, and the last line counts: keep only one of them',
    count: gone?.count ?? 0,
    lines: gone?.lines ?? [],
  };
}
