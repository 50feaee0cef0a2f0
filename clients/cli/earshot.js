#!/usr/bin/env node
// Plain JavaScript, because the Node that runs it may be too old for the TypeScript beside it: then the checkout's own
// Node (an npm package) takes over, with our arguments, terminal, signals and exit code.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { join } from 'node:path';

const major = Number(process.versions.node.split('.', 1)[0]);
const folder = import.meta.dirname ?? new URL('.', import.meta.url).pathname;

/**
 * kill to npm or npx ends npm and the shell that it starts us by; the shell passes nothing on, and we would serve on with nobody to
 * stop us. Only under npm: whoever starts us otherwise may mean to leave (nohup, a daemon), and so may a script of npm that does more.
 */
function onLossOfNpm(stop) {
  if (!/^['"]?earshot\b/.test(process.env.npm_lifecycle_script ?? '')) return; // npx quotes it
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    stop();
  }, 500);
  watch.unref();
}

if (major >= 24) {
  // For this process and all that it starts (why: api/processFlags.ts): `earshot fit` then begins in half the time. Within the checkout, since code from a folder that
  // all may write to is not to be run.
  process.env.NODE_COMPILE_CACHE ??= join(folder, '../../node_modules/.cache/earshot');
  process.env.MALLOC_ARENA_MAX ??= '2';
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE);
  onLossOfNpm(() => process.emit('disconnect')); // as if npm had held a channel to us: what serves stops, the rest ends by itself
  await import('./main.ts');
} else {
  const node = join(folder, '../../node_modules/node/bin/node');
  if (!existsSync(node)) {
    console.error(
      `earshot: this is Node ${process.versions.node}, and Node 24 is not in the checkout\n  → run \`npm ci\` in the checkout, which brings it, or use Node 24`,
    );
    process.exit(1);
  }
  // The IPC channel tells the child when this process vanishes, even by kill -9.
  const child = spawn(node, [join(folder, 'earshot.js'), ...process.argv.slice(2)], { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => child.kill(name));
  onLossOfNpm(() => child.connected && child.disconnect());
  child.on('error', (error) => {
    console.error(`earshot: ${node} cannot be started (${error.message})\n  → run \`npm ci\` in the checkout`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal ?? 'SIGTERM'] ?? 0)));
}
