/** The facts that a statement sums: their groups, periods, weights and values. */
import type { Queryable } from '../../prisma/sql.ts';
import type { Fragment } from '../facts/factTable.ts';
import { type GroupedFacts, isAmong } from './dimensions.sql.ts';
import type { CellsRequest } from './metricsRequest.ts';
import { all, type CellsContext, type PartSql, type SourceSql } from './sources/sourceSql.ts';
import { intervalOf, unitOf } from './timeBuckets.ts';

/** What a statement is written from. */
export interface Writing {
  readonly sql: Queryable;
  readonly context: CellsContext;
  readonly request: CellsRequest;
  readonly source: SourceSql;
  readonly grouped: GroupedFacts;
}

/** A row a fact and period: its groups, who it is of, and weight and value in each part. */
export function facts(writing: Writing): Fragment {
  const { sql, context, request, source, grouped } = writing;
  const isChosen = context.hasRelational && request.parts.some((part) => partOf(writing, part).lastOnly);
  const raw = sql`
    select ${all(
      sql,
      grouped.keys.map((key, column) => keptKey(writing, key, column)),
    )} ${isOther(writing)} as is_other, ${source.unit(sql, context, request)} as unit, period.p
           ${isChosen ? sql`, s.kind as survey_kind, f.survey_id, period.bucket, f.responded_at as at, f.id, true ${all(sql, grouped.ofFact)} as is_asked_for` : sql``}
           ${all(
             sql,
             request.parts.map((part, index) => weightAndValue(writing, part, index)),
           )}
      from ${source.from(sql, context, request)} ${all(sql, grouped.joins)} ${periods(writing)}
     where f.workspace_id = ${context.workspaceId} ${source.condition ? sql`and ${source.condition(sql, context, request)}` : sql``}
           ${timeBounds(writing)} ${all(sql, grouped.shared)} ${isChosen ? sql`` : all(sql, grouped.ofFact)}`;
  return isChosen ? lastOfCustomers(writing, raw) : raw;
}

/**
 * Of a relational survey the last answer of a customer in the period counts, and only then is asked whether it meets the filters: an earlier one
 * that does is not what the customer says in the end.
 */
function lastOfCustomers(writing: Writing, raw: Fragment): Fragment {
  const { sql, request, grouped } = writing;
  const columns = all(
    sql,
    grouped.keys.map((_, column) => sql`${sql(`k${column}`)},`),
  );
  const weight = (part: string, index: number) => {
    const w = sql(`w${index}`);
    if (!partOf(writing, part).lastOnly) return sql`${w}`;
    return sql`case when survey_kind <> 'RELATIONAL'
      or row_number() over (partition by survey_id, unit, p, bucket order by ${w} is null, at desc nulls last, id desc) = 1 then ${w} end as ${w}`;
  };
  return sql`select * from (select ${columns} is_other, unit, p, is_asked_for ${all(
    sql,
    request.parts.map((part, index) => sql`, ${weight(part, index)}, ${sql(`u${index}`)}`),
  )} from (${raw}) raw) chosen where is_asked_for`;
}

export const partOf = ({ source }: Pick<Writing, 'source'>, name: string): PartSql => {
  const part = source.parts[name];
  if (!part) throw new Error(`there is no part ${name}`);
  return part;
};

function weightAndValue(writing: Writing, name: string, index: number): Fragment {
  const { sql, context, request } = writing;
  const part = partOf(writing, name);
  const counts = part.counts(sql, context, request);
  const weight = isWeighted(writing, part) ? sql`case when ${counts} is not null then f.sampling_weight end` : counts;
  const value = part.value?.(sql, context, request) ?? sql`1`;
  return sql`, ${weight} as ${sql(`w${index}`)}, ${value} as ${sql(`u${index}`)}`;
}

export const isWeighted = ({ request }: Pick<Writing, 'request'>, part: PartSql) => request.weighted && part.isWeighted === true;

function keptKey({ sql, request: { kept } }: Writing, key: Fragment, column: number): Fragment {
  const name = sql(`k${column}`);
  if (kept?.column !== column) return sql`${key} as ${name},`;
  return sql`case when ${isAmong(sql, key, kept.values)} then ${key} end as ${name},`;
}

function isOther({ sql, grouped, request: { kept } }: Writing): Fragment {
  const key = kept === null ? undefined : grouped.keys[kept.column];
  return kept === null || key === undefined ? sql`false` : sql`not ${isAmong(sql, key, kept.values)}`;
}

/** p = 0: the period asked for; 1: the one it is compared with, its facts in the bucket that they are compared with. */
function periods(writing: Writing): Fragment {
  const { sql, context, request, source } = writing;
  const { from, until, reference } = request;
  const at = source.at?.(sql, context, request);
  if (at === undefined) return sql`cross join (select 0 as p, null::timestamptz as bucket) period`;
  const unit = unitOf(request);
  const bucket = (moment: Fragment) =>
    unit === null ? sql`null::timestamptz` : sql`date_trunc(${unit.toLowerCase()}::text, ${moment}, ${context.timeZone}::text)`;
  const within = (moment: Fragment, [since, end]: readonly [Date | null, Date | null]) =>
    sql`(${since}::timestamptz is null or ${moment} >= ${since}::timestamptz) and (${end}::timestamptz is null or ${moment} < ${end}::timestamptz)`;
  const asked = sql`select 0 as p, ${bucket(at)} as bucket where ${within(at, [from, until])}`;
  // a row that is of a whole period begins with it: of two periods that overlap, the later one may begin within the earlier
  const beforeAsked = ({ from: since, until: end }: { readonly from: Date; readonly until: Date }) =>
    source.isOfPeriods ? sql`${at} = ${since}::timestamptz` : within(at, [since, end]);
  if (reference === null) return sql`cross join lateral (${asked}) period`;
  if (reference.kind === 'BOUNDS')
    return sql`cross join lateral (${asked} union all select 1, null::timestamptz where ${beforeAsked(reference)}) period`;
  const known = sql`now() - make_interval(hours => ${24 * (source.openDays ?? 0)}::integer)`; // of the bucket under way as much as is over
  const length = sql`${intervalOf(reference)}::text::interval`;
  // an hour is as long on the night in which the clock shows one twice
  const later =
    reference.unit === 'HOUR'
      ? sql`(${at} + ${length})`
      : sql`((${at} at time zone ${context.timeZone}::text + ${length}) at time zone ${context.timeZone}::text)`;
  return sql`cross join lateral (${asked} union all select 1, ${bucket(later)} where ${within(later, [from, until])} and ${later} < ${known}) period`;
}

/** The bounds of both periods together, for the index by time; a day more covers changes of the clocks. */
function timeBounds(writing: Writing): Fragment {
  const { sql, context, request, source } = writing;
  const { from, until, reference } = request;
  const at = source.at?.(sql, context, request);
  if (at === undefined) return sql``;
  const earliest =
    from === null
      ? null
      : reference === null
        ? sql`${from}::timestamptz`
        : reference.kind === 'BOUNDS'
          ? sql`${reference.from < from ? reference.from : from}::timestamptz`
          : sql`(${from}::timestamptz - ${intervalOf(reference)}::text::interval - interval '1 day')`;
  return sql`${earliest === null ? sql`` : sql`and ${at} >= ${earliest}`} ${until === null ? sql`` : sql`and ${at} < ${until}::timestamptz`}`;
}
