/** Jobs leave the first processor to pages, where they are told to; but not the threads of imports, for which somebody waits. Linux, with taskset. */
import { setEnvironmentData, Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { allProcessorsKey, databaseUrlKey, givesWayKey, runProcessorsKey } from '../../../worker/job.ts';
import { allowedProcessors, processorsBesideApi } from '../../../worker/runProcessors.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { JobProcessors } from './fixtures/jobProcessors.ts';

const rest = await processorsBesideApi(); // null where there is only one, or no taskset
const all = await allowedProcessors();
let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(async () => {
  await database?.drop();
});

async function processorsOfJobs(settings: { givesWay: boolean; runProcessors: string | null }): Promise<JobProcessors[]> {
  setEnvironmentData(databaseUrlKey, database.appUrl);
  setEnvironmentData(givesWayKey, settings.givesWay);
  setEnvironmentData(runProcessorsKey, settings.runProcessors ?? undefined);
  setEnvironmentData(allProcessorsKey, all ?? undefined);
  const worker = new Worker(new URL('fixtures/jobProcessors.ts', import.meta.url));
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve).once('error', reject);
    });
  } finally {
    await worker.terminate();
  }
}

describe.runIf(rest !== null)('the processors of a job', () => {
  it('are those of runs for a run, its thread and its session; for an import after it only for its sessions', async () => {
    const [run, file, next] = await processorsOfJobs({ givesWay: true, runProcessors: rest });
    expect(run).toEqual({ thread: rest, backend: rest });
    expect(file).toEqual({ thread: all, backend: rest });
    expect(next).toEqual({ thread: rest, backend: rest });
  });

  it('are all where none are named', async () => {
    for (const job of await processorsOfJobs({ givesWay: true, runProcessors: null })) expect(job).toEqual({ thread: all, backend: all });
  });

  it('are all where the worker does not give way', async () => {
    for (const job of await processorsOfJobs({ givesWay: false, runProcessors: rest })) expect(job).toEqual({ thread: all, backend: all });
  });
});
