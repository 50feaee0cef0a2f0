import { inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';

/** A step deletes no more than this, so that a look of the scheduler is over soon: some 100 MB of a file, and what it overwrote in some 20,000 rows. */
const chunksAtOnce = 200;
const undoAtOnce = 20_000;
const stepsAtOnce = 5;

/** Reasons quote values of the row. */
const reasonOfOld = 'no longer kept (EARSHOT_KEEP_UPLOADS_DAYS): send the file again to hear it';

/**
 * Deletes the bytes of files whose imports ended before a moment, what they overwrote, and what faults quote of them. An upload to which no byte has come since is given
 * up. The import stays with its report and errors: line, field and code of each. Of files that may name a customer who was erased (clear_asked_at), the bytes go once they have
 * ended. Any number of workers may do so at once: each step is a transaction on a row that nobody else has.
 *
 * @returns whether there is more to do
 */
export async function clearUploads(sql: Sql, before: Date): Promise<boolean> {
  const outdated = await sql<{ workspaceId: number; importId: bigint }[]>`
    select workspace_id as "workspaceId", import_id as "importId" from uploads_outdated(${before}, ${stepsAtOnce})`;
  let isMore = outdated.length === stepsAtOnce;
  for (const { workspaceId, importId } of outdated) isMore = (await clearUpload(sql, workspaceId, importId, before)) || isMore;
  return isMore;
}

function clearUpload(sql: Sql, workspaceId: number, importId: bigint, before: Date): Promise<boolean> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<{ state: string; isOld: boolean }[]>`
      select state, cleared_at is null and (finished_at < ${before} or state = 'UPLOADING' and uploaded_at < ${before}) is true as "isOld" from import
       where workspace_id = ${workspaceId} and id = ${importId}
         and (cleared_at is null and (finished_at < ${before} or state = 'UPLOADING' and uploaded_at < ${before})
              or clear_asked_at is not null and finished_at is not null)
         for no key update skip locked`;
    if (!row) return false; // another worker has it, or bytes have come since
    if (!row.isOld) return clearAsked(tx, workspaceId, importId);
    if (row.state === 'UPLOADING') {
      await tx`
        update import
           set state = 'FAILED', finished_at = uploaded_at, error_code = 'UPLOAD_ABANDONED', -- ended then: the next step still finds it outdated
               error_message = 'the upload was broken off, and nothing came for longer than bytes are kept here (EARSHOT_KEEP_UPLOADS_DAYS): send the file again'
         where workspace_id = ${workspaceId} and id = ${importId}`;
    }
    await tx`
      update import_error set raw = null, reason = ${reasonOfOld}
       where workspace_id = ${workspaceId} and import_id = ${importId} and raw is not null`; // 10,000 at most: one step
    await tx`
      update import set clear_begun_at = now() where workspace_id = ${workspaceId} and id = ${importId} and clear_begun_at is null`; // it can be undone no more
    await deleteSome(tx, workspaceId, importId);
    const [rest] = await tx<{ isMore: boolean }[]>`
      select exists (select from import_chunk where workspace_id = ${workspaceId} and import_id = ${importId})
          or exists (select from import_undo where workspace_id = ${workspaceId} and import_id = ${importId}) as "isMore"`;
    const isMore = rest?.isMore === true;
    if (!isMore)
      await tx`update import set cleared_at = now(), clear_asked_at = null where workspace_id = ${workspaceId} and id = ${importId}`;
    return isMore;
  });
}

/** Its bytes alone: of what it overwrote, whatever was the erased customer's is gone already. */
async function clearAsked(tx: Transaction, workspaceId: number, importId: bigint): Promise<boolean> {
  await deleteChunks(tx, workspaceId, importId);
  const { count } = await tx`
    update import set clear_asked_at = null
     where workspace_id = ${workspaceId} and id = ${importId}
       and not exists (select from import_chunk where workspace_id = ${workspaceId} and import_id = ${importId})`;
  return count === 0;
}

/** By arrays of keys, for the index: whatever the planner takes the tables for, a join may be by nested loops. */
function deleteChunks(tx: Transaction, workspaceId: number, importId: bigint) {
  return tx`
    delete from import_chunk
     where workspace_id = ${workspaceId} and import_id = ${importId} and byte_offset = any(array(
           select byte_offset from import_chunk where workspace_id = ${workspaceId} and import_id = ${importId} limit ${chunksAtOnce}))`;
}

async function deleteSome(tx: Transaction, workspaceId: number, importId: bigint): Promise<void> {
  await deleteChunks(tx, workspaceId, importId);
  const [first] = await tx<{ table: string }[]>`
    select table_name as "table" from import_undo where workspace_id = ${workspaceId} and import_id = ${importId} order by table_name limit 1`;
  if (!first) return;
  await tx`
    delete from import_undo
     where workspace_id = ${workspaceId} and import_id = ${importId} and table_name = ${first.table} and row_key = any(array(
           select row_key from import_undo where workspace_id = ${workspaceId} and import_id = ${importId} and table_name = ${first.table} limit ${undoAtOnce}))`;
}
