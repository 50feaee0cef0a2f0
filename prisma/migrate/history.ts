/** Prisma's `_prisma_migrations` table: what has been applied, so that `prisma migrate deploy` sees the same state. */
import { randomUUID } from 'node:crypto';
import type { Queryable } from '../sql.ts';
import { StartError } from '../startError.ts';
import type { MigrationFile } from './migrationFiles.ts';

export interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  /** False for a `-- no transaction` file that was killed in the middle: it runs again. */
  readonly finished: boolean;
}

export async function ensureHistory(sql: Queryable): Promise<void> {
  // Column for column as Prisma 7 creates it.
  await sql`
    create table if not exists _prisma_migrations (
      id                  varchar(36)  primary key not null,
      checksum            varchar(64)  not null,
      finished_at         timestamptz,
      migration_name      varchar(255) not null,
      logs                text,
      rolled_back_at      timestamptz,
      started_at          timestamptz  not null default now(),
      applied_steps_count integer      not null default 0
    )`;
}

/** Null when the table does not exist yet. */
export async function readHistory(sql: Queryable): Promise<AppliedMigration[] | null> {
  const [table] = await sql<{ found: boolean }[]>`select to_regclass('public._prisma_migrations') is not null as found`;
  if (!table?.found) return null;
  return sql<AppliedMigration[]>`
    select migration_name as name, checksum, finished_at is not null as finished
    from public._prisma_migrations where rolled_back_at is null order by migration_name`;
}

export async function recordFinished(sql: Queryable, file: MigrationFile): Promise<void> {
  await sql`
    insert into _prisma_migrations (id, checksum, finished_at, migration_name, applied_steps_count)
    values (${randomUUID()}, ${file.checksum}, clock_timestamp(), ${file.name}, 1)`;
}

/** Marks a file that runs outside a transaction as begun; a kill leaves the mark, and the next run does the file again. */
export async function recordStarted(sql: Queryable, file: MigrationFile): Promise<void> {
  const again = await sql`
    update _prisma_migrations set checksum = ${file.checksum}, started_at = clock_timestamp()
    where migration_name = ${file.name} and finished_at is null and rolled_back_at is null`;
  if (again.count === 0)
    await sql`insert into _prisma_migrations (id, checksum, migration_name) values (${randomUUID()}, ${file.checksum}, ${file.name})`;
}

export async function recordEnded(sql: Queryable, file: MigrationFile): Promise<void> {
  await sql`
    update _prisma_migrations set finished_at = clock_timestamp(), applied_steps_count = 1
    where migration_name = ${file.name} and finished_at is null and rolled_back_at is null`;
}

/** What is still to do; refuses a database that is ahead of this release or whose past was rewritten. */
export function pendingMigrations(files: readonly MigrationFile[], applied: readonly AppliedMigration[]): MigrationFile[] {
  const known = new Map(files.map((file) => [file.name, file]));
  const done = new Set<string>();
  for (const { name, checksum, finished } of applied) {
    const file = known.get(name);
    if (!file) throw newerDatabase(name);
    if (!finished) continue;
    if (file.checksum !== checksum)
      throw new StartError(
        `the migration ${name} was changed after it had been applied to this database`,
        'restore the file as it was released and put the change into a new migration',
      );
    done.add(name);
  }
  return files.filter((file) => !done.has(file.name));
}

export function newerDatabase(name: string): StartError {
  return new StartError(
    `the database is newer than this release of Earshot: it has the migration ${name}`,
    'upgrade Earshot on this machine to the release that migrated it',
  );
}
