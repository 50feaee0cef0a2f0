/** `earshot migrate`: the schema of this release and the queue's, on the database of the environment or the embedded one. */
import { explainConnection } from '../prisma/adminConnection.ts';
import { databaseUrls } from '../prisma/databaseUrls.ts';
import { type DatabaseUrls, withDatabase } from '../prisma/embedded.ts';
import { assertSchemaVersion, type MigrateOptions, migrate } from '../prisma/migrate.ts';
import { connect } from '../prisma/sql.ts';
import { explain } from '../prisma/startError.ts';
import { installQueue } from '../worker/queue.ts';

/** Migrates and installs the queue under one lock. Returns the names of the migrations applied by this call. */
export function migrateDatabase(
  urls: DatabaseUrls,
  log?: (line: string) => void,
  options: Pick<MigrateOptions, 'notBeneathServers'> = {},
): Promise<string[]> {
  return migrate({ ...urls, ...options, ...(log ? { log } : {}), whileLocked: () => installQueue(urls.adminUrl) });
}

interface ShortCommand {
  /** Only a command that puts the first thing into a database makes an embedded one where there is none. */
  readonly makesDatabase: boolean;
  readonly log: (line: string) => void;
}

/**
 * For short commands (`earshot keys create`): a database that is there and has this release's schema. An embedded one is brought to it, unless a server is at work on it; one
 * that is given by URL serves other hosts, whose release could not start again on a newer schema: only `earshot migrate` changes that.
 */
export async function withSchemaOfRelease<T>(use: (urls: DatabaseUrls) => Promise<T>, { makesDatabase, log }: ShortCommand): Promise<T> {
  const given = databaseUrls();
  if (given) {
    await assertSchemaOf(given.appUrl);
    return withDatabase(use, { urls: given });
  }
  return withDatabase(
    async (urls) => {
      await migrateDatabase(urls, log, { notBeneathServers: true });
      return use(urls);
    },
    { mustExist: !makesDatabase },
  );
}

async function assertSchemaOf(appUrl: string): Promise<void> {
  const sql = connect(appUrl, { applicationName: 'earshot command', max: 1 });
  try {
    await assertSchemaVersion(sql);
  } catch (error) {
    throw explainConnection(error, appUrl, 'DATABASE_URL');
  } finally {
    await sql.end({ timeout: 1 });
  }
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
