import type { SurvivalCurve } from './survivalCurve.ts';

/** Levels closer than this are the same level: products of fractions miss 0.5 by rounding. R's quantile.survfit takes the same. */
const SAME_LEVEL = 2 ** -26;

export interface SurvivalQuantile {
  /** share of customers lost: 0.5 is the median */
  readonly p: number;
  /** time by which the share is lost; null when the curve never falls that far within observation */
  readonly time: number | null;
  readonly ciLow: number | null;
  readonly ciHigh: number | null;
}

/**
 * Quantile of the time to event with its interval, by inverting the curve and its confidence bands.
 *
 * The smallest time with S(t) < 1 - p; where S lies at 1 - p on a flat stretch, the middle of that stretch, which ends at the last
 * observed time if S never falls again. The interval applies the same rule to the lower and the upper band (Brookmeyer and Crowley);
 * a band that is undefined (S = 0) takes no part. A band may rise again as its error grows: then its largest height that is not above
 * 1 - p counts, which is the first crossing where it falls throughout. Conventions of R's quantile.survfit.
 *
 * @param p        0 < p < 1
 * @param lastTime largest observed time, censored ones included
 * @see Brookmeyer & Crowley (1982), Biometrics 38:29-41, doi:10.2307/2530286
 */
export function survivalQuantile({ times, survival, ciLow, ciHigh }: SurvivalCurve, p: number, lastTime: number): SurvivalQuantile {
  const level = 1 - p;
  return {
    p,
    time: timeOfLevel(times, survival, level, lastTime),
    ciLow: timeOfLevel(times, ciLow, level, lastTime),
    ciHigh: timeOfLevel(times, ciHigh, level, lastTime),
  };
}

function timeOfLevel(times: Float64Array, heights: Float64Array, level: number, lastTime: number): number | null {
  const at = highestUpTo(heights, level + SAME_LEVEL);
  if (at < 0) return null;
  const below = highestUpTo(heights, level - SAME_LEVEL); // the same place, unless the curve is flat at the level
  return times[at]! / 2 + (below < 0 ? lastTime : times[below]!) / 2;
}

/** First place of the largest height that is not above the level. */
function highestUpTo(heights: Float64Array, level: number): number {
  let place = -1;
  for (let i = 0; i < heights.length; i++) {
    if (heights[i]! <= level && (place < 0 || heights[i]! > heights[place]!)) place = i;
  }
  return place;
}
