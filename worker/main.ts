/**
 * The worker: takes jobs from the queue and runs each in a thread of its own. Only wiring stands here; the life of a job
 * is in performJob.ts, what it does in jobs/.
 */
import { availableParallelism } from 'node:os';
import { pino } from 'pino';
import { connectionShortage } from '../prisma/connectionBudget.ts';
import { describeError } from '../prisma/describeError.ts';
import { exitWithParent, tellParent } from '../prisma/exitWithParent.ts';
import { assertAppRole, assertSchemaVersion } from '../prisma/migrate.ts';
import { sessionsOfWorker } from '../prisma/release.ts';
import { connect, executor, type Sql } from '../prisma/sql.ts';
import { explain } from '../prisma/startError.ts';
import { readWorkerConfig, type WorkerConfig, workerConnections } from './config.ts';
import { deliverWebhooks } from './deliverWebhooks.ts';
import type { Host } from './jobHost.ts';
import { abandon } from './lease.ts';
import { lowerOwnPriority } from './lowerPriority.ts';
import { ownMachine } from './ownMachine.ts';
import { performJob } from './performJob.ts';
import { createPool } from './pool.ts';
import { openConsumer, openSender, performContract, runChannel, webhookChannel } from './queue.ts';
import { allowedProcessors, keepOwnProcessTo } from './runProcessors.ts';
import { startScheduler, wallClock } from './scheduler.ts';

const log = pino({ name: 'worker', base: { name: 'worker' }, serializers: { err: describeError } }, pino.destination(2));
const drainMilliseconds = 8_000;

try {
  await startWorker(readWorkerConfig(process.env));
} catch (error) {
  tellParent({ type: 'failed', message: explain(error) });
  if (!process.connected) process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
  process.disconnect?.();
}

async function startWorker(config: WorkerConfig): Promise<void> {
  log.level = config.logLevel;
  if (config.givesWay) await lowerOwnPriority();
  const allProcessors = await allowedProcessors();
  if (config.givesWay && config.runProcessors !== null && !(await keepOwnProcessTo(config.runProcessors))) {
    log.warn(
      `EARSHOT_RUN_PROCESSORS is ${config.runProcessors}: this machine has no such processors, or no taskset (util-linux), so runs take any`,
    );
  }
  const sql = connect(config.databaseUrl, {
    applicationName: sessionsOfWorker,
    max: 3,
    settings: { idle_in_transaction_session_timeout: '20s' }, // a worker that is paused amid a transaction holds its locks no longer
  });
  await assertAppRole(sql);
  await assertSchemaVersion(sql);
  const shortage = await connectionShortage(sql, workerConnections(config.threads));
  if (shortage) log.warn(shortage);
  const shutdown = new AbortController();
  const wake = new EventTarget();
  const machine = await ownMachine(config.givesWay ? config.runProcessors : null);
  const pool = createPool({ ...config, allProcessors, machine });
  const consumer = await openConsumer(config.databaseUrl, (err) => log.error({ err }, 'the queue met a fault; it tries again by itself'));
  const room = { machine, readers: Math.max(config.threads, availableParallelism()) }; // of the processors that it is kept to
  const host: Host = { sql, pool, consumer, log, limits: config.limits, room, shutdown: shutdown.signal, wake };

  const announced = () => wake.dispatchEvent(new Event('announced'));
  await sql.listen(runChannel, announced, announced);
  const webhooks = deliverWebhooks({ sql, log, allowPrivate: config.allowPrivateWebhooks });
  await sql.listen(webhookChannel, webhooks.look, webhooks.look);
  await consumer.work(performContract, config.threads, (job) => performJob(host, job));
  await consumer.workAbandoned((payload) => endAbandoned(sql, payload));
  const queue = await openSender(executor(sql));
  const scheduler = startScheduler({
    sql,
    queue,
    log,
    clock: wallClock(sql, wake),
    keepUploadsDays: config.keepUploadsDays,
    keepScoresDays: config.keepScoresDays,
  });

  exitWithParent({
    onStop: async () => {
      shutdown.abort(); // threads end, their rows and jobs go back to wait
      // Nobody waits for another: until the consumer stops it takes jobs, which would only be handed back.
      await Promise.all([consumer.stop(drainMilliseconds), webhooks.stop(drainMilliseconds), scheduler.stop()]);
      await queue.stop();
      await pool.stop();
      await sql.end({ timeout: 1 });
    },
  });
  tellParent({ type: 'ready' });
  log.info({ threads: config.threads }, 'ready');
}

async function endAbandoned(sql: Sql, payload: unknown): Promise<void> {
  const { workspaceId, table, id } = performContract.parse(payload);
  if (table === 'run' || table === 'import') await abandon(sql, table, workspaceId, BigInt(id)); // nobody waits for help, or for a roll-up: it is asked for again
}
