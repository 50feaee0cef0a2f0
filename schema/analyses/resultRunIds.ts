import { encodeGlobalId } from '../globalId.ts';
import type { StandingRun } from './standingRun.sql.ts';

/** Ids of runs as the outside sees them: those that computed the numbers. */
export const resultRunIds = (runs: readonly StandingRun[]): string[] => runs.map(({ resultId }) => encodeGlobalId('Run', resultId));
