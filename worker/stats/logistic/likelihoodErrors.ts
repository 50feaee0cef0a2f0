import { Matrix } from 'ml-matrix';
import { withoutCancelled } from '../inference/cancelledErrors.ts';
import type { SeType } from '../inference/waldRow.ts';
import { addGram } from '../linalg/addGram.ts';
import { invertPositiveDefinite } from '../linalg/positiveDefinite.ts';
import { upperLeft } from '../linalg/upperLeft.ts';
import { addClusterRows, clusterScores, flushClusterScores } from '../linear/clusterScores.ts';
import { type ErrorRule, errorRule } from '../linear/errorRule.ts';
import { ModelInputError } from '../outcome.ts';
import type { RowMass } from '../rows/rowMass.ts';
import type { RowLikelihood } from './rowLikelihood.ts';

/** Kinds of errors of a likelihood; HC3 belongs to residuals, BOOTSTRAP is not made from one fit. */
export type LikelihoodSeType = Exclude<SeType, 'HC3' | 'BOOTSTRAP'>;

/** Kinds of errors that a fitted logistic or ordinal model may have. */
export type LikelihoodFitSeType = LikelihoodSeType | 'BOOTSTRAP';

export interface LikelihoodRule extends Omit<ErrorRule, 'df'> {
  readonly seType: LikelihoodSeType;
  /** of Student's t; null = normal */
  readonly df: number | null;
}

/**
 * Kind of errors of a logistic or ordinal model: errorRule's constants, with p the number of all parameters. Default: LINEARIZED
 * with sampling weights, else CR1 with clusters, else CLASSICAL (the inverse observed information, tests by the normal).
 *
 * @throws ModelInputError OUT_OF_RANGE
 */
export function likelihoodErrorRule(asked: LikelihoodSeType | undefined, rows: RowMass, size: number): LikelihoodRule {
  const rule = errorRule(asked ?? (rows.weights === null && rows.clusters === null ? 'CLASSICAL' : undefined), rows, size);
  const { seType } = rule;
  if (seType === 'HC3' || seType === 'BOOTSTRAP') {
    throw new ModelInputError('OUT_OF_RANGE', `seType has ${seType}, CLASSICAL, CR1 or LINEARIZED is needed`);
  }
  return { ...rule, seType, df: seType === 'CLASSICAL' ? null : rule.df };
}

export interface LikelihoodErrors {
  /** covariance by seType, size x size row-major; null where it is undefined (too few clusters) */
  readonly covariance: Float64Array | null;
  /** the inverse observed information */
  readonly classical: Float64Array;
}

/**
 * Covariance of estimates = map parameters at a maximum.
 *
 *   classical = map I⁻¹ mapᵀ,   robust = factor map I⁻¹ [Σ s sᵀ] I⁻¹ mapᵀ
 *
 * I is the observed information at the maximum itself, s the score of a response (ROWS) or the sum over a cluster (CLUSTERS).
 *
 * @param map what is reported in terms of the parameters, size x size row-major
 * @returns null when the information is singular
 * @see Binder (1983), Int Statist Rev 51:279-292, doi:10.2307/1402588; Cameron & Miller (2015), J Human Resources 50:317-372
 */
export function likelihoodErrors(
  likelihood: RowLikelihood,
  { parameters, information }: { readonly parameters: Float64Array; readonly information: Float64Array },
  map: Float64Array,
  rows: RowMass,
  rule: LikelihoodRule,
): LikelihoodErrors | null {
  const { size } = likelihood;
  const inverse = invertPositiveDefinite(information, size);
  if (inverse === null) return null;
  const square = (values: Float64Array): Matrix => Matrix.from1DArray(size, size, values);
  const half = square(map).mmul(square(inverse));
  const classical = symmetric(half.mmul(square(map).transpose()));
  if (rule.scores === 'NONE') return { covariance: classical, classical };
  if ((rule.df !== null && rule.df < 1) || !Number.isFinite(rule.factor)) return { covariance: null, classical };
  const meat = square(scoreProducts(likelihood, parameters, rows, rule));
  const robust = symmetric(half.mmul(meat).mmul(half.transpose()).mul(rule.factor));
  return { covariance: withoutCancelled(robust, classical, size), classical };
}

/** Σ s sᵀ */
function scoreProducts(likelihood: RowLikelihood, parameters: Float64Array, rows: RowMass, { scores }: LikelihoodRule): Float64Array {
  const { scoreWidth: width, size } = likelihood;
  const gram = new Float64Array(width * width);
  const { clusters } = rows;
  if (scores === 'CLUSTERS' && clusters !== null) {
    const { codes, order } = clusters;
    const sums = clusterScores(width, gram);
    likelihood.walkScores(parameters, rows.mass, (block, start, count) => addClusterRows(sums, block, codes, order, start, count), order);
    flushClusterScores(sums);
  } else likelihood.walkScores(parameters, responseMultipliers(rows), (block) => addGram(gram, block, width), null);
  const products = upperLeft(gram, width, size);
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) products[i * size + j] = products[j * size + i]!;
  return products;
}

/** weight √count: the squares of `count` equal scores sum to the square of their common score times its root. */
function responseMultipliers({ weights, counts }: RowMass): Float64Array | null {
  if (counts === null) return weights;
  return counts.map((count, i) => Math.sqrt(count) * (weights === null ? 1 : weights[i]!));
}

function symmetric(matrix: Matrix): Float64Array {
  const size = matrix.rows;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) for (let j = 0; j < size; j++) values[i * size + j] = (matrix.get(i, j) + matrix.get(j, i)) / 2;
  return values;
}
