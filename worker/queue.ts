import { PgBoss, type Queue } from 'pg-boss';
import { z } from 'zod';

/** The one method of a database that the queue needs; any transaction may pass itself. */
export interface SqlExecutor {
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

/** What both sides of the queue agree on. */
export interface JobContract<Payload> {
  readonly name: string;
  readonly parse: (payload: unknown) => Payload;
}

const workspaceId = z.int().positive();
const rowId = z.string().regex(/^\d{1,19}$/); // a bigint; JSON has none

/**
 * One queue for all that needs a thread, so that a worker takes as many jobs as it has threads and no more: what waits, waits in
 * the queue, where any worker may take it, and its row says so. `table` and `id` name the row; what is to be done stands there.
 * Of `run_part` the id is the run's: whoever has a thread to spare may read one of its parts. Of `rollup` it is the number of its source.
 */
export const performContract = defineContract(
  'perform',
  z.object({ workspaceId, table: z.enum(['run', 'run_part', 'import', 'rollup']), id: rowId }),
);
export type PerformPayload = ReturnType<typeof performContract.parse>;

export const contracts: readonly JobContract<{ workspaceId: number }>[] = [performContract];

/** What a run may compute; worker/pool.ts names the file of each. */
export type AnalysisKind = 'DRIVERS' | 'CHURN' | 'CLV' | 'VALUE_LOYALTY';

/** Where a job goes whose every attempt was lost with its worker, so that its row does not say RUNNING for ever. */
export const abandonedQueue = 'abandoned';
/** The channel on which it is announced that a run is in another state or attempt; the payload is the run's uuid and nothing else. */
export const runChannel = 'earshot_run';
/**
 * The channel on which it is announced that a run has come further; its uuid again. Apart, for workers hear of states only: a worker that
 * looked at its leases when it hears of progress, and stored some, would hear of that.
 */
export const progressChannel = 'earshot_progress';
/** The channel on which it is announced that webhooks have something to deliver; without a payload. */
export const webhookChannel = 'earshot_webhook';

function defineContract<Payload>(name: string, payload: z.ZodType<Payload>): JobContract<Payload> {
  return { name, parse: (value) => payload.parse(value) };
}

const longestSeconds = 86_400; // that the queue knows; the time of each job is watched by its worker
/**
 * How long a job waits for a worker before pg-boss throws it away: by its own default two weeks, after which a run would wait for ever, and
 * every later one with it. Whoever switches the workers on again after a longer time finds what waits.
 */
const retentionSeconds = 20 * 365 * 86_400;
/** How long a job is kept that is over, of which nobody asks: what looks at the queue reads all that it keeps, by pg-boss's own default a week of them. */
const keptSeconds = 3_600;
/**
 * A dead worker is noticed by its missing heartbeat: 10 s without one, looked for every 5 s, then retried at once;
 * pg-boss's own defaults would take minutes. Each job knows its attempts itself (run.failures), so retryLimit only
 * bounds the losses of whole workers. The pause between two of them grows to 4 s at most: without a bound the fourth
 * takeover waited up to 16 s more, beyond the half minute in which a run is to be in other hands.
 */
const queueOptions = {
  heartbeatSeconds: 10,
  retryLimit: 4,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 4,
  retentionSeconds,
  deleteAfterSeconds: keptSeconds,
  notify: true,
} as const;

/** How many runs that wait before one of the same workspace are told apart. */
export const mostBefore = 1_000;
/** Who goes first; of equals, who came first. */
const priorities = { begun: 1, upkeep: -mostBefore - 1 } as const;

/** Installs or upgrades the queue's own schema, as the owner, and lets the app role use it. Safe to run again. */
export async function installQueue(adminUrl: string): Promise<void> {
  const boss = new PgBoss({ connectionString: adminUrl, max: 1, supervise: false, schedule: false, application_name: 'earshot migrate' });
  boss.on('error', () => {}); // each call below rejects with the error itself
  await boss.start();
  try {
    await createOrUpdateQueue(boss, abandonedQueue, { retryLimit: 1000, retryDelay: 5, retentionSeconds, notify: true });
    for (const contract of contracts) {
      await createOrUpdateQueue(boss, contract.name, {
        ...queueOptions,
        expireInSeconds: longestSeconds,
        deadLetter: abandonedQueue,
      });
    }
    await boss.getDb().executeSql(indexOfLiveJobs);
    await boss.getDb().executeSql(grants);
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** By the row that a job is of: whether it has one is asked of each row that waits (work_without_job), of however many jobs. */
const indexOfLiveJobs = `
  create index if not exists live_job_by_row on pgboss.job ((data ->> 'workspaceId'), (data ->> 'table'), (data ->> 'id')) where state < 'completed';`;

const grants = `
  grant usage on schema pgboss to earshot_app;
  grant select, insert, update, delete on all tables in schema pgboss to earshot_app;
  grant usage on all sequences in schema pgboss to earshot_app;
  grant execute on all functions in schema pgboss to earshot_app;`;

async function createOrUpdateQueue(boss: PgBoss, name: string, options: Omit<Queue, 'name' | 'policy' | 'partition'>): Promise<void> {
  if (await boss.getQueue(name)) await boss.updateQueue(name, options);
  else await boss.createQueue(name, options);
}

/** The sending side. It holds no connection: it asks `db` for what it must know, and each send runs in the caller's transaction. */
export async function openSender(db: SqlExecutor): Promise<JobSender> {
  const boss = new PgBoss({ db, supervise: false, schedule: false, migrate: false, createSchema: false });
  boss.on('error', () => {}); // the cache of queues is refreshed later; a send that fails throws
  await boss.start();
  return {
    async enqueue(tx, contract, payload, { isHelp = false, isUpkeep = false, before = 0 } = {}) {
      const options = {
        priority: -Math.min(before, mostBefore),
        ...(isHelp && { priority: priorities.begun, retryLimit: 0 }),
        ...(isUpkeep && { priority: priorities.upkeep }),
      };
      const jobId = await boss.send(contract.name, contract.parse(payload) as object, { ...options, db: tx });
      if (jobId === null) throw new Error(`queue ${contract.name} did not take the job`);
      return jobId;
    },
    stop: () => boss.stop({ graceful: false }),
  };
}

export interface EnqueueOptions {
  /** Goes before what waits, for it ends a run that has begun; not tried again, for nobody depends on it. */
  readonly isHelp?: boolean;
  /** Goes behind what waits: nobody asked for it. */
  readonly isUpkeep?: boolean;
  /** How many of the same workspace wait already: whose workspace has fewer goes first, so that the many runs of one hold up no other's. */
  readonly before?: number;
}

export interface JobSender {
  /** Puts a job into the queue as part of the caller's transaction; a worker sees it when that commits. */
  enqueue<Payload>(tx: SqlExecutor, contract: JobContract<Payload>, payload: Payload, options?: EnqueueOptions): Promise<string>;
  stop(): Promise<void>;
}

/** A job as its handler sees it. `signal` aborts when the queue gave the job to somebody else. */
export interface TakenJob<Payload> {
  readonly id: string;
  readonly payload: Payload;
  readonly signal: AbortSignal;
}

export interface JobConsumer {
  /** Takes jobs of one contract, `concurrency` at a time. A handler that throws makes the queue try again later. */
  work<Payload>(contract: JobContract<Payload>, concurrency: number, handle: (job: TakenJob<Payload>) => Promise<void>): Promise<void>;
  /** Takes what no worker finished. */
  workAbandoned(handle: (payload: unknown) => Promise<void>): Promise<void>;
  /**
   * Ends a taken job and puts the same payload back as a fresh job, in the caller's transaction: costs it no attempt. It goes before what has not
   * begun: at the end of the queue a worker that is replaced would send what it was at behind all that waits.
   */
  handBack<Payload>(tx: SqlExecutor, contract: JobContract<Payload>, job: TakenJob<Payload>, startAfter?: Date | null): Promise<void>;
  /** Takes no more jobs and waits until the handlers at work have returned. */
  stop(timeoutMilliseconds: number): Promise<void>;
}

/**
 * What pg-boss tells. Of one of its own workers it tells an object, no error, with all that the error had, and a log would print it whole: the values too
 * that the database quotes.
 */
function asError(told: unknown): Error {
  if (told instanceof Error) return told;
  const { message, stack, code } = (told ?? {}) as { readonly message?: unknown; readonly stack?: unknown; readonly code?: unknown };
  const error = new Error(String(message ?? told));
  if (typeof stack === 'string') error.stack = stack;
  return typeof code === 'string' ? Object.assign(error, { code }) : error;
}

/**
 * The taking side, with the queue's upkeep (lost heartbeats, retries, clean-up), as the app role. It has a pool of its own,
 * 3 connections and 1 that listens: the upkeep sends transactions as text, which postgres.js refuses on a pool.
 */
export async function openConsumer(databaseUrl: string, onError: (error: Error) => void): Promise<JobConsumer> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: 3,
    application_name: 'earshot queue',
    migrate: false,
    createSchema: false,
    schedule: false,
    useListenNotify: true,
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    maintenanceIntervalSeconds: 600, // how often what is over is deleted
    reindex: false, // needs the owner
    monitorVacuum: false,
  });
  boss.on('error', (told: unknown) => onError(asError(told)));
  await boss.start();
  const polling = { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5 } as const;
  return {
    async work(contract, concurrency, handle) {
      for (let taker = 1; taker <= concurrency; taker++) {
        let id = '';
        id = await boss.work(contract.name, { ...polling, batchSize: 1 }, async ([job]) => {
          if (!job) return;
          try {
            await handle({ id: job.id, payload: contract.parse(job.data), signal: job.signal });
          } finally {
            boss.notifyWorker(id); // look for the next job at once: left alone, pg-boss first waits out its polling interval
          }
        });
      }
    },
    async workAbandoned(handle) {
      await boss.work(abandonedQueue, { ...polling, batchSize: 1 }, async ([job]) => {
        if (job) await handle(job.data);
      });
    },
    async handBack(tx, contract, job, startAfter = null) {
      await boss.complete(contract.name, job.id, null, { db: tx });
      await boss.send(contract.name, job.payload as object, { priority: priorities.begun, ...(startAfter && { startAfter }), db: tx });
    },
    stop: (timeout) => boss.stop({ graceful: true, timeout }),
  };
}
