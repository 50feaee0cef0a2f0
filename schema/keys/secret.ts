import { createHash, randomBytes } from 'node:crypto';

/** What a secret is for, as people see it at its start: a key, a session's cookie, a one-time link. */
export type SecretKind = 'ek' | 'es' | 'el';

/** 256 random bits: nothing to guess, so the stored hash needs neither salt nor stretching. */
export function createSecret(kind: SecretKind): string {
  return `${kind}_${randomBytes(32).toString('base64url')}`;
}

/** What is stored and looked up. The look-up by hash takes the same time whatever the secret is. */
export function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/** Longer than any secret; keeps a header of megabytes from being hashed. */
export const maxSecretLength = 100;

/** The first characters, to recognise a key in a list: 42 of its 256 bits at most. */
export const prefixOf = (secret: string) => secret.slice(0, 10);
