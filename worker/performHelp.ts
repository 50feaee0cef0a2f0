import { randomUUID } from 'node:crypto';
import { executor, inWorkspace } from '../prisma/sql.ts';
import { type Host, watchJob } from './jobHost.ts';
import { cancelStatements, jobApplicationName } from './jobSessions.ts';
import { noteRun } from './lease.ts';
import { createProgressMemory } from './progress.ts';
import { type PerformPayload, performContract, type TakenJob } from './queue.ts';
import { limitsOf } from './runLimits.ts';
import { findOpenRun, keepPart, type PartHolder, releaseParts } from './runParts.ts';

/**
 * Helps with a large run that another thread holds: a thread of this worker reads parts of it while there are any. Nobody depends
 * on it. Whatever goes wrong here costs the run nothing: the part is given back, and the thread that holds the run reads it.
 */
export async function performHelp(host: Host, job: TakenJob<PerformPayload>): Promise<void> {
  const open = await findOpenRun(host.sql, job.payload.workspaceId, BigInt(job.payload.id), host.room);
  if (!open) return; // others were quicker, or the run is over
  if (!open.hasRoom) return leaveToOthers(host, job);
  const { lease } = open;
  const who: PartHolder = { lease, holder: randomUUID() };
  const log = host.log.child({ run: job.payload.id, kind: open.kind, workspace: lease.workspaceId, attempt: lease.attempt });
  log.info('helps');
  const progress = createProgressMemory();
  const watch = watchJob(host, {
    ...{ job, progress },
    limits: limitsOf(host.limits, open),
    keep: () => keepPart(host.sql, who),
    onError: (error) => log.error(error, 'the part could not be kept'),
  });
  try {
    await host.pool.run(open.kind, { job: lease, progress, holder: who.holder }, watch.signal);
    log.info('helped');
  } catch (error) {
    watch.end();
    await cancelStatements(host.sql, jobApplicationName(lease, who.holder));
    const reason: string | null = watch.signal.aborted ? watch.signal.reason : null;
    log.warn({ reason, err: reason ? undefined : error }, 'help ended');
    await releaseParts(host.sql, who);
    if (reason === 'LEASE_LOST' || reason === 'SHUTDOWN') return;
    const message = `a worker that helped gave a part back: ${reason ?? (error instanceof Error ? error.message : String(error))}`;
    await inWorkspace(host.sql, lease.workspaceId, (tx) => noteRun(tx, lease, 'WARN', message));
  } finally {
    watch.end();
  }
}

const pauseMilliseconds = 2_000;

/** For workers of other machines, of which this one, with a thread to spare, may have been quicker than all; later it looks itself again. */
async function leaveToOthers({ sql, consumer }: Host, job: TakenJob<PerformPayload>): Promise<void> {
  const later = new Date(Date.now() + pauseMilliseconds);
  await inWorkspace(sql, job.payload.workspaceId, (tx) => consumer.handBack(executor(tx), performContract, job, later));
}
