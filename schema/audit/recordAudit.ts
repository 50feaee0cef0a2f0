import type { SqlExecutor } from '../../worker/queue.ts';
import type { Principal } from '../context.ts';
import type { AuditAction } from './auditAction.ts';

/** Who acts, and in which request: a resolver's context is one. */
export interface AuditActor {
  readonly workspaceId: number;
  readonly principal: Pick<Principal, 'kind' | 'id'> | Command;
  /** Null: no request, a command on the database itself. */
  readonly requestId: string | null;
}
interface Command {
  readonly kind: 'COMMAND';
  readonly id: null;
}

/** Somebody who works on the database itself, by a command of the installation. */
export const operator = (workspaceId: number): AuditActor => ({ workspaceId, principal: { kind: 'COMMAND', id: null }, requestId: null });

/**
 * Puts on record what somebody has changed, in the transaction that changes it: there is neither without the other. To be
 * called only where something has changed; a call that is repeated has changed nothing.
 *
 * `details` says what a reader of the record needs, and never what is personal or secret: names of analyses, scopes,
 * numbers; no subject of a token, no file name, no address with a path.
 */
export async function recordAudit(
  db: SqlExecutor,
  { workspaceId, principal, requestId }: AuditActor,
  action: AuditAction,
  [type, id]: readonly [type: string, id: bigint | null],
  details: Readonly<Record<string, unknown>> = {},
): Promise<void> {
  const own = [workspaceId, principal.kind, principal.id === null ? null : String(principal.id)];
  const what = [action, type, id === null ? null : String(id), JSON.stringify(details), requestId];
  await db.executeSql(
    `insert into audit_event (workspace_id, actor_kind, actor_id, action, subject_type, subject_id, details, request_id)
     values ($1::integer, $2, $3::bigint, $4, $5, $6::bigint, $7::text::jsonb, $8)`,
    [...own, ...what],
  );
}
