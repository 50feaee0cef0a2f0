/**
 * The server process: started by us in a process group of its own, so that Ctrl-C in a terminal does not reach it
 * before the drain is over; and adopted when its former parent was killed with -9 and left it running.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../startError.ts';
import type { Binaries } from './binaries.ts';
import { clusterFolder, serverEnvironment } from './cluster.ts';
import { commandLine, identify, isAlive, type ProcessIdentity, signal } from './processIdentity.ts';
import type { ServerUser } from './serverUser.ts';

export interface Postmaster {
  readonly identity: ProcessIdentity;
  readonly port: number;
}

/** Modest: one host, one customer. Parallel query is off so that one big read cannot take every core from the API. */
const settings: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '128MB',
  wal_buffers: '16MB', // a bulk load fills the default of 4 MB over and over, and each time waits for a write
  io_method: 'sync', // processes that read for a job would do so at the priority of those that read for pages
  wal_writer_delay: '10ms', // at its default of 200 ms it writes and flushes for 5 to 10 ms at a time, within the kernel, and pages wait behind it
  max_parallel_workers_per_gather: '0',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** The postmaster that already runs on this data directory, once it is ready; null when there is none. */
export async function findPostmaster(dataDir: string): Promise<Postmaster | null> {
  for (;;) {
    const file = readPidFile(dataDir);
    const identity = file && identify(file.pid);
    if (!file) return null;
    if (!identity || !commandLine(identity.pid)?.includes(clusterFolder(dataDir))) {
      // Dead, perhaps as a zombie that nobody collects (pid 1 of a container), or the number is a stranger's now: both
      // would fool PostgreSQL, which only asks whether the number exists. Its shared memory check, which does not rest
      // on this file, still protects against surviving backends.
      rmSync(pidFile(dataDir), { force: true });
      return null;
    }
    if (file.status === 'ready') return { identity, port: file.port };
    await sleep(50); // starting (recovery may be long) or stopping: it ends in one of the cases above
  }
}

/** Children of this process, so that a second Ctrl-C can end even a server that is still recovering. */
const spawned = new Set<ChildProcess>();

/** Immediate stop of every server that this process started, without waiting. */
export function killSpawnedPostmasters(): void {
  for (const child of spawned) child.kill('SIGQUIT');
}

/** Starts a server on a free port and waits until it accepts connections. */
export async function spawnPostmaster(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | null,
  extra: Record<string, string> = {},
): Promise<Postmaster> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const port = await freePort();
    const log = openLog(dataDir);
    const outcome = await attempt(dataDir, binaries, user, { ...settings, ...extra, port: String(port) }, log.descriptor);
    closeSync(log.descriptor);
    if (outcome) return { identity: outcome, port };
    const reason = log.since();
    // Both heal by themselves: somebody took the port in between, or backends of a killed postmaster are still leaving.
    const passing = /could not bind|Address already in use|pre-existing shared memory|is still in use/.test(reason);
    if (!passing || Date.now() > deadline) throw startFailure(dataDir, reason);
    await sleep(200);
  }
}

/** Fast stop: open transactions are rolled back, the checkpoint is written. Gets harder only when that does not help. */
export async function stopPostmaster({ identity }: Postmaster): Promise<void> {
  for (const [name, seconds] of [
    ['SIGINT', 60],
    ['SIGQUIT', 10],
    ['SIGKILL', 5],
  ] as const) {
    if (!signal(identity, name)) return;
    const deadline = Date.now() + seconds * 1000;
    while (Date.now() < deadline) {
      if (!isAlive(identity)) return;
      await sleep(20);
    }
  }
}

async function attempt(
  dataDir: string,
  binaries: Binaries,
  user: ServerUser | null,
  options: Record<string, string>,
  log: number,
): Promise<ProcessIdentity | null> {
  const flags = Object.entries(options).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(binaries.postgres, ['-D', clusterFolder(dataDir), ...flags], {
    detached: true,
    stdio: ['ignore', log, log], // a file: a pipe would break when this process is killed and the server lives on
    cwd: clusterFolder(dataDir),
    env: serverEnvironment(),
    ...(user ? { uid: user.uid, gid: user.gid } : {}),
  });
  spawned.add(child);
  let gone = false;
  for (const end of ['exit', 'error'] as const)
    child.once(end, () => {
      gone = true;
      spawned.delete(child);
    });
  while (!gone) {
    const file = readPidFile(dataDir);
    if (file?.pid === child.pid && file?.status === 'ready') {
      const identity = identify(file?.pid ?? 0);
      if (identity) return identity;
    }
    await sleep(20);
  }
  return null;
}

/** postmaster.pid: pid, data directory, start, port, socket folder, address, shared memory key, status. */
function readPidFile(dataDir: string): { pid: number; port: number; status: string } | null {
  try {
    const lines = readFileSync(pidFile(dataDir), 'utf8').split('\n');
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
  } catch {
    return null;
  }
}

const pidFile = (dataDir: string) => join(clusterFolder(dataDir), 'postmaster.pid');

function openLog(dataDir: string): { descriptor: number; since: () => string } {
  const file = join(dataDir, 'postgres.log');
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > 10_000_000) renameSync(file, `${file}.1`);
  const from = size > 10_000_000 ? 0 : size;
  return { descriptor: openSync(file, 'a', 0o600), since: () => readFileSync(file).subarray(from).toString('utf8') };
}

function startFailure(dataDir: string, log: string): StartError {
  const line = log.split('\n').findLast((text) => /FATAL|PANIC|error/i.test(text)) ?? log.trim().split('\n').at(-1);
  const reason = line?.replace(/^.*?(FATAL|PANIC): +/, '').trim() || 'it left without a word';
  return new StartError(`the embedded PostgreSQL did not start: ${reason}`, `its log is ${join(dataDir, 'postgres.log')}`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
