/** A frontend on an origin of its own, in a real browser: what the browser lets it ask and read, with fetch and with the SDK. */
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createSignInLink } from '../../api/auth/signInLink.ts';
import { encodeGlobalId } from '../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../support/api.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fillWorkspace } from '../support/feedbackFixture.ts';
import { fillRun } from '../support/runFixture.ts';

const servers: Server[] = [];
let database: TestDatabase;
let api: TestApi;
let browser: TestBrowser;
let workspaceId: number;
let key: string;
/** A page of the origin that the API knows, and one of another. */
let page: Page;
let stranger: Page;

beforeAll(async () => {
  database = await createTestDatabase();
  const [known, unknown] = [await servePage(), await servePage()];
  api = await startTestApi(database, { corsOrigins: [known] });
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 5, responsesEach: 1 });
  key = await api.createKey(workspaceId, ['read', 'ingest']);
  browser = await startBrowser();
  [page, stranger] = await Promise.all([open(known), open(unknown)]);
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
  for (const server of servers) server.close();
  await database?.drop();
});

/** A page with the SDK as a frontend would bundle it. Its host is another name than the API's, so that to the browser they are two sites. */
async function servePage(): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: ['clients/sdk/index.ts'],
    bundle: true,
    format: 'iife',
    globalName: 'earshot',
    platform: 'browser',
    write: false,
  });
  const html = `<!doctype html><title>Frontend</title><script>${outputFiles[0]?.text}</script>`;
  const server = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(html)).listen(0, '127.0.0.1');
  servers.push(server);
  await once(server, 'listening');
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

async function open(origin: string): Promise<Page> {
  const opened = await browser.browser.newPage();
  await opened.goto(origin);
  return opened;
}

interface Wish {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
  readonly credentials?: 'include';
}
interface Seen {
  /** 0: the browser lets the page see no answer, and `text` is what it says instead. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What the page's script sees of an answer. */
const fetched = (from: Page, path: string, init: Wish = {}): Promise<Seen> =>
  from.evaluate(
    async ({ address, init }) => {
      try {
        const response = await fetch(address, init);
        return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
      } catch (error) {
        return { status: 0, headers: {}, text: String(error) };
      }
    },
    { address: `${api.url}${path}`, init },
  );
const withKey = (rest: Record<string, string> = {}) => ({ headers: { 'x-api-key': key, ...rest } });
const refusedByBrowser = { status: 0, headers: {}, text: 'TypeError: Failed to fetch' };

describe('a page of an origin that is let in', () => {
  it('asks with a key, and reads what it needs of the head of an answer', async () => {
    const body = JSON.stringify({ query: '{ workspace { key } }' });
    const graph = await fetched(page, '/graphql', { method: 'POST', body, ...withKey({ 'content-type': 'application/json' }) });
    expect(graph).toMatchObject({ status: 200, text: expect.stringContaining('{"key":"a"}') });
    const table = await fetched(page, '/bi/v1/customers.csv?limit=2', withKey());
    expect(table).toMatchObject({
      status: 200,
      headers: {
        etag: expect.any(String),
        link: expect.stringContaining('rel="next"'),
        ratelimit: expect.any(String),
        'ratelimit-policy': expect.any(String),
        'x-last-page': 'false',
        'x-request-id': expect.any(String),
      },
    });
    const known = withKey({ 'if-none-match': table.headers.etag ?? '' });
    expect(await fetched(page, '/bi/v1/customers.csv?limit=2', known)).toMatchObject({ status: 304 });
  });

  it('is told in words what is wrong', async () => {
    const refused = await fetched(page, '/bi/v1/nothing.csv', withKey());
    expect(refused).toMatchObject({ status: 404, text: expect.stringContaining('there is no such dataset') });
    expect(await fetched(page, '/graphql?query={workspace{key}}')).toMatchObject({ status: 401 });
  });

  it('sends a file in parts', async () => {
    const file = 'customer_id\nB1\nB2\n';
    const begun = await fetched(page, '/v1/imports?as=customers', { method: 'POST', ...withKey({ 'upload-length': String(file.length) }) });
    expect(begun).toMatchObject({ status: 201, headers: { location: expect.any(String) } });
    const { pathname } = new URL(begun.headers.location ?? '', api.url);
    const part = (offset: number, body: string) =>
      fetched(page, pathname, {
        method: 'PATCH',
        body,
        ...withKey({ 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream' }),
      });
    expect(await part(0, file.slice(0, 5))).toMatchObject({ status: 204, headers: { 'upload-offset': '5' } });
    expect(await part(5, file.slice(5))).toMatchObject({ status: 202 });
  });

  it('never shows a session that the browser has', async () => {
    const link = await createSignInLink(api.services.sql, { workspaceId, scopes: ['read'], baseUrl: api.url });
    const own = await browser.browser.newContext();
    const signedIn = await own.newPage();
    await signedIn.goto(link);
    expect(await own.cookies(api.url)).toMatchObject([{ httpOnly: true, sameSite: 'Strict' }]);
    await signedIn.goto(page.url());
    const options = { credentials: 'include', headers: { 'x-earshot-csrf': '1' } } as const;
    expect(await fetched(signedIn, '/graphql?query={workspace{key}}', options)).toEqual(refusedByBrowser);
    await own.close();
  });

  it('speaks through the SDK: a query, a list to its end, the events of a run', async () => {
    const { run } = await fillRun(api.admin, workspaceId, { mark: 'b', name: 'watched' });
    const seen = page.evaluate(
      async ({ url, key, id }) => {
        const { createClient, RunUpdatedDocument, CustomersDocument } = (
          globalThis as unknown as { earshot: typeof import('../../clients/sdk/index.ts') }
        ).earshot;
        const client = createClient({ url, key });
        const customers: string[] = [];
        for await (const { externalId } of client.pages(CustomersDocument, { first: 2 }, (data) => data.customers))
          customers.push(externalId ?? '');
        const states: string[] = [];
        for await (const { runUpdated } of client.subscribe(RunUpdatedDocument, { id })) {
          states.push(runUpdated.state);
          document.title = `${states.length} heard`;
        }
        return { customers, states };
      },
      { url: api.url, key, id: encodeGlobalId('Run', run) },
    );
    await expect.poll(() => page.title()).toBe('1 heard');
    await api.admin.begin(async (tx) => {
      await tx`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${workspaceId} and id = ${run}`;
      await tx`select pg_notify('earshot_run', uuid::text) from run where workspace_id = ${workspaceId} and id = ${run}`;
    });
    const { customers, states } = await seen;
    expect(customers).toHaveLength(5);
    expect(states).toEqual(['RUNNING', 'CANCELLED']);
  });
});

describe('a page of another origin', () => {
  it('reads nothing, with a good key too', async () => {
    expect(await fetched(stranger, '/graphql?query={workspace{key}}', withKey())).toEqual(refusedByBrowser);
    expect(await fetched(stranger, '/bi/v1/customers.csv', withKey())).toEqual(refusedByBrowser);
  });
});
