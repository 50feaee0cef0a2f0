import { holm } from '../inference/holm.ts';
import { solveUpper } from '../linalg/triangular.ts';
import { type FitOutcome, ModelInputError, notEstimable } from '../outcome.ts';
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

/** Refuses a factor that has overflowed or is exactly dependent, else null. @throws ModelInputError OUT_OF_RANGE */
export function refusedFactor(factor: DesignFactor, { drivers, constants, isSingle }: DesignNames) {
  const isUsable = factor.triangle.every(Number.isFinite) && factor.projection.every(Number.isFinite);
  if (!isUsable) throw overflow('drivers');
  return dependenceRefusal(factor, drivers, constants, isSingle);
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
  const sums = sumsOfSquares(factor, pass.squaredResiduals);
  if (sums === null) return notEstimable('ZERO_VARIANCE', `${names.outcome} is constant to the precision of its numbers`, [names.outcome]);
  if (!Number.isFinite(sums.ssTotal)) throw overflow(names.outcome);
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

function overflow(name: string): ModelInputError {
  return new ModelInputError('OUT_OF_RANGE', `${name} has values whose squares overflow, values below 1e150 are needed`);
}
