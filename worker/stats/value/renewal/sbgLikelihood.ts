import type { Likelihood } from '../../optimize/newton.ts';

/** Renewals of all cohorts together, by number of the renewal: index 0 is the first. Enough for the likelihood, whatever the cohorts. */
export interface RenewalCounts {
  /** customers who left at it */
  readonly lost: Float64Array;
  /** customers who made it */
  readonly stayed: Float64Array;
}

/** @param cohorts survivors of each cohort by period, from 0 = acquisition */
export function renewalCounts(cohorts: readonly Float64Array[]): RenewalCounts {
  const renewals = Math.max(...cohorts.map(({ length }) => length - 1));
  const lost = new Float64Array(renewals);
  const stayed = new Float64Array(renewals);
  for (const survivors of cohorts) {
    for (let t = 1; t < survivors.length; t++) {
      lost[t - 1]! += survivors[t - 1]! - survivors[t]!;
      stayed[t - 1]! += survivors[t]!;
    }
  }
  return { lost, stayed };
}

/**
 * Log-likelihood of the shifted-beta-geometric model with its score and observed information in alpha and beta.
 *
 *   Σ_t lost_t ln(alpha / d_t) + stayed_t ln((beta + t - 1) / d_t),   d_t = alpha + beta + t - 1
 *
 * The same as Σ lost_t ln P(T = t) + remaining ln S, for each P and S is a product of renewal rates: no beta functions and no differences
 * of logarithms of them. Never positive. Cost O(renewals), whatever the number of customers.
 */
export function sbgLikelihood({ lost, stayed }: RenewalCounts, alpha: number, beta: number): Likelihood {
  let [logLikelihood, scoreAlpha, scoreBeta] = [0, 0, 0];
  let [alphaAlpha, alphaBeta, betaBeta] = [0, 0, 0];
  for (let i = 0; i < lost.length; i++) {
    const all = lost[i]! + stayed[i]!;
    const loyal = beta + i;
    const sum = alpha + loyal;
    const curvature = all / (sum * sum);
    if (lost[i]! > 0) logLikelihood -= lost[i]! * Math.log1p(loyal / alpha);
    if (stayed[i]! > 0) logLikelihood -= stayed[i]! * Math.log1p(alpha / loyal);
    scoreAlpha += (lost[i]! * loyal - stayed[i]! * alpha) / (alpha * sum);
    scoreBeta += (stayed[i]! * alpha - lost[i]! * loyal) / (loyal * sum);
    alphaAlpha += lost[i]! / (alpha * alpha) - curvature;
    alphaBeta -= curvature;
    betaBeta += stayed[i]! / (loyal * loyal) - curvature;
  }
  return {
    logLikelihood,
    score: Float64Array.of(scoreAlpha, scoreBeta),
    information: Float64Array.of(alphaAlpha, alphaBeta, alphaBeta, betaBeta),
  };
}
