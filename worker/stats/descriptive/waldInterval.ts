import { twoSidedQuantile } from '../distributions/twoSidedQuantile.ts';
import type { Interval } from '../inference/interval.ts';

/** estimate ± q stdErr, q of Student's t with df degrees of freedom, of the normal where df is null. */
export function waldInterval(estimate: number, stdErr: number, confidenceLevel: number, df: number | null): Interval {
  const half = twoSidedQuantile(confidenceLevel, df) * stdErr;
  return { ciLow: estimate - half, ciHigh: estimate + half };
}
