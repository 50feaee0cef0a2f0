import { createHmac } from 'node:crypto';

/** What an address of a dataset is bound to. The signature names all of it that the address does not. */
export interface SignedClaims {
  readonly workspaceId: number;
  readonly signingKeyId: bigint;
  readonly apiKeyId: bigint;
  /** Seconds since 1970. */
  readonly expires: number;
  /** Whether its next page may be signed alike, and so all that follow. */
  readonly allPages: boolean;
}

export const signatureParameter = 'signature';

/**
 * HMAC-SHA-256 over the path (dataset and format), every parameter, the key whose rights it lends, and the end. Parameters
 * are put in the order of their names, for tools reorder them; of two that are named alike both are signed, in their order.
 * JSON keeps apart what plain joining would not ("a=b" and "a", "=b"). Its first word keeps apart one page and all of them.
 */
export function signatureOf(
  secret: Uint8Array,
  claims: SignedClaims,
  pathname: string,
  parameters: Iterable<readonly [string, string]>,
): Buffer {
  const { workspaceId, signingKeyId, apiKeyId, expires, allPages } = claims;
  const opened = allPages ? 'earshot dataset pages 1' : 'earshot dataset 1';
  const sorted = [...parameters].filter(([name]) => name !== signatureParameter).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const signed = JSON.stringify([opened, workspaceId, String(signingKeyId), String(apiKeyId), expires, pathname, sorted]);
  return createHmac('sha256', secret).update(signed).digest();
}

/** The address with its signature; below the address of the API. */
export function signedPath(secret: Uint8Array, claims: SignedClaims, pathname: string, parameters: URLSearchParams): string {
  const { workspaceId, signingKeyId, apiKeyId, expires, allPages } = claims;
  const mac = signatureOf(secret, claims, pathname, parameters).toString('base64url');
  const signature = [workspaceId, signingKeyId, apiKeyId, expires, ...(allPages ? ['pages'] : []), mac].join('.');
  const query = new URLSearchParams([...parameters, [signatureParameter, signature]]);
  return `${pathname}?${query}`;
}
