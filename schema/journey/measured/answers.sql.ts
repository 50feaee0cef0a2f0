/** What customers said of each touchpoint, by question and channel: sums by customer, so that scores have their clustered error. */
import type { Queryable } from '../../../prisma/sql.ts';
import type { CellSums, SharedSums } from '../../../worker/stats/descriptive/cellSums.ts';
import { plannedAsSets } from '../../plannedAnew.ts';
import { type JourneyRequest, placeOf } from './contacts.sql.ts';
import { cellSumsOf } from './hours.sql.ts';

interface AnswerKey {
  /** Null: of what no touchpoint has, whose sums tell how many these are and nothing else. */
  readonly touchpointId: bigint | null;
  readonly surveyId: bigint;
  readonly position: number;
}

/** Answers to one question that score one touchpoint: all of them, or those by one way (lower case; empty: not said). */
export interface AnswerCell extends AnswerKey {
  readonly channel: string | null;
  readonly sums: CellSums;
}

/** Two ways, and the customers who answered by both. */
export interface SharedCell extends AnswerKey {
  readonly channel: string;
  readonly otherChannel: string;
  readonly shared: SharedSums;
}

interface Row extends AnswerKey {
  readonly channel: string | null;
  readonly otherChannel: string | null;
  readonly sums: readonly number[];
}

/**
 * An NPS question is +100, 0 and -100 points, any other 1 in its top boxes (topBoxes.ts) and 0 below: what scoreOfSums takes. Which touchpoint an answer
 * scores: that of the response, or of its survey, or by a rule, for its first question of kind NPS and of kind CSAT; by a rule of
 * kind ANSWER the answers to one question score another touchpoint.
 *
 * Of a customer's answers to a relational survey only the last of the period counts, as in `metrics` (definitions.md, section 2): the last of
 * all that answer the question, wherever the others would be placed.
 */
export async function selectAnswers(
  sql: Queryable,
  { workspaceId, from, until }: JourneyRequest,
): Promise<{ cells: AnswerCell[]; shared: SharedCell[] }> {
  const rows = await plannedAsSets(
    sql,
    sql<Row[]>`
    with asked as materialized (
      select q.survey_id, q.position, q.kind = 'NPS' as is_nps, q.scale_min, q.scale_max, q.not_applicable_codes, null::bigint as touchpoint_id, null::text as channel
        from (select distinct on (survey_id, kind) * from question where workspace_id = ${workspaceId} and kind in ('NPS', 'CSAT') order by survey_id, kind, position) q
       union all
      select q.survey_id, q.position, q.kind = 'NPS', q.scale_min, q.scale_max, q.not_applicable_codes, r.touchpoint_id, r.channel
        from touchpoint_rule r
        join survey s on s.workspace_id = r.workspace_id and s.key = r.name
        join question q on q.workspace_id = s.workspace_id and q.survey_id = s.id and q.key = r.question
       where r.workspace_id = ${workspaceId} and r.fact = 'ANSWER'),
    answered as materialized (
      select r.id, r.survey_id, r.identity_id, r.responded_at, r."values", coalesce(r.touchpoint, s.touchpoint, '') as own, s.key as name, s.kind, coalesce(r.channel, '') as channel
        from response r
        join survey s on s.workspace_id = r.workspace_id and s.id = r.survey_id
       where r.workspace_id = ${workspaceId} and r.responded_at >= ${from}::timestamptz and r.responded_at < ${until}::timestamptz),
    placed as materialized (
      select kinds.*, ${placeOf(sql, workspaceId)} as touchpoint_id
        from (select distinct 'RESPONSE' as fact, own, name, channel from answered) kinds),
    scored as ( -- of a relational survey the last answer of a customer counts, wherever it was given (metrics: cells.sql.ts)
      select q.survey_id, q.position, a.id, lower(a.channel) as channel, coalesce(i.customer_id::text, 'answer ' || a.id) as unit,
             a.kind <> 'RELATIONAL' or row_number() over (partition by q.survey_id, q.position, coalesce(i.customer_id, -a.id) order by a.responded_at desc, a.id desc) = 1 as counts
        from answered a
        join (select distinct survey_id, position, scale_min, scale_max, not_applicable_codes from asked) q on q.survey_id = a.survey_id
        left join identity i on i.workspace_id = ${workspaceId} and i.id = a.identity_id
       where a."values"[q.position] between q.scale_min and q.scale_max and a."values"[q.position] <> all (q.not_applicable_codes)),
    answer as ( -- once each, though several rules may place it on one touchpoint
      select distinct on (a.id, q.survey_id, q.position, coalesce(q.touchpoint_id, p.touchpoint_id)) a.id, coalesce(q.touchpoint_id, p.touchpoint_id) as touchpoint_id, q.survey_id, q.position, lower(a.channel) as channel,
             scored.unit,
             case when not q.is_nps then (a."values"[q.position] >= top_box_from(q.scale_min, q.scale_max))::integer
                  when a."values"[q.position] >= 9 then 100 when a."values"[q.position] >= 7 then 0 else -100 end as value
        from answered a
        join asked q on q.survey_id = a.survey_id
        join placed p on p.own = a.own and p.name = a.name and p.channel = a.channel
        join scored on scored.survey_id = q.survey_id and scored.position = q.position and scored.id = a.id and scored.counts
       where coalesce(q.touchpoint_id, p.touchpoint_id) is not null and (q.channel is null or q.channel = a.channel)),
    by_channel as materialized (
      select touchpoint_id, survey_id, position, channel, unit, count(*)::float8 as x, sum(value)::float8 as y, sum(value * value)::float8 as q
        from answer group by 1, 2, 3, 4, 5),
    by_unit as (
      select touchpoint_id, survey_id, position, unit, sum(x) as x, sum(y) as y, sum(q) as q from by_channel group by 1, 2, 3, 4)
    select touchpoint_id as "touchpointId", survey_id as "surveyId", position, null::text as channel, null::text as "otherChannel",
           array[sum(x), count(*), sum(y), sum(q), sum(x * x), sum(x * y), sum(y * y)]::float8[] as sums
      from by_unit group by 1, 2, 3
    union all
    select touchpoint_id, survey_id, position, channel, null, array[sum(x), count(*), sum(y), sum(q), sum(x * x), sum(x * y), sum(y * y)]::float8[]
      from by_channel group by 1, 2, 3, 4
    union all
    select null, s.survey_id, s.position, s.channel, null, array[count(*), count(distinct s.unit), 0, 0, 0, 0, 0]::float8[]
      from scored s
      left join answer a on a.survey_id = s.survey_id and a.position = s.position and a.id = s.id
     where s.counts and a.id is null group by grouping sets ((s.survey_id, s.position), (s.survey_id, s.position, s.channel))
    union all
    select a.touchpoint_id, a.survey_id, a.position, a.channel, b.channel,
           array[count(*), sum(a.x * b.x), sum(a.x * b.y), sum(a.y * b.x), sum(a.y * b.y)]::float8[]
      from by_channel a
      join by_channel b on b.touchpoint_id = a.touchpoint_id and b.survey_id = a.survey_id and b.position = a.position and b.unit = a.unit and b.channel <> a.channel
     group by 1, 2, 3, 4, 5`,
  );
  const cells: AnswerCell[] = [];
  const shared: SharedCell[] = [];
  for (const { sums, channel, otherChannel, ...key } of rows) {
    if (channel !== null && otherChannel !== null) shared.push({ ...key, channel, otherChannel, shared: sharedSums(sums) });
    else cells.push({ ...key, channel, sums: cellSumsOf(sums) });
  }
  return { cells, shared };
}

function sharedSums([customers = 0, xx = 0, xy = 0, yx = 0, yy = 0]: readonly number[]): SharedSums {
  return { customers, xx, xy, yx, yy };
}
