/** What the risk half of a churn run reads, in one snapshot, as the job does. */
import { inSnapshot, type Sql } from '../../prisma/sql.ts';
import { mergeActivities } from '../../worker/data/churn/activityMoments.ts';
import { readChurnSetting, readEpisodeSource } from '../../worker/data/churn/readEpisodeSource.ts';
import { readEpisodes } from '../../worker/data/churn/readEpisodes.ts';
import { mergeEpisodes } from '../../worker/data/churnEpisodes.ts';
import { type ChurnParameters, churnParameters } from '../../worker/data/churnParameters.ts';
import { partOfCustomer } from '../../worker/data/customerSlice.ts';
import type { HazardFeature } from '../../worker/data/hazard/hazardParameters.ts';
import { readHazardSource } from '../../worker/data/hazard/hazardSource.ts';
import { mergeHazardFacts, readHazardFacts } from '../../worker/data/hazard/readHazardFacts.ts';
import { observation } from '../../worker/jobs/fitChurn/observation.ts';
import type { RiskInput } from '../../worker/jobs/fitChurn/risk.ts';

interface Asked {
  readonly asOf: Date;
  readonly parameters?: Partial<ChurnParameters>;
  readonly features?: readonly HazardFeature[] | null;
  readonly slices?: number;
}

export function readRiskInput(
  sql: Sql,
  workspaceId: number,
  { asOf, parameters = {}, features = null, slices = 1 }: Asked,
): Promise<RiskInput> {
  return inSnapshot(sql, workspaceId, async (tx) => {
    const asked = churnParameters.parse(parameters);
    const { kind } = await readChurnSetting(tx, workspaceId, asked, asOf);
    const source = await readEpisodeSource(tx, workspaceId, asked, { kind, asOf }, kind === 'SILENT' ? (asked.silenceDays ?? 90) : 0);
    const hazardSource = await readHazardSource(tx, workspaceId, { features, npsSurvey: null }, source);
    const parts = [];
    for (let index = 0; index < slices; index++) {
      const ofSlice = partOfCustomer('i.customer_id', { index, count: slices });
      const { episodes, activities } = await readEpisodes(tx, workspaceId, source, ofSlice);
      parts.push({ episodes, activities, facts: await readHazardFacts(tx, workspaceId, hazardSource, source, ofSlice) });
    }
    const { episodes, observedSince, unscored } = observation(mergeEpisodes(parts.map((part) => part.episodes)));
    const facts = mergeHazardFacts(parts.map((part) => part.facts));
    const activities = kind === 'SILENT' ? mergeActivities(parts.flatMap((part) => part.activities ?? [])) : null;
    return { source, hazardSource, episodes, facts, activities, observedSince, unscored };
  });
}
