import { inWorkspace, type Sql } from '../../prisma/sql.ts';
import type { EventRun } from './eventBody.ts';
import { recordEvents } from './recordRunEvent.ts';

const runsAtOnce = 500;

/**
 * Finds runs whose data has changed since they read it, marks them and tells of those that an analysis shows. A sweep and not
 * a step of the import: a run that ends while an import commits is seen by neither of their transactions, but by the next
 * sweep. Several workers may sweep at once; each run is marked by one of them.
 */
export async function recordStaleRuns(sql: Sql): Promise<void> {
  const gone = await sql<{ workspaceId: number; runId: bigint }[]>`
    select workspace_id as "workspaceId", run_id as "runId" from runs_gone_stale(${runsAtOnce})`;
  for (const [workspaceId, runs] of Map.groupBy(gone, (row) => row.workspaceId)) {
    await markStale(
      sql,
      workspaceId,
      runs.map(({ runId }) => runId),
    );
  }
}

function markStale(sql: Sql, workspaceId: number, runIds: readonly bigint[]): Promise<void> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const runs = await tx<(EventRun & { isShown: boolean; resultRunId: bigint })[]>`
      with marked as (
        update run set stale_at = clock_timestamp()
         where workspace_id = ${workspaceId} and stale_at is null
           and id in (select id from run where workspace_id = ${workspaceId} and id = any(${runIds.map(String)}::bigint[]) and stale_at is null
                       order by id for no key update skip locked)
        returning *
      )
      select m.id as "runId", a.name, a.kind, m.state, m.outcome, m.error_code as "errorCode", m.status_code as "statusCode",
             coalesce(m.reused_run_id, m.id) as "resultRunId", m.data_through as "dataThrough", coalesce(same.finished_at, m.finished_at) as "computedAt",
             -- As the graph's currentRun: the published one, else the latest with a result that is not as of a past date.
             m.outcome = 'FITTED' and coalesce(m.id = a.published_run_id, m.as_of is null and not exists (
               select from run later
                where later.workspace_id = m.workspace_id and later.analysis_id = m.analysis_id and later.state = 'SUCCEEDED'
                  and later.outcome = 'FITTED' and later.as_of is null and (later.finished_at, later.id) > (m.finished_at, m.id))) as "isShown"
        from marked m join analysis a on a.workspace_id = m.workspace_id and a.id = m.analysis_id
        left join run same on same.workspace_id = m.workspace_id and same.id = m.reused_run_id
       order by m.id`;
    const shown = runs.filter(({ isShown }) => isShown);
    if (shown.length > 0)
      await recordEvents(
        tx,
        workspaceId,
        // Once a result: a run over older runs of others may be stale as it ends, and so is each that finds nothing changed since.
        shown.map((run) => ({ type: 'run.stale', transitionId: run.resultRunId, run })),
      );
  });
}
