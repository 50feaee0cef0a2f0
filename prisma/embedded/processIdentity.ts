/**
 * A process id is reused; a process id together with the moment the process began is not. Everything that
 * remembers a process on disk (the data directory's lock, the orphan postmaster) goes through this file.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** Opaque, equal only for the same process: boot id and start tick on Linux, the start date elsewhere. */
  readonly startedAt: string;
}

/** Who runs under this pid now, or null when nobody does (a zombie is nobody: it can no longer act). */
export function identify(pid: number): ProcessIdentity | null {
  if (!Number.isInteger(pid) || pid <= 0) return null;
  const startedAt = process.platform === 'linux' ? linuxStart(pid) : psField(pid, 'lstart');
  return startedAt === null ? null : { pid, startedAt };
}

export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** The command line of a process, or null when it is gone or hidden. */
export function commandLine(pid: number): string | null {
  if (process.platform !== 'linux') return psField(pid, 'command');
  return readOrNull(`/proc/${pid}/cmdline`)?.replaceAll('\0', ' ').trim() ?? null;
}

/** Sends a signal only if it is still the same process; false when it is gone. */
export function signal(identity: ProcessIdentity, name: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    process.kill(identity.pid, name);
    return true;
  } catch {
    return false;
  }
}

function linuxStart(pid: number): string | null {
  const stat = readOrNull(`/proc/${pid}/stat`);
  if (stat === null) return null;
  // The command name is in brackets and may hold spaces and brackets: fields count from the last one.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, tick] = [fields[0], fields[19]];
  if (state === 'Z' || state === 'X' || tick === undefined) return null;
  return `${readOrNull('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${tick}`;
}

function psField(pid: number, field: string): string | null {
  try {
    const text = execFileSync('ps', ['-ww', '-o', `${field}=`, '-p', String(pid)], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    return text.trim() || null;
  } catch {
    return null;
  }
}

function readOrNull(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
