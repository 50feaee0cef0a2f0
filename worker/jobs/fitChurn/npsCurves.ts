import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import { type CustomerRows, rowsOfCustomers } from '../../data/hazard/customerRows.ts';
import { scoreLastsDays } from '../../data/hazard/hazardParameters.ts';
import { landmark, type MeasuredCovariate } from '../../stats/survival/landmark.ts';
import { type CurvesAsked, type CurvesFound, churnCurves } from './churnCurves.ts';
import { anyLoss, type FirstEpisodes, groupingOf } from './firstEpisodes.ts';
import { npsBand, npsLevels } from './npsBand.ts';
import { madeColumn } from './takenRows.ts';

/**
 * Curves by NPS band, from a landmark on: of the customers still there so many days after their start, by the last score known then, not older
 * than a year. To group them by a score of later would count the time up to it as survived because of it: who answers late has to be there late.
 */
export function npsCurves(
  episodes: ChurnEpisodes,
  first: FirstEpisodes,
  scores: CustomerRows,
  landmarkDays: number,
  asked: Omit<CurvesAsked, 'groupingKey' | 'landmarkDays'>,
): CurvesFound {
  const covariate = measured(episodes, first, scores);
  const data = landmark(anyLoss(first.columns), [covariate], landmarkDays, { carryForward: scoreLastsDays });
  const known = data.covariates[0]?.values ?? new Float64Array();
  return churnCurves(
    data.columns,
    groupingOf(
      madeColumn(new Uint8Array(known.length), (row) => npsBand(known[row] ?? Number.NaN)),
      npsLevels,
    ),
    { ...asked, groupingKey: 'nps_band', landmarkDays },
  );
}

/** Scores on the clock of the customer's first episode; those of before its start are of that customer, too. */
function measured({ customerIds, customer, start }: ChurnEpisodes, { rows }: FirstEpisodes, scores: CustomerRows): MeasuredCovariate {
  const { first, last } = rowsOfCustomers(customerIds, scores);
  const answersOf = (place: number): readonly [number, number] => {
    const owner = customer[rows[place] ?? 0] ?? 0;
    return [first[owner] ?? 0, last[owner] ?? 0];
  };
  let count = 0;
  for (let place = 0; place < rows.length; place++) count += answersOf(place)[1] - answersOf(place)[0];
  const owners = new Int32Array(count);
  const measuredAt = new Float64Array(count);
  const values = new Float64Array(count);
  let at = 0;
  for (let place = 0; place < rows.length; place++) {
    const [from, until] = answersOf(place);
    for (let answer = from; answer < until; answer++, at++) {
      owners[at] = place;
      measuredAt[at] = (scores.at[answer] ?? 0) - (start[rows[place] ?? 0] ?? 0);
      values[at] = scores.values[0]?.[answer] ?? Number.NaN;
    }
  }
  return { name: 'nps', rows: owners, measuredAt, values };
}
