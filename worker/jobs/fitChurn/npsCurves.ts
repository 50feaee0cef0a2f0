import type { NpsScores } from '../../data/churn/readNpsScores.ts';
import { type ChurnEpisodes, unknownLevel } from '../../data/churnEpisodes.ts';
import { landmark, type MeasuredCovariate } from '../../stats/survival/landmark.ts';
import { type CurvesAsked, type CurvesFound, churnCurves } from './churnCurves.ts';
import { anyLoss, type FirstEpisodes, groupingOf } from './firstEpisodes.ts';

/** Older scores say nothing of today (definitions.md, section 4). */
const carryForwardDays = 365;
const bands = ['PROMOTER', 'PASSIVE', 'DETRACTOR', unknownLevel] as const;

/**
 * Curves by NPS band, from a landmark on: of the customers still there so many days after their start, by the last score known then, not older
 * than a year. To group them by a score of later would count the time up to it as survived because of it: who answers late has to be there late.
 */
export function npsCurves(
  episodes: ChurnEpisodes,
  first: FirstEpisodes,
  scores: NpsScores,
  landmarkDays: number,
  asked: Omit<CurvesAsked, 'groupingKey' | 'landmarkDays'>,
): CurvesFound {
  const covariate = measured(episodes, first, scores);
  const data = landmark(anyLoss(first.columns), [covariate], landmarkDays, { carryForward: carryForwardDays });
  const known = data.covariates[0]?.values ?? new Float64Array();
  return churnCurves(data.columns, groupingOf(Uint8Array.from(known, bandOf), bands), { ...asked, groupingKey: 'nps_band', landmarkDays });
}

function bandOf(score: number): number {
  if (Number.isNaN(score)) return 3;
  return score >= 9 ? 0 : score >= 7 ? 1 : 2;
}

/** Scores on the clock of the customer's first episode; those of before its start are of that customer, too. Both come by customer. */
function measured({ customerIds, customer, start }: ChurnEpisodes, { rows }: FirstEpisodes, scores: NpsScores): MeasuredCovariate {
  const kept: number[] = [];
  const owners: number[] = [];
  const places = placesOf(customerIds, scores.customers);
  const rowOf = new Int32Array(customerIds.length).fill(-1);
  for (const [index, row] of rows.entries()) rowOf[customer[row] ?? 0] = index;
  for (const [answer, place] of places.entries()) {
    const row = place < 0 ? -1 : (rowOf[place] ?? -1);
    if (row < 0) continue;
    kept.push(answer);
    owners.push(row);
  }
  return {
    name: 'nps',
    rows: Int32Array.from(owners),
    measuredAt: Float64Array.from(kept, (answer, index) => (scores.answeredAt[answer] ?? 0) - (start[rows[owners[index] ?? 0] ?? 0] ?? 0)),
    values: Float64Array.from(kept, (answer) => scores.scores[answer] ?? 0),
  };
}

/** Index of each customer among the ascending ids; -1 where there is none. */
function placesOf(customerIds: BigInt64Array, customers: Float64Array): Int32Array {
  const ids = Float64Array.from(customerIds, Number);
  const places = new Int32Array(customers.length);
  for (const [answer, id] of customers.entries()) {
    let low = 0;
    let high = ids.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ids[middle] ?? 0) < id) low = middle + 1;
      else high = middle;
    }
    places[answer] = ids[low] === id ? low : -1;
  }
  return places;
}
