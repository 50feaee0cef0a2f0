import { normalTwoSided } from '../distributions/normalTail.ts';
import { studentTTwoSided } from '../distributions/studentT.ts';
import { twoSidedQuantile } from '../distributions/twoSidedQuantile.ts';
import type { StatusCode } from '../statusCodes.ts';

/** How a standard error was computed (definitions.md, section 1). */
export type SeType = 'CLASSICAL' | 'HC3' | 'CR1' | 'LINEARIZED' | 'BOOTSTRAP';

/** An estimate with its doubt: its error, its test against 0 and its interval. Null where undefined, with the reason. */
export interface WaldRow {
  readonly name: string;
  readonly estimate: number;
  readonly stdErr: number | null;
  /** estimate / stdErr */
  readonly statistic: number | null;
  readonly pValue: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** degrees of freedom of t; null = normal */
  readonly df: number | null;
  readonly reason: StatusCode | null;
}

/**
 * Wald row of one estimate: two-sided test and interval by Student's t with df degrees of freedom, or by the normal where df is null.
 *
 * @param stdErr null with its reason when undefined; 0 (an exact fit) leaves statistic and p null with reason ZERO_VARIANCE
 */
export function waldRow(
  name: string,
  estimate: number,
  stdErr: number | null,
  df: number | null,
  confidenceLevel: number,
  reason: StatusCode = 'NOT_ENOUGH_DATA',
): WaldRow {
  if (stdErr === null) return { name, estimate, stdErr, statistic: null, pValue: null, ciLow: null, ciHigh: null, df, reason };
  const quantile = twoSidedQuantile(confidenceLevel, df);
  const ciLow = estimate - quantile * stdErr;
  const ciHigh = estimate + quantile * stdErr;
  if (stdErr === 0) return { name, estimate, stdErr, statistic: null, pValue: null, ciLow, ciHigh, df, reason: 'ZERO_VARIANCE' };
  const statistic = estimate / stdErr;
  const pValue = df === null ? normalTwoSided(statistic) : studentTTwoSided(statistic, df);
  return { name, estimate, stdErr, statistic, pValue, ciLow, ciHigh, df, reason: null };
}
