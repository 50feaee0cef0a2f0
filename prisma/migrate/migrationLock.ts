/**
 * One migrator at a time per database. It polls pg_try_advisory_lock and never blocks in it: a session that waits in
 * pg_advisory_lock holds a snapshot, for which CREATE INDEX CONCURRENTLY of the lock's holder waits: a deadlock.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sql } from '../sql.ts';
import { StartError } from '../startError.ts';

const lockKey = '7206153498120561027'; // any number, the same for ever

export interface MigrationLock {
  /** Throws when the connection was exchanged, and with it the lock lost. */
  assertHeld(): Promise<void>;
  release(): Promise<void>;
}

export async function takeMigrationLock(sql: Sql, log: (line: string) => void, waitSeconds: number): Promise<MigrationLock> {
  const since = Date.now();
  for (let told = false; ; ) {
    const [row] = await sql<
      { taken: boolean; pid: number }[]
    >`select pg_try_advisory_lock(${lockKey}::bigint) as taken, pg_backend_pid() as pid`;
    if (row?.taken) return heldBy(sql, row.pid);
    const waitedSeconds = (Date.now() - since) / 1000;
    if (waitedSeconds > waitSeconds)
      throw new StartError(
        `another migration has held this database's lock for ${Math.round(waitedSeconds)} s`,
        "wait for it, or end its session (select pid from pg_locks where locktype = 'advisory')",
      );
    if (!told && waitedSeconds > 2) {
      log('waiting for another migration of this database to end');
      told = true;
    }
    await sleep(150 + Math.random() * 100);
  }
}

function heldBy(sql: Sql, pid: number): MigrationLock {
  return {
    assertHeld: async () => {
      const [row] = await sql<{ pid: number }[]>`select pg_backend_pid() as pid`;
      if (row?.pid !== pid)
        throw new StartError(
          'the connection to the database was lost during the migration',
          'run `earshot migrate` again: it goes on where it stopped',
        );
    },
    release: async () => {
      await sql`select pg_advisory_unlock(${lockKey}::bigint)`;
    },
  };
}
