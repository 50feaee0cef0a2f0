import type { StatsCase } from './statsCase.ts';

/** Every case, in the order of the table in worker/stats/README.md. */
export const statsCases: readonly StatsCase[] = [];
