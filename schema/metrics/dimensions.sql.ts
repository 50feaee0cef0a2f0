/** The groups of facts in SQL: an expression each, and the joins that it needs. */
import type { Queryable } from '../../prisma/sql.ts';
import type { Fragment } from '../facts/factTable.ts';
import { isOfCustomer, isTime, type MetricDimension } from './metricDimensions.ts';
import type { CellsRequest, MetricGrouping } from './metricsRequest.ts';
import { all, type CellsContext, type SourceSql } from './sources/sourceSql.ts';

/** Joins beyond a fact's own tables. */
type Join = 'customer' | 'tier' | 'band' | 'plan' | 'heard' | 'stage';

export interface GroupedFacts {
  /** Named queries before the statement, each followed by a comma. */
  readonly with: readonly Fragment[];
  readonly joins: readonly Fragment[];
  /** Expression of each column of groups. */
  readonly keys: readonly Fragment[];
  /** Conditions of filters on what all facts of a customer and survey share, each beginning with `and`. */
  readonly shared: readonly Fragment[];
  /** Conditions of the other filters. */
  readonly ofFact: readonly Fragment[];
}

/** Whether facts of a source have such groups. */
export function hasDimension(source: SourceSql, dimension: MetricDimension): boolean {
  if (isTime(dimension)) return source.at !== null;
  if (source.own[dimension] !== undefined) return true;
  if (isOfCustomer(dimension)) return source.customer !== null;
  if (dimension === 'STAGE') return hasDimension(source, 'TOUCHPOINT');
  return dimension === 'TOUCHPOINT' && isHeard(source);
}

/** Facts of customers without a touchpoint of their own have that at which the customer was last heard. */
export const isHeard = ({ at, customer, own }: SourceSql): boolean =>
  own.TOUCHPOINT === undefined && at !== null && customer !== null && (own.CHANNEL !== undefined || own.CAMPAIGN !== undefined);

export function groupedFacts(sql: Queryable, context: CellsContext, source: SourceSql, request: CellsRequest): GroupedFacts {
  const joins = new Set<Join>();
  const traits: string[] = [];
  const segments = new Set<string>();
  const express = (grouping: MetricGrouping) => expressionOf({ sql, context, source, request }, grouping, { joins, traits, segments });
  const keys = request.by.map(express);
  const filters = request.where.map((filter) => {
    return { holds: sql`and ${isAmong(sql, express(filter), filter.values)}`, isShared: isShared(filter) };
  });
  const parts = { sql, context, source, request };
  const flag = sql`true ${all(
    sql,
    filters.map(({ holds }) => holds),
  )}`;
  return {
    keys: request.isFlagged ? [...keys, flag] : keys,
    shared: [
      ...(request.ofCustomers ? [sql`and ${customerOf(parts)} is not null`] : []),
      ...(request.isFlagged ? [] : filters.filter((filter) => filter.isShared).map(({ holds }) => holds)),
    ],
    ofFact: request.isFlagged ? [] : filters.filter((filter) => !filter.isShared).map(({ holds }) => holds),
    with: [
      ...[...joins].flatMap((join) => (withOf[join] === undefined ? [] : [withOf[join](parts)])),
      ...[...segments].map((key) => withSegment(parts, key)),
    ],
    joins: [
      ...(['customer', 'tier', 'band', 'plan', 'heard', 'stage'] as const)
        .filter((join) => joins.has(join))
        .map((join) => joinOf[join](parts)),
      ...traits.map((key, index) => traitJoin(parts, key, index)),
      ...[...segments].map((key) => sql`left join ${segmentName(parts, key)} on ${segmentName(parts, key)}.id = ${customerOf(parts)}`),
    ],
  };
}

/** Whether a group is one of some; null among them is "unknown". */
export function isAmong(sql: Queryable, key: Fragment, values: readonly (string | null)[]): Fragment {
  const known = values.filter((value) => value !== null);
  const isKnown = sql`coalesce(${key} = any(${known}::text[]), false)`;
  return known.length < values.length ? sql`(${isKnown} or ${key} is null)` : isKnown;
}

/** What a customer is now, and the survey itself: no choice among the answers of a customer changes it. */
const isShared = ({ dimension }: MetricGrouping) =>
  ['SURVEY', 'SEGMENT', 'TRAIT', 'COHORT', 'ACQUISITION_CHANNEL', 'VALUE_TIER'].includes(dimension);

/** What expressions need, noted while they are written. */
interface Needed {
  readonly joins: Set<Join>;
  readonly traits: string[];
  readonly segments: Set<string>;
}

function expressionOf(parts: Parts, { dimension, traitKey, segmentKey }: MetricGrouping, { joins, traits, segments }: Needed): Fragment {
  const { sql, context, source, request } = parts;
  if (isTime(dimension)) return sql`period.bucket`;
  const own = source.own[dimension];
  if (own) return own(sql, context, request);
  const after = (join: Join, expression: Fragment) => {
    joins.add(join);
    return expression;
  };
  switch (dimension) {
    case 'TRAIT': {
      const known = traits.indexOf(traitKey ?? '');
      const index = known >= 0 ? known : traits.push(traitKey ?? '') - 1;
      return sql`${sql(`trait_${index}`)}.value_text`;
    }
    case 'SEGMENT': {
      segments.add(segmentKey ?? '');
      const member = segmentName(parts, segmentKey ?? '');
      return sql`case when ${member}.id is not null then 'IN' when ${customerOf(parts)} is not null then 'OUT' end`;
    }
    case 'COHORT':
      return after('customer', sql`to_char(c.acquired_at at time zone ${context.timeZone}::text, 'YYYY-MM')`);
    case 'ACQUISITION_CHANNEL':
      return after('customer', sql`c.acquisition_channel`);
    case 'VALUE_TIER':
      return after('tier', sql`tier.tier`);
    case 'NPS_BAND':
      return after('band', sql`band.band`);
    case 'PLAN':
      return after('plan', sql`plan.plan`);
    case 'TOUCHPOINT':
      return after('heard', sql`heard.touchpoint`);
    case 'STAGE':
      if (isHeard(source)) joins.add('heard');
      return after('stage', sql`stage.stage`);
    default:
      throw new Error(`facts have no ${dimension}`);
  }
}

interface Parts {
  readonly sql: Queryable;
  readonly context: CellsContext;
  readonly source: SourceSql;
  readonly request: CellsRequest;
}

const customerOf = ({ sql, context, source, request }: Parts): Fragment => source.customer?.(sql, context, request) ?? sql`null::bigint`;
/** What has no moment is looked at as of now. */
const momentOf = ({ sql, context, source, request }: Parts): Fragment =>
  (source.seenAt ?? source.at)?.(sql, context, request) ?? sql`now()`;

/** What was known of the customer at the fact: spells of a customer do not overlap, so that a fact has one at most. */
const spell = (parts: Parts, name: 'band' | 'plan' | 'heard'): Fragment => {
  const { sql } = parts;
  const table = sql(name);
  // one that begins with a fact was not known before it; the end is still in it
  return sql`left join ${sql(`${name}_spell`)} ${table} on ${table}.customer_id = ${customerOf(parts)} and ${momentOf(parts)} > ${table}.since and ${momentOf(parts)} <= ${table}.until`;
};

const joinOf: Readonly<Record<Join, (parts: Parts) => Fragment>> = {
  customer: (parts) => parts.sql`left join customer c on c.workspace_id = ${parts.context.workspaceId} and c.id = ${customerOf(parts)}`,
  tier: (parts) => parts.sql`left join customer_score tier on tier.workspace_id = ${parts.context.workspaceId}
    and tier.run_id = ${String(parts.context.clvRunId ?? 0)}::text::bigint and tier.customer_id = ${customerOf(parts)}`,
  band: (parts) => spell(parts, 'band'),
  plan: (parts) => spell(parts, 'plan'),
  heard: (parts) => spell(parts, 'heard'),
  stage: (parts) => {
    const { sql, context, source, request } = parts;
    const touchpoint = source.own.TOUCHPOINT?.(sql, context, request) ?? sql`heard.touchpoint`;
    return sql`left join touchpoint stage on stage.workspace_id = ${context.workspaceId} and stage.key = ${touchpoint}`;
  },
};

/** By its place among the segments of the question: the same in all its statements. */
const segmentName = ({ sql, context }: Parts, key: string): Fragment => sql`${sql(`segment_${[...context.segments.keys()].indexOf(key)}`)}`;

function withSegment(parts: Parts, key: string): Fragment {
  const { sql, context } = parts;
  const condition = context.segments.get(key);
  if (!condition) throw new Error(`segment ${key} was not read`);
  return sql`${segmentName(parts, key)} as materialized (select c.id from customer c where c.workspace_id = ${context.workspaceId} and ${condition}),`;
}

const traitJoin = (parts: Parts, key: string, index: number): Fragment => {
  const { sql, context } = parts;
  const trait = sql(`trait_${index}`);
  return sql`left join customer_trait ${trait} on ${trait}.workspace_id = ${context.workspaceId} and ${trait}.customer_id = ${customerOf(parts)}
    and ${trait}.key = ${key} and not ${trait}.is_personal`;
};

const withOf: Partial<Readonly<Record<Join, (parts: Parts) => Fragment>>> = {
  band: ({ sql, context: { workspaceId, loyaltyQuestionId } }) => sql`band_spell as materialized (
    select i.customer_id, case when r."values"[q.position] >= 9 then 'PROMOTER' when r."values"[q.position] >= 7 then 'PASSIVE' else 'DETRACTOR' end as band,
           r.responded_at as since,
           least(lead(r.responded_at) over (partition by i.customer_id order by r.responded_at, r.id), r.responded_at + interval '365 days') as until
      from question q
      join response r on r.workspace_id = q.workspace_id and r.survey_id = q.survey_id
      join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
     where q.workspace_id = ${workspaceId} and q.id = ${String(loyaltyQuestionId ?? 0)}::text::bigint and r.responded_at is not null
       and r."values"[q.position] between 0 and 10 and r."values"[q.position] <> all (q.not_applicable_codes)),`,
  // from each beginning or end to the next: of the subscriptions that run then the one that began last
  plan: ({ sql, context: { workspaceId } }) => sql`running as materialized (
    select i.customer_id, f.id, f.plan, f.started_at, coalesce(f.ended_at, 'infinity') as ended_at
      from subscription f
      join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
     where f.workspace_id = ${workspaceId}),
  plan_spell as materialized (
    select distinct on (edge.customer_id, edge.at) edge.customer_id, r.plan, edge.at as since, edge.until
      from (select customer_id, at, lead(at, 1, 'infinity') over (partition by customer_id order by at) as until
              from (select customer_id, started_at as at from running union select customer_id, ended_at from running) moment) edge
      join running r on r.customer_id = edge.customer_id and r.started_at <= edge.at and r.ended_at > edge.at
     order by edge.customer_id, edge.at, r.started_at desc, r.id desc),`,
  heard: ({ sql, context: { workspaceId } }) => sql`heard_spell as materialized (
    select customer_id, touchpoint, at as since, least(lead(at) over (partition by customer_id order by at, rank, id), at + interval '30 days') as until
      from (
        select i.customer_id, coalesce(r.touchpoint, s.touchpoint) as touchpoint, r.responded_at as at, 0 as rank, r.id
          from response r
          join survey s on s.workspace_id = r.workspace_id and s.id = r.survey_id
          join identity i on i.workspace_id = r.workspace_id and i.id = r.identity_id
         where r.workspace_id = ${workspaceId} and r.responded_at is not null
        union all
        select i.customer_id, f.touchpoint, f.opened_at, 1, f.id
          from ticket f
          join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
         where f.workspace_id = ${workspaceId}
      ) contact
     where touchpoint is not null),`,
};
