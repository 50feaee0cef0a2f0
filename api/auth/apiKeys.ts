/** API keys of a workspace. The key itself exists once, in the answer of createApiKey; stored is its hash. */
import { executor, inWorkspace, type Queryable, type Sql } from '../../prisma/sql.ts';
import { operator, recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Scope } from '../../schema/context.ts';
import { createSecret, hashSecret, prefixOf } from '../../schema/keys/secret.ts';

export interface ApiKeyRow {
  readonly id: bigint;
  readonly name: string;
  readonly prefix: string;
  readonly scopes: Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  readonly lastUsedAt: Date | null;
}

const columns = (sql: Queryable) =>
  sql`id, name, prefix, scopes, created_at as "createdAt", expires_at as "expiresAt", revoked_at as "revokedAt", last_used_at as "lastUsedAt"`;

export interface NewApiKey {
  readonly workspaceId: number;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresAt: Date | null;
}

export async function createApiKey(
  sql: Sql,
  { workspaceId, name, scopes, expiresAt }: NewApiKey,
): Promise<ApiKeyRow & { readonly key: string }> {
  const key = createSecret('ek');
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<ApiKeyRow[]>`
      insert into api_key (workspace_id, name, prefix, hash, scopes, expires_at)
      values (${workspaceId}, ${name}, ${prefixOf(key)}, ${hashSecret(key)}, ${[...scopes]}, ${expiresAt})
      returning ${columns(tx)}`;
    if (!row) throw new Error('the new key was not returned');
    await recordAudit(executor(tx), operator(workspaceId), 'API_KEY_CREATED', ['ApiKey', row.id], { name, scopes, expiresAt });
    return { ...row, key };
  });
}

export function listApiKeys(sql: Sql, workspaceId: number): Promise<readonly ApiKeyRow[]> {
  return inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<ApiKeyRow[]>`select ${columns(tx)} from api_key where workspace_id = ${workspaceId} order by id`,
  );
}

/** Null when the workspace has no such key; a key that was revoked before keeps its date. */
export function revokeApiKey(sql: Sql, workspaceId: number, id: bigint): Promise<ApiKeyRow | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const { count } = await tx`
      update api_key set revoked_at = now() where workspace_id = ${workspaceId} and id = ${id} and revoked_at is null`;
    const [row] = await tx<ApiKeyRow[]>`select ${columns(tx)} from api_key where workspace_id = ${workspaceId} and id = ${id}`;
    if (count > 0 && row) await recordAudit(executor(tx), operator(workspaceId), 'API_KEY_REVOKED', ['ApiKey', id], { name: row.name });
    return row ?? null;
  });
}
