/**
 * Lets heavy work give way to the API on the same machine: the worker's process, and the database's process behind each
 * of its connections. Both, because a COPY at full priority beside the API's own statements takes back all that a polite
 * thread gives.
 *
 * A nice value is not enough. Where Linux groups processes by session ("autogroup", the default of desktops, virtual
 * machines and plain servers), the nice value counts only inside a group, and every PostgreSQL backend is a session of
 * its own; there the group has a nice value, /proc/PID/autogroup. In containers and services the process's counts.
 * Where a group of our own can be made, the threads of jobs and these processes join it (idleGroup.ts). Elsewhere, or without the right to, nothing happens.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import type { Queryable } from '../prisma/sql.ts';
import { backendJoinsIdleGroup } from './idleGroup.ts';
import { keepTo } from './runProcessors.ts';

/** As low as it goes: what is left over by the API is enough for a lease, and on a machine of its own a worker has it all. */
const lowest = 19;

/** A job's thread within the worker, below the thread that renews its lease. */
export const threadNiceIncrement = 10;

/** For a worker that is the leader of its session: otherwise the group is the shell that started it. */
export async function lowerOwnPriority(): Promise<void> {
  const stat = await readFile('/proc/self/stat', 'latin1').catch(() => '');
  if (sessionOf(stat) === process.pid) await lowerSession(process.pid);
}

/** The server process of a connection, and the client's port as that process sees it. */
export interface Backend {
  readonly pid: number;
  readonly port: number | null;
}

export async function findBackend(connection: Queryable): Promise<Backend | null> {
  const [backend] = await connection<Backend[]>`select pg_backend_pid() as pid, inet_client_port() as port`;
  return backend ?? null;
}

/**
 * For the server process of a job's connection, if it runs on this machine; it is kept to `processors` unless that is null. A process is touched only if its title
 * proves that it serves this very connection: PostgreSQL shows the client's port there, and a process id alone means
 * nothing behind a container's or a tunnel's loopback address.
 */
export async function lowerBackendPriority({ pid, port }: Backend, processors: string | null): Promise<void> {
  const title = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
  if (!title.startsWith('postgres: ') || !title.includes(`(${port})`)) return;
  await backendJoinsIdleGroup(pid);
  if (processors !== null) await keepTo(processors, [pid]);
  try {
    setPriority(pid, lowest);
  } catch {} // another user's process: it keeps its priority
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  if (sessionOf(stat) === pid) await lowerSession(pid);
}

/** The id of the session, which is the process id of its leader. The command's name, in parentheses, may hold spaces. */
export function sessionOf(stat: string): number {
  const [, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(session);
}

async function lowerSession(leader: number): Promise<void> {
  await writeFile(`/proc/${leader}/autogroup`, String(lowest)).catch(() => {});
}
