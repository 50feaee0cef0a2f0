/**
 * What customers do: their lists, what they come to, and what is known of a customer by them.
 * Over 300 lines: every kind of list is held to the same, on one company whose facts are known by number.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let silent: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 30, responsesEach: 3, anonymous: 5, mark: 'alpha' });
  await fillFacts(api.admin, workspaceId, { each: 6, ofNobody: 4, mark: 'alpha' });
  await api.admin`insert into customer (workspace_id, external_id) values (${workspaceId}, 'quiet')`;
  key = await api.createKey(workspaceId);
  // The same customers, of whom nothing but answers is known.
  const without = await createWorkspace(api.admin, 'b');
  await fillWorkspace(api.admin, without, { customers: 2, responsesEach: 1, mark: 'bravo' });
  silent = await api.createKey(without);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

async function ask(query: string, by = key) {
  const answer = await api.query(by, query);
  expect(answer.errors).toBeUndefined();
  return answer.data;
}
const of = async (fields: string, by = key) => (await ask(`{ customer(externalId: "C000001") { ${fields} } }`, by)).customer;

interface Rows {
  readonly edges: readonly { readonly node: unknown }[];
  readonly nodes: readonly unknown[];
}

// Orders 1 to 6 of everybody: 10.5 each time more; 1 and 4 are cancelled, of 2 and 5 a quarter was given back.
const counted = 10.5 * (2 + 3 + 5 + 6) - 0.5;

describe('lists', () => {
  it('of a customer come newest first, with totals of all of them whatever the page', async () => {
    const { orders, visits } = await of(`orders(first: 2) { totalCount totalRevenue totalRevenueFloat
      edges { node { externalId occurredAt revenue revenueFloat refundedAmount currency } } pageInfo { hasNextPage } }
      visits(first: 1) { totalRevenue edges { node { externalId } } }`);
    expect(orders).toMatchObject({
      totalCount: 6,
      totalRevenue: counted.toFixed(4),
      totalRevenueFloat: counted,
      pageInfo: { hasNextPage: true },
    });
    expect(orders.edges.map(({ node }: { node: unknown }) => node)).toMatchObject([
      { externalId: 'O-C000001-6', revenue: '63.0000', revenueFloat: 63, refundedAmount: null, currency: 'EUR' },
      { externalId: 'O-C000001-5', revenue: '52.5000', revenueFloat: 52.5, refundedAmount: '0.2500' },
    ]);
    expect(visits).toMatchObject({ totalRevenue: '21.0000', edges: [{ node: { externalId: 'V-C000001-6' } }] });
  });

  it('come to 0 where somebody bought nothing, and to nothing known where no orders were loaded', async () => {
    const list = 'orders(from: "2001-01-01T00:00:00Z", until: "2001-02-01T00:00:00Z") { totalCount totalRevenue totalRevenueFloat }';
    expect((await of(list)).orders).toEqual({ totalCount: 0, totalRevenue: '0', totalRevenueFloat: 0 });
    expect((await of(list, silent)).orders).toEqual({ totalCount: 0, totalRevenue: null, totalRevenueFloat: null });
  });

  it.each([
    ['orders', 'status: ["PAID"]', ['O-C000001-6', 'O-C000001-3']],
    ['orders', 'status: ["PAID", "SHIPPED"]', ['O-C000001-6', 'O-C000001-5', 'O-C000001-3', 'O-C000001-2']],
    ['orders', 'status: ["\\"]}"]', []],
    ['orders', 'status: []', []],
    ['orders', 'status: ["paid", "Canceled"]', ['O-C000001-6', 'O-C000001-4', 'O-C000001-3', 'O-C000001-1']], // as files may write them
    ['tickets', 'kind: [" complaint"]', ['T-C000001-5', 'T-C000001-3', 'T-C000001-1']],
    ['subscriptions', 'plan: ["PLUS"]', ['S-C000001-5', 'S-C000001-3', 'S-C000001-1']],
    ['tickets', 'kind: ["COMPLAINT"]', ['T-C000001-5', 'T-C000001-3', 'T-C000001-1']],
    ['subscriptions', 'plan: ["plus"]', []], // a plan, a source and a name are stored as files write them
    ['visits', 'source: ["google"]', ['V-C000001-6', 'V-C000001-4', 'V-C000001-2']],
    ['visits', 'source: ["GOOGLE"]', []],
    ['events', 'name: ["BUY"]', []],
    ['events', 'name: ["buy"]', ['E-C000001-5', 'E-C000001-3', 'E-C000001-1']],
    ['invitations', 'state: [OPENED, SENT]', ['I-C000001-6', 'I-C000001-4', 'I-C000001-3', 'I-C000001-1']],
  ])('%s(%s) are those of that kind, counted alike', async (list, filter, expected) => {
    const customer = await of(
      `${list}(${filter}) { totalCount edges { node { externalId } } } page: ${list}(first: 1, ${filter}) { totalCount }`,
    );
    expect(customer[list].edges.map(({ node }: { node: { externalId: string } }) => node.externalId)).toEqual(expected);
    expect([customer[list].totalCount, customer.page.totalCount]).toEqual([expected.length, expected.length]);
  });

  it('of a period hold its first moment and not its end, whatever the cursor', async () => {
    const { orders } = await of('orders(first: 6) { edges { cursor node { externalId occurredAt } } }');
    const [sixth, fifth, fourth, third] = orders.edges.map(({ node }: { node: unknown }) => node) as { occurredAt: string }[];
    expect(fifth!.occurredAt).toBe(fourth!.occurredAt); // a tie
    const period = `from: "${third!.occurredAt}", until: "${sixth!.occurredAt}"`;
    const names = (list: { edges: { node: { externalId: string } }[] }) => list.edges.map(({ node }) => node.externalId.slice(-1)).join('');
    const found = await of(`orders(${period}) { totalCount edges { node { externalId } } }
      before: orders(${period}, after: "${orders.edges[0].cursor}") { totalCount edges { node { externalId } } }
      within: orders(${period}, after: "${orders.edges[1].cursor}") { totalCount edges { node { externalId } } }
      until: orders(until: "${fifth!.occurredAt}") { totalCount edges { node { externalId } } }
      oldest: orders(${period}, order: OLDEST_FIRST) { totalCount edges { node { externalId } } }
      behind: orders(${period}, order: OLDEST_FIRST, after: "${orders.edges[4].cursor}") { edges { node { externalId } } }
      back: orders(order: OLDEST_FIRST, after: "${orders.edges[2].cursor}") { edges { node { externalId } } }`);
    expect(names(found.orders)).toBe('5432');
    expect(names(found.before)).toBe('5432');
    expect(names(found.within)).toBe('432');
    expect(names(found.until)).toBe('321');
    expect([names(found.oldest), found.oldest.totalCount]).toEqual(['2345', 4]);
    expect(names(found.behind)).toBe('345');
    expect(names(found.back)).toBe('56'); // the page before
    expect([found.orders.totalCount, found.within.totalCount, found.until.totalCount]).toEqual([4, 4, 3]);
    const answer = await api.query(key, `{ orders(from: "${sixth!.occurredAt}", until: "${third!.occurredAt}") { totalCount } }`);
    expect(answer.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: 'until' });
  });

  it('of the workspace hold what nobody known did', async () => {
    const [upper, written] = await Promise.all(
      ['status: ["PAID"]) { totalCount } tickets(kind: ["COMPLAINT"]', 'status: ["paid"]) { totalCount } tickets(kind: ["complaint"]'].map(
        (kinds) => ask(`{ orders(${kinds}) { totalCount } }`),
      ),
    );
    expect(written).toEqual(upper);
    expect(Math.min(written.orders.totalCount, written.tickets.totalCount)).toBeGreaterThan(0);
    const data = await ask(`{ orders(first: 500) { totalCount edges { node { externalId customer { externalId } } } }
      visits { totalCount totalRevenue } events { totalCount } tickets { totalCount } subscriptions { totalCount } invitations { totalCount }
      spends(kind: [SERVICE]) { totalCount edges { node { externalId kind amount amountFloat } } } touchpoints { nodes { key position } } }`);
    const nobody = data.orders.edges.filter(({ node }: { node: { customer: unknown } }) => node.customer === null);
    expect(nobody).toHaveLength(4);
    for (const list of ['orders', 'visits', 'events', 'tickets', 'subscriptions', 'invitations'])
      expect(data[list].totalCount, list).toBe(30 * 6 + 4);
    expect(data.spends.edges.map(({ node }: { node: { externalId: string } }) => node.externalId)).toEqual(['M-5', 'M-3', 'M-1']);
    expect(data.spends.edges[0].node).toEqual({ externalId: 'M-5', kind: 'SERVICE', amount: '501.2500', amountFloat: 501.25 });
    expect(data.touchpoints.nodes).toEqual([
      { key: 'support', position: 1 },
      { key: 'checkout', position: 2 },
    ]);
  });

  it('lead from one fact to another; what is named and not loaded is null', async () => {
    await api.admin`update ticket set order_external_id = 'not loaded' where external_id = 'T-C000002-1'`;
    const data = await ask(`{ ticket(externalId: "T-C000001-1") { orderExternalId order { externalId tickets: customer { externalId } } }
      lost: ticket(externalId: "T-C000002-1") { orderExternalId order { externalId } } none: order(externalId: "?") { id }
      customer(externalId: "C000001") { events(first: 1) { edges { node { visit { externalId events { totalCount edges { node { externalId } } } } } } }
        invitations(first: 6) { edges { node { survey { key } response { externalId } } } } } }`);
    expect(data.ticket.order).toEqual({ externalId: 'O-C000001-1', tickets: { externalId: 'C000001' } });
    expect(data.lost).toEqual({ orderExternalId: 'not loaded', order: null });
    expect(data.none).toBeNull();
    expect(data.customer.events.edges[0].node.visit).toEqual({
      externalId: 'V-C000001-6',
      events: { totalCount: 1, edges: [{ node: { externalId: 'E-C000001-6' } }] },
    });
    const answers = data.customer.invitations.edges.map(
      ({ node }: { node: { response: { externalId: string } | null } }) => node.response?.externalId,
    );
    expect(answers).toEqual([undefined, undefined, undefined, 'C000001-3', 'C000001-2', 'C000001-1']);
  });

  it('read the rows, the totals, or both: what is asked for', async () => {
    const statements = async (fields: string) => {
      api.statements.length = 0;
      await of(fields);
      return api.statements.filter((text) => text.includes('as asked ('));
    };
    expect(await statements('orders { totalCount }')).toHaveLength(1);
    expect(await statements('orders { edges { node { id } } }')).toHaveLength(1);
    expect(await statements('orders { ... on OrderConnection { pageInfo { hasNextPage } } }')).toHaveLength(1);
    expect(
      (await statements('orders { totalCount totalRevenue pageInfo { hasNextPage } }')).map((text) => /count\(\*\)/.test(text)),
    ).toEqual([false, true]);
  });

  it('show the same rows as nodes as by their edges, with all that is asked of them', async () => {
    const ofRows = 'externalId occurredAt revenue customer { externalId }';
    const query = `{ orders(first: 3) { edges { node { ${ofRows} } } } plain: orders(first: 3) { nodes { ${ofRows} } }
      surveys { nodes { responses(first: 2) { edges { node { answers { value } survey { key } } } nodes { answers { value } survey { key } } } } } }`;
    const nodesOf = ({ edges }: Rows) => edges.map(({ node }) => node);
    const { orders, plain, surveys } = (await ask(query)) as { orders: Rows; plain: Rows; surveys: { nodes: { responses: Rows }[] } };
    expect(nodesOf(orders)).toHaveLength(3);
    expect(plain.nodes).toEqual(nodesOf(orders));
    for (const { responses } of surveys.nodes) expect(responses.nodes).toEqual(nodesOf(responses));
  });

  it('read of a row what is shown of it: any field alone says what it says beside all others', async () => {
    const types = await ask('{ __schema { types { name fields { name type { kind ofType { kind } } } } } }');
    for (const [list, type] of [
      ['orders', 'Order'],
      ['subscriptions', 'CustomerSubscription'],
      ['tickets', 'Ticket'],
      ['visits', 'Visit'],
      ['events', 'Event'],
      ['invitations', 'Invitation'],
    ] as const) {
      const { fields } = types.__schema.types.find(({ name }: { name: string }) => name === type);
      const leaves = fields
        .filter(({ type: { kind, ofType } }: { type: { kind: string; ofType: { kind: string } | null } }) =>
          ['SCALAR', 'ENUM'].includes(ofType?.kind ?? kind),
        )
        .map(({ name }: { name: string }) => name) as string[];
      const whole = await of(`${list}(first: 3) { edges { node { ${leaves.join(' ')} } } }`);
      const alone = await of(leaves.map((leaf) => `${leaf}: ${list}(first: 3) { edges { node { ${leaf} } } }`).join(' '));
      for (const leaf of leaves) {
        const values = (customer: typeof whole, name: string) =>
          customer[name].edges.map(({ node }: { node: Record<string, unknown> }) => node[leaf]);
        expect(values(alone, leaf), `${type}.${leaf}`).toEqual(values(whole, list));
        expect(
          values(whole, list).some((value: unknown) => value !== null),
          `${type}.${leaf} is somewhere not null`,
        ).toBe(true);
        const own = await of(`${list}(first: 3) { edges { node { ${leaf} } } }`);
        expect(values(own, list), `${type}.${leaf} in a query of its own`).toEqual(values(whole, list));
      }
    }
  });
});

describe('of a customer', () => {
  const fields = 'orderCount revenue revenueFloat firstOrderAt lastOrderAt openTicketCount lastActivityAt';

  it('is known what orders and tickets come to', async () => {
    const { orders, events } = await of(
      'orders(first: 6) { edges { node { occurredAt } } } events(first: 1) { edges { node { occurredAt } } }',
    );
    expect(await of(fields)).toEqual({
      orderCount: 6,
      revenue: counted.toFixed(4),
      revenueFloat: counted,
      firstOrderAt: orders.edges[5].node.occurredAt,
      lastOrderAt: orders.edges[0].node.occurredAt,
      openTicketCount: 3,
      lastActivityAt: events.edges[0].node.occurredAt,
    });
  });
  it('is not known that they did what is dated ahead of now: a slip in the year is no latest order', async () => {
    await api.admin`insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency, revenue)
      select workspace_id, 'ahead', id, now() + interval '36 years', 'EUR', 1 from identity where value = 'C000003' and workspace_id = (select id from workspace where key = 'a')`;
    const { customer } = await ask(
      '{ customer(externalId: "C000003") { orderCount lastOrderAt lastActivityAt orders(first: 2) { nodes { externalId occurredAt } } events(first: 1) { nodes { occurredAt } } } }',
    );
    const [ahead, latest] = customer.orders.nodes;
    expect(ahead.externalId).toBe('ahead');
    expect(customer).toMatchObject({ orderCount: 7, lastOrderAt: latest.occurredAt, lastActivityAt: customer.events.nodes[0].occurredAt });
    await api.admin`delete from "order" where external_id = 'ahead'`;
  });
  it('who did nothing is known that it is nothing', async () => {
    const { customer } = await ask(`{ customer(externalId: "quiet") { ${fields} timeline { edges { node { at } } } } }`);
    expect(customer).toEqual({
      orderCount: 0,
      revenue: '0',
      revenueFloat: 0,
      firstOrderAt: null,
      lastOrderAt: null,
      openTicketCount: 0,
      lastActivityAt: null,
      timeline: { edges: [] },
    });
  });
  it('where no orders and tickets are loaded nothing is known: null and not 0', async () => {
    const customer = await of(`${fields} responses { edges { node { respondedAt } } } orders { totalCount totalRevenue }`, silent);
    expect(customer).toMatchObject({ orderCount: null, revenue: null, revenueFloat: null, firstOrderAt: null, openTicketCount: null });
    expect(customer.lastActivityAt).toBe(customer.responses.edges[0].node.respondedAt);
  });
  it('revenue is null where no order says it, and lists of such orders sum up to null', async () => {
    await api.admin`insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency)
      select workspace_id, 'unknown', id, now(), 'EUR' from identity where value = 'C000002' and workspace_id = (select id from workspace where key = 'b')`;
    const { customer } = await ask('{ customer(externalId: "C000002") { orderCount revenue orders { totalCount totalRevenue } } }', silent);
    expect(customer).toEqual({ orderCount: 1, revenue: null, orders: { totalCount: 1, totalRevenue: null } });
    await api.admin`delete from "order" where external_id = 'unknown'`;
  });
});

it('coverage of the join counts answers by whom they are of, and each once', async () => {
  const { joinCoverage } = await ask(
    '{ joinCoverage { responses withCustomer withOrder withTicket withVisit surveys { survey { key } responses withOrder } } }',
  );
  expect(joinCoverage).toEqual({
    responses: 95,
    withCustomer: 90,
    withOrder: 90,
    withTicket: 90,
    withVisit: 90,
    surveys: [{ survey: { key: 'visit' }, responses: 95, withOrder: 90 }],
  });
  const bare = await ask('{ joinCoverage { responses withCustomer withOrder withVisit } }', silent);
  expect(bare.joinCoverage).toEqual({ responses: 7, withCustomer: 2, withOrder: 0, withVisit: 0 });
});

it('personal data of facts need the scope pii, and are null without it', async () => {
  const [workspace] = await api.admin<{ id: number }[]>`select id from workspace where key = 'a'`;
  const plain = await api.createKey(workspace!.id, ['read']);
  const personal = { visits: ['visitorId', 'landingPage'], events: ['visitorId', 'url', 'properties'], subscriptions: ['cancelReason'] };
  for (const [list, fields] of Object.entries(personal)) {
    for (const field of fields) {
      const query = `{ customer(externalId: "C000001") { ${list}(first: 1) { edges { node { externalId ${field} } } } } }`;
      expect(JSON.stringify((await ask(query)).customer[list]), field).toContain('alpha');
      const answer = await api.query(plain, query);
      expect(answer.errors?.[0]?.extensions, field).toMatchObject({ code: 'FORBIDDEN', scope: 'pii' });
      expect(answer.data.customer[list].edges[0].node[field], field).toBeNull();
    }
  }
});
