import { chiSquareUpperTail } from '../../distributions/chiSquareUpperTail.ts';
import { inverseQuadraticForm } from '../../linalg/positiveDefinite.ts';
import type { StatusCode } from '../../statusCodes.ts';
import type { CoxCovariates } from './coxCovariates.ts';
import { addSchoenfeld, weightedInformation } from './coxLikelihood.ts';
import type { RiskSets } from './coxRiskSets.ts';
import type { RiskSteps } from './coxRiskSteps.ts';

/** Does the effect of a covariate change with time? `term` is GLOBAL for all together. */
export interface ProportionalHazardsTest {
  readonly term: string;
  /** null where time does not vary over the events enough to tell */
  readonly chiSquare: number | null;
  readonly df: number;
  readonly pValue: number | null;
  /** Pearson correlation of the scaled Schoenfeld residuals with g(t), over the events; null for GLOBAL */
  readonly rho: number | null;
  /** why chiSquare is null: ZERO_VARIANCE */
  readonly reason: StatusCode | null;
}

/**
 * Score tests of theta_j = 0 in a model with theta_j x_j (g(t) - gMean) added, as cox.zph of R's survival 3.
 *
 *   u = Σ_t (g - gMean) s_t,  s_t the Schoenfeld residuals of the events at t;   I_r = Σ_t (g - gMean)^r V(t)
 *   chiSquare_j = u_j² / M_jj,  M = I_2 - I_1 I_0⁻¹ I_1;   GLOBAL: u' M⁻¹ u
 *   rho_j = cor(g, (I_0⁻¹ s)_j) over the events; those of one time have one residual each
 *
 * gMean, over the events, does not change the test. A test on the information, not the older approximation that takes V(t) as constant.
 *
 * @param sets  filled at the maximum
 * @param covariance I_0⁻¹ there, p x p row-major, in standard units as the covariates
 * @param scale g by step (coxTimeScale)
 * @see Grambsch & Therneau (1994), Biometrika 81:515-526, doi:10.1093/biomet/81.3.515; Therneau, R package survival 3, cox.zph
 */
export function coxProportionalHazards(
  sets: RiskSets,
  steps: RiskSteps,
  covariates: CoxCovariates,
  covariance: Float64Array,
  scale: Float64Array,
): ProportionalHazardsTest[] {
  const p = covariates.columns.length;
  const deviations = eventDeviations(scale, steps);
  const cross = weightedInformation(sets, steps, covariates, deviations);
  const spread = weightedInformation(
    sets,
    steps,
    covariates,
    deviations.map((deviation) => deviation * deviation),
  );
  const u = new Float64Array(p);
  for (let step = 0; step < steps.count; step++) addSchoenfeld(u, sets, steps, covariates, step, deviations[step]!);
  const variance = schurComplement(spread, cross, covariance, p);
  const correlations = residualCorrelations(sets, steps, covariates, deviations, covariance, u);
  const tests = covariates.names.map((term, j): ProportionalHazardsTest => {
    const own = variance[j * p + j]!;
    const isTold = own > 1e-10 * spread[j * p + j]!;
    return testOf(term, isTold ? u[j]! ** 2 / own : null, 1, isTold ? correlations[j]! : null);
  });
  const together = tests.every(({ chiSquare }) => chiSquare !== null) ? inverseQuadraticForm(variance, p, u) : null;
  return [...tests, testOf('GLOBAL', together, p, null)];
}

function testOf(term: string, chiSquare: number | null, df: number, rho: number | null): ProportionalHazardsTest {
  if (chiSquare === null) return { term, chiSquare, df, pValue: null, rho, reason: 'ZERO_VARIANCE' };
  return { term, chiSquare, df, pValue: chiSquareUpperTail(chiSquare, df), rho, reason: null };
}

/** g - gMean, the mean over the events. */
function eventDeviations(scale: Float64Array, { eventCount, events }: RiskSteps): Float64Array {
  const total = scale.reduce((sum, value, step) => sum + value * eventCount[step]!, 0);
  return scale.map((value) => value - total / events);
}

/** I_2 - I_1 I_0⁻¹ I_1, the variance of u given that the coefficients were fitted. */
function schurComplement(spread: Float64Array, cross: Float64Array, covariance: Float64Array, p: number): Float64Array {
  const result = spread.slice();
  for (let i = 0; i < p; i++) {
    for (let j = 0; j < p; j++) {
      for (let k = 0; k < p; k++) {
        for (let l = 0; l < p; l++) result[i * p + j]! -= cross[i * p + k]! * covariance[k * p + l]! * cross[l * p + j]!;
      }
    }
  }
  return result;
}

/** Correlation of g with each coefficient's residual; both have mean 0 over the events, the residuals because the score is 0 at the maximum. */
function residualCorrelations(
  sets: RiskSets,
  steps: RiskSteps,
  { columns }: CoxCovariates,
  deviations: Float64Array,
  covariance: Float64Array,
  u: Float64Array,
): (number | null)[] {
  const p = columns.length;
  const { riskMean, eventShift, shift } = sets;
  const residual = new Float64Array(p);
  const squares = new Float64Array(p);
  let scaleSquares = 0;
  for (let step = 0; step < steps.count; step++) {
    const events = steps.eventCount[step]!;
    scaleSquares += events * deviations[step]! ** 2;
    for (let i = steps.firstRow[step]!, end = i + events; i < end; i++) {
      for (let j = 0; j < p; j++) {
        const at = step * p + j;
        residual[j] = columns[j]![i]! - riskMean[at]! - (shift[step]! / events) * eventShift[at]!;
      }
      addScaledSquares(squares, covariance, residual);
    }
  }
  return Array.from(squares, (square, j) => {
    let sum = 0;
    for (let k = 0; k < p; k++) sum += covariance[j * p + k]! * u[k]!;
    const size = Math.sqrt(square * scaleSquares);
    return size > 0 ? sum / size : null;
  });
}

/** squares_j += (V s)_j² */
function addScaledSquares(squares: Float64Array, covariance: Float64Array, residual: Float64Array): void {
  const p = residual.length;
  for (let j = 0; j < p; j++) {
    let scaled = 0;
    for (let k = 0; k < p; k++) scaled += covariance[j * p + k]! * residual[k]!;
    squares[j]! += scaled * scaled;
  }
}
