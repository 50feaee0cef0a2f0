/**
 * Files as an attack. Workspace A loads files of every kind that name whatever B has, through the API and a real worker: each is told and
 * leaves what the same file does with names that nobody has, and no row of B is written anew. With the key of B the same files find what they name.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { digestOf, nameInB, nameOfNobody, secretOfB, tablesOf } from '../../support/attacks/attackFixture.ts';
import { type AttackFile, filesOfB, filesThatName } from '../../support/attacks/importFiles.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
import { until } from '../../support/until.ts';
import { startWorker } from '../../support/worker.ts';

/** What the names of B are and what stands in their place: its sources' own names, and the ids that its rows have here, plain and opaque. */
interface Names {
  readonly ofB: readonly string[];
  readonly ofNobody: readonly string[];
}
/** An import once it is over, as its sender is told, without what differs each time. */
interface Told {
  readonly file: string;
  readonly id: string;
  readonly text: string;
  readonly report: Readonly<Record<string, unknown>>;
}

let database: TestDatabase;
let api: TestApi;
let worker: TestProcess;
let a: number;
let b: number;
let keyOfA: string;
let keyOfB: string;
let names: Names;
let before: Record<string, string>;
let named: Told[];
let nobodys: Told[];
let underway: string;

const firstHalf = 'external_id,email\nhalf-1,half-1@example.org\n';
const secondHalf = 'half-2,half-2@example.org\n';

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { limits: { pointsPerMinute: 0 } });
  worker = await startWorker(database);
  [a, b] = [await createWorkspace(api.admin, 'a'), await createWorkspace(api.admin, 'b')];
  [keyOfA, keyOfB] = [await api.createKey(a), await api.createKey(b)];
  for (const table of ['customer', 'identity', 'order'])
    await api.admin`alter table ${api.admin(table)} alter column id restart with 900000001`;
  await loadAll(keyOfB, filesOfB(nameInB, secretOfB), nameInB);
  names = {
    ofB: [nameInB, '900000001', encodeGlobalId('Customer', '900000001')],
    ofNobody: [nameOfNobody, '999999999', encodeGlobalId('Customer', '999999999')],
  };
  underway = await announceHalf();
  const waiting = () =>
    api.admin`select from pgboss.job where state in ('created', 'retry', 'active') and data ->> 'workspaceId' = ${String(b)}`;
  await until(async () => (await waiting()).length === 0, 'nothing of B waits'); // a job is over a moment after its import
  before = await digestOf(api.admin, b);
  named = await loadAll(keyOfA, filesThatName(names.ofB), nameInB);
  nobodys = await loadAll(keyOfA, filesThatName(names.ofNobody), nameOfNobody);
}, 120_000);
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

const send = (key: string, path: string, init: RequestInit = {}) =>
  fetch(`${api.url}${path}`, { ...init, headers: { 'x-api-key': key, ...(init.headers as Record<string, string>) } });
const octets = (offset: number) => ({ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) });

/** All at once: the one thread of the worker takes them in their order, and each is told what was there before it. */
async function loadAll(key: string, files: readonly AttackFile[], name: string): Promise<Told[]> {
  const sent: [string, string][] = [];
  for (const file of files) sent.push([await upload(key, file, name), `${file.kind}${file.codebook ? ' with a codebook' : ''}`]);
  const told: Told[] = [];
  for (const [location, file] of sent) told.push(await ended(key, location, file));
  return told;
}

/** Every sender gives its files the same names and idempotency keys. */
async function upload(key: string, { kind, survey, codebook, body }: AttackFile, name: string): Promise<string> {
  const about = { as: kind, filename: `${name}.csv`, ...(survey && { survey }) };
  const headers = { 'idempotency-key': `${name} ${kind} ${survey}` };
  const path = `/v1/imports?${new URLSearchParams(about)}`;
  let answer = codebook
    ? await send(key, '/v1/imports', {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: JSON.stringify({ ...about, codebook, uploadLength: Buffer.byteLength(body) }),
      })
    : await send(key, path, { method: 'POST', headers: { ...headers, 'content-type': 'text/csv' }, body });
  const location = answer.headers.get('location') ?? '';
  if (codebook) answer = await send(key, location, { method: 'PATCH', headers: octets(0), body });
  expect(answer.status, `${kind}: ${await answer.text()}`).toBe(202);
  return location;
}

async function ended(key: string, location: string, file: string): Promise<Told> {
  for (let tries = 0; ; tries++) {
    const { id, report, ...rest } = await (await send(key, `${location}?first=1000`)).json();
    if (tries > 600) throw new Error(`${file} is still ${rest.state}\n${worker.lines.slice(-3).join('\n')}`);
    if (!['SUCCEEDED', 'FAILED'].includes(rest.state)) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      continue;
    }
    const { checksum, progress, createdAt, queuedAt, startedAt, finishedAt, uploadOffset, uploadLength, ...text } = rest;
    return { file, id, text: withoutNames(JSON.stringify({ ...text, report })), report };
  }
}

/** With the names of B and of nobody gone; some fields are stored in capitals. */
function withoutNames(text: string): string {
  const tried = names ? [...names.ofB, ...names.ofNobody] : [];
  return tried.reduce((left, name) => left.replaceAll(new RegExp(name, 'gi'), '·'), text);
}

/** B has sent half a file when A comes. */
async function announceHalf(): Promise<string> {
  const length = String(firstHalf.length + secondHalf.length);
  const headers = { 'upload-length': length, 'idempotency-key': 'half' };
  const answer = await send(keyOfB, '/v1/imports?as=customers', { method: 'POST', headers });
  const location = answer.headers.get('location')!;
  expect((await send(keyOfB, location, { method: 'PATCH', headers: octets(0), body: firstHalf })).status).toBe(204);
  return location;
}

/** What an import left in a table, without what numbers the rows. */
async function rowsOf(table: string, imports: readonly string[]): Promise<string[]> {
  const ids = imports.map((id) => Buffer.from(id, 'base64url').toString().split(':')[1]!);
  const rows = await api.admin<{ row: Record<string, unknown> }[]>`
    select to_jsonb(t) as row from ${api.admin(table)} t where workspace_id = ${a} and import_id = any (${ids}::bigint[])`;
  const isNumber = (name: string) => name === 'id' || (/_id$/.test(name) && !/external_id$/.test(name));
  return rows
    .map(({ row }) =>
      withoutNames(
        JSON.stringify(row, (name, value) =>
          isNumber(name) && typeof value === 'number' ? '#' : /_at$/.test(name) ? Boolean(value) : value,
        ),
      ),
    )
    .sort();
}

describe('a file of A that names what B has', () => {
  it('is told what one is told that names what nobody has, of every kind', () => {
    expect(named.length).toBeGreaterThan(10);
    for (const [index, { file, text }] of named.entries()) {
      expect.soft(text, file).toBe(nobodys[index]!.text);
      expect.soft(text, file).toMatch(/"state":"SUCCEEDED"/);
      expect.soft(text, file).not.toContain(secretOfB);
    }
    expect(worker.lines.filter((line) => line.includes(secretOfB) || line.includes(nameInB))).toEqual([]);
  });

  it('leaves the rows that the other leaves, and each leads to a row of A or to none', async () => {
    const columns = await api.admin<{ table: string; column: string }[]>`
      select table_name as "table", column_name as "column" from information_schema.columns join information_schema.tables using (table_schema, table_name)
       where table_schema = 'public' and table_type = 'BASE TABLE' and column_name in ('import_id', 'identity_id', 'customer_id', 'survey_id')`;
    for (const { table } of columns.filter(({ column, table: name }) => column === 'import_id' && name !== 'import_chunk')) {
      const [ofB, ofNobody] = [
        await rowsOf(
          table,
          named.map(({ id }) => id),
        ),
        await rowsOf(
          table,
          nobodys.map(({ id }) => id),
        ),
      ];
      expect.soft(ofB, table).toEqual(ofNobody);
      if (!/^import_/.test(table)) expect.soft(ofB.length, `${table} is not covered`).toBeGreaterThan(0);
    }
    for (const { table, column } of columns) {
      const target = column.replace(/_id$/, '');
      const astray = await api.admin`
        select from ${api.admin(table)} t where workspace_id = ${a} and ${api.admin(column)} is not null
           and not exists (select from ${api.admin(target)} o where o.workspace_id = ${a} and o.id = t.${api.admin(column)})`;
      expect.soft(astray.length, `${table}.${column}`).toBe(0);
    }
  });

  it('has written no row of B anew, raised no version of its data, and left it no job', async () => {
    expect(await digestOf(api.admin, b)).toEqual(before);
    expect(before.data_version).toMatch(/^[1-9]/);
    expect(await tablesOf(api.admin)).toContain('data_version');
  });
});

describe('an upload of B', () => {
  const doors: [string, RequestInit][] = [
    ['GET', {}],
    ['HEAD', {}],
    ['PATCH', { headers: octets(firstHalf.length), body: secondHalf.replaceAll('half', 'evil') }],
    ['DELETE', {}],
  ];

  it('is neither seen, continued nor cancelled by A, to whom it is an id that nobody has', async () => {
    const ofNobody = `/v1/imports/${encodeGlobalId('Import', '999999999')}`;
    for (const [method, init] of doors) {
      const [theirs, others] = await Promise.all([underway, ofNobody].map((path) => send(keyOfA, path, { ...init, method })));
      const told = async (answer: Response) => (await answer.text()).replace(/"requestId":"[^"]*"/, '');
      expect.soft([theirs!.status, await told(theirs!)], method).toEqual([404, await told(others!)]);
    }
    expect(await digestOf(api.admin, b)).toEqual(before);
  });

  it('with its idempotency key A begins an import of its own', async () => {
    const again = (key: string) =>
      send(key, '/v1/imports?as=customers', { method: 'POST', headers: { 'idempotency-key': 'half' }, body: 'external_id\nown\n' });
    const [own, theirs] = [await again(keyOfA), await again(keyOfB)];
    expect([own.status, theirs.status, theirs.headers.get('location')]).toEqual([202, 409, underway]);
    expect(own.headers.get('location')).not.toBe(underway);
  });

  it('goes on where B left it, and loads what B sent', async () => {
    for (const [method, init] of doors.filter(([name]) => name === 'GET' || name === 'HEAD'))
      expect((await send(keyOfB, underway, { ...init, method })).status).toBe(200);
    const last = await send(keyOfB, underway, { method: 'PATCH', headers: octets(firstHalf.length), body: secondHalf });
    expect(last.status).toBe(202);
    expect((await ended(keyOfB, underway, 'the upload')).report).toMatchObject({ customersCreated: 2 });
  });
});

describe('with the key of B', () => {
  it('each of these files finds what it names, and is told so', { timeout: 60_000 }, async () => {
    const own = await loadAll(keyOfB, filesThatName(names.ofB), `${nameInB}-again`);
    for (const [index, { file, text }] of own.entries()) {
      const asA = named[index]!.text;
      expect.soft(text.replaceAll('-again', '') === asA, `${file} is not covered: B is told what A is\n${text}`).toBe(false);
    }
    expect(own.find(({ file }) => file === 'responses with a codebook')?.text).toContain(secretOfB); // what A must never read
  });
});
