import { cancelStatements, jobApplicationName } from './jobSessions.ts';
import type { Lease } from './lease.ts';
import { type Host, usedMegabytes } from './performJob.ts';
import { createProgressMemory } from './progress.ts';
import type { PerformPayload, TakenJob } from './queue.ts';
import { watchThread } from './watchThread.ts';

/**
 * Makes a roll-up anew in a thread. It has no row that is held: one transaction does all, and another that comes too waits for it and finds
 * nothing left to do. What fails is thrown, for the queue to try again; meanwhile metrics read the facts.
 */
export async function performRollup(host: Host, job: TakenJob<PerformPayload>): Promise<void> {
  const { workspaceId, id } = job.payload;
  const lease: Lease = { table: 'rollup', workspaceId, id: BigInt(id), attempt: workspaceId };
  const log = host.log.child({ rollup: id, workspace: workspaceId });
  const progress = createProgressMemory();
  const watch = watchThread({
    limits: host.limits,
    keep: async () => true,
    usedMegabytes: () => usedMegabytes(host, progress),
    taken: job.signal,
    shutdown: host.shutdown,
    wake: host.wake,
    onError: (error) => log.error(error, 'the roll-up could not be watched'),
  });
  log.info('rolls up anew');
  try {
    await host.pool.run('ROLLUP', { lease, progress }, watch.signal);
    log.info('rolled up anew');
  } catch (error) {
    watch.end();
    await cancelStatements(host.sql, jobApplicationName(lease));
    throw error;
  } finally {
    watch.end();
  }
}
