/** The commands of segments and of metrics against a real API: filters are saved, changed, shown and listed; scores in tables, and why they moved. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

const launcher = join(import.meta.dirname, '../../../clients/cli/earshot.js');
let database: TestDatabase;
let api: TestApi;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 250, responsesEach: 1 });
  await fillFacts(api.admin, workspaceId, { each: 2 });
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const segments = (words: readonly string[], input?: string) => earshot(['segments', ...words], input);

async function earshot(words: readonly string[], input = ''): Promise<{ code: number | null; out: string; err: string }> {
  const env = { ...process.env, EARSHOT_URL: api.url, EARSHOT_API_KEY: key };
  const child = spawn(process.execPath, [launcher, ...words], { env });
  child.stdin.end(input);
  const [out, err, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((resolve) => child.once('close', resolve)),
  ]);
  return { code, out, err };
}

it('saves a filter under a name, keeps its versions, and tells who is in it, now and then', async () => {
  expect((await segments([])).out).toBe('There are no segments yet: earshot segments save KEY FILE.json\n');
  const save = (filter: object, ...words: string[]) => segments(['save', 'buyers', '-', ...words], JSON.stringify(filter));
  expect(await save({ orders: { minCount: 3 } })).toEqual({ code: 0, err: '', out: 'buyers, version 1: 0 customers\n' });
  expect((await save({ orders: { minCount: 2 } }, '--name', 'Who buys again')).out).toBe('buyers, version 2: 250 customers\n');
  expect((await save({ orders: { minCount: 2 } })).out).toBe('buyers, version 2: 250 customers\n'); // again: no other version
  const [, row = ''] = (await segments(['list'])).out.split('\n');
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

it('metrics are a table and JSON of the same numbers, and why one moved is told in days of the workspace', async () => {
  await api.admin`update workspace set time_zone = 'Europe/Berlin'`;
  const asked = ['metrics', 'nps,responses', '--by', 'survey', '--from', '2026-01-01', '--until', '2026-02-01'];
  const { rows } = JSON.parse((await earshot([...asked, '--json'])).out) as { rows: { values: { value: number }[] }[] };
  const [stored] = await api.admin`
    select count(*)::integer as n, 100 * avg(case when "values"[1] >= 9 then 1 when "values"[1] <= 6 then -1 else 0 end)::float as nps from response where responded_at < '2026-02-01'`;
  expect(rows).toHaveLength(1);
  expect(rows[0]!.values[0]!.value).toBeCloseTo(stored!.nps, 9);
  expect(rows[0]!.values[1]!.value).toBe(stored!.n);
  const table = await earshot(asked);
  expect(table).toMatchObject({ code: 0, err: '' });
  expect(table.out).toMatch(new RegExp(`^survey +NPS .*\nvisit +${stored!.nps.toFixed(1)} .* ${stored!.n}\n$`));

  const why = await earshot(['metrics', 'why', 'nps', '--by', 'survey', '--from', '2026-01-01', '--until', '2026-02-01']);
  expect(why.out).toMatch(
    /^before .*\(2025-12-01 to before 2026-01-01\)\nafter .*\(2026-01-01 to before 2026-02-01\)\n\nnot taken apart: /,
  );
  expect((await earshot(['metrics', 'nps', '--by', 'month', '--from', '2030-01-01'])).out).toBe(
    'There are no facts of that period and these groups\n',
  );
  expect((await earshot(['metrics', 'list'])).out).toMatch(/^measure +unit +by\nnps +points +hour, day/);
});

it('metrics say where to look up a name that does not exist', async () => {
  const wrong = await earshot(['metrics', 'fame']);
  expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/"FAME" does not exist .*\n +→ earshot metrics list/)]);
});
