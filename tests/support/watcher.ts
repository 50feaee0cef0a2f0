/**
 * `node watcher.ts FOLDER`: when its standard input ends (the test run is over, or was killed), ends every process that
 * has that folder in its command line or environment, and removes the folder.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const folder = process.argv[2] ?? '';
if (!folder.includes('earshot-test-')) throw new Error('the folder of a test run is expected');
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => {});
process.stdin.resume();
process.stdin.on('error', () => {});
process.stdin.once('close', async () => {
  // A run that ends well has stopped its server and removed the folder; give it the time.
  for (let waited = 0; waited < 20 && existsSync(folder); waited++) await sleep(50);
  for (let round = 0; round < 100 && existsSync(folder); round++) {
    const pids = processes();
    for (const { pid, isServer } of pids) end(pid, isServer && round < 40 ? 'SIGQUIT' : 'SIGKILL');
    if (pids.length === 0) rmSync(folder, { recursive: true, force: true });
    await sleep(50);
  }
  process.exit(0);
});

function end(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // gone already
  }
}

function processes(): { pid: number; isServer: boolean }[] {
  const all = process.platform === 'linux' ? fromProc() : fromPs();
  return all
    .filter(({ pid, text }) => pid !== process.pid && text.includes(folder))
    .map(({ pid, text }) => ({ pid, isServer: /bin\/postgres\b/.test(text) }));
}

function fromProc(): { pid: number; text: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), text: ['cmdline', 'environ'].map((file) => readOrEmpty(`/proc/${name}/${file}`)).join('\0') }));
}

function fromPs(): { pid: number; text: string }[] {
  const lines = execFileSync('ps', ['-axwwE', '-o', 'pid=,command='], { encoding: 'utf8' }).trim().split('\n');
  return lines.map((line) => ({ pid: Number.parseInt(line, 10), text: line }));
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
