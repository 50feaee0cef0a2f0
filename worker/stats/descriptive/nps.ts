import { requireConfidenceLevel, requireCounts } from '../checks.ts';
import type { StatusCode } from '../statusCodes.ts';
import { adjustedWald } from './adjustedWald.ts';
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

/** Scores, errors and bounds in points from -100 to 100; shares 0-1. Null where undefined, with the reason. */
export interface NpsEstimate {
  readonly n: number;
  /** n, or Kish's effective number of answers where weighted */
  readonly effectiveN: number;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly promoterShare: number | null;
  readonly passiveShare: number | null;
  readonly detractorShare: number | null;
  readonly seType: 'CLASSICAL' | 'LINEARIZED';
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
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
    effectiveN: n,
    estimate: 100 * difference,
    stdErr: 100 * Math.sqrt(Math.max(0, variance) / n),
    ...adjustedWald(promoterShare, detractorShare, n, confidenceLevel),
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
 * stdErr is linearised (weightedMean); the interval is adjustedWald on weighted shares with Kish's effective n.
 *
 * @returns no weight at all: nulls with reason NOT_ENOUGH_DATA; one answer: stdErr null with that reason
 * @throws ModelInputError OUT_OF_RANGE, NOT_FINITE
 */
export function weightedNps(sums: NpsWeightSums, confidenceLevel = 0.95): NpsEstimate {
  requireConfidenceLevel(confidenceLevel);
  const { promoters, passives, detractors } = sums;
  const mean = weightedMean([
    { ...promoters, score: 1 },
    { ...passives, score: 0 },
    { ...detractors, score: -1 },
  ]);
  if (mean === null) return noAnswers('LINEARIZED', confidenceLevel);
  const promoterShare = promoters.sumWeights / mean.sumWeights;
  const detractorShare = detractors.sumWeights / mean.sumWeights;
  return {
    n: mean.n,
    effectiveN: mean.effectiveN,
    estimate: 100 * mean.estimate,
    stdErr: mean.stdErr === null ? null : 100 * mean.stdErr,
    ...adjustedWald(promoterShare, detractorShare, mean.effectiveN, confidenceLevel),
    promoterShare,
    passiveShare: passives.sumWeights / mean.sumWeights,
    detractorShare,
    seType: 'LINEARIZED',
    confidenceLevel,
    reason: mean.stdErr === null ? 'NOT_ENOUGH_DATA' : null,
  };
}

function noAnswers(seType: NpsEstimate['seType'], confidenceLevel: number): NpsEstimate {
  return {
    n: 0,
    effectiveN: 0,
    estimate: null,
    stdErr: null,
    ciLow: null,
    ciHigh: null,
    promoterShare: null,
    passiveShare: null,
    detractorShare: null,
    seType,
    confidenceLevel,
    reason: 'NOT_ENOUGH_DATA',
  };
}
