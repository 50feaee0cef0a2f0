/** What a cache between the API and its callers is told of each kind of answer. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  key = await api.createKey(await createWorkspace(api.admin, 'a'));
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

describe('a cache on the way, which knows none of our keys', () => {
  const query = encodeURIComponent('{ surveys { nodes { key } pageInfo { hasNextPage endCursor } } }');
  it.each([
    ['an answer', `/graphql?query=${query}`, 200, 'no-store'],
    ['a refusal', '/graphql?query=x', 400, 'no-store'],
    ['a saved query', '/q/surveys', 200, 'no-store'],
    ['a saved query that is not there', '/q/other', 404, 'no-store'],
    ['a table', '/q/surveys?format=csv', 200, 'private, no-cache'],
    ['a dataset', '/bi/v1/surveys.csv', 200, 'private, no-cache'],
    ['a dataset that is not there', '/bi/v1/other.csv', 404, 'no-store'],
    ['nothing', '/v1/nothing', 404, 'no-store'],
  ])('is not to keep %s for others', async (_what, path, status, said) => {
    const saved = `mutation { saveDocument(input: { name: "surveys", document: "query { surveys { nodes { key } pageInfo { hasNextPage endCursor } } }" }) { name } }`;
    expect((await api.query(key, saved)).errors).toBeUndefined();
    const response = await fetch(`${api.url}${path}`, { headers: { 'x-api-key': key } });
    expect([response.status, response.headers.get('cache-control')]).toEqual([status, said]);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const stranger = await fetch(`${api.url}${path}`);
    expect([stranger.status, stranger.headers.get('cache-control')]).toEqual([401, 'no-store']);
  });
});
