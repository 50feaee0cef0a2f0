import type { CronTimes } from './cron.ts';
import type { CatchUp } from './schedulePolicy.ts';

/** A tick that is decided within this time was not missed: a worker that restarts skips nothing. */
export const onTimeSeconds = 60;
/** Ticks caught up on in one transaction; the next goes on where it ended. */
export const mostTicksAtOnce = 100;

export interface PlannedRun {
  readonly dueAt: Date;
  /** Of a tick caught up on before the last: its run sees what was known then. Null: all that there is. */
  readonly asOf: Date | null;
}

export interface TickPlan {
  /** Ascending. */
  readonly runs: readonly PlannedRun[];
  /** Ticks from the first to the last of these, both included, become no run. */
  readonly missed: { readonly from: Date; readonly until: Date } | null;
  /** The last tick that this plan decides. */
  readonly lastDueAt: Date;
  /** The first that it leaves open; not after `now` when there was too much for one transaction. */
  readonly nextRunAt: Date;
}

/**
 * What is to become of the ticks from `first`, which is due, to `now`. Each is decided once: it is a run, or among the missed, or at
 * or after nextRunAt. The last tick runs if it is on time. Of those missed, SKIP runs none, LATEST the last, and ALL every one: those before the
 * last each as of its own moment, so that it computes what it would have computed then, and the last on all that there is, for no run as of a past
 * moment becomes the current one by itself.
 */
export function tickPlan(times: CronTimes, first: Date, now: Date, catchUp: CatchUp): TickPlan {
  return catchUp === 'ALL' ? everyTick(times, first, now) : lastTick(times, first, now, catchUp);
}

function everyTick(times: CronTimes, first: Date, now: Date): TickPlan {
  const due = [first, ...times.between(first, now, mostTicksAtOnce - 1)];
  const lastDueAt = due.at(-1) ?? first;
  const nextRunAt = following(times, lastDueAt);
  const isLast = (dueAt: Date) => dueAt === lastDueAt && nextRunAt > now;
  const runs = due.map((dueAt) => ({ dueAt, asOf: isLast(dueAt) ? null : dueAt }));
  return { runs, missed: null, lastDueAt, nextRunAt };
}

function lastTick(times: CronTimes, first: Date, now: Date, catchUp: 'SKIP' | 'LATEST'): TickPlan {
  const latest = times.latest(now);
  const lastDueAt = latest && latest > first ? latest : first;
  const runs = catchUp === 'LATEST' || isOnTime(lastDueAt, now) ? [{ dueAt: lastDueAt, asOf: null }] : [];
  const until = runs.length === 0 ? lastDueAt : lastDueAt > first ? times.latest(new Date(lastDueAt.getTime() - 1)) : null;
  return {
    runs,
    missed: until && { from: first, until: until > first ? until : first },
    lastDueAt,
    nextRunAt: following(times, lastDueAt > now ? lastDueAt : now),
  };
}

function isOnTime(dueAt: Date, now: Date): boolean {
  return now.getTime() - dueAt.getTime() <= onTimeSeconds * 1000;
}

function following(times: CronTimes, after: Date): Date {
  const next = times.next(after);
  if (!next) throw new Error(`nothing is due after ${after.toISOString()}`); // cronTimes refuses what is never due
  return next;
}
