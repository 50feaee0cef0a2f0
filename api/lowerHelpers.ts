/**
 * The threads in which V8 marks and compiles give way to the one that answers. They wake beside it on its processor, and a slice of theirs is four
 * milliseconds, which a page then waits for: the scheduler moves neither to the other processor while a recompute runs there, however low that is.
 *
 * Linux, where a nice value is a thread's own; none are found before Node 22, which gave them a name.
 */
import { readdir, readFile } from 'node:fs/promises';
import { setPriority } from 'node:os';

/** A tenth of what an ordinary thread gets beside others: on a machine that is kept busy the marking still comes to its end before memory is full. */
export const helperNice = 10;

/** @returns how many gave way */
export async function lowerHelpers(): Promise<number> {
  const threads = await readdir('/proc/self/task').catch(() => []);
  const lowered = await Promise.all(threads.map(async (thread) => (await isHelper(thread)) && lower(Number(thread))));
  return lowered.filter(Boolean).length;
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
