import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { allowedProcessors } from './runProcessors.ts';

/**
 * Names the processors that runs of this process have. Workers of one name share them: another container has another host name, another machine
 * another boot, and workers that are kept to different processors of one machine differ by these.
 */
export async function ownMachine(runProcessors: string | null): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => ''); // only Linux tells
  return [hostname(), boot.trim(), runProcessors ?? (await allowedProcessors()) ?? ''].join(' ');
}
