/** From a token of the identity provider to a principal: proved first, then looked up in what workspaces say of its bearer. */
import { executor, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Principal } from '../../schema/context.ts';
import { highestRole, isRole, lowerOf, type Role, scopesOfRole } from '../../schema/members/role.ts';
import type { Credential } from './credential.ts';
import { createIssuerKeys } from './issuerKeys.ts';
import { NotAdmitted } from './notAdmitted.ts';
import { type TokenSettings, type VerifiedToken, verifyToken } from './verifyToken.ts';

export interface AdmittedToken {
  readonly principal: Principal;
  readonly expiresAt: Date;
}
/** Null for a token that is no good, whatever is wrong with it. @throws NotAdmitted */
export type TokenAuthenticator = (credential: Credential) => Promise<AdmittedToken | null>;

/** `onFault` hears of an issuer that cannot be reached, `onRefusal` why a token was refused; neither sees the token. */
export interface TokenListeners {
  onFault(error: unknown): void;
  onRefusal(error: unknown): void;
}

export function createTokenAuthenticator(sql: Sql, settings: TokenSettings, { onFault, onRefusal }: TokenListeners): TokenAuthenticator {
  const keys = createIssuerKeys(settings, onFault);
  return async ({ secret, workspace }) => {
    let token: VerifiedToken;
    try {
      token = await verifyToken(secret, keys, settings);
    } catch (error) {
      if (error instanceof NotAdmitted) throw error;
      onRefusal(error);
      return null;
    }
    return { principal: await admit(sql, token, workspace ?? null), expiresAt: token.expiresAt };
  };
}

/** What one workspace says of the bearer of a token: authenticate_token(). */
interface Claimant {
  readonly workspaceId: number;
  readonly workspaceKey: string;
  readonly membershipId: bigint | null;
  readonly membershipRole: string | null;
  readonly lastSeenAt: Date | null;
  readonly isTrusted: boolean;
  readonly defaultRole: Role | null;
  readonly highestRole: Role | null;
}

async function admit(sql: Sql, token: VerifiedToken, asked: string | null): Promise<Principal> {
  const rows = await sql<Claimant[]>`
    select workspace_id as "workspaceId", workspace_key as "workspaceKey", membership_id as "membershipId", membership_role as "membershipRole",
           last_seen_at as "lastSeenAt", is_trusted as "isTrusted", default_role as "defaultRole", highest_role as "highestRole"
      from authenticate_token(${token.issuer}, ${token.subject}, ${[...token.audiences]})`;
  const open = rows.flatMap((row) => {
    const role = roleIn(row, token);
    const isNamed = [asked, token.workspace].every((key) => key === null || key === row.workspaceKey);
    return role && isNamed ? [{ row, role }] : [];
  });
  const [only, another] = open;
  if (!only || another) throw notAdmitted(open.length);
  const id = await noteUse(sql, only.row, token);
  return { kind: 'USER', workspaceId: only.row.workspaceId, id, scopes: new Set(scopesOfRole[only.role]) };
}

/** What the workspace says of this user goes before what the token says; the token's role counts only up to the highest trusted. */
function roleIn(row: Claimant, token: VerifiedToken): Role | null {
  if (row.membershipRole !== null) return isRole(row.membershipRole) ? row.membershipRole : null;
  if (!row.isTrusted || !row.highestRole) return null;
  const role = highestRole(token.roles) ?? row.defaultRole;
  return role && lowerOf(role, row.highestRole);
}

/** The same whether a workspace does not exist or is another's. */
function notAdmitted(open: number): NotAdmitted {
  const message =
    open === 0
      ? 'The token is good, but opens no workspace here, or not the one that is asked for: earshot users set, earshot issuers trust'
      : 'The token opens several workspaces: say which in the header x-earshot-workspace';
  return new NotAdmitted({ status: 403, code: 'FORBIDDEN', message });
}

const lastSeenMilliseconds = 60_000;

/** Everybody who comes has a row, so that what was done has a name; returns its id. */
async function noteUse(sql: Sql, { workspaceId, membershipId, lastSeenAt }: Claimant, { issuer, subject }: VerifiedToken): Promise<bigint> {
  if (membershipId !== null) {
    if (Date.now() - (lastSeenAt?.getTime() ?? 0) >= lastSeenMilliseconds)
      await inWorkspace(
        sql,
        workspaceId,
        (tx) => tx`update membership set last_seen_at = now() where workspace_id = ${workspaceId} and id = ${membershipId}`,
      );
    return membershipId;
  }
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [added] = await tx<{ id: bigint }[]>`
      insert into membership (workspace_id, issuer, subject, last_seen_at) values (${workspaceId}, ${issuer}, ${subject}, now())
      on conflict (workspace_id, issuer, subject) do nothing returning id`;
    if (added) {
      const actor = { workspaceId, principal: { kind: 'USER', id: added.id }, requestId: null } as const;
      await recordAudit(executor(tx), actor, 'USER_FIRST_SEEN', ['Membership', added.id], { issuer });
      return added.id;
    }
    const [stored] = await tx<{ id: bigint }[]>`
      select id from membership where workspace_id = ${workspaceId} and issuer = ${issuer} and subject = ${subject}`;
    if (!stored) throw new Error('the membership is neither new nor there');
    return stored.id;
  });
}
