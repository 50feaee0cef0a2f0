import type postgres from 'postgres';
import type { Transaction } from '../../prisma/sql.ts';
import type { FaultyLines } from './importKind.ts';

/**
 * Of the lines with one key the last one counts; the earlier ones leave the staging table, which also spares the server
 * an INSERT … ON CONFLICT that meets one key twice, an error there. Where the last one was turned away (is_faulty, staged for
 * its key alone) none is left: what the earlier ones say is known not to be the newest.
 */
export async function supersede(
  tx: Transaction,
  stage: string,
  key: postgres.PendingQuery<postgres.Row[]>,
  field: string,
  room: number,
): Promise<FaultyLines[]> {
  const [gone] = await tx<{ replaced: number; replacedLines: number[] | null; orphaned: number; orphanedLines: number[] | null }[]>`
    with repeated as (
      select ${key} as key, max(line) as last, max(line) filter (where is_faulty) as last_faulty
        from ${tx(stage)} s group by 1 having count(*) > 1 or bool_or(is_faulty)
    ), gone as (
      delete from ${tx(stage)} s using repeated r where ${key} = r.key and (s.line < r.last or s.is_faulty)
      returning s.line::integer as line, s.is_faulty, r.last is not distinct from r.last_faulty as is_orphan
    ), told as (
      select * from gone where not is_faulty
    )
    select count(*) filter (where not is_orphan)::integer as replaced,
           count(*) filter (where is_orphan)::integer as orphaned,
           (select array_agg(line order by line) from (select line from told where not is_orphan order by line limit ${room}) l) as "replacedLines",
           (select array_agg(line order by line) from (select line from told where is_orphan order by line limit ${room}) l) as "orphanedLines"
      from told`;
  return [
    {
      code: 'SUPERSEDED',
      field,
      reason: 'a later line of this file has the same key, and the last line counts: keep only one of them',
      count: gone?.replaced ?? 0,
      lines: gone?.replacedLines ?? [],
    },
    {
      code: 'LAST_LINE_FAULTY',
      field,
      reason:
        'the last line of this file with the same key is the one that counts, and was turned away: correct that line and send the file again, or take it out',
      count: gone?.orphaned ?? 0,
      lines: gone?.orphanedLines ?? [],
    },
  ];
}
