/** `earshot customers erase` against a real API. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 3, responsesEach: 2 });
  env = { EARSHOT_URL: api.url, EARSHOT_API_KEY: await api.createKey(workspaceId) };
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const erase = (...words: string[]) => earshotHere(['customers', 'erase', ...words], { env });

it('asks before it erases, so that a program has to say yes', async () => {
  expect(await erase('C000001')).toMatchObject({ code: 2, out: '', err: expect.stringContaining('--yes') });
  expect(await api.admin`select from customer where erased_at is not null`).toHaveLength(0);
});

it('erases, says what stays, and says when it was done if asked again', async () => {
  const told = await erase('C000001', '--yes');
  expect(told).toMatchObject({ code: 0, err: '' });
  expect(told.out).toMatch(/^C000001 is erased\. 2 orders, answers, visits and the like stay, as those of erased-[0-9a-f-]{36}\n/);
  expect((await erase('C000001', '--yes')).out).toMatch(/^C000001 was erased on \d{4}-\d\d-\d\d already; nothing is left to do\n$/);
  expect(JSON.parse((await erase('C000002', '--yes', '--json')).out)).toMatchObject({ wasErasedBefore: false, facts: 2 });
});

it('knows no customer of another name', async () => {
  expect(await erase('nobody', '--yes')).toMatchObject({ code: 1, err: expect.stringContaining('there is no such customer') });
});
