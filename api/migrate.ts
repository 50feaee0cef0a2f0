/** `earshot migrate`: the schema of this release and the queue's, on the database of the environment or the embedded one. */
import { type DatabaseUrls, withDatabase } from '../prisma/embedded.ts';
import { migrate } from '../prisma/migrate.ts';
import { explain } from '../prisma/startError.ts';
import { installQueue } from '../worker/queue.ts';

/** Migrates and installs the queue under one lock. Returns the names of the migrations applied by this call. */
export function migrateDatabase(urls: DatabaseUrls, log?: (line: string) => void): Promise<string[]> {
  return migrate({ ...urls, ...(log ? { log } : {}), whileLocked: () => installQueue(urls.adminUrl) });
}

/** For short commands (`earshot keys create`): a database that is there and has this release's schema. */
export function withMigratedDatabase<T>(use: (urls: DatabaseUrls) => Promise<T>): Promise<T> {
  return withDatabase(async (urls) => {
    await migrateDatabase(urls);
    return use(urls);
  });
}

async function main(): Promise<void> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  const applied = await withDatabase((urls) => migrateDatabase(urls, log), { command: 'earshot migrate', log });
  log(applied.length === 0 ? 'the database is up to date' : `applied ${applied.length} migration${applied.length === 1 ? '' : 's'}`);
}

if (import.meta.main) {
  main().catch((error) => {
    process.stderr.write(`earshot migrate: ${explain(error)}\n`);
    process.exitCode = 1;
  });
}
