/** Files that are there once they are whole. */
import { rmSync } from 'node:fs';
import { rename } from 'node:fs/promises';
import { constants } from 'node:os';
import { basename, dirname, join } from 'node:path';

const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Lets `write` fill a file beside `file`, and renames it at the end: a file of that name is always a whole one, an older one or this
 * one. What was written in part is removed, also when a signal ends the process.
 */
export async function writeWhole<Result>(file: string, write: (part: string) => Promise<Result>): Promise<Result> {
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  const remove = () => rmSync(part, { force: true });
  const leave = (name: NodeJS.Signals) => process.exit(128 + constants.signals[name]);
  process.once('exit', remove); // a signal comes through here
  for (const name of signals) process.once(name, leave);
  try {
    const result = await write(part);
    await rename(part, file);
    return result;
  } catch (error) {
    remove();
    throw error;
  } finally {
    process.off('exit', remove);
    for (const name of signals) process.off(name, leave);
  }
}
