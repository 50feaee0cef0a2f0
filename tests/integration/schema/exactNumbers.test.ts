/** Numbers with more digits than those of JavaScript hold, which sources give as ids: at every door as they were loaded. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
/** As PostgreSQL has it, in its order of keys, without blanks. */
let stored: string;

const properties =
  '{"ids":[9007199254740993,-12345678901234567890123],"small":{"price":12.5,"exact":0.12345678901234567891},"safe":1700000000000000,"text":"9007199254740993 é"}';

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { limits: { answerCacheMegabytes: 8 } });
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 1 });
  await fillFacts(api.admin, workspaceId, { each: 1, ofNobody: 0 });
  await api.admin`update event set properties = ${properties}::text::jsonb where workspace_id = ${workspaceId}`;
  const [row] = await api.admin<{ text: string }[]>`select properties::text as text from event`;
  stored = (row?.text ?? '').replaceAll(/(?<=[:,]) /g, '');
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

function send(query: string, accept = 'application/json'): Promise<Response> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', accept };
  return fetch(`${api.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query }) });
}

const event = 'events(first: 1) { nodes { properties } }';

it.each([
  ['of the workspace', `{ ${event} }`],
  ['beside rows that are written', `{ ${event} orders { nodes { externalId } } }`],
  ['of a customer', `{ customer(externalId: "C000001") { ${event} } }`],
  ['of a timeline', '{ customer(externalId: "C000001") { timeline(kinds: [EVENT]) { nodes { node { ... on Event { properties } } } } } }'],
])('an event %s', async (_what, query) => {
  for (const status of ['fwd=miss', 'hit']) {
    const answer = await send(query);
    expect(answer.headers.get('cache-status')).toContain(status);
    expect(await answer.text()).toContain(`"properties":${stored}`);
  }
});

it.each(['text/csv', 'application/x-ndjson'])('an event in a table of %s', async (type) => {
  const answer = await send('{ events { nodes { properties } pageInfo { hasNextPage endCursor } } }', type);
  expect(answer.headers.get('content-type')).toContain(type);
  expect((await answer.text()).replaceAll('""', '"')).toContain(stored);
});

it('an event of the datasets', async () => {
  const answer = await fetch(`${api.url}/bi/v1/events.ndjson?columns=properties`, { headers: { authorization: `Bearer ${key}` } });
  expect((await answer.text()).replaceAll('\\"', '"').replaceAll(/(?<=[:,]) /g, '')).toContain(stored);
});
