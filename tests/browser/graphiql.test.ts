/** GraphiQL in a real browser: signed in by a link, under its own content security policy, without a word from elsewhere. */
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSignInLink } from '../../api/auth/signInLink.ts';
import { createWorkspace, startTestApi, type TestApi } from '../support/api.ts';
import { startBrowser, type TestBrowser } from '../support/browser.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { fillWorkspace } from '../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let browser: TestBrowser;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 20, responsesEach: 1 });
  browser = await startBrowser();
});
afterAll(async () => {
  await browser?.close();
  await api?.close();
  await database?.drop();
});

const signInLink = () => createSignInLink(api.services.sql, { workspaceId, scopes: ['read'], baseUrl: api.url });

interface Visit {
  readonly page: Page;
  readonly context: BrowserContext;
  /** What the browser complained of, and addresses of others that the page asked for. */
  readonly complaints: string[];
}

async function visit(): Promise<Visit> {
  const context = await browser.browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('request', (request) => /^https?:/.test(request.url()) && !request.url().startsWith(api.url) && complaints.push(request.url()));
  return { page, context, complaints };
}

/** Runs what stands in the editor, and returns what GraphiQL shows of the answer. */
async function runQuery(page: Page): Promise<string> {
  await page.getByRole('button', { name: /^Execute query/ }).click();
  const result = page.locator('.result-window');
  await expect.poll(() => result.textContent(), { timeout: 15_000 }).toMatch(/"data"|"errors"/);
  return (await result.textContent()) ?? '';
}

it('opens by a sign-in link, shows the schema and answers its first query', async () => {
  const { page, context, complaints } = await visit();
  await page.goto(await signInLink());
  expect(new URL(page.url()).pathname).toBe('/graphql');
  const shown = await runQuery(page);
  expect(shown.replace(/\s/g, '')).toContain('"surveys":{"nodes":[');
  await page.getByRole('button', { name: /Documentation Explorer/ }).click();
  await expect.poll(() => page.locator('.graphiql-doc-explorer').textContent(), { timeout: 15_000 }).toContain('Query');
  expect(complaints).toEqual([]);
  await context.close();
}, 60_000);

it('by a link that was used says so, with the command for another', async () => {
  const link = await signInLink();
  const first = await visit();
  await first.page.goto(link);
  const second = await visit();
  const response = await second.page.goto(link);
  expect(response?.status()).toBe(410);
  expect(await second.page.textContent('main')).toContain('earshot sign-in --workspace');
  expect(second.complaints.filter((complaint) => !complaint.includes('410'))).toEqual([]); // its style is its own
  await Promise.all([first.context.close(), second.context.close()]);
});

it('is found from the address itself, also on a phone', async () => {
  const { page, context, complaints } = await visit();
  await page.setViewportSize({ width: 360, height: 640 });
  await page.goto(api.url);
  expect(await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth])).toEqual([360, 360]); // nothing is cut off
  await page.getByRole('link', { name: 'GraphiQL' }).click();
  expect(new URL(page.url()).pathname).toBe('/graphql');
  expect(complaints).toEqual([]);
  await context.close();
});

it('without a session tells what is needed', async () => {
  const { page, context } = await visit();
  await page.goto(`${api.url}/graphql`);
  const needed = (await runQuery(page)).replace(/\s+/g, ' ');
  for (const command of ['earshot keys create', 'earshot sign-in --workspace KEY']) expect(needed).toContain(command);
  await context.close();
});

it('once its session is over tells how to get another', async () => {
  const { page, context } = await visit();
  await context.addCookies([{ name: 'earshot_session', value: `es_${'x'.repeat(43)}`, url: api.url }]);
  await page.goto(`${api.url}/graphql`);
  expect((await runQuery(page)).replace(/\s+/g, ' ')).toContain('This session is over, or was never one: earshot sign-in --workspace KEY');
  await context.close();
});
