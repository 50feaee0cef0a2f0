/** The folder of a cluster: its owner, its passwords, and initdb, each step safe against a kill in the middle. */
import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, chown, mkdir, open, readdir, readFile, realpath, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { StartError } from '../startError.ts';
import { type Binaries, SYSTEM_FOLDER } from './binaries.ts';
import { canReach, type ServerUser } from './serverUser.ts';

export interface Passwords {
  readonly postgres: string;
  readonly earshot_owner: string;
  readonly earshot_app: string;
}

const checkout = resolve(import.meta.dirname, '../..');

/** EARSHOT_DATA_DIR, or `.earshot/` in the checkout; root's is below /var/lib/earshot, where its server user can reach it. */
export function dataDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env.EARSHOT_DATA_DIR) return resolve(env.EARSHOT_DATA_DIR);
  if (process.getuid?.() !== 0) return join(checkout, '.earshot');
  return join(SYSTEM_FOLDER, createHash('sha256').update(checkout).digest('hex').slice(0, 16));
}

/**
 * Makes the folder of a data directory; the server's user may pass through it, but only the starter reads it.
 * Returns its real path: an orphan server is recognised by the path in its command line, whatever links led here.
 */
export async function prepareFolder(folder: string, user: ServerUser | null): Promise<string> {
  const dataDir = resolve(folder);
  try {
    if (user) await mkdir(dirname(dataDir), { recursive: true, mode: 0o755 });
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await chmod(dataDir, user ? 0o711 : 0o700);
  } catch (cause) {
    throw new StartError(
      `the data directory ${dataDir} cannot be written (${(cause as NodeJS.ErrnoException).code})`,
      'set EARSHOT_DATA_DIR to a folder that you may write',
      { cause },
    );
  }
  if (user && !canReach(user, dataDir))
    throw new StartError(
      `as root PostgreSQL runs as the user ${user.name}, who cannot reach the data directory ${dataDir}`,
      `set EARSHOT_DATA_DIR to a folder below ${SYSTEM_FOLDER}, or leave it unset`,
    );
  return realpath(dataDir);
}

export const clusterFolder = (dataDir: string) => join(dataDir, 'pg');

/** Passwords exist on disk before the cluster that uses them, so no kill can leave a cluster without its key. */
export async function readPasswords(dataDir: string): Promise<Passwords> {
  const file = join(dataDir, 'passwords.json');
  if (existsSync(file)) return JSON.parse(await readFile(file, 'utf8')) as Passwords;
  if (existsSync(clusterFolder(dataDir)))
    throw new StartError(
      `${file} is missing, without which the database beside it cannot be opened`,
      `put the file back, or move ${dataDir} away`,
    );
  const random = () => randomBytes(24).toString('base64url');
  const passwords: Passwords = { postgres: random(), earshot_owner: random(), earshot_app: random() };
  await writeDurably(file, JSON.stringify(passwords));
  return passwords;
}

/** Runs initdb in a folder beside and renames it into place; checks the major version of a cluster that is there. @returns whether it made one */
export async function ensureCluster(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | null,
  password: string,
  initdbFlags: readonly string[] = [],
): Promise<boolean> {
  const cluster = clusterFolder(dataDir);
  if (existsSync(cluster)) {
    await assertMajor(cluster, binaries);
    return false;
  }
  for (const name of await readdir(dataDir)) if (name.startsWith('new-')) await rm(join(dataDir, name), { recursive: true, force: true });
  const fresh = join(dataDir, `new-${randomBytes(6).toString('hex')}`);
  const passwordFile = `${fresh}.pw`;
  await mkdir(fresh, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user) for (const path of [fresh, passwordFile]) await chown(path, user.uid, user.gid);
  const flags = ['--username=postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  const locale = ['--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  try {
    const identity = user ? { uid: user.uid, gid: user.gid } : {};
    const options = { ...identity, env: serverEnvironment(), cwd: fresh };
    await promisify(execFile)(binaries.initdb, [`--pgdata=${fresh}`, ...flags, ...locale, ...initdbFlags], options);
  } catch (cause) {
    throw new StartError(`initdb failed: ${lastLine((cause as { stderr?: string }).stderr || String(cause))}`, remedyForInitdb, { cause });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(fresh, cluster);
  return true;
}

const remedyForInitdb = 'free some disk space if it is full; otherwise set DATABASE_URL and DATABASE_ADMIN_URL to a PostgreSQL of your own';

/** A clean environment: PGDATA, PGPORT or a locale of the caller's shell must not reach the server. */
export function serverEnvironment(): NodeJS.ProcessEnv {
  return { PATH: process.env.PATH ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
}

async function assertMajor(cluster: string, binaries: Binaries): Promise<void> {
  const major = Number.parseInt(await readFile(join(cluster, 'PG_VERSION'), 'utf8'), 10);
  if (major === binaries.major) return;
  const age = major < binaries.major ? 'older' : 'newer';
  throw new StartError(
    `the data directory ${dirname(cluster)} was made by PostgreSQL ${major}, ${age} than this release's ${binaries.major}`,
    'with the release that made it run `earshot backup FILE`, then with this one `earshot restore FILE` into another EARSHOT_DATA_DIR',
  );
}

async function writeDurably(file: string, text: string): Promise<void> {
  const draft = `${file}.tmp`;
  const handle = await open(draft, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? '';
