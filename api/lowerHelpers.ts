/**
 * The threads in which V8 marks and compiles give way to the one that answers. They wake beside it on its processor, and a slice of theirs is three to four
 * milliseconds, which a page then waits for: the scheduler moves neither to the other processor while a recompute runs there, however low that is. So they
 * have a low nice value and keep to the processors of runs.
 *
 * They are not in the idle group of the jobs (worker/idleGroup.ts): the collector waits for a helper that has begun, and where other programs keep the machine
 * busy an idle one does not get on. Beside two of them p99 of pages was 0.6 to 3 s so, and is 11 to 19 ms.
 *
 * Linux, where a nice value is a thread's own; none are found before Node 22, which gave them a name.
 */
import { readdir, readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';
import { keepTo } from '../worker/runProcessors.ts';

/** A tenth of what an ordinary thread gets beside others: on a machine that is kept busy the marking still comes to its end before memory is full. */
export const helperNice = 10;

/** `processors` as of worker/runProcessors.ts. @returns how many gave way */
export async function lowerHelpers(processors: string | null): Promise<number> {
  const threads = await readdir('/proc/self/task').catch(() => []);
  const areHelpers = await Promise.all(threads.map(isHelper));
  const helpers = threads.filter((_, index) => areHelpers[index]);
  if (helpers.length === 0) return 0;
  if (processors !== null) await keepTo(processors, helpers);
  return helpers.map(Number).filter(lower).length;
}

async function isHelper(thread: string): Promise<boolean> {
  return (await readFile(`/proc/self/task/${thread}/comm`, 'utf8').catch(() => '')) === 'V8Worker\n';
}

function lower(thread: number): boolean {
  try {
    setPriority(thread, helperNice);
    return true;
  } catch {
    return false; // ended meanwhile
  }
}
