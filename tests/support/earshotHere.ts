/** A command in this process, for tests of many: what it says and how it ends, without the half second that a process takes to start. */
import { vi } from 'vitest';
import { CliError } from '../../clients/cli/cliError.ts';
import type { Command } from '../../clients/cli/command.ts';
import { commands } from '../../clients/cli/commandTable.ts';
import { findCommand } from '../../clients/cli/findCommand.ts';
import { earshot, type Told } from './earshot.ts';

interface Surroundings {
  readonly env?: NodeJS.ProcessEnv;
  readonly cwd?: string;
  readonly input?: string;
}

let last: Promise<unknown> = Promise.resolve();

/** One after the other, in the order asked for. Commands that are other programs, or read standard input, get a process of their own. */
export async function earshotHere(
  words: readonly string[],
  { env = {}, cwd = process.cwd(), input = '' }: Surroundings = {},
): Promise<Told> {
  const known = words[0] === 'fit' ? (await import('../../clients/cli/fit/fitCommands.ts')).fitCommands : commands;
  const found = findCommand(words, known);
  if (!found || found.environment.includes('DATABASE_URL') || input !== '') return earshot(words, env, { cwd, input });
  const told = last.then(() => within({ env, cwd }, () => listened(found, words.slice(found.name.split(' ').length))));
  last = told.catch(() => undefined);
  return told;
}

async function within<Result>({ env, cwd }: Required<Omit<Surroundings, 'input'>>, work: () => Promise<Result>): Promise<Result> {
  const before = { env: { ...process.env }, cwd: process.cwd() };
  Object.assign(process.env, env, { NO_COLOR: '1' });
  process.chdir(cwd);
  try {
    return await work();
  } finally {
    process.chdir(before.cwd);
    for (const name of ['NO_COLOR', ...Object.keys(env)]) delete process.env[name];
    Object.assign(process.env, before.env);
  }
}

async function listened(command: Command, words: readonly string[]): Promise<Told> {
  const [out, err]: [string[], string[]] = [[], []];
  const spies = [
    vi.spyOn(console, 'log').mockImplementation((...texts) => void out.push(`${texts.join(' ')}\n`)),
    vi.spyOn(console, 'error').mockImplementation((...texts) => void err.push(`${texts.join(' ')}\n`)),
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(out.push(String(text)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean(err.push(String(text)))),
  ];
  try {
    const code = await command.run(words);
    return { code, out: out.join(''), err: err.join('') };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    const remedy = error.remedy === null ? '' : `  → ${error.remedy}\n`; // as main.ts tells it
    return { code: error.exitCode, out: out.join(''), err: `${err.join('')}earshot: ${error.message}\n${remedy}` };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}
