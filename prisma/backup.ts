/**
 * `node prisma/backup.ts FILE`: every table in one snapshot, with the schema's version, in one portable file.
 * The embedded server comes without pg_dump. Streams: memory does not grow with the data.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createWriteStream, rmSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { openAdmin } from './adminConnection.ts';
import { encodeFrame, encodeJson, formatVersion, type Manifest } from './backup/frames.ts';
import { type BackupTable, columnList, copySettings, listTables, qualified, readSequences } from './backup/tables.ts';
import { countRows } from './backup/verifyBackup.ts';
import { copyChunks } from './copyChunks.ts';
import { withDatabase } from './embedded.ts';
import { readHistory } from './migrate/history.ts';
import { assertNothingHidden } from './migrate/ownerPolicies.ts';
import { type Queryable, snapshotMode } from './sql.ts';
import { explain, StartError } from './startError.ts';
import { transaction } from './transaction.ts';

export interface BackupSummary {
  readonly file: string;
  readonly tables: number;
  readonly rows: number;
  /** Tables of the schema that are not Earshot's, and not in the file. */
  readonly leftOut: readonly string[];
}

export interface BackupOptions {
  readonly adminUrl: string;
  readonly file: string;
  readonly directory?: string;
}

const frameBytes = 256 * 1024; // COPY gives one row at a time: a frame holds many

/** Writes beside FILE and renames at the end: FILE is always a whole backup, an older one or this one. */
export async function backup(options: BackupOptions): Promise<BackupSummary> {
  const file = resolve(options.file);
  const draft = `${file}.tmp-${randomBytes(4).toString('hex')}`;
  const target = await open(draft, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    throw new StartError(`${file} cannot be written (${error.code})`, 'choose a folder that exists and that you may write');
  });
  const removeDraft = () => rmSync(draft, { force: true });
  process.once('exit', removeDraft); // Ctrl-C comes through here
  try {
    const summary = await writeSnapshot(options, (frames) =>
      pipeline(frames, createGzip({ level: 3 }), createWriteStream(draft, { fd: target.fd, autoClose: false })),
    );
    await target.sync();
    await rename(draft, file);
    return { file, ...summary };
  } catch (error) {
    removeDraft();
    if ((error as NodeJS.ErrnoException).code === 'ENOSPC')
      throw new StartError(`the disk of ${file} is full`, 'free some space, or choose another disk');
    throw error;
  } finally {
    process.off('exit', removeDraft);
    await target.close();
  }
}

type Written = Omit<BackupSummary, 'file'>;

async function writeSnapshot({ adminUrl, directory }: BackupOptions, save: (frames: Readable) => Promise<void>): Promise<Written> {
  const sql = await openAdmin(adminUrl);
  const summary = { tables: 0, rows: 0, leftOut: [] as string[] };
  try {
    await transaction(sql, snapshotMode, async (tx) => {
      await tx.unsafe(copySettings);
      const { tables, leftOut } = await listTables(tx, { directory });
      summary.leftOut = leftOut;
      if (tables.length === 0)
        throw new StartError('there is nothing to back up: the database has no tables', 'run `earshot start` or `earshot migrate` first');
      await assertNothingHidden(
        tx,
        tables.map(({ table }) => table),
      );
      await tx.unsafe(`lock table ${tables.map(({ table }) => qualified(table)).join(', ')} in access share mode`); // no migration in between
      await save(Readable.from(snapshotFrames(tx, tables, summary), { objectMode: false }));
    });
    return summary;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function* snapshotFrames(
  tx: Queryable,
  tables: readonly BackupTable[],
  summary: { tables: number; rows: number },
): AsyncGenerator<Buffer> {
  yield encodeJson('M', await readManifest(tx));
  for (const table of tables) {
    yield encodeJson('T', table);
    const hash = createHash('sha256');
    let rows = 0;
    for await (const payload of copyOut(tx, table)) {
      hash.update(payload);
      rows += countRows(payload);
      yield encodeFrame('D', payload);
    }
    yield encodeJson('E', { rows, sha256: hash.digest('hex') });
    summary.tables++;
    summary.rows += rows;
  }
  yield encodeJson('S', await readSequences(tx, tables));
  yield encodeJson('Z', { tables: tables.length });
}

async function* copyOut(tx: Queryable, { table, columns }: BackupTable): AsyncGenerator<Buffer> {
  // A query, because COPY of a partitioned table itself is refused before PostgreSQL 19; order by nothing: as stored.
  const stream = await tx.unsafe(`copy (select ${columnList(columns)} from ${qualified(table)}) to stdout`).readable();
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of copyChunks(stream)) {
    held.push(chunk);
    bytes += chunk.length;
    if (bytes < frameBytes) continue;
    yield Buffer.concat(held);
    held = [];
    bytes = 0;
  }
  if (bytes > 0) yield Buffer.concat(held);
}

async function readManifest(tx: Queryable): Promise<Manifest> {
  const history = (await readHistory(tx)) ?? [];
  const unfinished = history.find(({ finished }) => !finished);
  if (unfinished) throw new StartError(`the migration ${unfinished.name} was interrupted`, 'run `earshot migrate`, then the backup');
  const [server] = await tx<{ version: string }[]>`select current_setting('server_version') as version`;
  return {
    format: 'earshot-backup',
    formatVersion,
    createdAt: new Date().toISOString(),
    serverVersion: server?.version ?? '',
    migrations: history.map(({ name, checksum }) => ({ name, checksum })),
  };
}

async function main(): Promise<void> {
  const [file, ...rest] = process.argv.slice(2);
  if (!file || file.startsWith('-') || rest.length > 0)
    throw new StartError('backup wants one argument, the file to write', 'earshot backup FILE');
  const adminUrl = process.env.DATABASE_ADMIN_URL;
  const urls = adminUrl ? { urls: { adminUrl, appUrl: adminUrl } } : {}; // only the owner reads every workspace
  const summary = await withDatabase((database) => backup({ adminUrl: database.adminUrl, file }), {
    command: 'earshot backup',
    mustExist: true,
    ...urls,
  });
  process.stdout.write(`${summary.rows} rows of ${summary.tables} tables are in ${summary.file}\n`);
  if (summary.leftOut.length > 0) process.stdout.write(`left out, for no migration of Earshot made them: ${summary.leftOut.join(', ')}\n`);
}

if (import.meta.main) {
  main().catch((error) => {
    process.stderr.write(`earshot backup: ${explain(error)}\n`);
    process.exitCode = 1;
  });
}
