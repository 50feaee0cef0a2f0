import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { NotAdmitted } from './notAdmitted.ts';

export interface IssuerAddress {
  readonly issuer: string;
  /** Null: as the issuer's own discovery document says. */
  readonly jwksUrl: string | null;
  /** Between two looks for a key that is not known yet: rotation is seen within it, and strangers cause no more requests than this. */
  readonly cooldownSeconds: number;
}

const refreshMilliseconds = 10 * 60_000;
/** An issuer that is down signs nothing new, and what it has signed is mostly over by then. */
const longestMilliseconds = 60 * 60_000;
const retryMilliseconds = 5000;
const timeoutMilliseconds = 5000;
const mostBytes = 256 * 1024;

interface HeldKeys {
  readonly select: ReturnType<typeof createLocalJWKSet>;
  readonly at: number;
}

/**
 * The public keys of an issuer, fetched when first needed and again every ten minutes beside the requests, which do not
 * wait. A key that is not among them is looked for once a cooldown, whoever asks how often. While the issuer cannot be
 * reached the last keys serve for an hour; then, or when there never were any, the answer is 503.
 */
export function createIssuerKeys(address: IssuerAddress, onFault: (error: unknown) => void, now = Date.now): JWTVerifyGetKey {
  let held: HeldKeys | null = null;
  let pending: Promise<void> | null = null;
  let restUntil = 0;

  const fetchKeys = async (): Promise<void> => {
    try {
      held = { select: createLocalJWKSet((await fetchJson(await findJwksUrl(address))) as JSONWebKeySet), at: now() };
      restUntil = now() + address.cooldownSeconds * 1000;
    } catch (error) {
      restUntil = now() + Math.min(retryMilliseconds, address.cooldownSeconds * 1000);
      onFault(error);
    } finally {
      pending = null;
    }
  };
  /** Shared by all who ask at once; at rest it does nothing. */
  const refresh = async (): Promise<void> => {
    if (!pending && now() < restUntil) return;
    pending ??= fetchKeys();
    await pending;
  };
  const age = () => (held ? now() - held.at : Number.POSITIVE_INFINITY);
  const current = (): HeldKeys => {
    if (!held || age() > longestMilliseconds) throw unavailable();
    return held;
  };

  return async (header, token) => {
    if (age() > longestMilliseconds) await refresh();
    else if (age() > refreshMilliseconds) void refresh();
    const known = current();
    try {
      return await known.select(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await refresh();
      const renewed = current();
      if (renewed === known) throw error;
      return renewed.select(header, token);
    }
  };
}

const unavailable = () =>
  new NotAdmitted({
    status: 503,
    code: 'UNAVAILABLE',
    message: 'The identity provider cannot be reached to check the token: try again soon',
  });

async function findJwksUrl({ issuer, jwksUrl }: IssuerAddress): Promise<string> {
  if (jwksUrl) return jwksUrl;
  const address = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const found = (await fetchJson(address)) as { issuer?: unknown; jwks_uri?: unknown };
  if (found.issuer !== issuer) throw new Error('the discovery document is of another issuer');
  if (typeof found.jwks_uri !== 'string' || !isSafeIssuerUrl(found.jwks_uri))
    throw new Error('the discovery document names no https jwks_uri');
  return found.jwks_uri;
}

/** https, or http on this machine: who can change keys on their way can sign in as anybody. */
export function isSafeIssuerUrl(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname));
}

async function fetchJson(url: string): Promise<unknown> {
  const response = await fetch(url, {
    headers: { accept: 'application/json' },
    redirect: 'error',
    signal: AbortSignal.timeout(timeoutMilliseconds),
  });
  if (response.status !== 200) throw new Error(`the issuer answered ${response.status}`);
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new Error(`the issuer answered more than ${mostBytes} bytes`);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
