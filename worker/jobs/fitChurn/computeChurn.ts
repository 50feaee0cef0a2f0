import type { ChurnModelRow, ChurnResult } from '../../data/churn/churnResult.ts';
import type { EpisodeSource } from '../../data/churn/episodeSource.ts';
import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import { momentOfDays } from '../../data/days.ts';
import type { Report } from '../../job.ts';
import type { Computed } from '../../runJob.ts';
import { notEstimable, type Warning } from '../../stats/outcome.ts';
import type { SilenceOption } from '../../stats/survival/churn/silenceOptions.ts';
import type { CalendarPeriod } from '../../stats/survival/retention/calendarPeriod.ts';
import { LocalCalendar } from '../../stats/survival/retention/localCalendar.ts';
import { churnCohorts } from './churnCohorts.ts';
import { type CurvesFound, churnCurves } from './churnCurves.ts';
import { churnIncidence } from './churnIncidence.ts';
import { churnRevenue } from './churnRevenue.ts';
import { anyLoss, firstEpisodes, groupingOf } from './firstEpisodes.ts';
import { npsCurves } from './npsCurves.ts';
import { type Observation, observation } from './observation.ts';
import { monthlyRates, onePeriodRates } from './periodRates.ts';
import type { ChosenSilence, ChurnRun } from './prepareChurn.ts';
import type { ChurnPart } from './readChurnPart.ts';
import { takenCodes } from './takenRows.ts';

/** Above this share of losses that were followed by a return the definition of churn is doubtful (definitions.md, section 4). */
const tolerableReturns = 0.2;

/** All that describes: curves, tests, reasons, cohorts, rates, revenue. */
export function computeChurn(asked: ChurnRun, part: ChurnPart | null, report: Report): Computed<ChurnResult> {
  const { source } = asked;
  if (source === null || part === null)
    return { outcome: notEstimable('NOT_ENOUGH_DATA', asked.refusal ?? 'there is no row'), rowsUsed: 0 };
  if (part.episodes.start.length === 0)
    return { outcome: notEstimable('NOT_ENOUGH_DATA', 'nobody was under observation up to where the clocks stop'), rowsUsed: 0 };
  const seen = observation(part.episodes);
  const calendar = new LocalCalendar(part.calendar.firstDay, part.calendar.midnights);
  const { confidenceLevel, cohortPeriod } = asked.parameters;
  const cohortsAsked = {
    isContractual: source.kind === 'CONTRACTUAL',
    groups: source.groups,
    period: cohortPeriod.toLowerCase() as CalendarPeriod,
    observationEnd: calendar.dayOf(source.asOf),
    observedSince: Number.isFinite(seen.observedSince) ? calendar.dayOf(seen.observedSince) : Number.NEGATIVE_INFINITY,
    confidenceLevel,
  };
  report('computing', { fraction: 0.1 });
  const found = seen.period === null ? curvesOf(asked, source, seen.episodes, part) : null;
  report('computing', { fraction: 0.6 });
  const cohorts = seen.period === null ? churnCohorts(part.cohorts, cohortsAsked) : { cells: [], customers: 0, warnings: [] };
  const revenue = churnRevenue(part.cohorts, cohortsAsked);
  report('computing', { fraction: 0.9 });
  const model = { ...modelOf(asked, source, seen, part), cohortCustomers: cohorts.customers, ...revenue.model };
  const fit: ChurnResult = {
    model,
    silenceOptions: silenceRows(asked.silence),
    curves: found?.curves ?? [],
    tests: found?.tests ?? [],
    causes: found?.causes ?? [],
    cohortCells: cohorts.cells,
    churnRates: seen.period === null ? monthlyRates(seen.episodes, calendar, confidenceLevel) : [],
    tenureRates: seen.period === null ? [] : onePeriodRates(seen.episodes, seen.period, source.groups, confidenceLevel),
    revenueRetention: revenue.byPeriod,
  };
  const warnings = [
    ...asked.warnings,
    ...returnsWarning(model, asked.silence?.chosen ?? null),
    ...seen.warnings,
    ...(found?.warnings ?? []),
    ...cohorts.warnings,
    ...revenue.warnings,
  ];
  const exclusions = revenue.unknown > 0 ? { REVENUE_UNKNOWN: revenue.unknown } : {};
  return { outcome: { kind: 'fitted', fit, warnings }, rowsUsed: part.rows, exclusions };
}

function curvesOf({ parameters }: ChurnRun, source: EpisodeSource, episodes: ChurnEpisodes, { facts }: ChurnPart) {
  const { confidenceLevel, restrictedMeanDays, npsLandmarkDays } = parameters;
  const first = firstEpisodes(episodes, source.kind === 'CONTRACTUAL');
  const losses = anyLoss(first.columns);
  const asked = { restrictedMeanDays, confidenceLevel, landmarkDays: null };
  const found: CurvesFound[] = [churnCurves(losses, null, { ...asked, groupingKey: 'all' })];
  for (const { key, levels, codes } of episodes.groups) {
    const grouping = groupingOf(takenCodes(codes, first.rows), levels);
    if (grouping.labels.length < 2) continue; // it would be the curve of everybody again
    found.push(churnCurves(losses, grouping, { ...asked, groupingKey: key }));
  }
  const scores = facts?.answers?.scores ?? null;
  if (scores !== null) for (const days of npsLandmarkDays) found.push(npsCurves(episodes, first, scores, days, asked));
  return {
    curves: found.flatMap(({ curves }) => curves),
    tests: found.flatMap(({ tests }) => tests),
    causes: churnIncidence(first.columns, source.causes, confidenceLevel),
    warnings: found.flatMap(({ warnings }) => warnings),
  };
}

function modelOf(
  { parameters, silence }: ChurnRun,
  source: EpisodeSource,
  { period, delayedEntries, episodes }: Observation,
  part: ChurnPart,
) {
  const isSilent = source.kind === 'SILENT';
  const losses = episodes.cause.reduce((count, cause) => count + Number(cause > 0), 0);
  // Silent: counted among all silences, for a return after the clocks stopped opens no episode.
  const returns = silence?.chosen.returns ?? episodes.episode.reduce((count, number) => count + Number(number > 1), 0);
  const returnShare = silence ? silence.chosen.returnShare : losses > 0 ? returns / losses : null;
  return {
    kind: source.kind,
    silenceDays: isSilent ? source.silenceDays : null,
    isSuggested: silence?.isSuggested ?? null,
    datedAt: isSilent ? source.datedAt : null,
    visitsCount: isSilent ? source.visitsCount : null,
    asOf: momentOfDays(source.asOf),
    followUpEnd: momentOfDays(source.followUpEnd),
    customers: episodes.customerIds.length,
    episodes: episodes.start.length,
    losses,
    returns,
    returnShare,
    delayedEntries,
    provisionalLosses: part.provisional,
    shape: period === null ? ('CURVES' as const) : ('ONE_PERIOD' as const),
    periodFrom: period && momentOfDays(period.from),
    periodUntil: period && momentOfDays(period.until),
    cohortPeriod: parameters.cohortPeriod,
    confidenceLevel: parameters.confidenceLevel,
  };
}

function silenceRows(silence: ChosenSilence | null) {
  return (silence?.options ?? []).map((option) => ({ ...option, isChosen: option === silence?.chosen }));
}

function returnsWarning(
  { returnShare, returns }: Pick<ChurnModelRow, 'returnShare' | 'returns'>,
  silence: SilenceOption | null,
): Warning[] {
  if (returnShare === null || returnShare <= tolerableReturns) return [];
  const share = Math.round(100 * returnShare);
  const detail =
    silence === null
      ? `${share} % of those who had left came back (${returns} times)`
      : `${share} % of the silences of more than ${silence.days} days end with a return within ${silence.returnWithinDays} days (${returns} have so far)`;
  return [{ code: 'MANY_RETURNS', subject: null, detail }];
}
