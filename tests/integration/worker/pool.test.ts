/** The threads of a worker: no more than it may have, no more waiting than threads, and none kept for long without work. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createPool, type PoolOptions, type ThreadPool } from '../../../worker/pool.ts';
import { createProgressMemory, readThread } from '../../../worker/progress.ts';
import { until } from '../../support/until.ts';

let server: Server;
const sockets = new Set<Socket>();
let answers = true;
let databaseUrl: string;
let pool: ThreadPool | undefined;

/** Accepts connections and says nothing: a job that connects to it is under way until it is stopped, or until the server hangs up. */
beforeAll(async () => {
  server = createServer((socket) => {
    socket.on('error', () => {});
    if (!answers) socket.destroy();
    else sockets.add(socket);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  databaseUrl = `postgres://app:secret@127.0.0.1:${(server.address() as AddressInfo).port}/none`;
  return () => server.close();
});
function hangUp(): void {
  answers = false;
  for (const socket of sockets) socket.destroy();
}
afterEach(async () => {
  hangUp();
  await pool?.stop();
  pool = undefined;
  answers = true;
});

function start(options: Pick<PoolOptions, 'threads' | 'idleMilliseconds'>) {
  const started = createPool({ databaseUrl, rowsPerPart: 1, givesWay: false, ...options });
  pool = started;
  return () => {
    const progress = createProgressMemory();
    const ended = started
      .run('ROLLUP', { job: { table: 'rollup', workspaceId: 1, id: 1n, attempt: 0 }, progress }, new AbortController().signal)
      .then(
        () => 'done',
        (error: unknown) => String((error as Error).message),
      );
    return { ended, thread: () => readThread(progress) };
  };
}

describe('the pool of a worker', () => {
  it('runs as many jobs as it has threads, lets as many wait, and refuses the next at once', async () => {
    const run = start({ threads: 2 });
    const running = [run(), run()];
    await until(() => running.every(({ thread }) => thread() !== null), 'all run');
    const waiting = [run(), run()];
    expect(await run().ended).toBe('ROLLUP was given to a worker of 2 threads that had 4 jobs already');
    expect(waiting.map(({ thread }) => thread())).toEqual([null, null]);
    hangUp();
    await Promise.all([...running, ...waiting].map(({ ended }) => ended));
    for (const { thread } of waiting) expect(thread()).not.toBeNull(); // those that waited had their turn
    answers = true;
    const next = run();
    await until(() => next.thread() !== null, 'it runs'); // and there is room again
  }, 60_000);

  it('ends threads that have nothing to do, but for one that stays warm', async () => {
    const run = start({ threads: 3, idleMilliseconds: 200 });
    const jobs = Array.from({ length: 3 }, run);
    await until(() => jobs.every(({ thread }) => thread() !== null), 'all run');
    const threads = jobs.map(({ thread }) => thread()!);
    expect(new Set(threads).size).toBe(3);
    hangUp();
    await Promise.all(jobs.map(({ ended }) => ended));
    const alive = async () => (await Promise.all(threads.map((id) => pool!.usedMegabytes(id)))).filter((used) => used !== null).length;
    await until(async () => (await alive()) <= 1, 'one is left');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await alive()).toBe(1);
  }, 60_000);
});
