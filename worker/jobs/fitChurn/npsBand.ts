import { unknownLevel } from '../../data/churnEpisodes.ts';

export const npsLevels = ['PROMOTER', 'PASSIVE', 'DETRACTOR', unknownLevel] as const;

/** Index of the level of a score of 0-10; NaN is not known. */
export function npsBand(score: number): number {
  if (Number.isNaN(score)) return 3;
  return score >= 9 ? 0 : score >= 7 ? 1 : 2;
}
