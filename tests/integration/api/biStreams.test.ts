/** Exports under bad conditions: slow clients, clients that leave, sessions that die midway, more asking than there are places. */
import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { collectGarbage } from '../../../prisma/collectGarbage.ts';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

/** 40 MB as CSV: more than all sockets between the database and the client hold. */
const customers = 40_000;
const textLength = 1000;
/** A busy machine takes its time; nothing waits for this where things go as they should. */
const patience = { timeout: 15_000 };
const formats = ['csv', 'json', 'ndjson', 'arrow'];

let database: TestDatabase;
let api: TestApi;
let superuser: Sql;
const keys: Record<string, string> = {};
const workspaces: Record<string, number> = {};
const open = new Set<Socket>();

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, {
    exports: { perProcess: 2, perWorkspace: 1, waitingPerWorkspace: 1, waitSeconds: 1, stallSeconds: 4 },
  });
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 2 });
  for (const name of ['a', 'b', 'c']) {
    const workspaceId = await createWorkspace(api.admin, name);
    workspaces[name] = workspaceId;
    keys[name] = await api.createKey(workspaceId, ['read']);
    await api.admin`
      insert into customer (workspace_id, external_id, acquisition_channel)
      select ${workspaceId}::integer, 'C' || i, repeat('x', ${textLength}::integer) from generate_series(1, ${name === 'c' ? 1 : customers}::integer) i`;
  }
});
afterEach(async () => {
  for (const socket of open) socket.destroy();
  open.clear();
  await expect.poll(sessions, patience).toEqual([]); // whatever a test has left running
});
afterAll(async () => {
  await api?.close();
  await superuser?.end();
  await database?.drop();
});

const ask = (format: string, name = 'a', query = '') =>
  fetch(`${api.url}/bi/v1/customers.${format}${query}`, { headers: { authorization: `Bearer ${keys[name]}` } });

/** Sessions of exports that are doing something, and what they wait for. */
const sessions = async () => {
  const rows = await superuser<{ pid: number; waitsFor: string | null }[]>`
    select pid, wait_event as "waitsFor" from pg_stat_activity
     where datname = ${database.name} and application_name = 'earshot api export' and state <> 'idle'`;
  return [...rows];
};
const oneBlocked = async () => {
  await expect.poll(async () => (await sessions()).map(({ waitsFor }) => waitsFor), patience).toEqual(['ClientWrite']);
  const [session] = await sessions();
  return session!.pid;
};

/** A client that has asked and reads nothing until told to. */
function silentClient({ format = 'csv', name = 'a', version = '1.1', method = 'GET', query = '' } = {}): Socket {
  const { port } = new URL(api.url);
  const socket = createConnection({ host: '127.0.0.1', port: Number(port) });
  open.add(socket);
  socket.pause();
  socket.on('error', () => {});
  socket.write(
    `${method} /bi/v1/customers.${format}${query} HTTP/${version}\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer ${keys[name]}\r\n\r\n`,
  );
  return socket;
}

/** How the connection ends for a client that reads on. */
function endOf(socket: Socket): Promise<string | undefined> {
  const ended = once(socket, 'end').then(
    () => 'in good order',
    (error: NodeJS.ErrnoException) => error.code,
  );
  socket.resume();
  return ended;
}

/** What is still in use, once nothing more is given back: how much garbage lies beside it is V8's affair, and some is let go of a turn later. */
async function heldBytes(): Promise<number> {
  let [held, before] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  do {
    before = held;
    await new Promise((resolve) => setTimeout(resolve, 50));
    collectGarbage();
    const { external, heapUsed } = process.memoryUsage();
    held = external + heapUsed;
  } while (held < before - 100_000);
  return held;
}

describe('a slow client', () => {
  it('slows the COPY down; memory stays as it was, others are served, and the rows are all there at last', async () => {
    const others = async () => {
      expect((await api.query(keys.a!, '{ workspace { key } }')).data).toEqual({ workspace: { key: 'a' } });
      const answer = await ask('csv', 'b', '?limit=1');
      expect(answer.status).toBe(200);
      await answer.arrayBuffer();
    };
    await (await ask('csv')).arrayBuffer(); // whatever grows once
    await others();
    const before = await heldBytes();
    const socket = silentClient();
    await oneBlocked();
    await others();
    const held = (await heldBytes()) - before;
    expect(held).toBeLessThan(5_000_000);
    let lines = 0;
    let bytes = 0;
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      for (const byte of chunk) if (byte === 0x0a) lines++;
    }
    expect(bytes).toBeGreaterThan(customers * textLength);
    expect(lines).toBeGreaterThan(customers);
  });
  it('that takes nothing at all is given up, and its place is free again', async () => {
    const socket = silentClient();
    await oneBlocked();
    await expect.poll(sessions, patience).toEqual([]);
    expect(await endOf(socket)).toBe('ECONNRESET');
    expect((await ask('csv', 'a', '?limit=1')).status).toBe(200);
  });
});

describe('a client that leaves', () => {
  it.each(formats)('has its SQL cancelled at once, in %s', async (format) => {
    const socket = silentClient({ format });
    await oneBlocked();
    socket.destroy();
    await expect.poll(sessions, { timeout: 3500 }).toEqual([]); // before the limit for clients that take nothing
  });
  it('before the first row, too', async () => {
    await superuser.begin(async (tx) => {
      await tx`lock table customer in access exclusive mode`;
      const socket = silentClient();
      await expect.poll(async () => (await sessions()).map(({ waitsFor }) => waitsFor), patience).toEqual(['relation']);
      socket.destroy();
      await expect.poll(sessions, patience).toEqual([]);
    });
  });
  it.each([
    ['GET', '?limit=10'],
    ['HEAD', '?limit=10'],
  ])('while the end of its page is looked for, too, by %s', async (method, query) => {
    await superuser.begin(async (tx) => {
      await tx`lock table customer in access exclusive mode`;
      const socket = silentClient({ method, query });
      await expect.poll(async () => (await sessions()).map(({ waitsFor }) => waitsFor), patience).toEqual(['relation']);
      socket.destroy();
      await expect.poll(sessions, patience).toEqual([]); // while the lock is held
    });
  });
});

describe('an export that fails', () => {
  it.each(formats)('midway is an error for its client and no shorter file, in %s', async (format) => {
    const response = await ask(format);
    const reader = response.body!.getReader();
    await reader.read();
    await superuser`select pg_terminate_backend(${await oneBlocked()})`;
    const rest = async () => {
      while (!(await reader.read()).done);
    };
    await expect(rest()).rejects.toThrow('terminated');
    expect((await ask(format, 'a', '?limit=1')).status).toBe(200);
  });
  it('midway resets the connection of a client that counts no chunks', async () => {
    const socket = silentClient({ version: '1.0' });
    const before = api.log.length;
    await superuser`select pg_terminate_backend(${await oneBlocked()})`;
    expect(await endOf(socket)).toBe('ECONNRESET');
    const told = api.log.slice(before).map((line) => JSON.parse(line)); // all that the client sees is a reset
    expect(told).toContainEqual(expect.objectContaining({ level: 50, msg: 'a request failed', requestId: expect.any(String) }));
  });
  it('before its first row is told in words', async () => {
    await superuser.begin(async (tx) => {
      await tx`lock table customer in access exclusive mode`;
      const asked = ask('csv');
      await expect.poll(async () => (await sessions()).map(({ waitsFor }) => waitsFor), patience).toEqual(['relation']);
      await tx`select pg_cancel_backend(pid) from pg_stat_activity where datname = ${database.name} and application_name = 'earshot api export'`;
      const response = await asked;
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE', detail: expect.stringContaining('took too long') });
    });
  });
});

describe('a page', () => {
  it('is read by the index of its key, from where the last one ended', async () => {
    const first = await ask('csv', 'a', '?limit=1000');
    const cursor = /after=([\w-]+)/.exec(first.headers.get('link') ?? '')?.[1];
    await first.arrayBuffer();
    await api.admin`analyze customer`;
    api.statements.length = 0;
    await (await ask('csv', 'a', `?limit=1000&after=${cursor}`)).arrayBuffer();
    const read = api.statements
      .map((text) => /^copy \((.*)\) to stdout/.exec(text)?.[1] ?? text)
      .filter((text) => text.includes('dataset.'));
    expect(read).toHaveLength(2); // where the page ends, and its rows
    const app = connect(database.appUrl, { applicationName: 'test', max: 1 });
    const plans = await inWorkspace(app, workspaces.a!, async (tx) => {
      const lines = [];
      for (const text of read) lines.push((await tx.unsafe(`explain ${text}`)).map((line) => line['QUERY PLAN']).join('\n'));
      return lines;
    });
    await app.end();
    for (const plan of plans) {
      expect(plan).toMatch(/Index (Only )?Scan using customer_pkey on customer[\s\S]*Index Cond: .*workspace_id = .*id > /);
      expect(plan).not.toContain('Sort');
    }
  });
});

describe('more exports than places', () => {
  it('wait for their turn; beyond that a workspace is told 429, and all of them 503, when to come again', async () => {
    const first = silentClient();
    await oneBlocked();
    const second = ask('csv', 'a', '?limit=1'); // waits
    const third = await ask('csv', 'a', '?limit=1');
    expect([third.status, third.headers.get('retry-after')]).toEqual([429, '10']);
    first.destroy();
    expect((await second).status).toBe(200);

    for (const name of ['a', 'b']) silentClient({ name });
    await expect.poll(async () => (await sessions()).length, patience).toBe(2);
    const late = await ask('csv', 'c', '?limit=1');
    expect([late.status, late.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await late.json()).toMatchObject({ code: 'UNAVAILABLE' });
    expect((await ask('csv', 'c', '?limit=x')).status).toBe(400); // what needs no place is answered
  });
});
