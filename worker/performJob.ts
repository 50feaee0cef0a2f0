import type { Logger } from 'pino';
import { executor, type Sql } from '../prisma/sql.ts';
import { jobApplicationName } from './job.ts';
import { failLease, handBackLease, keepLease, type Lease, takeLease } from './lease.ts';
import type { ThreadPool } from './pool.ts';
import { createProgressMemory, readProgress } from './progress.ts';
import { type JobConsumer, type PerformPayload, performContract, type TakenJob } from './queue.ts';

export interface Host {
  readonly sql: Sql;
  readonly pool: ThreadPool;
  readonly consumer: JobConsumer;
  readonly log: Logger;
  /** Aborts when this worker shuts down. */
  readonly shutdown: AbortSignal;
  /** Look at the lease now: something was announced. */
  readonly wake: EventTarget;
}

/** Why a job was stopped before its end. */
type StopReason = 'LEASE_LOST' | 'TIMEOUT' | 'SHUTDOWN';

const checkMilliseconds = 500; // progress is stored and a lost lease noticed at least this often

/**
 * One job from the moment it was taken: lease, thread, progress, and how it ends. Returns when nothing is left to do for
 * this attempt; throws when the queue is to try again.
 */
export async function performJob(host: Host, job: TakenJob<PerformPayload>): Promise<void> {
  const { workspaceId, table, id } = job.payload;
  const taken = await takeLease(host.sql, table, workspaceId, BigInt(id));
  if (!taken) return;
  const { lease } = taken;
  const name = table === 'run' ? taken.kind : 'IMPORT';
  const timeoutSeconds = taken.timeoutSeconds ?? performContract.timeoutSeconds;
  const log = host.log.child({ [table]: id, kind: name, workspace: workspaceId, attempt: lease.attempt });
  log.info('taken');
  const progress = createProgressMemory();
  const watch = watchLease(host, lease, () => readProgress(progress), timeoutSeconds, job.signal);
  try {
    await host.pool.run(name, { lease, progress }, watch.signal);
    log.info('done');
  } catch (error) {
    watch.end(); // no write of progress may follow the one that ends the attempt
    await cancelStatements(host.sql, lease);
    if (!watch.signal.aborted) return await fail(host, lease, log, 'CRASHED', error);
    const reason: StopReason = watch.signal.reason;
    log.warn({ reason }, 'stopped');
    if (reason === 'SHUTDOWN') await handBackLease(host.sql, lease, (tx) => host.consumer.handBack(executor(tx), performContract, job));
    if (reason === 'TIMEOUT') await fail(host, lease, log, 'TIMEOUT', new Error(`took longer than ${timeoutSeconds} s`));
  } finally {
    watch.end();
  }
}

interface Watch {
  readonly signal: AbortSignal;
  end(): void;
}

function watchLease(
  host: Host,
  lease: Lease,
  progress: () => ReturnType<typeof readProgress>,
  timeoutSeconds: number,
  taken: AbortSignal,
): Watch {
  const controller = new AbortController();
  const stop = (reason: StopReason) => controller.abort(reason);
  const onShutdown = () => stop('SHUTDOWN');
  const onTaken = () => stop('LEASE_LOST');
  let checking = false;
  const check = async () => {
    if (checking || controller.signal.aborted) return;
    checking = true;
    try {
      if ((await keepLease(host.sql, lease, progress())) === 'LOST') stop('LEASE_LOST');
    } catch (error) {
      host.log.error(error, 'progress could not be stored'); // the database is away: the queue's heartbeat decides
    } finally {
      checking = false;
    }
  };
  const interval = setInterval(check, checkMilliseconds);
  const timeout = setTimeout(stop, timeoutSeconds * 1000, 'TIMEOUT');
  host.wake.addEventListener('announced', check);
  host.shutdown.addEventListener('abort', onShutdown);
  taken.addEventListener('abort', onTaken);
  if (host.shutdown.aborted) onShutdown();
  return {
    signal: controller.signal,
    end() {
      clearInterval(interval);
      clearTimeout(timeout);
      host.wake.removeEventListener('announced', check);
      host.shutdown.removeEventListener('abort', onShutdown);
      taken.removeEventListener('abort', onTaken);
    },
  };
}

/** A fault of this attempt. Throws when it is to be tried again, which is how the queue hears of it. */
async function fail(host: Host, lease: Lease, log: Logger, code: string, error: unknown): Promise<void> {
  const message = error instanceof Error ? error.message : String(error);
  log.error(error, code);
  if (await failLease(host.sql, lease, code, message)) throw new Error(`${code}: ${message}`);
}

/**
 * Ends the SQL of a thread that is gone. The thread dies a moment after the abort and may have sent one more statement,
 * hence the second look.
 */
async function cancelStatements(sql: Sql, lease: Lease): Promise<void> {
  for (const pause of [0, 200]) {
    await new Promise((resolve) => setTimeout(resolve, pause));
    await sql`
      select pg_cancel_backend(pid) from pg_stat_activity
       where application_name = ${jobApplicationName(lease)} and usename = current_user and state <> 'idle'`;
  }
}
