import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import postgres from 'postgres';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { assertServer, openAdmin } from '../../../prisma/adminConnection.ts';
import { analysedTables } from '../../../prisma/migrate/analysedTables.ts';
import { assertAppRole, assertSchemaVersion, migrate } from '../../../prisma/migrate.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { until } from '../../support/until.ts';

let folder: string;
let database: TestDatabase;
let admin: postgres.Sql;
const cleanUps: (() => Promise<unknown>)[] = [];

beforeEach(async () => {
  folder = await temporaryFolder('migrations');
  database = await createTestDatabase({ empty: true });
  admin = postgres(database.adminUrl, { max: 4, onnotice: () => {} });
  const { drop } = database;
  const [connections, directory] = [admin, folder];
  cleanUps.push(
    () => connections.end(),
    drop,
    () => rm(directory, { recursive: true }),
  );
});
afterAll(async () => {
  for (const cleanUp of cleanUps) await cleanUp();
});

async function write(name: string, text: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), text);
}
const run = (options = {}) => migrate({ ...database, directory: folder, ...options });
const history = () =>
  admin`select migration_name as name, checksum, finished_at is not null as finished from _prisma_migrations order by 1`;

describe('the files', () => {
  it('are applied in order, once, and recorded as Prisma does', async () => {
    await write('20260102000000_second', 'insert into thing values (2);');
    await write('20260101000000_first', 'create table thing (id integer);\ninsert into thing values (1);');
    expect(await run()).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await run()).toEqual([]);
    await write('20260103000000_third', 'insert into thing values (3);');
    expect(await run()).toEqual(['20260103000000_third']);
    expect((await admin`select id from thing`).map(({ id }) => id)).toEqual([1, 2, 3]);
    // sha256sum of the first file's bytes, as in `_prisma_migrations.checksum`
    expect((await history())[0]).toEqual({
      name: '20260101000000_first',
      checksum: '60947eec2434d0de0ad2b95dc24548429dc6bb8fa4494218024104b9ada1d582',
      finished: true,
    });
  });

  it('are refused when one was changed after it had been applied', async () => {
    await write('1_a', 'create table a ();');
    await run();
    await write('1_a', 'create table a (id integer);');
    await expect(run()).rejects.toThrow('the migration 1_a was changed after it had been applied');
  });

  it('leave nothing behind when one fails, and tell where', async () => {
    await write('1_a', 'create table a ();\n\nselect 1 / 0;');
    await expect(run()).rejects.toThrow('the migration 1_a failed: division by zero (22012)');
    await write('1_a', 'create table a ();\n\nselect oops;');
    await expect(run()).rejects.toThrow('the migration 1_a failed at line 3: column "oops" does not exist (42703)');
    expect(await history()).toEqual([]);
    expect((await admin`select to_regclass('a') as a`)[0]?.a).toBeNull();
  });

  it('wait for a busy table and try again', async () => {
    await write('1_a', 'create table a ();');
    await run();
    await write('2_b', 'alter table a add column b integer;');
    const lines: string[] = [];
    const [held, release] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holder = admin.begin(async (tx) => {
      await tx`lock table a`;
      held.resolve();
      await release.promise;
    });
    await held.promise; // else the migration may be there first
    const migrated = run({ log: (line: string) => lines.push(line) });
    await until(() => lines.some((line) => line.includes('a table is busy')), 'it tells that it waits');
    release.resolve();
    await holder;
    expect(await migrated).toEqual(['2_b']);
  });
});

describe('a file headed "-- no transaction"', () => {
  const index = `-- no transaction
    create index concurrently if not exists thing_by_value on thing (value);
    do $$ begin perform 1; end $$; -- a semicolon in dollars; and in a comment`;

  it('is applied by one of three runners that start at once while rows are written', async () => {
    await write('1_a', `create table thing (value integer); insert into thing select generate_series(1, 200000);`);
    await run();
    await write('2_b', index);
    await write('3_c', 'alter table thing add column other integer;');
    let writing = true;
    let written = 0;
    const load = Array.from({ length: 2 }, async () => {
      for (; writing; written++) await admin`insert into thing (value) values (${written})`;
    });
    const applied = await Promise.all([run(), run(), run()]);
    const before = written;
    await until(() => written > before, 'the next row is written');
    writing = false;
    await Promise.all(load);
    expect(applied.flat().sort()).toEqual(['2_b', '3_c']);
    expect((await admin`select indisvalid as valid from pg_index where indexrelid = 'thing_by_value'::regclass`)[0]?.valid).toBe(true);
    expect((await history()).map(({ finished }) => finished)).toEqual([true, true, true]);
  });

  it('is done again when a kill left it in the middle, and the invalid index is replaced', async () => {
    await write('1_a', `create table thing (value integer); insert into thing values (1), (1);`);
    await run();
    await write('2_b', index.replace('create index', 'create unique index'));
    await expect(run()).rejects.toThrow('could not create unique index'); // leaves the invalid index, as a kill does
    expect((await history()).map(({ finished }) => finished)).toEqual([true, false]);
    await expect(assertSchemaVersion(admin as never, folder)).rejects.toThrow('it lacks the migration 2_b');
    await write('2_b', index);
    await run();
    expect(
      (await admin`select indisvalid as valid, indisunique as only from pg_index where indexrelid = 'thing_by_value'::regclass`)[0],
    ).toEqual({ valid: true, only: false });
    expect((await history()).map(({ finished }) => finished)).toEqual([true, true]);
  });
});

describe('versions', () => {
  it('refuse a database that is newer, and one that is older', async () => {
    await write('1_a', 'create table a ();');
    await write('2_b', 'create table b ();');
    await run();
    const app = postgres(database.appUrl, { max: 1 });
    cleanUps.unshift(() => app.end());
    await assertSchemaVersion(app as never, folder);
    await rm(join(folder, '2_b'), { recursive: true });
    await expect(run()).rejects.toThrow('the database is newer than this release of Earshot: it has the migration 2_b');
    await expect(assertSchemaVersion(app as never, folder)).rejects.toThrow('newer than this release');
    await write('2_b', 'create table b ();');
    await write('3_c', 'create table c ();');
    await expect(assertSchemaVersion(app as never, folder)).rejects.toMatchObject({
      message: expect.stringContaining('lacks the migration 3_c'),
      remedy: 'run `earshot migrate`',
    });
  });
});

it('the tables that the app role may analyse are those that migrations said, and those that a call finds missing', async () => {
  const whole = await createTestDatabase();
  const sql = postgres(whole.adminUrl, { max: 1 });
  const granted = await sql`
    select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and has_table_privilege('earshot_app', oid, 'MAINTAIN') order by 1`;
  expect(granted.map(({ name }) => name)).toEqual(analysedTables);
  await sql.end();
  await whole.drop();
});

describe('roles', () => {
  const superuser = () => postgres(database.superuserUrl, { max: 1, onnotice: () => {} });
  const on = (login: string, password = 'x') => database.adminUrl.replace(/\/\/[^@]*@/, `//${login}:${password}@`);
  const name = () => `test_${randomBytes(5).toString('hex')}`;

  it('are made for a new login of DATABASE_URL, which is then the only one beside the owner that may connect', async () => {
    const login = name();
    const lines: string[] = [];
    await migrate({ adminUrl: database.adminUrl, appUrl: on(login), directory: folder, log: (line) => lines.push(line) });
    expect(lines).toEqual([
      `create role "${login}" login password '…'`,
      `grant earshot_app to "${login}"`,
      expect.stringMatching(
        new RegExp(`^revoke all on database "${database.name}" from public \\(.* other logins can connect to it no more`),
      ),
      `grant connect, temporary on database "${database.name}" to earshot_app`,
    ]);
    const repeated: string[] = [];
    await migrate({ adminUrl: database.adminUrl, appUrl: on(login), directory: folder, log: (line) => repeated.push(line) });
    expect(repeated).toEqual([]);
    const sql = postgres(on(login), { max: 1 });
    await assertAppRole(sql as never);
    await sql`create temporary table staging (id integer)`;
    await expect(sql`create table t (id integer)`).rejects.toThrow('permission denied for schema public');
    await sql.end();
    const [row] =
      await admin`select has_database_privilege('public', current_database(), 'CONNECT') as connect, has_database_privilege('public', current_database(), 'TEMP') as temp`;
    expect(row).toEqual({ connect: false, temp: false });
    await admin.unsafe(`revoke all on schema public from ${login}; drop role ${login}`);
  });

  it('are printed as SQL where the owner may not make them', async () => {
    const [owner, login] = [name(), name()];
    const sql = superuser();
    await sql.unsafe(`create role ${owner} login password 'x'`);
    await sql.unsafe(`alter database ${database.name} owner to ${owner}`);
    await expect(migrate({ adminUrl: on(owner), appUrl: on(login, 'secret'), directory: folder })).rejects.toMatchObject({
      remedy: expect.stringContaining(`create role "${login}" login password '…';`),
    });
    await sql.unsafe(`create role ${login} login password 'secret'`);
    await expect(migrate({ adminUrl: on(owner), appUrl: on(login, 'secret'), directory: folder })).rejects.toMatchObject({
      remedy: expect.stringContaining(`grant earshot_app to "${login}";`),
    });
    await sql.unsafe(`grant earshot_app to ${login}`);
    await migrate({ adminUrl: on(owner), appUrl: on(login, 'secret'), directory: folder });
    await sql.unsafe(
      `alter database ${database.name} owner to earshot_owner; reassign owned by ${owner} to earshot_owner; drop owned by ${owner}; drop role ${owner}; drop role ${login}`,
    );
    await sql.end();
  });

  it('must be bound by row-level security', async () => {
    await write('1_a', 'create table a ();');
    await run();
    const bypass = name();
    const sql = superuser();
    await sql.unsafe(`create role ${bypass} login bypassrls password 'x'; grant earshot_app to ${bypass}`);
    const check = async (url: string) => {
      const connection = await openAdmin(url);
      await assertAppRole(connection).finally(() => connection.end());
    };
    await check(database.appUrl);
    await expect(check(database.superuserUrl)).rejects.toThrow('is a superuser');
    await expect(check(on(bypass))).rejects.toThrow('has BYPASSRLS');
    await expect(check(database.adminUrl)).rejects.toThrow('owns the table');
    await sql.unsafe(`drop role ${bypass}`);
    await sql.end();
  });
});

describe('a database that cannot be used is one line and a remedy', () => {
  it('unreachable, refused, missing, not a URL', async () => {
    const attempt = (adminUrl: string) => migrate({ ...database, adminUrl, directory: folder });
    await expect(attempt('postgres://x:y@127.0.0.1:1/z')).rejects.toMatchObject({
      name: 'StartError',
      message: 'the database at 127.0.0.1:1 cannot be reached (ECONNREFUSED)',
    });
    await expect(attempt('postgres://x:y@no-such-host.invalid/z')).rejects.toMatchObject({ name: 'StartError' });
    await expect(attempt(database.adminUrl.replace(/\/\/[^@]*@/, '//earshot_owner:wrong@'))).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('refuses the login earshot_owner'),
    });
    await expect(attempt(database.adminUrl.replace(/[^/]*$/, 'nowhere'))).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('has no database nowhere'),
    });
    const old = async () => [{ number: 140_011, name: '14.11' }];
    await expect(assertServer(old as never)).rejects.toThrow('the database server is PostgreSQL 14.11, older than 15');
    const latin = `${database.name}_latin`;
    await admin.unsafe(`create database ${latin} encoding 'LATIN1' locale_provider libc locale 'C' template template0`);
    await expect(attempt(database.adminUrl.replace(/[^/]*$/, latin))).rejects.toMatchObject({
      name: 'StartError',
      message: `the database ${latin} has the encoding LATIN1, not UTF8`,
      remedy: expect.stringContaining("create database … encoding 'UTF8' template template0"),
    });
    await admin.unsafe(`drop database ${latin} with (force)`);
    await expect(attempt('localhost:5432')).rejects.toMatchObject({
      name: 'StartError',
      message: expect.stringContaining('DATABASE_ADMIN_URL is not a'),
    });
  });
});
