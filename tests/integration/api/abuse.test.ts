/** What a hostile or broken client can do to the API as a process: each is told what was wrong, memory stays flat, others are served. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect as connectSocket, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../../api/auth/apiKeys.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { type Answer, createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { holdTable } from '../../support/heldTable.ts';

let database: TestDatabase;
let admin: Sql;
let superuser: Sql;
let child: ChildProcess;
let url: URL;
let key: string;
let atStartMb: number;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 1 });
  const workspaceId = await createWorkspace(admin, 'a');
  await fillWorkspace(admin, workspaceId);
  const app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  ({ key } = await createApiKey(app, { workspaceId, name: 'test', scopes: ['read'], expiresAt: null }));
  await app.end();
  child = spawn(process.execPath, ['api/main.ts'], {
    cwd: join(import.meta.dirname, '../../..'),
    env: {
      PATH: process.env.PATH,
      DATABASE_URL: database.appUrl,
      PORT: '0',
      EARSHOT_BODY_TIMEOUT_SECONDS: '1',
      EARSHOT_REQUEST_TIMEOUT_SECONDS: '1',
      EARSHOT_WRONG_CREDENTIALS_PER_MINUTE: '5',
    },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const [ready] = (await once(child, 'message')) as [{ url: string }];
  url = new URL(ready.url);
  for (let times = 0; times < 3; times++) await ask('{ workspace { key } surveys { nodes { key } } customers { nodes { externalId } } }');
  atStartMb = residentMb();
  // What the collector lets stand of chunks that came and went is taken up once, by the first; that nothing adds to it is what flat means.
  await sendEndless('content-length: 10000000000', '/graphql');
  atStartMb = residentMb();
});
afterAll(async () => {
  child?.kill('SIGKILL');
  await admin?.end();
  await superuser?.end();
  await database?.drop();
});

const post = (body: unknown, headers: Record<string, string> = {}) =>
  fetch(`${url.origin}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

async function ask(query: string, variables: object = {}): Promise<Answer & { status: number }> {
  const response = await post({ query, variables });
  return { ...((await response.json()) as Answer), status: response.status };
}

const residentMb = () => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024;

/** As fast as it is taken, while ten others ask and have to be answered. */
async function sendEndless(length: string, path: string): Promise<{ answer: string; bytes: number }> {
  const { socket, answer } = speak(head(length, path));
  const piece = Buffer.alloc(1 << 16, ' ');
  const chunk = length.startsWith('transfer') ? Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]) : piece;
  const pump = () => {
    while (!socket.destroyed && socket.write(chunk));
  };
  socket.on('drain', pump);
  pump();
  const served = await Promise.all(Array.from({ length: 10 }, () => ask('{ workspace { key } }')));
  expect(served.every(({ data }) => data?.workspace.key === 'a')).toBe(true);
  expect(residentMb() - atStartMb).toBeLessThan(300); // in the midst of it: chunks under way, and not gigabytes
  return { answer: await answer, bytes: socket.bytesWritten };
}

/** A socket that speaks HTTP by hand, and what it was answered. */
function speak(head: string): { socket: Socket; answer: Promise<string> } {
  const socket = connectSocket(Number(url.port), url.hostname);
  socket.on('error', () => {}); // a reset is an end like any other
  let heard = '';
  const answer = new Promise<string>((resolve) => {
    socket.on('data', (data) => {
      heard += data.toString();
    });
    socket.on('close', () => resolve(heard));
  });
  socket.write(head);
  return { socket, answer };
}

const head = (length: string, path = '/graphql') =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\nx-api-key: ${key}\r\ncontent-type: application/json\r\naccept: application/graphql-response+json\r\n${length}\r\n\r\n`;

describe('a document', () => {
  const nested = (levels: number) => `${'{ node(id: "x") { ... on Customer '.repeat(levels)} { id } ${'} }'.repeat(levels)}`;
  const amplified = `{ workspace { ...f0 } } ${Array.from({ length: 90 }, (_, index) => `fragment f${index} on Workspace { key ...f${index + 1} ...f${index + 1} }`).join(' ')} fragment f90 on Workspace { name }`;
  const wideFragments = `{ workspace { ${Array.from({ length: 99 }, (_, index) => `...f${index}`).join(' ')} } } ${Array.from({ length: 99 }, (_, index) => `fragment f${index} on Workspace { ${'key name '.repeat(9)} }`).join(' ')}`;
  it.each([
    ['100 levels deep', nested(50), /brackets within each other/],
    ['nested so deep that a parser would end its stack', '{a'.repeat(4900), /brackets within each other/],
    ['with a list nested so', `{ customer(externalId: ${'['.repeat(4000)} ) { id } }`, /brackets within each other/],
    [
      'with 1,000 aliases',
      `{ ${Array.from({ length: 1000 }, (_, index) => `a${index}: __typename`).join(' ')} }`,
      /1000 aliases, at most 100/,
    ],
    ['with 1,000 directives', `{ workspace { key ${'@skip(if: false) '.repeat(600)} } }`, /600 directives, at most 50/],
    ['with more names than allowed', `{ workspace { ${'k '.repeat(5000)} } }`, /more than the 5000 names/],
    [
      'of many operations',
      Array.from({ length: 30 }, (_, index) => `query q${index} { __typename }`).join(' '),
      /30 operations, at most 20/,
    ],
    [
      'of cyclic fragments',
      '{ workspace { ...a } } fragment a on Workspace { ...b } fragment b on Workspace { key ...a }',
      /Cannot spread fragment "a" within itself/,
    ],
    ['of fragments that double 90 times', amplified, /selects \S+ fields|levels deep/],
    ['of fragments that all overlap', wideFragments, /selects 1\d\d\d fields, at most 400/],
    ['of 900 kB', `{ workspace { key } } #${'x'.repeat(900_000)}`, /900023 characters, at most 20000/],
    [
      'of introspection within introspection',
      `{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }`,
      /Maximum introspection depth/,
    ],
  ])('%s is refused with its reason, at once', async (_what, query, message) => {
    const started = performance.now();
    const { status, errors } = await ask(query);
    expect(errors?.[0]).toMatchObject({ message: expect.stringMatching(message), extensions: { requestId: expect.any(String) } });
    expect(['LIMIT_EXCEEDED', 'BAD_USER_INPUT']).toContain(errors?.[0]?.extensions.code);
    expect(status).toBe(400);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('a body', () => {
  it('that is no JSON, or of a type that is not read, is told so', async () => {
    for (const [body, headers, status, argument] of [
      ['{ "query": ', {}, 400, 'body'],
      ['<query/>', { 'content-type': 'text/xml' }, 415, 'Content-Type'],
    ] as const) {
      const response = await post(body, headers);
      expect(response.status).toBe(status);
      expect(((await response.json()) as Answer).errors?.[0]?.extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument,
        requestId: expect.any(String),
      });
    }
    for (const [parameters, argument] of [
      ['variables=%7B', 'variables'],
      ['variables=%7B%7D&extensions=%7B', 'extensions'],
      ['extensions=%7B', 'extensions'],
      ['extensions=%7B&variables=%7B', 'variables'],
    ] as const) {
      const bad = await fetch(`${url.origin}/graphql?query=${encodeURIComponent('{ workspace { key } }')}&${parameters}`, {
        headers: { 'x-api-key': key, accept: 'application/graphql-response+json' },
      });
      expect(bad.status).toBe(400);
      expect(((await bad.json()) as Answer).errors?.[0]).toMatchObject({
        message: `${argument}: this is not JSON`,
        extensions: { argument },
      });
    }
  });

  it.each([
    ['that says so', 'content-length: 10000000000', '/graphql', 'LIMIT_EXCEEDED'],
    ['in pieces', 'transfer-encoding: chunked', '/graphql', 'LIMIT_EXCEEDED'],
    ['for a run', 'content-length: 10000000000', '/v1/analyses/x/runs', 'FORBIDDEN'],
  ])('of 10 GB %s is cut off, memory stays flat, and others are served', async (_what, length, path, code) => {
    const before = residentMb();
    const { answer, bytes } = await sendEndless(length, path);
    expect(answer).toContain(`"code":"${code}"`);
    expect(bytes).toBeLessThan(5e9);
    expect(residentMb() - before).toBeLessThan(100);
  });

  it('that does not come is not waited for, a head neither', async () => {
    const slowBody = speak(`${head('content-length: 50')}{ "query": `);
    const slowBatch = speak(`${head('transfer-encoding: chunked')}1\r\n{\r\n`);
    const slowHead = speak('POST /graphql HTTP/1.1\r\nhost: loc');
    expect((await ask('{ workspace { key } }')).data).toEqual({ workspace: { key: 'a' } });
    expect(await slowBody.answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"TIMEOUT"/);
    expect(await slowBatch.answer).toMatch(/^HTTP\/1.1 408 [\s\S]*"code":"TIMEOUT"/);
    expect(await slowHead.answer).toMatch(/^HTTP\/1.1 408 /);
  });
});

describe('a request that takes too long', () => {
  const waiting = async () =>
    (
      await superuser`select from pg_stat_activity where datname = current_database() and usename = 'earshot_app' and wait_event_type = 'Lock'`
    ).length;

  it('is given up with 504, its SQL cancelled and its connection free, while others are served', async () => {
    const held = await holdTable(admin, 'survey');
    try {
      const answers = Promise.all(Array.from({ length: 10 }, () => ask('{ workspace { key } survey(key: "visit") { nps { n } } }')));
      await expect.poll(waiting, { interval: 20 }).toBeGreaterThan(3);
      for (const { status, data, errors } of await answers) {
        expect({ status, data, code: errors?.[0]?.extensions.code }).toEqual({ status: 504, data: undefined, code: 'TIMEOUT' });
      }
      await expect.poll(waiting, { interval: 20, timeout: 900 }).toBe(0);
      expect((await ask('{ workspace { key } customers { nodes { externalId } } }')).status).toBe(200);
    } finally {
      await held.release();
    }
  });

  it('is not worked on any longer once its sender has gone', async () => {
    const held = await holdTable(admin, 'response');
    try {
      const abort = new AbortController();
      const gone = fetch(`${url.origin}/graphql?query=${encodeURIComponent('{ survey(key: "visit") { nps { n } } }')}`, {
        headers: { 'x-api-key': key },
        signal: abort.signal,
      }).catch(() => {});
      await expect.poll(waiting, { interval: 20 }).toBe(1);
      abort.abort();
      await gone;
      await expect.poll(waiting, { interval: 10, timeout: 500 }).toBe(0); // well before the limit of a request
    } finally {
      await held.release();
    }
  });
});

it('after all of this the process has not grown', () => {
  expect(residentMb() - atStartMb).toBeLessThan(150); // what V8 keeps for itself among it
});

// Last: this address is known for wrong keys afterwards.
describe('wrong keys from one address', () => {
  it('are not looked at any more after a few, while the right one goes on', async () => {
    const statuses: number[] = [];
    for (let times = 0; times < 8; times++)
      statuses.push((await post({ query: '{ workspace { key } }' }, { 'x-api-key': `ek_${times}` })).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const refused = await post({ query: '{ workspace { key } }' }, { 'x-api-key': 'ek_another' });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(((await refused.json()) as Answer).errors?.[0]?.extensions.code).toBe('RATE_LIMITED');
    expect((await ask('{ workspace { key } }')).status).toBe(200);
  });
});
