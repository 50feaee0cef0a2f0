/** The command line as a user starts it: a process of its own. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

const launcher = join(import.meta.dirname, '../../clients/cli/earshot.js');

export interface Told {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export async function earshot(words: readonly string[], env: NodeJS.ProcessEnv, { cwd = process.cwd(), input = '' } = {}): Promise<Told> {
  const child = spawn(process.execPath, [launcher, ...words], { env: { ...process.env, NO_COLOR: '1', ...env }, cwd });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { code, out, err };
}
