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
  const headers = joinedHeaders(init.headers ?? {}, await settings.headers());
  signal?.throwIfAborted();
  const late = new AbortController();
  const stop = alarm(timeoutMs, () => late.abort());
  const either = signal ? AbortSignal.any([signal, late.signal]) : late.signal; // the body goes on listening to the caller's
  let isAnswered = false;
  try {
    const response = await settings.fetch(`${settings.url}${path}`, { redirect: 'error', ...init, headers, signal: either });
    isAnswered = true;
    return await read(response);
  } catch (cause) {
    if (signal?.aborted) throw signal.reason;
    if (late.signal.aborted) throw tooLate(settings.url, timeoutMs);
    if (!isNetworkFault(cause)) throw cause;
    throw isAnswered ? brokenOff(settings.url, cause) : unreachable(settings.url, cause);
  } finally {
    stop();
  }
}

/** What fetch and its body throw; anything else is a fault of the program and stays what it is. */
const isNetworkFault = (error: unknown) => error instanceof TypeError || (error as { name?: unknown } | null)?.name === 'AbortError';

function tooLate(url: string, timeoutMs: number): EarshotError {
  return new EarshotError(`Earshot at ${url} gave no answer within ${timeoutMs} ms`, { kind: 'TIMEOUT', code: 'TIMEOUT' });
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
