/** The time that a group is of. */
import type { BucketCalendar } from './bucketCalendar.ts';
import type { Period } from './hiddenRows.ts';
import type { SourceCells } from './metricRows.ts';
import type { CellsRequest } from './metricsRequest.ts';
import { metricSourcesSql } from './sources/metricSourcesSql.ts';
import { unitOf } from './timeBuckets.ts';

type Keys = readonly (string | null)[];

export const timeColumn = (request: CellsRequest) => request.by.findIndex(({ dimension }) => dimension === unitOf(request));

/** From when to before when the facts of a group are; null = no bound. */
export function boundsOf(request: CellsRequest, keys: Keys, period: Period, calendar: BucketCalendar): readonly [Date | null, Date | null] {
  const { reference } = request;
  if (period === 'reference' && reference?.kind === 'BOUNDS') return [reference.from, reference.until];
  const unit = unitOf(request);
  const bucket = unit === null ? null : (keys[timeColumn(request)] ?? null);
  if (unit === null || bucket === null) return [request.from, request.until];
  const start = period === 'reference' && reference?.kind === 'SHIFT' ? calendar.movedBack(bucket, reference) : bucket;
  return [new Date(start), calendar.endOf(start)];
}

/** Why what is of whole periods has no value in one; null where that is not why. */
export function unfinished(
  { request, coverage }: SourceCells,
  keys: Keys,
  period: Period,
  calendar: BucketCalendar,
  now: Date,
): string | null {
  if (!metricSourcesSql[request.source].isOfPeriods || !coverage.isLoaded) return null;
  const [start, end] = boundsOf(request, keys, period, calendar);
  if (end !== null && end > now) return 'the period has not ended: it has no rate yet';
  const { from, until } = request;
  const isCut = (from !== null && start !== null && start < from) || (until !== null && end !== null && end > until);
  return period === 'sums' && isCut ? 'only a part of the period is asked for, which has no rate' : null;
}
