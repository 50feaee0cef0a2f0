import type { NpsScores } from '../../data/churn/readNpsScores.ts';
import { type ChurnEpisodes, unknownLevel } from '../../data/churnEpisodes.ts';
import { landmark, type MeasuredCovariate } from '../../stats/survival/landmark.ts';
import { type CurvesAsked, type CurvesFound, churnCurves } from './churnCurves.ts';
import { anyLoss, type FirstEpisodes, groupingOf } from './firstEpisodes.ts';
import { madeColumn, rowsWhere } from './takenRows.ts';

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
  return churnCurves(
    data.columns,
    groupingOf(
      madeColumn(new Uint8Array(known.length), (row) => bandOf(known[row] ?? Number.NaN)),
      bands,
    ),
    { ...asked, groupingKey: 'nps_band', landmarkDays },
  );
}

function bandOf(score: number): number {
  if (Number.isNaN(score)) return 3;
  return score >= 9 ? 0 : score >= 7 ? 1 : 2;
}

/** Scores on the clock of the customer's first episode; those of before its start are of that customer, too. Both come by customer. */
function measured({ customerIds, customer, start }: ChurnEpisodes, { rows }: FirstEpisodes, scores: NpsScores): MeasuredCovariate {
  const places = placesOf(customerIds, scores.customers);
  const rowOf = new Int32Array(customerIds.length).fill(-1);
  for (let index = 0; index < rows.length; index++) rowOf[customer[rows[index] ?? 0] ?? 0] = index;
  const ownerOf = (answer: number): number => rowOf[places[answer] ?? -1] ?? -1;
  const kept = rowsWhere(places.length, (answer) => ownerOf(answer) >= 0);
  const owners = madeColumn(new Int32Array(kept.length), (place) => ownerOf(kept[place] ?? 0));
  return {
    name: 'nps',
    rows: owners,
    measuredAt: madeColumn(
      new Float64Array(kept.length),
      (place) => (scores.answeredAt[kept[place] ?? 0] ?? 0) - (start[rows[owners[place] ?? 0] ?? 0] ?? 0),
    ),
    values: madeColumn(new Float64Array(kept.length), (place) => scores.scores[kept[place] ?? 0] ?? 0),
  };
}

/** Index of each customer among the ascending ids; -1 where there is none. */
function placesOf(customerIds: BigInt64Array, customers: Float64Array): Int32Array {
  const ids = new Float64Array(customerIds.length);
  for (let index = 0; index < ids.length; index++) ids[index] = Number(customerIds[index]);
  const places = new Int32Array(customers.length);
  let place = 0; // both ascend within a part; where parts follow each other the walk begins again
  for (let answer = 0; answer < customers.length; answer++) {
    const id = customers[answer] ?? 0;
    if (answer > 0 && id < (customers[answer - 1] ?? 0)) place = 0;
    while (place < ids.length && (ids[place] ?? 0) < id) place++;
    places[answer] = ids[place] === id ? place : -1;
  }
  return places;
}
