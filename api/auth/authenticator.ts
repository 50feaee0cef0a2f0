import { inWorkspace, type Queryable, type Sql } from '../../prisma/sql.ts';
import type { Principal, Scope } from '../../schema/context.ts';
import { hashSecret } from '../../schema/keys/secret.ts';
import type { Credential } from './credential.ts';
import type { TokenAuthenticator } from './tokenAuthenticator.ts';

export interface CredentialRow {
  readonly kind: 'API_KEY' | 'SESSION' | 'SIGN_IN_LINK';
  readonly workspaceId: number;
  readonly id: bigint;
  readonly scopes: Scope[];
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
}

/** The one door from a secret to a workspace. It answers for live credentials only. */
export async function findCredential(sql: Queryable, hash: Buffer): Promise<CredentialRow | null> {
  const [row] = await sql<CredentialRow[]>`
    select kind, workspace_id as "workspaceId", id, scopes, expires_at as "expiresAt", last_used_at as "lastUsedAt" from authenticate(${hash})`;
  return row ?? null;
}

/** For this long a revoked credential may still be let in; subscriptions look again every few seconds. */
const cacheMilliseconds = 2000;
const cacheSize = 1000;
const lastUsedMilliseconds = 60_000;

/** Null for a credential that is no good. @throws NotAdmitted */
export type Authenticate = (credential: Credential) => Promise<Principal | null>;

interface CacheEntry {
  readonly principal: Promise<Principal | null>;
  until: number;
}

/** `onError` hears of a last-use mark that could not be written: no reason to refuse the request. `tokens` null: none is taken. */
export function createAuthenticator(sql: Sql, tokens: TokenAuthenticator | null, onError: (error: unknown) => void): Authenticate {
  const cache = new Map<string, CacheEntry>();
  const marked = new Map<bigint, number>();

  const look = async (credential: Credential, hash: Buffer): Promise<Principal | null> => {
    const row = await findCredential(sql, hash);
    if (row?.kind !== credential.kind) return null; // a link is no session, a session is no key
    if (row.kind === 'API_KEY') markUse(row).catch(onError);
    return { kind: row.kind, workspaceId: row.workspaceId, id: row.id, scopes: new Set(row.scopes) };
  };

  const markUse = async ({ workspaceId, id, lastUsedAt }: CredentialRow): Promise<void> => {
    const now = Date.now();
    const last = Math.max(lastUsedAt?.getTime() ?? 0, marked.get(id) ?? 0);
    if (now - last < lastUsedMilliseconds) return;
    remember(marked, id, now);
    await inWorkspace(
      sql,
      workspaceId,
      (tx) => tx`update api_key set last_used_at = now() where workspace_id = ${workspaceId} and id = ${id}`,
    );
  };

  const lookAtToken = async (credential: Credential, entry: { until: number }): Promise<Principal | null> => {
    const admitted = await tokens?.(credential);
    if (admitted) entry.until = Math.min(entry.until, admitted.expiresAt.getTime());
    return admitted?.principal ?? null;
  };

  return (credential) => {
    const hash = hashSecret(credential.secret);
    const name = `${credential.kind}:${hash.toString('base64')}:${credential.workspace ?? ''}`;
    const cached = cache.get(name);
    if (cached && cached.until > Date.now()) return cached.principal;
    const lifetime = { until: Date.now() + cacheMilliseconds };
    const principal = credential.kind === 'TOKEN' ? lookAtToken(credential, lifetime) : look(credential, hash);
    remember(cache, name, Object.assign(lifetime, { principal }));
    // Only what was found is kept: a wrong secret fills no memory, and a fault of the database is not repeated.
    principal.then(
      (found) => found ?? cache.delete(name),
      () => cache.delete(name),
    );
    return principal;
  };
}

/** Bounded: the oldest entry makes room. */
function remember<Key, Value>(map: Map<Key, Value>, key: Key, value: Value): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > cacheSize) map.delete(map.keys().next().value as Key);
}
