/** The transaction of a restore. */
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { openAdmin } from '../adminConnection.ts';
import { ourTables } from '../migrate/tablesOfMigrations.ts';
import type { Queryable, Transaction } from '../sql.ts';
import { StartError } from '../startError.ts';
import { transaction } from '../transaction.ts';
import { brokenRow } from './brokenRow.ts';
import { copyRefusal } from './copyRefusal.ts';
import { readFrames, type Sequence, type TableHead } from './frames.ts';
import { type Settled, settleRows } from './settleRows.ts';
import { columnList, copySettings, listTables, qualified } from './tables.ts';
import type { VerifiedBackup } from './verifyBackup.ts';

export interface LoadOptions {
  readonly adminUrl: string;
  readonly file: string;
  readonly backup: VerifiedBackup;
  readonly force: boolean;
  readonly isCopy: boolean;
  readonly directory: string;
}

export interface Loaded extends Settled {
  /** Tables of the file that are not Earshot's: backups of before took whatever was in the schema. */
  readonly leftOut: readonly string[];
}

export async function loadBackup({ adminUrl, file, backup: whole, force, isCopy, directory }: LoadOptions): Promise<Loaded> {
  const sql = await openAdmin(adminUrl);
  try {
    const ours = await ourTables(sql, directory);
    const backup = onlyOf(ours, whole);
    const settled = await transaction(sql, '', async (tx) => {
      await tx.unsafe(`${copySettings}; set local lock_timeout = '5s'`);
      await assertNobodyWorks(tx);
      await assertSameTables(tx, backup, directory);
      await emptyTables(tx, backup, force);
      await loadTables(tx, file, ours);
      for (const sequence of backup.sequences) await setSequence(tx, sequence);
      await emptyQueue(tx);
      return settleRows(tx, { tables: new Set(backup.tables.map(({ table }) => table)), isCopy });
    });
    await sql.unsafe('analyze');
    return { ...settled, leftOut: whole.tables.flatMap(({ table }) => (ours.has(table) ? [] : [table])) };
  } catch (error) {
    throw await describe(error, sql, file);
  } finally {
    await sql.end({ timeout: 5 });
  }
}

/** The API and the worker hold state (sessions, leases, caches) that must not outlive the rows it is about. */
async function assertNobodyWorks(tx: Queryable): Promise<void> {
  const others = await tx<{ name: string }[]>`
    select usename as name from pg_stat_activity a join pg_roles r on r.oid = a.usesysid and not r.rolsuper -- monitoring may stay
    where datname = current_database() and pid <> pg_backend_pid() and pg_has_role(usesysid, 'earshot_app', 'MEMBER')`;
  if (others.length > 0)
    throw new StartError(
      `${others.length} connections of the API or the worker are open on this database`,
      'stop `earshot start` (or the API and the workers) during the restore',
    );
}

const onlyOf = (ours: ReadonlySet<string>, backup: VerifiedBackup): VerifiedBackup => ({
  ...backup,
  tables: backup.tables.filter(({ table }) => ours.has(table)),
  sequences: backup.sequences.filter(({ table }) => ours.has(table)),
});

async function assertSameTables(tx: Queryable, backup: VerifiedBackup, directory: string): Promise<void> {
  const { tables } = await listTables(tx, { directory });
  const differences = differencesOf(columnsByTable(backup.tables), columnsByTable(tables));
  if (differences.length > 0)
    throw new StartError(
      `the tables of this database are not those of the backup although both have the same migrations: ${differences.join('; ')}`,
      'restore into a fresh database',
    );
}

const columnsByTable = (tables: readonly TableHead[]) => new Map(tables.map(({ table, columns }) => [table, new Set(columns)]));

function differencesOf(saved: ReadonlyMap<string, ReadonlySet<string>>, here: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  return [...new Set([...saved.keys(), ...here.keys()])].sort().flatMap((table) => {
    const [columnsSaved, columnsHere] = [saved.get(table), here.get(table)];
    if (!columnsHere) return [`${table} is only in the backup`];
    if (!columnsSaved) return [`${table} is only here`];
    return [
      ...[...columnsSaved].filter((column) => !columnsHere.has(column)).map((column) => `${table}.${column} is only in the backup`),
      ...[...columnsHere].filter((column) => !columnsSaved.has(column)).map((column) => `${table}.${column} is only here`),
    ];
  });
}

async function emptyTables(tx: Queryable, backup: VerifiedBackup, force: boolean): Promise<void> {
  const names = backup.tables.map(({ table }) => qualified(table));
  await tx.unsafe(`lock table ${names.join(', ')} in access exclusive mode`);
  if (force) {
    await tx.unsafe(`truncate ${names.join(', ')}`);
    return;
  }
  for (const { table } of backup.tables) {
    const rows = await tx.unsafe(`select 1 from ${qualified(table)} limit 1`);
    if (rows.length > 0)
      throw new StartError(
        `the database is not empty: ${table} has rows`,
        'restore into another EARSHOT_DATA_DIR or database, or replace everything with --force',
      );
  }
}

interface Loading {
  readonly rows: Writable;
  /** Rejects with what the server has against a row. */
  readonly refused: Promise<never>;
  done(): Promise<void>;
}

async function loadTables(tx: Transaction, file: string, ours: ReadonlySet<string>): Promise<void> {
  let loading: Loading | undefined;
  for await (const { kind, payload } of readFrames(file)) {
    if (kind === 'T') {
      const head = JSON.parse(payload.toString('utf8')) as TableHead;
      loading = ours.has(head.table) ? await openTable(tx, head) : undefined;
    } else if (kind === 'D' && loading) {
      if (!loading.rows.write(Buffer.from(payload))) await Promise.race([once(loading.rows, 'drain'), loading.refused]);
    } else if (kind === 'E' && loading) {
      await loading.done();
    }
  }
}

/**
 * COPY FROM is refused under row-level security. The owner is bound only by FORCE, and nobody sees it lifted: the same
 * transaction puts it back. Triggers stay silent: they ran when the rows were made.
 */
async function openTable(tx: Transaction, { table, columns }: TableHead): Promise<Loading> {
  const name = qualified(table);
  const [row] = await tx<{ forced: boolean }[]>`select relforcerowsecurity as forced from pg_class where oid = ${name}::regclass`;
  const [lift, putBack] = row?.forced ? ['no force row level security, ', 'force row level security, '] : ['', ''];
  await tx.unsafe(`alter table ${name} ${lift} disable trigger user`);
  const copy = tx.unsafe(`copy ${name} (${columnList(columns)}) from stdin`);
  const refused = copyRefusal(copy);
  const rows = await copy.writable();
  rows.on('error', () => {}); // it is `refused` that says why
  const done = async () => {
    rows.end();
    await Promise.race([finished(rows), refused]);
    await tx.unsafe(`alter table ${name} ${putBack} enable trigger user`);
  };
  return { rows, refused, done };
}

async function setSequence(tx: Queryable, { table, column, lastValue, isCalled }: Sequence): Promise<void> {
  await tx`select setval(pg_get_serial_sequence(${qualified(table)}, ${column}), ${lastValue}::bigint, ${isCalled})`;
}

/** Jobs that wait in the database of a --force point to rows that are no more. */
async function emptyQueue(tx: Queryable): Promise<void> {
  const [queue] = await tx<{ found: boolean }[]>`select to_regclass('pgboss.job') is not null as found`;
  if (queue?.found) await tx`delete from pgboss.job`;
}

async function describe(error: unknown, sql: Queryable, file: string): Promise<unknown> {
  const { code, message } = error as { code?: string; message?: string };
  if (error instanceof StartError || typeof code !== 'string') return error;
  if (code === '55P03')
    return new StartError('the tables are in use by other sessions', 'end them, then restore again; nothing was changed', { cause: error });
  if (code === '53100' || code === 'ENOSPC')
    return new StartError('the disk of the database is full', 'free some space; nothing was changed', { cause: error });
  const broken = await brokenRow(error as object, sql, file);
  if (broken) return broken;
  if (/^[0-9A-Z]{5}$/.test(code))
    return new StartError(`the restore failed: ${message} (${code})`, 'nothing was changed', { cause: error });
  return error;
}
