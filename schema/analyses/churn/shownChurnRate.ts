import type { ChurnRate } from '../../../prisma/generated/client/client.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import { withoutFew } from '../withoutFew.ts';

/** A month; `joined` and `joinedAndLost` are null where they are hidden. */
export type ShownChurnRate = Omit<ChurnRate, 'joined' | 'joinedAndLost'> & {
  readonly joined: bigint | null;
  readonly joinedAndLost: bigint | null;
};

/**
 * Months that began with 10 customers or more. Of those who joined, the months are parts of a whole that cohorts tell, too (`withoutFew`).
 *
 * `dataset.churn_rates` has the same rule as SQL: a contract test holds them together.
 *
 * @param months of any runs, by period
 */
export function shownChurnRates(months: readonly ChurnRate[]): ShownChurnRate[] {
  const joinedBy = months.filter(({ joined }) => joined > 0n);
  const told = new Set(
    withoutFew(
      joinedBy,
      ({ runId }) => String(runId),
      ({ joined }) => joined,
    ),
  );
  return months
    .filter(({ active }) => active >= PRIVACY_CUSTOMERS)
    .map((month) => (month.joined === 0n || told.has(month) ? month : { ...month, joined: null, joinedAndLost: null }));
}
