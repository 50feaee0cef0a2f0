import { invertPositiveDefinite } from '../linalg/positiveDefinite.ts';
import { type FitOutcome, notEstimable } from '../outcome.ts';
import type { ForceMembers } from './driverForces.ts';
import { kendallsW } from './kendallsW.ts';
import { type LmgImportance, lmg } from './lmg.ts';
import { relativeWeights } from './relativeWeights.ts';
import type { SamplingOptions } from './sampledShapley.ts';

/** A share of R² and its place among the others. */
export interface ImportanceShare {
  /** in units of R²; sums to rSquared */
  readonly lmg: number;
  /** sums to 1; null when R² is 0 to rounding */
  readonly lmgShare: number | null;
  /** 1 = most important; equals share the better rank */
  readonly rank: number;
  /** Monte-Carlo standard error of lmg where it was sampled (more than LMG_MAX_DRIVERS); null where it is exact */
  readonly samplingStdErr: number | null;
}

export interface DriverImportance extends ImportanceShare {
  /** Johnson's, in units of R²; sums to rSquared */
  readonly relativeWeight: number;
  readonly standardizedEstimate: number;
  /** zero-order Pearson correlation with the outcome */
  readonly correlation: number;
  /** of driver and outcome after removing the other drivers from both; null where nothing is left of the outcome */
  readonly partialCorrelation: number | null;
  /** of the outcome with what the others leave of the driver; its square is the gain in R² of entering last */
  readonly semipartialCorrelation: number;
  readonly vif: number;
}

export interface ForceImportance extends ImportanceShare {
  readonly name: string;
  /** places of its drivers */
  readonly members: readonly number[];
}

export interface ImportanceTable {
  readonly rSquared: number;
  readonly drivers: readonly DriverImportance[];
  /** grouped Shapley values; empty when no forces were named */
  readonly forces: readonly ForceImportance[];
  /** Kendall's W over lmg, |standardizedEstimate| and |correlation| (definitions.md, section 3); null for a single driver */
  readonly agreement: number | null;
}

/**
 * How much each driver, and each force, matters by every measure, from the correlations of drivers and outcome.
 *
 *   beta = R⁻¹ r,   VIF_j = (R⁻¹)_jj,   semipartial_j = beta_j / √VIF_j,   partial_j = semipartial_j / √(1 - R² + semipartial_j²)
 *
 * Agreement leaves Johnson's weights out: they nearly are LMG, and agreement with itself is none.
 *
 * @param driverCorrelations  p x p, row-major, symmetric with ones on the diagonal
 * @param outcomeCorrelations length p
 * @param forces              every driver in one of them; empty for none
 * @returns notEstimable INDEFINITE as lmg
 * @throws ModelInputError as lmg
 */
export function driverImportance(
  driverCorrelations: Float64Array,
  outcomeCorrelations: Float64Array,
  forces: readonly ForceMembers[] = [],
  sampling: SamplingOptions = {},
): FitOutcome<ImportanceTable> {
  const shapley = lmg(driverCorrelations, outcomeCorrelations, sampling);
  if (shapley.kind === 'notEstimable') return shapley;
  const count = outcomeCorrelations.length;
  const inverse = invertPositiveDefinite(driverCorrelations, count);
  if (inverse === null) return notEstimable('INDEFINITE', 'the correlation matrix of the drivers is not positive definite');
  const { rSquared } = shapley.fit;
  const weights = relativeWeights(driverCorrelations, outcomeCorrelations);
  const drivers = importanceShares(shapley.fit).map((share, j): DriverImportance => {
    const vif = inverse[j * count + j]!;
    const standardizedEstimate = outcomeCorrelations.reduce((sum, r, k) => sum + inverse[j * count + k]! * r, 0);
    const semipartialCorrelation = standardizedEstimate / Math.sqrt(vif);
    const toExplain = Math.max(0, 1 - rSquared) + semipartialCorrelation ** 2;
    return {
      ...share,
      relativeWeight: weights[j]!,
      standardizedEstimate,
      correlation: outcomeCorrelations[j]!,
      partialCorrelation: toExplain > 0 ? semipartialCorrelation / Math.sqrt(toExplain) : null,
      semipartialCorrelation,
      vif,
    };
  });
  const grouped =
    forces.length === 0
      ? null
      : lmg(driverCorrelations, outcomeCorrelations, { ...sampling, groups: forces.map(({ members }) => members) });
  if (grouped?.kind === 'notEstimable') return grouped;
  const forceShares = grouped === null ? [] : importanceShares(grouped.fit);
  return {
    kind: 'fitted',
    fit: {
      rSquared,
      drivers,
      forces: forceShares.map((share, i) => ({ ...share, ...forces[i]! })),
      agreement: kendallsW({
        lmg: drivers.map((driver) => driver.lmg),
        standardized: drivers.map(({ standardizedEstimate }) => Math.abs(standardizedEstimate)),
        correlation: drivers.map(({ correlation }) => Math.abs(correlation)),
      }),
    },
    warnings: [],
  };
}

function importanceShares({ lmg: values, lmgShare, samplingStdErr }: LmgImportance): ImportanceShare[] {
  return Array.from(values, (value, j) => ({
    lmg: value,
    lmgShare: lmgShare?.[j] ?? null,
    rank: 1 + values.reduce((better, other) => better + (other > value ? 1 : 0), 0),
    samplingStdErr: samplingStdErr?.[j] ?? null,
  }));
}
