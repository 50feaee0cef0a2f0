/** The commands of segments against a real API: filters are saved, changed, shown, listed and deleted. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let workspaceId: number;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 250, responsesEach: 1 });
  await fillFacts(api.admin, workspaceId, { each: 2 });
  key = await api.createKey(workspaceId);
  env = { EARSHOT_URL: api.url, EARSHOT_API_KEY: key };
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const segments = (words: readonly string[], input = '') => earshotHere(['segments', ...words], { env, input });

it('saves a filter under a name, keeps its versions, and tells who is in it, now and then', async () => {
  expect((await segments([])).out).toBe('There are no segments yet: earshot segments save KEY FILE.json\n');
  const save = (filter: object, ...words: string[]) => segments(['save', 'buyers', '-', ...words], JSON.stringify(filter));
  expect(await save({ orders: { minCount: 3 } })).toEqual({ code: 0, err: '', out: 'buyers, version 1: 0 customers\n' });
  expect((await save({ orders: { minCount: 2 } }, '--name', 'Who buys again')).out).toBe('buyers, version 2: 250 customers\n');
  expect((await save({ orders: { minCount: 2 } })).out).toBe('buyers, version 2: 250 customers\n'); // again: no other version
  const [, row = ''] = (await segments([])).out.split('\n');
  expect(row.split(/ {2,}/).slice(0, 3)).toEqual(['buyers', 'Who buys again', '2']);

  const shown = (await segments(['show', 'buyers', '--as-of', '2026-01-31'])).out;
  expect(shown).toContain('buyers: Who buys again\n0 customers as of 2026-01-31, by version 2:\n');
  expect(shown).toMatch(/"minCount": 2[\s\S]*version 2 of .* by API_KEY \d+\nversion 1 of /);

  const csv = (await segments(['members', 'buyers', '--first', 'all', '--format', 'csv'])).out.trimEnd().split('\n');
  expect(csv).toHaveLength(251); // more than one page of them
  expect(csv[0]?.trim()).toBe('externalId,acquiredAt,acquisitionChannel,orderCount,revenue,lastActivityAt');
  expect(new Set(csv.slice(1).map((line) => line.split(',')[0])).size).toBe(250);
  expect((await segments(['members', 'buyers', '--version', '1'])).out).toBe('Nobody is in buyers\n');
  expect(JSON.parse((await segments(['members', 'buyers', '--first', '2', '--json'])).out)).toHaveLength(2);
});

it('says what is wrong with a filter, a file and a name', async () => {
  const off = await segments(['save', 'x', '-'], JSON.stringify({ answered: { survey: 'visit', question: 'RATE', min: 9 } }));
  expect([off.code, off.err]).toEqual([
    1,
    expect.stringContaining('input.filter.answered.min: 9 is off the scale of RATE, which goes from 1 to 5'),
  ]);
  expect((await segments(['save', 'x', '-'], '{')).code).toBe(2);
  const nobody = await segments(['members', 'nobody']);
  expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining('there is no segment "nobody"')]);
});

it('deletes one with its versions, lists the saved queries that name it, and leaves everything else', async () => {
  const filter = JSON.stringify({ orders: {} });
  await Promise.all(['old', 'older'].map((name) => segments(['save', name, '-'], filter)));
  await segments(['save', 'old', '-'], JSON.stringify({ tickets: {} }));
  const saveQuery = async (name: string, document: string) => {
    const mutation = 'mutation ($input: SavedDocumentInput!) { saveDocument(input: $input) { name } }';
    expect((await api.query(key, mutation, { input: { name, document } })).errors).toBeUndefined();
  };
  await saveQuery(
    'orders-of-old',
    '{ metrics(input: { measures: [ORDERS], by: [{ dimension: SEGMENT, segmentKey: "old" }] }) { rowCount } }',
  );
  await saveQuery('size-of-older', '{ segment(key: "older") { count } }');
  const byOld = () => earshotHere(['metrics', 'orders', '--by', 'segment:old'], { env });
  expect((await byOld()).code).toBe(0); // and is kept by the server from now on

  expect(await segments(['delete', 'old'])).toEqual({
    code: 0,
    err: '',
    out: 'old is deleted, with all 2 versions of its filter\nSaved queries with this name in them may be refused now: orders-of-old\n',
  });
  expect(await byOld()).toMatchObject({ code: 1, out: '', err: expect.stringContaining('there is no segment "old"') });
  const deleted = await segments(['delete', 'older', '--json']);
  expect(JSON.parse(deleted.out)).toEqual({ key: 'older', versions: 1, savedQueries: ['size-of-older'] });
  expect((await segments([])).out.split('\n').slice(1)).toEqual([expect.stringMatching(/^buyers /), '']);
  const record = JSON.parse((await earshotHere(['audit', '--action', 'segment_deleted', '--json'], { env })).out);
  expect(record.map(({ details }: { details: object }) => details)).toEqual([{ key: 'older' }, { key: 'old' }]);
});

it('deletes nothing that is misspelt, unnamed, or asked for without the scope', async () => {
  expect(await segments(['delete', 'buyer'])).toEqual({
    code: 1,
    out: '',
    err: 'earshot: there is no segment "buyer"\n  → earshot segments lists them\n',
  });
  expect(await segments(['delete'])).toMatchObject({ code: 2, err: expect.stringContaining('KEY') });
  const reader = await earshotHere(['segments', 'delete', 'buyers'], {
    env: { ...env, EARSHOT_API_KEY: await api.createKey(workspaceId, ['read']) },
  });
  expect(reader).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/scope.*compute/) });
  expect((await segments(['show', 'buyers'])).code).toBe(0);
});
