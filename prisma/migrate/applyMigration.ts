/** Applies one file. Locks are waited for at most 5 s, so that a migration never makes the whole application queue behind it. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../sql.ts';
import { StartError } from '../startError.ts';
import { transaction } from '../transaction.ts';
import { recordEnded, recordFinished, recordStarted } from './history.ts';
import type { MigrationFile } from './migrationFiles.ts';
import { splitStatements } from './splitStatements.ts';

type Log = (line: string) => void;

const lockAttempts = 12; // about a minute and a half with the pauses

export async function applyMigration(sql: Sql, file: MigrationFile, log: Log): Promise<void> {
  try {
    if (file.transactional) await withLockRetries(file.name, log, () => applyInTransaction(sql, file));
    else await applyStatements(sql, file, log);
  } catch (error) {
    throw describe(error, file);
  }
}

/** The file and its record are one transaction: a kill leaves both or neither. */
async function applyInTransaction(sql: Sql, file: MigrationFile): Promise<void> {
  await transaction(sql, '', async (tx) => {
    await tx`set local lock_timeout = '5s'`;
    await tx.unsafe(file.text);
    await recordFinished(tx, file);
  });
}

async function applyStatements(sql: Sql, file: MigrationFile, log: Log): Promise<void> {
  await recordStarted(sql, file);
  await dropBrokenIndexes(sql, log);
  for (const statement of splitStatements(file.text)) {
    // CONCURRENTLY waits for old transactions, not in front of anybody's lock, and starts from zero when interrupted.
    const concurrently = /\bconcurrently\b/i.test(statement);
    await sql.unsafe(`set lock_timeout = '${concurrently ? '15min' : '5s'}'`);
    await withLockRetries(file.name, log, async () => {
      await sql.unsafe(statement);
    });
  }
  await sql`reset lock_timeout`;
  await recordEnded(sql, file);
}

/**
 * A build with CONCURRENTLY that was killed leaves an invalid index, which `if not exists` then takes for a finished one.
 * Nobody else builds here (the lock is ours), so an invalid index of ours is such a leftover.
 */
async function dropBrokenIndexes(sql: Sql, log: Log): Promise<void> {
  const broken = await sql<{ name: string }[]>`
    select format('%I.%I', n.nspname, c.relname) as name
    from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
    where not i.indisvalid and c.relkind = 'i' and n.nspname = 'public' and pg_has_role(c.relowner, 'USAGE')`;
  for (const { name } of broken) {
    log(`dropping ${name}, left unfinished by a migration that was interrupted`);
    await sql.unsafe(`drop index concurrently if exists ${name}`);
  }
}

async function withLockRetries(name: string, log: Log, run: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await run();
    } catch (error) {
      const code = (error as { code?: string }).code;
      if (code !== '55P03' && code !== '40P01') throw error;
      if (attempt === lockAttempts)
        throw new StartError(
          `${name} could not lock its tables: other transactions kept them`,
          'end long transactions (select * from pg_stat_activity), then run `earshot migrate` again',
        );
      log(`${name}: a table is busy, trying again (${attempt} of ${lockAttempts})`);
      await sleep(Math.min(200 * 2 ** attempt, 3000) * (0.5 + Math.random()));
    }
  }
}

function describe(error: unknown, file: MigrationFile): unknown {
  const { code, message, position } = error as { code?: string; message?: string; position?: string };
  if (error instanceof StartError || typeof code !== 'string' || !/^[0-9A-Z]{5}$/.test(code)) return error;
  const line = file.transactional && position ? ` at line ${file.text.slice(0, Number(position)).split('\n').length}` : '';
  return new StartError(
    `the migration ${file.name} failed${line}: ${message} (${code})`,
    'nothing of this file was recorded; correct the cause and run `earshot migrate` again',
    { cause: error },
  );
}
