import { setEnvironmentData } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { databaseUrlKey, type ThreadTask } from './job.ts';
import { threadNiceIncrement } from './lowerPriority.ts';
import type { AnalysisKind } from './queue.ts';

/** Which file a thread loads for a job. By path, so that a thread loads the statistics and the host never does. */
const jobFiles: Readonly<Record<AnalysisKind | 'IMPORT', string>> = {
  DRIVERS: new URL('./jobs/fitDrivers.ts', import.meta.url).href,
  CHURN: new URL('./jobs/fitChurn.ts', import.meta.url).href,
  CLV: new URL('./jobs/valueCustomers.ts', import.meta.url).href,
  VALUE_LOYALTY: new URL('./jobs/crossValueLoyalty.ts', import.meta.url).href,
  IMPORT: new URL('./jobs/loadImport.ts', import.meta.url).href,
};

export interface ThreadPool {
  /** Runs a job in a thread of its own; aborting ends the thread, in whatever loop it is. */
  run(jobName: string, task: ThreadTask, signal: AbortSignal): Promise<void>;
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly threads: number;
  readonly databaseUrl: string;
  /** Heap of one thread; running out fails its job, not the process. Columns of numbers live outside it. */
  readonly threadHeapMegabytes: number;
}

export function createPool(options: PoolOptions): ThreadPool {
  setEnvironmentData(databaseUrlKey, options.databaseUrl);
  const piscina = new Piscina({
    minThreads: 1, // warm: the first job does not wait for a start
    maxThreads: options.threads,
    idleTimeout: 60_000,
    niceIncrement: threadNiceIncrement,
    resourceLimits: { maxOldGenerationSizeMb: options.threadHeapMegabytes },
    recordTiming: false,
  });
  return {
    async run(jobName, task, signal) {
      const filename = (jobFiles as Readonly<Record<string, string>>)[jobName];
      if (filename === undefined) throw new Error(`no file is named for job ${jobName}`);
      await piscina.run(task, { filename, signal });
    },
    stop: () => piscina.close({ force: true }),
  };
}
