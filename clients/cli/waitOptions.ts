/** Options of every command that can wait for the server. */
import { UsageError } from './cliError.ts';
import { durationOption } from './durationOption.ts';

export const waitOption = { type: 'boolean', help: 'wait for its end first' } as const;
export const timeoutOption = {
  type: 'string',
  value: 'TIME',
  help: 'wait no longer than 90s, 30m or 2h; the work goes on, and the exit code is 3',
} as const;

/** How long is waited at most; null: for ever. @throws UsageError also where nobody waits */
export function waitedSeconds({
  wait = false,
  timeout,
}: {
  readonly wait?: boolean | undefined;
  readonly timeout?: string | undefined;
}): number | null {
  if (timeout !== undefined && !wait) throw new UsageError('--timeout is of the waiting', 'say --wait, too');
  return durationOption('timeout', timeout);
}
