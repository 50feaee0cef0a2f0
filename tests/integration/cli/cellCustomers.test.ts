/** `earshot customers` of a run of value and loyalty: who is in a cell, by a real run. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import type { TestProcess } from '../../support/process.ts';
import { createCompany, type Person } from '../../support/valueLoyaltyFixture.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let worker: TestProcess;
let env: NodeJS.ProcessEnv;

const person = (score: number | null, value: number): Person => ({
  answers: score === null ? [] : [{ daysAgo: 1, score }],
  value: { value, low: value, high: value },
});
/** Promoters in both tiers, four detractors, who are hidden with somebody beside them, and of some nothing is known. */
const people = [
  ...Array.from({ length: 85 }, (_, index) => person(10, index < 40 ? index : 60 + index)), // 0 to 39, 100 to 144
  ...Array.from({ length: 4 }, () => person(0, 99)),
  ...Array.from({ length: 32 }, (_, index) => person(null, index < 20 ? 7 : 150)),
];

beforeAll(async () => {
  database = await createTestDatabase();
  [api, worker] = await Promise.all([startTestApi(database), startWorker(database)]);
  const company = await createCompany(api.admin, people);
  await api.admin`update analysis set parameters = '{"tiers": 2}' where id = ${company.analysisId}`;
  await waitForRun(api.admin, await requestRun(database, company), isOver, 90);
  env = { EARSHOT_URL: api.url, EARSHOT_API_KEY: await api.createKey(company.workspaceId) };
}, 120_000);
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

const customers = (...words: string[]) => earshotHere(['customers', ...words], { env });
const ofSegments = (...words: string[]) => customers('--analysis', 'segments', ...words);

it('lists who is in a cell, the highest value first, as a table, JSON and CSV', async () => {
  const told = await ofSegments('--loyalty', 'promoter', '--tier', '1', '--first', '3');
  expect(told).toMatchObject({ code: 0, err: '' });
  const [list = '', origin] = told.out.trimEnd().split('\n\n');
  expect(list.split('\n').map((line) => line.split(/ {2,}/).slice(0, 6))).toEqual([
    ['loyalty', 'tier', '#', 'customer', 'answer', 'value'],
    ['promoter', '1', '1', 'c84', '10', '144.00'],
    ['promoter', '1', '2', 'c83', '10', '143.00'],
    ['promoter', '1', '3', 'c82', '10', '142.00'],
  ]);
  expect(origin?.split('\n')).toEqual([
    'value: what is to come, by the CLV run; the rest is of the twelve months before, in EUR.',
    expect.stringMatching(/^By run \S+ of segments, of data through 2026-06-30 12:00:00Z\.$/),
  ]);
  const rows = JSON.parse((await ofSegments('--loyalty', 'promoter', '--tier', '1', '--first', 'all', '--json')).out) as object[];
  expect(rows.length).toBeGreaterThan(10);
  expect(rows[0]).toMatchObject({ loyalty: 'PROMOTER', tier: 1, position: 1, customer: { externalId: 'c84' }, value: 144 });
  const csv = (await ofSegments('--loyalty', 'unknown', '--tier', '2', '--first', 'all', '--format', 'csv')).out.trimEnd().split('\r\n');
  expect(csv[0]).toBe('loyalty,tier,position,customer,score,value,revenue,costToServe,netValue,churnRisk,revenueAtRisk');
  expect(csv).toHaveLength(1 + 20);
  expect(csv[1]).toMatch(/^UNKNOWN,2,1,c\d+,,7,/);
});

it('goes from cell to cell where none is named, and tells what is hidden', async () => {
  const told = await ofSegments('--first', 'all', '--json');
  const rows = JSON.parse(told.out) as { loyalty: string; tier: number; position: number; customer: { externalId: string } }[];
  expect(told).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^\d of 8 cells (is|are) hidden and left out: fewer than 10 customers/m),
  });
  expect(rows.some(({ loyalty }) => loyalty === 'DETRACTOR')).toBe(false);
  expect(new Set(rows.map(({ customer }) => customer.externalId)).size).toBe(rows.length);
  const cells = [...new Set(rows.map(({ loyalty, tier }) => `${loyalty} ${tier}`))];
  expect(cells.slice(0, 2)).toEqual(['PROMOTER 1', 'PROMOTER 2']);
  const first = JSON.parse((await ofSegments('--first', String(rows.length - 1), '--json')).out);
  expect(first).toEqual(rows.slice(0, -1));
});

it.each([
  [['--analysis', 'segments', '--loyalty', 'fan'], 2, '--loyalty takes promoter, passive, detractor, unknown'],
  [['--analysis', 'segments', '--tier', 'GOLD'], 2, 'they are 1, 2; 1 has the highest values'],
  [['--analysis', 'segments', '--loyalty', 'detractor', '--tier', '1'], 1, 'fewer than 10 customers'],
  [['--analysis', 'segments', '--loyalty', 'passive'], 1, 'nobody is in it'],
  [['--analysis', 'clv', '--loyalty', 'passive'], 2, '--loyalty is of runs of value and loyalty, this one is of kind CLV'],
  [['--run', 'UnVuOjk5'], 1, 'there is no run UnVuOjk5'],
])('refuses %j in a line with its remedy', async (words, code, message) => {
  const told = await customers(...words);
  expect(told).toMatchObject({ code, out: '', err: expect.stringContaining(message) });
  expect(told.err).not.toMatch(/\n\s+at /);
});
