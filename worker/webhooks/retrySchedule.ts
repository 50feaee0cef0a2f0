const minutes = 60;
const hours = 60 * minutes;

/**
 * Seconds from one attempt to the next, as the Standard Webhooks specification recommends: three days and a few hours in all.
 * The first attempt is made at once.
 */
export const retryDelaysSeconds = [5, 5 * minutes, 30 * minutes, 2 * hours, 5 * hours, 10 * hours, 14 * hours, 20 * hours, 24 * hours];

const jitterShare = 0.1; // later by up to this, so that what failed together does not come back together

/**
 * When to try again, in seconds from now; null when this was the last attempt.
 *
 * @param failures attempts so far, from 1
 * @param chance 0-1
 * @param askedSeconds what the receiver asked to wait (retry-after), at most a day of it is granted
 */
export function retryDelaySeconds(failures: number, chance: number, askedSeconds = 0): number | null {
  const delay = retryDelaysSeconds[failures - 1];
  if (delay === undefined) return null;
  return Math.max(delay * (1 + jitterShare * chance), Math.min(askedSeconds, 24 * hours));
}
