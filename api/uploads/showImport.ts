import { inWorkspace, type Sql } from '../../prisma/sql.ts';
import { encodeGlobalId } from '../../schema/globalId.ts';
import { shownImport, type Told } from '../../schema/imports/shownImport.ts';
import { Problem } from '../problem.ts';
import { locationOf } from './uploadRow.ts';

interface StoredImport extends Told {
  readonly id: bigint;
  readonly undoes: bigint | null;
  readonly [column: string]: unknown;
}

interface StoredError {
  readonly position: bigint;
  readonly [column: string]: unknown;
}

export interface ErrorPage {
  readonly after: bigint;
  readonly first: number;
  /** Reason, raw row and names of columns quote the file: they need the scope pii. */
  readonly showPersonal: boolean;
}

/** An import and the first of its errors as JSON: counts as numbers, for none of them can pass 2^53. */
export function showImport(sql: Sql, workspaceId: number, id: bigint, page: ErrorPage): Promise<Record<string, unknown>> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<StoredImport[]>`
      select id, lower(kind) as "as", source, survey_key as survey, format, dry_run as "dryRun", undoes_id as undoes, state, uploaded_bytes as "uploadOffset",
             upload_length as "uploadLength", checksum, progress, rows_read as "rowsRead", rows_loaded as "rowsLoaded", rows_unchanged as "rowsUnchanged",
             rows_rejected as "rowsRejected", report, error_code as "errorCode", error_message as "errorMessage", created_at as "createdAt",
             queued_at as "queuedAt", started_at as "startedAt", finished_at as "finishedAt"
        from import where workspace_id = ${workspaceId} and id = ${id}`;
    if (!row) throw new Problem(404, 'NOT_FOUND', 'no import of this workspace has this id');
    const errors = await tx<StoredError[]>`
      select position, line, field, code, case when ${page.showPersonal}::boolean then reason end as reason, case when ${page.showPersonal}::boolean then raw end as raw
        from import_error where workspace_id = ${workspaceId} and import_id = ${id} and position > ${page.after}
       order by position limit ${page.first + 1}`;
    const shown = errors.slice(0, page.first).map(plain);
    const last = shown.at(-1);
    const { source: filename, ...told } = shownImport(row, page.showPersonal);
    return {
      ...plain(told),
      filename,
      id: encodeGlobalId('Import', row.id),
      undoes: row.undoes === null ? null : encodeGlobalId('Import', row.undoes),
      errors: shown,
      nextErrors: errors.length > page.first && last ? `${locationOf(row.id)}?after=${last.position}&first=${page.first}` : null,
    };
  });
}

const plain = (row: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, typeof value === 'bigint' ? Number(value) : value]));
