/** A backup and its way back: whole, damaged, of others, for others. Over 300 lines: one source, of a row of every table, is filled and backed up once for all of it. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeFrame, encodeJson, readFrames } from '../../../prisma/backup/frames.ts';
import { listTables } from '../../../prisma/backup/tables.ts';
import { backup } from '../../../prisma/backup.ts';
import { migrate } from '../../../prisma/migrate.ts';
import { restore, restoreLines } from '../../../prisma/restore.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { StartError } from '../../../prisma/startError.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { startNode } from '../../support/process.ts';
import { fillRun } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';
import { fillSegments } from '../../support/segmentFixture.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';

let folder: string;
let file: string;
let source: TestDatabase;
/** What `digests` finds in the source, which nobody changes. */
let inSource: Readonly<Record<string, string>>;
const databases: TestDatabase[] = [];

beforeAll(async () => {
  folder = await temporaryFolder('backup');
  file = join(folder, 'a.backup');
  source = await fresh();
  await fill(source);
  await backup({ adminUrl: source.adminUrl, file });
  inSource = await digests(source);
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await rm(folder, { recursive: true, force: true });
});

async function fresh(options = {}): Promise<TestDatabase> {
  const database = await createTestDatabase(options);
  databases.push(database);
  return database;
}

async function run<T>(database: TestDatabase, work: (sql: Sql) => Promise<T>): Promise<T> {
  const sql = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  try {
    return await work(sql);
  } finally {
    await sql.end();
  }
}

/** Two workspaces, text that is hard to quote, floats that are hard to print, a chunk of a mebibyte, runs in each state. */
const fill = (database: TestDatabase) =>
  run(database, async (sql) => {
    await sql.unsafe(String.raw`
      insert into workspace (key, name, currency, time_zone) values ('a', E'tab\t, line\n, back\\slash, \\N', 'EUR', 'Europe/Zurich'), ('b', 'B', 'USD', 'UTC');
      insert into customer (workspace_id, external_id) select w, 'c' || i from generate_series(1, 2) w, generate_series(1, 3000) i;
      insert into survey (workspace_id, key, title, kind) values (1, 's', 'S', 'PULSE');
      insert into response (workspace_id, survey_id, external_id, "values", sampling_weight, comment, answers)
        select 1, 1, 'r' || i, array[i, null, 0.1, 'NaN']::real[], 1.0 / i, case i % 3 when 0 then null when 1 then '' else E'\\.\n\\N' end, '{"a": "\u00e9\\n"}' from generate_series(1, 5000) i;
      insert into import (workspace_id, kind, source, state) values (1, 'CUSTOMERS', 'f', 'RUNNING'), (1, 'CUSTOMERS', 'f', 'UPLOADING');
      insert into import_chunk select 1, 1, 0, decode(repeat('0a5c0900ff', 200000), 'hex');
      insert into analysis (workspace_id, name, kind, survey_id, parameters) values (1, 'x', 'DRIVERS', 1, '{}');
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, finished_at)
        values (1, 1, 'DRIVERS', 'API', '{}', '{}', 'SUCCEEDED', 'FITTED', now()), (1, 1, 'DRIVERS', 'API', '{}', '{}', 'QUEUED', null, null);`);
    // And a row of every table, a message among them that waits to be sent.
    await fillWorkspace(sql, 2);
    await fillFacts(sql, 2);
    await fillSegments(sql, 2);
    const { fitted, webhook } = await fillRun(sql, 2);
    await sql`
      with event as (
        insert into webhook_event (workspace_id, type, run_id, transition_id, body) values (2, 'run.failed', ${fitted}, ${fitted}, '{}') returning id)
      insert into webhook_delivery (workspace_id, webhook_id, event_id) select 2, ${webhook}, id from event`;
    await sql.unsafe(`
      update backfill set state = 'RUNNING', finished_at = null;
      insert into api_key (workspace_id, name, prefix, hash, scopes) values (2, 'live', 'ek_live', sha256('live'), '{read}');
      insert into session (workspace_id, link_hash, link_expires_at, link_used_at, hash, scopes, expires_at)
        values (2, sha256('link'), now(), now(), sha256('cookie'), '{read}', now() + interval '12 hours');`);
    await sql`insert into rollup_state (workspace_id, source, queued_at) values (1, 'ANSWER', now())`; // asked for, and not made yet
  });

/** The tables that a freshly migrated database has, as a backup takes them. */
const mine = (sql: Sql) => sql`
  select from pg_class where relkind = 'r' and relpersistence = 'p' and relnamespace = 'public'::regnamespace
     and relname not in ('_prisma_migrations', 'customer_old', 'spatial_ref_sys')`;

const underWay = (database: TestDatabase) =>
  run(database, async (sql) => {
    const [row] = await sql<{ n: number }[]>`
      select ((select count(*) from run where state in ('QUEUED', 'RUNNING')) + (select count(*) from import where state in ('QUEUED', 'RUNNING')))::integer as n`;
    return row!.n;
  });

/** Every row of every table as text, without those that a restore marks. */
const digests = (database: TestDatabase) =>
  run(database, async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select c.relname as name from pg_class c where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> '_prisma_migrations' order by 1`;
    const found: Record<string, string> = {};
    for (const { name } of tables) {
      const unmarked: Record<string, string> = {
        run: `where state not in ('QUEUED', 'RUNNING') and error_code is distinct from 'RESTORED'`,
        import: `where state not in ('QUEUED', 'RUNNING') and error_code is distinct from 'RESTORED'`,
        webhook_delivery: `where state = 'DELIVERED'`,
        bi_login: 'where false', // revoked: its role is on no server
        rollup_state: 'where is_current or queued_at is null and workspace_id <> 1',
        run_part: 'where false', // of runs under way: in no backup
        run_part_chunk: 'where false',
      };
      const rows = await sql.unsafe(`select t::text as row from public.${name} t ${unmarked[name] ?? ''} order by 1`);
      found[name] = `${rows.length} ${createHash('sha256').update(JSON.stringify(rows)).digest('hex')}`;
    }
    return found;
  });

describe('backup and restore', () => {
  it('brings the same rows back into an empty migrated database, and the sequences with them', async () => {
    const target = await fresh();
    const summary = await restore({ ...target, file });
    expect(summary.interrupted).toBe(await underWay(source));
    expect(await digests(target)).toEqual(inSource);
    await run(target, async (sql) => {
      const [next] = await sql`insert into customer (workspace_id, external_id) values (1, 'new') returning id`;
      expect(Number(next?.id)).toBe(6041);
      expect(await sql`select count(*)::integer as n from bi_login where revoked_at is not null`).toEqual([{ n: 1 }]);
      expect(await sql`select distinct state from webhook_delivery`).toEqual([{ state: 'DELIVERED' }, { state: 'FAILED' }]);
      expect(
        await sql`select distinct state, error_code from run where error_code <> 'BROKEN' union all select distinct state, error_code from import where error_code is not null`,
      ).toEqual([
        { state: 'FAILED', error_code: 'RESTORED' },
        { state: 'FAILED', error_code: 'RESTORED' },
      ]);
      // The job that was to make a roll-up anew is in no backup: a worker asks again, once the uploads of before are over (they may be resumed for a while).
      expect(
        await sql`select kind, workspace_id from scheduler_work(now() + interval '11 minutes', 9) where kind = 'ROLLUP'`,
      ).toContainEqual({
        kind: 'ROLLUP',
        workspace_id: 1,
      });
      const loose =
        await sql`select relname from pg_class where relrowsecurity and not relforcerowsecurity and relnamespace = 'public'::regnamespace`;
      expect(loose).toHaveLength(0);
    });
  });

  it('makes the schema itself where there is none', async () => {
    const target = await fresh({ empty: true });
    await restore({ ...target, file });
    expect(await digests(target)).toEqual(inSource);
  });

  it('refuses a database with rows, and replaces them when told', async () => {
    const target = await fresh();
    await run(target, (sql) => sql`insert into workspace (key, name, currency, time_zone) values ('old', 'Old', 'EUR', 'UTC')`);
    await expect(restore({ ...target, file })).rejects.toThrow('the database is not empty: workspace has rows');
    await restore({ ...target, file, force: true });
    expect(await digests(target)).toEqual(inSource);
  });

  it('of an older release is brought to this one; of a newer one it is refused', async () => {
    const releases = join(folder, 'releases');
    const write = async (release: string, name: string, text: string) => {
      await mkdir(join(releases, release, name), { recursive: true });
      await writeFile(join(releases, release, name, 'migration.sql'), text);
    };
    for (const release of ['old', 'new'])
      await write(release, '1_a', 'create table thing (id integer primary key); create table later (thing integer references thing);');
    await write('new', '2_b', 'alter table thing add column twice integer; update thing set twice = 2 * id; drop table later;');
    const [old, next] = ['old', 'new'].map((release) => join(releases, release));
    const [from, to, ahead] = [await fresh({ empty: true }), await fresh({ empty: true }), await fresh({ empty: true })];
    await migrate({ ...from, directory: old! });
    await run(from, (sql) => sql`insert into thing select generate_series(1, 10)`);
    const aged = join(folder, 'aged.backup');
    await backup({ adminUrl: from.adminUrl, file: aged, directory: old! });
    await restore({ ...to, file: aged, directory: next! });
    expect(await run(to, (sql) => sql`select sum(twice)::integer as sum from thing`)).toEqual([{ sum: 110 }]);
    await migrate({ ...ahead, directory: next! });
    await expect(restore({ ...ahead, file: aged, directory: next! })).rejects.toThrow(
      'the database has the migration 2_b, which the backup has not',
    );
    await backup({ adminUrl: to.adminUrl, file: aged, directory: next! });
    await expect(restore({ ...from, file: aged, directory: old! })).rejects.toThrow(
      'the backup has the migration 2_b, which this release does not know',
    );
  });

  it('with a row that a constraint refuses names the table, the row and what mends it, and changes nothing', async () => {
    const [from, to] = [await fresh(), await fresh()];
    await run(from, async (sql) => {
      await sql.unsafe(`
        alter table question drop constraint question_nps_is_from_0_to_10;
        insert into workspace (key, name, currency, time_zone) values ('odd', 'Odd', 'EUR', 'UTC');
        insert into survey (workspace_id, key, title, kind) values (1, 's', 'S', 'PULSE');
        insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
          values (1, 1, 1, 'right', E'a\nb', 'NPS', 0, 10), (1, 1, 2, 'wrong', 'Annie Doe', 'NPS', 1, 5);`);
    });
    const odd = join(folder, 'odd.backup');
    await backup({ adminUrl: from.adminUrl, file: odd });
    const fault = await restore({ ...to, file: odd }).catch((error: unknown) => error as StartError);
    expect(fault).toBeInstanceOf(StartError);
    const { message, remedy } = fault as StartError;
    expect(message).toMatch(
      /^the table question of the backup breaks question_nps_is_from_0_to_10 with its row workspace_id = 1, id = 2: CHECK .*$/,
    );
    expect(remedy).toContain("(update question set kind = 'NUMBER' where workspace_id = 1 and id = 2), make the backup again");
    expect(`${message} ${remedy}`).not.toMatch(/Annie|\n/);
    expect(await run(to, (sql) => sql`select from workspace`)).toHaveLength(0);
    const change = /\((update .*?)\),/.exec(remedy)?.[1] ?? '';
    expect(await run(from, async (sql) => (await sql.unsafe(change)).count)).toBe(1);
  });

  it('refuses while the API or a worker is connected', async () => {
    const target = await fresh();
    const app = connect(target.appUrl, { applicationName: 'test', max: 1 });
    await app`select 1`;
    await expect(restore({ ...target, file })).rejects.toThrow('1 connections of the API or the worker are open');
    await app.end();
  });

  it('killed at any moment leaves the old rows or the new ones, never a mixture', async () => {
    const target = await fresh();
    await run(target, (sql) => sql`insert into workspace (key, name, currency, time_zone) values ('old', 'Old', 'EUR', 'UTC')`);
    const states = [JSON.stringify(await digests(target)), JSON.stringify(inSource)];
    const begin = ({ appUrl, adminUrl }: TestDatabase) =>
      startNode([join(import.meta.dirname, '../../../prisma/restore.ts'), file, '--force'], {
        env: { ...process.env, DATABASE_URL: appUrl, DATABASE_ADMIN_URL: adminUrl },
      });
    const other = await fresh();
    const began = performance.now();
    expect(await begin(other).ended).toBe(0);
    const whole = performance.now() - began; // how long one takes here
    const ends: (number | string)[] = [];
    for (const share of [0.3, 0.5, 0.7, 0.9]) {
      const restoring = begin(target);
      await sleep(share * whole);
      if (restoring.child.exitCode === null) restoring.signalGroup('SIGKILL'); // the last may be done already
      ends.push(await restoring.ended);
      expect(states).toContain(JSON.stringify(await digests(target))); // waits for the locks of a backend that is still leaving
    }
    expect(ends).toContain('SIGKILL');
    expect(await begin(target).ended).toBe(0);
    expect(await digests(target)).toEqual(inSource);
  });

  it('names a file that is cut off, changed or no backup, and changes nothing', async () => {
    const target = await fresh();
    const before = await digests(target);
    const bytes = await readFile(file);
    const other = join(folder, 'other.backup');
    for (const length of [0, 5, 1000, bytes.length - 9, bytes.length - 1]) {
      await writeFile(other, bytes);
      await truncate(other, length);
      await expect(restore({ ...target, file: other })).rejects.toThrow(/is damaged|is not an Earshot backup/);
    }
    for (const at of [20, 500, bytes.length >> 1, bytes.length - 6]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      await writeFile(other, changed);
      await expect(restore({ ...target, file: other })).rejects.toThrow('is damaged');
    }
    await writeFile(other, 'a,b\n1,2\n');
    await expect(restore({ ...target, file: other })).rejects.toThrow('is not an Earshot backup');
    await expect(restore({ ...target, file: join(folder, 'none') })).rejects.toThrow('there is no file');
    expect(await digests(target)).toEqual(before);
  });

  it('tells what is live and what was revoked; as a copy it starts nothing, tells nobody and lets nobody in', async () => {
    const [again, copy] = [await fresh(), await fresh()];
    const live = await run(source, async (sql) => {
      const [row] = await sql<{ endpoints: number; schedules: number; backfills: number; keys: number }[]>`
        select (select count(*) from webhook where disabled_at is null)::integer as endpoints, (select count(*) from schedule where paused_at is null)::integer as schedules,
               (select count(*) from backfill where state = 'RUNNING')::integer as backfills, (select count(*) from api_key where revoked_at is null)::integer as keys`;
      return row!;
    });
    for (const count of Object.values(live)) expect(count).toBeGreaterThan(0);
    const summary = await restore({ ...again, file });
    expect(summary).toMatchObject(live);
    expect(summary.revokedBiLogins).toMatchObject([{ workspace: 'b', role: expect.stringMatching(/^earshot_bi_/) }]);
    const told = restoreLines(summary, false).join('\n');
    expect(told).toContain(
      `webhook endpoints: ${live.endpoints}, schedules: ${live.schedules}, backfills under way: ${live.backfills}; for a copy`,
    );
    expect(told).toContain(`the BI login ${summary.revokedBiLogins[0]?.role}`);
    expect(told).toContain(`${live.keys} keys are good`);

    const copied = await restore({ ...copy, file, copy: true });
    expect(copied).toMatchObject(live);
    expect(restoreLines(copied, true).join('\n')).toContain(`revoked are ${live.keys} keys and all sessions`);
    await run(copy, async (sql) => {
      expect(
        await sql`select from webhook where disabled_at is null union all select from schedule where next_run_at is not null
          union all select from backfill where state = 'RUNNING' union all select from api_key where revoked_at is null
          union all select from session where revoked_at is null`,
      ).toHaveLength(0);
      const due = await sql<{ kind: string }[]>`select kind from scheduler_work(now() + interval '10 years', 99)`;
      expect(due.filter(({ kind }) => kind !== 'ROLLUP')).toEqual([]);
    });
  });

  it('takes the tables of migrations and no others, names those, and is restored where they are not', async () => {
    const [from, to] = [await fresh(), await fresh()];
    await run(from, async (sql) => {
      // As an extension (PostGIS: spatial_ref_sys) or a DBA leaves them.
      await sql.unsafe(`
        create table customer_old as select 1 as id; create table spatial_ref_sys (srid integer primary key, "text" text);
        insert into workspace (key, name, currency, time_zone) values ('mine', 'Mine', 'EUR', 'UTC');`);
      expect((await listTables(sql)).tables.map(({ table }) => table)).toHaveLength((await mine(sql)).length);
    });
    const mixed = join(folder, 'mixed.backup');
    expect(await backup({ adminUrl: from.adminUrl, file: mixed })).toMatchObject({ leftOut: ['customer_old', 'spatial_ref_sys'], rows: 1 });
    expect(await restore({ ...to, file: mixed })).toMatchObject({ rows: 1, leftOut: [] });
    expect(await run(to, (sql) => sql`select key from workspace`)).toEqual([{ key: 'mine' }]);
  });

  it('written when every table of the schema was taken is restored without those of others', async () => {
    const to = await fresh();
    const whole = join(folder, 'whole.backup');
    const frames: Buffer[] = [];
    for await (const { kind, payload } of readFrames(file)) {
      if (kind === 'S') {
        const row = Buffer.from('1\n');
        frames.push(encodeJson('T', { table: 'customer_old', columns: ['id'] }), encodeFrame('D', row));
        frames.push(encodeJson('E', { rows: 1, sha256: createHash('sha256').update(row).digest('hex') }));
      }
      const tables = kind === 'Z' ? (JSON.parse(payload.toString('utf8')) as { tables: number }).tables : 0;
      frames.push(kind === 'Z' ? encodeJson('Z', { tables: tables + 1 }) : encodeFrame(kind, payload));
    }
    await writeFile(whole, gzipSync(Buffer.concat(frames)));
    expect((await restore({ ...to, file: whole })).leftOut).toEqual(['customer_old']);
    expect(await digests(to)).toEqual(inSource);
  });

  it('for tables that are not as in the backup is refused with what differs', async () => {
    const to = await fresh();
    await run(to, (sql) => sql`alter table ticket rename column reopens to mood`);
    await expect(restore({ ...to, file })).rejects.toThrow(
      'although both have the same migrations: ticket.reopens is only in the backup; ticket.mood is only here',
    );
  });

  it('is refused to a login from which policies hide rows, with what lets it in; so are migrations', async () => {
    const from = await fresh();
    const [reader, owner] = ['reader', 'owner'].map((name) => `${name}_${randomBytes(4).toString('hex')}`);
    const superuser = connect(from.superuserUrl, { applicationName: 'test', max: 1 });
    const as = (login: string) => from.adminUrl.replace(/\/\/[^@]*@/, `//${login}:x@`);
    try {
      await superuser.unsafe(`insert into workspace (key, name, currency, time_zone) values ('w', 'W', 'EUR', 'UTC');
        insert into customer (workspace_id, external_id) values (1, 'c');
        create role ${reader} login password 'x' in role pg_read_all_data; create role ${owner} login password 'x' in role earshot_owner createrole;
        grant connect on database ${from.name} to ${reader}, ${owner};`);
      const other = join(folder, 'other-login.backup');
      await expect(backup({ adminUrl: as(reader!), file: other })).rejects.toMatchObject({
        name: 'StartError',
        message: expect.stringMatching(
          new RegExp(
            `^row-level security hides rows of \\w+, \\w+, \\w+ and \\d+ tables more from the login ${reader} of DATABASE_ADMIN_URL$`,
          ),
        ),
      });
      expect((await backup({ adminUrl: as(owner!), file: other })).rows).toBeGreaterThan(1); // a member of the role that the policies name
      // As REASSIGN OWNED leaves it: the tables are the new owner's, the policies name the old one.
      await superuser.unsafe(`revoke earshot_owner from ${owner}; grant earshot_app to ${owner} with admin option;
        do $$ declare t regclass; begin for t in select oid from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
          loop execute format('alter table %s owner to ${owner}', t); end loop; end $$;
        grant all on schema public to ${owner};`);
      const refused = await backup({ adminUrl: as(owner!), file: other }).catch((error: unknown) => error as StartError);
      expect(refused).toMatchObject({ name: 'StartError', message: expect.stringMatching(/^row-level security hides rows of /) });
      await expect(migrate({ adminUrl: as(owner!), appUrl: from.appUrl })).rejects.toThrow('row-level security hides rows of ');
      const [, statement] = /let it run: (.*)$/.exec((refused as StartError).remedy) ?? [];
      const sql = connect(as(owner!), { applicationName: 'test', max: 1 });
      await sql.unsafe(statement!);
      await sql.end();
      expect((await backup({ adminUrl: as(owner!), file: other })).rows).toBeGreaterThan(1);
    } finally {
      await from.drop();
      await superuser.end();
      await run(source, (sql) => sql.unsafe(`drop role if exists ${reader}, ${owner}`)).catch(() => {});
    }
  });

  it('leaves no draft beside the file, and nobody else may read it', async () => {
    await expect(backup({ adminUrl: source.adminUrl, file: join(folder, 'no/such/folder') })).rejects.toThrow('cannot be written (ENOENT)');
    expect((await readdir(folder)).filter((name) => name.includes('.tmp-'))).toEqual([]);
  });
});
