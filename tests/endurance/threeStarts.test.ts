/** A release with a migration that may not lock out writers, started on three hosts at once, while customers answer. */
import { cp, mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { createWorkspace } from '../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fillWorkspace } from '../support/feedbackFixture.ts';
import { startNode } from '../support/process.ts';
import { temporaryFolder } from '../support/temporaryFolder.ts';

const root = join(import.meta.dirname, '../..');
const starts = 3;

let database: TestDatabase | undefined;
let admin: Sql | undefined;
let app: Sql | undefined;
afterAll(async () => {
  await admin?.end();
  await app?.end();
  await database?.drop();
});

/** This checkout, one migration further. */
async function nextRelease(): Promise<string> {
  const folder = await temporaryFolder('release');
  for (const room of ['api', 'prisma', 'schema', 'worker', 'package.json'])
    await cp(join(root, room), join(folder, room), { recursive: true });
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  const migration = join(folder, 'prisma/migrations/99990101000000_response_by_comment');
  await mkdir(migration);
  await writeFile(
    join(migration, 'migration.sql'),
    '-- no transaction\ncreate index concurrently if not exists response_with_comment on response (workspace_id, id) where comment is not null;\n',
  );
  return folder;
}

it('three starts at once with one DATABASE_URL all succeed, and so does every write meanwhile', async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  app = connect(database.appUrl, { applicationName: 'test writer', max: 2 });
  const workspaceId = await createWorkspace(admin, 'a');
  const { surveyId } = await fillWorkspace(admin, workspaceId, { customers: 5_000, responsesEach: 10 });
  const release = await nextRelease();

  const { adminUrl, appUrl } = database;
  let writing = true;
  let written = 0;
  const writer = async (sql: Sql, name: string) => {
    for (let i = 0; writing; i++) {
      await inWorkspace(
        sql,
        workspaceId,
        (tx) => tx`
          insert into response (workspace_id, survey_id, external_id, "values", comment)
          values (${workspaceId}, ${surveyId}, ${`${name}-${i}`}, array[9, 4, null]::real[], 'good')`,
      );
      written++;
    }
  };
  const writers = ['a', 'b'].map((name) => writer(app!, name));
  const env = { ...process.env, DATABASE_URL: appUrl, DATABASE_ADMIN_URL: adminUrl, PORT: '0' };
  const processes = Array.from({ length: starts }, () => startNode([join(release, 'api/start.ts')], { env }));
  const urls = await Promise.all(
    processes.map(async (process) => /http:\S+/.exec(await process.line((line) => line.startsWith('Earshot is running at')))?.[0] ?? ''),
  );
  writing = false;
  await Promise.all(writers);

  expect(new Set(urls).size).toBe(starts);
  for (const url of urls) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
  const [index] = await admin`select indisvalid as valid from pg_index where indexrelid = 'response_with_comment'::regclass`;
  expect(index?.valid).toBe(true);
  const history = await admin`select finished_at is not null as finished from _prisma_migrations where migration_name like '9999%'`;
  expect(history.map(({ finished }) => finished)).toEqual([true]);
  expect(written).toBeGreaterThan(100);

  for (const process of processes) process.child.kill('SIGTERM');
  for (const process of processes) expect(await process.ended).toBe(0);
});
