/**
 * A control group whose threads run only while nobody else wants the processor (`cpu.idle`, Linux 5.15). A nice value is not as good: the
 * scheduler lets a thread end its slice of one to four milliseconds however low it is, and a request goes from process to process
 * some ten times; from an idle group it takes the processor at once. For the threads of jobs. Not for those that others wait for,
 * which would come too late on a machine that is kept wholly busy: the one that renews leases, V8's helpers in the API. And for the server's processes of the
 * jobs' connections, where the server runs on this machine and in no group either: what they read for a million customers takes 20 s so and took 19, and a page
 * beside it waits for none of their slices.
 *
 * Only for a process that is in no group yet, and with the right to make one: the root user of a container or small machine without a
 * service manager. Elsewhere it has been put into a group with limits, and those are not ours to leave.
 */
import { readlinkSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

const mounted = '/sys/fs/cgroup';
const name = 'earshot-idle';

/** Whether the calling thread could; one that could not keeps what it had. */
export async function joinIdleGroup(): Promise<boolean> {
  const thread = callingThread();
  return thread !== null && moveToIdleGroup([thread]);
}

/** The server's process behind a connection (lowerPriority.ts has made sure that it is that). Whether it could. */
export async function backendJoinsIdleGroup(pid: number): Promise<boolean> {
  return moveToIdleGroup([String(pid)]);
}

/** Its number; null elsewhere than on Linux. */
export function callingThread(): string | null {
  try {
    return basename(readlinkSync('/proc/thread-self')); // the asynchronous one would be told of a thread of the pool
  } catch {
    return null;
  }
}

/** They are of one process. Whether they could. */
async function moveToIdleGroup(threads: readonly string[]): Promise<boolean> {
  try {
    const [groups, shared] = await Promise.all([
      readFile(`/proc/${threads[0]}/cgroup`, 'utf8'),
      readFile(join(mounted, 'cgroup.subtree_control'), 'utf8').catch(() => ''),
    ]);
    const root = rootOfProcessors(groups, shared);
    if (root === null) return false;
    const folder = join(root, name);
    await mkdir(folder, { recursive: true });
    if (root === mounted) await writeFile(join(folder, 'cgroup.type'), 'threaded'); // the unified hierarchy has groups of processes otherwise
    await writeFile(join(folder, 'cpu.idle'), '1');
    for (const thread of threads) await writeFile(join(folder, root === mounted ? 'cgroup.threads' : 'tasks'), thread);
    return true;
  } catch {
    return false; // an older kernel, a read-only mount, another user: as most machines are
  }
}

/**
 * The folder of the root group that shares out the processors, if a process with these groups (/proc/self/cgroup) is in it itself; null if
 * it is in a group below. `shared` = what the root of the unified hierarchy shares out.
 */
export function rootOfProcessors(groups: string, shared: string): string | null {
  const lines = groups.split('\n').map((line) => line.split(':'));
  const own = lines.find(([, controllers]) => controllers?.split(',').includes('cpu'));
  if (own) return own[2] === '/' ? join(mounted, own[1] ?? '') : null;
  const unified = lines.find(([number, controllers]) => number === '0' && controllers === '');
  return unified?.[2] === '/' && shared.split(/\s+/).includes('cpu') ? mounted : null;
}
