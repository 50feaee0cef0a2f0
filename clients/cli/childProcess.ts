/** Other rooms are other processes: a file of the checkout, run by this same Node, its exit code ours. */
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';

export const checkout = join(import.meta.dirname, '../..');
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * A process that serves until it is told to stop. Its channel to us closes when we vanish, even by kill -9, and then it
 * stops by itself; through a channel it also leaves Ctrl-C to its parent, so every signal is passed on as SIGTERM.
 */
export function runServing(file: string, words: readonly string[], flags: readonly string[] = []): Promise<number> {
  const stdio: StdioOptions = ['inherit', 'inherit', 'inherit', 'ipc'];
  const child = spawn(process.execPath, [...flags, join(checkout, file), ...words], { stdio });
  return passSignals(child, signals);
}

/**
 * A command of seconds. It gets a process group of its own: Ctrl-C in a terminal then reaches it once, through us, and it
 * has the time to stop a database that it has started.
 */
export function runBriefly(file: string, words: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, [join(checkout, file), ...words], { stdio: ['ignore', 'inherit', 'inherit'], detached: true });
  return passSignals(child, signals);
}

function passSignals(child: ChildProcess, names: readonly NodeJS.Signals[]): Promise<number> {
  let lastAt = 0;
  const pass = () => {
    if (Date.now() - lastAt < samePressMilliseconds) return;
    lastAt = Date.now();
    child.kill('SIGTERM');
  };
  for (const name of names) process.on(name, pass);
  const passOnce = () => lastAt === 0 && pass(); // who vanishes after Ctrl-C has had it, too: it is no second one, which would mean at once
  process.on('disconnect', passOnce); // npm, or the launcher under an older Node, has vanished (earshot.js)
  return exitCodeOf(child).finally(() => {
    for (const name of names) process.off(name, pass);
    process.off('disconnect', passOnce);
  });
}

/** npm passes Ctrl-C on to a child that has already had it from the terminal: two signals of one key press. */
export const samePressMilliseconds = 500;

export function exitCodeOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}

/** Standard output and what was said on standard error of a command that ends by itself. */
export async function capture(
  file: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<{ code: number; out: string; err: string }> {
  const stdio: StdioOptions = ['ignore', 'pipe', 'pipe'];
  const child = spawn(process.execPath, [join(checkout, file), ...words], { stdio, env, detached: true, signal, killSignal: 'SIGTERM' });
  const read = async (stream: NodeJS.ReadableStream | null) => {
    let text = '';
    for await (const piece of stream ?? []) text += String(piece);
    return text;
  };
  const [code, out, err] = await Promise.all([exitCodeOf(child), read(child.stdout), read(child.stderr)]);
  return { code, out, err };
}
