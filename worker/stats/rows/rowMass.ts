import { ModelInputError } from '../outcome.ts';
import { type ClusterOrder, clusterOrder } from './clusterOrder.ts';
import type { RowRoles } from './rowRoles.ts';

/** How far unequal sampling weights cost precision (Kish). */
export interface Weighting {
  readonly sumWeights: number;
  /** n Σw² / (Σw)² */
  readonly kishDesignEffect: number;
  /** (Σw)² / Σw² */
  readonly kishEffectiveN: number;
}

/** What the rows of a regression stand for, checked and scaled. */
export interface RowMass {
  /** responses: rows, or the sum of their counts, of those with a weight above 0 */
  readonly n: number;
  /** responses that a row stands for, 0 where its weight is 0; null = 1 each */
  readonly counts: Float64Array | null;
  /** sampling weights, scaled to mean 1 over the responses, so that nothing depends on their unit; null = 1 each */
  readonly weights: Float64Array | null;
  /** counts x weights, what a row adds to sums and cross products; sums to n; null = 1 each */
  readonly mass: Float64Array | null;
  readonly clusters: ClusterOrder | null;
  /** Σ log weight over the responses: their part of the Gaussian log-likelihood */
  readonly sumLogWeights: number;
  /** null without sampling weights */
  readonly weighting: Weighting | null;
}

/**
 * Checks the roles of `rows` rows and turns them into multipliers. A row with weight 0 or count 0 is outside of the sample:
 * it adds nothing and does not count in n.
 *
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE naming weights, counts or clusters and the row
 * @see Kish (1965), Survey Sampling, section 8.2 (design effect of weighting)
 */
export function rowMass(rows: number, { weights, counts, clusters }: RowRoles = {}): RowMass {
  for (const [name, role] of Object.entries({ weights, counts, clusters })) {
    if (role !== undefined && role.length !== rows)
      throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${role.length}, the columns have ${rows}`);
  }
  if (weights !== undefined) requireEach('weights', weights, (value) => value >= 0, 'a finite number from 0 up');
  if (counts !== undefined) requireEach('counts', counts, (value) => value >= 0 && Number.isSafeInteger(value), 'a whole number from 0 up');
  const used = weights === undefined ? (counts ?? null) : responsesInSample(weights, counts);
  const n = used === null ? rows : used.reduce((sum, count) => sum + count, 0);
  const cluster = (mass: Float64Array | null): ClusterOrder | null => (clusters === undefined ? null : clusterOrder(clusters, mass));
  if (weights === undefined || used === null || n === 0)
    return { n, counts: used, weights: null, mass: used, clusters: cluster(used), sumLogWeights: 0, weighting: null };
  const sumWeights = weights.reduce((sum, weight, i) => sum + weight * used[i]!, 0);
  const perUnit = n / sumWeights;
  if (!(perUnit > 0 && Number.isFinite(perUnit)))
    throw new ModelInputError(
      'OUT_OF_RANGE',
      'weights has values whose sum overflows or vanishes, values between 1e-300 and 1e300 are needed',
    );
  const scaled = weights.map((weight) => weight * perUnit);
  const kishDesignEffect = scaled.reduce((sum, weight, i) => sum + weight * weight * used[i]!, 0) / n;
  const mass = scaled.map((weight, i) => weight * used[i]!);
  return {
    n,
    counts: used.every((count) => count === 1) ? null : used,
    weights: scaled,
    mass,
    clusters: cluster(mass),
    sumLogWeights: weights.reduce((sum, weight, i) => sum + (used[i]! > 0 ? used[i]! * (Math.log(weight) + Math.log(perUnit)) : 0), 0),
    weighting: { sumWeights, kishDesignEffect, kishEffectiveN: n / kishDesignEffect },
  };
}

function responsesInSample(weights: Float64Array, counts: Float64Array | undefined): Float64Array {
  return weights.map((weight, i) => (weight > 0 ? (counts?.[i] ?? 1) : 0));
}

function requireEach(name: string, values: Float64Array, valid: (value: number) => boolean, needed: string): void {
  const row = values.findIndex((value) => !(Number.isFinite(value) && valid(value)));
  if (row < 0) return;
  const code = Number.isFinite(values[row]!) ? 'OUT_OF_RANGE' : 'NOT_FINITE';
  throw new ModelInputError(code, `${name} has ${values[row]} at row ${row}, ${needed} is needed`);
}
