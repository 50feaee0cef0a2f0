import type { Transaction } from '../../../prisma/sql.ts';
import { type ActivityMoments, mergeActivities } from '../../data/churn/activityMoments.ts';
import { type EpisodesRead, readEpisodes } from '../../data/churn/readEpisodes.ts';
import { type LocalMidnights, readLocalMidnights } from '../../data/churn/readLocalMidnights.ts';
import { type ChurnEpisodes, mergeEpisodes } from '../../data/churnEpisodes.ts';
import type { Slice } from '../../data/customerSlice.ts';
import { partOfCustomer } from '../../data/customerSlice.ts';
import { momentOfDays } from '../../data/days.ts';
import { type HazardFacts, mergeHazardFacts, readHazardFacts } from '../../data/hazard/readHazardFacts.ts';
import type { Report } from '../../job.ts';
import type { CalendarPeriod } from '../../stats/survival/retention/calendarPeriod.ts';
import { LocalCalendar } from '../../stats/survival/retention/localCalendar.ts';
import { CohortColumns, type CohortPart, mergeCohortParts } from './cohortColumns.ts';
import type { ChurnRun } from './prepareChurn.ts';

/** What one slice of the customers brings; plain data, so that it may come from another thread or host. */
export interface ChurnPart {
  readonly episodes: ChurnEpisodes;
  readonly cohorts: CohortPart;
  readonly facts: HazardFacts | null;
  readonly activities: ActivityMoments | null;
  readonly calendar: LocalMidnights;
  readonly provisional: number;
  readonly rows: number;
}

const rowsBetweenReports = 8192;

export async function readChurnPart(
  tx: Transaction,
  { workspaceId, timeZone }: { workspaceId: number; timeZone: string },
  { source, hazards, parameters, facts: factsOfAll }: ChurnRun,
  slice: Slice,
  report: Report,
): Promise<{ part: ChurnPart; read: EpisodesRead } | null> {
  if (source === null) return null;
  const calendar = await readLocalMidnights(tx, timeZone, momentOfDays(source.asOf));
  const period = parameters.cohortPeriod.toLowerCase() as CalendarPeriod;
  const cohorts = new CohortColumns(new LocalCalendar(calendar.firstDay, calendar.midnights), period, source.groups.length);
  const ofSlice = partOfCustomer('i.customer_id', slice);
  let rowsDone = 0;
  const onRow = () => {
    if (++rowsDone % rowsBetweenReports > 0) return;
    const rowsTotal = Math.max(rowsDone, factsOfAll / slice.count);
    report('reading', { rowsDone, rowsTotal, fraction: rowsDone / rowsTotal });
  };
  const read = await readEpisodes(tx, workspaceId, source, ofSlice, {
    onSpell: cohorts.addSpell,
    onActivity: cohorts.addActivity,
    onRow,
  });
  const facts = hazards === null ? null : await readHazardFacts(tx, workspaceId, hazards, source, ofSlice, onRow);
  const { episodes, activities, provisional, rowsRead: rows } = read;
  return { part: { episodes, cohorts: cohorts.finish(), facts, activities, calendar, provisional, rows }, read };
}

/** The same bits whatever the slices: episodes are put in the order of their customers, and all other sums are of whole numbers. */
export function mergeChurnParts(parts: readonly (ChurnPart | null)[]): ChurnPart | null {
  const read = parts.filter((part) => part !== null);
  const [first] = read;
  if (first === undefined) return null;
  return {
    episodes: mergeEpisodes(read.map(({ episodes }) => episodes)),
    cohorts: mergeCohortParts(read.map(({ cohorts }) => cohorts)),
    facts: first.facts === null ? null : mergeHazardFacts(read.flatMap(({ facts }) => (facts === null ? [] : [facts]))),
    activities: first.activities === null ? null : mergeActivities(read.flatMap(({ activities }) => activities ?? [])),
    calendar: first.calendar,
    provisional: read.reduce((sum, { provisional }) => sum + provisional, 0),
    rows: read.reduce((sum, { rows }) => sum + rows, 0),
  };
}
