import { twoSidedZ } from './normalQuantile.ts';
import { studentTQuantile } from './studentT.ts';

/** The quantile of a two-sided interval: of Student's t with df degrees of freedom, of the normal where df is null. */
export function twoSidedQuantile(confidenceLevel: number, df: number | null): number {
  return df === null ? twoSidedZ(confidenceLevel) : studentTQuantile(1 - (1 - confidenceLevel) / 2, df);
}
