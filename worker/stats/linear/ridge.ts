import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { requireSameLength } from '../checks.ts';
import { type FitOutcome, ModelInputError, notEstimable, type Warning } from '../outcome.ts';
import { columnMeans, isConstant } from '../rows/columnMeans.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { requireMagnitude } from '../rows/requireMagnitude.ts';
import { rowMass } from '../rows/rowMass.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import { allButOne } from './allButOne.ts';
import { type FoldOptions, foldRows } from './foldRows.ts';
import { type Moments, mergeMoments, moments } from './moments.ts';
import { type OutOfSample, outOfSample } from './outOfSample.ts';

export interface RidgeOptions extends FoldOptions {
  /** penalties to choose from, each >= 0, ascending; default 1e-5 to 1e3, ten a decade */
  readonly penalties?: readonly number[];
  /** weights and counts; with clusters the folds are made of whole clusters */
  readonly roles?: RowRoles;
}

export interface RidgeCoefficient {
  readonly name: string;
  readonly estimate: number;
  /** in standard deviations of the outcome per standard deviation of the driver */
  readonly standardizedEstimate: number;
}

export interface RidgeStep extends OutOfSample {
  readonly penalty: number;
}

export interface RidgeFit {
  readonly n: number;
  /** chosen; per row, on standardised columns */
  readonly penalty: number;
  /** effective number of slopes, Σ d / (d + penalty) */
  readonly effectiveDf: number;
  readonly intercept: number;
  readonly coefficients: readonly RidgeCoefficient[];
  /** on the rows it was fitted to; crossValidated is what to expect of others */
  readonly rSquared: number;
  readonly crossValidated: OutOfSample;
  /** every penalty tried, ascending */
  readonly path: readonly RidgeStep[];
}

/**
 * Ridge regression with the penalty chosen by cross-validation, for drivers too collinear for least squares to tell apart.
 *
 *   b minimises Σ w (y - b0 - Σ x_j b_j)² + n κ Σ (s_j b_j)²,   s_j the standard deviation of driver j (divisor n), b0 unpenalised
 *   in standard units (R + κ I) β = r,   β = V diag(1 / (d + κ)) Vᵀ r,   R = V diag(d) Vᵀ the drivers' correlations, r with the outcome
 *
 * n κ is lambda of R's MASS::lm.ridge. One eigendecomposition serves every penalty. Each fold is predicted from the others with
 * means, deviations and eigenvectors of their own; the penalty with the largest out-of-sample R² is taken, the larger one where equal.
 * Ridge estimates are biased on purpose: they have no standard errors here. One walk over the rows; deterministic for a seed.
 *
 * @param outcome length n, complete and finite
 * @param drivers each length n, complete and finite; exact dependence is allowed
 * @returns notEstimable ZERO_VARIANCE, NOT_ENOUGH_DATA; warning BOUNDARY when the chosen penalty is the first or last of the path
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Hoerl & Kennard (1970), Technometrics 12:55-67, doi:10.1080/00401706.1970.10488634
 */
export function ridge(outcome: NamedColumn, drivers: readonly NamedColumn[], options: RidgeOptions = {}): FitOutcome<RidgeFit> {
  const { penalties = defaultPenalties(), roles, ...foldOptions } = options;
  requirePenalties(penalties);
  const named = [...drivers, outcome];
  const rowCount = requireSameLength(Object.fromEntries(named.map(({ name, values }) => [name, values])));
  const rows = rowMass(rowCount, roles);
  const shifts = columnMeans(named, rows.mass);
  const constant = named.find(({ values }) => isConstant(values, rows.mass));
  if (constant !== undefined) return notEstimable('ZERO_VARIANCE', `${constant.name} has the same value in every row`, [constant.name]);
  const folds = foldRows(rowCount, rows, foldOptions);
  if (folds.length < 2) return notEstimable('NOT_ENOUGH_DATA', 'cross-validation needs at least two rows or clusters');
  const columns = named.map(({ values }) => values);
  const parts = folds.map((order) => moments(columns, { ...rows, order, shifts }));
  const whole = parts.reduce(mergeMoments);
  const { products, means } = whole;
  const width = means.length;
  named.forEach(({ name }, j) => {
    requireMagnitude(name, products[j * width + j]! / whole.mass + means[j]! ** 2);
  });
  const path = ridgePath(parts, penalties);
  const best = path.reduce((chosen, step) => (step.rSquared >= chosen.rSquared ? step : chosen));
  const { penalty, ...crossValidated } = best;
  const solver = ridgeSolver(whole);
  const slopes = solver.slopes(penalty);
  const sd = (j: number): number => Math.sqrt(products[j * width + j]! / whole.mass);
  const fit: RidgeFit = {
    n: rows.n,
    penalty,
    effectiveDf: solver.effectiveDf(penalty),
    intercept: slopes.reduce((left, slope, j) => left - slope * means[j]!, means[width - 1]!),
    coefficients: drivers.map(({ name }, j) => {
      const estimate = slopes[j]!;
      return { name, estimate, standardizedEstimate: (estimate * sd(j)) / sd(width - 1) };
    }),
    rSquared: 1 - squaredErrors(whole, whole, slopes) / products[width * width - 1]!,
    crossValidated,
    path,
  };
  return { kind: 'fitted', fit, warnings: boundaryWarning(path, best) };
}

function defaultPenalties(): number[] {
  return Array.from({ length: 81 }, (_, i) => 10 ** (i / 10 - 5));
}

function requirePenalties(penalties: readonly number[]): void {
  if (penalties.length === 0) throw new ModelInputError('EMPTY', 'penalties has no values, at least one is needed');
  for (const [k, penalty] of penalties.entries()) {
    if (!(penalty >= 0 && Number.isFinite(penalty)) || penalty <= (penalties[k - 1] ?? -1))
      throw new ModelInputError(
        'OUT_OF_RANGE',
        `penalties has ${penalty} at place ${k}, finite numbers from 0 up in ascending order are needed`,
      );
  }
}

function boundaryWarning(path: readonly RidgeStep[], chosen: RidgeStep): Warning[] {
  if (path.length === 1 || (chosen !== path[0] && chosen !== path.at(-1))) return [];
  const meaning = chosen === path[0] ? 'hardly any penalty predicts best: least squares says the same' : 'the drivers predict nothing';
  return [{ code: 'BOUNDARY', subject: null, detail: `the penalty ${chosen.penalty} is at the end of the path: ${meaning}` }];
}

/** Out-of-sample R² of every penalty. */
function ridgePath(parts: readonly Moments[], penalties: readonly number[]): RidgeStep[] {
  const errors = penalties.map(() => new Array<number>(parts.length).fill(0));
  const deviances = new Array<number>(parts.length).fill(0);
  for (const [f, others] of allButOne(parts, mergeMoments).entries()) {
    const solver = ridgeSolver(others);
    deviances[f] = squaredErrors(parts[f]!, others, new Float64Array(others.means.length - 1));
    penalties.forEach((penalty, k) => {
      errors[k]![f] = squaredErrors(parts[f]!, others, solver.slopes(penalty));
    });
  }
  return penalties.map((penalty, k) => ({ penalty, ...outOfSample(errors[k]!, deviances) }));
}

interface RidgeSolver {
  /** slopes in the drivers' own units */
  slopes(penalty: number): Float64Array;
  effectiveDf(penalty: number): number;
}

/** @param known moments of the drivers, then the outcome. A driver that is constant in them gets slope 0 */
function ridgeSolver({ products, means, mass }: Moments): RidgeSolver {
  const width = means.length;
  const count = width - 1;
  const deviations = Float64Array.from(means, (_, j) => Math.sqrt(products[j * width + j]! / mass));
  const correlation = (i: number, j: number): number => {
    const scale = mass * deviations[i]! * deviations[j]!;
    return scale > 0 ? products[i * width + j]! / scale : 0;
  };
  const matrix = Array.from({ length: count }, (_, i) => Array.from({ length: count }, (_, j) => (i === j ? 1 : correlation(i, j))));
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(new Matrix(matrix), { assumeSymmetric: true });
  const eigenvalues = realEigenvalues.map((value) => Math.max(0, value));
  const outcome = Matrix.columnVector(Array.from({ length: count }, (_, j) => correlation(j, count)));
  const rotated = eigenvectorMatrix.transpose().mmul(outcome).to1DArray();
  return {
    slopes: (penalty) => {
      const weights = rotated.map((value, i) => (eigenvalues[i]! + penalty > 0 ? value / (eigenvalues[i]! + penalty) : 0));
      const standard = eigenvectorMatrix.mmul(Matrix.columnVector(weights)).to1DArray();
      return Float64Array.from(standard, (beta, j) => (deviations[j]! > 0 ? (beta * deviations[count]!) / deviations[j]! : 0));
    },
    effectiveDf: (penalty) => eigenvalues.reduce((sum, value) => sum + (value > 0 ? value / (value + penalty) : 0), 0),
  };
}

/** Σ mass (y - ȳ - Σ b_j (x_j - x̄_j))² over the rows of `judged`, with the means of `trained`. */
function squaredErrors(judged: Moments, trained: Moments, slopes: Float64Array): number {
  const width = judged.means.length;
  const weights = Float64Array.of(...slopes.map((slope) => -slope), 1);
  const miss = weights.reduce((sum, weight, j) => sum + weight * (judged.means[j]! - trained.means[j]!), 0);
  let squares = judged.mass * miss * miss;
  for (let i = 0; i < width; i++) {
    for (let j = 0; j < width; j++) squares += weights[i]! * weights[j]! * judged.products[i * width + j]!;
  }
  return squares;
}
