import { setTimeout as sleep } from 'node:timers/promises';
import { isFull, noSessionWords } from '../prisma/noSession.ts';
import { executor } from '../prisma/sql.ts';
import { type Host, watchJob } from './jobHost.ts';
import { cancelStatements, jobApplicationName } from './jobSessions.ts';
import { type Fault, failLease, handBackLease, keepLease, type Lease, takeLease } from './lease.ts';
import { performHelp } from './performHelp.ts';
import { performRollup } from './performRollup.ts';
import { createProgressMemory, type Progress, readProgress, type Stage } from './progress.ts';
import { type PerformPayload, performContract, type TakenJob } from './queue.ts';
import { readUsualSeconds } from './readUsualSeconds.ts';
import { type Limits, limitMessage, limitsOf } from './runLimits.ts';
import { sweepParts } from './runParts.ts';
import { secondsLeft, type UsualSeconds } from './secondsLeft.ts';
import type { StopReason, ThreadWatch } from './watchThread.ts';

/**
 * One job from the moment it was taken: lease, thread, progress, and how it ends. Returns when nothing is left to do for
 * this attempt; throws when the queue is to try again, because the database could not be told how it ended.
 */
export async function performJob(host: Host, job: TakenJob<PerformPayload>): Promise<void> {
  const { workspaceId, table, id } = job.payload;
  if (table === 'run_part') return performHelp(host, job);
  if (table === 'rollup') return performRollup(host, job);
  const taken = await onceThereIsRoom(host, job, () => takeLease(host.sql, table, workspaceId, BigInt(id)));
  if (!taken) return;
  const { lease } = taken;
  const name = table === 'run' ? taken.kind : 'IMPORT';
  const log = host.log.child({ [table]: id, kind: name, workspace: workspaceId, attempt: lease.attempt });
  log.info('taken');
  const limits = limitsOf(host.limits, taken);
  const progress = createProgressMemory();
  const watch = watchLease(host, lease, job, progress, limits);
  try {
    await host.pool.run(name, { job: lease, progress }, watch.signal);
    log.info('done');
  } catch (error) {
    watch.end(); // no write of progress may follow the one that ends the attempt
    const requeue = (tx: Parameters<typeof executor>[0], startAfter: Date | null = null) =>
      host.consumer.handBack(executor(tx), performContract, job, startAfter);
    const reason: StopReason | null = watch.signal.aborted ? watch.signal.reason : null;
    const fault = faultOf(reason, error, limits, host);
    log[fault ? 'error' : 'warn']({ reason, err: reason ? undefined : error }, fault?.code ?? 'stopped');
    await onceThereIsRoom(host, job, async () => {
      await cancelStatements(host.sql, jobApplicationName(lease));
      if (fault) await failLease(host.sql, lease, fault, requeue);
      if (reason === 'LEASE_LOST') await sweepParts(host.sql, lease);
      if (reason === 'SHUTDOWN') await handBackLease(host.sql, lease, requeue);
    });
  } finally {
    watch.end();
  }
}

const longestPauseMilliseconds = 8_000;

/**
 * Again and again while others have all the connections of the database. Thrown, that would cost one of the few times for which the queue gives a
 * job out, one a second or two: its run would be given up while nothing is wrong with it. The queue's own session lives on meanwhile, and with it the claim.
 */
async function onceThereIsRoom<Result>(
  { shutdown, log }: Host,
  { signal }: TakenJob<PerformPayload>,
  work: () => Promise<Result>,
): Promise<Result> {
  const over = AbortSignal.any([shutdown, signal]);
  for (let pause = 500; ; pause = Math.min(2 * pause, longestPauseMilliseconds)) {
    try {
      return await work();
    } catch (error) {
      if (!isFull(error) || over.aborted) throw error;
      log.warn('the database has no connection left: waits for one');
      await sleep(pause, undefined, { signal: over }).catch(() => {}); // over: once more, and no more
    }
  }
}

/** What went wrong with the attempt; null where nothing did, because it was stopped on purpose. */
function faultOf(reason: StopReason | null, error: unknown, limits: Limits, host: Host): Fault | null {
  if (reason === 'TIMEOUT' || reason === 'OUT_OF_MEMORY') return { code: reason, message: limitMessage(reason, limits, host.limits) };
  if (reason) return null;
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : { code: undefined, message: String(error) };
  if (message.startsWith(noSessionWords)) return { code: 'DATABASE_AWAY', message };
  const isOutOfMemory = code === 'ERR_WORKER_OUT_OF_MEMORY' || message === 'Array buffer allocation failed';
  return isOutOfMemory
    ? { code: 'OUT_OF_MEMORY', message: limitMessage('OUT_OF_MEMORY', limits, host.limits) }
    : { code: 'CRASHED', message };
}

function watchLease(host: Host, lease: Lease, job: TakenJob<PerformPayload>, progress: SharedArrayBuffer, limits: Limits): ThreadWatch {
  const estimate = estimateOf(host, lease);
  return watchJob(host, {
    ...{ job, progress, limits },
    keep: async () => {
      const now = readProgress(progress);
      return keepLease(host.sql, lease, { ...now, estimatedSecondsLeft: estimate(now) });
    },
    onError: (error) => host.log.error(error, 'progress could not be stored'),
  });
}

/**
 * Whole seconds, so that a change of it is news. How long the run usually takes is read beside the work, and beside what keeps its lease: should that
 * answer never come, a cancel is seen all the same.
 */
function estimateOf({ sql, log }: Host, lease: Lease): (progress: Progress) => number | null {
  if (lease.table !== 'run') return () => null;
  let usual: UsualSeconds | null = null;
  readUsualSeconds(sql, lease).then(
    (seconds) => {
      usual = seconds;
    },
    (error: unknown) => log.error(error, 'how long the run usually takes could not be read'),
  );
  let stage: Stage = 'waiting';
  let began = performance.now();
  return (progress) => {
    if (progress.stage !== stage) {
      stage = progress.stage;
      began = performance.now();
    }
    const left = secondsLeft(progress, (performance.now() - began) / 1000, usual);
    return left === null ? null : Math.ceil(left);
  };
}
