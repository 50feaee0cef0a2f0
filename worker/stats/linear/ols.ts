import { requireConfidenceLevel, requireSameLength } from '../checks.ts';
import type { SeType } from '../inference/waldRow.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';
import { columnMeans, isConstant } from '../rows/columnMeans.ts';
import type { NamedColumn } from '../rows/numericColumn.ts';
import { rowMass } from '../rows/rowMass.ts';
import { rowProgress } from '../rows/rowProgress.ts';
import type { RowRoles } from '../rows/rowRoles.ts';
import type { Design, DesignFactor } from './designFactor.ts';
import { errorRule, type ScoreKind } from './errorRule.ts';
import { gramFactor } from './gramFactor.ts';
import { type DesignNames, linearFit, type OlsFit, refusedFactor } from './linearFit.ts';
import { moments } from './moments.ts';
import { qrFactor } from './qrFactor.ts';
import { refinedEstimates } from './refinedEstimates.ts';
import { type ResidualPass, residualPass, residualsOfFactor } from './residualPass.ts';
import { rowTriangle } from './rowTriangle.ts';

export type { DriverCoefficient, OlsFit } from './linearFit.ts';

/** Up to this many rows QR costs little more and keeps twice the digits; refined, its coefficients keep nearly all of them. */
const ROWS_FOR_QR = 10_000;

/** From this ratio of unexplained to explained squares on, subtracting the explained ones costs two digits at most. */
const SUBTRACTED_SHARE = 0.01;

export interface OlsOptions {
  readonly intercept?: boolean;
  readonly confidenceLevel?: number;
  /** default: LINEARIZED with sampling weights, else CR1 with clusters, else HC3 */
  readonly seType?: SeType;
  /** sampling weights, counts and clusters of the rows */
  readonly roles?: RowRoles;
  /** called with the fraction done, ascending from 0 to 1, about twenty times per walk over the rows */
  readonly onProgress?: (fractionDone: number) => void;
}

/**
 * Ordinary (weighted) least squares of an outcome on drivers, with robust errors.
 *
 *   y = b0 + Σ b_j x_j + e,   b minimises Σ w e²;   R² = ssModel / ssTotal, about the mean with an intercept and about zero without
 *   F = (ssModel / dfModel) / (ssResidual / df), the classical test that all slopes are 0;   waldStatistic the same by seType
 *   VIF_j = S_jj (S⁻¹)_jj, S the centred cross products;   standardizedEstimate_j = b_j sd(x_j) / sd(y)
 *
 * Errors by seType, see errorRule; classicalStdErr stands beside. Counts equal so many rows, weights are sampling weights and
 * scaled to mean 1, clusters say whose rows belong together. Conventions as R's lm, sandwich (vcovHC, vcovCL) and survey (svyglm).
 *
 * Up to 10,000 rows by Householder QR with iterative refinement, and for badly conditioned drivers by QR; otherwise by the centred Gram matrix and Cholesky.
 * Both walk the columns in blocks of 512 rows: memory beside the data is a few hundred kilobytes, with clusters that are not in order
 * 4 bytes a row, with weights 8 to 24. Cost about 3 n p²/2; 1,000,000 rows x 20 drivers take half a second.
 * p-values are two-sided t; pAdjusted is Holm's over the drivers. An outcome reproduced exactly has errors 0 and tests null.
 *
 * @param outcome length n, complete and finite
 * @param drivers each length n, complete and finite, names distinct
 * @returns notEstimable NOT_ENOUGH_DATA (n <= coefficients), ZERO_VARIANCE, RANK_DEFICIENT naming the columns;
 *   warnings COLLINEAR (VIF > 10), LOW_R2 (< 0.10), LEVERAGE_ONE, ZERO_VARIANCE (exact fit), NOT_ENOUGH_DATA (too few clusters for errors)
 * @throws ModelInputError EMPTY, LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Golub & Van Loan (2013), Matrix Computations, ch. 5; Seber & Lee (2003), Linear Regression Analysis, doi:10.1002/9780471722199
 */
export function ols(outcome: NamedColumn, drivers: readonly NamedColumn[], options: OlsOptions = {}): FitOutcome<OlsFit> {
  const { intercept = true, confidenceLevel = 0.95, seType, roles, onProgress } = options;
  const rows = rowMass(checkColumns(outcome, drivers, confidenceLevel), roles);
  const size = drivers.length + (intercept ? 1 : 0);
  const rule = errorRule(seType, rows, size);
  const { n, mass, clusters, weighting, sumLogWeights } = rows;
  if (n <= size) return notEstimable('NOT_ENOUGH_DATA', `${n} complete rows for ${size} coefficients leave no residual degrees of freedom`);
  const means = columnMeans([...drivers, outcome], mass);
  if (isConstant(outcome.values, mass))
    return notEstimable('ZERO_VARIANCE', `${outcome.name} has the same value in every row`, [outcome.name]);
  const varying = intercept ? drivers.filter(({ values }) => !isConstant(values, mass)) : drivers;
  const design: Design = {
    drivers: varying.map(({ values }) => values),
    driverMeans: means.slice(0, -1).filter((_, j) => varying.includes(drivers[j]!)),
    outcome: outcome.values,
    outcomeMean: means[drivers.length]!,
    intercept,
    rows,
  };
  const names: DesignNames = {
    outcome: outcome.name,
    drivers: varying.map(({ name }) => name),
    driverMeans: design.driverMeans,
    constants: drivers.filter((driver) => !varying.includes(driver)).map(({ name }) => name),
    isSingle: design.drivers.some((column) => column instanceof Float32Array),
  };
  const factor = factorDesign(design, onProgress);
  const refusal = refusedFactor(factor, names, n);
  if (refusal !== null) return refusal;
  const pass = residuals(design, factor, rule.scores, onProgress);
  const facts = { n, rule, confidenceLevel, clusters: clusters?.count ?? null, weighting, sumLogWeights };
  return linearFit(factor, pass, facts, names, outcome.values.length > ROWS_FOR_QR ? undefined : refinedEstimates(design, factor));
}

/** Without scores the rows need no second walk, unless what is unexplained is a small difference of two large sums. */
function residuals(design: Design, factor: DesignFactor, scores: ScoreKind, onProgress: OlsOptions['onProgress']): ResidualPass {
  const { method, projection, squaredResiduals, intercept } = factor;
  const explained = projection.reduce((sum, value, k) => sum + (k === 0 && intercept ? 0 : value * value), 0);
  if (scores === 'NONE' && method === 'GRAM' && squaredResiduals > SUBTRACTED_SHARE * explained) return residualsOfFactor(factor);
  return residualPass(design, factor, scores, rowProgress(onProgress, design.outcome.length, method === 'GRAM' ? 0.4 : 0.6, 1));
}

/**
 * The common length of the columns of a regression.
 *
 * @throws ModelInputError EMPTY without drivers, OUT_OF_RANGE for a name twice or a level outside of 0-1, LENGTH_MISMATCH
 */
export function checkColumns(outcome: NamedColumn, drivers: readonly NamedColumn[], confidenceLevel: number): number {
  if (drivers.length === 0) throw new ModelInputError('EMPTY', 'drivers has no columns, at least one is needed');
  const byName = new Map<string, NamedColumn>();
  for (const column of [outcome, ...drivers]) {
    if (byName.has(column.name)) throw new ModelInputError('OUT_OF_RANGE', `drivers has ${column.name} twice, distinct names are needed`);
    byName.set(column.name, column);
  }
  requireConfidenceLevel(confidenceLevel);
  if ([outcome, ...drivers].every(({ values }) => values.length === 0)) return 0; // no complete row is an answer, not a mistake
  return requireSameLength(Object.fromEntries(Array.from(byName, ([name, { values }]) => [name, values])));
}

/** By the Gram matrix where the table is large and its condition allows it, else by QR. */
export function factorDesign(design: Design, onProgress?: OlsOptions['onProgress']): DesignFactor {
  const { drivers, outcome, driverMeans, outcomeMean, intercept, rows } = design;
  const columns = [...drivers, outcome];
  const { length } = outcome;
  const isLarge = length > ROWS_FOR_QR;
  if (isLarge) {
    const shifts = Float64Array.of(...driverMeans, outcomeMean);
    const gram = gramFactor(moments(columns, { ...rows, shifts, onRows: rowProgress(onProgress, length, 0, 0.4) }), intercept);
    if (gram !== null) return gram;
  }
  return qrFactor(rowTriangle(columns, { ...rows, onRows: rowProgress(onProgress, length, isLarge ? 0.4 : 0, 0.6) }), intercept);
}
