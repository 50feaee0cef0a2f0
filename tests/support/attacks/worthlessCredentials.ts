/** Credentials that open nothing: of A as it was once, or nearly, or of nobody. */
import { generateKeyPair } from 'jose';
import { createApiKey, revokeApiKey } from '../../../api/auth/apiKeys.ts';
import { createSignInLink } from '../../../api/auth/signInLink.ts';
import { seconds } from '../testIssuer.ts';
import { type AttackFixture, bearer, type Headers } from './attackFixture.ts';

/** Another character in its middle: the last one of base64 holds bits that say nothing. */
const tampered = (secret: string) => {
  const at = Math.floor(secret.length / 2);
  return `${secret.slice(0, at)}${secret[at] === 'A' ? 'B' : 'A'}${secret.slice(at + 1)}`;
};

export async function worthlessCredentials({ api, a, issuer }: AttackFixture): Promise<Map<string, Headers>> {
  const { admin, services } = api;
  const newKey = () =>
    createApiKey(services.sql, { workspaceId: a, name: 'x', scopes: ['read', 'pii', 'compute', 'ingest', 'admin'], expiresAt: null });
  const [good, expired, revoked] = [await newKey(), await newKey(), await newKey()];
  await admin`update api_key set expires_at = now() - interval '1 second' where workspace_id = ${a} and id = ${expired.id}`;
  await revokeApiKey(services.sql, a, revoked.id);
  const newSession = async () => {
    const link = await createSignInLink(services.sql, { workspaceId: a, scopes: ['read', 'admin'], baseUrl: api.url });
    const cookie = (await fetch(link, { redirect: 'manual' })).headers.get('set-cookie')?.split(';')[0] ?? '';
    const [session] = await admin<{ id: bigint }[]>`select max(id) as id from session where workspace_id = ${a}`;
    return { id: session!.id, shown: { cookie, 'x-earshot-csrf': '1' } };
  };
  const [oldSession, endedSession] = [await newSession(), await newSession()];
  await admin`update session set expires_at = now() - interval '1 second' where workspace_id = ${a} and id = ${oldSession.id}`;
  await admin`update session set revoked_at = now() where workspace_id = ${a} and id = ${endedSession.id}`;
  const token = await issuer.sign({ sub: 'member' });
  const [head, , signature] = token.split('.');
  const claims = { iss: issuer.issuer, aud: 'earshot', sub: 'member', iat: seconds(), exp: seconds() + 9999 };
  return new Map<string, Headers>([
    ['none', {}],
    ['a key that is none', bearer('ek_nonsense')],
    ['a key that was tampered with', bearer(tampered(good.key))],
    ['a key that has expired', bearer(expired.key)],
    ['a key that was revoked', { 'x-api-key': revoked.key }],
    ['a key as a session', { cookie: `earshot_session=${good.key}`, 'x-earshot-csrf': '1' }],
    ['a session that was tampered with', { ...oldSession.shown, cookie: tampered((await newSession()).shown.cookie) }],
    ['a session that has expired', oldSession.shown],
    ['a session that was revoked', endedSession.shown],
    ['a token that has expired', bearer(await issuer.sign({ sub: 'member', exp: seconds() - 100 }))],
    [
      'a token that says more than was signed',
      bearer([head, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.')),
    ],
    ['a token signed by a stranger', bearer(await issuer.sign({ sub: 'member' }, { key: (await generateKeyPair('RS256')).privateKey }))],
    ['a token for another workspace', { ...bearer(token), 'x-earshot-workspace': 'b' }],
    ['a token of another person', bearer(await issuer.sign({ sub: 'nobody' }))],
  ]);
}

/** Addresses made of one that was signed for A, which is among them. */
export async function worthlessAddresses({ api, a }: AttackFixture, b: number): Promise<Map<string, string>> {
  const { services, admin } = api;
  const newKey = () => createApiKey(services.sql, { workspaceId: a, name: 'x', scopes: ['read'], expiresAt: null });
  const sign = async (key: string) => {
    const text = 'mutation { createSignedUrl(dataset: "customer_traits", format: CSV, parameters: []) { path } }';
    return (await api.query(key, text)).data.createSignedUrl.path as string;
  };
  const [good, revoked] = [await newKey(), await newKey()];
  const [path, ofRevoked] = [await sign(good.key), await sign(revoked.key)];
  await revokeApiKey(services.sql, a, revoked.id);
  const part = (index: number, value: string | number) =>
    path.replace(/signature=([^&]*)/, (_all, signature) => `signature=${signature.split('.').with(index, value).join('.')}`);
  const [theirs] = await admin<{ id: bigint }[]>`select id from signing_key where workspace_id = ${b} limit 1`;
  return new Map([
    ['as it was signed', path],
    ['of a key that was revoked', ofRevoked],
    ['of another dataset', path.replace('customer_traits', 'orders')],
    ['with another parameter', `${path}&columns=key`],
    ['of workspace B', part(0, b)],
    ['of workspace B and its signing key', part(0, b).replace(/(signature=\d+\.)\d+/, `$1${theirs!.id}`)],
    ['by another key', part(2, 1)],
    ['that ends later', part(3, seconds() + 99_999)],
    ['that has ended', part(3, seconds() - 1)],
    ['with another signature', part(4, 'A'.repeat(43))],
    ['without a signature', path.replace(/signature=[^&]*/, 'signature=')],
  ]);
}
