/** A segmentation by value and loyalty as the graph takes it, checks it and shows it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
import { createCompany, type Person } from '../../support/valueLoyaltyFixture.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let worker: TestProcess;
let key: string;

const people: Person[] = [
  ...Array.from({ length: 45 }, (_, index) => ({ answers: [{ daysAgo: 1, score: 10 }], value: { value: index, low: index, high: index } })),
  ...Array.from({ length: 4 }, () => ({ answers: [{ daysAgo: 1, score: 0 }], value: { value: 99, low: 90, high: 110 } })),
  ...Array.from({ length: 20 }, () => ({ value: { value: 7, low: 6, high: 8 } })),
];

beforeAll(async () => {
  database = await createTestDatabase();
  [api, worker] = await Promise.all([startTestApi(database), startWorker(database)]);
  const company = await createCompany(api.admin, people);
  await api.admin`update analysis set parameters = '{"tiers": 2}' where id = ${company.analysisId}`;
  await waitForRun(api.admin, await requestRun(database, company), isOver, 90);
  key = await api.createKey(company.workspaceId);
}, 120_000);
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await api?.close();
  await database?.drop();
});

const create = (input: string) =>
  api.query(
    key,
    `mutation { createAnalysis(input: { ${input} }) { name survey { key } parameters { ... on ValueLoyaltyParameters { valueAnalysis tiers answerMaxAgeDays confidenceLevel marginShare } } } }`,
  );

describe('createAnalysis of kind VALUE_LOYALTY', () => {
  it('needs nothing but a name, and stores its defaults', async () => {
    const answer = await create('name: "plain", kind: VALUE_LOYALTY');
    expect(answer.errors).toBeUndefined();
    expect(answer.data.createAnalysis).toEqual({
      name: 'plain',
      survey: null,
      parameters: { valueAnalysis: null, tiers: 3, answerMaxAgeDays: 365, confidenceLevel: 0.95, marginShare: null },
    });
    expect((await create('name: "plain", kind: VALUE_LOYALTY')).errors).toBeUndefined();
    const other = await create('name: "plain", kind: VALUE_LOYALTY, valueLoyalty: { tiers: 5 }');
    expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT', field: 'parameters' });
  });

  it.each([
    ['valueLoyalty: { tiers: 0 }', 'input.valueLoyalty.tiers', 'not between 1 and 10'],
    ['valueLoyalty: { answerMaxAgeDays: 4000 }', 'input.valueLoyalty.answerMaxAgeDays', 'not between 1 and 3650'],
    ['valueLoyalty: { marginShare: 1.5 }', 'input.valueLoyalty.marginShare', 'above 0 and at most 1'],
    ['valueLoyalty: { confidenceLevel: 1 }', 'input.valueLoyalty.confidenceLevel', 'between 0.5 and 1'],
    ['valueLoyalty: { valueAnalysis: "segments" }', 'input.valueLoyalty.valueAnalysis', 'no analysis "segments" of kind CLV'],
    ['valueLoyalty: { churnAnalysis: "gone" }', 'input.valueLoyalty.churnAnalysis', 'no analysis "gone" of kind CHURN'],
    ['valueLoyalty: { question: "rating" }', 'input.valueLoyalty.question', 'no question "rating" of kind NPS'],
    ['survey: "gone"', 'input.survey', 'no such survey'],
    ['drivers: { outcome: "x", drivers: ["y"] }', 'input.drivers', 'leave it out'],
  ])('refuses %s and names the argument', async (input, argument, message) => {
    const [error] = (await create(`name: "refused", kind: VALUE_LOYALTY, ${input}`)).errors ?? [];
    expect(error?.extensions.argument).toBe(argument);
    expect(error?.message).toContain(message);
  });

  it('names none of several CLV analyses unless it is asked to, and wants a survey where no relational one has a question of kind NPS', async () => {
    const [row] = await api.admin<{ workspaceId: number }[]>`select workspace_id as "workspaceId" from analysis where name = 'plain'`;
    await api.admin`insert into analysis (workspace_id, name, kind, parameters) values (${row!.workspaceId}, 'another', 'CLV', '{}')`;
    const created = await create('name: "whichever", kind: VALUE_LOYALTY');
    expect(created.errors).toBeUndefined(); // the workspace says which, and may say so later
    const [stored] = await api.admin`select parameters from analysis where name = 'whichever'`;
    expect(stored!.parameters).toMatchObject({ valueAnalysis: null, churnAnalysis: null });
    const empty = await api.createKey(await createWorkspace(api.admin, 'empty'));
    const answer = await api.query(empty, 'mutation { createAnalysis(input: { name: "x", kind: VALUE_LOYALTY }) { name } }');
    expect(answer.errors?.[0]?.message).toContain('input.survey: no relational survey has a question of kind NPS');
  });
});

describe('the result', () => {
  const ask = async (selection: string) => {
    const answer = await api.query(
      key,
      `{ analysis(name: "segments") { latestRun { result { ... on ValueLoyaltyResultReady { ${selection} } } } } }`,
    );
    expect(answer.errors).toBeUndefined();
    return answer.data.analysis.latestRun.result;
  };

  it('shows the matrix with its totals, and nothing of what is hidden', async () => {
    const { model, cells, loyaltyTotals, tierTotals, total } = await ask(`model { n valueSource tiers survey { key } } isStale
      cells { loyalty tier isHidden isReliable reason n value { estimate n } customers { edges { node { position } } } }
      loyaltyTotals { loyalty tier isHidden n } tierTotals { loyalty tier n isHidden valueFrom } total { loyalty tier n isReliable action customers { edges { node { position } } } }`);
    expect(model).toEqual({ n: '69', valueSource: 'CLV', tiers: 2, survey: { key: 'relation' } });
    expect(cells.map((cell: { loyalty: string; tier: number }) => `${cell.loyalty} ${cell.tier}`)).toEqual(
      ['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN'].flatMap((loyalty) => [`${loyalty} 1`, `${loyalty} 2`]),
    );
    const detractors = cells.find((cell: { loyalty: string; tier: number }) => cell.loyalty === 'DETRACTOR' && cell.tier === 1);
    expect(detractors).toEqual({
      loyalty: 'DETRACTOR',
      tier: 1,
      isHidden: true,
      isReliable: false,
      reason: 'NOT_ENOUGH_DATA',
      n: null,
      value: { estimate: null, n: null },
      customers: null,
    });
    expect(loyaltyTotals.find((cell: { loyalty: string }) => cell.loyalty === 'DETRACTOR')).toEqual({
      loyalty: 'DETRACTOR',
      tier: null,
      isHidden: true,
      n: null,
    });
    expect(tierTotals).toHaveLength(2);
    expect(total).toEqual({ loyalty: null, tier: null, n: '69', isReliable: true, action: null, customers: null });
  });

  it('shows one cell, and no total or tier that is not there', async () => {
    const cell = (loyalty: string, tier: number) =>
      ask(`cell(loyalty: ${loyalty}, tier: ${tier}) { loyalty tier n isHidden customers(first: 1) { nodes { value } } }`);
    const { cell: promoters } = await cell('PROMOTER', 2);
    expect(promoters).toMatchObject({ loyalty: 'PROMOTER', tier: 2, isHidden: false });
    expect(promoters.customers.nodes).toHaveLength(1);
    expect(await cell('DETRACTOR', 1)).toEqual({ cell: { loyalty: 'DETRACTOR', tier: 1, n: null, isHidden: true, customers: null } });
    for (const tier of [0, 3, -1]) expect(await cell('PROMOTER', tier)).toEqual({ cell: null });
  });

  it('pages through the customers of a cell, each once, the highest value first', async () => {
    interface Listed {
      readonly n: string | null;
      readonly customers: {
        edges: { node: { position: number; value: number; customer: { externalId: string } } }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    }
    const largest = async (after: string | null): Promise<Listed> => {
      const page = `first: 7${after ? `, after: "${after}"` : ''}`;
      const { cells } = await ask(
        `cells { n customers(${page}) { edges { node { position value customer { externalId } } } pageInfo { hasNextPage endCursor } } }`,
      );
      return cells.toSorted((a: Listed, b: Listed) => Number(b.n) - Number(a.n))[0];
    };
    const seen: Listed['customers']['edges'][number]['node'][] = [];
    let n = 0;
    for (let after: string | null = null; ; ) {
      const cell = await largest(after);
      n = Number(cell.n);
      seen.push(...cell.customers.edges.map(({ node }) => node));
      if (!cell.customers.pageInfo.hasNextPage) break;
      after = cell.customers.pageInfo.endCursor;
    }
    expect(n).toBeGreaterThan(14); // three pages and more
    expect(seen.map(({ position }) => position)).toEqual(Array.from({ length: n }, (_, index) => index + 1));
    expect(seen.map(({ value }) => value)).toEqual(seen.map(({ value }) => value).toSorted((a, b) => b - a));
    expect(new Set(seen.map(({ customer }) => customer.externalId)).size).toBe(n);
  });
});
