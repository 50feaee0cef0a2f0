/**
 * What somebody can do who holds the SQL login of workspace A and means ill. Tables, views, columns and functions come from the
 * catalogue, so that a new one is attacked the day it appears.
 */
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { datasets } from '../../../prisma/bi/datasets.ts';
import { connect } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { hiddenPlaces, personalPlaces } from '../../support/attacks/plantPersonal.ts';
import { type BiFixture, openBiFixture } from '../../support/biFixture.ts';
import { attempt as attemptBy, readableBy } from '../../support/readableBy.ts';

let fixture: BiFixture;
let bi: pg.Client;

beforeAll(async () => {
  fixture = await openBiFixture();
  bi = await fixture.open();
});
afterAll(() => fixture?.close());

const attempt = (text: string, client = bi) => attemptBy(client, text);

const relations = () => fixture.admin<{ name: string; schema: string }[]>`
  select format('%I.%I', n.nspname, c.relname) as name, n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
   where c.relkind in ('r', 'v', 'm', 'p', 'f', 'S') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast') and not pg_is_other_temp_schema(n.oid)
   order by 1`;

/** Everything that the login of A may read, table by table, as one text. */
const everythingReadable = (client = bi) => readableBy(fixture.admin, fixture.roleOfA, client);

describe('a BI login reads its own workspace', () => {
  it('through every view, and through nothing else anything of another', async () => {
    const found = await everythingReadable();
    for (const { name } of datasets) expect.soft(found.get(`bi.${name}`), name).toMatch(/^\[\{/);
    expect(found.size).toBeGreaterThan(2 * datasets.length); // columns of the tables beneath are among it
    for (const [relation, text] of found) {
      expect.soft(text, relation).toMatch(/^\[\{/);
      expect.soft(text, relation).not.toContain('bravo');
      expect.soft(text, relation).not.toContain(`"workspace_id":${fixture.b}`);
    }
  });

  it('no column of personal data (what they hold: tests/integration/api/personalData.test.ts)', async () => {
    const refused = [...personalPlaces, ...hiddenPlaces, 'identity.kind', 'response.values'].filter(
      (place) => place !== 'customer_trait.value_text',
    );
    for (const place of refused) {
      const [table, column] = place.split('.');
      expect.soft(await attempt(`select ${column} from public.${table}`), place).toBe(`permission denied for table ${table}`);
    }
    expect(await attempt('select distinct key from public.customer_trait')).toEqual([{ key: 'plan' }]); // city is personal
  });

  it('no table but those that views read, and no schema of others', async () => {
    const readable = new Set((await everythingReadable()).keys());
    for (const { name, schema } of await relations()) {
      if (readable.has(name)) continue;
      expect.soft(await attempt(`select 1 from ${name}`), name).toMatch(/^permission denied for (table|schema|view|sequence)/);
      if (schema !== 'public') expect.soft(schema, name).toMatch(/^(pgboss|dataset)$/);
    }
    for (const table of ['api_key', 'session', 'webhook_secret', 'workspace', 'bi_login', 'import_chunk', '_prisma_migrations'])
      expect.soft([...readable]).not.toContain(`public.${table}`);
  });

  it('and writes nothing, through no view and no table, read-only or not', async () => {
    const client = await fixture.open();
    expect(await attempt('delete from bi.orders', client)).toMatch(/^(cannot delete|permission denied)/);
    await client.query('set default_transaction_read_only = off');
    for (const { name } of await relations())
      for (const text of [`insert into ${name} default values`, `delete from ${name}`, `truncate ${name}`])
        expect
          .soft(await attempt(text, client), text)
          .toMatch(/^(permission denied|cannot (insert|delete)|".*" is not a (table|view)|cannot change sequence|must be owner)/);
    for (const { name, columns } of datasets)
      expect
        .soft(await attempt(`update bi.${name} set ${columns[0]!.name} = ${columns[0]!.name}`, client), name)
        .toMatch(/^(permission denied|cannot update)/);
    expect(await attempt('select 1 from bi.orders for update', client)).toMatch(/^permission denied/);
  });
});

describe('becoming somebody else', () => {
  it.each([
    ["set app.workspace_id = '%b'", null],
    ["set session app.workspace_id = '%b'; begin; set local app.workspace_id = '%b'", null],
    ["select set_config('app.workspace_id', '%b', false)", null],
    ['reset all', null],
    ['discard all', null],
    ['set role earshot_bi', null],
    ['set search_path = public, pg_temp', null],
    ['set role earshot_app', 'permission denied to set role "earshot_app"'],
    ['set role earshot_owner', 'permission denied to set role "earshot_owner"'],
    ['set role postgres', 'permission denied to set role "postgres"'],
    ['set role %other', 'permission denied to set role'],
    ['set session authorization earshot_app', 'permission denied to set session authorization'],
    ['set session authorization %other', 'permission denied to set session authorization'],
    ['set row_security = off', null],
  ])('%s shows A or nothing', async (text, refusal) => {
    const client = await fixture.open();
    const said = await attempt(text.replaceAll('%b', String(fixture.b)).replaceAll('%other', fixture.roleOfB), client);
    if (refusal) expect(said).toContain(refusal);
    else expect(said).toBeInstanceOf(Array);
    const found = await everythingReadable(client);
    const refused = text.includes('row_security') ? /^\[\{|^"query would be affected by row-level security/ : /^\[\{/;
    for (const [relation, rows] of found) {
      expect.soft(rows, relation).toMatch(refused);
      expect.soft(rows, relation).not.toContain('bravo');
    }
    await client.end();
  });

  it.each([
    'create role x login',
    'grant earshot_app to %self',
    'alter role %self bypassrls',
    'alter role %self superuser',
    'alter role %other password null',
    'alter role %self connection limit -1',
    'create function bi_workspace() returns integer language sql return 2',
    'create or replace function public.bi_workspace() returns integer language sql return 2',
    'create view bi.x as select 1',
    'create table public.x ()',
    'create table bi.x ()',
    'create temporary table x ()',
    'create temporary view x as select 1',
    'select * into temporary x from bi.orders',
    'create schema x',
    'create extension dblink',
    'create extension postgres_fdw',
    'create policy x on public."order" using (true)',
    'alter table public."order" disable row level security',
    'alter view bi.orders set (security_invoker = off)',
    'comment on view bi.orders is null',
    'drop view bi.orders',
    'begin; lock table public."order"',
    'create trigger x before insert on public.run for each row execute function pg_catalog.suppress_redundant_updates_trigger()',
    "create subscription x connection '' publication x",
    'create publication x for all tables',
    "create server x foreign data wrapper postgres_fdw options (host 'localhost')",
    'alter system set log_statement = none',
    'alter database %database set app.workspace_id = 2',
    'create event trigger x on ddl_command_end execute function pg_catalog.suppress_redundant_updates_trigger()',
    "security label on table public.run is ''",
    'reassign owned by earshot_owner to %self',
  ])('%s is refused', async (text) => {
    const client = await fixture.open();
    await client.query('set default_transaction_read_only = off');
    const said = await attempt(
      text.replaceAll('%self', fixture.roleOfA).replaceAll('%other', fixture.roleOfB).replaceAll('%database', fixture.database.name),
      client,
    );
    expect(said).toMatch(
      /permission denied|must be (owner|superuser|able)|no security label providers|foreign-data wrapper "postgres_fdw" does not exist/i,
    );
    await client.end();
  });
});

describe('going around the tables', () => {
  it.each([
    "select pg_read_file('PG_VERSION')",
    "select pg_ls_dir('.')",
    "select lo_import('/etc/passwd')",
    "select lo_export(1, '/tmp/x')",
    "copy (select 1) to '/tmp/x'",
    "copy (select 1) to program 'true'",
    'copy public."order" from stdin',
    "select dblink('', 'select 1')",
    'select * from pg_authid',
    'select * from pg_shadow',
    'select rolpassword from pg_authid',
    'select * from pg_statistic',
    'select * from pg_file_settings',
    'select * from pg_hba_file_rules',
    'select * from pg_largeobject',
    'select * from pg_user_mapping',
    'select * from dataset.customers',
    'select * from pgboss.job',
    "select nextval('public.order_id_seq')",
    "select dataset.define('x', '1', null, 'run f')",
    "select pg_terminate_backend(pid) from pg_stat_activity where usename = 'earshot_owner'",
    'select pg_reload_conf()',
    "select pg_create_logical_replication_slot('x', 'test_decoding')",
  ])('%s is refused', async (text) => {
    const client = await fixture.open();
    await client.query('set default_transaction_read_only = off');
    expect(await attempt(text, client)).toMatch(/permission denied|must be|does not exist/);
    await client.end();
  });

  it('copies out its own rows and no others', async () => {
    expect(await attempt('copy (select * from bi.orders) to stdout')).toEqual([]); // allowed: rows go by the wire
    expect(await attempt('copy public.identity to stdout')).toMatch(/permission denied/);
  });

  it('calls no function of ours but the one that says who it is', async () => {
    const functions = await fixture.admin<{ name: string; call: string; definer: boolean }[]>`
      select p.oid::regprocedure::text as name, p.prosecdef as definer,
             format('select %I.%I(%s)', n.nspname, p.proname, (select string_agg(format('null::%s', t::regtype), ', ') from unnest(p.proargtypes) t)) as call
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname not in ('pg_catalog', 'information_schema') order by 1`;
    expect(functions.filter(({ definer }) => definer).length).toBeGreaterThan(5);
    for (const { name, call } of functions) {
      const said = await attempt(call);
      if (name === 'bi_workspace()') expect(said).toEqual([{ bi_workspace: fixture.a }]);
      else expect.soft(said, name).toMatch(/^permission denied for (function|schema)/);
    }
  });

  it('learns nothing of the rows of others from the planner’s statistics, nor of their questions from the list of sessions', async () => {
    await fixture.admin`analyze`;
    expect(JSON.stringify(await attempt('select * from pg_stats'))).not.toMatch(/bravo|alpha/);
    expect(JSON.stringify(await attempt('select * from pg_stats_ext'))).not.toMatch(/bravo|alpha/);
    await fixture.admin`select 'bravo''s question'`;
    const sessions = (await attempt('select usename, query from pg_stat_activity where usename <> session_user')) as { query: string }[];
    expect(sessions.length).toBeGreaterThan(0);
    expect(new Set(sessions.map(({ query }) => query))).toEqual(new Set(['<insufficient privilege>']));
    expect(JSON.stringify(await attempt('select rolname, rolconfig from pg_roles'))).not.toMatch(/alpha|bravo|"a"|"b"/);
  });

  it('hears no more than ids of runs', async () => {
    const client = await fixture.open();
    const heard: pg.Notification[] = [];
    client.on('notification', (message) => heard.push(message));
    await client.query('listen earshot_run; listen earshot_webhook');
    await fixture.admin`select pg_notify('earshot_run', uuid::text) from run where workspace_id = ${fixture.b}`;
    await expect.poll(() => client.query('select 1').then(() => heard.length)).toBeGreaterThan(3);
    for (const { payload } of heard) expect(payload).toMatch(/^[0-9a-f-]{36}$/);
    const [run] = await fixture.admin<{ id: bigint }[]>`select id from run where workspace_id = ${fixture.b} limit 1`;
    expect(await attempt(`select * from bi.runs where run_id = '${encodeGlobalId('Run', run!.id)}'`)).toEqual([]);
    await client.end();
  });

  it('connects to no other database that Earshot keeps on the server', async () => {
    const client = new pg.Client({ connectionString: fixture.urlOfA.replace(/[^/]*$/, 'earshot_template') });
    await expect(client.connect()).rejects.toThrow('permission denied for database');
  });
});

describe('the grants themselves', () => {
  it('every table with rows of a workspace that a BI login may read has its policy, which asks once a statement', async () => {
    const policies = await fixture.admin<{ table: string; forced: boolean; policy: string | null; command: string }[]>`
      select c.relname as table, c.relrowsecurity and c.relforcerowsecurity as forced, p.qual as policy, p.cmd as command
        from pg_class c left join pg_policies p on p.schemaname = 'public' and p.tablename = c.relname and 'earshot_bi' = any (p.roles)
       where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and has_any_column_privilege('earshot_bi', c.oid, 'SELECT')`;
    expect(policies.length).toBeGreaterThan(20);
    for (const { table, ...lock } of policies)
      expect.soft(lock, table).toEqual({
        forced: true,
        policy: expect.stringMatching(
          table === 'customer_trait'
            ? /^\(\(workspace_id = \( SELECT bi_workspace\(\) AS bi_workspace\)\) AND \(NOT is_personal\)\)$/
            : /^\(workspace_id = \( SELECT bi_workspace\(\) AS bi_workspace\)\)$/,
        ),
        command: 'SELECT',
      });
  });

  it('views are bound by the policies of whoever reads them; answers alone binds itself', async () => {
    const owned = await fixture.admin<{ name: string; options: string[] | null; text: string }[]>`
      select c.relname as name, c.reloptions as options, pg_get_viewdef(c.oid) as text from pg_class c
       where c.relnamespace in ('bi'::regnamespace, 'dataset'::regnamespace, 'public'::regnamespace) and c.relkind = 'v'
         and not coalesce(c.reloptions @> '{security_invoker=true}', false)`;
    expect(owned.map(({ name, options }) => ({ name, options }))).toEqual([{ name: 'answers', options: ['security_barrier=true'] }]);
    expect(owned[0]?.text).toContain('f.workspace_id = ( SELECT bi_workspace() AS bi_workspace)');
  });

  it('nobody else becomes a workspace: neither the app, nor the owner, nor a login that two workspaces claim or that is revoked', async () => {
    const app = connect(fixture.database.appUrl, { applicationName: 'test', max: 1 });
    await expect(app`select bi_workspace()`).rejects.toThrow('permission denied for function bi_workspace');
    await expect(app`insert into bi_login (workspace_id, role_name, name) values (1, 'earshot_bi_0000000000000000', 'x')`).rejects.toThrow(
      'permission denied',
    );
    await app.end();
    expect(await fixture.admin`select bi_workspace() as workspace`).toEqual([{ workspace: null }]);
    const { admin, b, roleOfA } = fixture;
    await admin`insert into bi_login (workspace_id, role_name, name) values (${b}, ${roleOfA}, 'twice')`;
    expect(await attempt('select count(*)::integer as n from bi.customers')).toEqual([{ n: 0 }]);
    await admin`delete from bi_login where workspace_id = ${b} and role_name = ${roleOfA}`;
    expect(await attempt('select count(*)::integer as n from bi.customers')).toEqual([{ n: 40 }]);
  });
});
