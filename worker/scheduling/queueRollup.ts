import { executor, type Transaction } from '../../prisma/sql.ts';
import { type JobSender, performContract } from '../queue.ts';
import { allSources } from '../rollups/rollupSource.ts';

/** Asks for a roll-up to be made anew; once, by the mark on its row, which falls with the next change, and after an hour in which nothing came of it. */
export async function queueRollup(tx: Transaction, queue: Pick<JobSender, 'enqueue'>, workspaceId: number, id: bigint): Promise<void> {
  const source = allSources.find(({ number }) => BigInt(number) === id);
  if (!source) return; // of a newer release
  const { count } = await tx`
    insert into rollup_state (workspace_id, source, is_current, time_zone, varying, constants, queued_at)
    select id, ${source.name}, false, time_zone, 0, array_fill(null::text, array[${source.dimensions.length}::integer]), clock_timestamp()
      from workspace where id = ${workspaceId}
    on conflict (workspace_id, source) do update set queued_at = excluded.queued_at
       where rollup_state.queued_at is null or rollup_state.queued_at < clock_timestamp() - interval '1 hour'`;
  if (count > 0) await queue.enqueue(executor(tx), performContract, { workspaceId, table: 'rollup', id: String(id) });
}
