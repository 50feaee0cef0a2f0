import { readFileSync } from 'node:fs';
import { getDMMF } from '@prisma/get-dmmf';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** What PostgreSQL calls the types that schema.prisma uses, with and without a native type. */
const postgresTypes: Readonly<Record<string, string>> = {
  Int: 'integer',
  BigInt: 'bigint',
  String: 'text',
  Boolean: 'boolean',
  Json: 'jsonb',
  Bytes: 'bytea',
  Float: 'double precision',
  Real: 'real',
  Uuid: 'uuid',
  Date: 'date',
  'Timestamptz(3)': 'timestamp(3) with time zone',
  'Decimal(18,4)': 'numeric(18,4)',
  Decimal: 'numeric',
};

/** Facts relate to their customer's identity (and a response to its survey) without a key: see the migration that says why. */
const facts = ['response', 'order', 'subscription', 'ticket', 'visit', 'event', 'invitation'];

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly required: boolean;
  readonly defaulted: boolean;
}

interface Key {
  readonly table: string;
  readonly columns: readonly string[];
}

const byName = <Row extends object>(rows: readonly Row[]): Row[] =>
  [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

let database: TestDatabase;
let admin: Sql;
type Dmmf = Extract<Awaited<ReturnType<typeof getDMMF>>, { datamodel: unknown }>;
let models: Dmmf['datamodel']['models'];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  const schema = readFileSync(new URL('../../../prisma/schema.prisma', import.meta.url), 'utf8');
  const parsed = await getDMMF({ datamodel: [['schema.prisma', schema]] });
  if (!('datamodel' in parsed)) throw new Error(`schema.prisma cannot be read: ${JSON.stringify(parsed)}`);
  ({ models } = parsed.datamodel);
});
afterAll(async () => {
  await admin.end();
  await database.drop();
});

const tableOf = (model: { dbName: string | null; name: string }) => model.dbName ?? model.name;
const columnNames = (model: (typeof models)[number], fields: readonly string[]) =>
  fields.map((name) => model.fields.find((field) => field.name === name)?.dbName ?? name);

describe('schema.prisma and the migrated database', () => {
  it('have the same tables and columns, of the same types', async () => {
    const declared = models.flatMap((model) =>
      model.fields
        .filter(({ kind }) => kind === 'scalar')
        .map((field): Column => {
          const [native, args] = field.nativeType ?? [];
          const name = native ? `${native}${args?.length ? `(${args.join(',')})` : ''}` : field.type;
          return {
            table: tableOf(model),
            column: field.dbName ?? field.name,
            type: `${postgresTypes[name] ?? `unknown type ${name}`}${field.isList ? '[]' : ''}`,
            required: field.isRequired || field.isList,
            defaulted: field.hasDefaultValue,
          };
        }),
    );
    const migrated = await admin<Column[]>`
      select c.relname as table, a.attname as column, format_type(a.atttypid, a.atttypmod) as type,
             a.attnotnull as required, (a.atthasdef or a.attidentity <> '') as defaulted
        from pg_attribute a join pg_class c on c.oid = a.attrelid
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
         and c.relname <> '_prisma_migrations'`;
    expect(byName(declared)).toEqual(byName(migrated.map((row) => ({ ...row }))));
  });

  it('have the same primary and unique keys', async () => {
    const declared = models.flatMap((model): Key[] => {
      const single = model.fields.filter(({ isId }) => isId).map(({ name }) => [name]);
      const keys = [...single, ...(model.primaryKey ? [model.primaryKey.fields] : []), ...model.uniqueFields];
      return keys.map((fields) => ({ table: tableOf(model), columns: columnNames(model, fields) }));
    });
    const migrated = await admin<Key[]>`
      select c.relname as table,
             (select array_agg(a.attname::text order by k.place) from unnest(x.indkey) with ordinality as k(attnum, place)
                join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum) as columns
        from pg_index x join pg_class c on c.oid = x.indrelid
       where c.relnamespace = 'public'::regnamespace and x.indisunique and x.indpred is null and c.relname <> '_prisma_migrations'`;
    expect(byName(declared)).toEqual(byName(migrated.map((row) => ({ ...row }))));
  });

  it('have the same foreign keys', async () => {
    const keyed = models.filter((model) => !facts.includes(tableOf(model)));
    const declared = keyed.flatMap((model) =>
      model.fields
        .filter(({ relationFromFields }) => relationFromFields && relationFromFields.length > 0)
        .map((field) => {
          const target = models.find(({ name }) => name === field.type);
          return {
            table: tableOf(model),
            columns: columnNames(model, field.relationFromFields ?? []),
            references: target ? tableOf(target) : field.type,
            cascades: field.relationOnDelete === 'Cascade',
          };
        }),
    );
    const migrated = await admin`
      select c.conrelid::regclass::text as table, c.confrelid::regclass::text as references, c.confdeltype = 'c' as cascades,
             (select array_agg(a.attname::text order by k.place) from unnest(c.conkey) with ordinality as k(attnum, place)
                join pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns
        from pg_constraint c where c.contype = 'f' and c.connamespace = 'public'::regnamespace`;
    const sameOrder = ({ table, columns, references, cascades }: (typeof declared)[number]) => ({ table, columns, references, cascades });
    expect(byName(declared.map(sameOrder))).toEqual(byName(migrated.map((row) => sameOrder(row as unknown as (typeof declared)[number]))));
  });
});

describe('every workspace table', () => {
  it('begins each primary, unique and foreign key with the workspace', async () => {
    const keys = await admin<{ name: string; first: string }[]>`
      select c.conname as name, a.attname as first from pg_constraint c
        join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
       where c.contype in ('p', 'u', 'f') and c.connamespace = 'public'::regnamespace
         and c.conrelid not in ('workspace'::regclass, '_prisma_migrations'::regclass)`;
    expect(keys.length).toBeGreaterThan(30);
    expect(keys.filter(({ first }) => first !== 'workspace_id')).toEqual([]);
  });

  it('forces row-level security with the one policy for the app role', async () => {
    const tables = await admin<{ table: string; forced: boolean; policy: string | null; roles: string | null }[]>`
      select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced, p.qual as policy, p.roles::text as roles
        from pg_class c left join pg_policies p on p.tablename = c.relname and p.policyname = 'own_workspace'
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and c.relname not in ('workspace', '_prisma_migrations')`;
    expect(tables.length).toBeGreaterThan(15);
    for (const { table, ...lock } of tables) {
      expect(lock, table).toEqual({
        forced: true,
        policy: "(workspace_id = (NULLIF(current_setting('app.workspace_id'::text, true), ''::text))::integer)",
        roles: '{earshot_app}',
      });
    }
  });
});
