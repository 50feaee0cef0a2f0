/** `earshot workspaces`, `earshot keys`, `earshot bi-login` and the sign-in link, as the processes that the command line starts. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signInDirections } from '../../../api/auth/signInDirections.ts';
import { createBiLogin } from '../../../prisma/bi/logins.ts';
import { connect } from '../../../prisma/sql.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

const root = join(import.meta.dirname, '../../..');
let database: TestDatabase;
let api: TestApi;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const run = (entry: string, ...args: string[]) => runOn(database, entry, ...args);
const runOn = ({ appUrl, adminUrl }: { appUrl: string; adminUrl: string }, entry: string, ...args: string[]) =>
  runWith({ DATABASE_URL: appUrl, DATABASE_ADMIN_URL: adminUrl }, entry, ...args);
function runWith(place: NodeJS.ProcessEnv, entry: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  const env = { PATH: process.env.PATH ?? '', ...place };
  return new Promise((resolve) =>
    execFile(process.execPath, [`api/commands/${entry}.ts`, ...args], { cwd: root, env }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    ),
  );
}
const json = async (entry: string, ...args: string[]) => JSON.parse((await run(entry, ...args, '--json')).stdout);
const ask = async (headers: Record<string, string>) => {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query: '{ workspace { key name currency timeZone } }' }),
  });
  return response.status === 200 ? (await response.json()).data.workspace : response.status;
};
const acme = ['create', 'acme', '--name', 'Acme Ltd', '--currency', 'GBP', '--time-zone', 'Europe/London'];

describe('earshot workspaces, keys and bi-login', () => {
  it('make a workspace, once, and a key that opens it, until it is revoked', async () => {
    expect(await run('workspaces', ...acme)).toEqual({ code: 0, stdout: 'workspace acme is created\n', stderr: '' });
    expect((await run('workspaces', ...acme)).stdout).toBe('workspace acme is there already\n');
    expect(await json('workspaces', 'list')).toMatchObject([{ key: 'acme', name: 'Acme Ltd', currency: 'GBP', timeZone: 'Europe/London' }]);

    const created = await json('keys', 'create', '--workspace', 'acme', '--scopes', 'read,pii', '--name', 'BI', '--expires', '90d');
    expect(created).toMatchObject({ workspace: 'acme', name: 'BI', scopes: ['read', 'pii'] });
    expect(new Date(created.expiresAt).getTime()).toBeCloseTo(Date.now() + 90 * 86_400_000, -5);
    expect(await ask({ 'x-api-key': created.key })).toEqual({ key: 'acme', name: 'Acme Ltd', currency: 'GBP', timeZone: 'Europe/London' });

    const until = await run('keys', 'create', '--workspace', 'acme', '--expires', '2099-01-31');
    expect(until.stdout).toMatch(/ with read, good until 2099-02-01 00:00Z\. It is shown only now\.\n$/); // the day itself included

    const listed = await run('keys', 'list', '--workspace', 'acme');
    expect(listed.stdout).toContain('BI');
    expect(listed.stdout).toContain(created.prefix);
    expect(listed.stdout).not.toContain(created.key);

    expect((await run('keys', 'revoke', created.id, '--workspace', 'acme')).code).toBe(0);
    await expect.poll(() => ask({ 'x-api-key': created.key }), { timeout: 3000 }).toBe(401);
    expect((await run('keys', 'list', '--workspace', 'acme')).stdout).toContain('revoked');
  });
  it('trust an issuer and give a user a role', async () => {
    const of = ['--workspace', 'acme', '--issuer', 'https://id.example.com'];
    const trusted = await json('issuers', 'trust', ...of, '--audience', 'acme', '--role', 'viewer');
    expect(trusted).toMatchObject({ issuer: 'https://id.example.com', audience: 'acme', defaultRole: 'VIEWER', highestRole: 'ENGINEER' });
    expect((await run('users', 'set', 'jane', ...of, '--role', 'none')).stdout).toBe('user 1 of workspace acme is kept out\n');
    expect((await run('users', 'list', '--workspace', 'acme')).stdout).toMatch(/jane +NONE/);
  });
  it('print a link that signs a browser in', async () => {
    const { stdout } = await run('signIn', '--workspace', 'acme', '--url', api.url);
    const response = await fetch(stdout.trim(), { redirect: 'manual' });
    expect(response.status).toBe(303);
    const cookie = response.headers.get('set-cookie')?.split(';')[0] ?? '';
    expect(await ask({ cookie, 'x-earshot-csrf': '1' })).toMatchObject({ key: 'acme' });
  });
  it('print a link for the first workspaces where a person reads it, and how to get one where a file keeps it', async () => {
    await api.admin`insert into workspace (key, name, currency, time_zone)
      select key, key, 'EUR', 'UTC' from unnest(array['beta', 'gamma', 'omega']) as key`;
    const directions = { appUrl: database.appUrl, apiUrl: api.url };
    const kept = (await signInDirections({ ...directions, isTerminal: false })).join('\n');
    expect(kept).toBe(
      `  GraphiQL   ${api.url}/graphql\n  Sign in    npx earshot sign-in --workspace KEY --url ${api.url} prints a link that works once`,
    );
    const read = (await signInDirections({ ...directions, isTerminal: true })).join('\n');
    const links = [...read.matchAll(/Sign in +(\S+) \((\w+)\)/g)];
    expect(links.map(([, , key]) => key)).toEqual(['acme', 'beta', 'gamma']);
    expect(read).toContain('; 1 workspace more, and another link: npx earshot sign-in --workspace KEY --url');
    const visits = [await fetch(links[0]?.[1] ?? '', { redirect: 'manual' }), await fetch(links[0]?.[1] ?? '', { redirect: 'manual' })];
    expect(visits.map(({ status }) => status)).toEqual([303, 410]);
  });
  it('make a SQL login that reads its workspace, until it is revoked and its open session ends', async () => {
    await api.admin`insert into customer (workspace_id, external_id) select id, 'C1' from workspace where key = 'acme'`;
    const login = await json('biLogins', 'create', '--workspace', 'acme', '--name', 'Metabase');
    expect(login).toMatchObject({
      workspace: 'acme',
      schema: 'bi',
      database: database.name,
      roleName: expect.stringMatching(/^earshot_bi_/),
    });
    const client = new pg.Client({ connectionString: login.url });
    const ended = new Promise((resolve) => client.on('error', resolve));
    await client.connect();
    expect((await client.query('select external_id from customers')).rows).toEqual([{ external_id: 'C1' }]);

    const listed = await run('biLogins', 'list', '--workspace', 'acme');
    expect(listed.stdout).toMatch(new RegExp(`${login.roleName} +Metabase .* good`));
    expect(listed.stdout).not.toContain(login.password);

    expect((await run('biLogins', 'revoke', login.roleName, '--workspace', 'acme')).code).toBe(0);
    await ended;
    await expect(new pg.Client({ connectionString: login.url }).connect()).rejects.toThrow('password authentication failed');
    expect(await api.admin`select from pg_roles where rolname = ${login.roleName}`).toHaveLength(0);
    expect((await run('biLogins', 'list', '--workspace', 'acme')).stdout).toContain('revoked');
  });

  it('print the SQL where the owner may not make roles', async () => {
    const superuser = connect(database.superuserUrl, { applicationName: 'test', max: 1 });
    const owner = `test_${randomBytes(5).toString('hex')}`;
    const workspaceId = (await superuser<{ id: number }[]>`select id from workspace where key = 'acme'`)[0]!.id;
    await superuser.unsafe(`create role ${owner} login password 'x' in role earshot_owner`); // owns, but CREATEROLE is not inherited
    const admin = connect(database.adminUrl.replace(/\/\/[^@]*@/, `//${owner}:x@`), { applicationName: 'test', max: 1 });
    await expect(createBiLogin(admin, { workspaceId, name: "it's" })).rejects.toMatchObject({
      name: 'StartError',
      remedy: expect.stringMatching(
        /create role "earshot_bi_[0-9a-f]{16}" login password '…' .* in role earshot_bi; .*grant connect on database .*; insert into bi_login .*'it''s'\);$/,
      ),
    });
    await admin.end();
    await superuser.unsafe(`drop role ${owner}`);
    await superuser.end();
  });

  it.each<[string, string[], RegExp, number?]>([
    [
      'workspaces',
      ['create', 'Not A Key', '--currency', 'euro', '--time-zone', 'Mars'],
      /key "Not A Key".*--currency "euro".*--time-zone "Mars".*\n {2}→ /,
    ],
    ['workspaces', ['create', 'acme', '--name', 'Other'], /workspace acme exists with another name/, 1],
    ['workspaces', ['destroy'], /not understood\n {2}→ earshot workspaces create/],
    ['workspaces', ['list', '--no-such-option'], /--no-such-option.*\n {2}→ earshot workspaces create/],
    ['keys', ['create', '--workspace', 'none', '--scopes', 'read'], /there is no workspace "none"\n {2}→ /, 1],
    ['keys', ['create', '--workspace', 'acme', '--scopes', 'everything'], /there is no scope "everything"\n {2}→ the scopes are read, pii/],
    [
      'keys',
      ['create', '--workspace', 'acme', '--expires', '02/03/2099'],
      /--expires "02\/03\/2099" is not understood\n {2}→ .*2027-01-31/,
    ], // two days
    ['keys', ['create', '--workspace', 'acme', '--expires', 'soon'], /--expires "soon" is not understood\n {2}→ /],
    ['keys', ['revoke', '99999', '--workspace', 'acme'], /has no key 99999\n {2}→ /, 1],
    [
      'users',
      ['set', 'x', '--workspace', 'acme', '--issuer', 'https://x.example', '--role', 'KING'],
      /there is no role "KING"\n {2}→ the roles are/,
    ],
    ['issuers', ['trust', '--workspace', 'acme', '--issuer', 'https://x.example'], /no audience is named\n {2}→ /],
    ['biLogins', ['grant'], /not understood\n {2}→ earshot bi-login create/],
    ['biLogins', ['revoke', 'earshot_app', '--workspace', 'acme'], /has no BI login earshot_app\n {2}→ /, 1],
    ['signIn', [], /no workspace is named\n {2}→ /],
  ])('%s %j is refused in a line with its remedy', async (entry, args, message, exitCode = 2) => {
    const { code, stdout, stderr } = await run(entry, ...args);
    expect({ code, stdout }).toEqual({ code: exitCode, stdout: '' }); // 2: the command line is wrong, 1: what it names is not there
    expect(stderr).toMatch(/^earshot: /);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/\n\s+at /);
  });
});

const short: [string, string[]][] = [
  ['workspaces', ['list']],
  ['workspaces', ['create', 'acme']],
  ['keys', ['list', '--workspace', 'acme']],
  ['users', ['list', '--workspace', 'acme']],
  ['issuers', ['list', '--workspace', 'acme']],
  ['biLogins', ['list', '--workspace', 'acme']],
  ['signIn', ['--workspace', 'acme']],
];

describe('a short command', () => {
  it('leaves a database that is given by URL at its schema, and tells what brings it to this release', async () => {
    const older = await createTestDatabase({ empty: true });
    const sql = connect(older.adminUrl, { applicationName: 'test', max: 1 });
    for (const [entry, args] of short) {
      const { code, stdout, stderr } = await runOn(older, entry, ...args);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^earshot: the database is older than this release of Earshot: .*\n {2}→ run `earshot migrate`\n$/);
    }
    expect(await sql`select to_regclass('public._prisma_migrations') as history, to_regclass('pgboss.version') as queue`).toEqual([
      { history: null, queue: null },
    ]);
    await sql.end();
    await older.drop();
  });

  it('makes no embedded database, unless it creates a workspace', async () => {
    const dataDir = await temporaryFolder('commands');
    await rm(dataDir, { recursive: true });
    const onNothing = (entry: string, args: string[]) => runWith({ EARSHOT_DATA_DIR: dataDir }, entry, ...args);
    for (const [entry, args] of short.filter(([, [verb]]) => verb !== 'create')) {
      const { code, stderr } = await onNothing(entry, args);
      expect(code).toBe(1);
      expect(stderr).toBe(
        `earshot: there is no database in ${dataDir} yet\n  → run \`earshot start\`, or set EARSHOT_DATA_DIR or DATABASE_URL and DATABASE_ADMIN_URL to where it is\n`,
      );
    }
    expect(existsSync(dataDir)).toBe(false);
    expect(await onNothing('workspaces', ['create', 'acme'])).toMatchObject({ code: 0, stdout: 'workspace acme is created\n' });
    expect((await onNothing('workspaces', ['list'])).stdout).toMatch(/^acme /m);
    await rm(dataDir, { recursive: true });
  }, 60_000);

  it.each<[string, string[], string]>([
    ['keys', ['list'], 'no workspace is named'],
    ['keys', ['create', '--workspace', 'acme', '--scopes', 'everything'], 'there is no scope "everything"'],
    ['keys', ['create', '--workspace', 'acme', '--expires', '2001-01-01'], '--expires "2001-01-01" is in the past'],
    ['signIn', ['--workspace', 'acme', '--scopes', 'everything'], 'there is no scope "everything"'],
    ['users', ['set', 'x', '--workspace', 'acme', '--issuer', 'https://x.example', '--role', 'KING'], 'there is no role "KING"'],
  ])('%s %j is told what is wrong with its words without a database', async (entry, args, message) => {
    const nowhere = 'postgres://nobody@127.0.0.1:1/nothing';
    const { code, stderr } = await runOn({ appUrl: nowhere, adminUrl: nowhere }, entry, ...args);
    expect({ code, line: stderr.split('\n')[0] }).toEqual({ code: 2, line: `earshot: ${message}` });
  });
});
