import type { SqlExecutor } from '../../worker/queue.ts';
import { type AuditActor, recordAudit } from '../audit/recordAudit.ts';

/**
 * Cancels an import that has not ended, at whatever door, and deletes its bytes. A worker that reads them at this moment comes to an early end of the file, and
 * whatever it makes of that is discarded: all that it writes is one transaction, which ends with the import's row as RUNNING. Two statements, for a chunk
 * that is being stored is seen by the second only.
 *
 * @returns false where it had ended, or is not there
 */
export async function stopImport(db: SqlExecutor, actor: AuditActor, id: bigint): Promise<boolean> {
  const own = [actor.workspaceId, String(id)];
  const { rows } = await db.executeSql(
    `update import set state = 'CANCELLED', finished_at = now()
      where workspace_id = $1::integer and id = $2::bigint and state in ('UPLOADING', 'QUEUED', 'RUNNING') returning kind`,
    own,
  );
  const [stopped] = rows as { kind: string }[];
  if (!stopped) return false;
  await db.executeSql('delete from import_chunk where workspace_id = $1::integer and import_id = $2::bigint', own);
  await recordAudit(db, actor, 'IMPORT_CANCELLED', ['Import', id], stopped);
  return true;
}
