/** What a workspace says of the users of an identity provider, by the subject under which their tokens name them. */
import { executor, inWorkspace, type Queryable, type Sql } from '../../prisma/sql.ts';
import { operator, recordAudit } from '../../schema/audit/recordAudit.ts';
import type { Role } from '../../schema/members/role.ts';

export interface MembershipRow {
  readonly id: bigint;
  readonly issuer: string;
  readonly subject: string;
  /** NONE: kept out. Null: as the token says, while its issuer is trusted. */
  readonly role: Role | 'NONE' | null;
  readonly createdAt: Date;
  readonly lastSeenAt: Date | null;
}

export type NewMembership = Pick<MembershipRow, 'issuer' | 'subject' | 'role'> & { readonly workspaceId: number };

const columns = (sql: Queryable) => sql`id, issuer, subject, role, created_at as "createdAt", last_seen_at as "lastSeenAt"`;

/** The same user again gets the new role. The record names the membership and not the subject, which may be an e-mail address. */
export function setMembership(sql: Sql, { workspaceId, issuer, subject, role }: NewMembership): Promise<MembershipRow> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [changed] = await tx<MembershipRow[]>`
      insert into membership as stored (workspace_id, issuer, subject, role) values (${workspaceId}, ${issuer}, ${subject}, ${role})
      on conflict (workspace_id, issuer, subject) do update set role = excluded.role where stored.role is distinct from excluded.role
      returning ${columns(tx)}`;
    if (changed) {
      await recordAudit(executor(tx), operator(workspaceId), 'MEMBERSHIP_SET', ['Membership', changed.id], { issuer, role });
      return changed;
    }
    const [stored] = await tx<MembershipRow[]>`
      select ${columns(tx)} from membership where workspace_id = ${workspaceId} and issuer = ${issuer} and subject = ${subject}`;
    if (!stored) throw new Error('the membership is neither new nor there');
    return stored;
  });
}

export function listMemberships(sql: Sql, workspaceId: number): Promise<readonly MembershipRow[]> {
  return inWorkspace(
    sql,
    workspaceId,
    (tx) => tx<MembershipRow[]>`select ${columns(tx)} from membership where workspace_id = ${workspaceId} order by id`,
  );
}

/** Null when the workspace has none of this id. */
export function removeMembership(sql: Sql, workspaceId: number, id: bigint): Promise<MembershipRow | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<
      MembershipRow[]
    >`delete from membership where workspace_id = ${workspaceId} and id = ${id} returning ${columns(tx)}`;
    if (row) await recordAudit(executor(tx), operator(workspaceId), 'MEMBERSHIP_REMOVED', ['Membership', id], { issuer: row.issuer });
    return row ?? null;
  });
}
