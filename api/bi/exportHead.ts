import type { Queryable } from '../../prisma/sql.ts';
import type { Principal } from '../../schema/context.ts';
import { encodeCursor } from './cursor.ts';
import { type PagedRun, readPagedRuns, readPageEnd } from './datasetQuery.ts';
import type { DatasetRequest, Format } from './datasetRequest.ts';
import { datasetTag, readDataState } from './datasetVersion.ts';

const types: Readonly<Record<Format, string>> = {
  csv: 'text/csv; charset=utf-8; header=present',
  json: 'application/json; charset=utf-8',
  ndjson: 'application/x-ndjson; charset=utf-8',
  arrow: 'application/vnd.apache.arrow.stream',
};
/** The names that programs know these by: a stream of Arrow ends in .arrows, its file format in .arrow. */
const extensions: Readonly<Record<Format, string>> = { csv: 'csv', json: 'json', ndjson: 'ndjson', arrow: 'arrows' };

/** Whatever a cache keeps it asks about each time, and keeps for that credential alone. */
export const cacheHeaders = { 'cache-control': 'private, no-cache', vary: 'Authorization, X-Api-Key, Cookie, Origin' } as const;

/** What is known of an export before its rows are read. */
export interface ExportHead {
  /** Cursor of the next page; null where this is the last one. */
  readonly next: string | null;
  /** Those of which the page has rows; see readPagedRuns. */
  readonly runs: readonly PagedRun[] | null;
  readonly headers: Readonly<Record<string, string>>;
}

export async function readTag(sql: Queryable, { workspaceId, scopes }: Principal, request: DatasetRequest): Promise<string> {
  return datasetTag(workspaceId, request, scopes, await readDataState(sql, workspaceId, request.dataset));
}

/** The address of the page behind a cursor, without a host: what stands before the API may know it by another name. Null: who asks may not go there. */
export type AddressAfter = (cursor: string) => string | null;

export async function readExportHead(
  sql: Queryable,
  principal: Principal,
  request: DatasetRequest,
  addressAfter: AddressAfter,
): Promise<ExportHead> {
  const { dataset, format } = request;
  const etag = await readTag(sql, principal, request);
  const candidates = await readPagedRuns(sql, principal.workspaceId, request);
  const end = await readPageEnd(sql, principal.workspaceId, request, candidates);
  const last = candidates && end ? candidates.findIndex(({ analysis }) => analysis === end[0]) : -1;
  const next = end === null ? null : encodeCursor(dataset, end);
  const address = next === null ? null : addressAfter(next);
  const day = new Date().toISOString().slice(0, 10);
  return {
    next,
    runs: candidates && last >= 0 ? candidates.slice(0, last + 1) : candidates,
    headers: {
      ...cacheHeaders,
      etag,
      'content-type': types[format],
      'content-disposition': `attachment; filename="${dataset.name}-${day}.${extensions[format]}"`,
      'x-last-page': String(next === null),
      ...(address !== null && { link: `<${address}>; rel="next"` }),
    },
  };
}
