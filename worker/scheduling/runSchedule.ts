import { executor, type Transaction } from '../../prisma/sql.ts';
import { announce, noteRun } from '../lease.ts';
import type { JobSender } from '../queue.ts';
import { replaceableTriggers, requestRun } from '../requestRun.ts';
import { cronTimes } from './cron.ts';
import type { CatchUp, Overlap } from './schedulePolicy.ts';
import { type PlannedRun, tickPlan } from './tickPlan.ts';

interface Schedule {
  readonly workspaceId: number;
  readonly analysisId: bigint;
  readonly cron: string;
  readonly timeZone: string;
  readonly catchUp: CatchUp;
  readonly overlap: Overlap;
  readonly nextRunAt: Date;
}

/**
 * Decides the ticks of one schedule that are due, all in the caller's transaction: the runs and their jobs, the record of each tick,
 * and the time of the next. A scheduler that dies in between leaves the schedule as it was; of two at once, one finds it locked.
 * Returns true when more are due than one transaction decides.
 */
export async function runSchedule(
  tx: Transaction,
  queue: Pick<JobSender, 'enqueue'>,
  workspaceId: number,
  id: bigint,
  now: Date,
): Promise<boolean> {
  const [schedule] = await tx<Schedule[]>`
    select workspace_id as "workspaceId", analysis_id as "analysisId", cron, time_zone as "timeZone", catch_up as "catchUp", overlap,
           next_run_at as "nextRunAt"
      from schedule where workspace_id = ${workspaceId} and id = ${id} and next_run_at <= ${now}
       for update skip locked`;
  if (!schedule) return false;
  const plan = tickPlan(cronTimes(schedule.cron, schedule.timeZone), schedule.nextRunAt, now, schedule.catchUp);
  if (plan.missed) await record(tx, schedule, { dueAt: plan.missed.from, dueUntil: plan.missed.until, outcome: 'MISSED', runId: null });
  for (const planned of plan.runs) await runTick(tx, queue, schedule, planned);
  await tx`
    update schedule set next_run_at = ${plan.nextRunAt}, last_due_at = ${plan.lastDueAt}
     where workspace_id = ${workspaceId} and id = ${id}`;
  return plan.nextRunAt <= now;
}

/**
 * A tick that is caught up on as of its own moment is a question of its own: it takes its turn in the queue, whatever else is under way. Any other
 * asks for the present, as every run does that is under way for the analysis without a moment of its own: it is not taken beside one of those.
 */
async function runTick(tx: Transaction, queue: Pick<JobSender, 'enqueue'>, schedule: Schedule, { dueAt, asOf }: PlannedRun): Promise<void> {
  const { workspaceId, analysisId } = schedule;
  const [decided] = await tx`
    select 1 from schedule_tick where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and due_at = ${dueAt}`;
  if (decided) return; // by a schedule of this analysis that was removed, or before the clock was set back
  if (asOf === null && schedule.overlap !== 'QUEUE') {
    const inTheWay = schedule.overlap === 'SKIP' ? await findRunUnderWay(tx, schedule) : null;
    if (inTheWay !== null) return record(tx, schedule, { dueAt, dueUntil: dueAt, outcome: 'OVERLAP_SKIPPED', runId: inTheWay });
    if (schedule.overlap === 'REPLACE') await cancelReplaced(tx, schedule);
  }
  const triggeredBy = `schedule ${schedule.cron} ${schedule.timeZone}`;
  const order = { workspaceId, analysisId, trigger: 'SCHEDULE', triggeredBy, asOf, dueAt, waits: asOf === null } as const;
  const requested = await requestRun(executor(tx), queue, order);
  if (!requested) throw new Error(`analysis ${analysisId} of schedule is gone`); // its schedule goes with it: the next look finds neither
  await record(tx, schedule, { dueAt, dueUntil: dueAt, outcome: 'RUN', runId: requested.runId });
}

async function findRunUnderWay(tx: Transaction, { workspaceId, analysisId }: Schedule): Promise<bigint | null> {
  const [run] = await tx<{ id: bigint }[]>`
    select id from run
     where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and state in ('QUEUED', 'RUNNING') and as_of is null
     order by id limit 1`;
  return run?.id ?? null;
}

/** What a person or a program asked for by hand is not taken from them, be it a run that was waiting already when they did: the tick waits for its end. */
async function cancelReplaced(tx: Transaction, { workspaceId, analysisId }: Schedule): Promise<void> {
  const cancelled = await tx<{ id: bigint; attempt: number }[]>`
    update run set state = 'CANCELLED', cancel_reason = 'REPLACED', finished_at = clock_timestamp(), retry_at = null
     where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and state in ('QUEUED', 'RUNNING') and as_of is null
       and trigger = any(${[...replaceableTriggers]}) and joined_at is null
    returning id, attempt`;
  for (const { id, attempt } of cancelled) {
    await noteRun(tx, { table: 'run', workspaceId, id, attempt }, 'INFO', 'cancelled: a later tick of the schedule replaces it');
    await announce(tx, 'run', workspaceId, id);
  }
}

interface DecidedTick {
  readonly dueAt: Date;
  readonly dueUntil: Date;
  readonly outcome: 'RUN' | 'OVERLAP_SKIPPED' | 'MISSED';
  readonly runId: bigint | null;
}

async function record(tx: Transaction, { workspaceId, analysisId }: Schedule, tick: DecidedTick): Promise<void> {
  await tx`
    insert into schedule_tick (workspace_id, analysis_id, due_at, due_until, outcome, run_id)
    values (${workspaceId}, ${analysisId}, ${tick.dueAt}, ${tick.dueUntil}, ${tick.outcome}, ${tick.runId})
    on conflict do nothing`;
}
