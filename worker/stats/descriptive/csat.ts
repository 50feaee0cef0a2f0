import { requireConfidenceLevel, requireCounts } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import type { StatusCode } from '../statusCodes.ts';
import { type WeightSums, weightedMean } from './weightSums.ts';
import { wilson } from './wilson.ts';

export interface CsatCounts {
  /** answers in the two highest boxes of the scale */
  readonly topTwo: number;
  /** all answers */
  readonly n: number;
}

export interface CsatWeightSums {
  readonly topTwo: WeightSums;
  /** answers below the two highest boxes */
  readonly others: WeightSums;
}

/** A share 0-1 with its doubt. Null where undefined, with the reason. */
export interface ShareEstimate {
  readonly n: number;
  /** n, or Kish's effective number of answers where weighted */
  readonly effectiveN: number;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  readonly seType: 'CLASSICAL' | 'LINEARIZED';
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
}

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
  if (n === 0) return noAnswers('CLASSICAL', confidenceLevel);
  const estimate = topTwo / n;
  return {
    n,
    effectiveN: n,
    estimate,
    stdErr: Math.sqrt((estimate * (1 - estimate)) / n),
    ...wilson(estimate, n, confidenceLevel),
    seType: 'CLASSICAL',
    confidenceLevel,
    reason: null,
  };
}

/**
 * The same share under sampling weights: linearised error (weightedMean), Wilson's interval with Kish's effective n.
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
  if (mean === null) return noAnswers('LINEARIZED', confidenceLevel);
  return {
    n: mean.n,
    effectiveN: mean.effectiveN,
    estimate: mean.estimate,
    stdErr: mean.stdErr,
    ...wilson(mean.estimate, mean.effectiveN, confidenceLevel),
    seType: 'LINEARIZED',
    confidenceLevel,
    reason: mean.stdErr === null ? 'NOT_ENOUGH_DATA' : null,
  };
}

function noAnswers(seType: ShareEstimate['seType'], confidenceLevel: number): ShareEstimate {
  return {
    n: 0,
    effectiveN: 0,
    estimate: null,
    stdErr: null,
    ciLow: null,
    ciHigh: null,
    seType,
    confidenceLevel,
    reason: 'NOT_ENOUGH_DATA',
  };
}
