/** Whether a roll-up has the very cells that are asked for, and where they lie in it. */
import { DateTime } from 'luxon';
import { bitCount, mostDimensions, type RolledUp, rollupCatalogue } from '../../../worker/rollups/rollupCatalogue.ts';
import { isTime, type MetricDimension } from '../metricDimensions.ts';
import type { CellsRequest, MetricFilter } from '../metricsRequest.ts';
import { rollupParts } from './rollupParts.ts';

/** What is asked for; of the workspace, what decides whether a roll-up says the same. */
export type RollupRequest = CellsRequest & { readonly isFlagged?: boolean };
export interface RollupContext {
  readonly workspaceId: number;
  readonly timeZone: string;
  /** Questions that a score is made of, by the name of the part. */
  readonly questions: Readonly<Record<string, readonly bigint[]>>;
  readonly hasRelational: boolean;
}

/** What is known of a roll-up that is current. */
export interface RollupExtent {
  readonly varying: number;
  readonly constants: readonly (string | null)[];
  readonly firstDay: string | null;
  readonly lastDay: string | null;
  readonly keptAt: Date;
}

export const rollupGrains = ['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'] as const;
export type RollupGrain = (typeof rollupGrains)[number];

export interface RollupPlan {
  readonly source: RolledUp;
  /** Bits of the dimensions that its cells have. */
  readonly dimensions: number;
  readonly grain: RollupGrain;
  /** First days: of the first period, and of the one after the last; null = no bound. */
  readonly from: string | null;
  readonly until: string | null;
  /** What each column of groups is read from; a constant where all facts have the same group. */
  readonly keys: readonly ({ readonly column: 'period' | (string & {}) } | { readonly constant: string | null })[];
  /** By column; '' = unknown. */
  readonly filters: readonly { readonly column: string; readonly values: readonly string[] }[];
  /** No fact meets the filters. */
  readonly isEmpty: boolean;
}

/** Null: only the facts can tell. */
export function rollupPlan(request: RollupRequest, context: RollupContext, extent: RollupExtent): RollupPlan | null {
  const { source, by, where } = request;
  if (!isRolledUp(request)) return null;
  const columns: readonly string[] = rollupCatalogue[source as RolledUp].dimensions;
  const placeOf = (dimension: MetricDimension) => columns.indexOf(dimension.toLowerCase());
  const groups = by.filter(({ dimension }) => !isTime(dimension));
  if ([...groups, ...where].some(({ dimension }) => placeOf(dimension) < 0)) return null;
  const varies = ({ dimension }: { readonly dimension: MetricDimension }) => ((extent.varying >> placeOf(dimension)) & 1) === 1;
  const dimensions = [...groups, ...where].filter(varies).reduce((bits, { dimension }) => bits | (1 << placeOf(dimension)), 0);
  if (bitCount(dimensions) > mostDimensions || !where.filter(varies).every((filter) => isExact(filter, request, context))) return null;
  const period = periodOf(request, context.timeZone, extent);
  if (period === null) return null;
  const constantOf = (dimension: MetricDimension) => extent.constants[placeOf(dimension)] || null;
  return {
    source: source as RolledUp,
    dimensions,
    ...period,
    keys: by.map((grouping) => {
      if (isTime(grouping.dimension)) return { column: 'period' };
      return varies(grouping) ? { column: grouping.dimension.toLowerCase() } : { constant: constantOf(grouping.dimension) };
    }),
    filters: where
      .filter(varies)
      .map(({ dimension, values }) => ({ column: dimension.toLowerCase(), values: values.map((value) => value ?? '') })),
    isEmpty: where.some((filter) => !varies(filter) && !filter.values.includes(constantOf(filter.dimension))),
  };
}

/** Compared, weighed or lumped together, customers are known only from the facts; so are answers without a date, where no period is asked for. */
export function isRolledUp({ source, parts, weighted, reference, kept, isFlagged, where, from, until }: RollupRequest): boolean {
  if (!(source in rollupCatalogue) || weighted || reference !== null || kept !== null || (isFlagged && where.length > 0)) return false;
  if (source === 'ANSWER' && from === null && until === null) return false;
  return parts.every((part) => rollupParts[source as RolledUp][part] !== undefined);
}

/**
 * Several groups taken together are a group of their own, and nobody knows how many customers are in two of them. Of a relational survey
 * the last answer counts that meets the filter, not the last one if it meets it.
 */
function isExact({ dimension, values }: MetricFilter, { by, source }: RollupRequest, { hasRelational }: RollupContext): boolean {
  if (source === 'ANSWER' && hasRelational && dimension !== 'SURVEY') return false;
  return values.length === 1 || by.some((grouping) => grouping.dimension === dimension);
}

type Period = Pick<RollupPlan, 'grain' | 'from' | 'until'>;

/** Whole periods only: those asked for, or the one that is all of the time asked for. */
function periodOf({ by, from, until }: RollupRequest, timeZone: string, extent: RollupExtent): Period | null {
  const unit = by.map(({ dimension }) => dimension).find(isTime);
  const [start, end] = [from, until].map((moment) => (moment === null ? null : DateTime.fromJSDate(moment, { zone: timeZone })));
  const first = (moment: DateTime, grain: RollupGrain) => moment.startOf(grain.toLowerCase() as 'month');
  const begins = (moment: DateTime, grain: RollupGrain) => +moment === +first(moment, grain);
  if (unit === undefined) {
    if (!start || !end) return null;
    const grain = rollupGrains.find((unit) => begins(start, unit) && +start.plus(lengthOf(unit)) === +end);
    return grain ? { grain, from: start.toISODate(), until: end.toISODate() } : null;
  }
  if (unit === 'HOUR') return null;
  const day = (text: string) => DateTime.fromISO(text, { zone: timeZone });
  const bound = (moment: DateTime | null | undefined, isBeyondAll: (moment: DateTime) => boolean): string | null | undefined => {
    if (!moment || isBeyondAll(moment)) return null;
    return begins(moment, unit) ? moment.toISODate() : undefined;
  };
  const { firstDay, lastDay } = extent;
  const since = bound(start, (moment) => firstDay === null || +moment <= +day(firstDay));
  const before = bound(end, (moment) => lastDay === null || +moment >= +day(lastDay).plus({ days: 1 }));
  return since === undefined || before === undefined ? null : { grain: unit, from: since, until: before };
}

const lengthOf = (grain: RollupGrain) => (grain === 'QUARTER' ? { months: 3 } : { [`${grain.toLowerCase()}s`]: 1 });
