/** A real identity provider as far as an API sees one: discovery, keys over HTTP, tokens signed by them. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';

export interface TestIssuer {
  readonly issuer: string;
  /** How often its keys were asked for. */
  readonly keyRequests: () => number;
  /** Public keys of now. */
  readonly keys: () => JWK[];
  /** Claims are as given, over a sound default; undefined leaves one out. */
  sign(claims?: Record<string, unknown>, by?: { readonly header?: Record<string, unknown>; readonly key?: CryptoKey }): Promise<string>;
  /** New keys alone from now on. */
  rotate(alg?: string): Promise<void>;
  /** While true it answers nothing but 500. */
  setDown(isDown: boolean): void;
  close(): Promise<void>;
}

export const seconds = () => Math.floor(Date.now() / 1000);

export async function startTestIssuer(): Promise<TestIssuer> {
  let count = 0;
  let requests = 0;
  let isDown = false;
  let current = await newKey('RS256');
  async function newKey(alg: string) {
    const { privateKey, publicKey } = await generateKeyPair(alg);
    const kid = `key-${++count}`;
    return { alg, kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
  }
  const server = createServer((request, response) => {
    if (isDown) {
      response.writeHead(500).end();
      return;
    }
    if (request.url === '/jwks') requests++;
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer, jwks_uri: `${issuer}/jwks` },
      '/jwks': { keys: [current.jwk] },
    };
    const found = documents[request.url ?? ''];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' }).end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    keyRequests: () => requests,
    keys: () => [current.jwk],
    sign: (claims = {}, { header, key } = {}) => {
      const sound = { iss: issuer, aud: 'earshot', sub: 'someone', iat: seconds(), exp: seconds() + 300 };
      const payload = JSON.parse(JSON.stringify({ ...sound, ...claims })) as JWTPayload;
      return new SignJWT(payload)
        .setProtectedHeader({ alg: current.alg, kid: current.kid, ...header })
        .sign(key ?? current.privateKey, { crit: { x: true } });
    },
    rotate: async (alg = 'ES256') => {
      current = await newKey(alg);
    },
    setDown: (down) => {
      isDown = down;
    },
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
