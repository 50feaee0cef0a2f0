/** Whether a roll-up has the very cells that are asked for, and where they lie in it. */
import { DateTime } from 'luxon';
import { hasLayout, type RolledUp, type RollupGrain, rollupCatalogue, rollupGrains } from '../../../worker/rollups/rollupCatalogue.ts';
import type { Coverage } from '../metricContext.sql.ts';
import { isTime, type MetricDimension } from '../metricDimensions.ts';
import type { CellsRequest, MetricFilter, MetricSource } from '../metricsRequest.ts';
import type { CellsContext } from '../sources/sourceSql.ts';
import { bucketEnd } from '../timeBuckets.ts';
import { rollupParts } from './rollupParts.ts';

/** What is known of a roll-up that is current. */
export interface RollupExtent {
  readonly source: RolledUp;
  /** Bits of the dimensions that have more than one value. */
  readonly varying: number;
  /** The value that all facts have, of a dimension that does not vary; '' = unknown. Anything of one that does. */
  readonly constants: readonly string[];
  readonly layouts: readonly number[];
}

export interface RollupPlan {
  readonly source: RolledUp;
  /** Bits of the dimensions that its cells have. */
  readonly dimensions: number;
  readonly grain: RollupGrain;
  /** First days: of the first period, and of the one after the last; null = no bound. */
  readonly from: string | null;
  readonly until: string | null;
  /** Whether facts without a date are left out. */
  readonly isDated: boolean;
  /** What each column of groups is read from; a constant where all facts have the same group. */
  readonly keys: readonly ({ readonly column: 'period' | (string & {}) } | { readonly constant: string | null })[];
  /** By column; '' = unknown. */
  readonly filters: readonly { readonly column: string; readonly values: readonly string[] }[];
  /** Of which all facts are; null where they are of several. */
  readonly survey: string | null;
  /** No fact meets the filters. */
  readonly isEmpty: boolean;
}

type Context = Pick<CellsContext, 'timeZone' | 'scored'>;

/** Null: only the facts can tell. */
export function rollupPlan(
  request: CellsRequest,
  context: Context,
  extent: RollupExtent,
  coverage: readonly Coverage[],
): RollupPlan | null {
  const { by, where } = request;
  if (!isRolledUp(request) || !hasScores(request, context) || !isOnKnownDays(request, context.timeZone, coverage)) return null;
  const columns: readonly string[] = rollupCatalogue[extent.source].dimensions;
  const placeOf = (dimension: MetricDimension) => columns.indexOf(dimension.toLowerCase());
  const groups = by.filter(({ dimension }) => !isTime(dimension));
  if ([...groups, ...where].some(({ dimension }) => placeOf(dimension) < 0)) return null;
  const varies = ({ dimension }: { readonly dimension: MetricDimension }) => ((extent.varying >> placeOf(dimension)) & 1) === 1;
  const dimensions = [...groups, ...where].filter(varies).reduce((bits, { dimension }) => bits | (1 << placeOf(dimension)), 0);
  const period = periodOf(request, context.timeZone, coverageOf(request.source, coverage));
  if (period === null || !hasLayout(extent.layouts, dimensions, period.grain)) return null;
  const narrowing = where.filter(varies);
  if (!narrowing.every((filter) => isExact(filter, request))) return null;
  const constantOf = (dimension: MetricDimension) => (varies({ dimension }) ? null : extent.constants[placeOf(dimension)] || null);
  return {
    source: extent.source,
    dimensions,
    ...period,
    isDated: request.from !== null || request.until !== null,
    keys: by.map((grouping) => {
      if (isTime(grouping.dimension)) return { column: 'period' };
      return varies(grouping) ? { column: grouping.dimension.toLowerCase() } : { constant: constantOf(grouping.dimension) };
    }),
    filters: narrowing.map(({ dimension, values }) => ({ column: dimension.toLowerCase(), values: values.map((value) => value ?? '') })),
    survey: extent.source === 'ANSWER' ? constantOf('SURVEY') : null,
    isEmpty: where.some((filter) => !varies(filter) && !filter.values.includes(constantOf(filter.dimension))),
  };
}

/** Compared, weighed, flagged or lumped together, customers are known only from the facts. */
export function isRolledUp({ source, parts, weighted, reference, kept, isFlagged, ofCustomers }: CellsRequest): boolean {
  if (!(source in rollupCatalogue) || weighted || reference !== null || kept !== null || isFlagged || ofCustomers) return false;
  return parts.every((part) => rollupParts[source as RolledUp][part] !== undefined);
}

/** Whether scores are made of the questions that the roll-up is made of: of all surveys, or of those that the groups or filters tell apart. */
function hasScores({ source, parts, by, where }: CellsRequest, { scored }: Context): boolean {
  const isBySurvey = [...by, ...where].some(({ dimension }) => dimension === 'SURVEY');
  return parts.every((part) => {
    const questions = source === 'ANSWER' ? scored[part] : undefined;
    return questions === undefined || (questions.areDefault && (questions.surveys === 'ALL' || isBySurvey));
  });
}

const coverageOf = (source: MetricSource, coverage: readonly Coverage[]): Pick<Coverage, 'first' | 'last' | 'through'> =>
  coverage.find((of) => of.source === source) ?? { first: null, last: null, through: null };

/** Whether a part that counts on days of which another source is known counts all facts that are asked for: how many customers are in a part of a period, cells do not tell. */
function isOnKnownDays({ source, parts, from, until }: CellsRequest, timeZone: string, coverage: readonly Coverage[]): boolean {
  const { first, last } = coverageOf(source, coverage);
  if (first === null || last === null) return true;
  const dayOf = (moment: Date) => DateTime.fromJSDate(moment, { zone: timeZone }).startOf('day');
  return parts.every((part) => {
    const other = rollupParts[source as RolledUp][part]?.onDaysOf;
    if (other === undefined) return true;
    const known = coverageOf(other, coverage);
    if (known.first === null || known.through === null) return false;
    const [since, end] = [dayOf(known.first), dayOf(known.through).plus({ days: 1 })];
    return (
      (first >= since.toJSDate() || (from !== null && +from >= +since)) && (last < end.toJSDate() || (until !== null && +until <= +end))
    );
  });
}

/** Several groups taken together are a group of their own, and nobody knows how many customers are in two of them. */
const isExact = ({ dimension, values }: MetricFilter, { by }: CellsRequest): boolean =>
  values.length === 1 || by.some((grouping) => grouping.dimension === dimension);

type Period = Pick<RollupPlan, 'grain' | 'from' | 'until'>;

/** Whole periods only: those asked for, or the one that is all of the time asked for. */
function periodOf({ by, from, until }: CellsRequest, timeZone: string, { first, last }: Pick<Coverage, 'first' | 'last'>): Period | null {
  const unit = by.map(({ dimension }) => dimension).find(isTime);
  if (unit === 'HOUR') return null;
  const isStart = (moment: Date, grain: RollupGrain) => {
    const local = DateTime.fromJSDate(moment, { zone: timeZone });
    return +local === +local.startOf(grain.toLowerCase() as 'month');
  };
  const day = (moment: Date) => DateTime.fromJSDate(moment, { zone: timeZone }).toISODate();
  if (unit === undefined) {
    if (!from || !until) return null;
    const grain = rollupGrains.find((one) => isStart(from, one) && +bucketEnd(from.toISOString(), one, timeZone) === +until);
    return grain ? { grain, from: day(from), until: day(until) } : null;
  }
  const since = from && first && from > first ? from : null;
  const before = until && last && until <= last ? until : null;
  if (![since, before].every((moment) => moment === null || isStart(moment, unit))) return null;
  return { grain: unit, from: since && day(since), until: before && day(before) };
}
