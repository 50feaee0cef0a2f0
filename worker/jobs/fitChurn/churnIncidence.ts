import type { CauseRow } from '../../data/churn/churnResult.ts';
import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import { placeAt, thinnedPoints } from '../../stats/survival/churn/thinnedPoints.ts';
import { cumulativeIncidence } from '../../stats/survival/cumulativeIncidence.ts';
import { observedAfter } from '../../stats/survival/observedAfter.ts';
import { riskTables } from '../../stats/survival/riskTable.ts';
import type { SurvivalColumns } from '../../stats/survival/survivalData.ts';
import { reportedDays } from './churnCurves.ts';
import { observedRows } from './firstEpisodes.ts';
import { rowsWhere } from './takenRows.ts';

const minimumLosses = 5;
const unknownCause = 'UNKNOWN';

/**
 * The share lost to each reason by each day (Aalen-Johansen), never 1 - the curve of one reason with the others censored.
 *
 * A loss of unknown reason is of a cause of its own. Were all of these of one other reason, that reason's incidence would be the sum of
 * both, for the increments of both are over the same customers at risk: the bound beside it. Its own incidence is the other bound.
 *
 * As everybody's curve it begins with the first day after which ten are at risk, with those who are there then.
 *
 * @param columns one row a customer, event = index + 1 into the causes
 */
export function churnIncidence(columns: SurvivalColumns, causes: readonly string[], confidenceLevel: number): CauseRow[] {
  if (causes.length < 2) return [];
  const [table] = riskTables(columns, undefined, causes.length);
  const after = table === undefined ? null : observedAfter(table, PRIVACY_CUSTOMERS);
  const rows = rowsWhere(columns.time.length, () => after !== null);
  const outcome = cumulativeIncidence(observedRows(columns, rows, after ?? 0), { confidenceLevel });
  const groups = outcome.kind === 'fitted' ? outcome.fit : [];
  const unknown = groups.find(({ cause }) => causes[cause - 1] === unknownCause)?.curve;
  return causes.map((cause, index) => {
    const group = groups.find((candidate) => candidate.cause === index + 1);
    const losses = columns.event.reduce((count, code) => count + Number(code === index + 1), 0);
    const head = { cause, n: columns.time.length, losses };
    if (after === null) return { ...head, observedFromDay: null, reason: 'NOT_ENOUGH_DATA', points: [] };
    if (group === undefined || group.eventCount < minimumLosses)
      return { ...head, observedFromDay: null, reason: 'TOO_FEW_EVENTS', points: [] };
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
    return { ...head, observedFromDay: Math.max(0, after), reason: null, points };
  });
}
