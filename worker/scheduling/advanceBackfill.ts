import { executor, type Transaction } from '../../prisma/sql.ts';
import type { JobSender } from '../queue.ts';
import { requestRun } from '../requestRun.ts';

/**
 * Asks for as many runs of a backfill as may be under way at once, oldest date first, and ends it when the last is over. Each run is
 * noted on its date in the transaction that creates it, so a crash loses none and doubles none.
 */
export async function advanceBackfill(tx: Transaction, queue: Pick<JobSender, 'enqueue'>, workspaceId: number, id: bigint): Promise<void> {
  const [backfill] = await tx<{ analysisId: bigint; concurrency: number }[]>`
    select analysis_id as "analysisId", concurrency from backfill
     where workspace_id = ${workspaceId} and id = ${id} and state = 'RUNNING'
       for update skip locked`;
  if (!backfill) return;
  const { analysisId, concurrency } = backfill;
  const underWay = await countUnderWay(tx, workspaceId, id);
  const open = await tx<{ asOf: Date; isTaken: boolean }[]>`
    select d.as_of as "asOf", exists (
             select from run r
              where r.workspace_id = d.workspace_id and r.analysis_id = ${analysisId} and r.as_of = d.as_of and r.state in ('QUEUED', 'RUNNING')) as "isTaken"
      from backfill_date d
     where d.workspace_id = ${workspaceId} and d.backfill_id = ${id} and d.is_included and d.run_id is null
     order by d.as_of`;
  // Asked for by somebody else since the backfill began: its date is run when that one is over, and shows its result where nothing has changed.
  const free = open.filter(({ isTaken }) => !isTaken);
  for (const { asOf } of free.slice(0, Math.max(0, concurrency - underWay))) {
    const triggeredBy = `backfill ${id}`;
    const requested = await requestRun(executor(tx), queue, { workspaceId, analysisId, trigger: 'BACKFILL', triggeredBy, asOf });
    if (!requested) return; // the analysis is being deleted, and the backfill with it
    await tx`update run set backfill_id = ${id} where workspace_id = ${workspaceId} and id = ${requested.runId}`;
    await tx`
      update backfill_date set run_id = ${requested.runId}
       where workspace_id = ${workspaceId} and backfill_id = ${id} and as_of = ${asOf}`;
  }
  if (open.length === 0 && underWay === 0) {
    await tx`update backfill set state = 'COMPLETED', finished_at = clock_timestamp() where workspace_id = ${workspaceId} and id = ${id}`;
  }
}

async function countUnderWay(tx: Transaction, workspaceId: number, id: bigint): Promise<number> {
  const [row] = await tx<{ n: number }[]>`
    select count(*)::integer as n from run
     where workspace_id = ${workspaceId} and backfill_id = ${id} and state in ('QUEUED', 'RUNNING')`;
  return row?.n ?? 0;
}
