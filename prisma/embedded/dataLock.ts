/**
 * One process at a time owns a data directory. Node has no flock, so the lock is a numbered file `lock/<n>` that says
 * who holds it; the highest number counts. A stale lock is never deleted and made again (two contenders would delete
 * each other's); the next owner creates n + 1, which exactly one of them can do, and only then removes the older ones.
 */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync, utimes, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { StartError } from '../startError.ts';
import { identify, isAlive, type ProcessIdentity } from './processIdentity.ts';

export interface LockHolder extends ProcessIdentity {
  /** Where the process id is one; locks of releases before have neither. */
  readonly host?: string;
  /** Of process ids, as Linux names it: each container has its own. */
  readonly namespace?: string | null;
  /** What to call the holder in a message: `earshot start`, `earshot keys`. */
  readonly command: string;
  /** True for a command that will be gone in seconds: worth waiting for, and not to be relied on. */
  readonly temporary: boolean;
  /** Where its PostgreSQL listens, once it is ready. */
  readonly port: number | null;
  readonly released: boolean;
}

export interface DataLock {
  publishPort(port: number): void;
  release(): void;
}

export interface LockRequest {
  readonly command: string;
  readonly temporary: boolean;
}

const touchSeconds = 5;
const silentSeconds = 30;

/** Takes the directory or throws a StartError naming the holder; waits only for a holder that is about to go, or that may be dead elsewhere. */
export async function acquireDataLock(
  dataDir: string,
  request: LockRequest,
  waitSeconds = 30,
  log: (line: string) => void = () => {},
): Promise<DataLock> {
  const deadline = Date.now() + waitSeconds * 1000;
  const firstSeen = touchedAt(dataDir);
  for (let isTold = false; ; ) {
    const lock = tryAcquire(dataDir, request);
    if (lock) return lock;
    const holder = liveHolder(dataDir);
    // One elsewhere that is not seen to touch its file was killed, and is silent soon: then the directory is free.
    const isSure = holder && (isHere(holder) || touchedAt(dataDir) !== firstSeen);
    if (holder && isSure && (!holder.temporary || Date.now() > deadline)) throw inUse(dataDir, holder);
    if (holder && !isSure && !isTold)
      log(`${holder.host} had the data directory a moment ago: looking for ${silentSeconds} s at most whether it still has`);
    isTold ||= holder !== null && !isSure;
    await sleep(100);
  }
}

function inUse(dataDir: string, holder: LockHolder): StartError {
  const isElsewhere = !isHere(holder);
  const where = isElsewhere ? `, in another container or on another host: ${holder.host}` : '';
  return new StartError(
    `the data directory ${dataDir} is in use by a live \`${holder.command}\` (process ${holder.pid}${where})`,
    `stop that one (${isElsewhere ? 'there' : `kill ${holder.pid}`}), or set EARSHOT_DATA_DIR to another folder`,
  );
}

/** The living process that holds the directory now, or null. Takes nothing, so it disturbs nobody. */
export function liveHolder(dataDir: string): LockHolder | null {
  const holder = read(dataDir, highest(dataDir));
  if (!holder || holder.released) return null;
  const lives = isHere(holder) ? isAlive(holder) : Date.now() - touchedAt(dataDir) < silentSeconds * 1000;
  return lives ? holder : null;
}

/** Whether the process id of a holder means here what it means to itself. A laptop changes its name as it changes networks: then the process says so. */
export function isHere(holder: LockHolder): boolean {
  if (holder.host === undefined) return true;
  return holder.namespace === namespaceOfProcesses() && (holder.host === hostname() || isAlive(holder));
}

function namespaceOfProcesses(): string | null {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return null; // macOS has none
  }
}

function touchedAt(dataDir: string): number {
  return statSync(path(dataDir, highest(dataDir)), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function tryAcquire(dataDir: string, request: LockRequest): DataLock | null {
  const self = identify(process.pid);
  if (!self) throw new Error('this process cannot read its own start time');
  mkdirSync(folder(dataDir), { recursive: true, mode: 0o700 });
  const last = highest(dataDir);
  if (liveHolder(dataDir)) return null;
  const mine = last + 1;
  let state: LockHolder = { ...self, ...request, host: hostname(), namespace: namespaceOfProcesses(), port: null, released: false };
  const draft = writeDraft(dataDir, state);
  try {
    linkSync(draft, path(dataDir, mine)); // fails when somebody else was first
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return null;
  } finally {
    rmSync(draft, { force: true });
  }
  if (highest(dataDir) !== mine) {
    // A later owner had already come and cleaned up our number: ours is worth nothing.
    rmSync(path(dataDir, mine), { force: true });
    return null;
  }
  for (const number of numbers(dataDir)) if (number < mine) rmSync(path(dataDir, number), { force: true });
  const write = (change: Partial<LockHolder>) => {
    state = { ...state, ...change };
    renameSync(writeDraft(dataDir, state), path(dataDir, mine));
  };
  const touch = setInterval(() => {
    const now = new Date();
    utimes(path(dataDir, mine), now, now, () => {}); // where it fails the directory is gone
  }, touchSeconds * 1000);
  touch.unref();
  const release = () => {
    clearInterval(touch);
    try {
      write({ released: true, port: null });
    } catch {
      // The directory was removed under us: then nobody is kept out by its lock either.
    }
  };
  return { publishPort: (port) => write({ port }), release };
}

function writeDraft(dataDir: string, state: LockHolder): string {
  const draft = join(folder(dataDir), `draft-${randomBytes(6).toString('hex')}`);
  writeFileSync(draft, JSON.stringify(state), { mode: 0o600 });
  return draft;
}

function read(dataDir: string, number: number): LockHolder | null {
  try {
    return JSON.parse(readFileSync(path(dataDir, number), 'utf8')) as LockHolder;
  } catch {
    return null; // never taken, or emptied by a power cut: nobody holds it
  }
}

function numbers(dataDir: string): number[] {
  try {
    return readdirSync(folder(dataDir))
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

const highest = (dataDir: string) => Math.max(0, ...numbers(dataDir));
const folder = (dataDir: string) => join(dataDir, 'lock');
const path = (dataDir: string, number: number) => join(folder(dataDir), String(number));
