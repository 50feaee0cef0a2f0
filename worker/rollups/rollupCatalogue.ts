/** What the roll-ups are keyed by, which who keeps them and who reads them share. */

export interface RollupEntry {
  readonly table: 'response_rollup' | 'order_rollup';
  /** Columns of the table; the place of each is its bit in `dimensions`. */
  readonly dimensions: readonly string[];
}

export const rollupCatalogue = {
  ANSWER: { table: 'response_rollup', dimensions: ['survey', 'touchpoint', 'channel', 'brand', 'sample_source'] },
  ORDER: { table: 'order_rollup', dimensions: ['channel'] },
} as const satisfies Readonly<Record<string, RollupEntry>>;

export type RolledUp = keyof typeof rollupCatalogue;

/** How many dimensions a cell may have besides time: what a page groups by and filters on at once. More read the facts. */
export const mostDimensions = 3;

export function bitCount(bits: number): number {
  let count = 0;
  for (let rest = bits; rest > 0; rest >>= 1) count += rest & 1;
  return count;
}
