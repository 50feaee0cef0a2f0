/** Files of every kind of fact. Over 300 lines: what one kind is held to, all are, on the rows that those before have left. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds, whole, withCustomer } from './factFiles.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const codes = (errors: readonly { line: number; field: string | null; code: string }[]) =>
  errors.map(({ line, field, code }) => [line, field, code]);

const factsOf = (table: string, workspaceId = bench.workspaceId) =>
  bench.admin<{ row: Record<string, unknown>; customer: string | null }[]>`
    select to_jsonb(t) as row, c.external_id as customer
      from ${bench.admin(table)} t
      left join identity i on i.workspace_id = t.workspace_id and i.id = (to_jsonb(t) ->> 'identity_id')::bigint
      left join customer c on c.workspace_id = i.workspace_id and c.id = i.customer_id
     where t.workspace_id = ${workspaceId} order by t.id`;

describe.each(kinds)('%s', (kind) => {
  const { table, file, row } = whole[kind];

  it('keeps every column of its header', async () => {
    const outcome = await bench.run(file, { as: kind });
    expect(outcome).toMatchObject({ message: null, state: 'SUCCEEDED', read: 1, loaded: 1, errors: [], report: { ignoredColumns: [] } });
    const [stored] = await factsOf(table);
    expect(stored!.row).toMatchObject(row);
    if (withCustomer.includes(kind)) expect(stored!.customer).toBe('w-ann');
  });

  it('loaded twice leaves every row and the data versions as they are', async () => {
    const before = await bench.rowVersions();
    expect(await bench.run(file, { as: kind })).toMatchObject({ loaded: 0, unchanged: 1, rejected: 0 });
    expect(await bench.rowVersions()).toEqual(before);
  });

  it('takes as many statements for a thousand rows as for one', async () => {
    const [header = '', line = ''] = file.split('\n');
    const many = Array.from({ length: 1000 }, (_, index) => line.replace(/^w1|^delivery/, `many-${index}`)).join('\n');
    const one = await bench.statementsOf(`${header}\n${line.replace(/^w1|^delivery/, 'many')}\n`, { as: kind });
    expect(await bench.statementsOf(`${header}\n${many}\n`, { as: kind })).toBeLessThanOrEqual(one + 2); // one chunk more is read
  });

  it('loaded into another workspace makes rows and customers of its own there', async () => {
    const before = await factsOf(table);
    const other = file.replaceAll('EUR', '');
    expect(await bench.run(other, { as: kind, workspaceId: bench.otherWorkspaceId })).toMatchObject({ message: null, loaded: 1 });
    const [theirs, ...more] = await factsOf(table, bench.otherWorkspaceId);
    expect(more).toEqual([]);
    if (withCustomer.includes(kind)) expect(theirs!.customer).toBe('w-ann');
    if ('currency' in row) expect(theirs!.row.currency).toBe('USD');
    expect(await factsOf(table)).toEqual(before);
  });
});

describe('a row that names an unknown customer', () => {
  it.each(withCustomer)('makes a stub of it and says so, for %s', async (kind) => {
    const file = whole[kind].file.replace('w-ann', `stub-${kind}`).replace(/\nw1,/, '\nstub,');
    expect(await bench.run(file, { as: kind })).toMatchObject({ loaded: 1, errors: [], report: { customersCreated: 1 } });
    expect(
      await bench.admin`select 1 as found from customer where workspace_id = ${bench.workspaceId} and external_id = ${`stub-${kind}`}`,
    ).toHaveLength(1);
  });

  it('may name it by e-mail; the customer file that comes later adopts it', async () => {
    await bench.run('order_id,email,ordered_at\nmail-1,Bo@Example.org,2026-01-01\n', { as: 'ORDERS' });
    await bench.run('external_id,email\nbo,bo@example.org\n', { as: 'CUSTOMERS' });
    const order = (await factsOf('order')).find(({ row }) => row.external_id === 'mail-1');
    expect(order!.customer).toBe('bo');
  });
});

describe('money', () => {
  it('in another currency is turned away by name', async () => {
    const outcome = await bench.run('order_id,ordered_at,currency,revenue\nm1,2026-01-01,eur,5\nm2,2026-01-01,USD,5\nm3,2026-01-01,,5\n', {
      as: 'ORDERS',
    });
    expect(outcome).toMatchObject({ loaded: 2, rejected: 1 });
    expect(codes(outcome.errors)).toEqual([[3, 'currency', 'OTHER_CURRENCY']]);
    expect(outcome.errors[0]!.reason).toMatch(/"USD".*EUR.*no exchange rates/);
  });

  it('of visits in another currency is turned away, too; a visit without any is not, whatever its currency', async () => {
    const visits = ['m1,eur,5', 'm2,USD,5.50', 'm3,USD,', 'm4,USD,0.00', 'm5,,5', ',CHF,7'];
    const file = `visit_id,started_at,currency,revenue\n${visits.map((row) => row.replace(',', ',2026-01-01,')).join('\n')}\n`;
    const outcome = await bench.run(file, { as: 'VISITS' });
    expect(outcome).toMatchObject({ loaded: 4, rejected: 2, report: { ignoredColumns: [] } });
    expect(codes(outcome.errors)).toEqual([
      [3, 'currency', 'OTHER_CURRENCY'],
      [7, 'currency', 'OTHER_CURRENCY'],
    ]);
    const mapped = await bench.run('visit_id,started_at,paid_in,revenue\nm6,2026-01-01,USD,5\n', {
      as: 'VISITS',
      fields: { currency: 'paid_in' },
    });
    expect(codes(mapped.errors)).toEqual([[2, 'currency', 'OTHER_CURRENCY']]);
  });

  it('of a visit that is known by its content leaves that as it was: the same file without the column is the same visits', async () => {
    await bench.run('visitor_id,started_at,revenue\nmoney-1,2026-01-01,5\n', { as: 'VISITS' });
    const again = await bench.run('visitor_id,started_at,revenue,currency\nmoney-1,2026-01-01,5,EUR\n', { as: 'VISITS' });
    expect(again).toMatchObject({ loaded: 0, unchanged: 1 });
  });

  it('with a comma, letters or too many digits is turned away with its remedy', async () => {
    const outcome = await bench.run('order_id,ordered_at,revenue\nc1,2026-01-01,"1,50"\nc2,2026-01-01,€5\nc3,2026-01-01,1e20\n', {
      as: 'ORDERS',
    });
    expect(codes(outcome.errors)).toEqual([
      [2, 'revenue', 'NOT_A_NUMBER'],
      [3, 'revenue', 'NOT_A_NUMBER'],
      [4, 'revenue', 'OUT_OF_RANGE'],
    ]);
    expect(outcome.errors[0]!.reason).toContain('decimal point');
  });
});

describe('what is wrong with a row', () => {
  it('is told by line, field and remedy, and the good rows load', async () => {
    const outcome = await bench.run(
      `ticket_id,customer_external_id,created_at,first_response_at,solved_at,sentiment,reopens
t1,x,2026-01-02T00:00:00Z,2026-01-01T00:00:00Z,,,
t2,x,2026-01-02T00:00:00Z,,2026-01-01T00:00:00Z,,
t3,x,,,,,
,x,2026-01-02T00:00:00Z,,,,
t5,x,2026-01-02T00:00:00Z,,,2,
t6,x,2026-01-02T00:00:00Z,,,,1.5
t7,,2026-01-02T00:00:00Z,,,1,0
`,
      { as: 'TICKETS' },
    );
    expect(outcome).toMatchObject({ loaded: 1, rejected: 6 });
    expect(codes(outcome.errors).toSorted()).toEqual([
      [2, 'first_response_at', 'OUT_OF_ORDER'],
      [3, 'solved_at', 'OUT_OF_ORDER'],
      [4, 'created_at', 'MISSING_VALUE'],
      [5, 'ticket_id', 'MISSING_KEY'],
      [6, 'sentiment', 'OUT_OF_RANGE'],
      [7, 'reopens', 'NOT_A_COUNT'],
    ]);
    const nobodys = (await factsOf('ticket')).find(({ row }) => row.external_id === 't7');
    expect(nobodys).toMatchObject({ customer: null, row: { kind: 'OTHER' } });
  });

  it('holds a stored end against a beginning that a later file moves', async () => {
    await bench.run('ticket_id,created_at,solved_at\nlate,2026-01-02T00:00:00Z,2026-01-03T00:00:00Z\n', { as: 'TICKETS' });
    const outcome = await bench.run('ticket_id,created_at\nlate,2026-01-04T00:00:00Z\n', { as: 'TICKETS' });
    expect(codes(outcome.errors)).toEqual([[2, 'solved_at', 'OUT_OF_ORDER']]);
  });

  it('turns away a period that ends as it begins', async () => {
    const file =
      'spend_id,kind,period_start,period_end,amount\nnone,sales,2026-01-01T00:00:00Z,2026-01-01T00:00:00Z,1\nday,sales,2026-01-01,2026-01-01,1\n';
    const outcome = await bench.run(file, { as: 'SPEND' });
    expect(outcome.loaded).toBe(1);
    expect(codes(outcome.errors)).toEqual([[2, 'period_end', 'OUT_OF_ORDER']]);
  });

  it.each([
    ['[1]', 'no JSON object'],
    ['{"a": 1', 'not JSON'],
    ['{"a": "\\u0000"}', 'NUL'],
    ['{"a": "\\ud800"}', 'surrogate'],
    ['{"a": 1e999}', '1e308'],
  ])('names the JSON %s that cannot be stored', async (json, word) => {
    const file = `event_id,occurred_at,name,properties\ne1,2026-01-01,x,"${json.replaceAll('"', '""')}"\n`;
    const outcome = await bench.run(file, { as: 'EVENTS' });
    expect(codes(outcome.errors)).toEqual([[2, 'properties', 'NOT_JSON']]);
    expect(outcome.errors[0]!.reason).toContain(word);
  });

  it('stores JSON that only looks like it', async () => {
    const json = '{"a": "\\\\u0000 \\ud83d\\ude00 1e9999"}';
    const outcome = await bench.run(`event_id,occurred_at,name,properties\njson,2026-01-01,x,"${json.replaceAll('"', '""')}"\n`, {
      as: 'EVENTS',
    });
    expect(outcome).toMatchObject({ loaded: 1, errors: [] });
    const stored = (await factsOf('event')).find(({ row }) => row.external_id === 'json');
    expect(stored!.row.properties).toEqual({ a: '\\u0000 😀 1e9999' });
  });

  it('refuses a file without a column that every row needs', async () => {
    expect(await bench.run('order_id,revenue\n1,2\n', { as: 'ORDERS' })).toMatchObject({ state: 'FAILED', error: 'MISSING_COLUMN' });
    expect(await bench.run('plan,started_at,customer_external_id\np,2026-01-01,c\n', { as: 'SUBSCRIPTIONS' })).toMatchObject({
      error: 'MISSING_COLUMN',
    });
    const nobody = await bench.run('subscription_id,started_at\n1,2026-01-01\n', { as: 'SUBSCRIPTIONS' });
    expect(nobody.message).toContain('customer_external_id');
  });
});

describe('keys', () => {
  it('the last line of a key counts, and a later file changes only the columns that it has', async () => {
    const outcome = await bench.run('order_id,ordered_at,revenue,channel\nk1,2026-01-01,1,web\nk1,2026-01-01,2,web\n', { as: 'ORDERS' });
    expect(codes(outcome.errors)).toEqual([[2, 'order_id', 'SUPERSEDED']]);
    await bench.run('order_id,ordered_at,revenue\nk1,2026-01-01,3\n', { as: 'ORDERS' });
    const stored = (await factsOf('order')).find(({ row }) => row.external_id === 'k1');
    expect(stored!.row).toMatchObject({ revenue: 3, channel: 'web' });
    const undone =
      await bench.admin`select old_row ->> 'revenue' as revenue from import_undo where table_name = 'order' and old_row ->> 'external_id' = 'k1'`;
    expect(undone).toEqual([{ revenue: '2.0000' }]);
  });

  it('orders without an id are known by their content, equal ones by their order', async () => {
    const file = 'customer_external_id,ordered_at,revenue\nh1,2026-01-01,5\nh1,2026-01-01,5\nh1,2026-01-02,5\n';
    expect(await bench.run(file, { as: 'ORDERS' })).toMatchObject({ loaded: 3, errors: [] });
    expect(await bench.run(file, { as: 'ORDERS' })).toMatchObject({ loaded: 0, unchanged: 3 });
    expect((await factsOf('order')).filter(({ customer }) => customer === 'h1')).toHaveLength(3);
  });

  it('rows without an id are not taken for each other because other columns of theirs look alike', async () => {
    await bench.run('customer_external_id,ordered_at,revenue\nh2,2026-01-01,5\n', { as: 'ORDERS' });
    expect(await bench.run('customer_external_id,ordered_at,total\nh2,2026-01-01,5\n', { as: 'ORDERS' })).toMatchObject({ loaded: 1 });
    expect((await factsOf('order')).filter(({ customer }) => customer === 'h2')).toHaveLength(2);
    // A column without a word in it says nothing new.
    expect(await bench.run('customer_external_id,ordered_at,status,total\nh2,2026-01-01,,5\n', { as: 'ORDERS' })).toMatchObject({
      loaded: 0,
    });
  });

  it('what a row names may come later, and is counted until then', async () => {
    const ticket = 'ticket_id,created_at,order_id\nref,2026-01-01,order-to-come\n';
    expect((await bench.run(ticket, { as: 'TICKETS' })).report).toMatchObject({ notThereYet: { order_id: 1 } });
    await bench.run('order_id,ordered_at\norder-to-come,2026-01-01\n', { as: 'ORDERS' });
    expect((await bench.run(ticket, { as: 'TICKETS' })).report).toMatchObject({ notThereYet: {} });
  });

  it('an answer is there when it is one of the survey that the row names', async () => {
    const rows = ['i1,asked,a1', 'i2,asked,a2', 'i3,asked,', 'i4,other,a1', 'i5,nowhere,a1'].map((row) => `${row},c,2026-01-01,SENT\n`);
    const file = `invitation_id,survey_id,response_id,customer_external_id,sent_at,state\n${rows.join('')}`;
    const missing = async () => (await bench.run(file, { as: 'INVITATIONS' })).report.notThereYet;
    expect(await missing()).toEqual({ survey_id: 5, response_id: 4 });
    await bench.run('response_id,nps\na1,9\n', { as: 'RESPONSES', survey: 'asked' });
    await bench.run('response_id,nps\na2,9\n', { as: 'RESPONSES', survey: 'other' });
    await bench.run('response_id,nps\na2,9\n', { as: 'RESPONSES', survey: 'nowhere', workspaceId: bench.otherWorkspaceId });
    expect(await missing()).toEqual({ survey_id: 1, response_id: 3 });
  });
});

describe('visitors', () => {
  const visitsOf = async (visitor: string) =>
    (await factsOf('visit')).filter(({ row }) => row.visitor_id === visitor).map(({ row, customer }) => [row.external_id, customer]);

  it('are recognised backwards and forwards once a row names their customer', async () => {
    await bench.run('visit_id,visitor_id,started_at\nv1,browser-7,2026-01-01\n', { as: 'VISITS' });
    await bench.run('event_id,visitor_id,occurred_at,name\nv1,browser-7,2026-01-01,seen\n', { as: 'EVENTS' });
    const outcome = await bench.run(
      'visit_id,visitor_id,customer_external_id,started_at\nv2,browser-7,w-ann,2026-01-02\nv3,browser-7,,2026-01-03\n',
      { as: 'VISITS' },
    );
    expect(outcome.report).toMatchObject({ visitorsRecognised: 1, factsRecognised: 2 });
    await bench.run('visit_id,visitor_id,started_at\nv4,browser-7,2026-01-04\n', { as: 'VISITS' });
    expect(await visitsOf('browser-7')).toEqual([
      ['v1', 'w-ann'],
      ['v2', 'w-ann'],
      ['v3', 'w-ann'],
      ['v4', 'w-ann'],
    ]);
    expect((await factsOf('event')).find(({ row }) => row.external_id === 'v1')!.customer).toBe('w-ann');
  });

  it('stay whose they were when a later file says nothing of customers', async () => {
    await bench.run('visit_id,visitor_id,customer_external_id,started_at\nk1,shared-2,w-ann,2026-01-01\nk2,shared-2,bo,2026-01-02\n', {
      as: 'VISITS',
    });
    await bench.run('visit_id,visitor_id,started_at,pageviews\nk1,shared-2,2026-01-01,7\n', { as: 'VISITS' });
    expect(await visitsOf('shared-2')).toEqual([
      ['k1', 'w-ann'],
      ['k2', 'bo'],
    ]);
  });

  it('of a device that several customers share stay unknown', async () => {
    await bench.run(
      'visit_id,visitor_id,customer_external_id,started_at\ns1,shared,w-ann,2026-01-01\ns2,shared,bo,2026-01-02\ns3,shared,,2026-01-03\n',
      { as: 'VISITS' },
    );
    expect(await visitsOf('shared')).toEqual([
      ['s1', 'w-ann'],
      ['s2', 'bo'],
      ['s3', null],
    ]);
  });
});

it('raises the version of the domain that changed, and of the customers where any were made', async () => {
  const versions = async () => {
    const rows = await bench.admin<{ domain: string; version: bigint }[]>`
      select domain, version from data_version where workspace_id = ${bench.workspaceId}`;
    return Object.fromEntries(rows.map(({ domain, version }) => [domain, Number(version)]));
  };
  const before = await versions();
  await bench.run('visit_id,started_at\nversion,2026-01-01\n', { as: 'VISITS' });
  expect(await versions()).toEqual({ ...before, web: before.web! + 1 });
});

it('after a large load the planner knows how large the tables are', async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => `large-${index},large-${index},2026-01-01`).join('\n');
  await bench.run(`order_id,customer_external_id,ordered_at\n${lines}\n`, { as: 'ORDERS' });
  const known = await bench.admin<{ table: string; rows: number }[]>`
    select relname as table, reltuples as rows from pg_class where relname in ('order', 'customer', 'identity')`;
  for (const { table, rows } of known) expect(rows, table).toBeGreaterThanOrEqual(3000);
});

it('a dry run finds the same and stores nothing', async () => {
  const before = await bench.rowVersions();
  const outcome = await bench.run('order_id,customer_external_id,ordered_at\ndry,nobody-yet,2026-01-01\n', { as: 'ORDERS', dryRun: true });
  expect(outcome).toMatchObject({ state: 'SUCCEEDED', loaded: 1, report: { customersCreated: 1 } });
  expect(await bench.rowVersions()).toEqual(before);
});

it('leaves no fact that points to nothing, though no key of the database forbids it', async () => {
  for (const table of ['order', 'subscription', 'ticket', 'visit', 'event', 'invitation', 'response'] as const) {
    const dangling = await bench.admin`
      select id from ${bench.admin(table)} t
       where identity_id is not null and not exists (select from identity i where i.workspace_id = t.workspace_id and i.id = t.identity_id)`;
    expect(dangling, table).toEqual([]);
  }
});
