/** One HTTP request with the client's credentials, and what can go wrong on the way, told apart. */
import { alarm } from './alarm.ts';
import type { ClientSettings } from './clientOptions.ts';
import { EarshotError } from './earshotError.ts';
import { joinedHeaders } from './joinedHeaders.ts';

export interface SendOptions {
  readonly signal?: AbortSignal | null | undefined;
  /** Until `read` has ended; 0: for ever. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Sends, and reads the answer with `read`; signal and timeout hold until that has ended.
 *
 * @throws EarshotError NETWORK or TIMEOUT; the reason of the signal when it is aborted; TypeError for what can never be sent
 */
export async function send<Result>(
  settings: Pick<ClientSettings, 'url' | 'headers' | 'fetch' | 'timeoutMs'>,
  path: string,
  init: RequestInit,
  read: (response: Response) => Promise<Result>,
  { signal, timeoutMs = settings.timeoutMs }: SendOptions = {},
): Promise<Result> {
  if (!path.startsWith('/')) throw new TypeError(`path is ${JSON.stringify(path)}, it should begin with a slash`); // else part of the host
  signal?.throwIfAborted();
  const late = new AbortController();
  const stop = alarm(timeoutMs, () => late.abort());
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal; // the body goes on listening to the caller's
  let waitsFor: 'token' | 'answer' | 'body' = 'token';
  try {
    const headers = joinedHeaders(init.headers ?? {}, await Promise.race([settings.headers(), aborted(either)]));
    waitsFor = 'answer';
    const response = await settings.fetch(`${settings.url}${path}`, { redirect: 'manual', ...init, headers, signal: either });
    waitsFor = 'body';
    if (init.redirect === undefined && isRedirect(response)) throw redirected(settings.url, response);
    return await read(response);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (late.signal.aborted) throw tooLate(waitsFor === 'token' ? 'no token came' : `Earshot at ${settings.url} gave no answer`, timeoutMs);
    if (waitsFor === 'token' || !isNetworkFault(cause)) throw cause;
    throw waitsFor === 'body' ? brokenOff(settings.url, cause) : unreachable(settings.url, cause);
  } finally {
    stop();
  }
}

/** Of who gives the token it is not known whether they mind the signal. */
const aborted = (signal: AbortSignal) =>
  new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
  });

/** What fetch and its body throw; anything else is a fault of the program and stays what it is. */
const isNetworkFault = (error: unknown) => error instanceof TypeError || (error as { name?: unknown } | null)?.name === 'AbortError';

/** To another host a credential is not sent on. Of where it leads a browser tells nothing. */
const isRedirect = ({ type, status }: Response) => type === 'opaqueredirect' || [301, 302, 303, 307, 308].includes(status);

function redirected(url: string, { status, headers, body }: Response): EarshotError {
  void body?.cancel();
  const location = headers.get('location') ?? '';
  const to = URL.canParse(location, url) ? new URL(location, url) : null;
  const where = to ? ` to ${to.origin}${to.pathname}` : '';
  const message = `what answers at ${url} redirects${where}, where no credential is sent on: url should be where Earshot itself answers`;
  return new EarshotError(message, { kind: 'PROTOCOL', code: 'REDIRECTED', status: status || undefined });
}

function tooLate(what: string, timeoutMs: number): EarshotError {
  return new EarshotError(`${what} within ${timeoutMs} ms`, { kind: 'TIMEOUT', code: 'TIMEOUT' });
}

function unreachable(url: string, cause: unknown): EarshotError {
  return new EarshotError(`Earshot at ${url} cannot be reached (${reasonOf(cause)})`, { kind: 'NETWORK', code: 'UNREACHABLE', cause });
}

export function brokenOff(url: string, cause?: unknown): EarshotError {
  return new EarshotError(`the answer of Earshot at ${url} broke off`, { kind: 'NETWORK', code: 'BROKEN_OFF', cause });
}

/** Node tells the reason in the cause; a browser tells none. */
function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: string; message?: string }; message?: string };
  return cause?.code ?? cause?.message ?? message ?? 'no reason given';
}
