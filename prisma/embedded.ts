/**
 * A PostgreSQL of our own, for a machine that has none: the binaries of an npm package, a data directory, two URLs.
 * `startEmbedded` owns the directory until `stop`; `findRunning` finds the server of another terminal's `earshot start`;
 * `withDatabase` is what a short command uses, and takes whichever database there is.
 */
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { databaseUrls } from './databaseUrls.ts';
import { findBinaries } from './embedded/binaries.ts';
import { bootstrap } from './embedded/bootstrap.ts';
import { clusterFolder, dataDirectory, ensureCluster, type Passwords, prepareFolder, readPasswords } from './embedded/cluster.ts';
import { acquireDataLock, type DataLock, isHere, liveHolder } from './embedded/dataLock.ts';
import { findPostmaster, killSpawnedPostmasters, type Postmaster, spawnPostmaster, stopPostmaster } from './embedded/postmaster.ts';
import { isAlive, signal } from './embedded/processIdentity.ts';
import { serverUser } from './embedded/serverUser.ts';
import { StartError } from './startError.ts';

export { dataDirectory, killSpawnedPostmasters };

export type Log = (line: string) => void;

export interface DatabaseUrls {
  readonly adminUrl: string;
  readonly appUrl: string;
}

export interface EmbeddedUrls extends DatabaseUrls {
  readonly superuserUrl: string;
  readonly port: number;
  readonly dataDir: string;
}

export interface EmbeddedServer extends EmbeddedUrls {
  /** The process id of the postmaster. */
  readonly pid: number;
  readonly adopted: boolean;
  /** False once the server is gone, whoever ended it. */
  isAlive(): boolean;
  /** Fast stop, then the data directory is free. Safe to call twice. */
  stop(): Promise<void>;
  /** Immediate stop without waiting; the next start recovers. */
  killNow(): void;
}

export interface EmbeddedOptions {
  readonly dataDir?: string;
  readonly log?: Log;
  /** How a message names the holder of the data directory. */
  readonly command?: string;
  /** A command of seconds: others wait for it instead of failing. */
  readonly temporary?: boolean;
  /** Server settings on top of ours, and flags of initdb: tests trade durability for speed. */
  readonly settings?: Record<string, string>;
  readonly initdbFlags?: readonly string[];
}

export async function startEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  if (process.platform === 'win32')
    throw new StartError(
      'the embedded PostgreSQL runs on Linux and macOS',
      'use WSL, or set DATABASE_URL and DATABASE_ADMIN_URL to a PostgreSQL 15 or newer',
    );
  const user = serverUser();
  const dataDir = await prepareFolder(options.dataDir ?? dataDirectory(), user);
  const request = { command: options.command ?? 'earshot start', temporary: options.temporary ?? false };
  const lock = await acquireDataLock(dataDir, request, undefined, options.log);
  try {
    const binaries = await findBinaries(dataDir, user);
    const passwords = await readPasswords(dataDir);
    const isNew = await ensureCluster(dataDir, binaries, user, passwords.postgres, options.initdbFlags);
    options.log?.(`the database is in ${dataDir}${isNew ? ' (new and empty)' : ''}`); // that of another checkout is elsewhere, unless EARSHOT_DATA_DIR says
    const orphan = await findPostmaster(dataDir);
    if (orphan) options.log?.(`adopting the PostgreSQL that a killed start left running (process ${orphan.identity.pid})`);
    const postmaster = orphan ?? (await spawnPostmaster(dataDir, binaries, user, options.settings));
    return await ready(dataDir, postmaster, passwords, lock, orphan !== null);
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function ready(
  dataDir: string,
  postmaster: Postmaster,
  passwords: Passwords,
  lock: DataLock,
  adopted: boolean,
): Promise<EmbeddedServer> {
  const urls = urlsOf(dataDir, postmaster.port, passwords);
  try {
    await bootstrap(urls.superuserUrl, passwords);
  } catch (error) {
    await stopPostmaster(postmaster);
    throw error;
  }
  lock.publishPort(postmaster.port);
  let stopped: Promise<void> | undefined;
  return {
    ...urls,
    adopted,
    pid: postmaster.identity.pid,
    isAlive: () => isAlive(postmaster.identity),
    stop: () => {
      stopped ??= stopPostmaster(postmaster).then(() => lock.release());
      return stopped;
    },
    killNow: () => void signal(postmaster.identity, 'SIGQUIT'),
  };
}

/** As long as another terminal's server may take to come up. */
const startSeconds = 60;

/** The database of a live `earshot start` on this data directory, waiting for it while it comes up; null when none lives. */
export async function findRunning(dataDir: string = dataDirectory()): Promise<EmbeddedUrls | null> {
  const deadline = Date.now() + startSeconds * 1000;
  for (;;) {
    const holder = liveHolder(dataDir);
    if (!holder || holder.temporary) return null; // a temporary server may stop under our feet
    if (!isHere(holder)) return null; // its port is not one of this host
    if (holder.port !== null) return urlsOf(dataDir, holder.port, await readPasswords(dataDir));
    if (Date.now() > deadline) return null;
    await sleep(100);
  }
}

interface WithDatabaseOptions {
  readonly command?: string;
  readonly log?: Log;
  readonly dataDir?: string;
  /** This database and no other. */
  readonly urls?: DatabaseUrls;
  /** Where there is no cluster yet, say so instead of making one. */
  readonly mustExist?: boolean;
}

/** Runs `use` on the database of the environment, else of a live `earshot start`, else of a server started for it alone. */
export async function withDatabase<T>(use: (urls: DatabaseUrls) => Promise<T>, options: WithDatabaseOptions = {}): Promise<T> {
  const given = options.urls ?? (options.dataDir === undefined ? databaseUrls() : null);
  const running = given ?? (await findRunning(options.dataDir));
  if (running)
    return untilSignalled(
      () => use(running),
      async () => {},
    );
  if (options.mustExist) assertCluster(options.dataDir ?? dataDirectory());
  const server = await startEmbedded({ command: 'earshot', ...options, temporary: true });
  // Ctrl-C reaches this process but not the server's group: it is stopped before this process leaves.
  return untilSignalled(
    () => use(server),
    () => server.stop(),
  ).finally(() => server.stop());
}

/** On a host that forgot its DATABASE_URL an empty cluster would only answer that nothing is there. */
export function assertCluster(dataDir: string): void {
  if (existsSync(clusterFolder(dataDir))) return;
  throw new StartError(
    `there is no database in ${dataDir} yet`,
    'run `earshot start`, or set EARSHOT_DATA_DIR or DATABASE_URL and DATABASE_ADMIN_URL to where it is',
  );
}

/** A signal ends the process through process.exit, so that what listens for `exit` can tidy up. */
async function untilSignalled<T>(work: () => Promise<T>, tidy: () => Promise<void>): Promise<T> {
  const signalled = () => void tidy().finally(() => process.exit(130));
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, signalled);
  try {
    return await work();
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, signalled);
  }
}

function urlsOf(dataDir: string, port: number, passwords: Passwords): EmbeddedUrls {
  const url = (role: keyof Passwords, database: string) => `postgres://${role}:${passwords[role]}@127.0.0.1:${port}/${database}`;
  return {
    adminUrl: url('earshot_owner', 'earshot'),
    appUrl: url('earshot_app', 'earshot'),
    superuserUrl: url('postgres', 'postgres'),
    port,
    dataDir,
  };
}
