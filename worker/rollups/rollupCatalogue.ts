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

/** From short to long; the place of each is its bit. */
export const rollupGrains = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type RollupGrain = (typeof rollupGrains)[number];
export const everyGrain = 31;

/** A choice of dimensions and the grains by which there are rows of it, as one number. */
export const layoutOf = (dimensions: number, grains: number): number => dimensions * 32 + grains;

export const hasLayout = (layouts: readonly number[], dimensions: number, grain: RollupGrain): boolean =>
  layouts.some((layout) => layout >> 5 === dimensions && (layout >> rollupGrains.indexOf(grain)) & 1);
