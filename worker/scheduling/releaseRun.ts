import { executor, type Transaction } from '../../prisma/sql.ts';
import { enqueueInTurn } from '../enqueueInTurn.ts';
import { noteRun } from '../lease.ts';
import type { JobSender } from '../queue.ts';

/**
 * Gives a run that waited for others of its analysis its job, once none is under way that was asked for before it. Whether it still waits is asked
 * again under its row's lock: of any number of schedulers one sends a job, and none for a run that was cancelled meanwhile. What comes after it waits for it in turn.
 */
export async function releaseRun(tx: Transaction, queue: Pick<JobSender, 'enqueue'>, workspaceId: number, id: bigint): Promise<void> {
  const [run] = await tx<{ attempt: number }[]>`
    select attempt from run
     where workspace_id = ${workspaceId} and id = ${id} and waits and state = 'QUEUED'
       and not exists (select from run before
                        where before.workspace_id = run.workspace_id and before.analysis_id = run.analysis_id and before.id < run.id
                          and before.state in ('QUEUED', 'RUNNING') and before.as_of is null)
       for no key update skip locked`;
  if (!run) return;
  await tx`update run set waits = false where workspace_id = ${workspaceId} and id = ${id}`;
  await enqueueInTurn(executor(tx), queue, { table: 'run', workspaceId, id });
  await noteRun(tx, { table: 'run', workspaceId, id, ...run }, 'INFO', 'the runs before it have ended: it waits for a worker');
}
