/** Customers by the cells of value and loyalty that a real run has put them in. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { type Company, createCompany, now, type Person } from '../../support/valueLoyaltyFixture.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let company: Company;
let key: string;

const of = (count: number, score: number | null, value: (index: number) => number): Person[] =>
  Array.from({ length: count }, (_, index) => ({
    ...(score === null ? {} : { answers: [{ daysAgo: 1, score }] }),
    value: { value: value(index), low: 1, high: 999 },
  }));
/** Three tiers; of the detractors of the highest there are four, who are hidden with what would tell of them. */
const people = [...of(60, 10, (n) => n), ...of(40, 7, (n) => 10 + n), ...of(4, 0, () => 500), ...of(30, null, (n) => 30 + n)];

interface Cell {
  readonly loyalty: string;
  readonly tier: number;
  readonly isHidden: boolean;
  readonly customers: { readonly nodes: readonly { readonly customer: { readonly externalId: string } }[] } | null;
}

beforeAll(async () => {
  database = await createTestDatabase();
  const [started, worker] = await Promise.all([startTestApi(database), startWorker(database)]);
  api = started;
  company = await createCompany(api.admin, people);
  await waitForRun(api.admin, await requestRun(database, company), isOver, 90);
  worker.signalGroup('SIGTERM');
  await worker.ended;
  key = await api.createKey(company.workspaceId);
}, 120_000);
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const list = (filter: object, asOf: string | null = null) =>
  api.query(
    key,
    'query ($filter: CustomerFilter, $asOf: DateTime) { customers(filter: $filter, asOf: $asOf, first: 200) { totalCount scoreRunIds nodes { externalId } } }',
    { filter, asOf },
  );
const namesOf = ({ data, errors }: Awaited<ReturnType<typeof list>>): string[] => {
  expect(errors).toBeUndefined();
  return data.customers.nodes.map(({ externalId }: { externalId: string }) => externalId).sort();
};

async function cellsOfRun(): Promise<Cell[]> {
  const { data, errors } = await api.query(
    key,
    `{ analysis(name: "segments") { currentRun { id result { ... on ValueLoyaltyResultReady { cells { loyalty tier isHidden customers(first: 200) { nodes { customer { externalId } } } } } } } } }`,
  );
  expect(errors).toBeUndefined();
  return data.analysis.currentRun.result.cells.filter(({ loyalty, tier }: Cell) => loyalty !== null && tier !== null);
}

describe('customers by a cell of value and loyalty', () => {
  it('are those that the cell itself lists, cell by cell, and nobody of a hidden one', async () => {
    const cells = await cellsOfRun();
    expect(cells).toHaveLength(12);
    const shown = cells.filter(({ isHidden }) => !isHidden);
    const hidden = cells.filter(({ isHidden }) => isHidden);
    expect(hidden.map(({ loyalty, tier }) => `${loyalty} ${tier}`)).toContain('DETRACTOR 1');
    expect(shown.some(({ customers }) => customers!.nodes.length >= 10)).toBe(true);
    for (const { loyalty, tier, customers } of shown)
      expect(namesOf(await list({ cell: { loyalties: [loyalty], tiers: [tier] } })), `${loyalty} ${tier}`).toEqual(
        customers!.nodes.map(({ customer }) => customer.externalId).sort(),
      );
    for (const { loyalty, tier } of hidden) {
      const { data, errors } = await list({ cell: { loyalties: [loyalty], tiers: [tier] } });
      expect(data?.customers ?? null).toBeNull();
      expect(errors?.[0]).toMatchObject({
        message: `filter.cell: who is in ${loyalty} of tier ${tier} is not told, for these are too few or would tell of so few: name the other cells, by loyalties and tiers`,
        extensions: { code: 'BAD_USER_INPUT', argument: 'filter.cell' },
      });
    }
  });

  it('may be of several cells, and not of them, but of none where one of them is hidden', async () => {
    const shown = (await cellsOfRun()).filter(({ isHidden }) => !isHidden);
    const loyalty = 'PROMOTER';
    const tiers = shown.filter((cell) => cell.loyalty === loyalty).map(({ tier }) => tier);
    const inSeveral = shown
      .filter((cell) => cell.loyalty === loyalty)
      .flatMap(({ customers }) => customers!.nodes.map(({ customer }) => customer.externalId));
    const several = await list({ cell: { loyalties: [loyalty], tiers, analysis: 'segments' } });
    expect(namesOf(several)).toEqual(inSeveral.sort());
    expect(several.data.customers.scoreRunIds).toHaveLength(1);
    const everybody = namesOf(await list({}));
    expect(namesOf(await list({ not: { cell: { loyalties: [loyalty], tiers } } }))).toHaveLength(everybody.length - inSeveral.length);
    expect((await list({ cell: {} })).errors?.[0]?.message).toContain('DETRACTOR of tier 1');
    expect((await list({ not: { cell: { loyalties: ['DETRACTOR'] } } })).errors?.[0]?.message).toMatch(
      /^filter\.not\.cell: who is in DETRACTOR of tier 1/,
    );
  });

  it.each([
    [{ cell: { tiers: [4] } }, null, 'filter.cell.tiers: the run has the tiers 1 to 3, there is no tier 4'],
    [{ cell: { tiers: [0] } }, null, 'filter.cell.tiers.0: tiers count from 1, the highest value'],
    [{ cell: { loyalties: [] } }, null, 'filter.cell.loyalties: at least one is needed'],
    [
      { cell: { analysis: 'clv' } },
      null,
      'filter.cell.analysis: there is no finished run of analysis "clv", of value and loyalty: run one first',
    ],
    [
      { cell: {} },
      '2020-01-01T00:00:00Z',
      'filter.cell.analysis: there is no finished run of an analysis of value and loyalty that saw nothing after 2020-01-01T00:00:00.000Z',
    ],
  ])('are refused by %j with words', async (filter, asOf, message) => {
    expect((await list(filter, asOf)).errors?.[0]?.message).toContain(message);
  });

  it('as of a past moment are by the run that stood then', async () => {
    const { loyalty, tier, customers } = (await cellsOfRun()).find((cell) => !cell.isHidden && cell.customers!.nodes.length > 0)!;
    const then = await list({ cell: { loyalties: [loyalty], tiers: [tier] } }, new Date(now.getTime() + 1000).toISOString());
    expect(namesOf(then)).toHaveLength(customers!.nodes.length);
  });

  it('are a segment as any: told by size, and at fault while a cell of it is hidden', async () => {
    const shown = (await cellsOfRun()).find(({ isHidden, customers }) => !isHidden && customers!.nodes.length > 0)!;
    const create = (name: string, cell: object) =>
      api.query(key, 'mutation ($input: SegmentInput!) { createSegment(input: $input) { count fault definition } }', {
        input: { key: name, name, filter: { cell } },
      });
    const cell = { loyalties: [shown.loyalty], tiers: [shown.tier] };
    expect((await create('shown', cell)).data.createSegment).toEqual({
      count: shown.customers!.nodes.length,
      fault: null,
      definition: { cell },
    });
    const hidden = await create('hidden', { loyalties: ['DETRACTOR'], tiers: [1] });
    expect(hidden.data.createSegment).toMatchObject({
      count: null,
      fault: expect.stringContaining('who is in DETRACTOR of tier 1 is not told'),
    });
  });

  it('follow the analysis to another name', async () => {
    const cell = { loyalties: ['PASSIVE'], analysis: 'segments' };
    const create = 'mutation ($input: SegmentInput!) { createSegment(input: $input) { key } }';
    await api.query(key, create, { input: { key: 'named', name: 'Named', filter: { or: [{ cell }] } } });
    expect((await api.query(key, 'mutation { deleteAnalysis(analysis: "segments") }')).errors?.[0]?.message).toContain('the segment named');
    await api.query(key, 'mutation { renameAnalysis(analysis: "segments", name: "matrix") { name } }');
    const { data } = await api.query(key, '{ segment(key: "named") { definition fault } }');
    expect(data.segment.definition).toEqual({ or: [{ cell: { loyalties: ['PASSIVE'], analysis: 'matrix' } }] });
    await api.query(key, 'mutation { renameAnalysis(analysis: "matrix", name: "segments") { name } }');
  });
});
