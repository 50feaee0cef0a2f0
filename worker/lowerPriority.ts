import { readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import type { Queryable } from '../prisma/sql.ts';

/** As much as the threads of jobs give way (piscina's niceIncrement in pool.ts). */
export const niceIncrement = 10;

/**
 * Lets the server process behind a job's connection give way too, where it runs on this machine: a thread that is polite
 * while its COPY runs at full priority beside the API's statements is half of the courtesy.
 *
 * A process is touched only if its title proves that it serves this very connection: PostgreSQL shows the client's port
 * there, and a process id alone means nothing behind a container's or a tunnel's loopback address. Elsewhere, or without
 * the right to, nothing happens.
 */
export async function lowerPriority(sql: Queryable): Promise<void> {
  const [backend] = await sql<{ pid: number; port: number | null }[]>`select pg_backend_pid() as pid, inet_client_port() as port`;
  if (!backend?.port) return;
  const title = await readFile(`/proc/${backend.pid}/cmdline`, 'latin1').catch(() => '');
  if (!title.startsWith('postgres: ') || !title.includes(`(${backend.port})`)) return;
  try {
    setPriority(backend.pid, niceIncrement);
  } catch {
    // another user's process: it keeps its priority
  }
}
