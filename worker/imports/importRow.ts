import { inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';
import type { ImportFault } from './importFaults.ts';
import type { ImportInputError } from './importInputError.ts';

/** Which import, and the fencing token of this attempt at it. */
export interface ImportJob {
  readonly workspaceId: number;
  readonly importId: bigint;
  readonly attempt: number;
}

export interface ImportRow {
  readonly kind: string;
  readonly surveyKey: string | null;
  readonly mapping: unknown;
  readonly dryRun: boolean;
  readonly checksum: string | null;
  /** The import that is to be taken back; null: a file is to be loaded. */
  readonly undoesId: bigint | null;
  readonly timeZone: string;
  readonly currency: string;
}

export interface ImportResult {
  readonly checksum: string | null;
  readonly rowsRead: number;
  readonly rowsLoaded: number;
  readonly rowsUnchanged: number;
  readonly rowsRejected: number;
  /** Whether the file names somebody who was erased. */
  readonly isOfErased: boolean;
  readonly faults: readonly ImportFault[];
  readonly report: Readonly<Record<string, unknown>>;
}

/** The import, as long as this attempt holds it. */
export async function readImport(tx: Transaction, job: ImportJob): Promise<ImportRow | undefined> {
  const [row] = await tx<ImportRow[]>`
    select i.kind, i.survey_key as "surveyKey", i.mapping, i.dry_run as "dryRun", i.checksum, i.undoes_id as "undoesId", w.time_zone as "timeZone", w.currency
      from import i join workspace w on w.id = i.workspace_id
     where i.workspace_id = ${job.workspaceId} and i.id = ${job.importId} and i.attempt = ${job.attempt} and i.state = 'RUNNING'`;
  return row;
}

/** Ends the import with its counts. False when this attempt no longer holds it. */
export async function endImport(tx: Transaction, job: ImportJob, result: ImportResult): Promise<boolean> {
  const { count } = await tx`
    update import
       set state = 'SUCCEEDED', checksum = ${result.checksum}, finished_at = clock_timestamp(), rows_read = ${result.rowsRead}, rows_loaded = ${result.rowsLoaded},
           rows_unchanged = ${result.rowsUnchanged}, rows_rejected = ${result.rowsRejected}, error_code = null, error_message = null,
           report = ${tx.json(result.report as never)},
           clear_asked_at = case when ${result.isOfErased} then clock_timestamp() else clear_asked_at end -- its bytes would be a copy of what was erased
     where workspace_id = ${job.workspaceId} and id = ${job.importId} and attempt = ${job.attempt} and state = 'RUNNING'`;
  return count === 1;
}

/** Ends the import over a fault that only its sender can mend. Does nothing when this attempt no longer holds it. */
export function failImport(sql: Sql, job: ImportJob, error: ImportInputError): Promise<void> {
  return inWorkspace(sql, job.workspaceId, async (tx) => {
    await tx`
      update import
         set state = 'FAILED', finished_at = clock_timestamp(), error_code = ${error.code}, error_message = ${error.message},
             -- whom a file names that could not be read is not known
             clear_asked_at = case when exists (select from erased_name where workspace_id = ${job.workspaceId}) then clock_timestamp() else clear_asked_at end
       where workspace_id = ${job.workspaceId} and id = ${job.importId} and attempt = ${job.attempt} and state = 'RUNNING'`;
  });
}
