import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Principal } from '../../schema/context.ts';

/** A request is a point; one to the graph is a point more for every so much that its query costs. */
const costOfPoint = 10_000;
export const pointsOfCost = (cost: number) => Math.floor(cost / costOfPoint);

const windowSeconds = 60;

/** Where a key stands after a request. */
export interface Allowance {
  readonly isExceeded: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly resetSeconds: number;
}

export type Spend = (principal: Principal, points: number) => Promise<Allowance>;

/**
 * Points that a key may spend in a minute. Counted in the memory of this process: an installation with several gives each
 * key as much in each. Spending goes on past the limit, so that a client that does not wait is not let in earlier.
 */
export function createRateLimit(pointsPerMinute: number): Spend {
  if (pointsPerMinute === 0) return async () => ({ isExceeded: false, headers: {}, resetSeconds: 0 });
  const limiter = new RateLimiterMemory({ points: pointsPerMinute, duration: windowSeconds });
  return async ({ workspaceId, kind, id }, points) => {
    const state = await limiter.consume(`${workspaceId}:${kind}:${id}`, points).catch((refusal: unknown) => {
      if (refusal instanceof RateLimiterRes) return refusal;
      throw refusal;
    });
    const isExceeded = state.consumedPoints > pointsPerMinute;
    const resetSeconds = Math.ceil(state.msBeforeNext / 1000);
    return { isExceeded, resetSeconds, headers: headersOf(pointsPerMinute, state.remainingPoints, resetSeconds, isExceeded) };
  };
}

/**
 * Twice: the two fields of the current draft (draft-ietf-httpapi-ratelimit-headers, 8 and later), and the three of the
 * earlier ones, which are what clients know today.
 */
function headersOf(limit: number, remaining: number, resetSeconds: number, isExceeded: boolean): Record<string, string> {
  return {
    'ratelimit-policy': `"key";q=${limit};w=${windowSeconds}`,
    ratelimit: `"key";r=${remaining};t=${resetSeconds}`,
    'ratelimit-limit': String(limit),
    'ratelimit-remaining': String(remaining),
    'ratelimit-reset': String(resetSeconds),
    ...(isExceeded && { 'retry-after': String(resetSeconds) }),
  };
}
