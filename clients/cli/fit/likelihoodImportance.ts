/** Importance of the drivers of logit and ordinal: whether it is worth its time, its rows, its table. */
import { type DriverForce, forceMembers, MCFADDEN_EXACT_PLAYERS, type McFaddenImportance } from '../../../worker/stats/index.ts';
import { formatCount, formatNumber, formatShare } from '../print/numbers.ts';
import { table } from '../print/table.ts';

/** Without a wish, importance is computed where it is estimated to take no longer than this. */
export const secondsUnasked = 30;
const ordersBeyond = 200;

/** How long importance will take, about: models, times rows, times what a row costs in a model of half the drivers (measured). */
export function importanceSeconds(rows: number, driverCount: number, playerCount: number): number {
  const subsets = 2 ** playerCount;
  const models = playerCount <= MCFADDEN_EXACT_PLAYERS ? subsets : Math.min(subsets, ordersBeyond * playerCount);
  return models * rows * (2.5e-7 + 1.7e-9 * driverCount ** 2);
}

/** The importance of a driver, or of a force, in the JSON. */
export interface ImportanceRow {
  readonly driver: string;
  /** in units of McFadden's R² */
  readonly shapley: number;
  readonly share: number | null;
  readonly rank: number;
  /** Monte-Carlo error of shapley; null where it is exact */
  readonly samplingStdErr: number | null;
  /** McFadden's R² alone */
  readonly first: number | null;
  /** what the model with all loses without it */
  readonly last: number | null;
}

export function importanceRows(
  importance: McFaddenImportance,
  forces: readonly DriverForce[],
  drivers: readonly string[],
): ImportanceRow[] {
  const values = Array.from(importance.shapley);
  return forceMembers(forces, drivers).map(({ name }, j) => {
    const shapley = values[j] ?? 0;
    return {
      driver: name,
      shapley,
      share: importance.shapleyShare?.[j] ?? null,
      rank: 1 + values.filter((other) => other > shapley).length,
      samplingStdErr: importance.samplingStdErr?.[j] ?? null,
      first: importance.first[j] ?? null,
      last: importance.last[j] ?? null,
    };
  });
}

export function importanceLines(rows: readonly ImportanceRow[]): string[] {
  const isSampled = rows.some(({ samplingStdErr }) => samplingStdErr !== null);
  return table(
    [
      { title: 'importance', cell: ({ driver }) => driver },
      { title: 'part of R²', align: 'right', cell: ({ shapley }) => formatNumber(shapley, 4) },
      ...(isSampled
        ? [{ title: '± sampling', align: 'right' as const, cell: ({ samplingStdErr }: ImportanceRow) => formatNumber(samplingStdErr, 4) }]
        : []),
      { title: 'share', align: 'right', cell: ({ share }) => formatShare(share) },
      { title: 'rank', align: 'right', cell: ({ rank }) => formatCount(rank) },
      { title: 'alone', align: 'right', cell: ({ first }) => formatNumber(first, 4) },
      { title: 'last', align: 'right', cell: ({ last }) => formatNumber(last, 4) },
    ],
    rows.toSorted((a, b) => a.rank - b.rank),
  );
}
