import { availableParallelism } from 'node:os';
import { z } from 'zod';

const environment = z.object({
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'is missing or not a postgres:// URL' }),
  EARSHOT_WORKER_THREADS: z.coerce
    .number({ error: 'is not a number' })
    .int()
    .min(1)
    .max(64)
    .default(Math.max(1, availableParallelism() - 1)), // one processor stays for the API and the database
  EARSHOT_THREAD_HEAP_MB: z.coerce.number({ error: 'is not a number' }).int().min(64).default(128), // columns of numbers lie outside it
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info'),
});

export interface WorkerConfig {
  readonly databaseUrl: string;
  readonly threads: number;
  readonly threadHeapMegabytes: number;
  readonly logLevel: string;
}

/** The worker's settings. @throws Error that lists every fault at once, and never a value: URLs hold passwords. */
export function readWorkerConfig(env: NodeJS.ProcessEnv): WorkerConfig {
  const parsed = environment.safeParse(env);
  if (!parsed.success) throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`).join('; '));
  return {
    databaseUrl: parsed.data.DATABASE_URL,
    threads: parsed.data.EARSHOT_WORKER_THREADS,
    threadHeapMegabytes: parsed.data.EARSHOT_THREAD_HEAP_MB,
    logLevel: parsed.data.LOG_LEVEL,
  };
}
