import { requireConfidenceLevel, requireCounts } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import { independentAnswers } from './designEffect.ts';
import { type IntervalRule, type MeanWithError, type ScoreEstimate, scoreOfMean, unknownScore } from './scoreEstimate.ts';
import { type WeightSums, weightedMean } from './weightSums.ts';
import { wilson } from './wilson.ts';

export interface CsatCounts {
  /** answers in the top two boxes of the scale, or in the top one of two or three (topBoxFrom) */
  readonly topTwo: number;
  /** all answers */
  readonly n: number;
}

export interface CsatWeightSums {
  readonly topTwo: WeightSums;
  /** answers below them */
  readonly others: WeightSums;
}

/** A share 0-1 with its doubt. Null where undefined, with the reason. */
export type ShareEstimate = ScoreEstimate;

/**
 * Customer satisfaction: the share of answers in the top two boxes, with Wilson's interval.
 *
 *   estimate = topTwo / n,   stdErr = √(p (1 - p) / n)
 *
 * @returns no answers: nulls with reason NOT_ENOUGH_DATA
 * @throws ModelInputError OUT_OF_RANGE when counts are broken or topTwo exceeds n
 */
export function csat({ topTwo, n }: CsatCounts, confidenceLevel = 0.95): ShareEstimate {
  requireCounts({ topTwo, n });
  requireConfidenceLevel(confidenceLevel);
  if (topTwo > n) throw new ModelInputError('OUT_OF_RANGE', `topTwo has ${topTwo}, at most n = ${n} is possible`);
  if (n === 0) return unknownScore('CLASSICAL', confidenceLevel);
  const estimate = topTwo / n;
  return {
    n,
    ...independentAnswers(n),
    estimate,
    stdErr: Math.sqrt((estimate * (1 - estimate)) / n),
    ...wilson(estimate, n, confidenceLevel),
    df: null,
    seType: 'CLASSICAL',
    confidenceLevel,
    reason: null,
  };
}

/**
 * The same share under sampling weights: linearised error (weightedMean), Wilson's interval with the effective n of the design effect.
 *
 * @returns no weight at all: nulls with reason NOT_ENOUGH_DATA; one answer: stdErr null with that reason
 * @throws ModelInputError OUT_OF_RANGE, NOT_FINITE
 */
export function weightedCsat({ topTwo, others }: CsatWeightSums, confidenceLevel = 0.95): ShareEstimate {
  requireConfidenceLevel(confidenceLevel);
  const mean = weightedMean([
    { ...topTwo, score: 1 },
    { ...others, score: 0 },
  ]);
  if (mean === null) return unknownScore('LINEARIZED', confidenceLevel);
  return shareOfMean(mean, { seType: 'LINEARIZED', df: null, confidenceLevel });
}

/** The share whose mean of 1 and 0 has an error of its own: weighted or clustered answers. */
export function shareOfMean(mean: MeanWithError, rule: IntervalRule): ShareEstimate {
  const { confidenceLevel, df } = rule;
  return scoreOfMean(mean, rule, df === 0 ? null : wilson(mean.estimate, mean.effectiveN, confidenceLevel, df));
}
