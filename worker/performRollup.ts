import type { Sql } from '../prisma/sql.ts';
import { type Host, watchJob } from './jobHost.ts';
import { cancelStatements, jobApplicationName } from './jobSessions.ts';
import type { JobRef } from './lease.ts';
import { createProgressMemory } from './progress.ts';
import type { PerformPayload, TakenJob } from './queue.ts';
import { releaseRollup } from './rollups/rollupState.ts';

/** As many bytes hold more rows than are rolled up one by one. */
const largeFileBytes = 1024 * 1024;
/** Whoever has a thread to spare has taken it by then. */
const patienceSeconds = 1;

/**
 * Makes a roll-up anew in a thread. It has no row that is held: one transaction does all, and another that comes too waits for it and finds
 * nothing left to do. What fails is thrown, for the queue to try again; meanwhile metrics read the facts.
 *
 * It gives its thread to a large file that waits for one, whosever it is: somebody waits for that, and for a roll-up nobody. The scheduler
 * asks for it again when its workspace has had its files. A small file waits: where they come without end there would be no roll-up otherwise.
 */
export async function performRollup(host: Host, job: TakenJob<PerformPayload>): Promise<void> {
  const { workspaceId, id } = job.payload;
  // There is no row that counts attempts, and a roll-up's number is the same in all workspaces: with the workspace in the place of the
  // attempt the name of the session is that of this job alone, and its end cancels no roll-up of another workspace.
  const ref: JobRef = { table: 'rollup', workspaceId, id: BigInt(id), attempt: workspaceId };
  const log = host.log.child({ rollup: id, workspace: workspaceId });
  const progress = createProgressMemory();
  let givesWay = false;
  const watch = watchJob(host, {
    ...{ job, progress, limits: host.limits },
    keep: async () => {
      givesWay = await isFileWaiting(host.sql);
      return !givesWay;
    },
    onError: (error) => log.error(error, 'the roll-up could not be watched'),
  });
  log.info('rolls up anew');
  try {
    await host.pool.run('ROLLUP', { job: ref, progress }, watch.signal);
    log.info('rolled up anew');
  } catch (error) {
    watch.end();
    await cancelStatements(host.sql, jobApplicationName(ref));
    if (!givesWay) throw error;
    await releaseRollup(host.sql, workspaceId, BigInt(id));
    log.info('gives way to a file');
  } finally {
    watch.end();
  }
}

async function isFileWaiting(sql: Sql): Promise<boolean> {
  const [found] = await sql<{ isWaiting: boolean }[]>`select file_is_waiting(${largeFileBytes}, ${patienceSeconds}) as "isWaiting"`;
  return found?.isWaiting ?? false;
}
