import type { CauseRow } from '../../data/churn/churnResult.ts';
import { placeAt, thinnedPoints } from '../../stats/survival/churn/thinnedPoints.ts';
import { cumulativeIncidence } from '../../stats/survival/cumulativeIncidence.ts';
import type { SurvivalColumns } from '../../stats/survival/survivalData.ts';
import { reportedDays } from './churnCurves.ts';

const minimumLosses = 5;
const unknownCause = 'UNKNOWN';

/**
 * The share lost to each reason by each day (Aalen-Johansen), never 1 - the curve of one reason with the others censored.
 *
 * A loss of unknown reason is of a cause of its own. Were all of these of one other reason, that reason's incidence would be the sum of
 * both, for the increments of both are over the same customers at risk: the bound beside it. Its own incidence is the other bound.
 *
 * @param columns one row a customer, event = index + 1 into the causes
 */
export function churnIncidence(columns: SurvivalColumns, causes: readonly string[], confidenceLevel: number): CauseRow[] {
  if (causes.length < 2) return [];
  const outcome = cumulativeIncidence(columns, { confidenceLevel });
  const groups = outcome.kind === 'fitted' ? outcome.fit : [];
  const unknown = groups.find(({ cause }) => causes[cause - 1] === unknownCause)?.curve;
  return causes.map((cause, index) => {
    const group = groups.find((candidate) => candidate.cause === index + 1);
    const losses = group?.eventCount ?? 0;
    const head = { cause, n: columns.time.length, losses };
    if (group === undefined || losses < minimumLosses) return { ...head, reason: 'TOO_FEW_EVENTS', points: [] };
    const { times, atRisk, incidence, stdErr, ciLow, ciHigh } = group.curve;
    const points = thinnedPoints(times, incidence, reportedDays).map((place) => {
      const day = times[place] ?? 0;
      const own = incidence[place] ?? 0;
      const ofUnknown = unknown === undefined ? 0 : (unknown.incidence[placeAt(unknown.times, day)] ?? 0);
      return {
        day,
        atRisk: atRisk[place] ?? 0,
        incidence: own,
        stdErr: stdErr[place] ?? 0,
        ciLow: ciLow[place] ?? null,
        ciHigh: ciHigh[place] ?? null,
        boundHigh: cause === unknownCause ? null : Math.min(1, own + ofUnknown),
      };
    });
    return { ...head, reason: null, points };
  });
}
