import type { Queryable } from '../../prisma/sql.ts';
import type { AnalysisKind } from '../../worker/queue.ts';

/** Whose numbers are asked for. */
export interface StandingRunKey {
  readonly kind: AnalysisKind;
  /** Null: of any analysis of the kind. */
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
 * The run whose numbers stand, by the rule of Analysis.currentRun: the published one, else of those with a result on all the data the one
 * that ended last; of several analyses a published one first. As of a past moment the one that saw the latest data before it,
 * whatever is published, as readSourceRun of the worker. In the order of the keys, null where there is none.
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
      left join lateral (
        select r.id, r.reused_run_id
          from run r
          join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
         where r.workspace_id = ${workspaceId} and r.kind = asked.kind and r.state = 'SUCCEEDED' and r.outcome = 'FITTED'
           and (asked.analysis is null or a.name = asked.analysis)
           and case when asked.as_of is null then a.published_run_id = r.id or (a.published_run_id is null and r.as_of is null)
                    else coalesce(r.as_of, r.data_through) <= asked.as_of end
         order by case when asked.as_of is null then a.published_run_id is null end,
                  case when asked.as_of is not null then coalesce(r.as_of, r.data_through) end desc nulls last, r.finished_at desc, r.id desc
         limit 1
      ) standing on true
     order by asked.ordinal`;
  return rows.map(({ id, resultId }) => (id === null || resultId === null ? null : { id, resultId }));
}
