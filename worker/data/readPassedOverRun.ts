import type { Transaction } from '../../prisma/sql.ts';
import type { AskedSource, SourceRun } from './readSourceRun.ts';

/** A run that would be the source, were what it said of single customers still kept. */
export interface PassedOverRun {
  readonly analysis: string;
  readonly runId: bigint;
  /** The moment that it is as of, or its latest fact. Null: none is dated. */
  readonly knownUntil: Date | null;
}

/**
 * By the order of readSourceRun: the best run before the one that it took, of those whose scores are cleared. As of a moment only one that saw more than that
 * one: of two that saw as much, the other tells the same.
 */
export async function readPassedOverRun(
  tx: Transaction,
  { workspaceId, kind, name, asOf }: AskedSource,
  taken: SourceRun | null,
): Promise<PassedOverRun | null> {
  const [row] = await tx<PassedOverRun[]>`
    select a.name as analysis, r.id as "runId", coalesce(r.as_of, r.data_through) as "knownUntil"
      from analysis a
      join run r on r.workspace_id = a.workspace_id and r.analysis_id = a.id
      left join run t on t.workspace_id = ${workspaceId} and t.id = ${taken?.runId ?? null}::bigint
     where a.workspace_id = ${workspaceId} and a.kind = ${kind}
       and (a.name = ${name}::text
            or ${name}::text is null and a.id = (select analysis_id from standing_analysis where workspace_id = ${workspaceId} and kind = ${kind}))
       and r.state = 'SUCCEEDED' and r.outcome = 'FITTED' and r.scores_cleared_at is not null
       and (${asOf}::timestamptz is null or coalesce(r.as_of, r.data_through) <= ${asOf}::timestamptz)
       and (t.id is null
            or ${asOf}::timestamptz is not null and coalesce(r.as_of, r.data_through) > coalesce(t.as_of, t.data_through)
            or ${asOf}::timestamptz is null and t.id is distinct from a.published_run_id
               and (r.as_of is null, r.finished_at, r.id) > (t.as_of is null, t.finished_at, t.id))
     order by case when ${asOf}::timestamptz is not null then coalesce(r.as_of, r.data_through) end desc nulls last, r.as_of is null desc, r.finished_at desc, r.id desc
     limit 1`;
  return row ?? null;
}
