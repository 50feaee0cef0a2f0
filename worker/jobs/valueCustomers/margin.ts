import type { ClvParameters } from '../../data/clvParameters.ts';
import type { MarginSums } from '../../data/readPurchases.ts';
import { ModelInputError, type Warning } from '../../stats/outcome.ts';

/** The share of revenue that is left. */
export interface Margin {
  /** Null: none is known, and value is named revenue. */
  readonly share: number | null;
  readonly source: 'FIXED' | 'MEASURED' | null;
  /** That it was measured over. */
  readonly orders: number | null;
  readonly warnings: readonly Warning[];
}

/** Below, the orders that say their margin may not stand for all. */
const wantedCoverage = 0.5;

/**
 * FIXED: as given; AUTO: Σ margin / Σ revenue over the orders that the scores know of and that say both; else none.
 *
 * @throws ModelInputError OUT_OF_RANGE when the orders lose money on the whole: a value for each customer would rank by loss
 */
export function marginOf({ margin, marginShare }: ClvParameters, sums: MarginSums): Margin {
  const none: Margin = { share: null, source: null, orders: null, warnings: [] };
  if (margin === 'FIXED') return { ...none, share: marginShare, source: 'FIXED' };
  if (margin === 'REVENUE' || sums.orders === 0 || sums.revenue <= 0n) return none;
  const share = Number(sums.margin) / Number(sums.revenue);
  if (!(share > 0))
    throw new ModelInputError(
      'OUT_OF_RANGE',
      `margin has ${share.toFixed(4)} measured over ${sums.orders} orders, a share above 0 is needed`,
    );
  const coverage = sums.orders / sums.priced;
  const detail = `${sums.orders} orders say their margin, ${Math.round(100 * coverage)} % of those that say their revenue`;
  const warnings: Warning[] = coverage < wantedCoverage ? [{ code: 'LOW_COVERAGE', subject: 'margin', detail }] : [];
  return { share, source: 'MEASURED', orders: sums.orders, warnings };
}
