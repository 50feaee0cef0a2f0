import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { CliError } from '../../../clients/cli/cliError.ts';
import { openProgress } from '../../../clients/cli/print/progress.ts';
import { whileWaiting } from '../../../clients/cli/server/whileWaiting.ts';

afterEach(() => vi.restoreAllMocks());

/** What a terminal was told, its own bar and the lines of the command, in their order. */
function terminal() {
  const told: string[] = [];
  vi.spyOn(console, 'error').mockImplementation((line) => void told.push(`${line}`));
  return { told, progress: openProgress({ isTTY: true, write: (text) => told.push(text) }) };
}
const cleared = '\r\u001b[2K';

it('tells what goes on where the server stays away, after the bar is gone', async () => {
  const { told, progress } = terminal();
  progress.show('running', 0.5);
  const away = new CliError('cannot be reached');
  await expect(whileWaiting({ goesOn: 'run r1 goes on', progress }, () => Promise.reject(away))).rejects.toBe(away);
  expect(told.slice(1)).toEqual([cleared, 'earshot: run r1 goes on']);
  expect(process.listenerCount('SIGTERM')).toBe(0);
});

it('tells nothing of what is over, and clears the bar of what has ended', async () => {
  const { told, progress } = terminal();
  const refused = new CliError('no');
  const waiting = { goesOn: 'the file is not whole', progress, isItsEnd: (error: unknown) => error === refused };
  progress.show('sending', 0.1);
  await expect(whileWaiting(waiting, () => Promise.reject(refused))).rejects.toBe(refused);
  progress.show('sending again', 0.1);
  expect(await whileWaiting(waiting, () => Promise.resolve('done'))).toBe('done');
  expect(told.filter((line) => line === cleared)).toHaveLength(2);
  expect(told.join()).not.toContain('not whole');
});

it('ends with a code of its own when the time is up, and stops what waits', async () => {
  const { told, progress } = terminal();
  const stopped = vi.fn();
  const work = (signal: AbortSignal) => sleep(60_000, undefined, { signal }).finally(stopped);
  await expect(whileWaiting({ goesOn: 'run r1 goes on', progress, timeoutSeconds: 0.05 }, work)).rejects.toMatchObject({
    exitCode: 3,
    remedy: 'run r1 goes on',
  });
  await sleep(10);
  expect(stopped).toHaveBeenCalledOnce();
  expect(told.join()).not.toContain('goes on'); // once, as the remedy
});
