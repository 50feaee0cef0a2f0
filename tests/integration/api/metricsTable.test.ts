/** Metrics as one flat table: what BI tools read that take CSV and no lists within lists. */
import { tableFromIPC } from 'apache-arrow';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillCompany } from '../../support/metricsFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  const workspaceId = await createWorkspace(api.admin, 'company');
  key = await api.createKey(workspaceId, ['read', 'admin']);
  await fillCompany(api.admin, workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const get = (path: string) => fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${key}` } });
const ask = (query: string, format: string) => get(`/graphql?${new URLSearchParams({ query, format })}`);

const input = 'measures: [NPS, REVENUE], by: [{ dimension: MONTH }, { dimension: TOUCHPOINT }], first: 4, after: $after';
const rows =
  'rows { month: group(at: 0) { value start } touchpoint: group(at: 1) { value } isOther nps: value(of: NPS) { value ciLow n isHidden } revenue: value(of: REVENUE) { valueDecimal } }';
const table = (selection = rows, page = 'pageInfo { hasNextPage endCursor }') =>
  `query ($after: String) { metrics(input: { ${input} }) { ${selection} ${page} } }`;

it('have a column for each grouping and number that is named, the same as in the graph', async () => {
  const answer = await ask(table(), 'csv');
  expect(answer.headers.get('content-type')).toContain('text/csv');
  const csv = parse(await answer.text(), { columns: true }) as Record<string, string>[];
  expect(Object.keys(csv[0] ?? {})).toEqual([
    ...[
      'month.value',
      'month.start',
      'touchpoint.value',
      'isOther',
      'nps.value',
      'nps.ciLow',
      'nps.n',
      'nps.isHidden',
      'revenue.valueDecimal',
    ],
  ]);
  const { data } = await api.query(
    key,
    `{ metrics(input: { ${input.replace('$after', 'null')} }) { rows { groups { value start } values { value valueDecimal ciLow n } } } }`,
  );
  expect(data.metrics.rows).toHaveLength(4);
  for (const [at, { groups, values }] of data.metrics.rows.entries())
    expect(csv[at]).toMatchObject({
      'month.value': groups[0].value,
      'month.start': groups[0].start,
      'touchpoint.value': groups[1].value,
      'nps.value': String(values[0].value),
      'nps.ciLow': String(values[0].ciLow),
      'nps.n': String(values[0].n),
      'revenue.valueDecimal': values[1].valueDecimal,
    });
  const arrow = tableFromIPC(new Uint8Array(await (await ask(table(), 'arrow')).arrayBuffer()));
  expect([...(arrow.getChild('nps.value') ?? [])]).toEqual(csv.map((row) => Number(row['nps.value'])));
});

it('say whether more follow, and where', async () => {
  await api.query(key, 'mutation ($document: String!) { saveDocument(input: { name: "by-month", document: $document }) { name } }', {
    document: table(),
  });
  for (const address of ['/q/by-month?format=csv', `/graphql?${new URLSearchParams({ query: table(), format: 'csv' })}`]) {
    const first = await get(address);
    expect(first.headers.get('x-last-page')).toBe('false');
    const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
    const last = await get(next);
    expect([last.status, last.headers.get('x-last-page'), last.headers.get('link')]).toEqual([200, 'true', null]);
    const months = [await first.text(), await last.text()].flatMap((text) => parse(text, { columns: true }) as Record<string, string>[]);
    expect(months.map((row) => `${row['month.value']} ${row['touchpoint.value']}`)).toEqual(
      ['2026-01', '2026-02', '2026-03'].flatMap((month) => [`${month} checkout`, `${month} support`]),
    );
  }
  const cut = await ask(table(rows, ''), 'csv');
  expect([cut.status, (await cut.json()).errors[0].message]).toEqual([
    400,
    expect.stringContaining('metrics comes in pages: select pageInfo'),
  ]);
  const two = await ask(table(`${rows} columns { key }`), 'csv');
  expect((await two.json()).errors[0].message).toContain('more than one list, metrics.rows and metrics.columns');
});

it('go on in no other state of the data than they began with, by their link neither', async () => {
  const first = await get(`/graphql?${new URLSearchParams({ query: table(), format: 'ndjson' })}`);
  const [, next = ''] = /^<(.*)>; rel="next"$/.exec(first.headers.get('link') ?? '') ?? [];
  await api.admin`
    insert into "order" (workspace_id, external_id, occurred_at, status, channel, currency, revenue)
    select id, 'late', '2026-02-10Z', 'PAID', 'WEB', 'EUR', 1 from workspace where key = 'company'`;
  await api.admin`
    insert into data_version (workspace_id, domain, version, changed_at) select id, 'crm', 1, now() from workspace where key = 'company'`;
  const answer = await get(next);
  expect([answer.status, (await answer.json()).errors[0]]).toMatchObject([
    409,
    { message: expect.stringContaining('begin again without `after`'), extensions: { code: 'CONFLICT' } },
  ]);
  await api.admin`delete from "order" where external_id = 'late'`;
});

it('of who answered have a column for each grouping, too', async () => {
  const strata = 'strata { plan: group(at: 0) { value } base responders value { value } }';
  const query = `{ responders(input: { measure: NPS, by: [{ dimension: TRAIT, traitKey: "plan" }] }) { ${strata} } }`;
  const csv = parse(await (await ask(query, 'csv')).text(), { columns: true }) as Record<string, string>[];
  expect(csv.map((row) => row['plan.value'])).toEqual(['BASIC', 'GOLD', 'PLUS']);
  expect(csv[0]).toMatchObject({ base: '60', responders: '60' });
});

it.each([
  ['group(at: 2) { value }', 'at: there are 2 groupings, counted from 0'],
  ['group(at: -1) { value }', 'at: there are 2 groupings, counted from 0'],
  ['value(of: CAC) { value }', 'of: CAC is not among the measures asked for'],
])('refuse %s, which was not asked for', async (field, message) => {
  const { errors } = await api.query(key, `{ metrics(input: { ${input.replace('$after', 'null')} }) { rows { ${field} } } }`);
  expect(errors?.[0]).toMatchObject({ message, extensions: { code: 'BAD_USER_INPUT' } });
});
