import type { ShareEstimate } from './csat.ts';
import { shareScore } from './csatScore.ts';
import { designedMean } from './designedMean.ts';
import type { Scale } from './scale.ts';
import { differenceOfMeans, meanScore, requireScale, type Score, type ScoreKind, unknownScoreOf } from './scoreKind.ts';
import type { SurveySample } from './surveySample.ts';

/** A mean on the scale of the answers. */
export interface CesScore extends Score {
  /** share of the agreeing boxes, with its own doubt; null when nobody answered */
  readonly agreeing: ShareEstimate | null;
}

/**
 * Customer effort ("it was easy"): the mean of the answers on their scale, with the interval of Student's t, and the share of the
 * agreeing boxes, those above the middle of the scale: 4-5 of 1-5, 5-7 of 1-7. The share's doubt is that of csatScore.
 *
 * Independent answers: stdErr = s / √n with n - 1 degrees of freedom. Weighted or clustered: designedMean with units less strata.
 * The answers themselves are the values: a mean needs no boxes.
 *
 * @throws ModelInputError OUT_OF_RANGE when the scale has no two ends
 */
export function cesScore(scale: Scale): ScoreKind<CesScore> {
  requireScale(scale);
  const middle = (scale.min + scale.max) / 2;
  return {
    isMean: true,
    usesT: true,
    score: (sample, mean, confidenceLevel) => {
      if (mean === null) return { ...unknownScoreOf(sample, confidenceLevel), agreeing: null };
      const agreement: SurveySample = { ...sample, values: sample.values.map((answer) => Number(answer > middle)) };
      return {
        ...meanScore(mean, true, confidenceLevel),
        agreeing: shareScore(agreement, designedMean(agreement)!, confidenceLevel),
      };
    },
    differenceInterval: differenceOfMeans,
  };
}
