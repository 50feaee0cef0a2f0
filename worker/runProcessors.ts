/**
 * The processors that runs, and the worker that does them, keep to on a machine that they share with an API: all but the first. Idle threads alone (idleGroup.ts) are not enough. While each
 * processor has one, none ever rests, and only one that rests fetches the page that waits on another; and a thread that has just come to a processor is owed a
 * slice there, of up to three milliseconds, which the scheduler gives it as soon as whatever else runs there sleeps for an instant, however much less it counts.
 *
 * By `taskset` of util-linux, which every distribution has and which needs no rights over one's own threads: Node cannot ask for it. Without it, and
 * elsewhere than on Linux, nothing happens.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { z } from 'zod';

const execute = promisify(execFile);
const limit = { timeout: 5_000 };

/** EARSHOT_RUN_PROCESSORS: a list as Linux writes it, or all; null is all. */
export const runProcessors = z
  .string()
  .regex(/^(all|\d+(-\d+)?(,\d+(-\d+)?)*)?$/, 'is neither all nor a list of processors like 1-3 or 1,3')
  .default('all')
  .transform((text) => (text === 'all' || text === '' ? null : text));

/** Those that the process may use, as a list; null where nobody tells. */
export async function allowedProcessors(): Promise<string | null> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? null;
}

/** @returns the rest of the list; null where it has one processor */
export function allButFirst(list: string): string | null {
  const [first = '', ...others] = list.split(',');
  const [from, to] = first.split('-').map(Number);
  if (from !== undefined && to !== undefined && to > from) others.unshift(to === from + 1 ? `${to}` : `${from + 1}-${to}`);
  return others.length > 0 ? others.join(',') : null;
}

/** What `earshot start` lets runs have; null where they have all, for there is one, or no way to keep to fewer. */
export async function processorsBesideApi(): Promise<string | null> {
  const rest = allButFirst((await allowedProcessors()) ?? '');
  return rest !== null && (await canKeepTo(rest)) ? rest : null;
}

/** Whether the machine has one of them, and the means. */
export async function canKeepTo(processors: string): Promise<boolean> {
  return succeeds(['-c', processors, 'true']);
}

/** Threads, or first threads of processes. @returns whether all are kept there: one may have ended, or be another user's */
export async function keepTo(processors: string, threads: readonly (string | number)[]): Promise<boolean> {
  const kept = await Promise.all(threads.map((thread) => succeeds(['-p', '-c', processors, String(thread)])));
  return kept.every(Boolean);
}

/** This process with the threads that it starts from now on, which may leave. @returns whether it is kept there */
export async function keepOwnProcessTo(processors: string): Promise<boolean> {
  if (!(await canKeepTo(processors))) return false;
  await keepTo(processors, await readdir('/proc/self/task'));
  return true;
}

async function succeeds(options: readonly string[]): Promise<boolean> {
  return execute('taskset', options, limit).then(
    () => true,
    () => false,
  );
}
