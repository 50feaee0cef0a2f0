import { twoSidedZ } from '../distributions/normalQuantile.ts';
import type { SurvivalCurve } from './survivalCurve.ts';

export interface RestrictedMean {
  /** where the area ends, in the unit of time */
  readonly tau: number;
  readonly estimate: number;
  readonly stdErr: number;
  readonly ciLow: number;
  readonly ciHigh: number;
}

/**
 * Restricted mean: the mean time that customers stay within the first tau, the area under the survivor function.
 *
 *   A(t) = ∫ S(u) du from t to tau;   mean = A(from);   Var = Σ A(t_i)² d_i / (n_i (n_i - d_i))   over event times t_i <= tau
 *
 * A term with n_i = d_i is 0, as nothing is left under the curve. Past the last point the curve is taken as flat.
 * A curve S(t | T > from) gives the mean time from then on. The interval is normal, clipped to [0, tau - from]. As R's print(survfit, rmean = tau). Cost O(times).
 *
 * @param tau  >= from and finite
 * @param from before every point of the curve, >= 0
 * @see Klein & Moeschberger (2003), Survival Analysis, section 4.5, doi:10.1007/b97377
 */
export function restrictedMean(curve: SurvivalCurve, tau: number, confidenceLevel: number, from = 0): RestrictedMean {
  const { times, survival, atRisk, events } = curve;
  let area = 0;
  const unit = tau > 0 ? tau : 1; // the square of a time may be beyond a double
  let variance = 0;
  let right = tau;
  for (let i = times.length - 1; i >= 0; i--) {
    if (times[i]! > tau) continue;
    area += survival[i]! * (right - times[i]!);
    right = times[i]!;
    const staying = atRisk[i]! - events[i]!;
    if (staying > 0) variance += (area / unit) ** 2 * (events[i]! / (atRisk[i]! * staying));
  }
  const estimate = area + right - from; // S is 1 before the first point
  const stdErr = unit * Math.sqrt(variance);
  const reach = twoSidedZ(confidenceLevel) * stdErr;
  return { tau, estimate, stdErr, ciLow: Math.max(0, estimate - reach), ciHigh: Math.min(tau - from, estimate + reach) };
}
