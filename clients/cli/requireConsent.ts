import { createInterface } from 'node:readline/promises';
import { CliError, UsageError } from './cliError.ts';

interface Consent {
  /** For the message where nobody can be asked: "whether to erase the customer for good". */
  readonly whether: string;
  /** What will happen, a sentence. */
  readonly warning: string;
  /** What has to be typed once more: a name or an id. */
  readonly typed: string;
  /** What `typed` is. */
  readonly noun: string;
  /** What did not happen: "erased". */
  readonly done: string;
}

/**
 * By typing a name once more: one key too few is soon pressed.
 *
 * @throws UsageError where nobody is there to be asked, CliError where something else was typed
 */
export async function requireConsent({ whether, warning, typed, noun, done }: Consent): Promise<void> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) throw new UsageError(`nobody is there to be asked ${whether}`, 'say so: --yes');
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const answer = await terminal.question(`${warning} Type the ${noun} once more to go on: `);
    if (answer.trim() !== typed) throw new CliError(`nothing was ${done}: what was typed is another ${noun}`);
  } finally {
    terminal.close();
  }
}
