import { requireConfidenceLevel } from '../checks.ts';
import type { CellSums } from './cellSums.ts';
import { csat, shareOfMean } from './csat.ts';
import { type CsatScore, csatScore } from './csatScore.ts';
import { csiScore } from './csiScore.ts';
import type { DesignedMean } from './designedMean.ts';
import { meanOfSums } from './meanOfSums.ts';
import { type NpsEstimate, nps, npsOfMean } from './nps.ts';
import { type NpsScore, npsScore } from './npsScore.ts';
import type { ScoredSample } from './scoreDifference.ts';
import { unknownScore } from './scoreEstimate.ts';
import { differenceOfMeans, intervalRule, meanScore, type Score, type ScoreKind } from './scoreKind.ts';

/**
 * What the values of a cell are: NPS: +100, 0 and -100 points. SHARE: 1 and 0. INDEX: 0-100, as csiScore. MEAN: anything, with Student's t.
 * Each has the interval of its score of rows.
 */
export type SumsKind = 'NPS' | 'SHARE' | 'INDEX' | 'MEAN';

/** A score of sums with its mean, for comparisons. */
export type ScoredSums = ScoredSample<Score>;

/**
 * npsScore, csatScore, csiScore and the mean of cesScore from sums alone (meanOfSums): counts of classes follow from Σ w u and Σ w u².
 *
 * @throws ModelInputError OUT_OF_RANGE for a confidence level that is none
 */
export function scoreOfSums(kind: 'NPS', sums: CellSums, isWeighted: boolean, confidenceLevel?: number): ScoredSample<NpsEstimate & Score>;
export function scoreOfSums(kind: SumsKind, sums: CellSums, isWeighted: boolean, confidenceLevel?: number): ScoredSums;
export function scoreOfSums(kind: SumsKind, sums: CellSums, isWeighted: boolean, confidenceLevel = 0.95): ScoredSums {
  requireConfidenceLevel(confidenceLevel);
  const mean = meanOfSums(sums, isWeighted);
  if (mean === null) {
    const unknown = { ...unknownScore(isWeighted ? 'LINEARIZED' : 'CLASSICAL', confidenceLevel), n: sums.n, customers: 0 };
    return { score: kind === 'NPS' ? { ...unknown, ...noShares } : unknown, mean };
  }
  return { score: scores[kind](sums, mean, confidenceLevel), mean };
}

/** How differences of such scores are made. */
export function kindOfSums(kind: SumsKind): ScoreKind<Score> {
  return kinds[kind];
}

const noShares = { promoterShare: null, passiveShare: null, detractorShare: null };

const scores: Readonly<Record<SumsKind, (sums: CellSums, mean: DesignedMean, confidenceLevel: number) => Score>> = {
  NPS: npsOfSums,
  SHARE: shareOfSums,
  INDEX: (_sums, mean, confidenceLevel) => meanScore(mean, false, confidenceLevel),
  MEAN: (_sums, mean, confidenceLevel) => meanScore(mean, true, confidenceLevel),
};

const meanKind: ScoreKind<Score> = {
  isMean: true,
  usesT: true,
  score: (_sample, mean, confidenceLevel) =>
    mean === null ? { ...unknownScore('CLASSICAL', confidenceLevel), customers: 0 } : meanScore(mean, true, confidenceLevel),
  differenceInterval: differenceOfMeans,
};

// A kind compares what it scored itself: npsOfSums gives an NpsScore, shareOfSums a CsatScore.
const kinds: Readonly<Record<SumsKind, ScoreKind<Score>>> = {
  NPS: npsScore as unknown as ScoreKind<Score>,
  SHARE: csatScore as unknown as ScoreKind<Score>,
  INDEX: csiScore,
  MEAN: meanKind,
};

function npsOfSums({ total, weight, valueSquares }: CellSums, mean: DesignedMean, confidenceLevel: number): NpsScore {
  const outer = valueSquares / 1e4; // promoters and detractors, by weight
  const ahead = total / 100; // promoters less detractors
  const [promoters, detractors] = [(outer + ahead) / 2, (outer - ahead) / 2];
  const passives = weight - outer;
  const shares = { promoterShare: promoters / weight, passiveShare: passives / weight, detractorShare: detractors / weight };
  const estimate =
    mean.seType === 'CLASSICAL'
      ? nps({ promoters, passives, detractors }, confidenceLevel)
      : npsOfMean(mean, shares, intervalRule(mean, false, confidenceLevel));
  return { ...estimate, customers: mean.customers, promoters, passives, detractors };
}

function shareOfSums({ total, n }: CellSums, mean: DesignedMean, confidenceLevel: number): CsatScore {
  const estimate =
    mean.seType === 'CLASSICAL'
      ? csat({ topTwo: total, n }, confidenceLevel)
      : shareOfMean(mean, intervalRule(mean, false, confidenceLevel));
  return { ...estimate, customers: mean.customers, topTwo: total };
}
