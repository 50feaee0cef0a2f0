/**
 * What happened on the way of customers: each order, ticket, visit and event of a period, placed on its touchpoint, and what follows from their
 * order. One statement, and no row of a fact leaves the database.
 */
import type { Queryable } from '../../../prisma/sql.ts';
import type { Fragment } from '../../facts/factTable.ts';
import { plannedAsSets } from '../../plannedAnew.ts';
import { type ChurnRule, losses } from './losses.sql.ts';

export interface JourneyRequest {
  readonly workspaceId: number;
  readonly from: Date;
  readonly until: Date;
  /** How long after a contact what follows is looked for. */
  readonly withinDays: number;
  /** How long after a contact a loss is looked for. */
  readonly churnDays: number;
  readonly churn: ChurnRule;
}

/** Sums by customer over customers, of a share among `n`: what its clustered error is made of (worker/stats/descriptive/cellSums.ts). */
export interface ShareSums {
  readonly n: number;
  readonly customers: number;
  readonly total: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

export interface ContactRow extends ShareSums {
  /**
   * VOLUME: contacts, of all kinds and of each, `fact`; `total` is not used. NEXT: stays that ended in time to be followed, and of them those that
   * went on to `other` (null: nowhere). STAGE: customers who reached the stage of `touchpointId`, and of them those who reached the next stage, `other`; ids are of a stage's first
   * touchpoint. STAGE_VOLUME: contacts of such a stage. LOST: those who had a contact and could be lost, and of them those who were.
   */
  readonly part: 'VOLUME' | 'NEXT' | 'STAGE' | 'STAGE_VOLUME' | 'LOST';
  /** Null: of contacts that no touchpoint has. */
  readonly touchpointId: bigint | null;
  readonly other: bigint | null;
  readonly fact: string | null;
}

const day = (sql: Queryable, days: number): Fragment => sql`make_interval(days => ${days}::integer)`;

/** Facts of the period and of the days after it, by what their place is decided: their own touchpoint, a name, a channel. */
function facts(sql: Queryable, { workspaceId, from, until, withinDays }: JourneyRequest): Fragment {
  const source = (
    fact: string,
    table: string,
    time: string,
    [own, name, channel]: readonly [Fragment, Fragment, Fragment],
    isFirst = false,
  ) => sql`
    ${isFirst ? sql`` : sql`union all`}
    select ${fact}::text as fact, f.identity_id, f.id, ${sql(`f.${time}`)} as at, coalesce(${own}, '') as own, coalesce(${name}, '') as name,
           coalesce(${channel}, '') as channel
      from ${sql(table)} f
     where f.workspace_id = ${workspaceId} and ${sql(`f.${time}`)} >= ${from}::timestamptz and ${sql(`f.${time}`)} < ${until}::timestamptz + ${day(sql, withinDays)}`;
  const none = sql`null::text`;
  return sql`
    ${source('ORDER', 'order', 'occurred_at', [none, sql`f.status`, sql`f.channel`], true)}
    ${source('TICKET', 'ticket', 'opened_at', [sql`f.touchpoint`, sql`f.kind`, sql`f.channel`])}
    ${source('VISIT', 'visit', 'started_at', [none, sql`f.source`, sql`f.medium`])}
    ${source('EVENT', 'event', 'occurred_at', [none, sql`f.name`, none])}`;
}

/** Kinds of contacts are few, contacts are many: each kind is placed once, its contacts by joining it. */
export const placeOf = (sql: Queryable, workspaceId: number): Fragment => sql`
  coalesce((select t.id from touchpoint t where t.workspace_id = ${workspaceId} and t.key = kinds.own),
           (select r.touchpoint_id from touchpoint_rule r
             where r.workspace_id = ${workspaceId} and r.fact = kinds.fact and (r.name is null or r.name = kinds.name)
               and (r.channel is null or r.channel = kinds.channel)
             order by r.position limit 1))`;

/** Customers in the order of their contacts; a stay is contacts one after the other at the same touchpoint. */
function ways(sql: Queryable, request: JourneyRequest): Fragment {
  const { workspaceId, until, withinDays } = request;
  const newest = (table: string, time: string) => sql`(select max(${sql(time)}) from ${sql(table)} where workspace_id = ${workspaceId})`;
  return sql`
    through as materialized (
      select least(${until}::timestamptz + ${day(sql, withinDays)},
                   greatest(${newest('order', 'occurred_at')}, ${newest('ticket', 'opened_at')}, ${newest('visit', 'started_at')}, ${newest('event', 'occurred_at')})) as followed),
    fact as materialized (${facts(sql, request)}),
    placed as materialized (
      select kinds.*, ${placeOf(sql, workspaceId)} as touchpoint_id from (select distinct fact, own, name, channel from fact) kinds),
    contact as materialized (
      select i.customer_id, f.at, f.fact, f.id, p.touchpoint_id
        from fact f
        join placed p on p.fact = f.fact and p.own = f.own and p.name = f.name and p.channel = f.channel
        left join identity i on i.workspace_id = ${workspaceId} and i.id = f.identity_id),
    ordered as (
      select customer_id, at, fact, id, touchpoint_id, lag(touchpoint_id) over way as previous, lag(at) over way as previous_at,
             max(at) over (partition by customer_id) as last_at
        from contact where customer_id is not null and touchpoint_id is not null
      window way as (partition by customer_id order by at, fact, id)),
    stay as (
      select customer_id, touchpoint_id, at, lead(touchpoint_id) over way as next_id, lead(at) over way as next_at,
             coalesce(lead(previous_at) over way, last_at) as ended_at
        from ordered where previous is distinct from touchpoint_id
      window way as (partition by customer_id order by at, fact, id)),
    followed as materialized (
      select customer_id, touchpoint_id, case when next_at <= ended_at + ${day(sql, withinDays)} then next_id end as next_id
        from stay, through where at < ${until}::timestamptz and ended_at + ${day(sql, withinDays)} <= through.followed),
    stage as materialized (
      select stage, min(id) as id, row_number() over (order by min(position) nulls last, stage collate "C") as place
        from touchpoint where workspace_id = ${workspaceId} and stage is not null group by stage),
    at_stage as materialized (
      select c.customer_id, s.id as stage_id, s.place, c.at
        from contact c
        join touchpoint t on t.workspace_id = ${workspaceId} and t.id = c.touchpoint_id
        join stage s on s.stage = t.stage
       where c.customer_id is not null),
    first_at as materialized (
      select customer_id, stage_id, place, min(at) as at from at_stage where at < ${until}::timestamptz group by 1, 2, 3),
    reached as (
      select f.customer_id, f.stage_id, n.id as next_id, bool_or(a.at is not null) as is_reached
        from first_at f
        join stage n on n.place = f.place + 1
        join through on f.at + ${day(sql, withinDays)} <= through.followed
        left join at_stage a on a.customer_id = f.customer_id and a.place = n.place and a.at > f.at and a.at <= f.at + ${day(sql, withinDays)}
       group by 1, 2, 3),
    met as (
      select customer_id, touchpoint_id, min(at) as at from contact
       where customer_id is not null and touchpoint_id is not null and at < ${until}::timestamptz group by 1, 2),
    ${losses(sql, request)}`;
}

export function selectContacts(sql: Queryable, request: JourneyRequest): Promise<ContactRow[]> {
  const { until } = request;
  // A customer is in a stage, or lost, once: the squares of 0 and 1 are themselves.
  const once = (part: string, table: string, other: Fragment, held: string, by: string) => sql`
    union all
    select ${part}::text, ${sql(by)}, ${other}, null, count(*)::float8, count(*)::float8, count(*) filter (where ${sql(held)})::float8, count(*)::float8,
           count(*) filter (where ${sql(held)})::float8, count(*) filter (where ${sql(held)})::float8
      from ${sql(table)} group by 2, 3`;
  return plannedAsSets(
    sql,
    sql<ContactRow[]>`
    with ${ways(sql, request)}
    select 'VOLUME' as part, touchpoint_id as "touchpointId", null::bigint as other, fact, count(*)::float8 as n,
           count(distinct coalesce(customer_id::text, fact || ' ' || id))::float8 as customers, 0::float8 as total, 0::float8 as xx, 0::float8 as xy, 0::float8 as yy
      from contact where at < ${until}::timestamptz group by grouping sets ((touchpoint_id), (touchpoint_id, fact))
    union all
    select 'STAGE_VOLUME', s.id, null, null, count(*)::float8, count(distinct coalesce(c.customer_id::text, c.fact || ' ' || c.id))::float8, 0, 0, 0, 0
      from contact c
      join touchpoint t on t.workspace_id = ${request.workspaceId} and t.id = c.touchpoint_id
      join stage s on s.stage = t.stage
     where c.at < ${until}::timestamptz group by s.id
    union all
    select 'NEXT', base.touchpoint_id, taken.next_id, null, base.n, base.customers, taken.total, base.xx, taken.xy, taken.yy
      from (select touchpoint_id, sum(x)::float8 as n, count(*)::float8 as customers, sum(x * x)::float8 as xx
              from (select touchpoint_id, customer_id, count(*) as x from followed group by 1, 2) each group by 1) base
      join (select y.touchpoint_id, y.next_id, sum(y)::float8 as total, sum(x * y)::float8 as xy, sum(y * y)::float8 as yy
              from (select touchpoint_id, customer_id, next_id, count(*) as y from followed group by 1, 2, 3) y
              join (select touchpoint_id, customer_id, count(*) as x from followed group by 1, 2) x
                on x.touchpoint_id = y.touchpoint_id and x.customer_id = y.customer_id group by 1, 2) taken
        on taken.touchpoint_id = base.touchpoint_id
    ${once('STAGE', 'reached', sql`next_id`, 'is_reached', 'stage_id')}
    ${once('LOST', 'exposed', sql`null::bigint`, 'is_lost', 'touchpoint_id')}`,
  );
}
