/** How long bytes of files are kept, and sessions: what the schedulers delete, on a clock of the test. */
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connect, executor, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { readWorkerConfig } from '../../../worker/config.ts';
import { type JobSender, openSender } from '../../../worker/queue.ts';
import { type Clock, startScheduler } from '../../../worker/scheduler.ts';
import { clearUploads } from '../../../worker/scheduling/clearUploads.ts';
import { createWorkspace, startTestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';

let database: TestDatabase;
let admin: Sql;
let app: Sql;
let queue: JobSender;
let workspaceId: number;
let otherWorkspaceId: number;

const now = new Date('2026-05-31T00:00:00Z');
const old = new Date('2026-04-30T23:59:59Z'); // 30 days and a second before
const young = new Date('2026-05-01T00:00:01Z');

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  app = connect(database.appUrl, { applicationName: 'test scheduler', max: 6 });
  queue = await openSender(executor(app));
});
beforeEach(async () => {
  await admin`delete from import`;
  workspaceId = await createWorkspace(admin, crypto.randomUUID());
  otherWorkspaceId = await createWorkspace(admin, crypto.randomUUID());
});
afterAll(async () => {
  await queue.stop();
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

interface Placed {
  readonly state: string;
  /** Of its end, or of its last byte. */
  readonly at: Date;
  readonly chunks?: number;
  readonly undo?: number;
  readonly workspace?: number;
}

async function place({ state, at, chunks = 2, undo = 3, workspace = workspaceId }: Placed): Promise<bigint> {
  const hasEnded = !['UPLOADING', 'QUEUED', 'RUNNING'].includes(state);
  const [row] = await admin<{ id: bigint }[]>`
    insert into import (workspace_id, kind, source, state, created_at, uploaded_at, finished_at, uploaded_bytes, report)
    values (${workspace}, 'CUSTOMERS', 'a.csv', ${state}, '2026-01-01', ${at}, ${hasEnded ? at : null}, ${chunks}, '{"errorCount": 1}') returning id`;
  const { id } = row!;
  await admin`
    insert into import_chunk (workspace_id, import_id, byte_offset, bytes) select ${workspace}::integer, ${id}::bigint, g, 'x' from generate_series(0, ${chunks - 1}::integer) g`;
  await admin`
    insert into import_undo (workspace_id, import_id, table_name, row_key, old_row)
    select ${workspace}::integer, ${id}::bigint, 'customer', g, '{}' from generate_series(1, ${undo}::integer) g`;
  await admin`
    insert into import_error (workspace_id, import_id, position, line, code, reason, raw) values (${workspace}, ${id}, 1, 2, 'NOT_A_NUMBER', 'x', 'y')`;
  return id;
}

/** What is left of each import: its state, chunks, undo rows and errors. */
async function left(...ids: bigint[]): Promise<unknown[]> {
  const rows = await admin<{ id: bigint }[]>`
    select id, state, (select count(*)::integer from import_chunk c where c.import_id = i.id) as chunks,
           (select count(*)::integer from import_undo u where u.import_id = i.id) as undo,
           (select count(*)::integer from import_error e where e.import_id = i.id) as errors, cleared_at is not null as cleared
      from import i`;
  return ids.map((id) => {
    const { id: _, ...row } = rows.find((row) => row.id === id)!;
    return Object.values(row);
  });
}

/** Lets a scheduler begin at the moment before, and look `times` times at `now`. */
async function look({ days = 30, times = 1 } = {}): Promise<void> {
  const done = Promise.withResolvers<void>();
  let at = new Date(now.getTime() - 3_600_000);
  let looks = -1;
  const clock: Clock = {
    now: () => at,
    untilNextLook: async (signal) => {
      at = now;
      looks++;
      if (looks < times) return;
      done.resolve();
      await new Promise<void>((resolve) => void signal.addEventListener('abort', () => resolve()));
    },
  };
  const scheduler = startScheduler({
    sql: app,
    queue,
    clock,
    log: pino({ level: 'silent' }),
    keepUploadsDays: days,
    keepScoresDays: 36_500,
  });
  await done.promise;
  await scheduler.stop();
}

it.each(['SUCCEEDED', 'FAILED', 'CANCELLED'])(
  'of an import that ended as %s, bytes and undo values go after their time; row and errors stay',
  async (state) => {
    const ids = [await place({ state, at: old }), await place({ state, at: young })];
    await look();
    expect(await left(...ids)).toEqual([
      [state, 0, 0, 1, true],
      [state, 2, 3, 1, false],
    ]);
  },
);

it('of errors line, field and code stay, and what they quote of the rows goes', async () => {
  const ids = [await place({ state: 'SUCCEEDED', at: old }), await place({ state: 'SUCCEEDED', at: young })];
  await look();
  const errors = await admin`select line, field, code, reason, raw from import_error order by import_id`;
  const fault = { line: 2n, field: null, code: 'NOT_A_NUMBER' };
  expect([...errors]).toEqual([
    { ...fault, reason: expect.stringContaining('no longer kept'), raw: null },
    { ...fault, reason: 'x', raw: 'y' },
  ]);
  const api = await startTestApi(database);
  const key = await api.createKey(workspaceId);
  const id = encodeGlobalId('Import', ids[0]!);
  const { data } = await api.query(key, 'query ($id: ID!) { import(id: $id) { errors { edges { node { line code reason raw } } } } }', {
    id,
  });
  expect(data.import.errors.edges).toEqual([
    { node: { line: '2', code: 'NOT_A_NUMBER', reason: expect.stringContaining('no longer kept'), raw: null } },
  ]);
  const told = await earshotHere(['imports', 'show', id], { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key } });
  expect(told).toMatchObject({ code: 0, out: expect.stringMatching(/2 +\(row\) +NOT_A_NUMBER +no longer kept/) });
  await api.close();
});

it('sessions that are over for a day are deleted, of each workspace its own, and links that may still be used are not', async () => {
  const session = async (workspace: number, over: Date, link: Date, isUsed: boolean) => {
    const secret = () => Buffer.from(crypto.getRandomValues(new Uint8Array(32)));
    const [row] = await admin<{ id: bigint }[]>`
      insert into session (workspace_id, link_hash, link_expires_at, link_used_at, hash, scopes, expires_at)
      values (${workspace}, ${secret()}, ${link}, ${isUsed ? over : null}, ${isUsed ? secret() : null}, '{read}', ${over}) returning id`;
    return row!.id;
  };
  const [before, since] = [new Date('2026-05-29T23:59:59Z'), new Date('2026-05-30T00:00:01Z')];
  const gone = [
    await session(workspaceId, before, before, true),
    await session(workspaceId, before, before, false),
    await session(otherWorkspaceId, before, now, true),
  ];
  const kept = [
    await session(workspaceId, since, before, true),
    await session(workspaceId, before, since, false), // a link of two days
    await session(otherWorkspaceId, since, since, false),
  ];
  await look();
  const left = await admin<
    { id: bigint }[]
  >`select id from session where id = any(${[...gone, ...kept].map(String)}::text[]::bigint[]) order by id`;
  expect(left.map(({ id }) => id)).toEqual(kept);
  const told = await inWorkspace(app, otherWorkspaceId, (tx) => tx`select * from sessions_outdated(${new Date('2026-06-30')}, 1)`);
  expect(told.map((row) => Object.keys(row))).toEqual([['workspace_id', 'session_id']]);
});

it('nothing goes of what waits or runs, however long ago its bytes came, nor of what is still being uploaded', async () => {
  const ids = await Promise.all(['QUEUED', 'RUNNING'].map((state) => place({ state, at: old })));
  ids.push(await place({ state: 'UPLOADING', at: young }));
  await look();
  expect(await left(...ids)).toEqual([
    ['QUEUED', 2, 3, 1, false],
    ['QUEUED', 2, 3, 1, false], // no worker has it: it is put back
    ['UPLOADING', 2, 3, 1, false],
  ]);
});

it('an upload that nobody went on with is given up, and says so', async () => {
  const id = await place({ state: 'UPLOADING', at: old, undo: 0 });
  await look();
  expect(await left(id)).toEqual([['FAILED', 0, 0, 1, true]]);
  const [told] = await admin`select error_code, error_message, finished_at from import where id = ${id}`;
  expect(told).toMatchObject({
    error_code: 'UPLOAD_ABANDONED',
    error_message: expect.stringContaining('EARSHOT_KEEP_UPLOADS_DAYS'),
    finished_at: old,
  });
});

it('0 days keep everything; any other number is that many', async () => {
  const id = await place({ state: 'SUCCEEDED', at: old });
  await look({ days: 0 });
  await look({ days: 31 });
  expect(await left(id)).toEqual([['SUCCEEDED', 2, 3, 1, false]]);
  await look({ days: 30 });
  expect(await left(id)).toEqual([['SUCCEEDED', 0, 0, 1, true]]);
});

it('much goes in steps, one look after the other', async () => {
  const large = await place({ state: 'UPLOADING', at: old, chunks: 450, undo: 0 });
  const wide = await place({ state: 'SUCCEEDED', at: old, chunks: 1, undo: 20_001 });
  await look();
  expect(await left(large, wide)).toEqual([
    ['FAILED', 250, 0, 1, false],
    ['SUCCEEDED', 0, 1, 1, false],
  ]);
  await look({ times: 3 });
  expect(await left(large, wide)).toEqual([
    ['FAILED', 0, 0, 1, true],
    ['SUCCEEDED', 0, 0, 1, true],
  ]);
});

it('of two schedulers one does it, and what another transaction holds is left alone', async () => {
  const ids = await Promise.all(Array.from({ length: 4 }, () => place({ state: 'SUCCEEDED', at: old })));
  const stamps = () => admin`select id, xmin::text from import order by id`;
  await Promise.all([look({ times: 3 }), look({ times: 3 })]);
  expect(await left(...ids)).toEqual(ids.map(() => ['SUCCEEDED', 0, 0, 1, true]));
  const before = await stamps();
  await look();
  expect(await stamps()).toEqual(before);

  const held = await place({ state: 'SUCCEEDED', at: old });
  await admin.begin(async (tx) => {
    await tx`select from import where id = ${held} for update`;
    expect(await clearUploads(app, young)).toBe(false);
    expect(await left(held)).toEqual([['SUCCEEDED', 2, 3, 1, false]]);
  });
});

it('of each workspace its own, and the app role sees nothing of others by it', async () => {
  const own = await place({ state: 'SUCCEEDED', at: old });
  const theirs = await place({ state: 'SUCCEEDED', at: young, workspace: otherWorkspaceId });
  const told = await inWorkspace(app, otherWorkspaceId, (tx) => tx`select * from uploads_outdated(${young}, 10)`);
  expect(told.map((row) => Object.keys(row))).toEqual([['workspace_id', 'import_id']]); // ids and nothing else
  await look();
  expect(await left(own, theirs)).toEqual([
    ['SUCCEEDED', 0, 0, 1, true],
    ['SUCCEEDED', 2, 3, 1, false],
  ]);
});

it('is a setting of the worker', () => {
  const env = { DATABASE_URL: 'postgres://a@b/c' };
  expect(readWorkerConfig(env).keepUploadsDays).toBe(30);
  expect(readWorkerConfig({ ...env, EARSHOT_KEEP_UPLOADS_DAYS: '0' }).keepUploadsDays).toBe(0);
  expect(() => readWorkerConfig({ ...env, EARSHOT_KEEP_UPLOADS_DAYS: '-1' })).toThrow('EARSHOT_KEEP_UPLOADS_DAYS');
});
