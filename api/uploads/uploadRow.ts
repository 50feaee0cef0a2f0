import { executor, inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';
import { type AuditActor, recordAudit } from '../../schema/audit/recordAudit.ts';
import { encodeGlobalId, rowId } from '../../schema/globalId.ts';
import { stopImport } from '../../schema/imports/stopImport.ts';
import { enqueueInTurn } from '../../worker/enqueueInTurn.ts';
import type { JobSender } from '../../worker/queue.ts';
import type { Limits } from '../limits/limits.ts';
import { Problem } from '../problem.ts';
import type { ChunkStore } from './chunkStore.ts';
import type { UploadRequest } from './uploadRequest.ts';

export interface UploadServices {
  readonly sql: Sql;
  readonly queue: Pick<JobSender, 'enqueue'>;
  readonly chunks: ChunkStore;
  readonly limits: Pick<Limits, 'uploadBytes' | 'bodySeconds'>;
}

/** An import as far as its upload is concerned. */
export interface Upload {
  readonly id: bigint;
  readonly state: string;
  /** Bytes that are durable: where the next PATCH begins. */
  readonly offset: bigint;
  /** Null where the sender has not said it yet. */
  readonly length: bigint | null;
  /** Null where neither the sender said it nor one request brought all bytes. */
  readonly checksum: string | null;
}

const uploadColumns = (tx: Transaction) => tx`id, state, uploaded_bytes as "offset", upload_length as length, checksum`;

export const locationOf = (id: bigint) => `/v1/imports/${encodeGlobalId('Import', id)}`;

export function parseImportId(text: string): bigint {
  try {
    return rowId('Import', text, 'id');
  } catch {
    throw notFound();
  }
}

const notFound = () => new Problem(404, 'NOT_FOUND', 'no import of this workspace has this id');

export function findUpload(sql: Sql, workspaceId: number, id: bigint): Promise<Upload> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [upload] = await tx<Upload[]>`select ${uploadColumns(tx)} from import where workspace_id = ${workspaceId} and id = ${id}`;
    if (!upload) throw notFound();
    return upload;
  });
}

/**
 * The upload of the very file, for the very purpose, that was broken off: the one that is furthest. An idempotency key that was used before goes
 * before it, for it names its import.
 */
export function findBrokenOff(sql: Sql, workspaceId: number, wanted: UploadRequest, length: bigint | null): Promise<Upload | null> {
  const { kind, survey, filename, dryRun, mapping, idempotencyKey, checksum } = wanted;
  if (checksum === null || length === null) return Promise.resolve(null);
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [upload] = await tx<Upload[]>`
      select ${uploadColumns(tx)} from import
       where workspace_id = ${workspaceId} and state = 'UPLOADING' and checksum = ${checksum} and upload_length = ${length} and kind = ${kind}
         and survey_key is not distinct from ${survey} and source = ${filename} and dry_run = ${dryRun} and mapping = ${tx.json(mapping as never)}
         and not exists (select from import where workspace_id = ${workspaceId} and idempotency_key = ${idempotencyKey})
       order by uploaded_bytes desc, id desc limit 1`;
    return upload ?? null;
  });
}

/**
 * Writes the import's row; with an idempotency key that was used before, finds the first one instead.
 * @throws Problem 409 where that one is of another file, or for another purpose: this file would never be loaded
 */
export function createUpload(
  sql: Sql,
  actor: AuditActor,
  wanted: UploadRequest,
  length: bigint | null,
): Promise<Upload & { readonly isReplay: boolean }> {
  const { workspaceId } = actor;
  const { kind, survey, filename, dryRun, mapping, idempotencyKey, checksum } = wanted;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [created] = await tx<Upload[]>`
      insert into import (workspace_id, kind, source, survey_key, mapping, dry_run, idempotency_key, upload_length, checksum)
      values (${workspaceId}, ${kind}, ${filename}, ${survey}, ${tx.json(mapping as never)}, ${dryRun}, ${idempotencyKey}, ${length}, ${checksum})
      on conflict (workspace_id, idempotency_key) do nothing
      returning ${uploadColumns(tx)}`;
    if (created) {
      await recordAudit(executor(tx), actor, 'IMPORT_STARTED', ['Import', created.id], { kind, survey, dryRun });
      return { ...created, isReplay: false };
    }
    const [first] = await tx<(Upload & { readonly differences: string[] })[]>`
      select ${uploadColumns(tx)},
             array_remove(array[case when kind <> ${kind} then 'as' end,
                                case when survey_key is distinct from ${survey} then 'survey' end,
                                case when dry_run <> ${dryRun} then 'dryRun' end,
                                case when mapping <> ${tx.json(mapping as never)} then 'codebook, fields, encoding or delimiter' end,
                                case when upload_length <> ${length}::bigint then 'length' end,
                                case when checksum <> ${checksum}::text then 'checksum' end], null) as differences
        from import where workspace_id = ${workspaceId} and idempotency_key = ${idempotencyKey}`;
    if (!first) throw new Error('the import with this idempotency key is gone again');
    const { differences, ...upload } = first;
    if (differences.length > 0) throw ofAnotherFile(upload, differences);
    return { ...upload, isReplay: true };
  });
}

export const ofAnotherFile = ({ id }: Upload, differences: readonly string[]) =>
  new Problem(
    409,
    'CONFLICT',
    `Idempotency-Key: an import with another ${differences.join(' and another ')} has this key: send this file with a key of its own`,
    { location: locationOf(id) },
  );

/** The sender of a stream says its length late. */
export function fixLength(sql: Sql, workspaceId: number, id: bigint, length: bigint): Promise<void> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    await tx`update import set upload_length = ${length} where workspace_id = ${workspaceId} and id = ${id} and upload_length is null`;
  });
}

/**
 * All bytes are here: the row waits and its job is in the queue, or neither. The checksum is known when its sender said it, or one request
 * brought all bytes; else the worker adds it, which reads them anyway, and holds them against one that is known.
 *
 * @returns false where it is no upload any more: another request has completed it, or it was cancelled
 */
export function completeUpload(
  { sql, queue }: Pick<UploadServices, 'sql' | 'queue'>,
  workspaceId: number,
  id: bigint,
  length: bigint,
  checksum: string | null,
): Promise<boolean> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const { count } = await tx`
      update import set state = 'QUEUED', queued_at = now(), upload_length = ${length}, checksum = coalesce(checksum, ${checksum})
       where workspace_id = ${workspaceId} and id = ${id} and state = 'UPLOADING' and uploaded_bytes = ${length}`;
    if (count === 1) await enqueueInTurn(executor(tx), queue, { table: 'import', workspaceId, id });
    return count === 1;
  });
}

/** Cancels what has not ended, as the mutation does; what was cancelled before is. */
export function cancelUpload(sql: Sql, actor: AuditActor, id: bigint): Promise<void> {
  const { workspaceId } = actor;
  return inWorkspace(sql, workspaceId, async (tx) => {
    if (await stopImport(executor(tx), actor, id)) return;
    const [ended] = await tx<{ state: string }[]>`select state from import where workspace_id = ${workspaceId} and id = ${id}`;
    if (!ended) throw notFound();
    const remedy = ended.state === 'SUCCEEDED' ? ': undoImport takes back what it has loaded' : '';
    if (ended.state !== 'CANCELLED') throw new Problem(409, 'CONFLICT', `the import has ended before: ${ended.state}${remedy}`);
  });
}

/** An upload that came to nothing leaves nothing. */
export function discardUpload(sql: Sql, workspaceId: number, id: bigint): Promise<void> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    await tx`delete from import where workspace_id = ${workspaceId} and id = ${id} and state = 'UPLOADING'`;
  });
}
