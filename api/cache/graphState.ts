import type { Queryable } from '../../prisma/sql.ts';

/**
 * What has to change before an answer of the graph can: versions of the data, settings, codebooks, touchpoints with their rules, and
 * (`withRuns`) runs, which also tell of a change of scores. Settings are few, and xmin is the transaction that wrote a row last: what changes one changes the state,
 * whether it counts versions or not.
 */
export async function readGraphState(sql: Queryable, workspaceId: number, withRuns: boolean): Promise<string> {
  const [row] = await sql<{ state: string }[]>`
    select concat_ws('|',
             (select xmin::text from workspace where id = ${workspaceId}),
             (select string_agg(concat_ws(':', domain, version, xmin), ',' order by domain) from data_version
               where workspace_id = ${workspaceId} and domain <> 'scores'),
             (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from survey where workspace_id = ${workspaceId}),
             (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from question where workspace_id = ${workspaceId}),
             (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from touchpoint where workspace_id = ${workspaceId}),
             (select md5(string_agg(concat_ws(':', touchpoint_id, position, xmin), ',' order by position)) from touchpoint_rule where workspace_id = ${workspaceId}),
             (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from segment where workspace_id = ${workspaceId}),
             case when ${withRuns} then concat_ws('/',
               (select md5(string_agg(concat_ws(':', id, xmin), ',' order by id)) from analysis where workspace_id = ${workspaceId}),
               (select string_agg(concat_ws(':', id, xmin), ',' order by id) from run where workspace_id = ${workspaceId} and state in ('QUEUED', 'RUNNING')),
               (select concat_ws(':', id, xmin, finished_at) from run where workspace_id = ${workspaceId} order by finished_at desc nulls last, id desc limit 1),
               (select max(id) from run where workspace_id = ${workspaceId}),
               (select max(scores_cleared_at) from run where workspace_id = ${workspaceId} and scores_cleared_at is not null)) end) as state`;
  return row?.state ?? '';
}
