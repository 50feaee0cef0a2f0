import { requireCounts, requireNonNegative } from '../checks.ts';
import { ModelInputError } from '../outcome.ts';
import { type DesignEffect, designEffect } from './designEffect.ts';

/** What SQL gives for one class of answers: count(*), sum(weight), sum(weight * weight). Answers without a weight are left out there. */
export interface WeightSums {
  readonly n: number;
  readonly sumWeights: number;
  readonly sumSquaredWeights: number;
}

export interface WeightedClass extends WeightSums {
  /** value of every answer in this class: +100, 0 or -100 for the NPS, 1 or 0 for a share */
  readonly score: number;
}

export interface WeightedMean extends DesignEffect {
  readonly n: number;
  readonly sumWeights: number;
  readonly estimate: number;
  /** null at n = 1, where the factor n / (n - 1) is undefined */
  readonly stdErr: number | null;
}

/**
 * Mean of class scores under sampling weights, with the linearised standard error, from sums alone.
 *
 *   mean = Σ_c W_c u_c / W,   Var = n/(n - 1) Σ_c (u_c - mean)² Q_c / W²,   s² = n/(n - 1) Σ_c W_c (u_c - mean)² / W
 *
 * W_c = Σw and Q_c = Σw² in class c, u_c its score. All answers of a class share one residual, so these sums carry all that the
 * Taylor linearisation over rows needs (designedMean). Rows count as independent, without finite-population correction
 * (R: svydesign(ids = ~1)).
 *
 * @returns null when no answer carries weight
 * @throws ModelInputError OUT_OF_RANGE, NOT_FINITE
 * @see Lumley (2010), Complex Surveys, doi:10.1002/9780470580066
 */
export function weightedMean(classes: readonly WeightedClass[]): WeightedMean | null {
  for (const { n, sumWeights, sumSquaredWeights } of classes) {
    requireCounts({ n });
    requireNonNegative({ sumWeights, sumSquaredWeights });
    if (n === 0 && sumWeights > 0) throw new ModelInputError('OUT_OF_RANGE', `sumWeights has ${sumWeights} for 0 answers, 0 is needed`);
  }
  const total = (pick: (sums: WeightedClass) => number): number => classes.reduce((sum, sums) => sum + pick(sums), 0);
  const n = total((sums) => sums.n);
  const sumWeights = total((sums) => sums.sumWeights);
  if (n === 0 || sumWeights === 0) return null;
  const weighted = classes.filter((sums) => sums.sumWeights > 0);
  // one class only: its score itself, where W u / W would round
  const estimate = weighted.length === 1 ? weighted[0]!.score : total((sums) => sums.sumWeights * sums.score) / sumWeights;
  const factor = n / (n - 1);
  const variance = n > 1 ? (factor * total((sums) => (sums.score - estimate) ** 2 * sums.sumSquaredWeights)) / sumWeights ** 2 : null;
  const variancePerAnswer = n > 1 ? (factor * total((sums) => (sums.score - estimate) ** 2 * sums.sumWeights)) / sumWeights : null;
  const kishEffectiveN = sumWeights ** 2 / total((sums) => sums.sumSquaredWeights);
  return {
    n,
    sumWeights,
    estimate,
    stdErr: variance === null ? null : Math.sqrt(variance),
    ...designEffect({ n, variance, variancePerAnswer, kishEffectiveN, kishUnits: kishEffectiveN }),
  };
}
