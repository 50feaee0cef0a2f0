import { holm } from '../inference/holm.ts';
import { columnLength, solveUpper } from '../linalg/triangular.ts';
import { type FitOutcome, type NotEstimable, notEstimable } from '../outcome.ts';
import { requireMagnitude } from '../rows/requireMagnitude.ts';
import { type Coefficient, coefficients } from './coefficients.ts';
import { dependenceRefusal } from './dependenceRefusal.ts';
import type { DesignFactor } from './designFactor.ts';
import { type DriverMoments, driverMoments } from './driverMoments.ts';
import { type LinearModel, linearModel, type ModelFacts, sumsOfSquares } from './linearModel.ts';
import { linearModelWarnings } from './linearModelWarnings.ts';
import type { ResidualPass } from './residualPass.ts';

/** A driver's coefficient; vif, standardizedEstimate and correlation are null in a model without an intercept. */
export interface DriverCoefficient extends Coefficient, DriverMoments {
  readonly pAdjusted: number | null;
  readonly mean: number;
}

export interface OlsFit {
  readonly model: LinearModel;
  readonly intercept: Coefficient | null;
  readonly drivers: readonly DriverCoefficient[];
  /** p x p row-major, null without an intercept */
  readonly driverCorrelations: Float64Array | null;
  /** of the coefficients, the intercept first where there is one, by seType; row-major; null where the errors are undefined */
  readonly covariance: Float64Array | null;
}

/** Names and means that a factor does not know. */
export interface DesignNames {
  readonly outcome: string;
  readonly drivers: readonly string[];
  readonly driverMeans: Float64Array;
  /** drivers left out of the design because they are constant */
  readonly constants: readonly string[];
  /** whether any driver is stored in 4 bytes */
  readonly isSingle: boolean;
}

/**
 * Refuses a design of n responses that is exactly dependent, else null.
 *
 * @throws ModelInputError OUT_OF_RANGE naming the first driver whose squares overflow or vanish
 */
export function refusedFactor(factor: DesignFactor, names: DesignNames, n: number): NotEstimable | null {
  const { triangle, size, intercept } = factor;
  names.drivers.forEach((name, j) => {
    const length = columnLength(triangle, size, j + Number(intercept));
    const isZero = length === 0 && names.driverMeans[j] === 0; // a column of zeros is not small, it is constant
    if (!isZero) requireMagnitude(name, length ** 2 / n);
  });
  return dependenceRefusal(factor, names.drivers, names.constants, names.isSingle);
}

/**
 * Everything a linear regression reports, from its factor and its sums over residuals: what ols does after the rows are walked,
 * and olsFromMoments and olsFromTriangle with sums that came from elsewhere.
 */
export function linearFit(
  factor: DesignFactor,
  pass: ResidualPass,
  facts: ModelFacts,
  names: DesignNames,
  estimates = solveUpper(factor.triangle, factor.size, factor.projection),
): FitOutcome<OlsFit> {
  const rawSquares = factor.projection.reduce((sum, value) => sum + value * value, pass.squaredResiduals);
  if (factor.projection.some((value) => value !== 0)) requireMagnitude(names.outcome, rawSquares / facts.n);
  const sums = sumsOfSquares(factor, pass.squaredResiduals);
  if (sums === null) return notEstimable('ZERO_VARIANCE', `${names.outcome} is constant to the precision of its numbers`, [names.outcome]);
  const terms = [...(factor.intercept ? ['(Intercept)'] : []), ...names.drivers];
  const set = coefficients(factor, pass, {
    names: terms,
    estimates,
    rule: facts.rule,
    confidenceLevel: facts.confidenceLevel,
    residualDf: facts.n - factor.size,
    isExactFit: sums.ssResidual === 0,
  });
  const slopes = factor.intercept ? set.rows.slice(1) : set.rows;
  const { moments, correlations } = driverMoments(factor, slopes, sums.ssTotal);
  const pAdjusted = holm(slopes.map(({ pValue }) => pValue));
  const fit: OlsFit = {
    model: linearModel(factor, sums, set, facts),
    intercept: factor.intercept ? set.rows[0]! : null,
    drivers: slopes.map((slope, j) => ({ ...slope, ...moments[j]!, pAdjusted: pAdjusted[j]!, mean: names.driverMeans[j]! })),
    driverCorrelations: correlations,
    covariance: set.covariance,
  };
  return { kind: 'fitted', fit, warnings: linearModelWarnings(fit, pass.fullLeverageRows) };
}
