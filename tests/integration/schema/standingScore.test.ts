/** What runs say of a customer is a result or the reason why there is none, never a bare null. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 3 });
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const others =
  '__typename ... on NotScored { reason run { state } } ... on NotEstimable { code } ... on Failed { message } ... on Pending { progress { stage } }';
async function standing(externalId = 'C000001') {
  const answer = await api.query(
    key,
    `{ customer(externalId: "${externalId}") { value { ${others} ... on CustomerValue { score { value tier } isStale } }
       risk { ${others} ... on CustomerRisk { churnRisk churnRiskCiLow position horizonDays } } } }`,
  );
  expect(answer.errors).toBeUndefined();
  return answer.data.customer;
}
const analysis = (kind: string) =>
  api.admin`insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, ${kind.toLowerCase()}, ${kind}, '{}')`;
const run = async (kind: string, columns: Record<string, unknown>) => {
  const [analysisOf] = await api.admin<{ id: bigint }[]>`select id from analysis where workspace_id = ${workspaceId} and kind = ${kind}`;
  const json = api.admin.json({});
  const row = {
    workspace_id: workspaceId,
    analysis_id: analysisOf!.id,
    kind,
    trigger: 'API',
    parameters: json,
    population: json,
    ...columns,
  };
  const [inserted] = await api.admin<{ id: bigint }[]>`insert into run ${api.admin(row)} returning id`;
  return inserted!.id;
};
const done = { state: 'SUCCEEDED', finished_at: '2026-02-01', engine_version: '1', data_through: '2026-01-31' };

it('says that there is no analysis, no run, and what became of the last one', async () => {
  const none = { __typename: 'NotScored', reason: 'NO_ANALYSIS', run: null };
  expect(await standing()).toEqual({ value: none, risk: none });
  await analysis('CLV');
  await analysis('CHURN');
  const noRun = { ...none, reason: 'NO_RUN' };
  expect(await standing()).toEqual({ value: noRun, risk: noRun });
  await run('CLV', { state: 'QUEUED', queued_at: '2026-01-01' });
  await run('CHURN', { ...done, outcome: 'NOT_ESTIMABLE', status_code: 'TOO_FEW_EVENTS', queued_at: '2026-01-01' });
  expect(await standing()).toEqual({
    value: { __typename: 'Pending', progress: { stage: 'waiting' } },
    risk: { __typename: 'NotEstimable', code: 'TOO_FEW_EVENTS' },
  });
  await run('CLV', { state: 'FAILED', finished_at: '2026-02-01', error_message: 'broken', queued_at: '2026-01-02' });
  expect((await standing()).value).toEqual({ __typename: 'Failed', message: 'broken' });
});

it('shows the score of the run that stands, and says of whom it has none', async () => {
  const value = await run('CLV', { ...done, outcome: 'FITTED' });
  const risk = await run('CHURN', { ...done, outcome: 'FITTED' });
  await api.admin`insert into customer_score (workspace_id, run_id, customer_id, position, value, tier)
    select ${workspaceId}, ${value}, id, 1, 70, 'TOP' from customer where workspace_id = ${workspaceId} and external_id = 'C000001'`;
  await api.admin`insert into customer_score (workspace_id, run_id, customer_id, position, churn_risk, churn_risk_ci_low)
    select ${workspaceId}, ${risk}, id, 1, 0.25, 0.2 from customer where workspace_id = ${workspaceId} and external_id = 'C000001'`;
  expect(await standing()).toEqual({
    value: { __typename: 'CustomerValue', score: { value: 70, tier: 'TOP' }, isStale: true },
    risk: { __typename: 'CustomerRisk', churnRisk: 0.25, churnRiskCiLow: 0.2, position: 1, horizonDays: null },
  });
  const outside = { __typename: 'NotScored', reason: 'NOT_IN_RUN', run: { state: 'SUCCEEDED' } };
  expect(await standing('C000002')).toEqual({ value: outside, risk: outside });
});
