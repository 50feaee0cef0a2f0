import { timingSafeEqual } from 'node:crypto';
import { inWorkspace, type Sql } from '../../prisma/sql.ts';
import type { Principal } from '../../schema/context.ts';
import { type SignedClaims, signatureOf, signatureParameter, signedPath } from '../../schema/keys/signedPath.ts';

export interface AdmittedUrl {
  readonly principal: Principal;
  /** Without the signature. */
  readonly url: URL;
  readonly pageAddress: PageAddress;
  /** Whether its key is. That the address itself has ended meanwhile ends no answer that has begun. */
  isStillGood(): Promise<boolean>;
}

/** The address of another page of what was asked for: as good as that of the request, and for no longer. Null: the request's is good for one page. */
export type PageAddress = (pathname: string, parameters: URLSearchParams) => string | null;

/** Of who shows a credential, and will again. */
export const plainAddress: PageAddress = (pathname, parameters) => `${pathname}?${parameters}`;

export const isSigned = (url: URL): boolean => url.searchParams.has(signatureParameter);

/**
 * Lets in what an address was signed for: this path with these parameters, until its end and while its key is good, to read
 * and without personal data. The signature says in which workspace to look for what proves it; until it is proved, nothing
 * of that workspace is used but the secret that it is compared with.
 *
 * @returns ENDED for one that was good: whoever shows it guesses nothing
 */
export async function admitSignedUrl(sql: Sql, url: URL): Promise<AdmittedUrl | 'WRONG' | 'ENDED'> {
  const [signature = '', ...more] = url.searchParams.getAll(signatureParameter);
  const [, workspace, signingKey, apiKey, end, pages, mac = ''] =
    /^(\d{1,9})\.(\d{1,18})\.(\d{1,18})\.(\d{1,12})(\.pages)?\.([\w-]{43})$/.exec(signature) ?? [];
  if (more.length > 0 || !workspace || !signingKey || !apiKey || !end) return 'WRONG';
  const claims: SignedClaims = {
    workspaceId: Number(workspace),
    signingKeyId: BigInt(signingKey),
    apiKeyId: BigInt(apiKey),
    expires: Number(end),
    allPages: pages !== undefined,
  };
  const { workspaceId, signingKeyId, apiKeyId, expires } = claims;
  if (workspaceId < 1) return 'WRONG';
  const find = async () => {
    const [found] = await inWorkspace(
      sql,
      workspaceId,
      (tx) => tx<{ secret: Buffer; isGood: boolean }[]>`
        select s.secret, k.id is not null as "isGood"
          from signing_key s
          left join api_key k on k.workspace_id = ${workspaceId} and k.id = ${apiKeyId} and 'read' = any(k.scopes)
                             and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
         where s.workspace_id = ${workspaceId} and s.id = ${signingKeyId}`,
    );
    return found;
  };
  const found = await find();
  if (!found) return 'WRONG';
  const own = new URL(url);
  own.searchParams.delete(signatureParameter);
  const expected = signatureOf(found.secret, claims, url.pathname, own.searchParams);
  if (!timingSafeEqual(expected, Buffer.from(mac, 'base64url'))) return 'WRONG';
  if (expires <= Date.now() / 1000 || !found.isGood) return 'ENDED';
  return {
    principal: { kind: 'API_KEY', workspaceId, id: apiKeyId, scopes: new Set(['read'] as const) },
    url: own,
    pageAddress: (pathname, parameters) => (claims.allPages ? signedPath(found.secret, claims, pathname, parameters) : null),
    isStillGood: async () => (await find())?.isGood ?? false,
  };
}
