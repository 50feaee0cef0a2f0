import { holm } from '../inference/holm.ts';

/** Holm's adjustment over all comparisons that one answer shows; null is no test. */
export function adjustedFamily(pValues: readonly (number | null)[]): (number | null)[] {
  return holm(pValues);
}
