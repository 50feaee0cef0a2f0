import type { Interval } from '../inference/interval.ts';
import type { NumericColumn } from '../rows/numericColumn.ts';
import { csat, type ShareEstimate, shareOfMean } from './csat.ts';
import type { DesignedMean } from './designedMean.ts';
import type { Scale } from './scale.ts';
import { type DifferenceDoubt, intervalRule, requireBoxes, requireScale, type Score, type ScoreKind, unknownScoreOf } from './scoreKind.ts';
import type { SurveySample } from './surveySample.ts';
import { topBoxFrom } from './topBoxes.ts';

/** A share 0-1 of satisfied answers. */
export interface CsatScore extends Score {
  /** answers in the top boxes, as they came */
  readonly topTwo: number;
}

/**
 * 1 for an answer in the top two boxes of its scale, or in the top one of two or three (topBoxFrom), 0 for any other.
 *
 * @throws ModelInputError OUT_OF_RANGE for anything but whole numbers within the scale
 */
export function topTwoBoxes(answers: NumericColumn, scale: Scale): Float64Array {
  requireScale(scale);
  requireBoxes('answers', answers, scale);
  const from = topBoxFrom(scale);
  return new Float64Array(answers).map((answer) => Number(answer >= from));
}

/**
 * Customer satisfaction as the mean of topTwoBoxes. Independent answers: csat() of their counts. Weighted or clustered: the error of
 * designedMean and Wilson's interval with the effective n of its design effect, by t with G - 1 degrees of freedom where clustered.
 * A difference has the interval of differenceOfShares.
 */
export const csatScore: ScoreKind<CsatScore> = {
  isMean: false,
  usesT: false,
  score: (sample, mean, confidenceLevel) => {
    const topTwo = onesOf(sample);
    if (mean === null) return { ...unknownScoreOf(sample, confidenceLevel), topTwo };
    return { ...shareScore(sample, mean, confidenceLevel), customers: mean.customers, topTwo };
  },
  differenceInterval: differenceOfShares,
};

/** The share of ones among values of 0 and 1. */
export function shareScore(sample: SurveySample, mean: DesignedMean, confidenceLevel: number): ShareEstimate {
  if (mean.seType === 'CLASSICAL') return csat({ topTwo: onesOf(sample), n: sample.n }, confidenceLevel);
  return shareOfMean(mean, intervalRule(mean, false, confidenceLevel));
}

function onesOf({ values, counts }: SurveySample): number {
  let ones = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 1) ones += counts === null ? 1 : counts[i]!;
  return ones;
}

/**
 * Newcombe's interval of a difference of two shares from their own intervals (l, u), moved by the correlation r of the two:
 *
 *   low = d - √(x² + y² - 2 r x y),  x = a - l_a,  y = u_b - b;   high likewise with x = u_a - a,  y = b - l_b
 *
 * @see Newcombe (1998), Stat Med 17:873-890 and 2635-2650; Zou & Donner (2008), doi:10.1002/sim.3095
 */
function differenceOfShares(a: CsatScore, b: CsatScore, { estimate, correlation }: DifferenceDoubt): Interval {
  const reach = (x: number, y: number): number => Math.sqrt(Math.max(0, x * x + y * y - 2 * correlation * x * y));
  const shareA = a.estimate!;
  const shareB = b.estimate!;
  return {
    ciLow: Math.max(-1, estimate - reach(shareA - a.ciLow!, b.ciHigh! - shareB)),
    ciHigh: Math.min(1, estimate + reach(a.ciHigh! - shareA, shareB - b.ciLow!)),
  };
}
