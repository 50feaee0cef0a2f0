/** Whether the database is of this release, and keeps workspaces apart. */
import { tablesWithoutAnalyze } from '../../prisma/migrate/analysedTables.ts';
import { pendingMigrations, readHistory } from '../../prisma/migrate/history.ts';
import { readMigrationFiles } from '../../prisma/migrate/migrationFiles.ts';
import { appRole } from '../../prisma/migrate/roles.ts';
import { assertAppRole } from '../../prisma/migrate.ts';
import type { Queryable } from '../../prisma/sql.ts';
import { counted, type Finding, ok, problem, warning } from './finding.ts';

/** @throws StartError where the database is newer, or its past was rewritten */
export async function checkSchema(sql: Queryable): Promise<Finding> {
  const applied = await readHistory(sql);
  if (!applied) return problem('schema', 'the database has no schema of Earshot yet', 'run `earshot migrate`');
  const files = readMigrationFiles();
  const pending = pendingMigrations(files, applied);
  if (pending.length === 0) return ok('schema', `the schema is this release's (${files.at(-1)?.name})`);
  return problem(
    'schema',
    `the database is older than this release of Earshot: it lacks ${counted(pending.length, 'migration')}, the first is ${pending[0]?.name}`,
    'run `earshot migrate`',
  );
}

/** @throws StartError where row-level security does not bind the login */
export async function checkRole(sql: Queryable): Promise<Finding> {
  await assertAppRole(sql);
  const [row] = await sql<{ login: string }[]>`select current_user as login`;
  return ok('role', `row-level security binds the login ${row?.login} of API and worker`);
}

/** Every table that has a workspace: locked, for its owner too, with the one key of the app role. Null while there is none. */
export async function checkPolicies(sql: Queryable): Promise<Finding | null> {
  const tables = await sql<{ table: string; isForced: boolean; hasOwn: boolean; isOpen: boolean }[]>`
    select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as "isForced",
           exists (select from pg_policies p
                    where p.schemaname = 'public' and p.tablename = c.relname and p.policyname = 'own_workspace' and ${appRole} = any (p.roles)) as "hasOwn",
           exists (select from pg_policies p
                    where p.schemaname = 'public' and p.tablename = c.relname and p.policyname <> 'own_workspace'
                      and p.permissive = 'PERMISSIVE' and p.roles && array['public', ${appRole}]::name[]) as "isOpen"
      from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
       and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped)
     order by 1`;
  if (tables.length === 0) return null;
  const faults = [
    ...tables.filter(({ isForced }) => !isForced).map(({ table }) => `row-level security is not forced on ${table}`),
    ...tables.filter(({ hasOwn }) => !hasOwn).map(({ table }) => `${table} lacks the policy own_workspace`),
    ...tables.filter(({ isOpen }) => isOpen).map(({ table }) => `${table} has a policy that opens it further`),
  ];
  if (faults.length === 0) return ok('policies', `row-level security is forced on all ${tables.length} tables of workspaces`);
  const [shown, more] = [faults.slice(0, 3).join('; '), faults.length - 3];
  return problem(
    'policies',
    more > 0 ? `${shown}; and ${more} more` : shown,
    'something else than `earshot migrate` changed the tables, and workspaces may see each other: undo that, or restore a backup (`earshot restore`)',
  );
}

/** Whether a load may tell the planner how large it has made a table. */
export async function checkStatistics(sql: Queryable): Promise<Finding> {
  const tables = await tablesWithoutAnalyze(sql);
  if (tables === null) return ok('statistics', 'after a load autovacuum analyses its tables (before PostgreSQL 17 nobody else may)');
  if (tables.length === 0) return ok('statistics', 'loads may analyse their tables');
  const [shown, more] = [tables.slice(0, 3).join(', '), tables.length - 3];
  return warning(
    'statistics',
    `loads may not analyse ${more > 0 ? `${shown} and ${more} more` : shown}: until autovacuum does, queries are planned for the tables of before`,
    'run `earshot migrate`, which grants it (PostgreSQL has the right since 17)',
  );
}
