import { twoSidedQuantile } from '../distributions/twoSidedQuantile.ts';
import type { Interval } from '../inference/interval.ts';

/** Three pseudo-answers are added at every confidence level: 3/4 promoter, 3/2 passive, 3/4 detractor. */
const PSEUDO_ANSWERS = 3;
const PSEUDO_EACH_END = 0.75;

/** Centre and standard error of the adjusted Wald interval, in points. */
export interface AdjustedNps {
  readonly centre: number;
  readonly stdErr: number;
}

/**
 * Adjusted Wald interval of a Net Promoter Score, in points, clipped to -100 … 100.
 *
 *   p' = (n p + 3/4) / (n + 3),  d' likewise;   100 [(p' - d') ± q √((p' + d' - (p' - d')²) / (n + 3))]
 *
 * It is centred on p' - d', not on the score itself. Unlike the plain Wald interval it is no point when all answers are alike, and
 * keeps its coverage at n = 30-50 for lopsided splits.
 *
 * @param promoterShare  p, 0-1
 * @param detractorShare d, 0-1
 * @param n  answers, or the effective number where weighted or clustered; > 0, need not be whole
 * @param df of the quantile q: Student's t for clustered answers, null = normal
 * @see Rocks (2016), The American Statistician 70:365-372, doi:10.1080/00031305.2016.1158124
 */
export function adjustedWald(
  promoterShare: number,
  detractorShare: number,
  n: number,
  confidenceLevel = 0.95,
  df: number | null = null,
): Interval {
  const { centre, stdErr } = adjustedNps(promoterShare, detractorShare, n);
  const half = twoSidedQuantile(confidenceLevel, df) * stdErr;
  return { ciLow: Math.max(-100, centre - half), ciHigh: Math.min(100, centre + half) };
}

/** What adjustedWald is made of, for intervals that combine two scores. */
export function adjustedNps(promoterShare: number, detractorShare: number, n: number): AdjustedNps {
  const total = n + PSEUDO_ANSWERS;
  const promoters = (n * promoterShare + PSEUDO_EACH_END) / total;
  const detractors = (n * detractorShare + PSEUDO_EACH_END) / total;
  const centre = promoters - detractors;
  return { centre: 100 * centre, stdErr: 100 * Math.sqrt((promoters + detractors - centre * centre) / total) };
}
