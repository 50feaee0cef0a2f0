import type { ShareStability } from '../../data/driverResult.ts';
import type { ImportanceStability } from '../../stats/drivers/driverBootstrap.ts';

/** What is stored of the draws of one driver or force; without draws all is unknown. */
export function shareStability(stability: ImportanceStability | undefined): ShareStability {
  return {
    shareCiLow: stability?.lmgShare.ciLow ?? null,
    shareCiHigh: stability?.lmgShare.ciHigh ?? null,
    rankLow: stability?.rankLow ?? null,
    rankHigh: stability?.rankHigh ?? null,
    topThreeProbability: stability?.topProbability ?? null,
  };
}
