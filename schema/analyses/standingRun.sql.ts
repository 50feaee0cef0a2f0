import type { Queryable } from '../../prisma/sql.ts';
import type { AnalysisKind } from '../../worker/queue.ts';

/** Whose numbers are asked for. */
export interface StandingRunKey {
  readonly kind: AnalysisKind;
  /** Null: the one that the workspace means by the kind (standing_analysis): the chosen one, else the one created first. */
  readonly analysis: string | null;
  /** Only what was known then. Null: all there is. */
  readonly asOf: Date | null;
}

export interface StandingRun {
  readonly id: bigint;
  /** Under which its results are stored: its own id, or that of the run it found nothing changed since. */
  readonly resultId: bigint;
}

/**
 * The run of an analysis whose numbers stand, by the rule of Analysis.currentRun: the published one, else of those with a result on all the data
 * the one that ended last. As of a past moment the one that saw the latest data before it, whatever is published, as readSourceRun of
 * the worker; runs whose scores are cleared are passed over. In the order of the keys, null where there is none.
 */
export async function selectStandingRuns(
  sql: Queryable,
  workspaceId: number,
  keys: readonly StandingRunKey[],
): Promise<(StandingRun | null)[]> {
  const rows = await sql<{ id: bigint | null; resultId: bigint | null }[]>`
    select standing.id, coalesce(standing.reused_run_id, standing.id) as "resultId"
      from unnest(${keys.map(({ kind }) => kind)}::text[], ${keys.map(({ analysis }) => analysis)}::text[],
                  ${keys.map(({ asOf }) => asOf?.toISOString() ?? null)}::text[]::timestamptz[])
             with ordinality as asked (kind, analysis, as_of, ordinal)
      left join standing_analysis meant on meant.workspace_id = ${workspaceId} and meant.kind = asked.kind and asked.analysis is null
      left join analysis a on a.workspace_id = ${workspaceId} and a.kind = asked.kind and (a.id = meant.analysis_id or a.name = asked.analysis)
      left join lateral (
        select r.id, r.reused_run_id
          from run r
         where r.workspace_id = ${workspaceId} and r.analysis_id = a.id and r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and r.scores_cleared_at is null
           and case when asked.as_of is null then a.published_run_id = r.id or (a.published_run_id is null and r.as_of is null)
                    else coalesce(r.as_of, r.data_through) <= asked.as_of end
         order by case when asked.as_of is not null then coalesce(r.as_of, r.data_through) end desc nulls last, r.finished_at desc, r.id desc
         limit 1
      ) standing on true
     order by asked.ordinal`;
  return rows.map(({ id, resultId }) => (id === null || resultId === null ? null : { id, resultId }));
}
