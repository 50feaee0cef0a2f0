/** A workspace that is deleted leaves no row in any table, and takes none of another. */
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createBiLogin } from '../../../prisma/bi/logins.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createWorkspace } from '../../support/api.ts';
import { digestOf, fillCompany, tablesOf } from '../../support/attacks/attackFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

const root = join(import.meta.dirname, '../../..');
let database: TestDatabase;
let admin: Sql;
let superuser: Sql;
let a: number;
let b: number;
let role: string;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 1 }); // sees what policies hide
  a = await createWorkspace(admin, 'a');
  b = await createWorkspace(admin, 'b');
  await fillCompany(admin, a, 'alpha', 'knowna');
  await fillCompany(admin, b, 'bravo', 'knownb');
  for (const id of [a, b]) {
    await admin`insert into membership (workspace_id, issuer, subject, role) values (${id}, 'https://id.example.com', 'jane', 'ADMIN')`;
    await admin`insert into trusted_issuer (workspace_id, issuer, audience, default_role, highest_role) values (${id}, 'https://id.example.com', 'x', 'VIEWER', 'ADMIN')`;
  }
  role = (await createBiLogin(admin, { workspaceId: b, name: 'BI' })).roleName;
});
afterAll(async () => {
  await Promise.all([admin?.end(), superuser?.end()]);
  await database?.drop();
});

const env = () => ({ PATH: process.env.PATH ?? '', DATABASE_URL: database.appUrl, DATABASE_ADMIN_URL: database.adminUrl });
const entry = join(root, 'api/commands/workspaces.ts');
function workspaces(...words: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) =>
    execFile(process.execPath, [entry, ...words], { cwd: root, env: env() }, (error, stdout, stderr) =>
      resolve({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    ),
  );
}

async function tablesWithRows(workspaceId: number): Promise<string[]> {
  const found: string[] = [];
  for (const table of await tablesOf(superuser)) {
    const rows = await superuser`select from ${superuser(table)} where workspace_id = ${workspaceId} limit 1`;
    if (rows.length > 0) found.push(table);
  }
  return found;
}

it('finds what refers to a row by an index, but in tables of a few rows', async () => {
  const unindexed = await superuser`
    select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint c
     where contype = 'f' and connamespace = 'public'::regnamespace
       and not exists (
         select from pg_index i
          where i.indrelid = c.conrelid and (i.indkey::int2[])[0:cardinality(c.conkey) - 1] @> c.conkey and c.conkey @> (i.indkey::int2[])[0:cardinality(c.conkey) - 1]
            and coalesce(pg_get_expr(i.indpred, i.indrelid), 'IS NOT NULL') ~ '^\\(?\\w* ?IS NOT NULL\\)?$')
     order by 1, 2`;
  expect(unindexed).toEqual([
    { child: 'analysis', parent: 'survey' },
    { child: 'backfill', parent: 'analysis' },
  ]);
});

it('asks to be told twice, and refuses while work is under way', async () => {
  expect(await workspaces('delete', 'b')).toMatchObject({ code: 2, stderr: expect.stringContaining('workspaces delete b --yes') });
  expect(await workspaces('delete', 'nobody', '--yes')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('there is no workspace "nobody"'),
  });
  const before = await digestOf(admin, b);
  const refused = await workspaces('delete', 'b', '--yes');
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toMatch(/workspace b has work under way: \d+ runs?, .*earshot runs cancel ID/s);
  expect(await digestOf(admin, b)).toEqual(before);
});

it('is refused by the database as long as any row is left, and the command is named', async () => {
  const refusal = admin`delete from workspace where id = ${b}`.execute();
  await expect(refusal).rejects.toMatchObject({
    code: '23001',
    message: expect.stringMatching(/^workspace b still has rows in public\./),
    hint: 'earshot workspaces delete b deletes all that it holds',
  });
});

it('killed in between goes on when it is asked for again; then no table has a row of it, and another workspace is as it was', async () => {
  await admin`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${b} and state in ('QUEUED', 'RUNNING')`;
  await admin`update backfill set state = 'CANCELLED', finished_at = now() where workspace_id = ${b} and state in ('RUNNING', 'PAUSED')`;
  await admin`update import set state = 'CANCELLED', finished_at = now() where workspace_id = ${b} and state in ('UPLOADING', 'QUEUED', 'RUNNING')`;
  const filled = await tablesWithRows(b);
  expect(filled).toEqual(await tablesWithRows(a));
  expect(filled).toEqual(
    expect.arrayContaining(['order', 'subscription', 'ticket', 'spend', 'visit', 'event', 'invitation', 'response', 'customer', 'run']),
  );
  const ofA = await digestOf(admin, a);

  const first = spawn(process.execPath, [entry, 'delete', 'b', '--yes'], { cwd: root, env: env() });
  await once(first.stderr, 'data'); // it has emptied a table
  first.kill('SIGKILL');
  await once(first, 'close');
  expect(await tablesWithRows(b)).not.toEqual([]);

  const second = await workspaces('delete', 'b', '--yes', '--json');
  expect(second.code, second.stderr).toBe(0);
  expect(JSON.parse(second.stdout)).toMatchObject({ key: 'b', rows: expect.any(Number) });
  expect(await tablesWithRows(b)).toEqual([]);
  expect(await superuser`select from workspace where id = ${b}`).toHaveLength(0);
  expect(await superuser`select from pg_roles where rolname = ${role}`).toHaveLength(0);
  expect(await superuser`select from pgboss.job where data ->> 'workspaceId' = ${String(b)}`).toHaveLength(0);
  expect(await digestOf(admin, a)).toEqual(ofA);
}, 120_000);
