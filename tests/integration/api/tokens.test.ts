/** Tokens of an identity provider: proved by its keys, and let in only where a workspace says so. */
import { createHmac } from 'node:crypto';
import { exportSPKI, generateKeyPair, importJWK, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listMemberships, removeMembership, setMembership } from '../../../api/auth/memberships.ts';
import { listTrustedIssuers, removeTrustedIssuer, trustIssuer } from '../../../api/auth/trustedIssuers.ts';
import { asymmetricAlgorithms } from '../../../api/auth/verifyToken.ts';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillRun, type RunFixture } from '../../support/runFixture.ts';
import { subscribe } from '../../support/sse.ts';
import { seconds, startTestIssuer, type TestIssuer } from '../../support/testIssuer.ts';

let database: TestDatabase;
let issuer: TestIssuer;
let api: TestApi;
let a: number;
let b: number;
let runs: RunFixture;

beforeAll(async () => {
  database = await createTestDatabase();
  issuer = await startTestIssuer();
  api = await startTestApi(database, {
    tokens: {
      issuer: issuer.issuer,
      audiences: ['earshot', 'of-a', 'of-b'],
      jwksUrl: null,
      cooldownSeconds: 0,
      algorithms: asymmetricAlgorithms,
      clockSkewSeconds: 60,
      workspaceClaim: 'earshot_workspace',
      roleClaim: 'realm_access.roles',
    },
  });
  a = await createWorkspace(api.admin, 'a');
  b = await createWorkspace(api.admin, 'b');
  await fillWorkspace(api.admin, a);
  runs = await fillRun(api.admin, a);
  await trust(a, 'of-a', { default_role: 'VIEWER' });
  await trust(b, 'of-b', { highest_role: 'ANALYST' });
});
afterAll(async () => {
  await api?.close();
  await issuer?.close();
  await database?.drop();
});

const trust = (workspaceId: number, audience: string, roles = {}) =>
  api.admin`insert into trusted_issuer ${api.admin({ workspace_id: workspaceId, issuer: issuer.issuer, audience, ...roles })}`;
const join = (workspaceId: number, subject: string, role: string | null) =>
  api.admin`insert into membership ${api.admin({ workspace_id: workspaceId, issuer: issuer.issuer, subject, role })}`;

async function ask(token: string, { query = '{ workspace { key } }', headers = {} } = {}) {
  const response = await fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body: JSON.stringify({ query }),
  });
  const body = await response.json();
  return { status: response.status, workspace: body.data?.workspace.key, error: body.errors?.[0], response };
}
const refused = {
  status: 401,
  error: { message: 'The credential is unknown, was revoked or has expired', extensions: { code: 'UNAUTHENTICATED' } },
};

describe('a token that is no good', () => {
  it.each<[string, () => Promise<string> | string]>([
    ['has expired', () => issuer.sign({ aud: 'of-a', exp: seconds() - 61 })],
    ['is not valid yet', () => issuer.sign({ aud: 'of-a', nbf: seconds() + 120 })],
    ['was issued in the future', () => issuer.sign({ aud: 'of-a', iat: seconds() + 120 })],
    ['is for others', () => issuer.sign({ aud: 'somebody-else' })],
    ['names another issuer', () => issuer.sign({ aud: 'of-a', iss: 'https://id.example.com' })],
    ['never expires', () => issuer.sign({ aud: 'of-a', exp: undefined })],
    ['does not say when it was issued', () => issuer.sign({ aud: 'of-a', iat: undefined })],
    ['is nobody’s', () => issuer.sign({ aud: 'of-a', sub: undefined })],
    ['has a subject of no letters', () => issuer.sign({ aud: 'of-a', sub: '' })],
    [
      'is signed by nobody',
      () => new UnsecuredJWT({ sub: 'x', aud: 'of-a' }).setIssuer(issuer.issuer).setExpirationTime('5m').setIssuedAt().encode(),
    ],
    [
      'is signed by a stranger under the known name',
      async () => issuer.sign({ aud: 'of-a' }, { key: (await generateKeyPair('RS256')).privateKey }),
    ],
    ['names a key that the issuer does not have', () => issuer.sign({ aud: 'of-a' }, { header: { kid: 'other' } })],
    ['is HMAC with the public key as its secret', signedWithPublicKey],
    [
      'claims something after it was signed',
      async () => replacePart(await issuer.sign({ aud: 'of-a' }), 1, { aud: 'of-b', sub: 'root', exp: seconds() + 300 }),
    ],
    ['has lost its signature', async () => (await issuer.sign({ aud: 'of-a' })).replace(/\.[^.]+$/, '.')],
    ['asks for an extension that nobody knows', () => issuer.sign({ aud: 'of-a' }, { header: { crit: ['x'], x: 1 } })],
    ['is no token', () => 'a.b.c'],
    ['has five parts', () => 'a.b.c.d.e'],
    ['is JSON of nothing', () => `${Buffer.from('null').toString('base64url')}.bnVsbA.bnVsbA`],
  ])('%s: refused with the one answer', async (_what, make) => {
    const { status, error } = await ask(await make());
    expect({ status, error }).toMatchObject(refused);
  });

  it('is oversized: refused unread', async () => {
    const { status, error } = await ask(await issuer.sign({ aud: 'of-a', filler: 'x'.repeat(9000) }));
    expect(status).toBe(401);
    expect(error.extensions.code).toBe('UNAUTHENTICATED');
  });
  it('leaves its reason in the log, and nothing of itself', async () => {
    const token = await issuer.sign({ aud: 'of-a', sub: 'jane.doe@example.com', exp: seconds() - 100 });
    api.log.length = 0;
    await ask(token);
    const lines = api.log.join('');
    expect(lines).toContain('"reason":"ERR_JWT_EXPIRED"');
    expect(lines).not.toContain('jane.doe');
    expect(lines).not.toContain(token.slice(0, 20));
  });
  it('is a token at a server that takes none', async () => {
    const other = await startTestApi(database);
    const response = await fetch(`${other.url}/graphql?query={workspace{key}}`, {
      headers: { authorization: `Bearer ${await issuer.sign({ aud: 'of-a' })}` },
    });
    expect(response.status).toBe(401);
    await other.close();
  });

  /** The classic confusion: a verifier that lets the token choose HMAC takes the public key, which everybody has, for the secret. */
  async function signedWithPublicKey(): Promise<string> {
    const [jwk] = issuer.keys();
    const pem = await exportSPKI((await importJWK(jwk!)) as CryptoKey);
    const claims = { iss: issuer.issuer, aud: 'of-a', sub: 'x', iat: seconds(), exp: seconds() + 300 };
    const signed = [{ alg: 'HS256', kid: jwk!.kid }, claims]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.');
    return `${signed}.${createHmac('sha256', pem).update(signed).digest('base64url')}`;
  }
  function replacePart(token: string, index: number, claims: object): string {
    return token
      .split('.')
      .with(index, Buffer.from(JSON.stringify({ iss: issuer.issuer, iat: seconds(), ...claims })).toString('base64url'))
      .join('.');
  }
});

describe('clocks that differ', () => {
  it.each([
    ['expired 50 s ago', { exp: seconds() - 50 }],
    ['valid in 50 s', { nbf: seconds() + 50, iat: seconds() + 50 }],
  ])('%s is within the skew of 60 s', async (_what, claims) => {
    expect(await ask(await issuer.sign({ aud: 'of-a', ...claims }))).toMatchObject({ status: 200, workspace: 'a' });
  });
});

describe('which workspace a token opens', () => {
  it('is the one that trusts the issuer for its audience, whatever the token names', async () => {
    expect(await ask(await issuer.sign({ aud: 'of-a' }))).toMatchObject({ status: 200, workspace: 'a' });
    expect(await ask(await issuer.sign({ aud: 'of-a', earshot_workspace: 'a' }))).toMatchObject({ workspace: 'a' });
    const elsewhere = { status: 403, error: { extensions: { code: 'FORBIDDEN' } } };
    const theirs = await ask(await issuer.sign({ aud: 'of-a', earshot_workspace: 'b', realm_access: { roles: ['ADMIN'] } }));
    const nobodys = await ask(await issuer.sign({ aud: 'of-a', earshot_workspace: 'nowhere' }));
    expect(theirs).toMatchObject(elsewhere);
    expect(theirs.error.message).toBe(nobodys.error.message);
    expect(await ask(await issuer.sign({ aud: 'of-a' }), { headers: { 'x-earshot-workspace': 'b' } })).toMatchObject(elsewhere);
    expect(await ask(await issuer.sign({ aud: 'earshot' }))).toMatchObject(elsewhere);
  });
  it('is any of a user’s memberships, by header or claim', async () => {
    await join(a, 'consultant', 'VIEWER');
    await join(b, 'consultant', 'VIEWER');
    const token = await issuer.sign({ sub: 'consultant' });
    expect(await ask(token)).toMatchObject({ status: 403, error: { message: expect.stringContaining('x-earshot-workspace') } });
    expect(await ask(token, { headers: { 'x-earshot-workspace': 'b' } })).toMatchObject({ workspace: 'b' });
    expect(await ask(await issuer.sign({ sub: 'consultant', earshot_workspace: 'a' }))).toMatchObject({ workspace: 'a' });
    const torn = await issuer.sign({ sub: 'consultant', earshot_workspace: 'a' });
    expect(await ask(torn, { headers: { 'x-earshot-workspace': 'b' } })).toMatchObject({ status: 403 });
  });
});

describe('what a token may do', () => {
  const cancel = { query: `mutation { cancelRun(id: "${encodeGlobalId('Run', 999999n)}") { id } }` };
  const webhooks = { query: '{ workspace { key } webhooks { nodes { id } } }' };

  it('is the role that it claims, up to the highest that the workspace trusts', async () => {
    const roles = async (aud: string, ...names: string[]) => issuer.sign({ aud, realm_access: { roles: names } });
    expect(await ask(await roles('of-a'), cancel)).toMatchObject({ error: { extensions: { scope: 'compute' } } }); // the default: VIEWER
    expect(await ask(await roles('of-a', 'offline_access', 'engineer'), cancel)).toMatchObject({
      error: { extensions: { code: 'NOT_FOUND' } },
    });
    expect(await ask(await roles('of-a', 'ADMIN'), webhooks)).toMatchObject({ error: { extensions: { scope: 'admin' } } }); // ENGINEER at most
    expect(await ask(await roles('of-b', 'ADMIN'), cancel)).toMatchObject({ error: { extensions: { code: 'NOT_FOUND' } } }); // ANALYST
    expect(await ask(await roles('of-b'))).toMatchObject({ status: 403 }); // no role and no default
  });
  it('is what a membership says, above and below the claim, and NONE keeps one out', async () => {
    await join(a, 'promoted', 'ADMIN');
    await join(a, 'demoted', 'VIEWER');
    await join(a, 'banned', 'NONE');
    const of = (sub: string) => issuer.sign({ sub, aud: 'of-a', realm_access: { roles: ['ENGINEER'] } });
    expect(await ask(await of('promoted'), webhooks)).toMatchObject({ status: 200 });
    expect(await ask(await of('demoted'), cancel)).toMatchObject({ error: { extensions: { scope: 'compute' } } });
    expect(await ask(await of('banned'))).toMatchObject({ status: 403 });
  });
  it('leaves who it was on record, once, as a membership without a role', async () => {
    for (let i = 0; i < 2; i++) await ask(await issuer.sign({ aud: 'of-a', sub: 'newcomer', jti: String(i) }));
    const rows = await api.admin`
      select m.role, e.action, e.actor_kind, e.actor_id = m.id as same, e.details
        from membership m join audit_event e on e.workspace_id = m.workspace_id and e.subject_id = m.id and e.subject_type = 'Membership'
       where m.workspace_id = ${a} and m.subject = 'newcomer'`;
    expect([...rows]).toEqual([
      { role: null, action: 'USER_FIRST_SEEN', actor_kind: 'USER', same: true, details: { issuer: issuer.issuer } },
    ]);
  });
});

describe('what a command changes of it', () => {
  it('is on record once a change, without the subject, which may be an e-mail address', async () => {
    const of = { workspaceId: b, issuer: issuer.issuer };
    const sql = api.services.sql;
    for (const role of ['ADMIN', 'ADMIN', 'NONE'] as const) await setMembership(sql, { ...of, subject: 'jane@example.com', role });
    for (const defaultRole of ['VIEWER', 'VIEWER', null] as const)
      await trustIssuer(sql, { ...of, audience: 'commanded', defaultRole, highestRole: 'ADMIN' });
    const member = (await listMemberships(sql, b)).find(({ subject }) => subject === 'jane@example.com')!;
    const trusted = (await listTrustedIssuers(sql, b)).find(({ audience }) => audience === 'commanded')!;
    expect([member.role, trusted.defaultRole]).toEqual(['NONE', null]);
    expect(await removeMembership(sql, a, member.id)).toBeNull(); // of another workspace
    expect(await removeTrustedIssuer(sql, a, trusted.id)).toBeNull();
    for (let i = 0; i < 2; i++) await Promise.all([removeMembership(sql, b, member.id), removeTrustedIssuer(sql, b, trusted.id)]);
    const rows = await api.admin<{ action: string; details: string }[]>`
      select action, details::text from audit_event where workspace_id = ${b} and actor_kind = 'COMMAND' order by id`;
    const actions = ['ISSUER_REMOVED', 'ISSUER_TRUSTED', 'ISSUER_TRUSTED', 'MEMBERSHIP_REMOVED', 'MEMBERSHIP_SET', 'MEMBERSHIP_SET'];
    expect(rows.map(({ action }) => action).toSorted()).toEqual(actions);
    expect(JSON.stringify(rows)).not.toContain('jane');
  });
});

describe('as time goes by', () => {
  it('a subscription ends when its token expires', async () => {
    const token = await issuer.sign({ aud: 'of-a', exp: seconds() - 58 });
    const watching = await subscribe(api.url, `subscription { runUpdated(id: "${encodeGlobalId('Run', runs.run)}") { state } }`, {
      authorization: `Bearer ${token}`,
    });
    expect(watching.status).toBe(200);
    await watching.ended;
    expect(watching.answers.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([undefined, 'UNAUTHENTICATED']);
  });
  it('a workspace that trusts no more, or has removed a member, lets in no more', async () => {
    await trust(b, 'earshot', { default_role: 'VIEWER' });
    const token = await issuer.sign({ sub: 'passing', aud: 'earshot' });
    expect(await ask(token)).toMatchObject({ workspace: 'b' });
    await api.admin`delete from trusted_issuer where workspace_id = ${b} and audience = 'earshot'`;
    await expect.poll(async () => (await ask(token)).status, { timeout: 4000 }).toBe(403);
  });
  it('new keys of the issuer are found, and old ones are no good', async () => {
    const old = await issuer.sign({ aud: 'of-a', sub: 'before' });
    await issuer.rotate();
    expect(await ask(await issuer.sign({ aud: 'of-a' }))).toMatchObject({ status: 200, workspace: 'a' });
    expect(await ask(old)).toMatchObject({ status: 401 });
  });
  it('an issuer that is down is no reason to refuse what its known keys prove', async () => {
    issuer.setDown(true);
    expect(await ask(await issuer.sign({ aud: 'of-a', jti: 'down' }))).toMatchObject({ status: 200 });
    const other = await startTestApi(database, { tokens: { ...settings(), issuer: issuer.issuer } });
    const response = await fetch(`${other.url}/v1/imports`, {
      method: 'POST',
      headers: { authorization: `Bearer ${await issuer.sign({ aud: 'of-a' })}` },
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await response.json()).toMatchObject({ code: 'UNAVAILABLE' });
    await other.close();
    issuer.setDown(false);
  });
  const settings = () => ({
    audiences: ['of-a'],
    jwksUrl: null,
    cooldownSeconds: 30,
    algorithms: asymmetricAlgorithms,
    clockSkewSeconds: 60,
    workspaceClaim: 'w',
    roleClaim: 'r',
  });
});
