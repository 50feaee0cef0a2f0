import { executor, type Transaction } from '../../prisma/sql.ts';
import { enqueueInTurn } from '../enqueueInTurn.ts';
import { announce, deleteParts, noteRun } from '../lease.ts';
import { abandonedQueue, type JobSender, performContract } from '../queue.ts';

/**
 * Gives a run or a file that waits or is under way the job that it has lost: somebody cleared the queue's tables, or cancelled the job there.
 * Without one no worker takes it, and while it waits no other run of its analysis would be asked for. Whoever puts a job back holds the row
 * meanwhile, so what is asked again under its lock is true: of any number of schedulers one sends a job, and none beside one that is there.
 */
export async function putBackJob(
  tx: Transaction,
  queue: Pick<JobSender, 'enqueue'>,
  table: 'run' | 'import',
  workspaceId: number,
  id: bigint,
): Promise<void> {
  const [row] = await tx<{ attempt: number }[]>`
    select attempt from ${tx(table)} where workspace_id = ${workspaceId} and id = ${id} and state in ('QUEUED', 'RUNNING')
       for no key update skip locked`;
  if (!row) return;
  const jobs = await tx`
    select from pgboss.job
     where name in (${performContract.name}, ${abandonedQueue}) and state < 'completed'
       and data ->> 'workspaceId' = ${String(workspaceId)} and data ->> 'table' = ${table} and data ->> 'id' = ${String(id)} limit 1`;
  if (jobs.length > 0) return;
  await tx`update ${tx(table)} set state = 'QUEUED', progress = '{}' where workspace_id = ${workspaceId} and id = ${id}`;
  await deleteParts(tx, { table, workspaceId, id });
  await enqueueInTurn(executor(tx), queue, { table, workspaceId, id });
  await noteRun(tx, { table, workspaceId, id, ...row }, 'WARN', 'its job was gone from the queue; it waits for a worker again');
  await announce(tx, table, workspaceId, id);
}
