/** Brings a database to the schema of this release. Safe to start many times at once and to kill at any moment. */

import { openAdmin } from './adminConnection.ts';
import { parseUrl } from './databaseUrls.ts';
import { tablesWithoutAnalyze } from './migrate/analysedTables.ts';
import { applyMigration } from './migrate/applyMigration.ts';
import { ensureHistory, newerDatabase, pendingMigrations, readHistory } from './migrate/history.ts';
import { migrationsFolder, readMigrationFiles } from './migrate/migrationFiles.ts';
import { takeMigrationLock } from './migrate/migrationLock.ts';
import { assertNothingHidden } from './migrate/ownerPolicies.ts';
import { appRole, assertAppRole, ensureRoles, identifier } from './migrate/roles.ts';
import type { Queryable, Sql } from './sql.ts';
import { StartError } from './startError.ts';

export { assertAppRole };

export interface MigrateOptions {
  readonly adminUrl: string;
  readonly appUrl: string;
  readonly directory?: string;
  readonly log?: (line: string) => void;
  /** Runs after the files, while the lock is held: what else has to be installed once. */
  readonly whileLocked?: (adminSql: Sql) => Promise<void>;
  /** Apply only these of the pending ones: a restore loads its rows into the schema that they had. */
  readonly only?: ReadonlySet<string>;
  readonly waitSeconds?: number;
  /** Nothing is changed beneath an API or a worker: one that is at work knows the schema as it is. */
  readonly notBeneathServers?: boolean;
}

/** Returns the names of the migrations that this call applied. */
export async function migrate(options: MigrateOptions): Promise<string[]> {
  const { adminUrl, appUrl, directory = migrationsFolder, log = () => {}, waitSeconds = 1800 } = options;
  parseUrl(appUrl, 'DATABASE_URL');
  const files = readMigrationFiles(directory);
  const sql = await openAdmin(adminUrl);
  try {
    const lock = await takeMigrationLock(sql, log, waitSeconds);
    const known = pendingMigrations(files, (await readHistory(sql)) ?? []); // refuses before it changes anything
    const pending = known.filter(({ name }) => options.only?.has(name) ?? true);
    if (options.notBeneathServers && pending.length > 0) await assertNobodyServes(sql);
    await assertNothingHidden(sql); // a migration of data would pass over the rows
    await ensureRoles(sql, appUrl, log);
    await ensureHistory(sql);
    await sql.unsafe(`grant select on _prisma_migrations to ${appRole}`); // api and worker compare versions at their start
    for (const file of pending) {
      await lock.assertHeld();
      log(`applying ${file.name}`);
      await applyMigration(sql, file, log);
    }
    await lock.assertHeld();
    await grantAnalyze(sql, log);
    await options.whileLocked?.(sql);
    await lock.release();
    return pending.map((file) => file.name);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function assertNobodyServes(sql: Sql): Promise<void> {
  const [session] = await sql`
    select from pg_stat_activity a join pg_roles r on r.oid = a.usesysid and not r.rolsuper
     where a.datname = current_database() and pg_has_role(a.usesysid, ${appRole}, 'MEMBER')
       and (a.application_name like 'earshot api %' or a.application_name like 'earshot worker %') limit 1`;
  if (!session) return;
  throw new StartError(
    'the database is older than this release of Earshot, and an API or a worker of the older one is running on it',
    'stop `earshot start`, make a backup with the release that it was, and start this one: it brings the database up to date',
  );
}

async function grantAnalyze(sql: Sql, log: (line: string) => void): Promise<void> {
  const tables = await tablesWithoutAnalyze(sql);
  if (!tables || tables.length === 0) return;
  const statement = `grant maintain on ${tables.map(identifier).join(', ')} to ${appRole}`;
  log(statement);
  await sql.unsafe(statement);
}

/** api and worker start only on exactly the schema they know. */
export async function assertSchemaVersion(sql: Queryable, directory: string = migrationsFolder): Promise<void> {
  const files = readMigrationFiles(directory);
  const applied = (await readHistory(sql)) ?? [];
  const known = new Set(files.map((file) => file.name));
  const stranger = applied.find(({ name }) => !known.has(name));
  if (stranger) throw newerDatabase(stranger.name);
  const missing = files.find((file) => !applied.some(({ name, finished }) => finished && name === file.name));
  if (missing)
    throw new StartError(
      `the database is older than this release of Earshot: it lacks the migration ${missing.name}`,
      'run `earshot migrate`',
    );
}
