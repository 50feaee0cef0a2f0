import { cholesky } from '../linalg/cholesky.ts';
import { invertUpper, solveUpperTransposed } from '../linalg/triangular.ts';
import { inverseGramDiagonal } from '../linear/coefficients.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';
import { rSquaredAlongOrder } from './rSquaredAlongOrder.ts';
import { type SamplingOptions, sampledShapley } from './sampledShapley.ts';
import { shapleyRSquared } from './shapleyRSquared.ts';

/** Exact up to here: 2^24 coalitions take half a second, and each further player doubles it. */
export const LMG_MAX_DRIVERS = 24;

/** A driver of which the others leave less than this is refused: its share would be rounding. */
const SMALLEST_PIVOT = 1e-14;

/** A value below this, in units of R², is the rounding of sums over coalitions: 0. */
const ROUNDING = 1e-14;

/** An R² below this is such rounding, too: its shares would be 0, or anything. */
export const NOTHING_EXPLAINED = 1e-12;

export interface LmgOptions extends SamplingOptions {
  /** indices of the drivers of each player; together every driver once. Absent: every driver by itself */
  readonly groups?: readonly (readonly number[])[];
}

export interface LmgImportance {
  readonly rSquared: number;
  /** a value per player in units of R²; sums to rSquared */
  readonly lmg: Float64Array;
  /** lmg / rSquared; sums to 1; null when rSquared is 0 to rounding */
  readonly lmgShare: Float64Array | null;
  /** Monte-Carlo standard error of each value of lmg where orders were sampled; null where it is exact */
  readonly samplingStdErr: Float64Array | null;
}

/**
 * LMG importance: R² split among the drivers by its Shapley value, the gain of a driver averaged over all orders of entry.
 *
 *   lmg_j = Σ over subsets S without j of  |S|! (p - 1 - |S|)! / p!  *  (R²(S ∪ {j}) - R²(S))
 *
 * With `groups` the players are groups of drivers that enter together (a CX force is a group of questions): the grouped Shapley
 * value of each. Exact up to 24 players by one walk over all coalitions (shapleyRSquared: 14 take 1 ms, 20 take 32 ms, 24 take 0.5 s),
 * beyond by sampled orders (sampledShapley) with the error of sampling beside. No gain is negative but by rounding; 0 stands for that.
 *
 * @param driverCorrelations  p x p, row-major, symmetric with ones on the diagonal
 * @param outcomeCorrelations length p, correlation of each driver with the outcome
 * @returns notEstimable INDEFINITE when the correlations are not those of any data (pairwise deletion) or a driver repeats others
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, OUT_OF_RANGE (groups that do not hold every driver once)
 * @see Grömping (2006), J Stat Softw 17(1), doi:10.18637/jss.v017.i01; Lindeman, Merenda & Gold (1980)
 */
export function lmg(
  driverCorrelations: Float64Array,
  outcomeCorrelations: Float64Array,
  { groups, ...sampling }: LmgOptions = {},
): FitOutcome<LmgImportance> {
  const count = requireShapes(driverCorrelations, outcomeCorrelations);
  if (groups !== undefined) requirePartition(groups, count);
  const factor = cholesky(driverCorrelations, count);
  if (factor === null || !isUsable(factor, count))
    return notEstimable('INDEFINITE', 'the correlation matrix of the drivers is not positive definite');
  const projection = solveUpperTransposed(factor, count, outcomeCorrelations);
  const rSquared = projection.reduce((sum, value) => sum + value * value, 0);
  if (rSquared > 1 + 1e-9) return notEstimable('INDEFINITE', `the correlations imply an R squared of ${rSquared}`);
  const players = groups ?? Array.from({ length: count }, (_, j) => [j]);
  const { values, stdErrs } = shapleyValues(joined(driverCorrelations, outcomeCorrelations, players.flat()), players, sampling);
  const importance = values.map((value) => (value < ROUNDING ? 0 : value));
  const lmgShare = rSquared > NOTHING_EXPLAINED ? importance.map((value) => value / rSquared) : null;
  return { kind: 'fitted', fit: { rSquared, lmg: importance, lmgShare, samplingStdErr: stdErrs }, warnings: [] };
}

function shapleyValues(
  correlations: Float64Array,
  players: readonly (readonly number[])[],
  sampling: SamplingOptions,
): { values: Float64Array; stdErrs: Float64Array | null } {
  const sizes = players.map(({ length }) => length);
  if (players.length <= LMG_MAX_DRIVERS) return { values: shapleyRSquared(correlations, sizes), stdErrs: null };
  let next = 0;
  const inOrder = sizes.map((size) => Array.from({ length: size }, () => next++)); // `joined` has put them one after the other
  return sampledShapley(players.length, rSquaredAlongOrder(correlations, inOrder), sampling);
}

/** Drivers in the given order, the outcome last; (p + 1) x (p + 1). */
function joined(driverCorrelations: Float64Array, outcomeCorrelations: Float64Array, order: readonly number[]): Float64Array {
  const count = order.length;
  const width = count + 1;
  const matrix = new Float64Array(width * width);
  order.forEach((driver, i) => {
    order.forEach((other, j) => {
      matrix[i * width + j] = driverCorrelations[driver * count + other]!;
    });
    matrix[i * width + count] = outcomeCorrelations[driver]!;
    matrix[count * width + i] = outcomeCorrelations[driver]!;
  });
  matrix[width * width - 1] = 1;
  return matrix;
}

function requireShapes(driverCorrelations: Float64Array, outcomeCorrelations: Float64Array): number {
  const count = outcomeCorrelations.length;
  if (count === 0) throw new ModelInputError('EMPTY', 'outcomeCorrelations has length 0, at least 1 is needed');
  if (driverCorrelations.length !== count * count) {
    const needed = `${count} drivers need ${count * count}`;
    throw new ModelInputError('LENGTH_MISMATCH', `driverCorrelations has length ${driverCorrelations.length}, ${needed}`);
  }
  return count;
}

export function requirePartition(groups: readonly (readonly number[])[], count: number): void {
  const named = groups.flat().toSorted((a, b) => a - b);
  if (groups.some(({ length }) => length === 0))
    throw new ModelInputError('EMPTY', 'groups has an empty group, at least one driver is needed');
  if (named.length !== count || named.some((driver, j) => driver !== j))
    throw new ModelInputError('OUT_OF_RANGE', `groups has drivers ${named.join(', ')}, each of 0 to ${count - 1} once is needed`);
}

/** 1 / (R⁻¹)_jj is what all others leave of driver j, the smallest pivot that any subset can meet. */
function isUsable(factor: Float64Array, count: number): boolean {
  const inverse = invertUpper(factor, count);
  for (let j = 0; j < count; j++) {
    if (!(1 / inverseGramDiagonal(inverse, count, j) > SMALLEST_PIVOT)) return false;
  }
  return true;
}
