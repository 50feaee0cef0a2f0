/** A new folder that is gone after the run, with whatever runs in it, even when the runner is killed. */
import { chmod, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/** Give its path to child processes in an argument or a variable: by that the watcher knows them. */
export async function temporaryFolder(name = 'folder'): Promise<string> {
  const folder = await mkdtemp(join(inject('testRoot'), `${name}-`));
  await chmod(folder, 0o711); // as root, PostgreSQL's user passes through it
  return folder;
}
