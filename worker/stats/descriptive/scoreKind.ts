import type { Interval } from '../inference/interval.ts';
import { ModelInputError } from '../outcome.ts';
import type { DesignedMean } from './designedMean.ts';
import type { Scale } from './scale.ts';
import { type IntervalRule, type ScoreEstimate, type ScoreSeType, scoreOfMean, unknownScore } from './scoreEstimate.ts';
import type { SurveySample } from './surveySample.ts';
import { waldInterval } from './waldInterval.ts';

/** A score of rows, with the distinct customers behind it. */
export interface Score extends ScoreEstimate {
  readonly customers: number;
}

/** What is known of a difference a - b before its interval. */
export interface DifferenceDoubt {
  readonly estimate: number;
  readonly stdErr: number;
  /** of the two scores, through the customers whom they share; 0 where none */
  readonly correlation: number;
  readonly df: number | null;
  readonly confidenceLevel: number;
}

/** One kind of score: the mean of its values, and what its doubt looks like. */
export interface ScoreKind<S extends Score> {
  /** independent answers: true = a mean with divisor n - 1, false = a share with divisor n */
  readonly isMean: boolean;
  /** true = Student's t for independent answers, too; clustered answers always have it */
  readonly usesT: boolean;
  /** @param mean of the sample's values; null when nobody answered */
  score(sample: SurveySample, mean: DesignedMean | null, confidenceLevel: number): S;
  differenceInterval(a: S, b: S, doubt: DifferenceDoubt): Interval;
}

/** How the intervals of a score are made from its mean. */
export function intervalRule(mean: DesignedMean, usesT: boolean, confidenceLevel: number): IntervalRule {
  return { seType: mean.seType, df: usesT || mean.seType === 'CR1' ? mean.df : null, confidenceLevel };
}

/** A mean as a score: its interval is estimate ± q stdErr. */
export function meanScore(mean: DesignedMean, usesT: boolean, confidenceLevel: number): Score {
  const { estimate, stdErr, customers } = mean;
  const rule = intervalRule(mean, usesT, confidenceLevel);
  const interval = stdErr === null ? null : waldInterval(estimate, stdErr, confidenceLevel, rule.df);
  return { ...scoreOfMean(mean, rule, interval), customers };
}

/** The interval of a difference of two means: estimate ± q stdErr. */
export function differenceOfMeans(_a: Score, _b: Score, { estimate, stdErr, confidenceLevel, df }: DifferenceDoubt): Interval {
  return waldInterval(estimate, stdErr, confidenceLevel, df);
}

/** The score of a sample in which nobody answered, or nobody with weight. */
export function unknownScoreOf(sample: SurveySample, confidenceLevel: number): Score {
  return { ...unknownScore(seTypeOf(sample), confidenceLevel), n: sample.n, customers: 0 };
}

function seTypeOf({ weights, clusters, strata }: SurveySample): ScoreSeType {
  return clusters !== null ? 'CR1' : weights !== null || strata !== null ? 'LINEARIZED' : 'CLASSICAL';
}

/** Whole answers within their scale. @throws ModelInputError OUT_OF_RANGE */
export function requireBoxes(name: string, answers: ArrayLike<number>, { min, max }: Scale): void {
  for (let i = 0; i < answers.length; i++) {
    const answer = answers[i]!;
    if (!Number.isInteger(answer) || answer < min || answer > max)
      throw new ModelInputError('OUT_OF_RANGE', `${name} has ${answer} at row ${i}, a whole number from ${min} to ${max} is needed`);
  }
}

/** @throws ModelInputError OUT_OF_RANGE */
export function requireScale({ min, max }: Scale): void {
  if (!(Number.isFinite(min) && Number.isFinite(max) && min < max))
    throw new ModelInputError('OUT_OF_RANGE', `scale has ${min} to ${max}, a lower and a higher end are needed`);
}
