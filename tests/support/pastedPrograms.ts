/** Lines of documents for programs that are not ours, run as they are written, where the machine has the program. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Told } from './earshot.ts';

/** Null: it is there. */
export const whyNot = (program: string, words: readonly string[] = ['--version']): string | null =>
  spawnSync(program, words, { stdio: 'ignore' }).status === 0 ? null : `this machine has no ${[program, ...words].join(' ')}`;

interface Surroundings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

export async function run(program: string, words: readonly string[], { cwd, env, input = '' }: Surroundings): Promise<Told> {
  const child = spawn(program, words, { cwd, env: { ...process.env, ...env } });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, out, err };
}

/**
 * A line for a terminal. Its curl finds what documents call http://localhost:4000 where the API of the test is, and fails where HTTP does:
 * by its settings, so that not a letter of the line is another.
 */
export async function pasteIntoShell(line: string, apiUrl: string, { cwd, env }: Surroundings): Promise<Told> {
  const { hostname, port } = new URL(apiUrl);
  const settings = [`connect-to = "localhost:4000:${hostname}:${port}"`, 'noproxy = "*"', 'silent', 'show-error', 'fail'];
  await writeFile(join(cwd, '.curlrc'), `${settings.join('\n')}\n`);
  return run('/bin/sh', ['-c', line], { cwd, env: { ...env, CURL_HOME: cwd } });
}
