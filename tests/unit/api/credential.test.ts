import { describe, expect, it } from 'vitest';
import { isCsrfSafe, readCredential } from '../../../api/auth/credential.ts';
import { createSecret, hashSecret } from '../../../schema/keys/secret.ts';

describe('the credential of a request', () => {
  it('is a key in either header', () => {
    expect(readCredential({ authorization: 'Bearer ek_a' })).toEqual({ secret: 'ek_a', kind: 'API_KEY' });
    expect(readCredential({ 'x-api-key': 'ek_a' })).toEqual({ secret: 'ek_a', kind: 'API_KEY' });
  });
  it('is the session among other cookies', () => {
    expect(readCredential({ cookie: 'theme=dark; earshot_session=es_a; x=1' })).toEqual({ secret: 'es_a', kind: 'SESSION' });
  });
  it('is the key when both are there', () => {
    expect(readCredential({ authorization: 'bearer ek_a', cookie: 'earshot_session=es_a' })?.kind).toBe('API_KEY');
  });
  it('is nothing when absent, of another scheme or too long to be ours', () => {
    expect(readCredential({})).toBeNull();
    expect(readCredential({ authorization: 'Basic dXNlcjpwYXNz' })).toBeNull();
    expect(readCredential({ 'x-api-key': 'x'.repeat(101) })).toBeNull();
  });
  it('needs the CSRF header only where a browser adds it by itself', () => {
    expect(isCsrfSafe({ secret: 'ek_a', kind: 'API_KEY' }, {})).toBe(true);
    expect(isCsrfSafe({ secret: 'es_a', kind: 'SESSION' }, {})).toBe(false);
    expect(isCsrfSafe({ secret: 'es_a', kind: 'SESSION' }, { 'x-earshot-csrf': '1' })).toBe(true);
  });
});

describe('a secret', () => {
  it('has 256 random bits behind a prefix, and is stored as SHA-256', () => {
    const secret = createSecret('ek');
    expect(secret).toMatch(/^ek_[\w-]{43}$/);
    expect(createSecret('ek')).not.toBe(secret);
    expect(hashSecret('abc').toString('hex')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'); // FIPS 180-2, B.1
  });
});
