import { twoSidedQuantile } from '../distributions/twoSidedQuantile.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { adjustedNps } from './adjustedWald.ts';
import { type NpsEstimate, type NpsShares, nps, npsOfMean } from './nps.ts';
import { intervalRule, requireBoxes, type Score, type ScoreKind, unknownScoreOf } from './scoreKind.ts';
import type { SurveySample } from './surveySample.ts';

/** Counts are answers as they came; shares are of their weight where weighted. */
export interface NpsScore extends NpsEstimate, Score {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

/**
 * What each answer to a 0-10 question adds to the NPS: promoters (9-10) +100, passives (7-8) 0, detractors (0-6) -100 points.
 *
 * @throws ModelInputError OUT_OF_RANGE for anything but a whole number from 0 to 10
 */
export function npsPoints(scores: NumericColumn): Float64Array {
  requireBoxes('scores', scores, { min: 0, max: 10 });
  return new Float64Array(scores).map((score) => (score >= 9 ? 100 : score >= 7 ? 0 : -100));
}

/**
 * The Net Promoter Score as the mean of npsPoints. Independent answers: nps() of their counts. Weighted or clustered: the error of
 * designedMean and adjustedWald with the effective n of its design effect, by t with G - 1 degrees of freedom where clustered
 * (simulated, 8 customers of 4 answers, intraclass correlation 0.5: covers 95.7 % of 4,000 samples, with the normal quantile 92.8 %).
 *
 * A difference has the adjusted Wald interval with both scores adjusted, clipped to ±200:
 *
 *   a' - b' ± q √(v_a + v_b - 2 r √(v_a v_b)),   v the adjusted variances, r the correlation of the unadjusted scores
 *
 * Its test stays unadjusted, that of the reference: of few answers that are all but unanimous it can be far surer than the interval, which is right then.
 */
export const npsScore: ScoreKind<NpsScore> = {
  isMean: false,
  usesT: false,
  score: (sample, mean, confidenceLevel) => {
    const { promoters, passives, detractors, shares } = npsClasses(sample);
    const estimate =
      mean === null
        ? { ...unknownScoreOf(sample, confidenceLevel), promoterShare: null, passiveShare: null, detractorShare: null }
        : mean.seType === 'CLASSICAL'
          ? nps({ promoters, passives, detractors }, confidenceLevel)
          : npsOfMean(mean, shares, intervalRule(mean, false, confidenceLevel));
    return { ...estimate, customers: mean?.customers ?? 0, promoters, passives, detractors };
  },
  differenceInterval: (a, b, { correlation, df, confidenceLevel }) => {
    const adjustedA = adjustedNps(a.promoterShare!, a.detractorShare!, a.effectiveN);
    const adjustedB = adjustedNps(b.promoterShare!, b.detractorShare!, b.effectiveN);
    const variance = adjustedA.stdErr ** 2 + adjustedB.stdErr ** 2 - 2 * correlation * adjustedA.stdErr * adjustedB.stdErr;
    const centre = adjustedA.centre - adjustedB.centre;
    const half = twoSidedQuantile(confidenceLevel, df) * Math.sqrt(Math.max(0, variance));
    return { ciLow: Math.max(-200, centre - half), ciHigh: Math.min(200, centre + half) };
  },
};

function npsClasses({
  values,
  weights,
  counts,
}: SurveySample): { shares: NpsShares } & Record<'promoters' | 'passives' | 'detractors', number> {
  // by sign of the points: detractors, passives, promoters
  const answers = new Float64Array(3);
  const weight = new Float64Array(3);
  for (let i = 0; i < values.length; i++) {
    const place = Math.sign(values[i]!) + 1;
    const count = counts === null ? 1 : counts[i]!;
    answers[place]! += count;
    weight[place]! += count * (weights === null ? 1 : weights[i]!);
  }
  const [detractors = 0, passives = 0, promoters = 0] = answers;
  const total = weight[0]! + weight[1]! + weight[2]!;
  const shares = { promoterShare: weight[2]! / total, passiveShare: weight[1]! / total, detractorShare: weight[0]! / total };
  return { promoters, passives, detractors, shares };
}
