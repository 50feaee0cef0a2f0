/** Queries with a name and an address, one list of a query as a table, and servers that answer these documents only. */
import { tableFromIPC } from 'apache-arrow';
import { parse as parseCsv } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SegmentsDocument } from '../../../clients/sdk/index.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let strict: TestApi;
let a: number;
let b: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  strict = await startTestApi(database, { limits: { trustedOnly: true, introspection: 'admin' } });
  a = await createWorkspace(api.admin, 'a');
  b = await createWorkspace(api.admin, 'b');
  await fillWorkspace(api.admin, a);
  await fillWorkspace(api.admin, b);
  key = await api.createKey(a);
});
afterAll(async () => {
  await strict?.close();
  await api?.close();
  await database?.drop();
});

const saveMutation =
  'mutation ($input: SavedDocumentInput!) { saveDocument(input: $input) { name path variables { name type isRequired } } }';
const save = (name: string, document: string, of = key) => api.query(of, saveMutation, { input: { name, document } });
const get = (path: string, headers: Record<string, string> = {}, of = key) =>
  fetch(`${api.url}${path}`, { headers: { 'x-api-key': of, ...headers } });
const customers =
  'query Customers($first: Int! = 3, $after: String) { customers(first: $first, after: $after) { nodes { id externalId acquiredAt } pageInfo { hasNextPage endCursor } } }';

describe('a saved document', () => {
  it('gets an address whose parameters are its variables, and keeps the last text that was saved', async () => {
    expect((await save('customers', customers)).data.saveDocument).toEqual({
      name: 'customers',
      path: '/q/customers',
      variables: [
        { name: 'first', type: 'Int!', isRequired: false },
        { name: 'after', type: 'String', isRequired: false },
      ],
    });
    await save('customers', customers); // sent again: no second event on record
    const answer = await (await get('/q/customers?first=2')).json();
    expect(answer.data.customers.nodes).toHaveLength(2);
    const [{ count }] =
      (await api.admin`select count(*)::integer as count from audit_event where action = 'DOCUMENT_SAVED'`) as unknown as [
        { count: number },
      ];
    expect(count).toBe(1);
  });

  it.each([
    ['?first=many', 'first: "many" is no whole number'],
    ['?size=3', '"size" is no parameter here; there are first, after, format'],
    ['?first=1&first=2', 'first: it is given more than once'],
    ['?format=xlsx', 'format: json, csv, ndjson and arrow are possible'],
    ['?format=csv&excel=yes', 'excel: 0 or 1 are possible'], // taken for no, it would leave formulas in the cells
    ['?format=csv&bom=true', 'bom: 0 or 1 are possible'],
    ['?costOnly=yes', 'costOnly: 1, true, 0 and false are possible'], // taken for no, it would be no dry run
  ])('asked for with %s tells what is wrong', async (search, message) => {
    const response = await get(`/q/customers${search}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json; charset=utf-8']);
    expect((await response.json()).detail).toContain(message);
  });

  it('needs what it declares as needed', async () => {
    await save('one', 'query ($key: String!) { survey(key: $key) { key } }');
    expect((await (await get('/q/one')).json()).detail).toBe('key (String!) is needed in the address');
    expect((await (await get('/q/one?key=visit')).json()).data).toEqual({ survey: { key: 'visit' } });
  });

  it.each([
    ['that does not fit the graph', '{ nothing }', /Cannot query field "nothing"/],
    ['of two operations', 'query a { __typename } query b { __typename }', /2 operations/],
    ['past the limits', `{ workspace { ${'key '.repeat(401)} } }`, /401 fields|402 fields/],
    [
      'with a variable that is a parameter of every address',
      'query ($format: String!) { survey(key: $format) { key } }',
      /may not be called format/,
    ],
  ])('%s is not saved', async (_what, document, message) => {
    const { errors } = await save('wrong', document);
    expect(errors?.[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT', argument: 'input.document' },
    });
  });

  it('is of its workspace alone, changes nothing by GET, and is saved and deleted only by who may', async () => {
    const stranger = await api.createKey(b);
    expect((await get('/q/customers', {}, stranger)).status).toBe(404);
    await save('cancel', 'mutation { cancelRun(id: "UnVuOjE") { id } }');
    expect((await get('/q/cancel')).status).toBe(405);
    const reader = await api.createKey(a, ['read']);
    expect((await save('mine', '{ workspace { key } }', reader)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    await api.query(stranger, 'mutation { deleteDocument(name: "customers") }');
    expect((await get('/q/customers')).status).toBe(200);
    await save('short', '{ workspace { key } }');
    const remove = (name: string) => earshotHere(['saved', 'remove', name], { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key } });
    expect(await remove('short')).toEqual({ code: 0, err: '', out: '/q/short is gone\n' });
    expect(await remove('short')).toEqual({
      code: 1,
      err: 'earshot: nothing is saved as short\n  → earshot saved lists what is\n',
      out: '',
    });
    expect((await get('/q/short')).status).toBe(404);
  });
});

describe('one list of a query', () => {
  const rows = async () => (await (await get('/q/customers?first=3')).json()).data.customers.nodes as Record<string, unknown>[];

  it('as CSV has its columns and rows, says whether more follow, and where', async () => {
    const collected: string[] = [];
    let path = '/q/customers?first=20&format=csv';
    for (let page = 0; page < 20; page++) {
      const response = await get(path);
      expect(response.headers.get('content-type')).toContain('text/csv');
      const lines = parseCsv(await response.text(), { columns: true }) as { externalId: string }[];
      collected.push(...lines.map(({ externalId }) => externalId));
      const next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
      expect(response.headers.get('x-last-page')).toBe(String(!next));
      if (!next) break;
      path = next;
    }
    const [{ count }] = (await api.admin`select count(*)::integer as count from customer where workspace_id = ${a}`) as unknown as [
      { count: number },
    ];
    expect([collected.length, new Set(collected).size]).toEqual([count, count]);
  });

  it('is the same in NDJSON and Arrow, asked for by Accept at /graphql too', async () => {
    const expected = await rows();
    const ndjson = await (await get('/q/customers?first=3', { accept: 'application/x-ndjson' })).text();
    expect(
      ndjson
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(expected);
    const response = await fetch(`${api.url}/graphql`, {
      method: 'POST',
      headers: { 'x-api-key': key, 'content-type': 'application/json', accept: 'application/vnd.apache.arrow.stream' },
      body: JSON.stringify({ query: customers, variables: { first: 3 } }),
    });
    const table = tableFromIPC(new Uint8Array(await response.arrayBuffer()));
    expect(table.schema.fields.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id Utf8',
      'externalId Utf8',
      'acquiredAt Timestamp<MILLISECOND, UTC>',
    ]);
    expect(table.getChild('externalId')?.toArray()).toEqual(expected.map(({ externalId }) => externalId));
    const next = /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1] ?? '';
    expect((await get(next)).headers.get('content-type')).toBe('application/vnd.apache.arrow.stream');
  });

  it.each([
    ['none', '{ workspace { key } }', /no list of objects/],
    [
      'two',
      '{ workspace { dataVersions { domain } } featureCatalogue { label } }',
      /more than one list, workspace.dataVersions and featureCatalogue/,
    ],
    ['one within another', '{ surveys { nodes { key questions { key } } pageInfo { hasNextPage endCursor } } }', /in each of its rows/],
    ['pages that do not say whether more follow', '{ customers { nodes { id } } }', /select pageInfo/],
  ])('cannot be made of a query with %s', async (_what, query, message) => {
    const response = await get(`/graphql?format=csv&query=${encodeURIComponent(query)}`);
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/graphql-response+json; charset=utf-8']);
    expect((await response.json()).errors[0]).toMatchObject({
      message: expect.stringMatching(message),
      extensions: { code: 'BAD_USER_INPUT' },
    });
  });

  it('is refused past the limit of cost like any other query', async () => {
    const query =
      '{ customers(first: 500) { nodes { id } pageInfo { hasNextPage endCursor } } c: customers(first: 500) { pageInfo { hasNextPage } } }';
    expect((await get(`/graphql?format=csv&query=${encodeURIComponent(query)}`)).status).toBe(200);
    const deep = `{ customers(first: 500) { nodes { ${Array.from({ length: 100 }, (_, index) => `a${index}: externalId`).join(' ')} } pageInfo { hasNextPage endCursor } } }`;
    const refused = await get(`/graphql?format=csv&query=${encodeURIComponent(deep)}`);
    expect([refused.status, (await refused.json()).errors[0].extensions.code]).toEqual([400, 'LIMIT_EXCEEDED']);
  });
});

describe('a server that answers trusted documents only', () => {
  it('answers what the workspace has saved, however it is laid out, and our own clients, and nothing else', async () => {
    expect((await strict.query(key, customers.replaceAll(' { ', '\n{ '))).data.customers.nodes).toHaveLength(3);
    expect(
      (
        await strict.query(
          key,
          `query SavedDocuments($after: String) { savedDocuments(first: 200, after: $after) {
            nodes { id name description operation path updatedAt variables { name type isRequired } } pageInfo { hasNextPage endCursor } } }`,
        )
      ).data,
    ).toBeDefined();
    expect((await strict.query(key, SegmentsDocument.toString())).data).toEqual({ segments: { nodes: [], pageInfo: expect.anything() } });
    for (const of of [key, await api.createKey(b)]) {
      const { errors } = await strict.query(of, '{ surveys { nodes { key } } }');
      expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    }
    expect((await strict.query(await api.createKey(b), customers)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  });
  it('tells the schema to whom it may, and hints at it to nobody', async () => {
    const reader = await api.createKey(a, ['read']);
    expect((await strict.query(reader, '{ __schema { queryType { name } } }')).errors?.[0]?.message).toContain('EARSHOT_INTROSPECTION');
    expect((await strict.query(reader, '{ survey { key } }')).errors?.[0]?.message).not.toMatch(/did you mean/i);
    expect((await strict.query(reader, '{ surveyz { key } }')).errors?.[0]?.message).not.toMatch(/did you mean/i);
  });
});
