import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import type { IssuerAddress } from './issuerKeys.ts';

export interface TokenSettings extends IssuerAddress {
  /** A token must be for one of them. */
  readonly audiences: readonly string[];
  readonly algorithms: readonly string[];
  readonly clockSkewSeconds: number;
  /** Claims by name, or by path (`realm_access.roles`). */
  readonly workspaceClaim: string;
  readonly roleClaim: string;
}

/** With a public key alone nobody can sign: HMAC, whose key both sides hold, is not among these, nor `none`. */
export const asymmetricAlgorithms = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
] as const;

/** What a token says, once it is proved that its issuer has said it, to us and for now. */
export interface VerifiedToken {
  readonly issuer: string;
  readonly subject: string;
  /** Those of our audiences that it is for. */
  readonly audiences: readonly string[];
  readonly workspace: string | null;
  readonly roles: readonly string[];
  /** From here on it is refused, skew included. */
  readonly expiresAt: Date;
}

/** @throws Error where the token is no good: why is for the log, never for the bearer; NotAdmitted where that cannot be known. */
export async function verifyToken(token: string, keys: JWTVerifyGetKey, settings: TokenSettings): Promise<VerifiedToken> {
  const { issuer, clockSkewSeconds } = settings;
  const { payload } = await jwtVerify(token, keys, {
    issuer,
    audience: [...settings.audiences],
    algorithms: [...settings.algorithms],
    clockTolerance: clockSkewSeconds,
    requiredClaims: ['exp', 'iat', 'sub'],
  });
  const { exp = 0, iat = 0, sub } = payload;
  if (iat > Date.now() / 1000 + clockSkewSeconds) throw new Error('iat is in the future');
  if (typeof sub !== 'string' || sub === '' || sub.length > 255 || sub.includes('\0')) throw new Error('sub is no name');
  const of = [payload.aud ?? []].flat();
  return {
    issuer,
    subject: sub,
    audiences: settings.audiences.filter((audience) => of.includes(audience)),
    workspace: workspaceOf(claim(payload, settings.workspaceClaim)),
    roles: textsOf(claim(payload, settings.roleClaim)),
    expiresAt: new Date((exp + clockSkewSeconds) * 1000),
  };
}

/** Null where nothing is claimed. What is claimed but is no single name must not count as nothing: that would open any workspace. */
function workspaceOf(claimed: unknown): string | null {
  if (claimed === undefined || claimed === null) return null;
  const [name, ...others] = [claimed].flat();
  if (typeof name !== 'string' || others.length > 0) throw new Error('the claim of the workspace is no single name');
  return name;
}

/** By the whole name first: names of claims may be addresses, with full stops in them. */
function claim(payload: JWTPayload, name: string): unknown {
  if (Object.hasOwn(payload, name)) return payload[name];
  return name.split('.').reduce<unknown>((value, part) => {
    return typeof value === 'object' && value !== null && Object.hasOwn(value, part) ? (value as Record<string, unknown>)[part] : undefined;
  }, payload);
}

const textsOf = (value: unknown): string[] => [value].flat().filter((item) => typeof item === 'string');
