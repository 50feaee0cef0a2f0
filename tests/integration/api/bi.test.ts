/**
 * Flat datasets over HTTP: every dataset in every format, pages, refusals, copies that the caller has, strangers.
 * Over 300 lines: all of it is asked of one API on one fixture of every table, whose making costs more than the questions.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey, revokeApiKey } from '../../../api/auth/apiKeys.ts';
import { createSignInLink } from '../../../api/auth/signInLink.ts';
import { type Dataset, datasets } from '../../../prisma/bi/datasets.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { inKeyOrder, type Row, rowsOf, storedRows } from '../../support/datasetRows.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun } from '../../support/runFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

const formats = ['csv', 'json', 'ndjson', 'arrow'];
/** What a spreadsheet, a CSV parser or a JSON parser could stumble over. */
const hostile = [
  '=1+1',
  '+1',
  '-1',
  '@SUM(A1)',
  '\tx',
  '\rx',
  'a,b',
  'a;b',
  'say "hi"',
  'two\nlines',
  'two\r\nlines',
  '😀 ünï',
  '',
  ' ',
  '\\.',
  '\\n',
  '\u0001\u0002',
  'null',
];

let database: TestDatabase;
let api: TestApi;
let a: number;
let b: number;
let key: string;
let plainKey: string;
let session: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  [a, b] = [await createWorkspace(api.admin, 'a'), await createWorkspace(api.admin, 'b')];
  for (const [workspaceId, mark] of [
    [a, 'alpha'],
    [b, 'bravo'],
  ] as const) {
    await fillWorkspace(api.admin, workspaceId, { mark });
    await fillFacts(api.admin, workspaceId, { mark });
    await fillRun(api.admin, workspaceId, { mark });
  }
  for (const [index, text] of hostile.entries())
    await api.admin`
      insert into "order" (workspace_id, external_id, occurred_at, status, currency, revenue, total, channel)
      values (${a}, ${`hostile ${index}`}, ${`2026-03-01T00:00:00.${100 + index}Z`}, ${text}, 'EUR', ${index % 2 === 0 ? '-99999999999999.9999' : '0.0001'}, null, ${text})`;
  key = await api.createKey(a, ['read', 'pii']);
  plainKey = await api.createKey(a, ['read']);
  const link = await createSignInLink(api.services.sql, { workspaceId: a, scopes: ['read', 'pii'], baseUrl: api.url });
  session = (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? '';
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

/** `as` is a key, or the cookie of a session. */
const get = (path: string, { as = key, ...headers }: Record<string, string> = {}, method = 'GET') => {
  const credential: Record<string, string> = as.includes('=')
    ? { cookie: as, 'x-earshot-csrf': '1' }
    : as
      ? { authorization: `Bearer ${as}` }
      : {};
  return fetch(`${api.url}/bi/v1/${path}`, { method, headers: { ...credential, ...headers } });
};
const bodyOf = async (response: Response) => new Uint8Array(await response.arrayBuffer());
const dataset = (name: string) => datasets.find((known) => known.name === name) as Dataset;
const publicOf = ({ columns }: Dataset) => columns.filter(({ personal }) => !personal);
const textOf = async (path: string, headers: Record<string, string> = {}) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await bodyOf(await get(path, headers)));

describe('the same rows, values and types as in the database', () => {
  it.each(datasets.flatMap(({ name }) => formats.map((format) => [name, format])))('%s as %s', async (name, format) => {
    const known = dataset(name);
    const response = await get(`${name}.${format}`);
    expect(response.status).toBe(200);
    const rows = rowsOf(format, await bodyOf(response), known.columns);
    expect(rows.length).toBeGreaterThan(0);
    expect(inKeyOrder(known, rows)).toEqual(inKeyOrder(known, await storedRows(api.admin, a, known, known.columns)));
  });
});

describe('CSV', () => {
  it('begins with its header and ends every record with CR LF; an empty text is "", null is nothing', async () => {
    const lines = (await textOf('orders.csv?columns=order_id,channel,total&limit=2')).split('\r\n');
    expect(lines[0]).toBe('order_id,channel,total');
    expect(lines).toHaveLength(4);
    const blank = (await textOf('orders.csv?columns=channel,total&since=2026-03-01T00:00:00.112Z&until=2026-03-01T00:00:00.113Z')).split(
      '\r\n',
    );
    expect(blank).toEqual(['channel,total', '"",', '']);
  });
  it('excel=1 adds a byte order mark and an apostrophe to texts that are formulas, never to numbers', async () => {
    const text = await textOf('orders.csv?excel=1&delimiter=;&columns=channel,revenue&since=2026-03-01T00:00:00Z');
    expect(text.startsWith('\uFEFFchannel;revenue\r\n')).toBe(true);
    for (const formula of ['=1+1', '+1', '-1', '@SUM(A1)', '\tx']) expect(text).toContain(`\n'${formula};`);
    expect(text).toContain('"\'\rx";');
    expect(text).toMatch(/;-99999999999999\.9999\r\n/);
    expect((await textOf('orders.csv?bom=1&columns=order_id')).startsWith('\uFEFForder_id\r\n')).toBe(true);
    expect(await textOf('orders.csv?delimiter=tab&columns=order_id,currency&limit=1')).toMatch(/^order_id\tcurrency\r\n\d+\tEUR\r\n$/);
  });
});

describe('pages', () => {
  it.each([
    ...formats.map((format) => [format, 'orders', 30] as const),
    ['csv', 'customer_scores', 25], // two runs one after the other: pages end within them and between them
    ['json', 'value_loyalty_customers', 12],
  ] as const)('to the last one are the whole, in %s, of %s', async (format, name, limit) => {
    const known = dataset(name);
    const columns = publicOf(known);
    const whole = rowsOf(format, await bodyOf(await get(`${name}.${format}`)), columns);
    const pages: Row[] = [];
    let sizes: number[] = [];
    for (let path = `${name}.${format}?limit=${limit}`; ; ) {
      const response = await get(path);
      const body = await bodyOf(response);
      const rows = rowsOf(format, body, columns);
      pages.push(...rows);
      sizes = [...sizes, rows.length];
      const next = /^<\/bi\/v1\/(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
      expect(response.headers.get('x-last-page')).toBe(String(next === undefined));
      if (format === 'json') {
        const { lastPage, next: cursor } = JSON.parse(new TextDecoder().decode(body)) as { lastPage: boolean; next: string | null };
        expect(lastPage).toBe(next === undefined);
        if (next !== undefined) expect(next).toContain(`after=${cursor}`);
      }
      if (next === undefined) break;
      path = next;
    }
    expect(sizes.length).toBeGreaterThan(3);
    expect(sizes.slice(0, -1).every((size) => size === limit)).toBe(true);
    expect(pages).toEqual(inKeyOrder(known, whole));
  });
  it('of a dataset with several rows at one place of its key go through ties, and a page that is exactly full is the last', async () => {
    const known = dataset('customer_scores');
    const whole = rowsOf('csv', await bodyOf(await get('customer_scores.csv')), known.columns);
    const first = await get(`customer_scores.csv?limit=${whole.length}`);
    expect(first.headers.get('x-last-page')).toBe('true');
    expect(rowsOf('csv', await bodyOf(first), known.columns)).toEqual(inKeyOrder(known, whole));
    const shorter = await get(`customer_scores.csv?limit=${whole.length - 1}`);
    expect(shorter.headers.get('x-last-page')).toBe('false');
    await shorter.body?.cancel();
  });
  it('begin and end where since and until say, one after the other without gap or overlap', async () => {
    const count = async (query: string) => rowsOf('ndjson', await bodyOf(await get(`orders.ndjson?${query}`)), []).length;
    const parts = await Promise.all([
      count('until=2026-02-02T00:00:00Z'),
      count('since=2026-02-02T00:00:00Z&until=2026-03-01T01:00:00%2B01:00'),
      count('since=2026-03-01T00:00:00Z'),
    ]);
    expect(parts.every((rows) => rows > 0)).toBe(true);
    expect(parts.reduce((sum, rows) => sum + rows, 0)).toBe(await count(''));
  });
});

describe('what is asked wrongly', () => {
  it.each([
    ['orders.csv?limt=5', '"limt" is unknown; possible here: columns, since, until, limit, after, delimiter, bom, excel'],
    ['orders.json?bom=1', '"bom" is not for json'],
    ['orders.csv?limit=0', 'limit: a number from 1'],
    ['orders.csv?limit=1&limit=2', 'limit: it is given twice'],
    ['orders.csv?columns=order_id,nothing', 'columns: orders has no "nothing"; it has order_id'],
    ['orders.csv?columns=order_id,order_id', 'columns: one is named twice'],
    ['orders.csv?since=2026-01-01', 'since: an RFC 3339 time'],
    ['orders.csv?since=2026-01-01T00:00:00+01:00', '%2B'],
    ['customers.csv?since=2026-01-01T00:00:00Z', 'since: customers has no time'],
    ['orders.csv?after=WyJvcmRlcnMiLCJ4Il0', 'after: this is no cursor of orders'],
    ['orders.csv?after=WyJjdXN0b21lcnMiLCIxIl0', 'after: this is no cursor of orders'],
    ['orders.csv?delimiter=x', 'delimiter: ",", ";" or "tab"'],
    ['orders.csv?excel=yes', 'excel: 0 or 1'],
    ['$schema?x=1', '$schema takes no parameters'],
  ])('%s is told: %s', async (path, detail) => {
    const response = await get(path);
    expect(response.status).toBe(400);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(await response.json()).toMatchObject({ status: 400, code: 'BAD_USER_INPUT', detail: expect.stringContaining(detail) });
  });
  it('what does not exist is 404, another method 405, another scope 403', async () => {
    for (const path of ['nothing.csv', 'orders.xml', 'orders', 'orders.csv/x', '']) expect((await get(path)).status, path).toBe(404);
    expect(await (await get('orders.xml')).json()).toMatchObject({
      detail: expect.stringContaining('the dataset orders is there, but not in this form'),
    });
    const post = await get('orders.csv', {}, 'POST');
    expect([post.status, post.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    const ingest = await api.createKey(a, ['ingest', 'pii', 'compute', 'admin']);
    for (const path of ['orders.csv', '$schema']) expect((await get(path, { as: ingest })).status, path).toBe(403);
  });
});

describe('personal columns', () => {
  const personal = datasets.flatMap(({ name, columns }) =>
    columns.filter((column) => column.personal).map((column) => [name, column.name] as const),
  );

  it.each(personal)('%s.%s is absent without the scope pii, and 403 when asked for', async (name, column) => {
    const [header = ''] = (await textOf(`${name}.csv`, { as: plainKey })).split('\r\n', 1);
    expect(header.split(',')).toEqual(publicOf(dataset(name)).map((known) => known.name));
    const asked = await get(`${name}.csv?columns=${column}`, { as: plainKey });
    expect(asked.status).toBe(403);
    expect(await asked.json()).toMatchObject({ detail: expect.stringContaining('pii') });
    expect((await get(`${name}.csv?columns=${column}`)).status).toBe(200);
  });
});

describe('a copy that the caller has', () => {
  const tagOf = async (path: string, headers: Record<string, string> = {}) => {
    const response = await get(path, headers, 'HEAD');
    expect(response.status).toBe(200);
    return response.headers.get('etag') ?? '';
  };

  it('is not sent again, and no row is read to say so', async () => {
    const etag = await tagOf('orders.csv');
    const again = await get('orders.csv', { 'if-none-match': `"other", ${etag}` });
    expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
    expect(again.headers.get('cache-control')).toBe('private, no-cache');
    expect(again.headers.get('vary')).toContain('Authorization');
    api.statements.length = 0;
    await get('orders.csv', { 'if-none-match': etag });
    expect(api.statements.filter((text) => text.includes('orders'))).toEqual([]);
    expect((await get('orders.csv', { 'if-none-match': '"other"' })).status).toBe(200);
  });
  it('is another for other parameters, formats, scopes and workspaces, and for changed data of its own domains', async () => {
    const other = await api.createKey(b, ['read', 'pii']);
    const tags = await Promise.all([
      tagOf('orders.csv'),
      tagOf('orders.json'),
      tagOf('orders.csv?limit=5'),
      tagOf('orders.csv?excel=1'),
      tagOf('orders.csv', { as: plainKey }),
      tagOf('orders.csv', { as: other }),
    ]);
    expect(new Set(tags).size).toBe(tags.length);
    const scores = await tagOf('customer_scores.csv');
    await api.admin`insert into data_version (workspace_id, domain, version) values (${a}, 'crm', 99) on conflict (workspace_id, domain) do update set version = 99`;
    expect(await tagOf('orders.csv')).not.toBe(tags[0]);
    const staled = await tagOf('customer_scores.csv');
    expect(staled).not.toBe(scores);
    await api.admin`update analysis set published_run_id = (select max(id) from run where workspace_id = ${a}) where workspace_id = ${a} and name = 'drivers'`;
    expect(await tagOf('customer_scores.csv')).not.toBe(staled);
    await api.admin`update analysis set published_run_id = null where workspace_id = ${a}`;
    const published = await tagOf('customer_scores.csv');
    await api.admin`update analysis set is_chosen = true where workspace_id = ${a} and kind = 'CLV'`;
    expect(await tagOf('customer_scores.csv')).not.toBe(published);
    await api.admin`update analysis set is_chosen = false where workspace_id = ${a}`;
  });
  it('is another where versions count up again to the same number, as after the restore of an older backup', async () => {
    const changed = (version: number) => api.admin`
      insert into data_version (workspace_id, domain, version, changed_at) values (${a}, 'crm', ${version}, clock_timestamp())
      on conflict (workspace_id, domain) do update set version = excluded.version, changed_at = excluded.changed_at`;
    await changed(101);
    const held = await tagOf('orders.csv');
    expect(await tagOf('orders.csv')).toBe(held);
    await changed(100); // the backup
    await changed(101); // a file that is loaded after it
    expect(await tagOf('orders.csv')).not.toBe(held);
  });
});

describe('the head of an answer', () => {
  it('says what it is, how a browser should call it, and, to HEAD, all that GET would', async () => {
    const types = {
      csv: 'text/csv',
      json: 'application/json',
      ndjson: 'application/x-ndjson',
      arrow: 'application/vnd.apache.arrow.stream',
    };
    for (const [format, type] of Object.entries(types)) {
      const path = `orders.${format}?limit=3`;
      const [asked, told] = [await get(path), await get(path, {}, 'HEAD')];
      await asked.body?.cancel();
      expect(asked.headers.get('content-type')).toContain(type);
      expect(asked.headers.get('content-disposition')).toMatch(/^attachment; filename="orders-\d{4}-\d\d-\d\d\.\w+"$/);
      for (const header of ['content-type', 'content-disposition', 'etag', 'link', 'x-last-page', 'cache-control', 'vary'])
        expect([header, told.headers.get(header)]).toEqual([header, asked.headers.get(header)]);
    }
  });
  it('$schema lists every dataset with columns, formats and parameters', async () => {
    const schema = (await (await get('$schema', { as: plainKey })).json()) as {
      datasets: Dataset[];
      formats: { format: string }[];
      parameters: { name: string }[];
    };
    expect((await get('%24schema')).status).toBe(200); // as some clients write it
    expect(schema.formats.map(({ format }) => format)).toEqual(formats);
    expect(schema.parameters.map(({ name }) => name)).toContain('since');
    expect(schema.datasets.map(({ name, key: columns, columns: described }) => ({ name, key: columns, columns: described }))).toEqual(
      datasets.map(({ name, key: columns, columns: described }) => ({ name, key: columns, columns: described })),
    );
  });
});

describe('a stranger', () => {
  /** Whatever names workspace b or one of its rows; ids are numbered over all workspaces. */
  const isOfB = /bravo/i;

  it('sees something where he belongs, so that the rest says something', async () => {
    const own = await api.createKey(b, ['read', 'pii']);
    const [mine, theirs] = await Promise.all(['customers.csv', 'orders.csv', 'responses.csv'].map((path) => textOf(path, { as: own })));
    expect(mine).toMatch(isOfB);
    expect(theirs).toMatch(isOfB);
  });
  it.each(datasets.flatMap(({ name }) => formats.map((format) => [name, format])))(
    'gets no row of another workspace from %s as %s',
    async (name, format) => {
      const known = dataset(name);
      const [keyColumn = ''] = known.key.slice(-1);
      const theirs = new Set((await storedRows(api.admin, b, known, known.columns)).map((row) => row[keyColumn]));
      const own = await storedRows(api.admin, a, known, known.columns);
      for (const credential of [key, plainKey, session]) {
        const columns = credential === plainKey ? publicOf(known) : known.columns;
        const body = await bodyOf(await get(`${name}.${format}`, { as: credential }));
        expect(Buffer.from(body).toString('latin1')).not.toMatch(isOfB);
        const rows = rowsOf(format, body, columns);
        expect(rows).toHaveLength(own.length);
        if (known.columns.find((column) => column.name === keyColumn)?.type === 'bigint')
          expect(rows.filter((row) => theirs.has(row[keyColumn]))).toEqual([]);
      }
    },
  );
  it('gets none by a cursor of theirs', async () => {
    const own = await api.createKey(b, ['read', 'pii']);
    const link = (await get('orders.csv?limit=1', { as: own }, 'HEAD')).headers.get('link') ?? '';
    const path = /<\/bi\/v1\/(.*)>/.exec(link)?.[1] ?? '';
    expect(await textOf(path)).not.toMatch(isOfB);
  });
  it('without a credential, or with an expired, revoked or tampered one, gets nothing at all', async () => {
    const past = await createApiKey(api.services.sql, {
      workspaceId: a,
      name: 'x',
      scopes: ['read'],
      expiresAt: new Date(Date.now() - 1000),
    });
    const revoked = await createApiKey(api.services.sql, { workspaceId: a, name: 'x', scopes: ['read'], expiresAt: null });
    await revokeApiKey(api.services.sql, a, revoked.id);
    const tamperedSession = `${session.slice(0, -2)}xx`;
    const tampered = `${key.slice(0, -2)}${key.endsWith('aa') ? 'bb' : 'aa'}`;
    for (const credential of ['', past.key, revoked.key, tampered, tamperedSession])
      for (const path of [...datasets.flatMap(({ name }) => formats.map((format) => `${name}.${format}`)), '$schema']) {
        const response = await get(path, { as: credential });
        expect([path, response.status]).toEqual([path, 401]);
        await response.body?.cancel();
      }
  });
});
