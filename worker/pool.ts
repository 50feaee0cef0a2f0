import { setEnvironmentData } from 'node:worker_threads';
import { Piscina } from 'piscina';
import { allProcessorsKey, databaseUrlKey, givesWayKey, machineKey, rowsPerPartKey, runProcessorsKey, type ThreadTask } from './job.ts';
import { threadNiceIncrement } from './lowerPriority.ts';
import type { AnalysisKind } from './queue.ts';

/** Which file a thread loads for a job. By path, so that a thread loads the statistics and the host never does. */
const jobFiles: Readonly<Record<AnalysisKind | 'IMPORT' | 'ROLLUP', string>> = {
  DRIVERS: new URL('./jobs/fitDrivers.ts', import.meta.url).href,
  CHURN: new URL('./jobs/fitChurn.ts', import.meta.url).href,
  CLV: new URL('./jobs/valueCustomers.ts', import.meta.url).href,
  VALUE_LOYALTY: new URL('./jobs/crossValueLoyalty.ts', import.meta.url).href,
  IMPORT: new URL('./jobs/loadImport.ts', import.meta.url).href,
  ROLLUP: new URL('./jobs/remakeRollup.ts', import.meta.url).href,
};

/** One a process. */
export interface ThreadPool {
  /** Runs a job in a thread of its own; aborting ends the thread, in whatever loop it is. */
  run(jobName: string, task: ThreadTask, signal: AbortSignal): Promise<void>;
  /** What a thread holds now, heap and columns of numbers, also while it is deep in a loop; null once it is gone. */
  usedMegabytes(threadId: number): Promise<number | null>;
  stop(): Promise<void>;
}

export interface PoolOptions {
  readonly threads: number;
  readonly databaseUrl: string;
  readonly rowsPerPart: number;
  readonly givesWay: boolean;
  /** Those that runs keep to, where jobs give way. Default: all. */
  readonly runProcessors?: string | null;
  /** Those that imports take, where runs keep to some. */
  readonly allProcessors?: string | null;
  /** Where its threads read parts of runs (ownMachine.ts). Default: one without a name, for a worker that is alone. */
  readonly machine?: string;
  /** After which a thread without work ends, but for the last one. Default: a minute. */
  readonly idleMilliseconds?: number;
}

/**
 * V8's own limit of a heap, which no run is to reach: at it, V8 ends the thread if it can, and the whole process where the next
 * allocation is a large one, such as the doubling of a Map. The limits of runs lie below and are watched from outside.
 */
const heapCeilingMegabytes = 16_384;

/** Half of V8's own: what a job reads dies at once, and reading a million rows held 90 MB more, as fast. */
const youngMegabytes = 24;

export function createPool(options: PoolOptions): ThreadPool {
  setEnvironmentData(databaseUrlKey, options.databaseUrl);
  setEnvironmentData(rowsPerPartKey, options.rowsPerPart);
  setEnvironmentData(givesWayKey, options.givesWay);
  setEnvironmentData(runProcessorsKey, options.runProcessors ?? undefined);
  setEnvironmentData(allProcessorsKey, options.allProcessors ?? undefined);
  setEnvironmentData(machineKey, options.machine ?? '');
  const piscina = new Piscina({
    minThreads: 1, // warm: the first job does not wait for a start
    maxThreads: options.threads,
    idleTimeout: options.idleMilliseconds ?? 60_000,
    niceIncrement: options.givesWay ? threadNiceIncrement : 0,
    resourceLimits: { maxOldGenerationSizeMb: heapCeilingMegabytes, maxYoungGenerationSizeMb: youngMegabytes },
    recordTiming: false,
  });
  // A worker takes no more jobs than it has threads; one may wait while an aborted thread is replaced. Counted here: the bound of piscina's own queue
  // leaves out tasks that can be aborted, which all of ours can.
  const most = 2 * options.threads;
  let taken = 0;
  return {
    async run(jobName, task, signal) {
      const filename = (jobFiles as Readonly<Record<string, string>>)[jobName];
      if (filename === undefined) throw new Error(`no file is named for job ${jobName}`);
      if (taken === most) throw new Error(`${jobName} was given to a worker of ${options.threads} threads that had ${most} jobs already`);
      taken++;
      try {
        await piscina.run(task, { filename, signal });
      } finally {
        taken--;
      }
    },
    async usedMegabytes(threadId) {
      const thread = piscina.threads.find((one) => one.threadId === threadId);
      const statistics = await thread?.getHeapStatistics().catch(() => null); // it may end meanwhile
      return statistics ? (statistics.used_heap_size + statistics.external_memory) / 2 ** 20 : null;
    },
    stop: () => piscina.close({ force: true }),
  };
}
