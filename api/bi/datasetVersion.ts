import { createHash } from 'node:crypto';
import type { Dataset } from '../../prisma/bi/datasets.ts';
import type { Queryable } from '../../prisma/sql.ts';
import type { Scope } from '../../schema/context.ts';
import type { DatasetRequest } from './datasetRequest.ts';

/**
 * What has to change before the rows of a dataset can: versions of its data, codebooks, and the runs whose numbers stand. Of versions the moment,
 * too: those of an older backup that was restored count up again, to numbers that tools may hold of other rows.
 */
export async function readDataState(sql: Queryable, workspaceId: number, { domains }: Dataset): Promise<string> {
  const [row] = await sql<{ state: string }[]>`
    select concat_ws('|',
             (select string_agg(concat_ws(':', domain, version, changed_at), ',' order by domain) from data_version
               where workspace_id = ${workspaceId} and domain = any(${[...domains]})),
             (select concat_ws(',', count(*), max(id)) from survey where workspace_id = ${workspaceId}),
             (select concat_ws(',', count(*), max(id)) from question where workspace_id = ${workspaceId}),
             case when ${domains.includes('runs')} then
               (select concat_ws(',', count(*), max(id), max(finished_at), count(*) filter (where state = 'SUCCEEDED'),
                                count(*) filter (where state = 'RUNNING'), count(started_at), coalesce(max(started_at)::text, '-'),
                                count(scores_cleared_at), max(scores_cleared_at))
                  from run where workspace_id = ${workspaceId}) end,
             case when ${domains.includes('runs')} then
               (select md5(string_agg(concat_ws(',', id, name, published_run_id, is_chosen, updated_at), ';' order by id))
                  from analysis where workspace_id = ${workspaceId}) end) as state`;
  return row?.state ?? '';
}

/**
 * A weak ETag: rows of an export without `limit` come in no order, so equal data need not be equal bytes. The scopes are
 * in it, and so are names and types of the columns: a release that changes them changes the tag.
 */
export function datasetTag(workspaceId: number, request: DatasetRequest, scopes: ReadonlySet<Scope>, state: string): string {
  const { dataset, ...asked } = request;
  const content = JSON.stringify([workspaceId, dataset.name, dataset.key, asked, [...scopes].toSorted(), state]);
  return `W/"${createHash('sha256').update(content).digest('base64url').slice(0, 32)}"`;
}

/** Whether the caller has what the tag stands for (RFC 9110, 13.1.2). */
export function isKnown(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const bare = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((known) => bare(known) === bare(tag));
}
