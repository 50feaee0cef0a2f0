import { requireNonNegative } from '../../checks.ts';
import { PRIVACY_CUSTOMERS } from '../../descriptive/thresholds.ts';
import { ModelInputError } from '../../outcome.ts';

/** Silences by length: gaps that ended with a return, and those still open at as-of. Whole days, rounded up; parallel columns, a length once. */
export interface SilenceGaps {
  readonly days: Float64Array;
  readonly returned: Float64Array;
  readonly open: Float64Array;
}

export interface SilenceOption {
  /** of the gaps that ended with a return; null for an N that was given */
  readonly quantile: number | null;
  /** N */
  readonly days: number;
  /** silences longer than N that have ended with a return so far */
  readonly returns: number;
  /** share of silences longer than N that end with a return within `returnWithinDays` of the last activity; null where fewer than 10 are longer */
  readonly returnShare: number | null;
  /** as long as 10 silences were followed */
  readonly returnWithinDays: number | null;
}

/**
 * Candidates for the N of silent churn from the gaps between activities: the smallest whole N within which a share `quantile` of all gaps
 * that ended with a return had ended. Beside it how often a longer silence still ends with a return, which is how often N is wrong (silenceOption).
 *
 * @param gaps in any order
 * @returns one a quantile; none where nobody ever returned
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function silenceOptions(gaps: SilenceGaps, quantiles: readonly number[]): SilenceOption[] {
  const total = requireGaps(gaps);
  const outside = quantiles.find((quantile) => !(quantile > 0 && quantile < 1));
  if (outside !== undefined) throw new ModelInputError('OUT_OF_RANGE', `quantiles has ${outside}, a value between 0 and 1 is needed`);
  if (total === 0) return [];
  const order = Array.from(gaps.days.keys()).sort((a, b) => gaps.days[a]! - gaps.days[b]!);
  return quantiles.map((quantile) => {
    let ended = 0;
    for (const at of order) {
      ended += gaps.returned[at]!;
      if (ended >= quantile * total) return { ...silenceOption(gaps, Math.max(1, gaps.days[at]!)), quantile };
    }
    throw new Error('the gaps do not add up to their sum');
  });
}

/**
 * What an N means.
 *
 *   returnShare = 1 - Π (1 - returned_d / n_d)   over lengths N < d <= D, n_d = silences that reach length d (Kaplan-Meier)
 *
 * A silence that is still open may end yet: to count it among those that never do would find N the better the younger the silences are. D is the
 * greatest length that 10 silences reach: beyond it the last of them would decide.
 *
 * @param days N
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 */
export function silenceOption(gaps: SilenceGaps, days: number): SilenceOption {
  requireGaps(gaps);
  const longer = Array.from(gaps.days.keys())
    .filter((i) => gaps.days[i]! > days)
    .sort((a, b) => gaps.days[a]! - gaps.days[b]!);
  const returns = longer.reduce((sum, i) => sum + gaps.returned[i]!, 0);
  let atRisk = longer.reduce((sum, i) => sum + gaps.returned[i]! + gaps.open[i]!, 0);
  let silent = 1;
  let returnWithinDays: number | null = null;
  for (const i of longer) {
    if (atRisk < PRIVACY_CUSTOMERS) break;
    silent *= 1 - gaps.returned[i]! / atRisk;
    returnWithinDays = gaps.days[i]!;
    atRisk -= gaps.returned[i]! + gaps.open[i]!;
  }
  return { quantile: null, days, returns, returnShare: returnWithinDays === null ? null : 1 - silent, returnWithinDays };
}

function requireGaps({ days, returned, open }: SilenceGaps): number {
  for (const [name, { length }] of Object.entries({ returned, open })) {
    if (length !== days.length) throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${length}, days has ${days.length}`);
  }
  for (const [name, column] of Object.entries({ days, returned, open })) for (const value of column) requireNonNegative({ [name]: value });
  return returned.reduce((sum, count) => sum + count, 0);
}
