import { enqueueInTurn } from './enqueueInTurn.ts';
import type { JobSender, SqlExecutor } from './queue.ts';

export const runTriggers = ['API', 'CLI', 'DEMO', 'SCHEDULE', 'BACKFILL', 'DATA', 'WEBHOOK'] as const;
export type RunTrigger = (typeof runTriggers)[number];

/** By these nobody waits for the one run: a later one tells as much, and may replace it. All others were asked for by hand. */
export const replaceableTriggers: readonly RunTrigger[] = ['SCHEDULE', 'DATA'];

export interface RunOrder {
  readonly workspaceId: number;
  readonly analysisId: bigint;
  readonly trigger: RunTrigger;
  /** Which credential, schedule or backfill: shown in the history. */
  readonly triggeredBy: string | null;
  /** Facts after it are not seen. Null: all that there are. */
  readonly asOf?: Date | null;
  /** The tick of the schedule: there is one run a tick, whoever asks. */
  readonly dueAt?: Date | null;
  /** Not beside a run of the analysis on all the data: as long as one is under way that was asked for before, it has no job. The scheduler gives it one. */
  readonly waits?: boolean;
  /** Compute anew even if a finished run has the same key. */
  readonly force?: boolean;
  /** Asked again with it, the first run is the answer, also when it has ended. */
  readonly idempotencyKey?: string | null;
}

export interface RequestedRun {
  readonly runId: bigint;
  readonly isNew: boolean;
  /** The idempotency key was sent before with another analysis, as-of moment or force: its run is no answer to this order. */
  readonly isOfAnotherOrder: boolean;
}

const clockSecondsApart = 60;

/** Why there is no run as of a moment; null where there is. A moment to come would be taken for one that was seen when a later run asks what was known then. */
export function asOfFault(asOf: Date, now: Date): string | null {
  if (asOf.getTime() <= now.getTime() + clockSecondsApart * 1000) return null; // clocks differ
  return `${asOf.toISOString()} is still to come: leave it out to see all that there is`;
}

/**
 * Asks for a run: the row and its job in the caller's transaction, so a worker sees both or neither (of one that waits for others, the row). The one way by which runs
 * come into being, whoever asks. An order for the same tick, with the same idempotency key, or while a run without a moment of
 * its own waits, is answered with the run that is there. Null when there is no such analysis.
 *
 * The transaction must be READ COMMITTED and bound to the workspace.
 */
export async function requestRun(tx: SqlExecutor, queue: Pick<JobSender, 'enqueue'>, order: RunOrder): Promise<RequestedRun | null> {
  await lockKey(tx, order);
  for (let tries = 0; tries < 5; tries++) {
    const replayed = await findByKey(tx, order);
    if (replayed) return replayed;
    const inserted = await insert(tx, order);
    if (inserted !== null) {
      const { runId, waits } = inserted;
      if (!waits) await enqueueInTurn(tx, queue, { table: 'run', workspaceId: order.workspaceId, id: runId });
      return { runId, isNew: true, isOfAnotherOrder: false };
    }
    const found = await existing(tx, order);
    if (found === 'NO_ANALYSIS') return null;
    if (found === null) continue; // a worker took the waiting run in between: ask again
    await noteKey(tx, order, found);
    return { runId: found, isNew: false, isOfAnotherOrder: false };
  }
  throw new Error(`run of analysis ${order.analysisId} could not be asked for: others kept asking for it at the same time`);
}

interface Inserted {
  readonly runId: bigint;
  readonly waits: boolean;
}

async function insert(tx: SqlExecutor, order: RunOrder): Promise<Inserted | null> {
  const { rows } = await tx.executeSql(
    `insert into run (workspace_id, analysis_id, kind, trigger, triggered_by, as_of, due_at, forced, idempotency_key,
                      parameters, population, timeout_seconds, memory_megabytes, waits)
     select workspace_id, id, kind, $3, $4, $5::timestamptz, $6::timestamptz, $7, $8, parameters, population, timeout_seconds, memory_megabytes,
            $9::boolean and exists (select from run r where r.workspace_id = $1::integer and r.analysis_id = $2::bigint
                                               and r.state in ('QUEUED', 'RUNNING') and r.as_of is null)
       from analysis where workspace_id = $1::integer and id = $2::bigint for key share -- of one that is being deleted there is none any more
     on conflict do nothing
     returning id::text, waits`,
    [
      order.workspaceId,
      String(order.analysisId),
      order.trigger,
      order.triggeredBy,
      order.asOf?.toISOString() ?? null,
      order.dueAt?.toISOString() ?? null,
      order.force ?? false,
      order.idempotencyKey ?? null,
      order.waits ?? false,
    ],
  );
  const [row] = rows as { id: string; waits: boolean }[];
  return row ? { runId: BigInt(row.id), waits: row.waits } : null;
}

/** Whoever sends a key twice at once is served one after the other: the run that the first is given may be taken by a worker meanwhile. */
async function lockKey(tx: SqlExecutor, { workspaceId, idempotencyKey }: RunOrder): Promise<void> {
  if (idempotencyKey == null) return;
  await tx.executeSql('select pg_advisory_xact_lock(hashtextextended($1::text, 0))::text', [`run ${workspaceId} ${idempotencyKey}`]);
}

/** The run that this key has begun, or was given because it waited. */
async function findByKey(tx: SqlExecutor, order: RunOrder): Promise<RequestedRun | null> {
  if (order.idempotencyKey == null) return null;
  const { rows } = await tx.executeSql(
    `select id::text, analysis_id <> $3::bigint or as_of is distinct from $4::timestamptz or forced <> $5::boolean as "isOfAnotherOrder"
       from run
      where workspace_id = $1::integer
        and id = coalesce((select id from run where workspace_id = $1::integer and idempotency_key = $2),
                          (select run_id from run_joined_key where workspace_id = $1::integer and idempotency_key = $2))`,
    [order.workspaceId, order.idempotencyKey, String(order.analysisId), order.asOf?.toISOString() ?? null, order.force ?? false],
  );
  const [row] = rows as { id: string; isOfAnotherOrder: boolean }[];
  return row ? { runId: BigInt(row.id), isNew: false, isOfAnotherOrder: row.isOfAnotherOrder } : null;
}

/** So that the run is the answer to this key when it is sent again, also when the run has ended by then. */
async function noteKey(tx: SqlExecutor, { workspaceId, idempotencyKey }: RunOrder, runId: bigint): Promise<void> {
  if (idempotencyKey == null) return;
  await tx.executeSql('insert into run_joined_key (workspace_id, idempotency_key, run_id) values ($1::integer, $2, $3::bigint)', [
    workspaceId,
    idempotencyKey,
    String(runId),
  ]);
}

async function existing(tx: SqlExecutor, order: RunOrder): Promise<bigint | 'NO_ANALYSIS' | null> {
  const { rows } = await tx.executeSql('select 1 from analysis where workspace_id = $1::integer and id = $2::bigint', [
    order.workspaceId,
    String(order.analysisId),
  ]);
  if (rows.length === 0) return 'NO_ANALYSIS';
  if (order.dueAt) return findTick(tx, order, order.dueAt);
  return order.asOf || order.force ? null : joinWaiting(tx, order);
}

async function findTick(tx: SqlExecutor, order: RunOrder, dueAt: Date): Promise<bigint | null> {
  const { rows } = await tx.executeSql(
    'select id::text from run where workspace_id = $1::integer and analysis_id = $2::bigint and due_at = $3::timestamptz limit 1',
    [order.workspaceId, String(order.analysisId), dueAt.toISOString()],
  );
  return firstId(rows);
}

/**
 * The run of the analysis that waits, with a note on it that somebody asked for it by hand, if that is so. Found and noted by one statement: a tick that
 * replaces what waits either sees the note, or has cancelled the run before it is found.
 */
async function joinWaiting(tx: SqlExecutor, { workspaceId, analysisId, trigger }: RunOrder): Promise<bigint | null> {
  const { rows } = await tx.executeSql(
    `update run set joined_at = coalesce(joined_at, case when $3 then clock_timestamp() end)
      where workspace_id = $1::integer and analysis_id = $2::bigint
        and state = 'QUEUED' and attempt = 0 and as_of is null and due_at is null and not forced
     returning id::text`,
    [workspaceId, String(analysisId), !replaceableTriggers.includes(trigger)],
  );
  return firstId(rows);
}

function firstId(rows: readonly unknown[]): bigint | null {
  const [row] = rows as { id: string }[];
  return row ? BigInt(row.id) : null;
}
