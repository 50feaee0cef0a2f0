import { PRIVACY_CUSTOMERS } from './thresholds.ts';

/**
 * How many customers two groups share; null where that would tell of few: of those in both, or of those in one and not in the other.
 *
 * @param shared at most a and at most b
 */
export function shownOverlap(shared: number, a: number, b: number): number | null {
  const isFew = (customers: number): boolean => customers > 0 && customers < PRIVACY_CUSTOMERS;
  return isFew(shared) || isFew(a - shared) || isFew(b - shared) ? null : shared;
}
