import { executor, type Transaction } from '../../prisma/sql.ts';
import { type JobSender, performContract } from '../queue.ts';
import { rollupNumbered } from '../rollups/rollupSource.ts';

/** Asks for a roll-up to be made anew; once, by the mark on its row, which falls with the next change, and after an hour in which nothing came of it. */
export async function queueRollup(tx: Transaction, queue: Pick<JobSender, 'enqueue'>, workspaceId: number, id: bigint): Promise<void> {
  const source = rollupNumbered(id);
  if (!source) return; // of a newer release
  const { count } = await tx`
    update rollup_state set queued_at = clock_timestamp()
     where workspace_id = ${workspaceId} and source = ${source.name} and (queued_at is null or queued_at < clock_timestamp() - interval '1 hour')`;
  if (count > 0) await queue.enqueue(executor(tx), performContract, { workspaceId, table: 'rollup', id: String(id) }, { isUpkeep: true });
}
