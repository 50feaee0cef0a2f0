import { execFileSync, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdirSync } from 'node:fs';
import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import postgres from 'postgres';
import { afterAll, describe, expect, it } from 'vitest';
import { acquireDataLock, liveHolder } from '../../prisma/embedded/dataLock.ts';
import { identify, isAlive, type ProcessIdentity } from '../../prisma/embedded/processIdentity.ts';
import { canReach } from '../../prisma/embedded/serverUser.ts';
import { findRunning, startEmbedded, withDatabase } from '../../prisma/embedded.ts';
import { startNode, startProgram, type TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';
import { until } from '../support/until.ts';

const fast = { initdbFlags: ['--no-sync'], settings: { fsync: 'off' } };
const holdServer = join(import.meta.dirname, 'fixtures/holdServer.ts');
const folders: string[] = [];
const servers = new Map<number, ProcessIdentity>();

afterAll(async () => {
  const left = [...servers.values()].filter(isAlive);
  for (const { pid } of left) process.kill(pid, 'SIGQUIT');
  await until(() => !left.some(isAlive), 'every PostgreSQL has gone');
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

async function folder(): Promise<string> {
  const path = await temporaryFolder('fault');
  folders.push(path);
  return path;
}

interface Report {
  pid: number;
  adopted: boolean;
  adminUrl: string;
  error?: string;
}
async function report(process: TestProcess): Promise<Report> {
  const found = JSON.parse(await process.line((line) => line.startsWith('{'))) as Report;
  const identity = identify(found.pid);
  if (identity) servers.set(found.pid, identity);
  return found;
}

async function query<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return await work(sql);
  } finally {
    await sql.end({ timeout: 1 });
  }
}

/** Only root may, and not in every container. */
const canUnshare = spawnSync('unshare', ['--pid', '--fork', '--mount-proc', 'true']).status === 0;

describe('a parent that was killed with -9', () => {
  it('leaves a PostgreSQL that the next start adopts, with its rows, and stops', async () => {
    const dataDir = await folder();
    const first = startNode([holdServer, dataDir]);
    const before = await report(first);
    await query(before.adminUrl, (sql) => sql`create table kept as select 42 as value`);
    first.child.kill('SIGKILL');
    await first.ended;
    expect(identify(before.pid)).not.toBeNull();

    const second = startNode([holdServer, dataDir]);
    const after = await report(second);
    expect(after).toMatchObject({ adopted: true, pid: before.pid });
    expect(await query(after.adminUrl, (sql) => sql`select value from kept`)).toEqual([{ value: 42 }]);
    second.child.kill('SIGTERM');
    expect(await second.ended).toBe(0);
    expect(identify(before.pid)).toBeNull();
  });

  it('at any moment of a first start leaves a directory that starts', async () => {
    const dataDir = await folder();
    for (const milliseconds of [150, 300, 450, 600, 800, 1000, 1300]) {
      const victim = startNode([holdServer, dataDir]);
      await sleep(milliseconds);
      victim.child.kill('SIGKILL');
      await victim.ended;
    }
    const last = startNode([holdServer, dataDir]);
    const { adminUrl, error } = await report(last);
    expect(error).toBeUndefined();
    expect(await query(adminUrl, (sql) => sql`select current_user as login, current_database() as name`)).toEqual([
      { login: 'earshot_owner', name: 'earshot' },
    ]);
    last.child.kill('SIGTERM');
    expect(await last.ended).toBe(0);
  });

  it('together with PostgreSQL: the next start recovers', async () => {
    const dataDir = await folder();
    const first = startNode([holdServer, dataDir]);
    const { adminUrl, pid } = await report(first);
    await query(adminUrl, (sql) => sql`create table kept as select 42 as value`);
    process.kill(pid, 'SIGKILL');
    first.child.kill('SIGKILL');
    await first.ended;
    const server = await startEmbedded({ dataDir, ...fast });
    expect(server.adopted).toBe(false);
    expect(await query(server.adminUrl, (sql) => sql`select value from kept`)).toEqual([{ value: 42 }]);
    await server.stop();
  });
});

describe('a data directory', () => {
  it('in use by a live start is refused with its process id, and found by other commands', async () => {
    const dataDir = await folder();
    const holder = startNode([holdServer, dataDir]);
    const { adminUrl } = await report(holder);
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(new RegExp(`in use by a live \`earshot start\` \\(process ${holder.pid}\\)`)),
      remedy: expect.stringContaining('EARSHOT_DATA_DIR'),
    });
    expect((await findRunning(dataDir))?.adminUrl).toBe(adminUrl);
    expect(await withDatabase(async (urls) => urls.adminUrl, { dataDir })).toBe(adminUrl);
    holder.signalGroup('SIGINT');
    await holder.ended;
    expect(await findRunning(dataDir)).toBeNull();
  });

  it('goes to exactly one of several starts at once', async () => {
    const dataDir = await folder();
    const starts = Array.from({ length: 4 }, () => startNode([holdServer, dataDir]));
    const reports = await Promise.all(starts.map(report));
    expect(reports.filter(({ error }) => error === undefined)).toHaveLength(1);
    expect(reports.filter(({ error }) => error?.includes('is in use by a live'))).toHaveLength(3);
    for (const start of starts) start.child.kill('SIGTERM');
    await Promise.all(starts.map(({ ended }) => ended));
  });

  it('has one owner at a time, however many take turns', async () => {
    const dataDir = await folder();
    const contenders = Array.from({ length: 4 }, () => startNode([join(import.meta.dirname, 'fixtures/contendLock.ts'), dataDir, '40']));
    expect(await Promise.all(contenders.map(({ ended }) => ended))).toEqual([0, 0, 0, 0]);
  });

  it('is not kept by a process id that now belongs to somebody else', async () => {
    const dataDir = await folder();
    mkdirSync(join(dataDir, 'lock'));
    const stale = { pid: process.pid, startedAt: 'another boot/1', command: 'earshot start', temporary: false, port: 1, released: false };
    await writeFile(join(dataDir, 'lock/7'), JSON.stringify(stale));
    expect(liveHolder(dataDir)).toBeNull();
    const lock = await acquireDataLock(dataDir, { command: 'test', temporary: false });
    expect(liveHolder(dataDir)?.pid).toBe(process.pid);
    lock.release();
    expect(liveHolder(dataDir)).toBeNull();
  });

  it.runIf(canUnshare)('held in another namespace of process ids is refused, and free soon after its holder was killed there', async () => {
    const dataDir = await folder();
    const inside = ['--pid', '--fork', '--kill-child', '--mount-proc', process.execPath, holdServer, dataDir];
    const holder = startProgram('unshare', inside);
    await holder.line((line) => line.startsWith('{'));
    const pidFile = await readFile(join(dataDir, 'pg/postmaster.pid'), 'utf8');
    await expect(startEmbedded({ dataDir, ...fast })).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringMatching(/in use by a live `earshot start` \(process \d+, in another container or on another host: /),
    });
    await expect(withDatabase(async () => 'served', { dataDir })).rejects.toThrow('in another container');
    expect(await readFile(join(dataDir, 'pg/postmaster.pid'), 'utf8')).toBe(pidFile);
    holder.signalGroup('SIGKILL');
    await holder.ended;
    const before = Date.now();
    const server = await startEmbedded({ dataDir, ...fast });
    expect(Date.now() - before).toBeLessThan(45_000);
    await server.stop();
  });

  it('is touched by a holder that may end all the same', async () => {
    const dataDir = await folder();
    const script = `import { acquireDataLock } from ${JSON.stringify(join(import.meta.dirname, '../../prisma/embedded/dataLock.ts'))};
      await acquireDataLock(${JSON.stringify(dataDir)}, { command: 'test', temporary: false });
      await new Promise((resolve) => setTimeout(resolve, 6000));`;
    const holder = startNode(['--input-type=module', '--eval', script]);
    const taken = async () => (await stat(join(dataDir, 'lock/1'))).mtimeMs;
    await until(() => existsSync(join(dataDir, 'lock/1')), 'the lock is taken');
    const first = await taken();
    expect(await holder.ended).toBe(0); // nothing of the lock holds the process
    expect(await taken()).toBeGreaterThan(first + 4000);
  });

  it('is served for one command, and several of them take turns', async () => {
    const dataDir = await folder();
    const names = await Promise.all(
      [1, 2].map(() => withDatabase((urls) => query(urls.appUrl, (sql) => sql`select current_user as login`), { dataDir })),
    );
    expect(names.flat().map(({ login }) => login)).toEqual(['earshot_app', 'earshot_app']);
    expect(existsSync(join(dataDir, 'pg/postmaster.pid'))).toBe(false);
    expect((await readFile(join(dataDir, 'passwords.json'))).length).toBeGreaterThan(50);

    const locale = await withDatabase(
      (urls) =>
        query(
          urls.adminUrl,
          (sql) =>
            sql`select datlocprovider as provider, datlocale as locale, pg_encoding_to_char(encoding) as encoding from pg_database where datname = 'earshot'`,
        ),
      { dataDir },
    );
    expect(locale).toEqual([{ provider: 'b', locale: 'C.UTF-8', encoding: 'UTF8' }]);

    // A number in postmaster.pid that a stranger has now would make PostgreSQL itself refuse.
    await writeFile(join(dataDir, 'pg/postmaster.pid'), `${process.pid}\n${dataDir}/pg\n1\n5432\n\n127.0.0.1\n\nready\n`);
    expect(await withDatabase(async () => 'served', { dataDir })).toBe('served');

    await writeFile(join(dataDir, 'pg/PG_VERSION'), '17\n');
    await expect(startEmbedded({ dataDir })).rejects.toMatchObject({
      message: expect.stringContaining('was made by PostgreSQL 17, older than'),
      remedy: expect.stringContaining('earshot backup'),
    });
    await rm(join(dataDir, 'passwords.json'));
    await expect(startEmbedded({ dataDir })).rejects.toThrow('passwords.json is missing');
  });
});

it('Ctrl-C to the whole group does not reach PostgreSQL before the drain is over', async () => {
  const dataDir = await folder();
  const holder = startNode([holdServer, dataDir]);
  const { pid } = await report(holder);
  holder.signalGroup('SIGINT');
  expect(JSON.parse(await holder.line((line) => line.includes('drained')))).toEqual({ drained: true, alive: false });
  expect(await holder.ended).toBe(0);
  expect(identify(pid)).toBeNull();
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
});

const nobody = { name: 'nobody', uid: 65534, gid: 65534 };
const canTry = process.getuid?.() === 0 && canReach(nobody, process.execPath) && canReach(nobody, import.meta.dirname);
it.runIf(canTry)('works for an ordinary user, who may not write to node_modules', async () => {
  const dataDir = await folder();
  chownSync(dataDir, nobody.uid, nobody.gid);
  const holder = startNode([holdServer, dataDir], { uid: nobody.uid, gid: nobody.gid, env: { PATH: process.env.PATH } });
  const { pid, error } = await report(holder);
  expect(error).toBeUndefined();
  expect(execFileSync('ps', ['-o', 'uid=', '-p', String(pid)], { encoding: 'utf8' }).trim()).toBe('65534');
  holder.child.kill('SIGTERM');
  expect(await holder.ended).toBe(0);
});
