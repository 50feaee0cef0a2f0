import type { Interval } from '../inference/interval.ts';

/** The scale on which an interval is symmetric. */
export type IncidenceConfidenceType = 'log-log' | 'plain';

/**
 * Pointwise interval of a cumulative incidence.
 *
 *   plain    F ± z s, clipped to [0, 1]
 *   log-log  F^exp(± z s / (F ln F)); null while F is 0 or 1
 *
 * s the standard error, z the two-sided normal quantile.
 */
export function incidenceInterval(incidence: number, stdErr: number, z: number, type: IncidenceConfidenceType): Interval | null {
  if (type === 'plain') return { ciLow: Math.max(0, incidence - z * stdErr), ciHigh: Math.min(1, incidence + z * stdErr) };
  if (incidence <= 0 || incidence >= 1) return null;
  const logIncidence = Math.log(incidence);
  const factor = Math.exp((-z * stdErr) / (incidence * logIncidence));
  return { ciLow: Math.exp(logIncidence * factor), ciHigh: Math.exp(logIncidence / factor) };
}
