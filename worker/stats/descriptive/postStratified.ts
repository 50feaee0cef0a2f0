import { requireConfidenceLevel, requireNonNegative } from '../checks.ts';
import type { CellSums } from './cellSums.ts';
import { shareOfMean } from './csat.ts';
import { designEffect } from './designEffect.ts';
import type { DesignedMean } from './designedMean.ts';
import { npsOfMean } from './nps.ts';
import { unknownScore } from './scoreEstimate.ts';
import { intervalRule, meanScore, type Score } from './scoreKind.ts';
import type { SumsKind } from './scoreOfSums.ts';

/** Customers of the base who are alike, and what those of them who answered said. */
export interface Stratum {
  /** customers of the base */
  readonly base: number;
  /** of answers that are not weighted; a customer is in one stratum */
  readonly sums: CellSums;
}

export interface PostStratified {
  readonly score: Score;
  /** of the base, in strata with answers: 0-1; null without a base */
  readonly coverage: number | null;
  /** places of strata of the base in which nobody answered */
  readonly silent: readonly number[];
}

/**
 * A score as if the base had answered: each stratum counts by its customers in the base, not by its answers.
 *
 *   m = Σ_h W_h m_h,   W_h = N_h / Σ N over strata with answers
 *   Var = G/(G - 1) Σ_h (W_h / X_h)² Σ_g (y_g - m_h x_g)²,   X_h = Σ x_g
 *
 * by linearisation about the means of the strata, customers as units. A stratum of the base without answers cannot speak: it is left out,
 * which lets it answer as the rest does; `coverage` says how much of the base that leaves. It corrects who answered by what the
 * strata know of them, and by nothing else.
 *
 * Shares and NPS have the intervals of their kinds with the effective number of answers, at most Kish's over customers: 12 who agree and speak
 * for 90 % of the base are 12, though such a stratum has no variance to say so. Answers in strata without a base count nothing.
 *
 * @throws ModelInputError OUT_OF_RANGE, NOT_FINITE
 * @see Holt & Smith (1979), JRSS A 142:33-46, doi:10.2307/2344652; Lumley (2010), Complex Surveys, section 7.2
 */
export function postStratified(kind: SumsKind, strata: readonly Stratum[], confidenceLevel = 0.95): PostStratified {
  requireConfidenceLevel(confidenceLevel);
  for (const { base } of strata) requireNonNegative({ base });
  const heard = strata.filter(({ base, sums }) => base > 0 && sums.n > 0);
  const base = strata.reduce((sum, stratum) => sum + stratum.base, 0);
  const covered = heard.reduce((sum, stratum) => sum + stratum.base, 0);
  const known = {
    coverage: base === 0 ? null : covered / base,
    silent: strata.flatMap((stratum, at) => (stratum.base > 0 && stratum.sums.n === 0 ? [at] : [])),
  };
  if (covered === 0) return { ...known, score: { ...unknownScore('LINEARIZED', confidenceLevel), customers: 0 } };
  const weighted = heard.map(({ base: size, sums }): Weighted => ({ share: size / covered, mean: sums.total / sums.weight, sums }));
  return { ...known, score: scoreOf(kind, weighted, designedMeanOf(weighted), confidenceLevel) };
}

interface Weighted {
  /** of the base that is covered */
  readonly share: number;
  readonly mean: number;
  readonly sums: CellSums;
}

function designedMeanOf(strata: readonly Weighted[]): DesignedMean {
  const over = (of: (stratum: Weighted) => number): number => strata.reduce((sum, stratum) => sum + of(stratum), 0);
  const [n, customers] = [over(({ sums }) => sums.n), over(({ sums }) => sums.customers)];
  const estimate = over(({ share, mean }) => share * mean);
  const squares = over(({ share, mean, sums: { weight, xx, xy, yy } }) => {
    const about = yy - 2 * mean * xy + mean * mean * xx;
    return about <= 1e-12 * yy ? 0 : (share / weight) ** 2 * about; // what rounding leaves of equal answers
  });
  const variance = customers > 1 ? (customers / (customers - 1)) * squares : null;
  const about = over(({ share, mean, sums }) => share * (sums.valueSquares / sums.weight - 2 * estimate * mean + estimate * estimate));
  const kish = (of: (sums: CellSums) => number): number => 1 / over(({ share, sums }) => (share / sums.weight) ** 2 * of(sums));
  const kishUnits = kish(({ xx }) => xx);
  const effect = designEffect({
    ...{ n, variance, variancePerAnswer: n > 1 ? (n / (n - 1)) * Math.max(0, about) : null },
    ...{ kishEffectiveN: kish(({ weightSquares }) => weightSquares), kishUnits },
  });
  return {
    ...{ n, customers, estimate, stdErr: variance === null ? null : Math.sqrt(variance), df: customers - 1 },
    ...{ ...effect, effectiveN: Math.min(effect.effectiveN, kishUnits) },
    seType: customers < n ? 'CR1' : 'LINEARIZED',
    clustering: null,
  };
}

function scoreOf(kind: SumsKind, strata: readonly Weighted[], mean: DesignedMean, confidenceLevel: number): Score {
  if (kind === 'MEAN' || kind === 'INDEX') return meanScore(mean, kind === 'MEAN', confidenceLevel);
  const rule = intervalRule(mean, false, confidenceLevel);
  if (kind === 'SHARE') return { ...shareOfMean(mean, rule), customers: mean.customers };
  // promoters and detractors of a stratum follow from Σ u and Σ u² of its points
  const outer = strata.reduce((sum, { share, sums }) => sum + (share * sums.valueSquares) / 1e4 / sums.weight, 0);
  const ahead = mean.estimate / 100;
  const shares = { promoterShare: (outer + ahead) / 2, passiveShare: 1 - outer, detractorShare: (outer - ahead) / 2 };
  return { ...npsOfMean(mean, shares, rule), customers: mean.customers };
}
