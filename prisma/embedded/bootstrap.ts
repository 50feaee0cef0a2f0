/**
 * The only use of the cluster's superuser: two roles and a database. Each start runs it; each statement stands alone and
 * is skipped when its work is done, so a kill between two of them is repaired by the next start.
 */
import postgres from 'postgres';
import type { Passwords } from './cluster.ts';

export async function bootstrap(superuserUrl: string, passwords: Passwords): Promise<void> {
  const sql = postgres(superuserUrl, { max: 1, onnotice: () => {} });
  try {
    const roles = await sql<{ rolname: string }[]>`select rolname from pg_roles where rolname in ('earshot_owner', 'earshot_app')`;
    const has = (name: string) => roles.some((role) => role.rolname === name);
    // Passwords are base64url of our own making: no quote can be in them.
    if (!has('earshot_owner'))
      await sql.unsafe(`create role earshot_owner login createrole createdb password '${passwords.earshot_owner}'`);
    if (!has('earshot_app')) await sql.unsafe(`create role earshot_app login password '${passwords.earshot_app}'`);
    // The owner hands the role out (`migrate` grants it to other logins) but never acts with its rights.
    await sql.unsafe('grant earshot_app to earshot_owner with admin true, inherit false, set false');
    const databases = await sql`select 1 from pg_database where datname = 'earshot'`;
    if (databases.length === 0) await sql.unsafe('create database earshot owner earshot_owner');
  } finally {
    await sql.end();
  }
}
