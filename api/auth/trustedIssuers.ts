/** Whose tokens open a workspace without a membership: an issuer, and the audience that its tokens for this workspace carry. */
import { executor, inWorkspace, type Queryable, type Sql } from '../../prisma/sql.ts';
import { operator, recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Role } from '../../schema/members/role.ts';

export interface TrustedIssuerRow {
  readonly id: bigint;
  readonly issuer: string;
  readonly audience: string;
  readonly defaultRole: Role | null;
  readonly highestRole: Role;
  readonly createdAt: Date;
}

export type NewTrust = Pick<TrustedIssuerRow, 'issuer' | 'audience' | 'defaultRole' | 'highestRole'> & { readonly workspaceId: number };

const columns = (sql: Queryable) =>
  sql`id, issuer, audience, default_role as "defaultRole", highest_role as "highestRole", created_at as "createdAt"`;

/** The same issuer and audience again changes the roles. */
export function trustIssuer(sql: Sql, { workspaceId, issuer, audience, defaultRole, highestRole }: NewTrust): Promise<TrustedIssuerRow> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [changed] = await tx<TrustedIssuerRow[]>`
      insert into trusted_issuer as stored (workspace_id, issuer, audience, default_role, highest_role)
      values (${workspaceId}, ${issuer}, ${audience}, ${defaultRole}, ${highestRole})
      on conflict (workspace_id, issuer, audience)
        do update set default_role = excluded.default_role, highest_role = excluded.highest_role
        where (stored.default_role, stored.highest_role) is distinct from (excluded.default_role, excluded.highest_role)
      returning ${columns(tx)}`;
    if (changed) {
      const details = { issuer, audience, defaultRole, highestRole };
      await recordAudit(executor(tx), operator(workspaceId), 'ISSUER_TRUSTED', ['TrustedIssuer', changed.id], details);
      return changed;
    }
    const [stored] = await tx<TrustedIssuerRow[]>`
      select ${columns(tx)} from trusted_issuer where workspace_id = ${workspaceId} and issuer = ${issuer} and audience = ${audience}`;
    if (!stored) throw new Error('the trust is neither new nor there');
    return stored;
  });
}

export function listTrustedIssuers(sql: Sql, workspaceId: number): Promise<readonly TrustedIssuerRow[]> {
  return inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<TrustedIssuerRow[]>`select ${columns(tx)} from trusted_issuer where workspace_id = ${workspaceId} order by id`,
  );
}

/** Null when the workspace has none of this id. */
export function removeTrustedIssuer(sql: Sql, workspaceId: number, id: bigint): Promise<TrustedIssuerRow | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<TrustedIssuerRow[]>`
      delete from trusted_issuer where workspace_id = ${workspaceId} and id = ${id} returning ${columns(tx)}`;
    if (!row) return null;
    const { issuer, audience } = row;
    await recordAudit(executor(tx), operator(workspaceId), 'ISSUER_REMOVED', ['TrustedIssuer', id], { issuer, audience });
    return row;
  });
}
