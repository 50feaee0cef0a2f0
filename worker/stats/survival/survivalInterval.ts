import type { Interval } from '../inference/interval.ts';

/** The scale on which an interval is symmetric; log-log stays within [0, 1] and covers best in small samples. */
export type ConfidenceType = 'log-log' | 'log' | 'plain';

/**
 * Pointwise interval of a survivor function, conventions as in R's survfit:
 *
 *   plain    S ± z S s, clipped to [0, 1]
 *   log      S exp(± z s), upper end clipped to 1
 *   log-log  S^exp(± z s / ln S)
 *
 * s = stdErr / S, the error of ln S; z the two-sided normal quantile. While S is 1 the interval is [1, 1].
 *
 * @param survival above 0: at 0 the error of ln S is undefined
 *
 * @see Kalbfleisch & Prentice (2002), The Statistical Analysis of Failure Time Data, section 1.4, doi:10.1002/9781118032985
 */
export function survivalInterval(survival: number, relativeStdErr: number, z: number, type: ConfidenceType): Interval {
  if (survival >= 1) return { ciLow: 1, ciHigh: 1 };
  const step = z * relativeStdErr;
  if (type === 'plain') return { ciLow: Math.max(0, survival - step * survival), ciHigh: Math.min(1, survival + step * survival) };
  if (type === 'log') return { ciLow: survival * Math.exp(-step), ciHigh: Math.min(1, survival * Math.exp(step)) };
  const logSurvival = Math.log(survival);
  const factor = Math.exp(-step / logSurvival);
  return { ciLow: Math.exp(logSurvival * factor), ciHigh: Math.exp(logSurvival / factor) };
}
