import { existsSync } from 'node:fs';
import { readFile, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { expect, it } from 'vitest';
import { findRunning } from '../../prisma/embedded.ts';
import { startNode, startProgram, type TestProcess } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = join(import.meta.dirname, '../..');

function launch(file: string, dataDir: string, ...words: string[]): TestProcess {
  return startNode([join(root, file), ...words], { env: environment(dataDir) });
}

function environment(dataDir: string): NodeJS.ProcessEnv {
  const { DATABASE_URL: _app, DATABASE_ADMIN_URL: _admin, ...rest } = process.env;
  return { ...rest, PORT: '0', EARSHOT_DATA_DIR: dataDir };
}

async function url(started: TestProcess): Promise<string> {
  return /http:\S+/.exec(await started.line((line) => line.startsWith('Earshot is running at')))?.[0] ?? '';
}

async function workspaces(dataDir: string): Promise<string[]> {
  const sql = postgres((await findRunning(dataDir))?.adminUrl ?? '', { max: 1 });
  const rows = await sql<{ key: string }[]>`select key from workspace order by key`;
  await sql.end();
  return rows.map(({ key }) => key);
}

it('earshot start: a second start, one after kill -9 and one after backup, wipe and restore find the data again', async () => {
  const folder = await temporaryFolder('start');
  const dataDir = join(folder, 'data');
  const first = launch('api/start.ts', dataDir);
  expect((await fetch(`${await url(first)}/health`)).status).toBe(200);
  await first.line((line) => line.includes('npx earshot workspaces create acme'));
  expect(first.lines).toContain(`the database is in ${await realpath(dataDir)} (new and empty)`);
  const sql = postgres((await findRunning(dataDir))?.adminUrl ?? '', { max: 1 });
  await sql`insert into workspace (key, name, currency, time_zone) values ('kept', 'Kept', 'EUR', 'UTC')`;
  // Another release of the command line, beside a server that goes on: nothing changes beneath that.
  const [last] =
    await sql`delete from _prisma_migrations where migration_name = (select max(migration_name) from _prisma_migrations) returning *`;
  const newer = launch('api/commands/workspaces.ts', dataDir, 'list');
  expect(await newer.ended).toBe(1);
  expect(newer.lines.join('\n')).toMatch(/an API or a worker of the older one is running on it\n +→ stop `earshot start`, make a backup/);
  await sql`insert into _prisma_migrations ${sql(last!)}`;
  await sql.end();

  const models = (await readFile('prisma/schema.prisma', 'utf8')).match(/^model (?!RunPart)\w+/gm) ?? []; // parts of runs under way are in no backup
  const tables = models.length;
  const file = join(folder, 'a.backup');
  const whileRunning = launch('prisma/backup.ts', dataDir, file);
  expect(await whileRunning.ended).toBe(0);
  expect(whileRunning.lines).toEqual([`1 rows of ${tables} tables are in ${file}`]);
  const intoRunning = launch('prisma/restore.ts', dataDir, file, '--force');
  expect(await intoRunning.ended).toBe(1);
  expect(intoRunning.lines.join()).toContain('connections of the API or the worker are open');

  first.child.kill('SIGKILL');
  const second = launch('api/start.ts', dataDir);
  expect((await fetch(`${await url(second)}/health`)).status).toBe(200);
  expect(second.lines.join()).toContain('adopting the PostgreSQL');
  expect(second.lines).toContain(`the database is in ${await realpath(dataDir)}`);
  expect(await workspaces(dataDir)).toEqual(['kept']);
  await second.line((line) => line.includes('npx earshot sign-in --workspace KEY'));
  expect(second.lines.join()).not.toContain('el_'); // this is no terminal: the lines are kept somewhere
  second.signalGroup('SIGINT');
  expect(await second.ended).toBe(0);
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');

  await rename(dataDir, `${dataDir}-old`);
  const restored = launch('prisma/restore.ts', dataDir, file);
  expect(await restored.ended).toBe(0);
  expect(restored.lines).toContain(`1 rows of ${tables} tables are restored`);
  expect(existsSync(join(dataDir, 'pg/postmaster.pid'))).toBe(false);
  const again = launch('prisma/restore.ts', dataDir, file);
  expect(await again.ended).toBe(1);
  expect(again.lines.slice(-2)[0]).toBe('earshot restore: the database is not empty: workspace has rows');

  const third = startProgram('npx', ['earshot', 'start'], { cwd: root, env: environment(dataDir) });
  await url(third);
  expect(await workspaces(dataDir)).toEqual(['kept']);
  third.child.kill('SIGTERM'); // to npm, which takes its shell with it and nobody else
  await third.ended; // all that it had started, for they hold its output open
  expect(await readFile(join(dataDir, 'postgres.log'), 'utf8')).toContain('database system is shut down');
  expect(existsSync(join(dataDir, 'pg/postmaster.pid'))).toBe(false);
  await rm(folder, { recursive: true, force: true });
}, 120_000);

it('a wrong use of backup, restore and migrate is told without a stack', async () => {
  const dataDir = join(await temporaryFolder('usage'), 'data');
  for (const file of ['prisma/backup.ts', 'prisma/restore.ts']) {
    const wrong = launch(file, dataDir);
    expect(await wrong.ended).toBe(1);
    expect(wrong.lines[0]).toMatch(/^earshot (backup|restore): \w+ wants one argument/);
    expect(wrong.lines).toHaveLength(2);
  }
  const missing = launch('prisma/restore.ts', dataDir, '/nowhere/a.backup');
  expect(await missing.ended).toBe(1);
  expect(missing.lines[0]).toBe('earshot restore: there is no file /nowhere/a.backup');
  expect(existsSync(dataDir)).toBe(false);
});
