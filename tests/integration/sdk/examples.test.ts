/** The examples of the SDK as their readers run them: against the API, its database and a worker, each with a key that may do just that. */
import { createElement } from 'react';
import { Client, cacheExchange, fetchExchange, Provider } from 'urql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CustomersAtRisk } from '../../../clients/sdk/examples/CustomersAtRisk.tsx';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createSubscribers, type Life } from '../../support/churnFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { startNode, type TestProcess } from '../../support/process.ts';
import { renderPage } from '../../support/renderPage.ts';
import { startWorker } from '../../support/worker.ts';

/** Three in four recommend and the fourth does not; who does not leaves three times as early. */
const lives: Life[] = Array.from({ length: 120 }, (_, i) => {
  const isUnhappy = i % 4 === 3;
  const start = (i * 29) % 500;
  const lasted = -(isUnhappy ? 200 : 600) * Math.log(1 - (((i * 37) % 120) + 0.5) / 120);
  return { start, lasted: start + lasted < 700 ? lasted : null, answers: [[start, isUnhappy ? 3 : 10]] };
});

let database: TestDatabase;
let api: TestApi;
let worker: TestProcess;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  [api, worker] = await Promise.all([startTestApi(database), startWorker(database)]);
  ({ workspaceId } = await createSubscribers(api.admin, lives));
  await api.admin`update survey set touchpoint = 'checkout' where workspace_id = ${workspaceId}`;
  await api.admin`insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, 'untouched', 'CHURN', '{}')`;
});
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

async function example(file: string, key: string, ...args: string[]): Promise<{ end: number | string; lines: readonly string[] }> {
  const env = { ...process.env, EARSHOT_URL: api.url, EARSHOT_API_KEY: key };
  const { ended, lines } = startNode([`clients/sdk/examples/${file}`, ...args], { env });
  return { end: await ended, lines };
}

describe('npsPerTouchpoint', () => {
  it('prints each touchpoint with its NPS, the interval and the number of answers', async () => {
    const { end, lines } = await example('npsPerTouchpoint.ts', await api.createKey(workspaceId, ['read']));
    expect(lines).toEqual([expect.stringMatching(/^checkout: 50\.0 \(3\d\.\d to 6\d\.\d\), 120 answers$/)]);
    expect(end).toBe(0);
  });
  it('says why it cannot, with the code and the request that the log knows', async () => {
    const { end, lines } = await example('npsPerTouchpoint.ts', 'ek_not_a_key');
    expect(lines.join('\n')).toMatch(/\(UNAUTHENTICATED, request [\w-]+\)$/);
    expect(end).toBe(1);
  });
});

describe('scheduledRecompute, then CustomersAtRisk', () => {
  it('started twice on one day it is one run, whose end both see', async () => {
    const key = await api.createKey(workspaceId, ['read', 'compute']);
    const twice = await Promise.all([1, 2].map(() => example('scheduledRecompute.ts', key, 'churn', '2026-03-01')));
    for (const { end, lines } of twice) {
      expect(lines).toContainEqual(expect.stringMatching(/^churn SUCCEEDED: ChurnResultReady, 120 rows$/));
      expect(end).toBe(0);
    }
    const runs = await api.admin`select from run where workspace_id = ${workspaceId}`;
    expect(runs).toHaveLength(1);
  });
  it('the React component shows whom that run takes for the first to leave', async () => {
    const html = await page('churn');
    const cells = [...html.matchAll(/<tr><th scope="row">(c\d+)<\/th><td>([\d.]+) %<\/td><td>([\d.]+) % to ([\d.]+) %<\/td><\/tr>/g)];
    expect(cells).toHaveLength(10);
    const stored = await api.admin`
      select c.external_id, s.churn_risk from customer_score s join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id
       where s.workspace_id = ${workspaceId} order by s.position limit 10`;
    expect(cells.map(([, customer, risk]) => [customer, risk])).toEqual(
      stored.map(({ external_id, churn_risk }) => [external_id, (100 * churn_risk).toFixed(1)]),
    );
  });
  it('it tells apart what has no result, what does not exist and who may not ask', async () => {
    expect(await page('untouched')).toBe('<p>untouched has no result yet</p>');
    expect(await page('unknown')).toBe('<p>There is no analysis unknown</p>');
    expect(await page('churn', 'ek_not_a_key')).toMatch(/^<p role="alert">/);
  });
});

/** As a page shows it, once urql has what it asked the API for. */
async function page(analysis: string, key?: string): Promise<string> {
  const credential = key ?? (await api.createKey(workspaceId, ['read']));
  const value = new Client({
    url: `${api.url}/graphql`,
    exchanges: [cacheExchange, fetchExchange],
    suspense: true, // the renderer waits for the answer
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${credential}` } },
  });
  return renderPage(createElement(Provider, { value }, createElement(CustomersAtRisk, { analysis })));
}
