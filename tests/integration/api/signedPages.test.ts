/** Pages of a dataset by signed addresses: how far one leads, and what whoever has it cannot make of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Scope } from '../../../schema/context.ts';
import { signedPath } from '../../../schema/keys/signedPath.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 7, responsesEach: 1, mark: 'alpha' });
  key = await api.createKey(workspaceId); // of every scope
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

interface Wish {
  readonly format?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly allPages?: boolean;
}
const sign = ({ format = 'CSV', parameters = { limit: '3', until: '2030-01-01T00:00:00Z' }, allPages = true }: Wish, as = key) =>
  api.query(
    as,
    `mutation ($parameters: [DatasetParameter!], $allPages: Boolean!) {
      createSignedUrl(dataset: "responses", format: ${format}, parameters: $parameters, allPages: $allPages) { path } }`,
    { parameters: Object.entries(parameters).map(([name, value]) => ({ name, value })), allPages },
  );
const pathOf = async (wish: Wish = {}, as = key): Promise<string> => (await sign(wish, as)).data.createSignedUrl.path;
const open = (path: string, headers = {}) => fetch(`${api.url}${path}`, { headers });
const nextOf = ({ headers }: Response) => /^<(\/bi\/v1\/.*)>; rel="next"$/.exec(headers.get('link') ?? '')?.[1] ?? null;
const followed = async (path: string) => nextOf(await open(path)) ?? '';
/** The same page, signed so as to end in so many seconds. */
async function signedFor(path: string, seconds: number): Promise<string> {
  const [, signingKeyId = '', apiKeyId = ''] = query(path).get('signature')?.split('.') ?? [];
  const [row] = await api.admin<{ secret: Buffer }[]>`
    select secret from signing_key where workspace_id = ${workspaceId} and id = ${signingKeyId}`;
  const parameters = query(path);
  parameters.delete('signature');
  const expires = Math.floor(Date.now() / 1000) + seconds;
  const claims = { workspaceId, signingKeyId: BigInt(signingKeyId), apiKeyId: BigInt(apiKeyId), expires, allPages: true };
  return signedPath(row!.secret, claims, '/bi/v1/responses.csv', parameters);
}
const query = (path: string) => new URL(path, api.url).searchParams;
const endOf = (path: string) => query(path).get('signature')?.split('.')[3];
const lines = (text: string) => text.trim().split(/\r?\n/).slice(1);

describe('an address that was signed for all pages', () => {
  it('leads to the last of them without a key and without personal columns, each for as long as itself', async () => {
    const rows: string[] = [];
    const first = await pathOf();
    for (let path: string | null = first; path !== null; ) {
      expect(endOf(path)).toBe(endOf(first));
      const response = await open(path);
      expect(response.status).toBe(200);
      expect(response.headers.get('referrer-policy')).toBe('no-referrer');
      rows.push(...lines(await response.text()));
      const next = nextOf(response);
      expect(response.headers.get('x-last-page')).toBe(String(next === null));
      if (next !== null) expect(nextOf(await fetch(`${api.url}${path}`, { method: 'HEAD' }))).toBe(next);
      path = next;
    }
    const reader = await api.createKey(workspaceId, ['read']);
    const whole = await open('/bi/v1/responses.csv?limit=100&until=2030-01-01T00:00:00Z', { 'x-api-key': reader });
    expect(rows).toHaveLength(7);
    expect(rows).toEqual(lines(await whole.text()));
    expect(rows.join()).not.toContain('comment alpha');
    const personal = await open('/bi/v1/responses.csv', { 'x-api-key': key });
    expect(await personal.text()).toContain('comment alpha'); // what the pages leave out is there
  });

  it('is told in the record', async () => {
    await pathOf();
    const { data } = await api.query(key, '{ auditEvents(first: 1, action: SIGNED_URL_CREATED) { nodes { details } } }');
    expect(data.auditEvents.nodes[0].details).toMatchObject({ dataset: 'responses', allPages: true });
  });

  it('needs pages', async () => {
    const answer = await sign({ parameters: {} });
    expect(answer.errors?.[0]).toMatchObject({
      message: 'allPages: without the parameter limit all rows come at once, and there are no pages',
      extensions: { code: 'BAD_USER_INPUT', argument: 'allPages' },
    });
  });
});

describe('an address that was signed for one page', () => {
  it('names no next page that it would not open; its cursor can be signed', async () => {
    const path = await pathOf({ format: 'JSON', allPages: false });
    const response = await open(path);
    expect(response.status).toBe(200);
    expect([response.headers.get('x-last-page'), response.headers.get('link')]).toEqual(['false', null]);
    const { next } = (await response.json()) as { next: string };
    expect((await open(`${path}&after=${next}`)).status).toBe(401);
    const second = await pathOf({
      format: 'JSON',
      parameters: { limit: '3', until: '2030-01-01T00:00:00Z', after: next },
      allPages: false,
    });
    const { rows } = (await (await open(second)).json()) as { rows: unknown[] };
    expect(rows).toHaveLength(3);
  });

  it('is not made one for all pages, nor the other way round', async () => {
    const [one, all] = [await pathOf({ allPages: false }), await pathOf()];
    const marked = (path: string) => path.replace(/(signature=\d+\.\d+\.\d+\.\d+)\./, '$1.pages.');
    expect(marked(one)).not.toBe(one);
    expect(marked(all.replace('.pages.', '.'))).toBe(all);
    expect((await open(marked(one))).status).toBe(401);
    expect((await open(all.replace('.pages.', '.'))).status).toBe(401);
    expect((await open(one)).status).toBe(200);
  });
});

describe('the address of the next page', () => {
  it('opens itself and nothing else', async () => {
    const first = await pathOf();
    const second = await followed(first);
    const third = await followed(second);
    const json = await followed(await pathOf({ format: 'JSON' }));
    const [cursor, later] = [query(second).get('after') ?? '', query(third).get('after') ?? ''];
    expect(later).not.toBe(cursor);
    const signature = `signature=${query(second).get('signature')}`;
    const changed = {
      'another dataset': second.replace('responses', 'customers'),
      'another format': second.replace('.csv', '.json'),
      'the signature of another format': second.replace(/signature=.*/, `signature=${query(json).get('signature')}`),
      'another cursor': second.replace(cursor, later),
      'a cursor of another dataset': second.replace(cursor, Buffer.from('["customers","1"]').toString('base64url')),
      'no cursor': second.replace(`after=${cursor}&`, ''),
      'two cursors': `${second}&after=${later}`,
      'larger pages': second.replace('limit=3', 'limit=1000'),
      'no limit': second.replace('limit=3&', ''),
      'another end of its period': second.replace('2030', '2031'),
      'a personal column': `${second}&columns=comment`,
      'the signature of the first': second.replace(/signature=.*/, `signature=${query(first).get('signature')}`),
      'a later end': second.replace(`.${endOf(second)}.`, `.${Number(endOf(second)) + 1}.`),
      'the first page with its signature': `${first.replace(/&signature=.*/, '')}&${signature}`,
    };
    for (const [what, address] of Object.entries(changed)) {
      expect.soft(address, what).not.toBe(second);
      expect.soft((await open(address)).status, what).toBe(401);
    }
    expect((await open(second)).status).toBe(200);
  });

  it('ends with the key: revoked, expired or without read', async () => {
    const scopes: Scope[] = ['read'];
    const secret = await api.createKey(workspaceId, scopes);
    const second = await followed(await pathOf({}, secret));
    const id = query(second).get('signature')?.split('.')[2] ?? '';
    const statusWith = async (change: Record<string, unknown>) => {
      await api.admin`update api_key set ${api.admin(change as never)} where workspace_id = ${workspaceId} and id = ${id}`;
      return (await open(second)).status;
    };
    expect(await statusWith({ scopes: ['ingest'] })).toBe(401);
    expect(await statusWith({ scopes })).toBe(200);
    expect(await statusWith({ expires_at: new Date(Date.now() - 1000) })).toBe(401);
    expect(await statusWith({ expires_at: null })).toBe(200);
    expect(await statusWith({ revoked_at: new Date() })).toBe(401);
  });

  it('ends with the time of the first', async () => {
    const second = await followed(await pathOf());
    const statusAfter = async (seconds: number) => (await open(await signedFor(second, seconds))).status;
    expect([await statusAfter(60), await statusAfter(-1)]).toEqual([200, 401]);
  });
});

describe('signed addresses of many senders behind one address', () => {
  it('that were good are no guesses; where somebody guesses, those that were good lately are let in', async () => {
    const strict = await startTestApi(database, { limits: { wrongCredentialsPerMinute: 3 } });
    const statusOf = async (path: string) => (await fetch(`${strict.url}${path}`)).status;
    try {
      const good = await pathOf();
      const ended = await signedFor(good, -1);
      for (let times = 0; times < 5; times++) expect(await statusOf(ended)).toBe(401);
      expect(await statusOf(good)).toBe(200);
      const guess = (times: number) => `${good.slice(0, -4)}${times}AAA`;
      expect([await statusOf(guess(1)), await statusOf(guess(2)), await statusOf(guess(3)), await statusOf(guess(4))]).toEqual([
        401, 401, 401, 429,
      ]);
      expect(await statusOf(good)).toBe(200);
    } finally {
      await strict.close();
    }
  });
});
