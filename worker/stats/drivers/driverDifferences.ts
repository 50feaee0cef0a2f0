import { requireConfidenceLevel } from '../checks.ts';
import { normalTwoSided } from '../distributions/normalTail.ts';
import { benjaminiHochberg } from '../inference/benjaminiHochberg.ts';
import { ModelInputError } from '../outcome.ts';
import { columnOf, type DrawSpread, spreadOf } from './driverBootstrap.ts';
import type { DriverDraws } from './driverDraws.ts';

/** One group's estimates and its draws, from the same call of driverDraws as the other groups'. */
export interface DriverGroup {
  readonly group: string;
  /** by driver, raw, in units of the group's own R² */
  readonly lmg: readonly number[];
  /** performance by driver */
  readonly means: readonly number[];
  readonly draws: DriverDraws;
}

export interface DriverDifference extends DrawSpread {
  readonly driver: string;
  readonly measure: 'LMG' | 'MEAN';
  readonly group: string;
  /** what it is compared with: estimate = group - reference */
  readonly reference: string;
  readonly estimate: number;
  readonly pValue: number | null;
  /** Benjamini and Hochberg's over all differences returned */
  readonly pAdjusted: number | null;
}

/**
 * Differences between groups (segments, brands) in the raw LMG and in the mean of each driver, for every pair of groups.
 *
 *   stdErr = sd over draws of (group - reference),   z = estimate / stdErr,   pValue two-sided normal
 *
 * Both groups of a draw come from the same drawn respondents, so whoever answered in both is accounted for. Raw LMG and not shares:
 * a share falls when another driver's rises. Intervals are percentiles; p comes from z, since the tails of 1,000 draws end at 0.002,
 * too coarse for the adjustment over many comparisons.
 *
 * @param names of the drivers
 * @throws ModelInputError LENGTH_MISMATCH when groups have not the same draws
 */
export function driverDifferences(groups: readonly DriverGroup[], names: readonly string[], confidenceLevel = 0.95): DriverDifference[] {
  requireConfidenceLevel(confidenceLevel);
  const differences = groups.flatMap((reference, i) =>
    groups.slice(i + 1).flatMap((group) => pairDifferences(group, reference, names, confidenceLevel)),
  );
  const adjusted = benjaminiHochberg(differences.map(({ pValue }) => pValue));
  return differences.map((difference, i) => ({ ...difference, pAdjusted: adjusted[i]! }));
}

function pairDifferences(
  group: DriverGroup,
  reference: DriverGroup,
  names: readonly string[],
  confidenceLevel: number,
): Omit<DriverDifference, 'pAdjusted'>[] {
  const { draws, firstDraw, isEstimated } = group.draws;
  if (reference.draws.draws !== draws || reference.draws.firstDraw !== firstDraw)
    throw new ModelInputError('LENGTH_MISMATCH', `${group.group} and ${reference.group} have other draws, the same are needed`);
  const both = Array.from(isEstimated.keys()).filter((draw) => isEstimated[draw] === 1 && reference.draws.isEstimated[draw] === 1);
  const row = (measure: 'LMG' | 'MEAN', j: number): Omit<DriverDifference, 'pAdjusted'> => {
    const key = measure === 'LMG' ? 'lmg' : 'means';
    const estimate = group[key][j]! - reference[key][j]!;
    const own = columnOf(group.draws[key], names.length, j, both);
    const other = columnOf(reference.draws[key], names.length, j, both);
    const spread = spreadOf(
      own.map((value, k) => value - other[k]!),
      confidenceLevel,
    );
    const pValue = spread.stdErr === null || spread.stdErr === 0 ? null : normalTwoSided(estimate / spread.stdErr);
    return { driver: names[j]!, measure, group: group.group, reference: reference.group, estimate, ...spread, pValue };
  };
  return (['LMG', 'MEAN'] as const).flatMap((measure) => names.map((_, j) => row(measure, j)));
}
