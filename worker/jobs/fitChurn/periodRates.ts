import type { ChurnRateRow, TenureRateRow } from '../../data/churn/churnResult.ts';
import type { EpisodeSource } from '../../data/churn/episodeSource.ts';
import type { ChurnEpisodes } from '../../data/churnEpisodes.ts';
import { momentOfDays } from '../../data/days.ts';
import { churnRates } from '../../stats/survival/churn/churnRates.ts';
import type { ObservedEpisodes } from '../../stats/survival/churn/observedEpisodes.ts';
import { tenureRates } from '../../stats/survival/churn/tenureRates.ts';
import { periodLabel } from '../../stats/survival/retention/calendarPeriod.ts';
import type { LocalCalendar } from '../../stats/survival/retention/localCalendar.ts';

/** Months at which bands of tenure begin. */
const tenureEdges = [0, 6, 12, 24, 36, 48, 60];

/** Churn rate of each local month from the first observed to the last that the clocks reach; months that are cut say so. */
export function monthlyRates(episodes: ChurnEpisodes, calendar: LocalCalendar, confidenceLevel: number): ChurnRateRow[] {
  const { entry, followUpEnd } = episodes;
  const observed = entry.reduce((least, day) => Math.min(least, day), followUpEnd);
  const first = calendar.periodOf(observed, 'month');
  const count = calendar.periodOf(followUpEnd, 'month') - first + 1;
  const boundaries = Float64Array.from({ length: count + 1 }, (_, index) => calendar.startOf(first + index, 'month'));
  return churnRates(episodes, boundaries, confidenceLevel).map((rate, index) => {
    const startsAt = boundaries[index] ?? 0;
    const endsAt = boundaries[index + 1] ?? 0;
    return {
      period: periodLabel(first + index, 'month'),
      startsAt: momentOfDays(startsAt),
      endsAt: momentOfDays(endsAt),
      ...rate,
      isComplete: startsAt >= observed && endsAt <= followUpEnd,
    };
  });
}

/** Churn of the one period that a snapshot shows: of all, by tenure, and of each level of the groups. */
export function onePeriodRates(
  episodes: ChurnEpisodes,
  { from, until }: { from: number; until: number },
  groups: EpisodeSource['groups'],
  confidenceLevel: number,
): TenureRateRow[] {
  const asked = { from, until, confidenceLevel };
  const overall = (of: ObservedEpisodes) => tenureRates(of, { ...asked, edges: [0] })[0];
  const rows: TenureRateRow[] = [];
  const add = (groupingKey: string, level: string | null, rate: Omit<TenureRateRow, 'groupingKey' | 'level'> | undefined) => {
    if (rate !== undefined && rate.active > 0) rows.push({ groupingKey, level, ...rate });
  };
  const unbounded = { fromMonths: null, untilMonths: null };
  add('all', null, { ...(overall(episodes) as TenureRateRow), ...unbounded });
  for (const rate of tenureRates(episodes, { ...asked, edges: tenureEdges })) add('tenure', null, rate);
  for (const [g, { key, levels }] of groups.entries()) {
    const codes = episodes.groups[g]?.codes ?? new Uint8Array();
    if (codes.every((code) => code === codes[0])) continue; // it would be the rate of all again
    for (const [code, level] of levels.entries()) {
      const rate = overall(ofLevel(episodes, codes, code));
      if (rate !== undefined) add(key, level, { ...rate, ...unbounded });
    }
  }
  return rows;
}

function ofLevel({ start, entry, end, cause }: ChurnEpisodes, codes: Uint8Array, code: number): ObservedEpisodes {
  const isOwn = (_value: number, row: number): boolean => codes[row] === code;
  return { start: start.filter(isOwn), entry: entry.filter(isOwn), end: end.filter(isOwn), cause: cause.filter(isOwn) };
}
