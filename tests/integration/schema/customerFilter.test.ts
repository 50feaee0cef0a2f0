/**
 * Who a filter finds, held against plain SQL over the same rows; in which order, as of when, and what it refuses.
 * Over 300 lines: every condition has its plain SQL beside it, and all are asked of one company.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let workspaceId: number;
/** A copy of the first whose facts end at `cut`. */
let past: string;

const cut = '2026-02-02T00:00:00.000Z';
const people = 60;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const fill = async (name: string) => {
    const id = await createWorkspace(api.admin, name);
    await fillWorkspace(api.admin, id, { customers: people, mark: 'x' });
    await fillFacts(api.admin, id, { each: 4, mark: 'x' });
    await unequal(id);
    return id;
  };
  workspaceId = await fill('a');
  const other = await fill('b');
  for (const [table, time] of [
    ['response', 'responded_at'],
    ['order', 'occurred_at'],
    ['subscription', 'started_at'],
    ['ticket', 'opened_at'],
    ['visit', 'started_at'],
    ['event', 'occurred_at'],
  ] as const)
    await api.admin`delete from ${api.admin(table)} where workspace_id = ${other} and (${api.admin(time)} > ${cut}::timestamptz or ${api.admin(time)} is null)`;
  await api.admin`delete from customer where workspace_id = ${other} and acquired_at > ${cut}::timestamptz`;
  await fillRun(api.admin, workspaceId, { mark: 'x' });
  key = await api.createKey(workspaceId);
  past = await api.createKey(other);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** Customers of the fixture do all the same; here a tenth have no orders, others no tickets, and so on; two have no external id. */
async function unequal(id: number): Promise<void> {
  const without = (table: string, remainder: number) => api.admin`
    delete from ${api.admin(table)} f using identity i
     where f.workspace_id = ${id} and i.workspace_id = ${id} and i.id = f.identity_id and right(i.value, 1) = ${String(remainder)}`;
  for (const [index, table] of ['order', 'subscription', 'ticket', 'visit', 'event', 'response'].entries()) await without(table, index);
  await api.admin`delete from "order" f using identity i where f.workspace_id = ${id} and i.workspace_id = ${id} and i.id = f.identity_id
    and right(i.value, 1) in ('7', '8') and f.external_id like '%-4'`;
  await api.admin`update customer set acquired_at = timestamptz '2026-01-30Z' + make_interval(days => right(external_id, 1)::integer),
    acquisition_channel = (array['ads', 'shop', null])[1 + right(external_id, 1)::integer % 3] where workspace_id = ${id}`;
  await api.admin`update customer_trait t set value_text = 'gold' from customer c where t.workspace_id = ${id} and c.workspace_id = ${id}
    and c.id = t.customer_id and t.key = 'plan' and right(c.external_id, 1) in ('1', '2')`;
  await api.admin`update customer set external_id = null where workspace_id = ${id} and external_id in ('C000013', 'C000027')`;
}

const document = `query ($filter: CustomerFilter, $first: Int, $after: String, $orderBy: CustomerOrder, $asOf: DateTime) {
  customers(filter: $filter, first: $first, after: $after, orderBy: $orderBy, asOf: $asOf) {
    totalCount asOf segmentVersion scoreRunIds nodes { id externalId revenue } pageInfo { hasNextPage endCursor } } }`;

interface Listed {
  readonly id: string;
  readonly externalId: string | null;
  readonly revenue: string | null;
}

async function list(
  filter: object | null,
  options: object = {},
  as = key,
): Promise<{ nodes: Listed[]; totalCount: number; scoreRunIds: string[] }> {
  const answer = await api.query(as, document, { filter, first: 200, ...options });
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  return answer.data.customers;
}

const names = (nodes: readonly Listed[]) => nodes.map(({ externalId }) => externalId);

/** External ids of the customers `c` for whom a condition holds, in the order of the list. */
async function byHand(condition: string): Promise<(string | null)[]> {
  const rows = await api.admin.unsafe<{ externalId: string | null }[]>(
    `select external_id as "externalId" from customer c where workspace_id = ${workspaceId} and (${condition}) order by external_id nulls last, id`,
  );
  return rows.map(({ externalId }) => externalId);
}
const facts = (table: string, what: string, where = 'true') =>
  `(select ${what} from "${table}" f join identity i on i.id = f.identity_id where f.workspace_id = c.workspace_id and i.customer_id = c.id and ${where})`;
const earned = `coalesce(sum(case when f.status is distinct from 'CANCELLED' then f.revenue - coalesce(f.refunded_amount, 0) else 0 end), 0)`;

describe('a filter finds', () => {
  it.each<[string, object, string]>([
    ['everybody by nothing', {}, 'true'],
    ['who answered', { answered: { survey: 'visit' } }, `${facts('response', 'count(*)')} >= 1`],
    ['who never answered', { answered: { survey: 'visit', maxCount: 0 } }, `${facts('response', 'count(*)')} = 0`],
    [
      'who once was a detractor',
      { answered: { survey: 'visit', bands: ['DETRACTOR'] } },
      `${facts('response', 'count(*)', 'f."values"[1] <= 6')} >= 1`,
    ],
    [
      'whose latest answer is that of a promoter',
      { answered: { survey: 'visit', bands: ['PROMOTER'], latestOnly: true } },
      `${facts('response', '(array_agg(f."values"[1] order by f.responded_at desc))[1]')} >= 9`,
    ],
    [
      'whose rating is on the scale, not-applicable codes left out', // 6 means "does not apply"
      { answered: { survey: 'visit', question: 'RATE', min: 4, minCount: 2 } },
      `${facts('response', 'count(*)', 'f."values"[2] in (4, 5)')} >= 2`,
    ],
    [
      'who answered within a period',
      { answered: { survey: 'visit', from: '2026-01-03T10:00:00Z', until: '2026-01-03T20:00:00Z' } },
      `${facts('response', 'count(*)', `f.responded_at >= '2026-01-03T10:00:00Z' and f.responded_at < '2026-01-03T20:00:00Z'`)} >= 1`,
    ],
    ['who ordered 3 to 4 times', { orders: { minCount: 4, maxCount: 4 } }, `${facts('order', 'count(*)')} = 4`],
    ['who ordered nothing or little', { orders: { maxRevenue: '45' } }, `${facts('order', earned)} <= 45`],
    ['who ordered for much', { orders: { minRevenue: '50' } }, `${facts('order', earned)} >= 50`],
    [
      'whose last order is long ago',
      { orders: { lastUntil: '2026-02-02T12:00:00Z' } },
      `${facts('order', 'max(f.occurred_at)')} < '2026-02-02T12:00:00Z'`,
    ],
    [
      'who subscribes to a plan',
      { subscriptions: { plans: ['PLUS'], states: ['ACTIVE'] } },
      `${facts('subscription', 'count(*)', `f.plan = 'PLUS' and f.ended_at is null`)} >= 1`,
    ],
    [
      'whose subscriptions ended',
      { subscriptions: { states: ['ENDED'], minCount: 2 } },
      `${facts('subscription', 'count(*)', 'f.ended_at is not null')} >= 2`,
    ],
    ['who pays that much a month', { subscriptions: { minMrr: '40' } }, `${facts('subscription', 'sum(f.mrr)')} >= 40`],
    [
      'who has an open complaint',
      { tickets: { kinds: ['Complaint'], isOpen: true } }, // as a file may write it
      `${facts('ticket', 'count(*)', `f.kind = 'COMPLAINT' and f.resolved_at is null`)} >= 1`,
    ],
    [
      'who ordered what was cancelled, and nothing that is called so in upper case alone',
      {
        orders: { statuses: ['Canceled'], minCount: 2 },
        not: { or: [{ subscriptions: { plans: ['plus'] } }, { visits: { sources: ['GOOGLE'] } }, { events: { names: ['BUY'] } }] },
      },
      `${facts('order', 'count(*)', `f.status = 'CANCELLED'`)} >= 2`,
    ],
    [
      'who came by a campaign',
      { visits: { campaigns: ['x'], converted: true } },
      `${facts('visit', 'count(*)', `f.campaign = 'x' and f.converted`)} >= 1`,
    ],
    ['who bought on the website', { events: { names: ['buy'], minCount: 2 } }, `${facts('event', 'count(*)', `f.name = 'buy'`)} >= 2`],
    [
      'who has a trait',
      { trait: { key: 'plan', values: ['gold', 'silver'] } },
      `exists (select from customer_trait t where t.customer_id = c.id and t.key = 'plan' and t.value_text = 'gold')`,
    ],
    [
      'who was acquired so and then',
      { acquired: { channels: ['ads'], until: '2026-02-05T00:00:00Z' } },
      `c.acquisition_channel = 'ads' and c.acquired_at < '2026-02-05Z'`,
    ],
    [
      'by and, or and not together',
      {
        or: [{ orders: { maxCount: 0 } }, { and: [{ tickets: {} }, { not: { trait: { key: 'plan', values: ['x'] } } }] }],
        not: { events: { maxCount: 0 } },
      },
      `(${facts('order', 'count(*)')} = 0 or (${facts('ticket', 'count(*)')} > 0 and not exists (select from customer_trait t where t.customer_id = c.id and t.key = 'plan' and t.value_text = 'x'))) and ${facts('event', 'count(*)')} > 0`,
    ],
    [
      'whom the standing run values',
      { score: { measure: 'VALUE', min: 50 } },
      `exists (select from customer_score s where s.customer_id = c.id and s.value = 50)`,
    ],
  ])('%s', async (_what, filter, condition) => {
    const expected = await byHand(condition);
    const found = await list(filter);
    expect(names(found.nodes)).toEqual(expected);
    expect(found.totalCount).toBe(expected.length);
    if (!_what.startsWith('everybody') && !_what.startsWith('whom')) {
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(people);
    }
  });
});

describe('as of a past moment', () => {
  // What the other workspace never heard of has not happened yet.
  it.each([
    ['answers', { answered: { survey: 'visit', minCount: 2 } }],
    ['orders', { orders: { minCount: 2 } }],
    ['revenue', { orders: { minRevenue: '30' } }],
    ['lapsed customers', { orders: { lastUntil: '2026-02-01T12:00:00Z' } }],
    ['subscriptions', { subscriptions: { minMrr: '20' } }],
    ['no tickets', { tickets: { maxCount: 1 } }],
    ['events', { events: { minCount: 2 } }],
    ['all but some', { not: { visits: { minCount: 3 } } }],
  ])('%s count as if later facts were not there', async (_what, filter) => {
    const then = await list(filter, { asOf: cut });
    expect(names(then.nodes)).toEqual(names((await list(filter, {}, past)).nodes));
    expect(then.nodes.length).toBeGreaterThan(0);
    expect(names(then.nodes)).not.toEqual(names((await list(filter)).nodes));
  });
  it('what ended later is active then', async () => {
    const ended = { subscriptions: { states: ['ENDED'] } };
    expect((await list(ended, { asOf: '2026-02-20T00:00:00Z' })).totalCount).toBe(0);
    expect((await list(ended)).totalCount).toBeGreaterThan(0);
  });
  it('scores are those known then: before the first run there are none', async () => {
    const answer = await api.query(key, document, { filter: { score: { measure: 'VALUE', min: 0 } }, asOf: '2026-01-01T00:00:00Z' });
    expect(answer.errors?.[0]).toMatchObject({
      message:
        'filter.score.measure: there is no finished run of the CLV analysis that stands (Workspace.scores; setScoreAnalysis chooses another) that saw nothing after 2026-01-01T00:00:00.000Z and whose scores are kept: run one as of then',
      extensions: { code: 'BAD_USER_INPUT' },
    });
    const known = await list({ score: { measure: 'VALUE', min: 0 } }, { asOf: '2026-01-05T00:00:00Z' });
    expect(known.scoreRunIds).toHaveLength(1);
  });
});

describe('in every order, page by page', () => {
  const filter = { not: { tickets: { maxCount: 0 } } };
  async function pageThrough(orderBy: string): Promise<Listed[]> {
    const rows: Listed[] = [];
    for (let after: string | null = null; ; ) {
      const answer = await api.query(key, document, { filter, first: 7, after, orderBy });
      expect(answer.errors).toBeUndefined();
      const { nodes, pageInfo } = answer.data.customers;
      rows.push(...nodes);
      if (!pageInfo.hasNextPage) return rows;
      after = pageInfo.endCursor;
    }
  }
  it.each(['EXTERNAL_ID', 'ID', 'VALUE', 'REVENUE'])('%s gives everybody once, as in one page', async (orderBy) => {
    const all = await list(filter, { orderBy });
    expect(await pageThrough(orderBy)).toEqual(all.nodes);
    expect(all.totalCount).toBe(all.nodes.length);
  });
  it('REVENUE is falling, with ties', async () => {
    const revenues = (await pageThrough('REVENUE')).map(({ revenue }) => Number(revenue));
    expect(revenues).toEqual(revenues.toSorted((a, b) => b - a));
    expect(new Set(revenues).size).toBeLessThan(revenues.length);
  });
  it('a cursor of another order is refused', async () => {
    const { data } = await api.query(key, document, { filter, first: 3, orderBy: 'EXTERNAL_ID' });
    const answer = await api.query(key, document, { filter, first: 3, orderBy: 'VALUE', after: data.customers.pageInfo.endCursor });
    expect(answer.errors?.[0]?.message).toBe('after: this is not a cursor of this list');
  });
});

describe('refuses, and says what', () => {
  const nested = (depth: number): object => (depth === 0 ? {} : { not: nested(depth - 1) });
  it.each<[string, object, string, string]>([
    [
      'a survey that is not there',
      { answered: { survey: 'nowhere' } },
      'BAD_USER_INPUT',
      'filter.answered.survey: there is no survey "nowhere"',
    ],
    [
      'a question that is not there',
      { or: [{ answered: { survey: 'visit', question: 'X' } }] },
      'BAD_USER_INPUT',
      'filter.or.0.answered.question: the survey has no question "X"',
    ],
    [
      'bands of a rating',
      { answered: { survey: 'visit', question: 'RATE', bands: ['PROMOTER'] } },
      'BAD_USER_INPUT',
      'filter.answered.bands: RATE is of kind RATING, NPS is needed',
    ],
    [
      'an answer that the question cannot have',
      { answered: { survey: 'visit', question: 'NPS', min: 11 } },
      'BAD_USER_INPUT',
      'filter.answered.min: 11 is off the scale of NPS, which goes from 0 to 10: give a number on it, or leave the bound out',
    ],
    [
      'an answer below the scale, within another filter',
      { not: { answered: { survey: 'visit', question: 'RATE', max: 0.5 } } },
      'BAD_USER_INPUT',
      'filter.not.answered.max: 0.5 is off the scale of RATE, which goes from 1 to 5: give a number on it, or leave the bound out',
    ],
    [
      'a number of a text',
      { answered: { survey: 'visit', question: 'WHY', min: 1 } },
      'BAD_USER_INPUT',
      'filter.answered.min: WHY is of kind TEXT and has no numbers; leave min and max out, or name another question',
    ],
    ['an empty period', { orders: { from: cut, until: cut } }, 'BAD_USER_INPUT', 'filter.orders.until: this is not after from'],
    ['an empty range', { orders: { minCount: 3, maxCount: 2 } }, 'BAD_USER_INPUT', 'filter.orders.maxCount: this is below minCount'],
    ['a negative count', { orders: { minCount: -1 } }, 'BAD_USER_INPUT', 'filter.orders.minCount: at least 0 is needed'],
    ['an or of nothing', { or: [] }, 'BAD_USER_INPUT', 'filter.or: at least one filter is needed, none of none ever holds'],
    ['a score without bounds', { score: { measure: 'VALUE' } }, 'BAD_USER_INPUT', 'filter.score.min: min or max is needed'],
    [
      'a run that is not there',
      { score: { measure: 'VALUE', min: 1, analysis: 'x' } },
      'BAD_USER_INPUT',
      'filter.score.measure: there is no finished run of analysis "x": run one first',
    ],
    ['too deep a filter', nested(6), 'LIMIT_EXCEEDED', 'filter.not.not.not.not.not: filters may be 5 levels deep, join them by and, or'],
    [
      'too many filters',
      { and: Array.from({ length: 101 }, () => ({})) },
      'LIMIT_EXCEEDED',
      'filter.and.99: a filter is made of at most 100',
    ],
    [
      'too many conditions',
      { and: Array.from({ length: 31 }, () => ({ orders: {} })) },
      'LIMIT_EXCEEDED',
      'filter.and.30: a filter has at most 30 conditions',
    ],
  ])('%s', async (_what, filter, code, message) => {
    const answer = await api.query(key, document, { filter });
    expect(answer.errors?.[0]).toMatchObject({ message, extensions: { code } });
  });
  it('a personal trait, to a key without the scope pii', async () => {
    const reader = await api.createKey(workspaceId, ['read']);
    const filter = { not: { trait: { key: 'city', values: ['x'] } } };
    const answer = await api.query(reader, document, { filter });
    expect(answer.errors?.[0]).toMatchObject({ message: 'This needs a key with the scope "pii"', extensions: { code: 'FORBIDDEN' } });
    expect((await list(filter)).totalCount).toBe(0);
  });
});
