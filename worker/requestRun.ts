import { type JobSender, performContract, type SqlExecutor } from './queue.ts';

export const runTriggers = ['API', 'CLI', 'DEMO', 'SCHEDULE', 'BACKFILL', 'DATA', 'WEBHOOK'] as const;
export type RunTrigger = (typeof runTriggers)[number];

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
  /** Compute anew even if a finished run has the same key. */
  readonly force?: boolean;
  /** Asked again with it, the first run is the answer, also when it has ended. */
  readonly idempotencyKey?: string | null;
}

export interface RequestedRun {
  readonly runId: bigint;
  /** Of the run that is the answer: an idempotency key may have been used for another analysis. */
  readonly analysisId: bigint;
  readonly isNew: boolean;
}

/**
 * Asks for a run: the row and its job in the caller's transaction, so a worker sees both or neither. The one way by which runs
 * come into being, whoever asks. An order for the same tick, with the same idempotency key, or while a run without a moment of
 * its own waits, is answered with the run that is there. Null when there is no such analysis.
 *
 * The transaction must be READ COMMITTED and bound to the workspace.
 */
export async function requestRun(tx: SqlExecutor, queue: Pick<JobSender, 'enqueue'>, order: RunOrder): Promise<RequestedRun | null> {
  for (let tries = 0; tries < 5; tries++) {
    const replayed = await find(tx, order, 'idempotency_key = $3', order.idempotencyKey);
    if (replayed) return replayed;
    const runId = await insert(tx, order);
    if (runId !== null) {
      await queue.enqueue(tx, performContract, { workspaceId: order.workspaceId, table: 'run', id: String(runId) });
      return { runId, analysisId: order.analysisId, isNew: true };
    }
    const found = await existing(tx, order);
    if (found === 'NO_ANALYSIS') return null;
    if (found) return found; // else a worker took the waiting run in between: ask again
  }
  throw new Error(`run of analysis ${order.analysisId} could not be asked for: others kept asking for it at the same time`);
}

async function insert(tx: SqlExecutor, order: RunOrder): Promise<bigint | null> {
  const { rows } = await tx.executeSql(
    `insert into run (workspace_id, analysis_id, kind, trigger, triggered_by, as_of, due_at, forced, idempotency_key,
                      parameters, population, timeout_seconds, memory_megabytes)
     select workspace_id, id, kind, $3, $4, $5::timestamptz, $6::timestamptz, $7, $8, parameters, population, timeout_seconds, memory_megabytes
       from analysis where workspace_id = $1::integer and id = $2::bigint
     on conflict do nothing
     returning id::text`,
    [
      order.workspaceId,
      String(order.analysisId),
      order.trigger,
      order.triggeredBy,
      order.asOf?.toISOString() ?? null,
      order.dueAt?.toISOString() ?? null,
      order.force ?? false,
      order.idempotencyKey ?? null,
    ],
  );
  const [row] = rows as { id: string }[];
  return row ? BigInt(row.id) : null;
}

async function existing(tx: SqlExecutor, order: RunOrder): Promise<RequestedRun | 'NO_ANALYSIS' | null> {
  const { rows } = await tx.executeSql('select 1 from analysis where workspace_id = $1::integer and id = $2::bigint', [
    order.workspaceId,
    String(order.analysisId),
  ]);
  if (rows.length === 0) return 'NO_ANALYSIS';
  return (
    (await find(tx, order, 'idempotency_key = $3', order.idempotencyKey)) ??
    (await find(tx, order, 'analysis_id = $2::bigint and due_at = $3::timestamptz', order.dueAt?.toISOString())) ??
    (await find(
      tx,
      order,
      `analysis_id = $2::bigint and state = $3 and attempt = 0 and as_of is null and due_at is null and not forced`,
      order.dueAt || order.asOf || order.force ? null : 'QUEUED',
    ))
  );
}

/** The run that meets a condition on one value; null also where there is no value. */
async function find(tx: SqlExecutor, order: RunOrder, condition: string, value: string | null | undefined): Promise<RequestedRun | null> {
  if (value === null || value === undefined) return null;
  const { rows } = await tx.executeSql(
    `select id::text, analysis_id::text from run where workspace_id = $1::integer and $2::bigint is not null and ${condition} limit 1`,
    [order.workspaceId, String(order.analysisId), value],
  );
  const [row] = rows as { id: string; analysis_id: string }[];
  return row ? { runId: BigInt(row.id), analysisId: BigInt(row.analysis_id), isNew: false } : null;
}
