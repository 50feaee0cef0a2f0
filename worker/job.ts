import { getHeapStatistics } from 'node:v8';
import { getEnvironmentData, threadId } from 'node:worker_threads';
import { collectGarbage } from '../prisma/collectGarbage.ts';
import { messageWithoutValues } from '../prisma/describeError.ts';
import { isWithoutSession, noSessionMessage } from '../prisma/noSession.ts';
import { connect, type Sql } from '../prisma/sql.ts';
import { callingThread, joinIdleGroup } from './idleGroup.ts';
import { jobApplicationName } from './jobSessions.ts';
import { keepSession, takeKeptSession } from './keptSession.ts';
import type { JobRef } from './lease.ts';
import { findBackend, lowerBackendPriority } from './lowerPriority.ts';
import { type Progress, type Stage, writeProgress, writeThread } from './progress.ts';
import { keepTo } from './runProcessors.ts';

/** Where the host leaves the database's URL for its threads. */
export const databaseUrlKey = 'earshot.databaseUrl';
/** And the number of rows from which the reading of a run is divided. */
export const rowsPerPartKey = 'earshot.rowsPerPart';
/** And whether everything else on the machine comes first. */
export const givesWayKey = 'earshot.givesWay';
/** And the processors that runs keep to, if it does; absent: all. */
export const runProcessorsKey = 'earshot.runProcessors';
/** And all that the process was started with, if there are such. */
export const allProcessorsKey = 'earshot.allProcessors';
/** And what the machine that they are of is called (ownMachine.ts). */
export const machineKey = 'earshot.machine';

/** What a thread is handed: all plain data. */
export interface ThreadTask<Ref extends JobRef = JobRef> {
  readonly job: Ref;
  readonly progress: SharedArrayBuffer;
  /** The name of one who helps with the parts of a run that another thread holds; absent in the thread that holds it. */
  readonly holder?: string;
}

export type Report = (stage: Stage, now?: Partial<Omit<Progress, 'stage'>>) => void;

/** The task as its body sees it. */
export interface JobTask<Ref extends JobRef> extends Pick<ThreadTask<Ref>, 'job' | 'holder'> {
  readonly report: Report;
}

/** Less is left to V8: after a collection that is forced the thread's next job reads with half as much processor time again. */
const worthCollectingMegabytes = 64;
let hasTriedGroup = false; // once a thread
let keptTo: string | null = null; // by this thread itself; null: to those of the process

/**
 * A job's body in its thread. It gets `connections` of its own; a single one is left to the thread's next job, if all went well. The thread of a job with two, an
 * import, takes all processors: it checks the rows that come while the server, on those of runs, stores the ones before, and somebody waits for the file.
 */
export function defineJob<Ref extends JobRef>(
  connections: 1 | 2,
  body: (sql: Sql, task: JobTask<Ref>) => Promise<void>,
): (task: ThreadTask<Ref>) => Promise<void> {
  return async (task) => {
    const { progress } = task;
    writeThread(progress, threadId);
    const givesWay = getEnvironmentData(givesWayKey) === true;
    const processors = givesWay ? processorsBy(runProcessorsKey) : null;
    if (givesWay && !hasTriedGroup) await joinIdleGroup();
    hasTriedGroup = true;
    if (processors !== null) await threadKeepsTo(connections === 1 ? processors : processorsBy(allProcessorsKey));
    const kept = connections === 1 ? await takeKeptSession(databaseUrl(), nameOf(task)) : null;
    const sql = kept ?? connectJob(task, connections);
    const lowered = givesWay ? lowerBackends(sql, connections, processors) : null; // of a kept one, too: another may have taken its place
    let isDone = false;
    try {
      await body(sql, { ...task, report: (stage, now) => writeProgress(progress, stage, now) });
      isDone = true;
    } catch (error) {
      throw tellable(error);
    } finally {
      await lowered;
      if (isDone && connections === 1) await keepSession(databaseUrl(), sql);
      else await sql.end({ timeout: 1 });
      if (heldMegabytes() > worthCollectingMegabytes) collectGarbage(); // so that what this job leaves does not count against the memory of the next
    }
  };
}

function processorsBy(key: typeof runProcessorsKey | typeof allProcessorsKey): string | null {
  return (getEnvironmentData(key) as string | undefined) ?? null;
}

async function threadKeepsTo(processors: string | null): Promise<void> {
  const thread = callingThread();
  if (processors === null || processors === keptTo || thread === null) return;
  if (await keepTo(processors, [thread])) keptTo = processors;
}

/** Heap and columns of numbers. */
function heldMegabytes(): number {
  const { used_heap_size, external_memory } = getHeapStatistics();
  return (used_heap_size + external_memory) / 2 ** 20;
}

/** What goes to the log, to the row's error and to whoever reads it: between threads an error keeps its message and not its code. */
function tellable(error: unknown): unknown {
  if (isWithoutSession(error)) return new Error(noSessionMessage(error));
  if (!(error instanceof Error) || messageWithoutValues(error) === error.message) return error;
  return new Error(messageWithoutValues(error));
}

/**
 * Connections under the name of the job. client_connection_check_interval lets the server notice within half a second that a
 * killed thread is gone; without it a COPY or a long query ran on for more than 10 s.
 */
export function connectJob(task: Pick<ThreadTask, 'job' | 'holder'>, connections: number): Sql {
  return connect(databaseUrl(), {
    applicationName: nameOf(task),
    max: connections,
    settings: { client_connection_check_interval: '500ms', idle_in_transaction_session_timeout: '60s' },
  });
}

function databaseUrl(): string {
  return String(getEnvironmentData(databaseUrlKey));
}

function nameOf({ job, holder }: Pick<ThreadTask, 'job' | 'holder'>): string {
  return jobApplicationName(job, holder);
}

/**
 * Takes each of the job's connections once, ahead of the job, which waits for the answer to one small query. It fails
 * only as the job's own statements do, which tell it.
 */
async function lowerBackends(sql: Sql, connections: number, processors: string | null): Promise<void> {
  const reserved = await Promise.allSettled(Array.from({ length: connections }, () => sql.reserve()));
  const lowering = reserved.map(async (taken) => {
    if (taken.status === 'rejected') return;
    const connection = taken.value;
    const backend = await findBackend(connection).catch(() => null);
    connection.release();
    if (backend) await lowerBackendPriority(backend, processors);
  });
  await Promise.all(lowering);
}
