/**
 * Row-level security holds only for a login that owns nothing and has no special rights. Policies and grants are written
 * TO the role earshot_app; the login of DATABASE_URL is that role or a member of it. Where the owner may not make
 * roles, the exact SQL for somebody who may is in the error.
 */
import type { Queryable, Sql } from '../sql.ts';
import { StartError } from '../startError.ts';

export const appRole = 'earshot_app';
/** The group of the SQL logins of BI tools (prisma/bi/logins.ts): what a view of the schema `bi` reads, they may read. */
export const biRole = 'earshot_bi';

interface Step {
  readonly needed: boolean;
  readonly statement: string;
  /** How a person would write it: never with a password in it. */
  readonly shown?: string;
  /** What of it others may feel. */
  readonly why?: string;
}

/**
 * Makes the app role, the group of BI logins, the login of DATABASE_URL and the rights of all on this database. Repeats do nothing.
 * @param log hears of each step that is taken: they change the server for others, too
 */
export async function ensureRoles(sql: Sql, appUrl: string, log: (line: string) => void): Promise<void> {
  const url = new URL(appUrl);
  const login = decodeURIComponent(url.username);
  // Roles belong to the whole server, the migration's lock to one database: another database's migrate may be in this
  // very place, and then the statement fails although the work is done.
  for (let attempt = 1; ; attempt++) {
    try {
      for (const plan of [loginSteps, membershipSteps, databaseSteps])
        for (const step of await plan(sql, login, decodeURIComponent(url.password)))
          if (step.needed) {
            log(step.why ? `${step.shown ?? step.statement} (${step.why})` : (step.shown ?? step.statement));
            await perform(sql, step);
          }
      return;
    } catch (error) {
      const { code, message } = error as { code?: string; message?: string };
      const raced = code === '42710' || code === '23505' || (code === 'XX000' && message?.includes('concurrently'));
      if (!raced || attempt === 10) throw error;
    }
  }
}

async function loginSteps(sql: Sql, login: string, password: string): Promise<Step[]> {
  const roles = await sql<{ name: string }[]>`select rolname as name from pg_roles where rolname in (${appRole}, ${biRole}, ${login})`;
  const missing = (name: string) => !roles.some((role) => role.name === name);
  const create = (name: string, secret: string) =>
    `create role ${identifier(name)} ${name === login ? `login password ${secret}` : 'nologin'}`;
  return [...new Set([appRole, login, biRole])].map((name) => ({
    needed: missing(name),
    statement: create(name, text(password)),
    shown: create(name, "'…'"),
  }));
}

async function membershipSteps(sql: Sql, login: string): Promise<Step[]> {
  const [row] = await sql<{ member: boolean }[]>`select pg_has_role(${login}, ${appRole}, 'USAGE') as member`;
  return [{ needed: !row?.member, statement: `grant ${appRole} to ${identifier(login)}` }];
}

async function databaseSteps(sql: Sql): Promise<Step[]> {
  const [row] = await sql<{ name: string; can_connect: boolean; can_temp: boolean; can_use: boolean; open: boolean; mine: boolean }[]>`
    select datname as name,
           has_database_privilege(${appRole}, oid, 'CONNECT') as can_connect,
           has_database_privilege(${appRole}, oid, 'TEMPORARY') as can_temp,
           has_schema_privilege(${appRole}, 'public', 'USAGE') as can_use,
           exists (select from aclexplode(coalesce(datacl, acldefault('d', datdba))) where grantee = 0) as open,
           pg_has_role(datdba, 'USAGE') as mine
    from pg_database where datname = current_database()`;
  if (!row) throw new Error('the current database is not in pg_database');
  const database = identifier(row.name);
  return [
    // Temporary tables are for the app role (imports stage in them), not for whoever may log in.
    {
      needed: row.open && row.mine,
      statement: `revoke all on database ${database} from public`,
      why: 'the database is for Earshot alone: other logins can connect to it no more unless they are granted to',
    },
    { needed: row.open || !row.can_connect || !row.can_temp, statement: `grant connect, temporary on database ${database} to ${appRole}` },
    { needed: !row.can_use, statement: `grant usage on schema public to ${appRole}` },
  ];
}

async function perform(sql: Sql, step: Step): Promise<void> {
  try {
    await sql.unsafe(step.statement);
  } catch (error) {
    if ((error as { code?: string }).code !== '42501') throw error;
    throw new StartError(
      `DATABASE_ADMIN_URL may not do this: ${step.shown ?? step.statement}`,
      `let a superuser run it in this database, then run \`earshot migrate\` again: ${step.shown ?? step.statement};`,
      {
        cause: error,
      },
    );
  }
}

/** Only for names of roles and databases, which come from a URL or the catalogue. */
export const identifier = (name: string) => `"${name.replaceAll('"', '""')}"`;
const text = (value: string) => `'${value.replaceAll("'", "''")}'`;

/** api and worker refuse a login that row-level security would not bind: then isolation would never be exercised. */
export async function assertAppRole(sql: Queryable): Promise<void> {
  const [row] = await sql<{ name: string; super: boolean; bypass: boolean; member: boolean; owns: string | null }[]>`
    select rolname as name, rolsuper as super, rolbypassrls as bypass,
           exists (select from pg_roles where rolname = ${appRole}) and pg_has_role(rolname, (select oid from pg_roles where rolname = ${appRole}), 'USAGE') as member,
           (select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(rolname, c.relowner, 'USAGE') limit 1) as owns
    from pg_roles where rolname = current_user`;
  if (!row) throw new Error('current_user is not in pg_roles');
  const why = row.super
    ? 'is a superuser'
    : row.bypass
      ? 'has BYPASSRLS'
      : row.owns
        ? `owns the table ${row.owns}`
        : !row.member
          ? `is not a member of ${appRole}`
          : null;
  if (why)
    throw new StartError(
      `the login ${row.name} of DATABASE_URL ${why}, so the database would not keep workspaces apart`,
      `give DATABASE_URL a login of its own and run \`earshot migrate\`, which makes it a member of ${appRole}; the owner belongs in DATABASE_ADMIN_URL`,
    );
}
