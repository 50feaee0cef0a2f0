/** Doing it again: when, how often, and how long to wait in between. */
import { EarshotError } from './earshotError.ts';

export interface RetryOptions {
  /** How often it is done again, at most. */
  readonly retries: number;
  readonly signal?: AbortSignal | null | undefined;
  readonly isTransient?: (error: unknown) => boolean;
}

const firstPauseMs = 250;
const longestPauseMs = 4000;
const longestRetryAfterMs = 60_000;

export const isTransientError = (error: unknown): error is EarshotError => error instanceof EarshotError && error.isTransient;

/** An EarshotError, or what a caller made of one. */
interface MayAsk {
  readonly retryAfterMs?: number | null | undefined;
}

/** Whoever is asked to wait for longer than a minute is told so instead. */
export const isWorthWaiting = ({ retryAfterMs }: MayAsk) => (retryAfterMs ?? 0) <= longestRetryAfterMs;

/** @throws the last error; the reason of the signal when it is aborted meanwhile */
export async function retrying<Result>(
  work: () => Promise<Result>,
  { retries, signal, isTransient = isTransientError }: RetryOptions,
): Promise<Result> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      const refusal = (error ?? {}) as MayAsk;
      if (attempt >= retries || !isTransient(error) || !isWorthWaiting(refusal)) throw error;
      await pause(pauseMs(attempt, refusal.retryAfterMs), signal);
    }
  }
}

/**
 * 0.25 s, doubled each time up to 4 s, of which between half and all: clients that a restart threw out together do not come back
 * together. A server that says when is not asked before.
 */
export function pauseMs(attempt: number, retryAfterMs: number | null = null): number {
  const longest = Math.min(firstPauseMs * 2 ** attempt, longestPauseMs);
  const drawn = (longest * (1 + Math.random())) / 2;
  return retryAfterMs === null ? drawn : retryAfterMs + drawn / 4;
}

export function pause(milliseconds: number, signal?: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** Seconds or a date, as HTTP writes it. */
export function retryAfterMsOf(headers: Headers): number | null {
  const given = headers.get('retry-after')?.trim();
  if (!given) return null;
  if (/^\d+(\.\d+)?$/.test(given)) return Number(given) * 1000;
  const at = Date.parse(given);
  return Number.isNaN(at) ? null : Math.max(at - Date.now(), 0);
}
