/** Where the server is and who asks. */
import { isHeaderText, joinedHeaders } from './joinedHeaders.ts';

export interface ClientOptions {
  /** Where Earshot is, for example https://earshot.example.com. '/' is the origin of a browser's page, or what a `fetch` of your own makes of it. */
  readonly url: string;
  /** An API key (`earshot keys create`). It belongs on a server: whoever reads a page reads its keys. */
  readonly key?: string | undefined;
  /** A bearer token, or how to get the current one: asked before every request. With neither key nor token a browser's session is used. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Default: the runtime's own. */
  readonly fetch?: typeof globalThis.fetch | undefined;
  /** How often a question is asked again when the server is away or busy. Default 3. */
  readonly retries?: number | undefined;
  /** For each try, until the answer is complete. 0: for ever. Default 30 seconds. */
  readonly timeoutMs?: number | undefined;
  /** Who asks, for the log of the server. */
  readonly clientName?: string | undefined;
  readonly clientVersion?: string | undefined;
  /** More headers for every request. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** The same, checked, with every default in its place. */
export interface ClientSettings {
  /** Without a slash at its end. */
  readonly url: string;
  readonly headers: () => Promise<Record<string, string>>;
  readonly fetch: typeof globalThis.fetch;
  readonly retries: number;
  readonly timeoutMs: number;
}

/** @throws TypeError on what can never work; it never repeats the key */
export function settingsOf(options: ClientOptions): ClientSettings {
  const { url, key, token, retries = 3, timeoutMs = 30_000, clientName, clientVersion, headers = {} } = options;
  checkUrl(url, options.fetch !== undefined);
  if (key !== undefined && token !== undefined) throw new TypeError('give a key or a token, not both');
  if (key !== undefined) checkSecret('key', key);
  if (!(Number.isInteger(retries) && retries >= 0)) throw new TypeError(`retries is ${retries}, it should be 0 or more`);
  if (!(timeoutMs >= 0)) throw new TypeError(`timeoutMs is ${timeoutMs}, it should be 0 or more`);
  for (const [name, value] of Object.entries({ clientName, clientVersion }))
    if (value !== undefined && !isHeaderText(value))
      throw new TypeError(`${name} is ${JSON.stringify(value)}, it should be of characters of Latin-1, on one line`);
  joinedHeaders(headers);
  const fetcher = options.fetch ?? globalThis.fetch;
  return {
    url: url.replace(/\/+$/, ''),
    headers: () => headersOf(options),
    fetch: (input, init) => fetcher(input, init), // a browser's fetch minds being called as a method of something else
    retries,
    timeoutMs,
  };
}

function checkUrl(url: string, hasOwnFetch: boolean): void {
  const isRelative = /^(\/(?!\/)|$)/.test(url);
  const remedy = 'it should be like https://earshot.example.com';
  // Not repeated below: it may be a secret. fetch sends no such request, and says of it what it says of a server that is away.
  if (/^\w+:\/*[^/?#]*@/.test(url))
    throw new TypeError(`url has a name or a password before its host, ${remedy}: leave them out, key or token say who asks`);
  if (/[?#]/.test(url)) throw new TypeError(`url is ${JSON.stringify(url)}, ${remedy}: without ? and #, behind which no path can stand`);
  if (!isRelative && !(/^https?:\/\/[^/]/.test(url) && URL.canParse(url))) throw new TypeError(`url is ${JSON.stringify(url)}, ${remedy}`);
  const hasPage = (globalThis as { readonly location?: unknown }).location !== undefined;
  if (isRelative && !hasPage && !hasOwnFetch)
    throw new TypeError(`url is ${JSON.stringify(url)}, which is relative to a page, and there is none: ${remedy}`);
}

async function headersOf({
  key,
  token,
  clientName = 'earshot-sdk',
  clientVersion,
  headers = {},
}: ClientOptions): Promise<Record<string, string>> {
  const secret = key ?? (typeof token === 'function' ? await token() : token);
  if (secret !== undefined) checkSecret('token', secret);
  return joinedHeaders(headers, {
    'graphql-client-name': clientName,
    ...(clientVersion === undefined ? {} : { 'graphql-client-version': clientVersion }),
    // A session's cookie is sent by the browser; the header beside it is what a foreign page cannot set.
    ...(secret === undefined ? { 'x-earshot-csrf': '1' } : { authorization: `Bearer ${secret}` }),
  });
}

function checkSecret(name: string, secret: string): void {
  if (!/^[\x21-\x7e]+$/.test(secret)) throw new TypeError(`the ${name} is empty or has characters that no ${name} has`);
}
