/** Child processes of tests: their lines as they come, their end, and the certainty that none is left behind. */
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { inject } from 'vitest';

export interface TestProcess {
  readonly child: ChildProcess;
  readonly pid: number;
  readonly lines: readonly string[];
  /** Resolves with the next line for which `wanted` holds, also one that has already come; rejects when the process ends first. */
  line(wanted: (line: string) => boolean): Promise<string>;
  /** Exit code, or the signal's name. */
  readonly ended: Promise<number | string>;
  /** To the whole process group, as Ctrl-C in a terminal. */
  signalGroup(name: NodeJS.Signals): void;
}

const running = new Set<ChildProcess>();

/** Whatever a file has left, for one of its tests failed; called after each (afterFile.ts). */
export function killWhatIsLeft(): void {
  for (const child of running) killGroup(child);
}

/** Those of them that have not ended yet, and waits until they have. */
export async function kill(processes: readonly TestProcess[]): Promise<void> {
  for (const { child } of processes) if (running.has(child)) killGroup(child);
  await Promise.all(processes.map(({ ended }) => ended));
}

function killGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // its last process has gone, and its end is on its way
  }
}

/** `node FILE …` as startProgram starts it. */
export const startNode = (args: readonly string[], options: SpawnOptions = {}): TestProcess =>
  startProgram(process.execPath, args, options);

/** In a process group of its own; standard error joins the lines. By the folder in its environment the watcher knows it, should the runner be killed. */
export function startProgram(program: string, args: readonly string[], options: SpawnOptions = {}): TestProcess {
  const env = { ...(options.env ?? process.env), EARSHOT_TEST_ROOT: inject('testRoot') };
  const child = spawn(program, args, { ...options, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    if (stream)
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        for (const check of waiting) check();
      });
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => {
      running.delete(child);
      resolve(code ?? signal ?? '');
    });
  });
  const line = (wanted: (line: string) => boolean) =>
    new Promise<string>((resolve, reject) => {
      const check = () => {
        const found = lines.find(wanted);
        if (found === undefined) return;
        waiting.delete(check);
        resolve(found);
      };
      waiting.add(check);
      check();
      ended.then((end) => reject(new Error(`ended (${end}) before the line came:\n${lines.join('\n')}`)));
    });
  const pid = child.pid ?? 0;
  return { child, pid, lines, line, ended, signalGroup: (name) => void process.kill(-pid, name) };
}
