/** `earshot start` as a child, on the demo's own data directory, with its lines at hand. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkout, exitCodeOf } from '../childProcess.ts';
import { CliError } from '../cliError.ts';
import { serverLine } from './serverLine.ts';

export interface DemoServer {
  /** Where it listens, once it does; rejects when it ends before. */
  readonly url: Promise<string>;
  /** What it says from now on goes here. */
  relay(print: (line: string) => void): void;
  /** Open requests are answered, the worker hands back, PostgreSQL stops. A second call, half a second later: at once. */
  stop(): void;
  readonly ended: Promise<number>;
  /** Rejects when it ends, with its last words; never resolves. */
  readonly died: Promise<never>;
}

export function startDemoServer(env: NodeJS.ProcessEnv): DemoServer {
  // Through the channel it learns when we vanish, even by kill -9.
  const child = spawn(process.execPath, [join(checkout, 'api/start.ts')], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const ended = exitCodeOf(child);
  const said: string[] = [];
  let print = (_line: string) => {};
  // A moment later, when its last words have come through the pipe.
  const died = ended.then(async (code) => {
    await sleep(50);
    throw endedEarly(code, said);
  });
  const url = new Promise<string>((found, failed) => {
    const hear = (line: string) => {
      const address = /\bEarshot is running at (\S+)/.exec(line)?.[1];
      if (address) return found(address);
      const news = isDirection(line) ? null : serverLine(line);
      if (news === null) return;
      said.push(news);
      print(news);
    };
    for (const stream of [child.stdout, child.stderr]) if (stream) createInterface(stream).on('line', hear);
    died.catch(failed);
  });
  url.catch(() => {}); // whoever needs it awaits it
  return {
    url,
    ended,
    died,
    relay: (printer) => {
      print = printer;
    },
    stop: () => void child.kill('SIGTERM'),
  };
}

/** Its last words are an error and its remedy, as `earshot start` prints them. */
function endedEarly(code: number, said: readonly string[]): CliError {
  const at = said.findLastIndex((line) => line.startsWith('earshot start: '));
  if (at < 0) return new CliError(`the demo's server has ended (exit code ${code})\n${said.slice(-20).join('\n')}`);
  const remedy = /^\s*→ (.*)/.exec(said[at + 1] ?? '')?.[1]?.replaceAll('earshot start', 'earshot demo');
  return new CliError((said[at] ?? '').slice('earshot start: '.length), remedy ?? null);
}

/** How a browser gets in: the demo says so for its workspaces, once they are there. */
const isDirection = (line: string) => /^ {2}(GraphiQL|Sign in|There is no workspace yet)|^ {4}npx earshot /.test(line); // no line of a stack
