import { requireConfidenceLevel, requireCounts } from '../checks.ts';
import { adjustedWald } from './adjustedWald.ts';
import { independentAnswers } from './designEffect.ts';
import { type IntervalRule, type MeanWithError, type ScoreEstimate, type ScoreSeType, scoreOfMean, unknownScore } from './scoreEstimate.ts';
import { type WeightSums, weightedMean } from './weightSums.ts';

export interface NpsCounts {
  /** answers 9-10 */
  readonly promoters: number;
  /** answers 7-8 */
  readonly passives: number;
  /** answers 0-6 */
  readonly detractors: number;
}

export interface NpsWeightSums {
  readonly promoters: WeightSums;
  readonly passives: WeightSums;
  readonly detractors: WeightSums;
}

/** Shares of all answers, 0-1, of their weight where weighted. */
export interface NpsShares {
  readonly promoterShare: number;
  readonly passiveShare: number;
  readonly detractorShare: number;
}

/** Scores, errors and bounds in points from -100 to 100; shares 0-1. Null where undefined, with the reason. */
export interface NpsEstimate extends ScoreEstimate {
  readonly promoterShare: number | null;
  readonly passiveShare: number | null;
  readonly detractorShare: number | null;
}

/**
 * Net Promoter Score of a 0-10 question from counts, each answer counting once.
 *
 *   estimate = 100 (p - d),   stdErr = 100 √((p + d - (p - d)²) / n),   interval: adjustedWald
 *
 * When all answers are alike stdErr is 0, but the interval is not a point.
 *
 * @returns no answers: nulls with reason NOT_ENOUGH_DATA
 * @throws ModelInputError OUT_OF_RANGE for negative or broken counts
 */
export function nps(counts: NpsCounts, confidenceLevel = 0.95): NpsEstimate {
  const { promoters, passives, detractors } = counts;
  requireCounts({ promoters, passives, detractors });
  requireConfidenceLevel(confidenceLevel);
  const n = promoters + passives + detractors;
  if (n === 0) return noAnswers('CLASSICAL', confidenceLevel);
  const promoterShare = promoters / n;
  const detractorShare = detractors / n;
  const difference = (promoters - detractors) / n;
  const variance = (promoters + detractors) / n - difference * difference;
  return {
    n,
    ...independentAnswers(n),
    estimate: 100 * difference,
    stdErr: 100 * Math.sqrt(Math.max(0, variance) / n),
    ...adjustedWald(promoterShare, detractorShare, n, confidenceLevel),
    df: null,
    promoterShare,
    passiveShare: passives / n,
    detractorShare,
    seType: 'CLASSICAL',
    confidenceLevel,
    reason: null,
  };
}

/**
 * Net Promoter Score under sampling weights, from sums of weights per class that SQL can aggregate.
 * stdErr is linearised (weightedMean); the interval is adjustedWald on weighted shares with the effective n of the design effect.
 *
 * @returns no weight at all: nulls with reason NOT_ENOUGH_DATA; one answer: stdErr null with that reason
 * @throws ModelInputError OUT_OF_RANGE, NOT_FINITE
 */
export function weightedNps(sums: NpsWeightSums, confidenceLevel = 0.95): NpsEstimate {
  requireConfidenceLevel(confidenceLevel);
  const { promoters, passives, detractors } = sums;
  const mean = weightedMean([
    { ...promoters, score: 100 },
    { ...passives, score: 0 },
    { ...detractors, score: -100 },
  ]);
  if (mean === null) return noAnswers('LINEARIZED', confidenceLevel);
  const shares: NpsShares = {
    promoterShare: promoters.sumWeights / mean.sumWeights,
    passiveShare: passives.sumWeights / mean.sumWeights,
    detractorShare: detractors.sumWeights / mean.sumWeights,
  };
  return npsOfMean(mean, shares, { seType: 'LINEARIZED', df: null, confidenceLevel });
}

/** The score whose mean of +100, 0 and -100 has an error of its own: weighted or clustered answers. */
export function npsOfMean(mean: MeanWithError, shares: NpsShares, rule: IntervalRule): NpsEstimate {
  const { confidenceLevel, df } = rule;
  const interval = df === 0 ? null : adjustedWald(shares.promoterShare, shares.detractorShare, mean.effectiveN, confidenceLevel, df);
  return { ...scoreOfMean(mean, rule, interval), ...shares };
}

function noAnswers(seType: ScoreSeType, confidenceLevel: number): NpsEstimate {
  return { ...unknownScore(seType, confidenceLevel), promoterShare: null, passiveShare: null, detractorShare: null };
}
