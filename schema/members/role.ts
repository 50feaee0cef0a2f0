/** What people may do, as an identity provider or an administrator says it; scopes are what everything is checked by. */
import type { Scope } from '../context.ts';

/** From the least to the most. */
export const roles = ['VIEWER', 'ANALYST', 'ENGINEER', 'ADMIN'] as const;
export type Role = (typeof roles)[number];

/** Who reads comments is an analyst; who loads files sees what was wrong with their lines: both need personal data. */
export const scopesOfRole: Readonly<Record<Role, readonly Scope[]>> = {
  VIEWER: ['read'],
  ANALYST: ['read', 'pii', 'compute'],
  ENGINEER: ['read', 'pii', 'compute', 'ingest'],
  ADMIN: ['read', 'pii', 'compute', 'ingest', 'admin'],
};

export const isRole = (text: unknown): text is Role => (roles as readonly unknown[]).includes(text);

/** The highest of the roles among names; null where none is one. Letters of either case, for issuers differ. */
export function highestRole(names: readonly string[]): Role | null {
  const upper = names.map((name) => name.toUpperCase());
  return roles.findLast((role) => upper.includes(role)) ?? null;
}

export const lowerOf = (a: Role, b: Role): Role => (roles.indexOf(a) < roles.indexOf(b) ? a : b);
