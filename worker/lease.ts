import type { Queryable, Sql, Transaction } from '../prisma/sql.ts';
import { inWorkspace } from '../prisma/sql.ts';
import { endSessions } from './jobSessions.ts';
import type { Progress } from './progress.ts';
import { progressChannel, runChannel } from './queue.ts';
import type { OwnLimits } from './runLimits.ts';
import { recordRunEvent } from './webhooks/recordRunEvent.ts';

/** Whose rows are taken, one attempt after another. */
export type LeasedTable = 'run' | 'import';

/** What a job can be of. Of 'rollup' there is no table, and no row to take: whoever comes second finds nothing to do. */
export type JobTable = LeasedTable | 'rollup';

/** What a thread works on: its sessions are called by it. */
export interface JobRef {
  readonly table: JobTable;
  readonly workspaceId: number;
  readonly id: bigint;
  readonly attempt: number;
}

/**
 * The life of a row that a worker works on. Taking it raises `attempt`, the fencing token, and every later write names
 * that attempt: a worker that was paused, and whose row somebody else has taken since, finds 0 rows and is discarded.
 */
export interface Lease extends JobRef {
  readonly table: LeasedTable;
}

/** What went wrong with an attempt. */
export interface Fault {
  readonly code: 'CRASHED' | 'TIMEOUT' | 'OUT_OF_MEMORY' | 'DATABASE_AWAY';
  readonly message: string;
}

/**
 * How many faults a row may have met when it meets this one and be tried once more; then it is FAILED. What is too big for the memory is
 * too big the next time; what took too long may have been on a busy machine. That the database gave its thread no session is not the row's doing:
 * ten minutes of that are waited out. The loss of a whole worker is counted by the queue.
 */
const forgiven = { CRASHED: 2, TIMEOUT: 1, OUT_OF_MEMORY: 0, DATABASE_AWAY: 12 } as const;

/** Seconds until the next try: 2, then 10, then 50, and a minute from there on. */
const pauseSeconds = (faultsBefore: number) => Math.min(2 * 5 ** faultsBefore, 60);

/** A row that was taken: its lease, and what its row says of the work. */
export interface TakenRow extends OwnLimits {
  readonly lease: Lease;
  /** Of the analysis, or of the file. */
  readonly kind: string;
}

/** Takes a row that waits, or that a lost worker left RUNNING. Null when it is over already, by a cancel for example. */
export async function takeLease(sql: Sql, table: LeasedTable, workspaceId: number, id: bigint): Promise<TakenRow | null> {
  // Beside each other: where a session of before holds the row, the taking waits until that one is ended. The end is asked for first: a
  // pool serves in order, so a taking that waits never has the connection that its end needs.
  const [, taken] = await Promise.all([endSessions(sql, table, id), takeRow(sql, table, workspaceId, id)]);
  return taken;
}

function takeRow(sql: Sql, table: LeasedTable, workspaceId: number, id: bigint): Promise<TakenRow | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const isRun = table === 'run';
    const limits = isRun ? tx`timeout_seconds, memory_megabytes` : tx`null::integer as timeout_seconds, null::integer as memory_megabytes`;
    const [row] = await tx<{ attempt: number; kind: string; timeout_seconds: number | null; memory_megabytes: number | null }[]>`
      update ${tx(table)}
         set state = 'RUNNING', attempt = attempt + 1, started_at = coalesce(started_at, now()), progress = '{}' ${isRun ? tx`, retry_at = null` : tx``}
       where workspace_id = ${workspaceId} and id = ${id} and state in ('QUEUED', 'RUNNING')
      returning attempt, kind, ${limits}`;
    if (!row) return null;
    const { attempt, kind } = row;
    const lease = { table, workspaceId, id, attempt };
    await Promise.all([
      attempt > 1 && deleteParts(tx, lease),
      noteRun(tx, lease, 'INFO', attempt === 1 ? 'taken by a worker' : 'taken by a worker, again'),
      announce(tx, table, workspaceId, id),
    ]);
    return { lease, kind, timeoutSeconds: row.timeout_seconds, memoryMegabytes: row.memory_megabytes };
  });
}

/** Stores how far the work is. False when it is no longer ours: cancelled, or taken by another worker. Where the job itself wrote its end, it was ours to the last. */
export function keepLease(
  sql: Sql,
  lease: Lease,
  progress: Progress & { readonly estimatedSecondsLeft?: number | null },
): Promise<boolean> {
  const { table, workspaceId, id } = lease;
  return inWorkspace(sql, workspaceId, async (tx) => {
    const now = tx.json({ ...progress });
    const { count } = await tx`update ${tx(table)} set progress = ${now} where ${fence(tx, lease)} and progress <> ${now}`;
    if (count > 0) {
      await announce(tx, table, workspaceId, id, progressChannel);
      return true;
    }
    const [row] = await tx<{ attempt: number; state: string }[]>`
      select attempt, state from ${tx(table)} where workspace_id = ${workspaceId} and id = ${id}`;
    return row?.attempt === lease.attempt && row.state !== 'CANCELLED';
  });
}

/**
 * Counts a fault against the row. If it is forgiven, `requeue` puts its job back in the same transaction, for a moment that the row
 * shows until then; else the row is over.
 */
export function failLease(
  sql: Sql,
  lease: Lease,
  { code, message }: Fault,
  requeue: (tx: Transaction, retryAt: Date) => Promise<void>,
): Promise<void> {
  return inWorkspace(sql, lease.workspaceId, async (tx) => {
    const [row] = await tx<{ failures: number; now: Date }[]>`
      select failures, now() from ${tx(lease.table)} where ${fence(tx, lease)} for no key update`;
    if (!row) return;
    const retryAt = row.failures < forgiven[code] ? new Date(row.now.getTime() + 1000 * pauseSeconds(row.failures)) : null;
    const ending = retryAt
      ? { state: 'QUEUED', finished_at: null, progress: tx.json({}), ...(lease.table === 'run' && { retry_at: retryAt }) }
      : { state: 'FAILED', finished_at: row.now };
    const facts = { ...ending, failures: row.failures + 1, error_code: code, error_message: message };
    await tx`update ${tx(lease.table)} set ${tx(facts)} where ${fence(tx, lease)}`;
    await deleteParts(tx, lease);
    if (retryAt) await requeue(tx, retryAt);
    const next = retryAt ? `; it is tried again at ${retryAt.toISOString()}` : '; given up';
    await noteRun(tx, lease, retryAt ? 'WARN' : 'ERROR', `${code}: ${message}${next}`);
    await announce(tx, lease.table, lease.workspaceId, lease.id);
    if (!retryAt && lease.table === 'run') await recordRunEvent(tx, lease.workspaceId, lease.id);
  });
}

/** Puts the row back to wait, at no cost to it; `requeue` puts its job back in the same transaction. */
export function handBackLease(sql: Sql, lease: Lease, requeue: (tx: Transaction) => Promise<void>): Promise<void> {
  return inWorkspace(sql, lease.workspaceId, async (tx) => {
    const { count } = await tx`update ${tx(lease.table)} set state = 'QUEUED', progress = '{}' where ${fence(tx, lease)}`;
    if (count === 0) return;
    await deleteParts(tx, lease);
    await requeue(tx);
    await noteRun(tx, lease, 'INFO', 'handed back by a worker that stops');
    await announce(tx, lease.table, lease.workspaceId, lease.id);
  });
}

/** Ends a row whose every attempt was lost together with its worker. */
export function abandon(sql: Sql, table: LeasedTable, workspaceId: number, id: bigint): Promise<void> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [row] = await tx<{ attempt: number }[]>`
      update ${tx(table)}
         set state = 'FAILED', finished_at = now(), error_code = 'WORKER_LOST',
             error_message = 'every worker that took this stopped answering; look at the workers'' logs and memory, then run it again'
       where workspace_id = ${workspaceId} and id = ${id} and state in ('QUEUED', 'RUNNING')
      returning attempt`;
    await deleteParts(tx, { table, workspaceId, id });
    if (!row) return;
    await noteRun(tx, { table, workspaceId, id, ...row }, 'ERROR', 'WORKER_LOST: every worker that took it stopped answering; given up');
    await announce(tx, table, workspaceId, id);
    if (table === 'run') await recordRunEvent(tx, workspaceId, id);
  });
}

/** The parts of a run live no longer than its attempt: for every transaction that ends one. */
export async function deleteParts(tx: Queryable, { table, workspaceId, id }: Pick<Lease, 'table' | 'workspaceId' | 'id'>): Promise<void> {
  if (table === 'run') await tx`delete from run_part where workspace_id = ${workspaceId} and run_id = ${id}`;
}

/** A line in the history of a run; imports have reports of their own. Never of what single customers said or did. */
export async function noteRun(tx: Queryable, lease: Lease, level: 'INFO' | 'WARN' | 'ERROR', message: string): Promise<void> {
  const { table, workspaceId, id, attempt } = lease;
  if (table !== 'run') return;
  await tx`insert into run_log (workspace_id, run_id, attempt, level, message) values (${workspaceId}, ${id}, ${attempt}, ${level}, ${message})`;
}

/** The condition that only the holder of the lease meets. */
export function fence(sql: Queryable, lease: Lease) {
  return sql`workspace_id = ${lease.workspaceId} and id = ${lease.id} and attempt = ${lease.attempt} and state = 'RUNNING'`;
}

/** Tells all listeners that a run changed. Anyone connected can hear it, so it carries an opaque uuid and nothing else. */
export async function announce(tx: Queryable, table: LeasedTable, workspaceId: number, id: bigint, channel = runChannel): Promise<void> {
  if (table === 'run') await tx`select pg_notify(${channel}, uuid::text) from run where workspace_id = ${workspaceId} and id = ${id}`;
}
