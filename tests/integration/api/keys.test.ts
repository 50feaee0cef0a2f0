/** Keys, signed addresses and the record of what was done, through the graph. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace } from '../../../prisma/sql.ts';
import type { Scope } from '../../../schema/context.ts';
import { decodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';

let database: TestDatabase;
let api: TestApi;
let workspaceId: number;
let admin: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { mark: 'alpha' });
  admin = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const create = (name: string, scopes: string[] = ['READ'], key = admin, expiresAt?: string) =>
  api.query(
    key,
    'mutation ($input: ApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id name prefix scopes expiresAt isGood } } }',
    { input: { name, scopes, ...(expiresAt && { expiresAt }) } },
  );
const revoke = (id: string) => api.query(admin, 'mutation ($id: ID!) { revokeApiKey(id: $id) { revokedAt isGood } }', { id });
const code = (answer: Awaited<ReturnType<typeof create>>) => answer.errors?.[0]?.extensions.code;

describe('a key made in the graph', () => {
  it('is shown once, works, is listed by its first characters, and ends when revoked', async () => {
    const { secret, apiKey } = (await create('bi', ['READ', 'PII'])).data.createApiKey;
    expect(secret).toMatch(/^ek_[\w-]{43}$/);
    expect(apiKey).toMatchObject({ name: 'bi', prefix: secret.slice(0, 10), scopes: ['READ', 'PII'], expiresAt: null, isGood: true });
    expect((await api.query(secret, '{ workspace { key } }')).data).toEqual({ workspace: { key: 'a' } });
    const listed = await api.query(admin, '{ apiKeys { nodes { name prefix lastUsedAt } } auditEvents { nodes { details } } }');
    expect(JSON.stringify(listed)).toContain(secret.slice(0, 10));
    expect(JSON.stringify(listed)).not.toContain(secret.slice(10));
    expect(api.log.join('')).not.toContain(secret.slice(3, 20));
    expect((await revoke(apiKey.id)).data.revokeApiKey).toMatchObject({ isGood: false });
    const again = await revoke(apiKey.id);
    expect(again.data.revokeApiKey.isGood).toBe(false);
    await expect.poll(async () => code(await api.query(secret, '{ workspace { key } }')), { timeout: 3000 }).toBe('UNAUTHENTICATED');
  });
  it('is made once, also when asked for twice at once; another under its name is a CONFLICT', async () => {
    const answers = await Promise.all([create('twice'), create('twice'), create('twice')]);
    const made = answers.map(({ data }) => data.createApiKey);
    expect(made.filter(({ secret }) => secret !== null)).toHaveLength(1);
    expect(new Set(made.map(({ apiKey }) => apiKey.id)).size).toBe(1);
    expect(code(await create('twice', ['READ', 'COMPUTE']))).toBe('CONFLICT');
  });
  it('cannot do what its maker cannot', async () => {
    const limited = await api.createKey(workspaceId, ['read', 'admin']);
    expect((await create('beyond', ['READ', 'PII'], limited)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'pii' });
  });
  it.each<[string, () => ReturnType<typeof create>]>([
    ['without a name', () => create(' ')],
    ['without a scope', () => create('none', [])],
    ['that has ended', () => create('over', ['READ'], admin, '2020-01-01T00:00:00Z')],
  ])('%s is refused', async (_what, ask) => expect(code(await ask())).toBe('BAD_USER_INPUT'));
  it.each(['{ apiKeys { nodes { id } } }', '{ auditEvents { nodes { id } } }', 'mutation { revokeApiKey(id: "x") { id } }'])(
    '%s needs admin',
    async (query) => {
      const others = await api.createKey(workspaceId, ['read', 'pii', 'ingest', 'compute']);
      expect((await api.query(others, query)).errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN', scope: 'admin' });
    },
  );
});

describe('the record', () => {
  const events = async (args: string) =>
    (
      await api.query(
        admin,
        `{ auditEvents${args} { nodes { action actor actorKind subjectType subjectId requestId details } pageInfo { hasNextPage endCursor } } }`,
      )
    ).data.auditEvents;

  it('names who, what and in which request, once for each change', async () => {
    const { apiKey } = (await create('recorded')).data.createApiKey;
    await create('recorded');
    await revoke(apiKey.id);
    await revoke(apiKey.id);
    const { nodes } = await events(`(subject: "${apiKey.id}")`);
    expect(nodes).toEqual([
      {
        action: 'API_KEY_REVOKED',
        actor: expect.stringMatching(/^API_KEY \d+$/),
        actorKind: 'API_KEY',
        subjectType: 'ApiKey',
        subjectId: apiKey.id,
        requestId: expect.any(String),
        details: { name: 'recorded' },
      },
      expect.objectContaining({ action: 'API_KEY_CREATED', details: { name: 'recorded', scopes: ['read'], expiresAt: null } }),
    ]);
  });
  it('is there for changes of every subject, and not where nothing changed', async () => {
    const mutate = async (text: string) => {
      const answer = await api.query(admin, `mutation { ${text} }`);
      expect(answer.errors, text).toBeUndefined();
      return answer.data;
    };
    const survey =
      'createSurvey(input: { key: "audited", title: "x", kind: PULSE, questions: [{ key: "Q", label: "q", kind: NPS }] }) { id }';
    const analysis =
      'createAnalysis(input: { name: "audited", kind: DRIVERS, survey: "visit", drivers: { outcome: "NPS", drivers: ["RATE"] } }) { id }';
    const webhook = 'createWebhook(input: { url: "https://hooks.example.com/secret-path" }) { webhook { id } }';
    for (const text of [survey, survey, analysis, analysis]) await mutate(text);
    const run = (await mutate('runAnalysis(name: "audited") { id }')).runAnalysis.id;
    await mutate('runAnalysis(name: "audited") { id }');
    for (let i = 0; i < 2; i++) await mutate(`cancelRun(id: "${run}") { id }`);
    for (let i = 0; i < 2; i++) await mutate('setSchedule(input: { analysis: "audited", cron: "@daily" }) { id }');
    for (let i = 0; i < 2; i++) await mutate('pauseSchedule(analysis: "audited") { id }');
    await mutate('resumeSchedule(analysis: "audited") { id }');
    for (let i = 0; i < 2; i++) await mutate('removeSchedule(analysis: "audited") { id }');
    for (let i = 0; i < 2; i++) await mutate('setRunOnChange(analysis: "audited", runOnChange: true) { id }');
    for (let i = 0; i < 2; i++) await mutate('setRunLimits(analysis: "audited", timeoutSeconds: 60) { id }');
    const hook = (await mutate(webhook)).createWebhook.webhook.id;
    await mutate(webhook);
    for (let i = 0; i < 2; i++) await mutate(`updateWebhook(id: "${hook}", change: { isEnabled: false }) { id }`);
    for (let i = 0; i < 2; i++) await mutate(`deleteWebhook(id: "${hook}")`);
    const started = await fetch(`${api.url}/v1/analyses/audited/runs`, { method: 'POST', headers: { authorization: `Bearer ${admin}` } });
    expect(started.status).toBe(202);
    const { nodes } = await events('(first: 14)');
    expect(nodes.map(({ action }: { action: string }) => action)).toEqual([
      'RUN_REQUESTED',
      'WEBHOOK_DELETED',
      'WEBHOOK_CHANGED',
      'WEBHOOK_CREATED',
      'RUN_LIMITS_SET',
      'RUN_ON_CHANGE_SET',
      'SCHEDULE_REMOVED',
      'SCHEDULE_RESUMED',
      'SCHEDULE_PAUSED',
      'SCHEDULE_SET',
      'RUN_CANCELLED',
      'RUN_REQUESTED',
      'ANALYSIS_CREATED',
      'SURVEY_CREATED',
    ]);
    expect(JSON.stringify(nodes)).not.toContain('secret-path');
    expect(nodes[4].details).toEqual({ name: 'audited', timeoutSeconds: 60, memoryMegabytes: null });
    expect(nodes[0].requestId).toBe(started.headers.get('x-request-id'));
  });
  it('is paged without gap or repetition, and narrowed by action and time', async () => {
    const all = (await events('(first: 100)')).nodes;
    const paged: unknown[] = [];
    for (let after: string | null = null; ; ) {
      const { nodes, pageInfo }: Awaited<ReturnType<typeof events>> = await events(`(first: 4${after ? `, after: "${after}"` : ''})`);
      paged.push(...nodes);
      if (!pageInfo.hasNextPage) break;
      after = pageInfo.endCursor;
    }
    expect(paged).toEqual(all);
    const created = (await events('(first: 100, action: API_KEY_CREATED, actorKind: API_KEY)')).nodes;
    expect(created.length).toBeGreaterThan(1);
    expect(new Set(created.map(({ action }: { action: string }) => action))).toEqual(new Set(['API_KEY_CREATED']));
    expect((await events('(until: "2020-01-01T00:00:00Z")')).nodes).toEqual([]);
  });
  it('cannot be altered by the API’s login', async () => {
    const sql = connect(database.appUrl, { applicationName: 'test', max: 1 });
    for (const change of [
      (tx: typeof sql) => tx`update audit_event set action = 'X' where workspace_id = ${workspaceId}`,
      (tx: typeof sql) => tx`delete from audit_event where workspace_id = ${workspaceId}`,
    ])
      await expect(inWorkspace(sql, workspaceId, (tx) => change(tx as unknown as typeof sql))).rejects.toThrow(/permission denied/);
    await sql.end();
  });
});

describe('a signed address', () => {
  const sign = async (key: string, args: string) => api.query(key, `mutation { createSignedUrl(${args}) { path expiresAt } }`);
  const responses =
    'dataset: "responses", format: CSV, parameters: [{ name: "limit", value: "3" }, { name: "until", value: "2030-01-01T00:00:00Z" }]';
  const pathOf = async (key: string, args = responses): Promise<string> => (await sign(key, args)).data.createSignedUrl.path;
  const open = (path: string) => fetch(`${api.url}${path}`, { headers: { 'x-request-id': 'signed-request' } });
  const newKey = async (name: string, scopes: Scope[]) =>
    (
      await create(
        name,
        scopes.map((scope) => scope.toUpperCase()),
      )
    ).data.createApiKey;

  it('opens its dataset without a key, without personal columns, and tells no referrer', async () => {
    api.log.length = 0;
    const path = await pathOf(admin); // its key has every scope
    const response = await open(path);
    expect(response.status).toBe(200);
    expect(response.headers.get('referrer-policy')).toBe('no-referrer');
    expect(response.headers.get('cache-control')).toContain('private');
    const text = await response.text();
    expect(text.trim().split('\n')).toHaveLength(4);
    expect(text).not.toContain('comment alpha');
    const known = await fetch(`${api.url}${path}`, { headers: { 'if-none-match': response.headers.get('etag') ?? '' } });
    expect(known.status).toBe(304);
    const whole = await fetch(`${api.url}/bi/v1/responses.csv?limit=3`, { headers: { 'x-api-key': admin } });
    expect(await whole.text()).toContain('comment alpha'); // what the address leaves out is there
    const signature = new URL(path, api.url).searchParams.get('signature') ?? '';
    await expect.poll(() => api.log.join('')).toContain('/bi/v1/responses.csv');
    expect(api.log.join('')).not.toContain(signature.slice(-20));
  });
  it('opens in any order of its parameters, and with nothing else about it changed', async () => {
    const path = await pathOf(admin);
    const [base = '', query = ''] = path.split('?');
    const [limit = '', until = '', signature = ''] = query.split('&');
    expect((await open(`${base}?${[signature, until, limit].join('&')}`)).status).toBe(200);
    const [workspace = '', signingKey = '', key = '', end = '', mac = ''] = decodeURIComponent(signature.slice('signature='.length)).split(
      '.',
    );
    const signed = (...parts: string[]) => `${base}?${limit}&${until}&signature=${parts.join('.')}`;
    const flipped = `${mac[0] === 'A' ? 'B' : 'A'}${mac.slice(1)}`;
    const other = await newKey('another', ['read']);
    const otherId = decodeGlobalId(other.apiKey.id).id;
    const changed = {
      dataset: `${base.replace('responses', 'customers')}?${query}`,
      format: `${base.replace('.csv', '.json')}?${query}`,
      'one parameter': path.replace('limit=3', 'limit=4'),
      'the other parameter': path.replace('2030', '2031'),
      'a parameter less': `${base}?${limit}&${signature}`,
      'a parameter more': `${path}&bom=1`,
      'a parameter twice': `${path}&limit=3`,
      'two signatures': `${path}&${signature}`,
      'no parameters': `${base}?${signature}`,
      end: signed(workspace, signingKey, key, String(Number(end) + 1), mac),
      'its key': signed(workspace, signingKey, otherId, end, mac),
      'its signing key': signed(workspace, String(Number(signingKey) + 1), key, end, mac),
      'its workspace': signed(String(Number(workspace) + 1), signingKey, key, end, mac),
      'its signature': signed(workspace, signingKey, key, end, flipped),
      'a shorter signature': signed(workspace, signingKey, key, end, mac.slice(0, 42)),
      'an empty signature': `${base}?${limit}&${until}&signature=`,
    };
    for (const [what, address] of Object.entries(changed)) {
      const response = await fetch(`${api.url}${address}`, { headers: { 'x-api-key': other.secret } }); // nor does a good key beside it help
      expect.soft(response.status, what).toBe(401);
      expect.soft(await response.json(), what).toMatchObject({ code: 'UNAUTHENTICATED' });
    }
    const elsewhere = await open(`/graphql?query={workspace{key}}&${signature}`);
    expect(elsewhere.status).toBe(401);
  });
  it('ends with its time, and with its key: revoked, expired or without read', async () => {
    const { apiKey, secret } = await newKey('short-lived', ['read']);
    const id = decodeGlobalId(apiKey.id).id;
    const path = await pathOf(secret);
    expect((await open(path)).status).toBe(200);
    const unless = async (column: string, value: unknown) => {
      await api.admin`update api_key set ${api.admin({ [column]: value } as never)} where workspace_id = ${workspaceId} and id = ${id}`;
      return (await open(path)).status;
    };
    expect(await unless('scopes', ['ingest'])).toBe(401);
    expect(await unless('scopes', ['read'])).toBe(200);
    expect(await unless('expires_at', new Date(Date.now() - 1000))).toBe(401);
    expect(await unless('expires_at', null)).toBe(200);
    expect(await unless('revoked_at', new Date())).toBe(401);
    const { expires } = signedUntil(path);
    expect(expires).toBeCloseTo(Date.now() / 1000 + 3600, -2);
  });
  it('is signed by a key that changes every month, without ending those before', async () => {
    const before = await pathOf(admin);
    await api.admin`update signing_key set created_at = now() - interval '30 days 1 hour' where workspace_id = ${workspaceId}`;
    const after = await pathOf(admin);
    expect(signedUntil(after).signingKey).not.toBe(signedUntil(before).signingKey);
    expect([(await open(before)).status, (await open(after)).status]).toEqual([200, 200]);
    await api.admin`update signing_key set created_at = now() - interval '32 days' where workspace_id = ${workspaceId}`;
    await pathOf(admin);
    expect(await api.admin`select count(*)::integer as n from signing_key where workspace_id = ${workspaceId}`).toEqual([{ n: 1 }]);
  });
  it.each([
    ['an unknown dataset', 'dataset: "nothing", format: CSV', /^dataset: there is no such dataset/],
    ['an unknown parameter', 'dataset: "customers", format: CSV, parameters: [{ name: "x", value: "1" }]', /"x" is unknown/],
    ['a personal column', 'dataset: "responses", format: CSV, parameters: [{ name: "columns", value: "comment" }]', /personal/],
    ['a signature of one’s own', 'dataset: "customers", format: CSV, parameters: [{ name: "signature", value: "1" }]', /made here/],
    ['two days', 'dataset: "customers", format: CSV, validForMinutes: 2880', /1 to 1440/],
  ])('for %s is refused', async (_what, args, message) => {
    const answer = await sign(admin, args);
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).toMatch(message);
  });

  function signedUntil(path: string) {
    const [, signingKey, , end] = (new URL(path, api.url).searchParams.get('signature') ?? '').split('.');
    return { signingKey, expires: Number(end) };
  }
});
