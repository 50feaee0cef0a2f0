/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody` where there is none (initdb needs a user with a name). */
import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StartError } from '../startError.ts';

export interface ServerUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The user the server must run as, or null when it is simply the one who started us. */
export function serverUser(): ServerUser | null {
  if (process.getuid?.() !== 0) return null;
  const user = lookUp('postgres') ?? lookUp('nobody');
  if (user) return user;
  throw new StartError(
    'PostgreSQL cannot run as root and this machine has neither a user postgres nor nobody',
    'start Earshot as an ordinary user, or set DATABASE_URL and DATABASE_ADMIN_URL to a PostgreSQL of your own',
  );
}

/** Whether that user can walk down to `path`: a folder below a 0700 folder of root is out of its reach. */
export function canReach(user: ServerUser, path: string): boolean {
  for (let folder = path; ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function lookUp(name: string): ServerUser | null {
  try {
    const ask = (flag: string) => Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
    return { name, uid: ask('-u'), gid: ask('-g') };
  } catch {
    return null;
  }
}
