import type { IncomingHttpHeaders } from 'node:http';
import { maxSecretLength } from './secret.ts';

/** What a request shows to say who it is. A key is sent on purpose; a cookie the browser adds to whatever a page asks for. */
export interface Credential {
  readonly secret: string;
  readonly kind: 'API_KEY' | 'SESSION';
}

export const sessionCookie = 'earshot_session';
/** Required beside the cookie: a foreign page cannot set it, and a key needs no such proof. */
export const csrfHeader = 'x-earshot-csrf';

/** A key wins over a cookie. Null when there is neither. */
export function readCredential(headers: IncomingHttpHeaders): Credential | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  const key = bearer ?? headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return short({ secret: key, kind: 'API_KEY' });
  const session = readCookie(headers.cookie, sessionCookie);
  return session ? short({ secret: session, kind: 'SESSION' }) : null;
}

const short = (credential: Credential) => (credential.secret.length <= maxSecretLength ? credential : null);

function readCookie(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const [key, value] = pair.split('=', 2);
    if (key?.trim() === name && value) return value.trim();
  }
  return null;
}

export function isCsrfSafe(credential: Credential, headers: IncomingHttpHeaders): boolean {
  return credential.kind === 'API_KEY' || headers[csrfHeader] !== undefined;
}
