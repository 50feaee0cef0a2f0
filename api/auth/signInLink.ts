/** A link that signs a browser in, once: the way in on one's own machine until there are users with passwords. */
import { executor, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { operator, recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Scope } from '../../schema/context.ts';
import { createSecret, hashSecret, maxSecretLength } from '../../schema/keys/secret.ts';
import { findCredential } from './authenticator.ts';

export const sessionHours = 12;

export interface SignInLinkOptions {
  readonly workspaceId: number;
  readonly scopes: readonly Scope[];
  /** Where browsers reach the API, for example http://localhost:4000. */
  readonly baseUrl: string;
  /** The link's own life; the session that it opens lasts 12 hours. */
  readonly validMinutes?: number;
}

export async function createSignInLink(sql: Sql, { workspaceId, scopes, baseUrl, validMinutes = 60 }: SignInLinkOptions): Promise<string> {
  const token = createSecret('el');
  await inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<{ id: bigint }[]>`
      insert into session (workspace_id, link_hash, link_expires_at, scopes, expires_at)
      values (${workspaceId}, ${hashSecret(token)}, now() + make_interval(mins => ${validMinutes}), ${[...scopes]}, now() + make_interval(hours => ${sessionHours}))
      returning id`;
    await recordAudit(executor(tx), operator(workspaceId), 'SIGN_IN_LINK_CREATED', ['Session', row?.id ?? null], { scopes });
  });
  return new URL(`/sign-in?token=${token}`, baseUrl).href;
}

/** The secret of a new session, or null when the link was used before, has expired or never existed: a stranger cannot tell which. */
export async function useSignInLink(sql: Sql, token: string, requestId: string | null): Promise<string | null> {
  if (token.length > maxSecretLength) return null;
  const link = await findCredential(sql, hashSecret(token));
  if (link?.kind !== 'SIGN_IN_LINK') return null;
  const { workspaceId, id } = link;
  const secret = createSecret('es');
  // The condition decides between two browsers that open it at once.
  return inWorkspace(sql, workspaceId, async (tx) => {
    const { count } = await tx`
      update session
         set link_used_at = now(), hash = ${hashSecret(secret)}, expires_at = now() + make_interval(hours => ${sessionHours})
       where workspace_id = ${workspaceId} and id = ${id} and link_used_at is null and revoked_at is null and link_expires_at > now()`;
    if (count !== 1) return null;
    const actor = { workspaceId, principal: { kind: 'SESSION', id }, requestId } as const;
    await recordAudit(executor(tx), actor, 'SESSION_OPENED', ['Session', id]);
    return secret;
  });
}
