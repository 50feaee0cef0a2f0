/**
 * SQL logins of BI tools: each is a role of the server, bound to one workspace of this database by a row of bi_login.
 * Its name is random, so that databases of one server do not collide and nobody reads a customer's name from the list of roles;
 * it may connect to this database and no other. Only the owner makes them.
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { biRole, identifier } from '../migrate/roles.ts';
import { inWorkspace, literal, type Queryable, type Sql } from '../sql.ts';
import { StartError } from '../startError.ts';
import { transaction } from '../transaction.ts';

export interface BiLogin {
  readonly roleName: string;
  readonly name: string;
  readonly createdAt: Date;
  readonly revokedAt: Date | null;
  /** False once the server has no such role that may enter this database: after a restore, on another server or beside the original. */
  readonly isOnServer: boolean;
}

const columns = (sql: Queryable) => sql`role_name as "roleName", name, created_at as "createdAt", revoked_at as "revokedAt",
  exists (select from pg_roles where rolname = role_name and has_database_privilege(oid, current_database(), 'CONNECT')) as "isOnServer"`;

/** Defaults of its sessions. They protect the server from a heavy question; what may be read is for policies and grants. */
const settings = {
  search_path: 'bi',
  default_transaction_read_only: 'on',
  statement_timeout: '5min',
  idle_in_transaction_session_timeout: '10min',
};
const mostConnections = 20;

/** The password exists once, in this answer: the server, and so its log, gets its verifier. */
export async function createBiLogin(
  admin: Sql,
  { workspaceId, name }: { workspaceId: number; name: string },
): Promise<BiLogin & { readonly password: string }> {
  const roleName = `earshot_bi_${randomBytes(8).toString('hex')}`;
  const password = randomBytes(24).toString('base64url');
  try {
    const row = await inWorkspace(admin, workspaceId, async (tx) => {
      const statements = await creation(tx, roleName, scramVerifier(password));
      for (const statement of statements) await tx.unsafe(statement);
      const [inserted] = await tx<BiLogin[]>`
        insert into bi_login (workspace_id, role_name, name) values (${workspaceId}, ${roleName}, ${name}) returning ${columns(tx)}`;
      return inserted;
    });
    if (!row) throw new Error('the new login was not returned');
    return { ...row, password };
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    const shown = await creation(admin, roleName, '…');
    const insert = `insert into bi_login (workspace_id, role_name, name) values (${literal(workspaceId)}, ${literal(roleName)}, ${literal(name)})`;
    throw new StartError(
      `the login of DATABASE_ADMIN_URL may not make roles (${(error as Error).message})`,
      `let a superuser run this in this database, with a password of your own: ${[...shown, insert].join('; ')};`,
      { cause: error },
    );
  }
}

async function creation(sql: Queryable, roleName: string, password: string): Promise<string[]> {
  const role = identifier(roleName);
  const [row] = await sql<{ database: string }[]>`select current_database() as database`;
  return [
    `create role ${role} login password ${literal(password)} connection limit ${mostConnections} in role ${biRole}`,
    ...Object.entries(settings).map(([setting, value]) => `alter role ${role} set ${setting} = ${literal(value)}`),
    `grant connect on database ${identifier(row?.database ?? '')} to ${role}`,
  ];
}

export function listBiLogins(admin: Sql, workspaceId: number): Promise<readonly BiLogin[]> {
  return inWorkspace(
    admin,
    workspaceId,
    (tx) => tx<BiLogin[]>`select ${columns(tx)} from bi_login where workspace_id = ${workspaceId} order by created_at, role_name`,
  );
}

/**
 * From the first statement on its open sessions see no row; then they end, and the role is no more. Null when the workspace has
 * no such login.
 */
export async function revokeBiLogin(admin: Sql, workspaceId: number, roleName: string): Promise<BiLogin | null> {
  const [row] = await inWorkspace(
    admin,
    workspaceId,
    (tx) => tx<BiLogin[]>`
      update bi_login set revoked_at = coalesce(revoked_at, now()) where workspace_id = ${workspaceId} and role_name = ${roleName}
      returning ${columns(tx)}`,
  );
  if (!row?.isOnServer) return row ?? null;
  const role = identifier(roleName);
  try {
    await transaction(admin, '', async (tx) => {
      await tx.unsafe(`alter role ${role} nologin`);
      await tx.unsafe(`grant ${role} to current_user`); // who makes a role may grant it, yet is no member by that
      await tx`select pg_terminate_backend(pid) from pg_stat_activity where usename = ${roleName}`;
      await tx.unsafe(`drop owned by ${role}; drop role ${role}`);
    });
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new StartError(
      `the login ${roleName} sees nothing any more, but the login of DATABASE_ADMIN_URL may not drop it (${(error as Error).message})`,
      `let a superuser run this in this database: drop owned by ${role}; drop role ${role};`,
      { cause: error },
    );
  }
  return { ...row, isOnServer: false };
}

/** What PostgreSQL itself would store of a password (RFC 5803): with it a login can be checked, not made. */
function scramVerifier(password: string): string {
  const iterations = 4096;
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, 'sha256');
  const keyed = (words: string) => createHmac('sha256', salted).update(words).digest();
  const storedKey = createHash('sha256').update(keyed('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${keyed('Server Key').toString('base64')}`;
}
