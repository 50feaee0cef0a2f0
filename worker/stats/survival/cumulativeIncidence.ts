import { requireConfidenceLevel } from '../checks.ts';
import { type FitOutcome, notEstimable } from '../outcome.ts';
import type { Grouping } from '../rows/grouping.ts';
import { fewEventsWarning } from './fewEventsWarning.ts';
import { type IncidenceCurve, incidenceCurve } from './incidenceCurve.ts';
import type { IncidenceConfidenceType } from './incidenceInterval.ts';
import { lastExit, riskTables } from './riskTable.ts';
import { requireSurvival, type SurvivalColumns } from './survivalData.ts';

export interface CumulativeIncidenceOptions {
  /** a set of curves each; absent = all rows together */
  readonly grouping?: Grouping | undefined;
  /** default log-log */
  readonly confidenceType?: IncidenceConfidenceType;
  readonly confidenceLevel?: number;
}

export interface CumulativeIncidenceGroup {
  /** null without grouping */
  readonly group: string | null;
  /** 1 … */
  readonly cause: number;
  /** rows of the group */
  readonly n: number;
  /** events of this cause */
  readonly eventCount: number;
  /** largest observed time of the group, censored ones included */
  readonly lastTime: number;
  readonly curve: IncidenceCurve;
}

/**
 * Cumulative incidence by cause: the share of customers lost to each reason by each time, when one reason rules the others out.
 *
 * Aalen-Johansen (incidenceCurve), right-censored and with delayed entry. Not 1 - Kaplan-Meier of a cause with the others censored,
 * which overstates every cause: here the incidences of all causes and the share still there sum to 1. Cost as kaplanMeier, times causes.
 *
 * @param columns event 0 = censored, 1 … 255 = the cause
 * @returns by group, then by the causes that occur in any of them; notEstimable NOT_ENOUGH_DATA (no row), TOO_FEW_EVENTS (no event of any cause);
 *   warnings TOO_FEW_EVENTS for a curve with fewer than 5
 * @throws ModelInputError LENGTH_MISMATCH, NOT_FINITE, OUT_OF_RANGE
 * @see Aalen & Johansen (1978), Scand J Stat 5:141-150, https://www.jstor.org/stable/4615704; Allignol, Schumacher & Beyersmann (2010),
 *   Biom J 52:126-137, doi:10.1002/bimj.200900039 (variance)
 */
export function cumulativeIncidence(
  columns: SurvivalColumns,
  options: CumulativeIncidenceOptions = {},
): FitOutcome<readonly CumulativeIncidenceGroup[]> {
  const { grouping, confidenceType = 'log-log', confidenceLevel = 0.95 } = options;
  requireConfidenceLevel(confidenceLevel);
  const n = requireSurvival(columns);
  if (n === 0) return notEstimable('NOT_ENOUGH_DATA', 'there is no complete row');
  const causes = causesOf(columns.event);
  if (causes.length === 0) return notEstimable('TOO_FEW_EVENTS', 'there is no event of any cause: all rows are censored');
  const places = new Uint8Array(256); // causes numbered without gaps: codes 1 and 200 cost as much as 1 and 2
  for (const [place, cause] of causes.entries()) places[cause] = place + 1;
  const event = columns.event.map((code) => places[code]!);
  const tables = riskTables({ ...columns, event }, grouping, causes.length);
  const fit = tables.flatMap((table, g) =>
    causes.map((cause, place) => ({
      group: grouping?.labels[g] ?? null,
      cause,
      n: table.n,
      eventCount: table.events[place]!.reduce((sum, count) => sum + count, 0),
      lastTime: lastExit(table),
      curve: incidenceCurve(table, place + 1, { confidenceType, confidenceLevel }),
    })),
  );
  const warnings = fit.flatMap(({ group, cause, eventCount }) =>
    fewEventsWarning(group === null ? `cause ${cause}` : `${group}, cause ${cause}`, eventCount),
  );
  return { kind: 'fitted', fit, warnings };
}

/** The causes that occur, ascending. */
export function causesOf(event: Uint8Array): number[] {
  const occurs = new Uint8Array(256);
  for (let i = 0; i < event.length; i++) occurs[event[i]!] = 1;
  return Array.from(occurs.keys()).filter((code) => code > 0 && occurs[code] === 1);
}
