/** As the app role, under its policies, every way into the rows goes by an index: a policy can hide one from the planner. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { snapshotSettings } from '../../../api/config.ts';
import { connect, type Queryable, type Sql, setWorkspaceStatement } from '../../../prisma/sql.ts';
import {
  selectCustomerByExternalId,
  selectCustomerPage,
  selectCustomersById,
  selectIdentities,
  selectTraits,
} from '../../../schema/customers/customer.sql.ts';
import { selectResponsesById, selectResponsesOfCustomers, selectResponsesOfSurveys } from '../../../schema/feedback/response.sql.ts';
import { selectQuestions, selectSurveysById, selectSurveysByKey } from '../../../schema/feedback/survey.sql.ts';
import { createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let admin: Sql;
let app: postgres.Sql<{ bigint: bigint }>;
let sent: readonly unknown[]; // parameters of the last statement
let workspaceId: number;
let surveyId: bigint;

beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 1 });
  app = postgres(database.appUrl, {
    max: 1,
    types: { bigint: postgres.BigInt },
    connection: { ...snapshotSettings } as Record<string, string>,
    debug: (_connection, _text, parameters) => {
      if (parameters.length > 0) sent = parameters;
    },
  });
  workspaceId = await createWorkspace(admin, 'a');
  ({ surveyId } = await fillWorkspace(admin, workspaceId, { customers: 5000, responsesEach: 4, anonymous: 2000 }));
  await admin`insert into customer (workspace_id) select ${workspaceId} from generate_series(1, 2000)`;
  await fillWorkspace(admin, await createWorkspace(admin, 'b'), { customers: 5000, responsesEach: 4, anonymous: 2000 });
  await admin`vacuum analyze`;
});
afterAll(async () => {
  await admin?.end();
  await app?.end();
  await database?.drop();
});

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** Rows that a plan touched in tables: those it kept and those it threw away. */
function touched(node: PlanNode): number {
  const own = node['Relation Name'] ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'] : 0;
  return (node.Plans ?? []).reduce((sum, child) => sum + touched(child), own);
}

/** The plan that the API uses: of the prepared statement, made once for all values, run by the app role in the workspace. */
async function plan(build: (sql: Queryable) => PromiseLike<unknown>): Promise<PlanNode> {
  const result = await app.begin(async (tx) => {
    await tx.unsafe(setWorkspaceStatement(workspaceId));
    const { statement } = (await build(tx as unknown as Queryable)) as { statement: { name: string } };
    const values = sent.map(literalOf).join(', ');
    const [row] = await tx.unsafe<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>(
      `explain (analyze, format json) execute "${statement.name}"${values && `(${values})`}`,
    );
    return row!['QUERY PLAN'][0]!.Plan;
  });
  return result as PlanNode;
}

function literalOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return literalOf(`{${value.map((item) => (item === null ? 'null' : `"${item}"`)).join(',')}}`);
  return `'${String(value).replaceAll("'", "''")}'`;
}

const parts = { survey: true, answers: true };
const page = { first: 20, after: null };
const deep = (sortValue: string | null, id = 1n) => ({ first: 20, after: { sortValue, id } });
const ids = Array.from({ length: 20 }, (_, index) => BigInt(index * 100 + 1));

it.each<[string, number, (sql: Queryable) => PromiseLike<unknown>]>([
  ['the first page of customers', 60, (sql) => selectCustomerPage(sql, workspaceId, page)],
  ['a page deep in the customers', 60, (sql) => selectCustomerPage(sql, workspaceId, deep('C004500'))],
  ['customers by id', 40, (sql) => selectCustomersById(sql, workspaceId, ids)],
  ['a customer by external id', 2, (sql) => selectCustomerByExternalId(sql, workspaceId, 'C003000')],
  ['traits of 20 customers', 60, (sql) => selectTraits(sql, workspaceId, ids, true)],
  ['identities of 20 customers', 60, (sql) => selectIdentities(sql, workspaceId, ids, true)],
  [
    'responses of 20 customers',
    300,
    (sql) =>
      selectResponsesOfCustomers(
        sql,
        workspaceId,
        ids.map((customerId) => ({ customerId, page, parts })),
        true,
      ),
  ],
  ['the first page of responses of a survey', 130, (sql) => selectResponsesOfSurveys(sql, workspaceId, [{ surveyId, page, parts }], true)],
  [
    'a page deep in the responses of a survey',
    130,
    (sql) => selectResponsesOfSurveys(sql, workspaceId, [{ surveyId, page: deep('2026-01-04T12:00:00Z'), parts }], true),
  ],
  [
    'a page deep in the undated responses of a survey',
    130,
    (sql) => selectResponsesOfSurveys(sql, workspaceId, [{ surveyId, page: deep(null, 21_000n), parts }], true),
  ],
  ['responses by id', 80, (sql) => selectResponsesById(sql, workspaceId, ids, true)],
  ['surveys by id', 4, (sql) => selectSurveysById(sql, workspaceId, [surveyId])],
  ['surveys by key', 4, (sql) => selectSurveysByKey(sql, workspaceId, ['visit'])],
  ['a codebook', 8, (sql) => selectQuestions(sql, workspaceId, [surveyId])],
])('%s touches at most %i rows', async (_what, rows, build) => {
  const found = await plan(build);
  expect(touched(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rows);
});
