import { setTimeout as sleep } from 'node:timers/promises';
import { Unreachable } from './connection.ts';

const firstPauseSeconds = 0.25;
const longestPauseSeconds = 4;

/** Does it again while the server is away (an API that is restarted takes seconds), for at most `seconds`. */
export async function retrying<Result>(
  work: () => Promise<Result>,
  { seconds = 45, signal }: { seconds?: number; signal?: AbortSignal | undefined } = {},
): Promise<Result> {
  const deadline = Date.now() + seconds * 1000;
  for (let pause = firstPauseSeconds; ; pause = Math.min(pause * 2, longestPauseSeconds)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Unreachable) || Date.now() + pause * 1000 > deadline) throw error;
    }
    await sleep(pause * 1000, undefined, signal ? { signal } : {});
  }
}
