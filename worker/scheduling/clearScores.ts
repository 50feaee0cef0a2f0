import { inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';

/** A step deletes no more than this, so that a look of the scheduler is over soon. */
const rowsAtOnce = 20_000;
const stepsAtOnce = 5;

/**
 * Deletes what runs said of single customers, of results that no run has shown since a moment and that nobody needs (the view unneeded_scores says which are). Runs, models, curves
 * and totals stay. Of a deleted analysis the runs go, too, once they have no such rows any more. Any number of workers may do so at once: each step is a transaction on a row that nobody else has.
 *
 * @returns whether there is more to do
 */
export async function clearScores(sql: Sql, before: Date): Promise<boolean> {
  const outdated = await sql<{ workspaceId: number; runId: bigint }[]>`
    select workspace_id as "workspaceId", run_id as "runId" from scores_outdated(${before}, ${stepsAtOnce})`;
  let isMore = outdated.length === stepsAtOnce;
  for (const { workspaceId, runId } of outdated) isMore = (await clearScoresOfRun(sql, workspaceId, runId, before)) || isMore;
  return isMore;
}

function clearScoresOfRun(sql: Sql, workspaceId: number, runId: bigint, before: Date): Promise<boolean> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [run] = await tx<{ isCleared: boolean; isDeleted: boolean }[]>`
      select scores_cleared_at is not null as "isCleared", analysis_id is null as "isDeleted" from run
       where workspace_id = ${workspaceId} and id = ${runId} and scores_deleted_at is null for no key update skip locked`;
    if (!run) return false; // another worker has it, or whoever publishes it or shows its result
    if (!run.isCleared && !(await giveUp(tx, workspaceId, runId, before))) return false;
    const isMore = await deleteSome(tx, workspaceId, runId);
    if (isMore) return true;
    if (run.isDeleted) await tx`delete from run where workspace_id = ${workspaceId} and id = ${runId}`;
    else await tx`update run set scores_deleted_at = now() where workspace_id = ${workspaceId} and id = ${runId}`;
    return false;
  });
}

/**
 * Asked anew under the lock, for somebody may have published it meanwhile. Runs that show its result are marked with it, before the first row goes: nobody is shown half a list.
 *
 * @returns whether nobody needs it
 */
async function giveUp(tx: Transaction, workspaceId: number, runId: bigint, before: Date): Promise<boolean> {
  const [unneeded] = await tx`
    select from unneeded_scores where workspace_id = ${workspaceId} and run_id = ${runId} and shown_until < ${before}`;
  if (!unneeded) return false;
  const cleared = await tx<{ id: bigint; attempt: number }[]>`
    update run set scores_cleared_at = now(), scores_deleted_at = case when reused_run_id is not null then now() end -- which has no rows of its own
     where workspace_id = ${workspaceId} and (id = ${runId} or reused_run_id = ${runId}) returning id, attempt`;
  await tx`
    insert into run_log ${tx(
      cleared.map(({ id, attempt }) => ({
        workspace_id: workspaceId,
        run_id: id,
        attempt,
        level: 'INFO',
        message: 'what it said of single customers is no longer kept (EARSHOT_KEEP_SCORES_DAYS)',
      })),
    )}`;
  return true;
}

/** By arrays of keys, for the index. A run has rows in one of the tables. */
async function deleteSome(tx: Transaction, workspaceId: number, runId: bigint): Promise<boolean> {
  const scores = await tx`
    delete from customer_score
     where workspace_id = ${workspaceId} and run_id = ${runId} and customer_id = any(array(
           select customer_id from customer_score where workspace_id = ${workspaceId} and run_id = ${runId} limit ${rowsAtOnce}))`;
  const cells = await tx`
    delete from value_loyalty_customer
     where workspace_id = ${workspaceId} and run_id = ${runId} and customer_id = any(array(
           select customer_id from value_loyalty_customer where workspace_id = ${workspaceId} and run_id = ${runId} limit ${rowsAtOnce}))`;
  return scores.count === rowsAtOnce || cells.count === rowsAtOnce;
}
