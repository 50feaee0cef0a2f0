import { requireNonNegative } from '../../checks.ts';
import { ModelInputError } from '../../outcome.ts';

/** Silences by length: gaps that ended with a return, and those still open at as-of. Whole days, rounded up; parallel columns. */
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
  /** silences longer than N that ended with a return, and their share of all silences longer than N; null without one */
  readonly returns: number;
  readonly returnShare: number | null;
}

/**
 * Candidates for the N of silent churn from the gaps between activities: the smallest whole N within which a share `quantile` of all gaps
 * that ended with a return had ended. Beside it how often a longer silence still ended with a return, which is how often N is wrong.
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

/** What an N means. @param days N */
export function silenceOption(gaps: SilenceGaps, days: number): SilenceOption {
  requireGaps(gaps);
  let returns = 0;
  let open = 0;
  for (let i = 0; i < gaps.days.length; i++) {
    if (gaps.days[i]! <= days) continue;
    returns += gaps.returned[i]!;
    open += gaps.open[i]!;
  }
  return { quantile: null, days, returns, returnShare: returns + open > 0 ? returns / (returns + open) : null };
}

function requireGaps({ days, returned, open }: SilenceGaps): number {
  for (const [name, { length }] of Object.entries({ returned, open })) {
    if (length !== days.length) throw new ModelInputError('LENGTH_MISMATCH', `${name} has length ${length}, days has ${days.length}`);
  }
  for (const [name, column] of Object.entries({ days, returned, open })) for (const value of column) requireNonNegative({ [name]: value });
  return returned.reduce((sum, count) => sum + count, 0);
}
