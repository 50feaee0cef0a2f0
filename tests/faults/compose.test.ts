import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { processEnvironment } from '../../api/processFlags.ts';
import { superviseParts } from '../../api/supervise.ts';
import { identify } from '../../prisma/embedded/processIdentity.ts';
import { samePressMilliseconds } from '../../prisma/exitWithParent.ts';
import { processorsBesideApi } from '../../worker/runProcessors.ts';
import { createTestDatabase } from '../support/database.ts';
import { startNode, type TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';

const script = join(import.meta.dirname, 'fixtures/startParts.ts');
const folders: string[] = [];
let dataDir: string;

beforeAll(async () => {
  dataDir = await folder(); // one for all: each test finds what the one before left
});
afterAll(async () => {
  for (const path of folders) {
    const pid = await postmaster(path);
    if (pid) process.kill(pid, 'SIGQUIT');
    await until(async () => (await postmaster(path)) === null, 'PostgreSQL has gone');
  }
  for (const path of folders) await rm(path, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const path = await temporaryFolder('compose');
  folders.push(path);
  return path;
}

async function postmaster(path = dataDir): Promise<number | null> {
  const text = await readFile(join(path, 'pg/postmaster.pid'), 'utf8').catch(() => null);
  const pid = Number(text?.split('\n')[0]);
  return text !== null && identify(pid) ? pid : null;
}

function launch(env: NodeJS.ProcessEnv = {}): TestProcess {
  const { DATABASE_URL: _app, DATABASE_ADMIN_URL: _admin, ...rest } = process.env;
  return startNode([script], { env: { ...rest, PORT: '0', EARSHOT_DATA_DIR: dataDir, ...env } });
}

interface Tree {
  process: TestProcess;
  url: string;
  api: number;
  worker: number;
}
async function running(process: TestProcess): Promise<Tree> {
  const url = (await process.line((line) => line.startsWith('running at '))).slice('running at '.length);
  const pidOf = async (part: string) => Number((await process.line((line) => line.startsWith(`${part} is process `))).split(' ').at(-1));
  return { process, url, api: await pidOf('api'), worker: await pidOf('worker') };
}

const gone = (...pids: number[]) => until(() => !pids.some((pid) => identify(pid)), 'the parts have gone', { seconds: 20 });

it('Ctrl-C to the whole group: the open request is answered, the worker hands back, then PostgreSQL stops', async () => {
  const tree = await running(launch());
  const answer = fetch(`${tree.url}/slow`);
  await tree.process.line((line) => line === 'api is asked for /slow');
  tree.process.signalGroup('SIGINT');
  await sleep(50);
  tree.process.child.kill('SIGINT'); // npm passes the same Ctrl-C on
  expect(await (await answer).text()).toBe('answered');
  expect(await tree.process.ended).toBe(0);
  const { lines } = tree.process;
  const order = ['api stops: ordered', 'api has drained', 'worker hands back: ordered'].map((line) => lines.indexOf(line));
  expect(order.every((at) => at >= 0)).toBe(true);
  expect(order).toEqual(order.toSorted((a, b) => a - b));
  await gone(tree.api, tree.worker);
  expect(await postmaster()).toBeNull();
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
});

it('a second signal stops everything at once', async () => {
  const tree = await running(launch({ FAKE_SLOW_MILLISECONDS: '8000' }));
  const answer = fetch(`${tree.url}/slow`).catch(() => 'cut');
  await tree.process.line((line) => line === 'api is asked for /slow');
  tree.process.child.kill('SIGTERM');
  await tree.process.line((line) => line === 'api stops: ordered');
  await sleep(samePressMilliseconds + 100); // sooner it would be the same press of a key
  const since = Date.now();
  tree.process.child.kill('SIGTERM');
  expect(await tree.process.ended).toBe(130);
  expect(Date.now() - since).toBeLessThan(2000);
  expect(await answer).toBe('cut');
  await gone(tree.api, tree.worker);
  await until(async () => (await postmaster()) === null, 'PostgreSQL has gone', { seconds: 20 });
});

it('kill -9 of the parent: the children leave, and the next start on the same port adopts the database', async () => {
  const first = await running(launch());
  const database = await postmaster();
  first.process.child.kill('SIGKILL');
  await gone(first.api, first.worker);
  expect(await postmaster()).toBe(database);
  const second = await running(launch({ PORT: new URL(first.url).port }));
  expect(second.url).toBe(first.url);
  expect(await postmaster()).toBe(database);
  second.process.child.kill('SIGTERM');
  expect(await second.process.ended).toBe(0);
  expect(await postmaster()).toBeNull();
});

it('both parts are told which processors runs keep to: all but the first, or what the environment says', async () => {
  for (const [env, told] of [
    [{}, (await processorsBesideApi()) ?? 'all'],
    [{ EARSHOT_RUN_PROCESSORS: 'all' }, 'all'],
  ] as const) {
    const tree = await running(launch(env));
    expect(tree.process.lines).toContain(`api knows processors of runs: ${told}`);
    expect(tree.process.lines).toContain(`worker knows processors of runs: ${told}`);
    tree.process.child.kill('SIGTERM');
    expect(await tree.process.ended).toBe(0);
  }
});

it('both parts have the arenas and the folder of code that are theirs, or what the environment says', async () => {
  const { MALLOC_ARENA_MAX, NODE_COMPILE_CACHE } = processEnvironment;
  for (const [env, told] of [
    [{ MALLOC_ARENA_MAX: undefined, NODE_COMPILE_CACHE: undefined }, `arenas ${MALLOC_ARENA_MAX} and code in ${NODE_COMPILE_CACHE}`],
    [{ MALLOC_ARENA_MAX: '3', NODE_COMPILE_CACHE }, `arenas 3 and code in ${NODE_COMPILE_CACHE}`],
  ] as const) {
    const tree = await running(launch(env));
    expect(tree.process.lines).toContain(`api has ${told}`);
    expect(tree.process.lines).toContain(`worker has ${told}`);
    tree.process.child.kill('SIGTERM');
    expect(await tree.process.ended).toBe(0);
  }
});

it('a worker and an API that die are started again', async () => {
  const tree = await running(launch());
  process.kill(tree.worker, 'SIGKILL');
  await tree.process.line((line) => line.startsWith('worker is process ') && !line.endsWith(` ${tree.worker}`));
  await fetch(`${tree.url}/crash`).catch(() => {});
  await tree.process.line((line) => line.startsWith('api is process ') && !line.endsWith(` ${tree.api}`));
  tree.process.child.kill('SIGTERM');
  expect(await tree.process.ended).toBe(0);
  expect(tree.process.lines).toContain('the worker has died (SIGKILL); starting it again in 0.5 s');
});

it('a part that does not stop in its time is killed, and is said to be', async () => {
  const lines: string[] = [];
  const file = join(import.meta.dirname, 'fixtures/stayingPart.ts');
  const parts = superviseParts([{ name: 'worker', file, env: process.env, stopSeconds: 0.3 }], (line) => void lines.push(line));
  await parts.ready;
  await parts.stop();
  expect(lines).toEqual(['the worker did not stop within 0.3 s and is killed']);
});

it('a taken port, a live start and a part that cannot start are one line each, and leave nothing running', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  const taken = launch({ PORT: String(port) });
  expect(await taken.ended).toBe(1);
  expect(taken.lines[0]).toBe(`earshot start: port ${port} is taken by another program`);
  expect(taken.lines).toHaveLength(2);
  server.close();

  const faulty = launch({ FAKE_WORKER_FAILS: '1' });
  expect(await faulty.ended).toBe(1);
  expect(faulty.lines.slice(-2)).toEqual(['earshot start: the worker has a fault', '  → mend it']);
  expect(await postmaster()).toBeNull();

  const live = await running(launch());
  const second = launch();
  expect(await second.ended).toBe(1);
  expect(second.lines[0]).toContain(`is in use by a live \`earshot start\` (process ${live.process.pid})`);
  live.process.child.kill('SIGTERM');
  expect(await live.process.ended).toBe(0);

  const half = launch({ DATABASE_URL: 'postgres://x@127.0.0.1:1/x' });
  expect(await half.ended).toBe(1);
  expect(half.lines[0]).toBe('earshot start: DATABASE_URL is set but DATABASE_ADMIN_URL is not');
  const away = launch({ DATABASE_URL: 'postgres://x@127.0.0.1:1/x', DATABASE_ADMIN_URL: 'postgres://y@127.0.0.1:1/x' });
  expect(await away.ended).toBe(1);
  expect(away.lines).toEqual([
    'earshot start: the database at 127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    '  → start it or correct DATABASE_ADMIN_URL',
  ]);
});

it('three starts at once share one empty database', async () => {
  const database = await createTestDatabase({ empty: true });
  const starts = [1, 2, 3].map(() => launch({ DATABASE_URL: database.appUrl, DATABASE_ADMIN_URL: database.adminUrl }));
  const trees = await Promise.all(starts.map(running));
  expect(new Set(trees.map(({ url }) => url)).size).toBe(3);
  for (const { process } of trees) process.child.kill('SIGTERM');
  expect(await Promise.all(trees.map((tree) => tree.process.ended))).toEqual([0, 0, 0]);
  await database.drop();
});
