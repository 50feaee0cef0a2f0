import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasets } from '../../../prisma/bi/datasets.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let admin: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  for (const key of ['a', 'b']) {
    const [workspace] = await admin<{ id: number }[]>`
      insert into workspace (key, name, currency, time_zone) values (${key}, ${key}, 'EUR', 'UTC') returning id`;
    await fillWorkspace(admin, workspace!.id);
    await fillFacts(admin, workspace!.id);
    await fillRun(admin, workspace!.id);
  }
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

/** What PostgreSQL calls the declared types. */
const postgresTypes = {
  text: 'text',
  integer: 'integer',
  bigint: 'bigint',
  decimal: 'numeric(18,4)',
  double: 'double precision',
  boolean: 'boolean',
  timestamp: 'timestamp(3) with time zone',
  date: 'date',
  json: 'jsonb',
} as const;

interface ViewColumn {
  readonly view: string;
  readonly about: string | null;
  readonly name: string;
  readonly type: string;
  readonly description: string | null;
}

const columnsOf = (schema: string) => admin<ViewColumn[]>`
  select c.relname as view, obj_description(c.oid, 'pg_class') as about, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         col_description(c.oid, a.attnum) as description
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0
   where c.relnamespace = ${schema}::regnamespace and c.relkind = 'v' order by c.relname, a.attnum`;

const sorted = <Row extends { view: string }>(rows: readonly Row[]) =>
  rows.toSorted((a, b) => (a.view < b.view ? -1 : a.view > b.view ? 1 : 0));

describe('the views are what prisma/bi/datasets.ts declares', () => {
  it('for BI logins: names, types, words, and no personal column', async () => {
    const declared = datasets.flatMap(({ name: view, description: about, columns }) =>
      columns
        .filter(({ personal }) => !personal)
        .map(({ name, type, description }) => ({ view, about, name, type: postgresTypes[type], description })),
    );
    expect(await columnsOf('bi')).toEqual(sorted(declared));
  });

  it('for the API: the workspace, and every column', async () => {
    const declared = datasets.flatMap(({ name: view, columns }) => [
      { view, name: 'workspace_id', type: 'integer' },
      ...columns.map(({ name, type }) => ({ view, name, type: postgresTypes[type] })),
    ]);
    const found = await columnsOf('dataset');
    expect(found.map(({ view, name, type }) => ({ view, name, type }))).toEqual(sorted(declared));
  });
});
