import type { IncomingHttpHeaders } from 'node:http';
import { maxSecretLength } from '../../schema/keys/secret.ts';

/** What a request shows to say who it is. A key or token is sent on purpose; a cookie the browser adds to whatever a page asks for. */
export interface Credential {
  readonly secret: string;
  /** TOKEN: of an identity provider. */
  readonly kind: 'API_KEY' | 'SESSION' | 'TOKEN';
  /** Key of the workspace that the bearer of a token asks for; a token may open several. */
  readonly workspace?: string;
}

export const sessionCookie = 'earshot_session';
/** Required beside the cookie: a foreign page cannot set it, and a key needs no such proof. */
export const csrfHeader = 'x-earshot-csrf';
export const workspaceHeader = 'x-earshot-workspace';

/** Longer than tokens are; Node takes 16 KiB of headers in all. */
const maxTokenLength = 8192;

/** A key or token wins over a cookie. Null when there is none. */
export function readCredential(headers: IncomingHttpHeaders): Credential | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1];
  if (bearer?.includes('.')) return readToken(bearer, headers[workspaceHeader]); // no secret of ours holds a full stop
  const key = bearer ?? headers['x-api-key'];
  if (typeof key === 'string' && key !== '') return short({ secret: key, kind: 'API_KEY' });
  const session = readCookie(headers.cookie, sessionCookie);
  return session ? short({ secret: session, kind: 'SESSION' }) : null;
}

function readToken(secret: string, workspace: string | readonly string[] | undefined): Credential | null {
  if (secret.length > maxTokenLength) return null;
  return { secret, kind: 'TOKEN', ...(typeof workspace === 'string' && { workspace }) };
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
  return credential.kind !== 'SESSION' || headers[csrfHeader] !== undefined;
}
