/**
 * As the app role, under its policies, every way into the rows goes by an index: a policy can hide one from the planner.
 * Over 300 lines: all ways are tried on the same tables, which have to be large enough for the planner to choose.
 */
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { snapshotSettings } from '../../../api/config.ts';
import { connect, type Queryable, type Sql, setWorkspaceStatement } from '../../../prisma/sql.ts';
import type { Page } from '../../../schema/connection.ts';
import { selectOpenTickets, selectOrderSummaries } from '../../../schema/crm/customerSummary.sql.ts';
import { type OrderRow, orderFacts } from '../../../schema/crm/order.sql.ts';
import { spendFacts } from '../../../schema/crm/spend.sql.ts';
import { subscriptionFacts } from '../../../schema/crm/subscription.sql.ts';
import { ticketFacts } from '../../../schema/crm/ticket.sql.ts';
import {
  selectCustomerByExternalId,
  selectCustomerPage,
  selectCustomersById,
  selectIdentities,
  selectTraits,
} from '../../../schema/customers/customer.sql.ts';
import { customerCountStatement, customerListStatement } from '../../../schema/customers/customerList.sql.ts';
import { parseCustomerFilter } from '../../../schema/customers/filter/customerFilter.ts';
import { readFilterNames } from '../../../schema/customers/filter/filterNames.ts';
import {
  selectFactCells,
  selectFactPages,
  selectFactsByExternalId,
  selectFactsById,
  selectFactTotals,
} from '../../../schema/facts/fact.sql.ts';
import type { FactTable } from '../../../schema/facts/factTable.ts';
import {
  selectResponseCellsOfCustomers,
  selectResponseCellsOfSurveys,
  selectResponsesById,
  selectResponsesOfCustomers,
  selectResponsesOfSurveys,
} from '../../../schema/feedback/response.sql.ts';
import { type ResponseFilter, responseCellsStatement, responseListStatement } from '../../../schema/feedback/responseList.sql.ts';
import { answerCells } from '../../../schema/feedback/responseTemplate.ts';
import { selectQuestions, selectSurveysById, selectSurveysByKey } from '../../../schema/feedback/survey.sql.ts';
import { invitationFacts, selectResponseIds } from '../../../schema/journey/invitation.sql.ts';
import { selectLastActivity, selectTimelines } from '../../../schema/journey/timeline.sql.ts';
import { cellsStatement } from '../../../schema/metrics/cells.sql.ts';
import { selectWorkspaceFacts } from '../../../schema/metrics/metricContext.sql.ts';
import type { MeasureName } from '../../../schema/metrics/metricMeasures.ts';
import type { MetricsInput } from '../../../schema/metrics/metricsInput.ts';
import { cellsContext, cellsRequests } from '../../../schema/metrics/metricsPlan.ts';
import { eventFacts } from '../../../schema/web/event.sql.ts';
import { visitFacts } from '../../../schema/web/visit.sql.ts';
import type { StatementTemplate } from '../../../schema/written/keptStatements.ts';
import type { Cell } from '../../../schema/written/rowTemplate.ts';
import { createWorkspace } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

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
  await fillFacts(admin, workspaceId, { each: 4, ofNobody: 200 });
  await admin`insert into spend (workspace_id, external_id, kind, period_start, period_end, amount, currency)
    select ${workspaceId}, 'more-' || n, 'SALES', timestamptz '2026-01-01Z' + make_interval(hours => n), '2027-01-01', 1, 'EUR' from generate_series(1, 2000) n`;
  await admin`insert into customer (workspace_id) select ${workspaceId} from generate_series(1, 2000)`;
  await admin`update customer_trait set value_text = 'rare' where workspace_id = ${workspaceId} and key = 'plan' and customer_id % 500 = 0`;
  const other = await createWorkspace(admin, 'b');
  await fillWorkspace(admin, other, { customers: 5000, responsesEach: 4, anonymous: 2000 });
  await fillFacts(admin, other, { each: 4, ofNobody: 200 });
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

/** The plan of a statement that is planned anew for its values, as those of filters are. */
async function planAnew(build: (tx: Queryable) => Promise<() => object>): Promise<PlanNode> {
  const result = await app.begin(async (tx) => {
    await tx.unsafe(setWorkspaceStatement(workspaceId));
    await tx.unsafe('set local plan_cache_mode = force_custom_plan');
    const statement = await build(tx as unknown as Queryable);
    const [row] = await tx<{ 'QUERY PLAN': { Plan: PlanNode }[] }[]>`explain (analyze, format json) ${statement() as postgres.Fragment}`;
    return row!['QUERY PLAN'][0]!.Plan;
  });
  return result as PlanNode;
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
const all = { surveyId: null, from: null, until: null };
/** A page that is written, of these cells. */
const templateOf = (cells: readonly Cell[], ends: StatementTemplate['ends']): StatementTemplate => ({
  responseKey: 'nodes',
  literals: ['{}'],
  fields: [],
  cells,
  ends,
  isKept: true,
  key: '',
});
const atEnds = { id: 0, time: 1 };
const answersAndEnds = templateOf(answerCells, atEnds);
const page = { first: 20, after: null };
const deep = (sortValue: string | null, id = 1n) => ({ first: 20, after: { sortValue, id } });
const anyTime = { from: null, until: null };
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
        ids.map((customerId) => ({ ...all, customerId, page, parts })),
        true,
      ),
  ],
  [
    'responses of 20 customers to one survey in a period',
    300,
    (sql) =>
      selectResponsesOfCustomers(
        sql,
        workspaceId,
        ids.map((customerId) => ({ customerId, surveyId, from: new Date('2026-01-02Z'), until: null, page, parts })),
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
  [
    'answers of 20 customers, written',
    300,
    (sql) =>
      selectResponseCellsOfCustomers(
        sql,
        workspaceId,
        ids.map((customerId) => ({ ...all, customerId, page })),
        answersAndEnds,
        'PLAIN',
      ),
  ],
  [
    'a page deep in the answers to a survey, written',
    130,
    (sql) => selectResponseCellsOfSurveys(sql, workspaceId, [{ surveyId, page: deep('2026-01-04T12:00:00Z') }], answersAndEnds, 'PLAIN'),
  ],
  ['responses by id', 80, (sql) => selectResponsesById(sql, workspaceId, ids, true)],
  ['surveys by id', 4, (sql) => selectSurveysById(sql, workspaceId, [surveyId])],
  ['surveys by key', 4, (sql) => selectSurveysByKey(sql, workspaceId, ['visit'])],
  ['a codebook', 8, (sql) => selectQuestions(sql, workspaceId, [surveyId])],
])('%s touches at most %i rows', async (_what, rows, build) => {
  const found = await plan(build);
  expect(touched(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rows);
});

// Of 20 customers with two identities and four facts a table; the rows of identity are touched too.
const facts = { orderFacts, subscriptionFacts, ticketFacts, visitFacts, eventFacts, invitationFacts } as unknown as Record<
  string,
  FactTable<OrderRow>
>;
const tables = Object.values(facts).map((fact) => [fact.table, fact] as const);
const sourceOf = (fact: FactTable<OrderRow>) => ({ workspaceId, fact, showPersonal: true });
const visits = ids.map((id) => `V-C${String(id).padStart(6, '0')}-1`);
const inMarch = { from: new Date('2026-02-02T00:00:00Z'), until: new Date('2026-02-02T06:00:00Z') };

describe.each([...tables, ['spend', spendFacts as unknown as FactTable<OrderRow>] as const])('%s', (_table, fact) => {
  const read = async (rows: number, build: (sql: Queryable) => PromiseLike<unknown>) => {
    const found = await plan(build);
    expect(touched(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rows);
  };
  const ofWorkspace = { owner: '', ...anyTime, kinds: null, columns: Object.keys(fact.columns) };
  const ofCustomers = ids.map((id) => ({ ...ofWorkspace, owner: String(id) }));

  it('of 20 customers touch their rows only', async () => {
    if (!fact.hasCustomer) return;
    await read(250, (sql) =>
      selectFactPages(
        sql,
        sourceOf(fact),
        'customer',
        ofCustomers.map((of) => ({ ...of, page })),
      ),
    );
    const one = { first: 1, after: null };
    await read(150, (sql) =>
      selectFactPages(
        sql,
        sourceOf(fact),
        'customer',
        ofCustomers.map((of) => ({ ...of, page: one })),
      ),
    );
    await read(200, (sql) => selectFactTotals(sql, sourceOf(fact), 'customer', ofCustomers, true));
  });
  it('that are written touch no more', async () => {
    const moment = { property: fact.time, as: 'MOMENT', isRequired: true } as const;
    for (const template of [templateOf([moment], null), templateOf([moment], atEnds)]) {
      const behind = deep('2026-02-02T04:00:00.000Z', 100n);
      await read(70, (sql) => selectFactCells(sql, sourceOf(fact), 'workspace', [{ ...ofWorkspace, page: behind }], template, 'PLAIN'));
      if (fact.hasCustomer) {
        const pages = ofCustomers.map((of) => ({ ...of, page }));
        await read(250, (sql) => selectFactCells(sql, sourceOf(fact), 'customer', pages, template, 'PLAIN'));
      }
    }
  });
  it('of the workspace touch the rows of the page only', async () => {
    await read(70, (sql) => selectFactPages(sql, sourceOf(fact), 'workspace', [{ ...ofWorkspace, page }]));
    const behind = deep('2026-02-02T04:00:00.000Z', 100n);
    await read(70, (sql) => selectFactPages(sql, sourceOf(fact), 'workspace', [{ ...ofWorkspace, page: behind }]));
    await read(70, (sql) => selectFactPages(sql, sourceOf(fact), 'workspace', [{ ...ofWorkspace, ...inMarch, page }]));
    const oldest = { ...ofWorkspace, order: 'OLDEST_FIRST' } as const;
    await read(70, (sql) => selectFactPages(sql, sourceOf(fact), 'workspace', [{ ...oldest, page: behind }]));
  });
  it('by id and external id touch as many as asked for', async () => {
    await read(60, (sql) => selectFactsById(sql, sourceOf(fact), ids));
    await read(4, (sql) => selectFactsByExternalId(sql, sourceOf(fact), ['O-C000003-1']));
  });
});

it.each<[string, number, (sql: Queryable) => PromiseLike<unknown>]>([
  [
    'totals of a quarter of a day of the workspace',
    6000,
    (sql) => selectFactTotals(sql, sourceOf(orderFacts), 'workspace', [{ owner: '', ...inMarch, kinds: null }], true),
  ],
  ['orders of 20 customers, summed up', 250, (sql) => selectOrderSummaries(sql, workspaceId, ids)],
  ['open tickets of 20 customers', 250, (sql) => selectOpenTickets(sql, workspaceId, ids)],
  ['the last activity of 20 customers', 400, (sql) => selectLastActivity(sql, workspaceId, ids)],
  [
    'events of 20 visits, one each', // the visits name themselves by the number of the source
    60,
    (sql) =>
      selectFactPages(
        sql,
        sourceOf(facts.eventFacts!),
        'visit',
        visits.map((owner) => ({ owner, ...anyTime, kinds: null, columns: Object.keys(eventFacts.columns), page })),
      ),
  ],
  [
    'totals of the events of 20 visits',
    60,
    (sql) =>
      selectFactTotals(
        sql,
        sourceOf(facts.eventFacts!),
        'visit',
        visits.map((owner) => ({ owner, ...anyTime, kinds: null })),
        false,
      ),
  ],
  [
    'answers by their names',
    60,
    (sql) =>
      selectResponseIds(
        sql,
        workspaceId,
        ids.map((id) => ({ surveyKey: 'visit', externalId: `C000${id}-1` })),
      ),
  ],
  [
    'the timeline of 20 customers', // 40 identities: 4 rows of each of 10 kinds, read, sorted and cut
    2600,
    (sql) =>
      selectTimelines(
        sql,
        workspaceId,
        ids.map((customerId) => ({ customerId, page, ...anyTime, kinds: null })),
      ),
  ],
  [
    'one moment of one kind of 20 customers',
    150,
    (sql) =>
      selectTimelines(
        sql,
        workspaceId,
        ids.map((customerId) => ({ customerId, page: { first: 1, after: null }, ...anyTime, kinds: ['VISIT'] })),
      ),
  ],
])('%s touch at most %i rows', async (_what, rows, build) => {
  const found = await plan(build);
  expect(touched(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rows);
});

/** Rows of facts alone that a plan touched: beside them are those who they are of. */
function touchedFacts(node: PlanNode): number {
  const isOfFacts = !['customer', 'customer_trait', 'identity'].includes(node['Relation Name'] ?? '');
  const below = (node.Plans ?? []).reduce((sum, child) => sum + touchedFacts(child), 0);
  return below + (isOfFacts ? touched({ ...node, Plans: [] }) : 0);
}

const nothingAsked: ResponseFilter = {
  ...{ surveyId: null, touchpoints: null, channels: null, brands: null, bands: null },
  ...{ from: null, until: null, customers: null, order: 'NEWEST_FIRST' as const },
};
// Of 22,000 responses. A band looks up the question of each response on the way, and customers are looked for from whichever side is smaller.
describe.each<[string, number, () => Partial<ResponseFilter>, Page?]>([
  ['the first page', 42, () => ({})],
  ['a page deep in them', 42, () => ({}), deep('2026-01-04T12:00:00.000Z', 100n)],
  ['a page deep in the undated ones', 21, () => ({}), deep(null, 21_000n)],
  ['a page deep in them, oldest first', 42, () => ({ order: 'OLDEST_FIRST' }), deep('2026-01-04T12:00:00.000Z', 100n)],
  ['a page of one survey', 42, () => ({ surveyId })],
  ['a page of an hour', 21, () => ({ from: new Date(someHours.from), until: new Date(someHours.until) })],
  ['a page of one band', 1000, () => ({ bands: ['PROMOTER'] })],
  ['a page of customers who ordered within half an hour', 2500, () => ({ customers: { orders: halfAnHour } })],
])('responses of the workspace: %s', (_what, rows, filterOf, which = page) => {
  it(`touch at most ${rows} facts`, async () => {
    const filter = { ...nothingAsked, ...filterOf() };
    const found = await planAnew(async (tx) => {
      const names = await readFilterNames(tx, workspaceId, []);
      return () => responseListStatement(tx, { workspaceId, showPersonal: true, filter, names }, which, parts);
    });
    expect(touchedFacts(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rows);
    const written = await planAnew(async (tx) => {
      const names = await readFilterNames(tx, workspaceId, []);
      const source = { workspaceId, showPersonal: true, filter, names };
      return () =>
        responseCellsStatement(tx, source, which, templateOf([{ property: 'id', as: 'PLAIN', isRequired: true }], atEnds), 'PLAIN');
    });
    expect(touchedFacts(written), JSON.stringify(written, null, 1)).toBeLessThanOrEqual(rows);
  });
});

// Of 5,000 customers with 20,000 facts a table. What is selective is read from its own side, what is not from the customers of the page.
const aQuarterDay = { from: '2026-02-01T10:00:00Z', until: '2026-02-01T16:00:00Z' };
const someHours = { from: '2026-01-02T10:00:00Z', until: '2026-01-02T11:00:00Z' };
const halfAnHour = { from: '2026-02-01T10:00:00Z', until: '2026-02-01T10:30:00Z' };
describe.each<[string, object, number, number]>([
  ['who ordered within a quarter of a day', { orders: aQuarterDay }, 2500, 2500],
  ['who visited within half an hour, and ordered twice', { visits: halfAnHour, orders: { minCount: 2 } }, 2000, 2000],
  ['who answered so within an hour', { answered: { survey: 'visit', bands: ['PROMOTER'], ...someHours } }, 300, 300],
  ['with a rare trait and much revenue', { trait: { key: 'plan', values: ['rare'] }, orders: { minRevenue: '1' } }, 150, 150],
  ['who did not complain three times', { not: { tickets: { kinds: ['COMPLAINT'], minCount: 3 } } }, 200, 20_400],
])('customers %s', (_what, filter, rowsOfPage, rowsOfCount) => {
  const listed = async (tx: Queryable) => {
    const parsed = parseCustomerFilter(filter, 'filter');
    const names = await readFilterNames(tx, workspaceId, [{ filter: parsed, asOf: null }]);
    return { workspaceId, names, asOf: null, showPersonal: true, isJoinable: true, path: 'filter', filter: parsed };
  };
  it(`touch at most ${rowsOfPage} facts for a page`, async () => {
    const found = await planAnew(async (tx) => {
      const list = { ...(await listed(tx)), order: 'EXTERNAL_ID', ranking: null, page } as const;
      return () => customerListStatement(tx, [list]);
    });
    expect(touchedFacts(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rowsOfPage);
  });
  it(`touch at most ${rowsOfCount} facts to be counted`, async () => {
    const found = await planAnew(async (tx) => {
      const list = await listed(tx);
      return () => customerCountStatement(tx, [list]);
    });
    expect(touchedFacts(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rowsOfCount);
  });
});

// Of 5,000 customers with 20,000 facts a table: what metrics read of one hour. Who they are of is hashed as a whole.
const anHour = { from: new Date('2026-02-02T10:00:00Z'), until: new Date('2026-02-02T11:00:00Z') };
const hourOfAnswers = { from: new Date('2026-01-02T10:00:00Z'), until: new Date('2026-01-02T11:00:00Z') };
const noGroup = { traitKey: null, segmentKey: null };
describe.each<[string, MeasureName, number, Partial<MetricsInput>]>([
  ['answers', 'NPS', 700, { ...hourOfAnswers, by: [{ dimension: 'CHANNEL', ...noGroup }] }],
  ['answers by a trait', 'NPS', 700, { ...hourOfAnswers, by: [{ dimension: 'TRAIT', traitKey: 'plan', segmentKey: null }] }],
  ['answers filtered by channel', 'CSAT', 700, { ...hourOfAnswers, where: [{ dimension: 'CHANNEL', ...noGroup, values: [null] }] }],
  ['orders', 'REVENUE', 700, anHour],
  // a day more than the hour before is read, for clocks that change
  ['orders with the hour before', 'ORDERS', 8000, { ...anHour, by: [{ dimension: 'HOUR', ...noGroup }], compare: 'PREVIOUS_PERIOD' }],
  ['tickets', 'RESOLUTION_HOURS', 700, anHour],
  ['visits', 'CONVERSION_RATE', 700, anHour],
  ['invitations', 'RESPONSE_RATE', 700, anHour],
])('metrics of %s of an hour', (_what, measure, rows, asked) => {
  it(`touch at most ${rows} facts`, async () => {
    const found = await planAnew(async (tx) => {
      const input: MetricsInput = {
        ...{ measures: [measure], by: [], where: [], from: null, until: null, weighted: false, poolSurveyKinds: false, question: null },
        ...{ targetHours: 24, compare: null, having: [], orderBy: [], top: null, first: 1, after: null },
        ...asked,
      };
      const known = await selectWorkspaceFacts(tx, workspaceId, { loyalty: false, clv: false });
      const context = cellsContext(input, known, workspaceId, new Map());
      const [request] = cellsRequests(input, known);
      return () => cellsStatement(tx, context, request!);
    });
    expect(touchedFacts(found), JSON.stringify(found, null, 1)).toBeLessThanOrEqual(rows);
  });
});
