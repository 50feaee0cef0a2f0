import { type FlattenedJWSInput, jwtVerify } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIssuerKeys, isSafeIssuerUrl } from '../../../api/auth/issuerKeys.ts';
import { NotAdmitted } from '../../../api/auth/notAdmitted.ts';
import { startTestIssuer, type TestIssuer } from '../../support/testIssuer.ts';

let issuer: TestIssuer;
beforeAll(async () => {
  issuer = await startTestIssuer();
});
afterAll(() => issuer.close());

/** Keys on a clock that the test moves. */
function open(jwksUrl: string | null = null) {
  const clock = { now: 0 };
  const faults: unknown[] = [];
  const address = { issuer: issuer.issuer, jwksUrl, cooldownSeconds: 30 };
  const keys = createIssuerKeys(
    address,
    (error) => faults.push(error),
    () => clock.now,
  );
  return { clock, faults, verify: async (token: string) => (await jwtVerify(token, keys)).payload.sub, keys };
}

it('finds keys by discovery, fetches them once, and a rotated one as soon as the cooldown lets it', async () => {
  const { clock, verify } = open();
  const before = issuer.keyRequests();
  await Promise.all(Array.from({ length: 20 }, async () => expect(await verify(await issuer.sign())).toBe('someone')));
  expect(issuer.keyRequests() - before).toBe(1);
  await issuer.rotate();
  const token = await issuer.sign();
  clock.now = 29_000;
  for (let i = 0; i < 5; i++) await expect(verify(token)).rejects.toThrow('no applicable key');
  expect(issuer.keyRequests() - before).toBe(1);
  clock.now = 30_000;
  const stray = await issuer.sign({}, { header: { kid: 'stray' } });
  const unknown = Promise.allSettled(Array.from({ length: 10 }, () => verify(stray)));
  expect(await verify(token)).toBe('someone');
  expect((await unknown).map(({ status }) => status)).toEqual(Array(10).fill('rejected'));
  expect(issuer.keyRequests() - before).toBe(2);
});

it('goes on with the last keys for an hour while the issuer is down, then answers 503, then recovers', async () => {
  const { clock, faults, verify } = open(`${issuer.issuer}/jwks`);
  const token = await issuer.sign();
  expect(await verify(token)).toBe('someone');
  issuer.setDown(true);
  clock.now = 59 * 60_000;
  expect(await verify(token)).toBe('someone');
  await expect.poll(() => faults).toHaveLength(1); // it looked for newer ones meanwhile
  clock.now = 61 * 60_000;
  await expect(verify(token)).rejects.toSatisfy((error) => error instanceof NotAdmitted && error.refusal.status === 503);
  issuer.setDown(false);
  await expect(verify(token)).rejects.toThrow(NotAdmitted); // it has just failed: not asked again at once
  clock.now += 5000;
  expect(await verify(token)).toBe('someone');
});

it('takes no keys from a discovery document of another issuer', async () => {
  const { faults, keys } = open();
  const impostor = createIssuerKeys({ issuer: `${issuer.issuer}/`, jwksUrl: null, cooldownSeconds: 30 }, (error) => faults.push(error));
  await expect(impostor({ alg: 'ES256' }, {} as FlattenedJWSInput)).rejects.toThrow(NotAdmitted);
  expect(faults).toMatchObject([{ message: 'the discovery document is of another issuer' }]);
  expect(keys).toBeTypeOf('function');
});

it.each([
  ['https://id.example.com/realm', true],
  ['http://localhost:8080', true],
  ['http://[::1]:8080', true],
  ['http://id.example.com', false],
  ['https://user:pass@id.example.com', false],
  ['ftp://id.example.com', false],
  ['nonsense', false],
])('%s is a safe address: %s', (url, isSafe) => expect(isSafeIssuerUrl(url)).toBe(isSafe));
