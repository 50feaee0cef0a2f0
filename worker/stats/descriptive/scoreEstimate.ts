import type { Interval } from '../inference/interval.ts';
import type { SeType } from '../inference/waldRow.ts';
import type { StatusCode } from '../statusCodes.ts';
import type { DesignEffect } from './designEffect.ts';

/** Independent answers, answers clustered by customer (weighted or not), independent answers under sampling weights or strata. */
export type ScoreSeType = Extract<SeType, 'CLASSICAL' | 'CR1' | 'LINEARIZED'>;

/** A score with its doubt. Null where undefined, with the reason. */
export interface ScoreEstimate extends DesignEffect {
  /** answers */
  readonly n: number;
  readonly estimate: number | null;
  readonly stdErr: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
  /** degrees of freedom of the interval's t; null = normal */
  readonly df: number | null;
  readonly seType: ScoreSeType;
  readonly confidenceLevel: number;
  readonly reason: StatusCode | null;
}

/** How the interval of a score is made from its mean. */
export interface IntervalRule {
  readonly seType: ScoreSeType;
  /** 0 = one customer only: shares have no interval */
  readonly df: number | null;
  readonly confidenceLevel: number;
}

/** A mean with its error, as weightedMean and designedMean give it. */
export interface MeanWithError extends DesignEffect {
  readonly n: number;
  readonly estimate: number;
  /** null where one answer, or one customer, leaves it undefined */
  readonly stdErr: number | null;
}

/** The score whose mean has an error of its own: weighted or clustered answers, means. */
export function scoreOfMean(mean: MeanWithError, rule: IntervalRule, interval: Interval | null): ScoreEstimate {
  const { n, estimate, stdErr, effectiveN, kishEffectiveN, designEffect } = mean;
  const { ciLow, ciHigh } = interval ?? { ciLow: null, ciHigh: null };
  const reason = stdErr === null ? 'NOT_ENOUGH_DATA' : null;
  return { n, effectiveN, kishEffectiveN, designEffect, estimate, stdErr, ciLow, ciHigh, ...rule, reason };
}

/** The score of nobody. */
export function unknownScore(seType: ScoreSeType, confidenceLevel: number): ScoreEstimate {
  return {
    n: 0,
    effectiveN: 0,
    kishEffectiveN: 0,
    designEffect: null,
    estimate: null,
    stdErr: null,
    ciLow: null,
    ciHigh: null,
    df: null,
    seType,
    confidenceLevel,
    reason: 'NOT_ENOUGH_DATA',
  };
}
