import type { IncomingMessage } from 'node:http';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { hashSecret } from '../../schema/keys/secret.ts';
import { BoundedMap } from './boundedMap.ts';
import type { Limits } from './limits.ts';

export interface WrongCredentials {
  /** Seconds until this address may show a credential that is not known to be good; 0 = it may. */
  waitSeconds(address: string, secret: string | null): Promise<number>;
  noteWrong(address: string): Promise<void>;
  noteGood(secret: string): void;
}

const goodMinutes = 10;
const goodCredentials = 10_000;

/**
 * An address that keeps showing wrong credentials is refused without a look into the database for the rest of its
 * minute. What was good in the last minutes is still let in: behind one address there may be a whole office.
 */
export function createWrongCredentials({ wrongCredentialsPerMinute: most }: Pick<Limits, 'wrongCredentialsPerMinute'>): WrongCredentials {
  if (most === 0) return { waitSeconds: async () => 0, noteWrong: async () => {}, noteGood: () => {} };
  const limiter = new RateLimiterMemory({ points: most, duration: 60 });
  const good = new BoundedMap<number>(goodCredentials);
  return {
    waitSeconds: async (address, secret) => {
      const state = await limiter.get(address);
      if (!state || state.consumedPoints < most) return 0;
      const lastGood = secret === null ? undefined : good.get(nameOf(secret));
      if (lastGood !== undefined && Date.now() - lastGood < goodMinutes * 60_000) return 0;
      return Math.max(1, Math.ceil(state.msBeforeNext / 1000));
    },
    noteWrong: (address) =>
      limiter.consume(address).then(
        () => {},
        () => {}, // past the limit: it is counted all the same
      ),
    noteGood: (secret) => good.set(nameOf(secret), Date.now()),
  };
}

const nameOf = (secret: string) => hashSecret(secret).toString('base64');

/** Behind a proxy that is trusted, the last address that it added to those the sender claims. */
export function callerAddress(request: IncomingMessage, { trustProxy }: Pick<Limits, 'trustProxy'>): string {
  const forwarded = trustProxy
    ? String(request.headers['x-forwarded-for'] ?? '')
        .split(',')
        .at(-1)
        ?.trim()
    : '';
  return forwarded || (request.socket.remoteAddress ?? 'unknown');
}
