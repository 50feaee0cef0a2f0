/**
 * `node prisma/restore.ts FILE [--force] [--copy]`: puts a backup into an empty database, or with --force in place of what is there.
 * All rows arrive in one transaction: a kill, a damaged file or a full disk leaves the database as it was.
 */
import { resolve } from 'node:path';
import { openAdmin } from './adminConnection.ts';
import type { Manifest } from './backup/frames.ts';
import { type Loaded, loadBackup } from './backup/loadBackup.ts';
import { verifyBackup } from './backup/verifyBackup.ts';
import { type DatabaseUrls, withDatabase } from './embedded.ts';
import { readHistory } from './migrate/history.ts';
import { migrationsFolder, readMigrationFiles } from './migrate/migrationFiles.ts';
import { migrate } from './migrate.ts';
import { explain, StartError } from './startError.ts';

export interface RestoreOptions extends DatabaseUrls {
  readonly file: string;
  /** Replace the rows that are there. */
  readonly force?: boolean;
  /** The original goes on elsewhere: endpoints are disabled, schedules and backfills paused, keys and sessions revoked. */
  readonly copy?: boolean;
  readonly directory?: string;
  readonly log?: (line: string) => void;
}

export interface RestoreSummary extends Loaded {
  readonly tables: number;
  readonly rows: number;
}

export async function restore(options: RestoreOptions): Promise<RestoreSummary> {
  const { adminUrl, appUrl, directory = migrationsFolder, log = () => {} } = options;
  const backup = await verifyBackup(resolve(options.file));
  const names = assertKnown(backup.manifest, directory);
  await assertNotAhead(adminUrl, names);
  // A backup of an older release meets a schema of its own age; what came after is applied to its rows below.
  await migrate({ adminUrl, appUrl, directory, log, only: names });
  const { force = false, copy: isCopy = false } = options;
  const loaded = await loadBackup({ adminUrl, file: resolve(options.file), backup, force, isCopy, directory });
  await migrate({ adminUrl, appUrl, directory, log });
  const tables = backup.tables.filter(({ table }) => !loaded.leftOut.includes(table));
  return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0), ...loaded };
}

function assertKnown(manifest: Manifest, directory: string): Set<string> {
  const files = new Map(readMigrationFiles(directory).map((file) => [file.name, file.checksum]));
  const stranger = manifest.migrations.find(({ name, checksum }) => files.get(name) !== checksum);
  if (stranger)
    throw new StartError(
      `the backup has the migration ${stranger.name}, which this release ${files.has(stranger.name) ? 'has in another form' : 'does not know'}`,
      'restore it with the release that wrote it, or a newer one',
    );
  return new Set(manifest.migrations.map(({ name }) => name));
}

async function assertNotAhead(adminUrl: string, names: ReadonlySet<string>): Promise<void> {
  const sql = await openAdmin(adminUrl);
  try {
    const ahead = ((await readHistory(sql)) ?? []).find(({ name }) => !names.has(name));
    if (ahead)
      throw new StartError(
        `the database has the migration ${ahead.name}, which the backup has not: it is of an older release`,
        'restore into an empty database (another EARSHOT_DATA_DIR): it is then migrated to this release by itself',
      );
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** What people are told beside the number of rows. */
export function restoreLines(summary: RestoreSummary, isCopy: boolean): string[] {
  const { leftOut, interrupted, revokedBiLogins, endpoints, schedules, backfills, keys } = summary;
  const lines = [`${summary.rows} rows of ${summary.tables} tables are restored`];
  if (leftOut.length > 0) lines.push(`left out of the file, for no migration of Earshot made them: ${leftOut.join(', ')}`);
  if (interrupted > 0)
    lines.push(`${interrupted} runs and imports had not ended when the backup was made: they are FAILED (RESTORED); start them again`);
  for (const { workspace, role, name } of revokedBiLogins)
    lines.push(
      `the BI login ${role} (${JSON.stringify(name)}) of workspace ${workspace} has no role in this database and is revoked: earshot bi-login create`,
    );
  const acting = `webhook endpoints: ${endpoints}, schedules: ${schedules}, backfills under way: ${backfills}`;
  if (isCopy) lines.push(`a copy: disabled or paused are ${acting}; revoked are ${keys} keys and all sessions: earshot keys create`);
  else {
    lines.push(`live as soon as Earshot starts here: ${acting}; for a copy beside the original restore with --copy`);
    lines.push(
      `${keys} keys are good, as are sessions, users and issuers, as at the moment of the backup: revoke again what was revoked since (earshot keys list)`,
    );
  }
  return lines;
}

async function main(): Promise<void> {
  const words = process.argv.slice(2);
  const [force, copy] = [words.includes('--force'), words.includes('--copy')];
  const [file, ...rest] = words.filter((word) => word !== '--force' && word !== '--copy');
  if (!file || file.startsWith('-') || rest.length > 0)
    throw new StartError('restore wants one argument, the file to read', 'earshot restore FILE [--force] [--copy]');
  const log = (line: string) => process.stdout.write(`${line}\n`);
  await verifyBackup(resolve(file)); // before a server is started for it
  const summary = await withDatabase((urls) => restore({ ...urls, file, force, copy, log }), { command: 'earshot restore', log });
  for (const line of restoreLines(summary, copy)) log(line);
}

if (import.meta.main) {
  main().catch((error) => {
    process.stderr.write(`earshot restore: ${explain(error)}\n`);
    process.exitCode = 1;
  });
}
