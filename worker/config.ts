import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type Limits, limitBounds } from './runLimits.ts';
import { runProcessors } from './runProcessors.ts';

const limit = (name: keyof Limits) =>
  z.coerce.number({ error: 'is not a number' }).int().min(limitBounds[name].least).max(limitBounds[name].most);

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is missing or not a postgres:// URL' }),
  EARSHOT_WORKER_THREADS: z.coerce
    .number({ error: 'is not a number' })
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, availableParallelism() - 1)), // one processor stays for the API and the database
  EARSHOT_RUN_TIMEOUT_SECONDS: limit('timeoutSeconds').default(3600),
  EARSHOT_RUN_MEMORY_MB: limit('memoryMegabytes').default(1024),
  EARSHOT_ROWS_PER_PART: z.coerce.number({ error: 'is not a number' }).int().min(1).default(1_000_000),
  EARSHOT_KEEP_UPLOADS_DAYS: z.coerce.number({ error: 'is not a number' }).int().min(0).max(36_500).default(30),
  EARSHOT_KEEP_SCORES_DAYS: z.coerce.number({ error: 'is not a number' }).int().min(0).max(36_500).default(30),
  EARSHOT_WORKER_GIVES_WAY: z.enum(['0', '1'], { error: 'is neither 0 nor 1' }).default('1'),
  EARSHOT_RUN_PROCESSORS: runProcessors,
  EARSHOT_WEBHOOK_ALLOW_PRIVATE: z.enum(['0', '1', ''], { error: 'is neither 0 nor 1' }).default('0'),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly threads: number;
  /** Of runs and imports: no analysis gets more. */
  readonly limits: Limits;
  /** From how many rows on the reading of a run is divided, and about how many a part holds. */
  readonly rowsPerPart: number;
  /** How long the bytes of files are kept once their imports ended, and what they overwrote; 0: for ever. */
  readonly keepUploadsDays: number;
  /** How long what runs say of single customers is kept once nobody needs it; 0: no longer than it is needed. */
  readonly keepScoresDays: number;
  /** Whether everything else on its machine comes first (lowerPriority.ts). Where others never rest, a worker that does would starve. */
  readonly givesWay: boolean;
  /** To which runs keep (runProcessors.ts), where the worker gives way; null: all. */
  readonly runProcessors: string | null;
  /** Webhooks may go to http and to addresses of one's own network: for tests and closed networks. */
  readonly allowPrivateWebhooks: boolean;
  readonly logLevel: string;
}

/** The worker's settings. @throws Error that lists every fault at once, and never a value: URLs hold passwords. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  return {
    databaseUrl: parsed.data.DATABASE_URL,
    threads: parsed.data.EARSHOT_WORKER_THREADS,
    limits: { timeoutSeconds: parsed.data.EARSHOT_RUN_TIMEOUT_SECONDS, memoryMegabytes: parsed.data.EARSHOT_RUN_MEMORY_MB },
    rowsPerPart: parsed.data.EARSHOT_ROWS_PER_PART,
    keepUploadsDays: parsed.data.EARSHOT_KEEP_UPLOADS_DAYS,
    keepScoresDays: parsed.data.EARSHOT_KEEP_SCORES_DAYS,
    givesWay: parsed.data.EARSHOT_WORKER_GIVES_WAY === '1',
    runProcessors: parsed.data.EARSHOT_RUN_PROCESSORS,
    allowPrivateWebhooks: parsed.data.EARSHOT_WEBHOOK_ALLOW_PRIVATE === '1',
    logLevel: parsed.data.LOG_LEVEL,
  };
}

const connectionsBesideThreads = 8; // 3 for leases + 1 that listens, and as many for the queue
const connectionsOfThread = 2;

/** That a worker may hold at once. Its sum with those of the API is checked at start (prisma/connectionBudget.ts). */
export const workerConnections = (threads: number): number => connectionsBesideThreads + connectionsOfThread * threads;
