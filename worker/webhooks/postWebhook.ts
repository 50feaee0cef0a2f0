import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { PrivateAddress, publicLookup } from './publicAddress.ts';
import { isPrivateHost } from './webhookUrl.ts';

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface PostOptions {
  /** Also http and addresses of one's own network, for tests and closed networks. */
  readonly allowPrivate: boolean;
  readonly timeoutMilliseconds?: number;
  readonly lookup?: LookupFunction;
}

/** How an attempt went. Without a status there was no answer, and `error` says why. */
export interface WebhookAnswer {
  readonly status: number | null;
  readonly error: string | null;
  /** The beginning of the body. */
  readonly response: string | null;
  /** How long the receiver asks to be left alone. */
  readonly retryAfterSeconds: number;
  readonly milliseconds: number;
}

const keptBytes = 1024;
const defaultTimeout = 15_000; // for all of it; the specification recommends 15 to 30 s

/**
 * One POST of a signed message. Redirects are answers like any other and not followed; no proxy, no cookie, no connection
 * kept: each asks its name anew and connects to an address that was checked. Never throws.
 */
export async function postWebhook(message: WebhookRequest, options: PostOptions): Promise<WebhookAnswer> {
  const startedAt = performance.now();
  const done = (answer: Partial<WebhookAnswer>): WebhookAnswer => ({
    status: null,
    error: null,
    response: null,
    retryAfterSeconds: 0,
    ...answer,
    milliseconds: Math.round(performance.now() - startedAt),
  });
  const signal = AbortSignal.timeout(options.timeoutMilliseconds ?? defaultTimeout);
  try {
    const response = await send(message, options, signal);
    const body = await readBeginning(response);
    return done({ status: response.statusCode ?? 0, response: body, retryAfterSeconds: retryAfter(response) });
  } catch (error) {
    return done({ error: signal.aborted ? 'TIMEOUT: no answer within the time allowed' : faultOf(error) });
  }
}

function send({ url: text, headers, body }: WebhookRequest, options: PostOptions, signal: AbortSignal): Promise<IncomingMessage> {
  const url = new URL(text);
  const { allowPrivate } = options;
  if (!allowPrivate && (url.protocol !== 'https:' || isPrivateHost(url))) throw new PrivateAddress(url.hostname);
  const lookup = options.lookup ?? (allowPrivate ? undefined : publicLookup());
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(body),
        'user-agent': 'Earshot-Webhooks',
      },
      agent: false, // a connection of its own: one that is kept would not ask its name again
      signal,
      maxHeaderSize: 16_384,
      ...(lookup && { lookup }),
    });
    outgoing.once('response', resolve);
    outgoing.on('error', reject); // also of a connection that breaks later: the answer has ended by then
    outgoing.end(body);
  });
}

/** Reads as much of the body as is kept. The status has decided already: a body that breaks off or never ends changes nothing. */
async function readBeginning(response: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for await (const piece of response as AsyncIterable<Buffer>) {
      pieces.push(piece);
      size += piece.length;
      if (size >= keptBytes) break;
    }
  } catch {
    // what has come is kept
  }
  response.destroy();
  const text = Buffer.concat(pieces).subarray(0, keptBytes).toString('utf8');
  return text.replaceAll('\0', '\u{fffd}').slice(0, keptBytes); // a NUL cannot be stored
}

/** Seconds, or a date of HTTP; 0 where neither is given. */
function retryAfter({ headers }: IncomingMessage): number {
  const text = headers['retry-after'] ?? '';
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : (Date.parse(text) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}

function faultOf(error: unknown): string {
  if (error instanceof PrivateAddress) return `PRIVATE_ADDRESS: ${error.message}`;
  const { code, message } = error as NodeJS.ErrnoException;
  return `${code ?? 'NETWORK'}: ${message}`.slice(0, 500);
}
