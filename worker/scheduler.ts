import type { Logger } from 'pino';
import { inWorkspace, type Sql, type Transaction } from '../prisma/sql.ts';
import type { JobSender } from './queue.ts';
import { advanceBackfill } from './scheduling/advanceBackfill.ts';
import { clearScores } from './scheduling/clearScores.ts';
import { clearSessions } from './scheduling/clearSessions.ts';
import { clearUploads } from './scheduling/clearUploads.ts';
import { findWithoutJob, type RoundPlace, roundStart, type WithoutJob } from './scheduling/missingJobs.ts';
import { putBackJob } from './scheduling/putBackJob.ts';
import { queueRollup } from './scheduling/queueRollup.ts';
import { releaseRun } from './scheduling/releaseRun.ts';
import { runOnArrival } from './scheduling/runOnArrival.ts';
import { runSchedule } from './scheduling/runSchedule.ts';

/** Time, as an argument: tests let it jump. */
export interface Clock {
  now(): Date | Promise<Date>;
  /** Until it is time to look again, or `signal` aborts. */
  untilNextLook(signal: AbortSignal): Promise<void>;
}

export interface SchedulerHost {
  readonly sql: Sql;
  readonly queue: Pick<JobSender, 'enqueue'>;
  readonly log: Logger;
  readonly clock: Clock;
  /** 0: for ever. */
  readonly keepUploadsDays: number;
  /** 0: those alone that are needed. */
  readonly keepScoresDays: number;
}

/** Every worker has one. They take rows with SKIP LOCKED, so of any number of them each thing is done by one. */
export function startScheduler(host: SchedulerHost): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const memory: Memory = {
    resting: new Map(),
    jobsSeenAt: null,
    jobsPlace: null,
    sweptAt: { uploads: null, scores: null, sessions: null },
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const isMoreDue = await look(host, memory, stopping.signal).catch((error: unknown) => {
        host.log.error(error, 'the scheduler could not look for what is due'); // the database is away: the next look may find it
        return false;
      });
      if (!isMoreDue) await host.clock.untilNextLook(stopping.signal);
    }
  };
  const done = loop();
  return {
    stop: async () => {
      stopping.abort();
      await done;
    },
  };
}

interface Due {
  readonly kind: 'SCHEDULE' | 'BACKFILL' | 'ARRIVAL' | 'ROLLUP' | 'WAITING' | 'RUN' | 'IMPORT';
  readonly workspaceId: number;
  readonly id: bigint;
}

/** What is deleted when its time is over. */
type Sweep = 'uploads' | 'scores' | 'sessions';

interface Memory {
  /** Until when what failed is left alone. */
  readonly resting: Map<string, number>;
  /** When the last round began that looks whether all that waits has its job; at first when the scheduler first looked. */
  jobsSeenAt: number | null;
  /** How far that round has come; null: it is over. */
  jobsPlace: RoundPlace | null;
  /** When nothing was left of a kind that is kept no longer; at first when the scheduler first looked. */
  readonly sweptAt: Record<Sweep, number | null>;
}

const mostAtOnce = 500;
/** What failed is left alone for a while, so that it holds up nothing else and does not fill the log. */
const restSeconds = 60;
/** A job is lost only where somebody clears the queue: that is looked for now and then. */
const jobsSeconds = 30;
const sweepSeconds = 600;
/** Sessions end by the clock of the database, which may differ from this one. */
const sessionDays = 1;

/** Does once whatever is due, or as much of it as there is until `stopping`. Returns true when a schedule has more ticks than were decided. */
async function look(host: SchedulerHost, memory: Memory, stopping: AbortSignal): Promise<boolean> {
  const { sql, queue, log, clock } = host;
  const { resting } = memory;
  const now = await clock.now();
  const due = await sql<Due[]>`select kind, workspace_id as "workspaceId", id from scheduler_work(${now}, ${mostAtOnce})`;
  const withoutJob = await nextWithoutJob(sql, memory, now);
  let isMoreDue = false;
  for (const { kind, workspaceId, id } of [...due, ...withoutJob]) {
    if (stopping.aborted) return false;
    const name = `${kind} ${workspaceId} ${id}`;
    if ((resting.get(name) ?? 0) > now.getTime()) continue;
    resting.delete(name);
    try {
      const more = await inWorkspace(sql, workspaceId, (tx) => attend(tx, queue, { kind, workspaceId, id }, now));
      isMoreDue ||= more;
    } catch (error) {
      log.error({ err: error, kind, workspace: workspaceId, id: String(id) }, 'the scheduler could not do what is due');
      resting.set(name, now.getTime() + restSeconds * 1000);
    }
  }
  await sweep(host, memory, now);
  return isMoreDue;
}

/** A little of each at each look, as long as there is some: what else is due does not wait for it. */
async function sweep({ sql, log, keepUploadsDays, keepScoresDays }: SchedulerHost, { sweptAt }: Memory, now: Date): Promise<void> {
  const before = (days: number) => new Date(now.getTime() - days * 86_400_000);
  const sweeps: Readonly<Record<Sweep, () => Promise<boolean>>> = {
    uploads: () => clearUploads(sql, keepUploadsDays === 0 ? new Date(0) : before(keepUploadsDays)), // 0: none is old, some may be asked for
    scores: () => clearScores(sql, before(keepScoresDays)),
    sessions: () => clearSessions(sql, before(sessionDays)),
  };
  for (const what of Object.keys(sweeps) as Sweep[]) {
    sweptAt[what] ??= now.getTime();
    if (Math.abs(now.getTime() - sweptAt[what]) < sweepSeconds * 1000) continue;
    const isMore = await sweeps[what]().catch((error: unknown) => {
      log.error({ err: error, what }, 'what is kept no longer could not be deleted');
      return false;
    });
    if (!isMore) sweptAt[what] = now.getTime();
  }
}

/** A round every so often; of few rows it takes one look. */
async function nextWithoutJob(sql: Sql, memory: Memory, now: Date): Promise<readonly WithoutJob[]> {
  memory.jobsSeenAt ??= now.getTime();
  if (memory.jobsPlace === null && Math.abs(now.getTime() - memory.jobsSeenAt) >= jobsSeconds * 1000) {
    memory.jobsSeenAt = now.getTime();
    memory.jobsPlace = roundStart;
  }
  const found: WithoutJob[] = [];
  while (memory.jobsPlace) {
    const place = memory.jobsPlace;
    memory.jobsPlace = null; // where it cannot be asked, the next round asks again
    const { lost, next } = await findWithoutJob(sql, place);
    found.push(...lost);
    memory.jobsPlace = next;
    if (next?.table === place.table) break; // more at the next look
  }
  return found;
}

async function attend(tx: Transaction, queue: SchedulerHost['queue'], { kind, workspaceId, id }: Due, now: Date): Promise<boolean> {
  if (kind === 'SCHEDULE') return runSchedule(tx, queue, workspaceId, id, now);
  if (kind === 'BACKFILL') await advanceBackfill(tx, queue, workspaceId, id);
  else if (kind === 'ROLLUP') await queueRollup(tx, queue, workspaceId, id);
  else if (kind === 'WAITING') await releaseRun(tx, queue, workspaceId, id);
  else if (kind === 'RUN' || kind === 'IMPORT') await putBackJob(tx, queue, kind === 'RUN' ? 'run' : 'import', workspaceId, id);
  else await runOnArrival(tx, queue, workspaceId, id);
  return false;
}

const lookMilliseconds = 2_000;
const pauseMilliseconds = 500;

/**
 * The clock of the database, one for all hosts: by its own, a host whose clock is ahead would decide ticks before they are due, and delete before its
 * time what is kept. Looks every two seconds, and half a second after something was announced, for a run that ends may make room for the next.
 */
export function wallClock(sql: Sql, wake: EventTarget): Clock {
  return {
    now: async () => {
      const [row] = await sql<{ now: Date }[]>`select clock_timestamp() as now`;
      if (!row) throw new Error('the database gave no time');
      return row.now;
    },
    untilNextLook: async (signal) => {
      await elapsed(pauseMilliseconds, signal);
      await elapsed(lookMilliseconds - pauseMilliseconds, signal, wake);
    },
  };
}

function elapsed(milliseconds: number, signal: AbortSignal, wake?: EventTarget): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      wake?.removeEventListener('announced', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    wake?.addEventListener('announced', end);
    if (signal.aborted) end();
  });
}
