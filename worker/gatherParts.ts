import { randomUUID } from 'node:crypto';
import { executor, exportSnapshot, inWorkspace, type Sql, type Transaction } from '../prisma/sql.ts';
import type { Slice } from './data/customerSlice.ts';
import { LeaseLost } from './data/finishRun.ts';
import { connectJob, type Report } from './job.ts';
import type { Lease } from './lease.ts';
import { openSender, performContract } from './queue.ts';
import { claimPart, closePart, openParts, type PartTaker, readPart, readPartStates } from './runParts.ts';

const maximumParts = 16;
const lookMilliseconds = 100;
/** A part of a helper that lives is read here, too, once there has been nothing else to do for this long, and for as long as two parts took here. */
const patienceMilliseconds = 10_000;

/**
 * Into how many parts the reading of a run is divided. By the size of the data alone, so that who happens to be at work changes
 * nothing; every part scans the facts once more, so few are better than many.
 */
export function countParts(facts: number, rowsPerPart: number): number {
  return Math.min(maximumParts, Math.max(1, Math.ceil(facts / rowsPerPart)));
}

export interface PartedReading<Gathered> {
  /** The snapshot of the run. */
  readonly tx: Transaction;
  readonly lease: Lease;
  readonly machine: string;
  readonly parts: number;
  readonly read: (slice: Slice, report: Report) => Promise<Gathered>;
  readonly report: Report;
  /** For tests, which cannot wait. */
  readonly patienceMilliseconds?: number;
}

/**
 * Reads a large run in parts, together with whatever workers have a thread to spare. The thread that holds the run asks for help,
 * reads one part after the other itself, fetches what others read, and takes over what they left, or take much too long for (a machine may give its
 * worker next to no time); so it needs nobody, and a worker with one thread cannot wait for itself.
 *
 * @returns what was gathered, in the order of the parts
 * @throws LeaseLost when the run was cancelled or is in other hands
 */
export async function gatherParts<Gathered extends { readonly rowsRead: number }>(reading: PartedReading<Gathered>): Promise<Gathered[]> {
  const { tx, lease, machine, parts } = reading;
  const owner: PartTaker = { lease, holder: randomUUID(), machine };
  const sql = connectJob({ job: lease }, 1); // beside the snapshot, which does not see what other workers do meanwhile
  try {
    await askForHelp(sql, owner, await exportSnapshot(tx), parts);
    const gathered = await gather(sql, owner, reading);
    return Array.from({ length: parts }, (_, part) => gathered.get(part) as Gathered);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function gather<Gathered extends { readonly rowsRead: number }>(
  sql: Sql,
  owner: PartTaker,
  reading: PartedReading<Gathered>,
): Promise<Map<number, Gathered>> {
  const { tx, lease, parts, read } = reading;
  const gathered = new Map<number, Gathered>();
  let [patience, idleSince] = [reading.patienceMilliseconds ?? patienceMilliseconds, performance.now()];
  let first: number | null = 0; // taken as the parts were opened
  while (gathered.size < parts) {
    const part = first ?? (await claimPart(sql, owner, { fromLiving: performance.now() - idleSince > patience }))?.part ?? null;
    first = null;
    if (part !== null) {
      const began = performance.now();
      gathered.set(part, await read({ index: part, count: parts }, reportOfPart(reading, [...gathered.values()])));
      await closePart(sql, owner, part);
      patience = Math.max(patience, 2 * (performance.now() - began));
    }
    const brought = await fetchPart(sql, lease, parts, gathered);
    if (part !== null || brought) {
      idleSince = performance.now();
      continue;
    }
    await tx`select 1`; // the server ends a transaction that is idle for long, and with it the snapshot that others read
    await new Promise((resolve) => setTimeout(resolve, lookMilliseconds));
  }
  return gathered;
}

async function askForHelp(sql: Sql, owner: PartTaker, snapshot: string, parts: number): Promise<void> {
  const { lease } = owner;
  const sender = await openSender(executor(sql));
  try {
    await inWorkspace(sql, lease.workspaceId, async (tx) => {
      if (!(await openParts(tx, owner, snapshot, parts))) throw new LeaseLost(`run ${lease.id} is no longer of attempt ${lease.attempt}`);
      const payload = { workspaceId: lease.workspaceId, table: 'run_part' as const, id: String(lease.id) };
      for (let helper = 1; helper < parts; helper++) await sender.enqueue(executor(tx), performContract, payload, { isHelp: true });
    });
  } finally {
    await sender.stop();
  }
}

/** Fetches one part that another worker has read, if there is one. */
async function fetchPart<Gathered>(sql: Sql, lease: Lease, parts: number, gathered: Map<number, Gathered>): Promise<boolean> {
  const states = await readPartStates(sql, lease);
  if (states.length < parts) throw new LeaseLost(`run ${lease.id} is no longer of attempt ${lease.attempt}`);
  const next = states.find(({ part, isDone }) => isDone && !gathered.has(part));
  if (!next) return false;
  gathered.set(next.part, (await readPart(sql, lease, next.part)) as Gathered);
  return true;
}

/** A job reports on the part that it reads; what is shown is the whole. */
function reportOfPart({ parts, report }: PartedReading<unknown>, gathered: readonly { readonly rowsRead: number }[]): Report {
  const rowsRead = gathered.reduce((sum, part) => sum + part.rowsRead, 0);
  return (stage, now = {}) => {
    const rowsBefore = Math.max(rowsRead, Math.round((now.rowsTotal ?? 0) * gathered.length)); // a job may report rows that it does not call its own
    const rowsDone = rowsBefore + (now.rowsDone ?? 0);
    const rowsTotal = now.rowsTotal == null ? null : Math.max(rowsDone, Math.round(now.rowsTotal * parts));
    report(stage, { rowsDone, rowsTotal, fraction: (gathered.length + (now.fraction ?? 0)) / parts });
  };
}
