import { isIP } from 'node:net';
import { isPublicAddress } from './publicAddress.ts';

const longestUrl = 2000;

/**
 * Why an endpoint cannot be at this address; null when it can. Names are not looked up here: whom they belong to may change, so
 * that is judged each time something is sent.
 *
 * @param allowPrivate also http and addresses of one's own network, for tests and closed networks
 */
export function webhookUrlFault(text: string, allowPrivate: boolean): string | null {
  const url = URL.parse(text);
  if (!url || text.length > longestUrl) return `this is no URL of at most ${longestUrl} characters`;
  if (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:')) return 'this does not begin with https://';
  if (url.username || url.password) return 'this holds a user or a password, which would stand in lists; the signature is the proof';
  if (url.hash) return 'this holds a fragment (#…), which is never sent';
  if (!allowPrivate && isPrivateHost(url)) return 'this is not an address of the public internet';
  return null;
}

/** The parser has turned every spelling of an address (decimal, hexadecimal, octal) into the usual one. */
export function isPrivateHost(url: URL): boolean {
  const host = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (isIP(host)) return !isPublicAddress(host);
  return host === 'localhost' || host.endsWith('.localhost');
}
