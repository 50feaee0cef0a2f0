/** The API as a process, the way `earshot api` and `earshot start` run it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../../../api/auth/apiKeys.ts';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

const root = join(import.meta.dirname, '../../..');
let database: TestDatabase;
let admin: Sql;
let key: string;
const children: ChildProcess[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  const workspaceId = await createWorkspace(admin, 'a');
  await fillWorkspace(admin, workspaceId);
  const app = connect(database.appUrl, { applicationName: 'test', max: 1 });
  ({ key } = await createApiKey(app, { workspaceId, name: 'test', scopes: ['read', 'pii'], expiresAt: null }));
  await app.end();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await admin?.end();
  await database?.drop();
});

interface Started {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly messages: { type: string; url?: string; message?: string; remedy?: string }[];
  readonly exit: Promise<number | null>;
  /** Its address, once it has said that it is ready. */
  readonly url: () => Promise<string>;
}

function start(env: Record<string, string>, { withParent = true } = {}): Started {
  const child = spawn(process.execPath, ['api/main.ts'], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', PORT: '0', ...env },
    stdio: ['ignore', 'ignore', 'pipe', ...(withParent ? (['ipc'] as const) : [])],
  });
  children.push(child);
  let stderr = '';
  child.stderr?.on('data', (data) => {
    stderr += data;
  });
  const messages: Started['messages'] = [];
  child.on('message', (message) => void messages.push(message as Started['messages'][number]));
  const url = async () => {
    await expect.poll(() => messages[0]?.url ?? /"url":"([^"]+)"/.exec(stderr)?.[1], { timeout: 15_000 }).toBeDefined();
    return messages[0]?.url ?? /"url":"([^"]+)"/.exec(stderr)?.[1] ?? '';
  };
  const exit = once(child, 'exit').then(([code]) => code as number | null);
  return { child, stderr: () => stderr, messages, exit, url };
}

const slowQuery = '{ survey(key: "visit") { nps { n } } }';
const ask = (url: string, query = '{ workspace { key } }') =>
  fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

describe('the API as a process', () => {
  it('tells its parent where it is, ignores Ctrl-C, and stops when told', async () => {
    const api = start({ DATABASE_URL: database.appUrl });
    const url = await api.url();
    expect(api.messages[0]).toEqual({ type: 'ready', url });
    api.child.kill('SIGINT');
    expect(await (await ask(url)).json()).toMatchObject({ data: { workspace: { key: 'a' } } });
    api.child.send({ type: 'stop' });
    expect(await api.exit).toBe(0);
  });

  it('answers the request that is open when it is told to stop, and takes no other', async () => {
    const api = start({ DATABASE_URL: database.appUrl });
    const url = await api.url();
    // Held up in the middle of its snapshot by a lock, as a long query would be.
    const release = Promise.withResolvers<void>();
    const locked = Promise.withResolvers<void>();
    const lock = admin.begin(async (tx) => {
      await tx`lock table response in access exclusive mode`;
      locked.resolve();
      await release.promise;
    });
    await locked.promise;
    const open = ask(url, slowQuery);
    await new Promise((resolve) => setTimeout(resolve, 300));
    api.child.send({ type: 'stop' });
    await expect
      .poll(
        () =>
          ask(url).then(
            () => 'answered',
            () => 'refused',
          ),
        { timeout: 5000 },
      )
      .toBe('refused');
    release.resolve();
    await lock;
    expect(await (await open).json()).toMatchObject({ data: { survey: { nps: { n: 45 } } } });
    expect(await api.exit).toBe(0);
  });

  it('alone, stops at SIGTERM', async () => {
    const api = start({ DATABASE_URL: database.appUrl }, { withParent: false });
    await api.url();
    api.child.kill('SIGTERM');
    expect(await api.exit).toBe(0);
  });

  it.each([
    ['a port that is taken', async () => ({ DATABASE_URL: database.appUrl, PORT: await takenPort() }), /^port \d+ is taken$/],
    ['no database named', async () => ({}), /^DATABASE_URL is not set$/],
    ['several faults', async () => ({ PORT: 'x' }), /^DATABASE_URL is not set; PORT is not a number$/],
    [
      'a login that policies do not bind',
      async () => ({ DATABASE_URL: database.adminUrl }),
      /^the login \S+ of DATABASE_URL owns the table/,
    ],
    ['a database that does not answer', async () => ({ DATABASE_URL: 'postgres://a:secret@127.0.0.1:1/x' }), /127\.0\.0\.1:1/],
  ])('with %s fails and says why in a line with its remedy: to its parent, or alone on stderr', async (_what, env, message) => {
    const [child, alone] = [start(await env()), start(await env(), { withParent: false })];
    expect(await Promise.all([child.exit, alone.exit])).toEqual([1, 1]);
    expect(child.messages).toEqual([{ type: 'failed', message: expect.stringMatching(message), remedy: expect.any(String) }]);
    const [line, remedy, ...rest] = alone.stderr().trimEnd().split('\n');
    expect(line).toMatch(message);
    expect(remedy).toMatch(/^ {2}→ /);
    expect(rest).toEqual([]);
    expect(alone.stderr()).not.toContain('secret');
  });
});

async function takenPort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  server.unref();
  const address = server.address();
  return String(typeof address === 'object' && address ? address.port : 0);
}
