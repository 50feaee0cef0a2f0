import type { Queryable } from '../../prisma/sql.ts';
import type { Fragment } from './rollupSource.ts';

/** Dated answers with what they are grouped by; where an answer does not say, its survey does. */
export function answerRows(sql: Queryable, workspaceId: number, facts: Fragment): Fragment {
  return sql`
    select f.customer_id, (f.responded_at at time zone w.time_zone)::date as day, s.key as survey, coalesce(f.touchpoint, s.touchpoint, '') as touchpoint,
           coalesce(f.channel, '') as channel, coalesce(f.brand, '') as brand, coalesce(f.sample_source, s.sample_source) as sample_source,
           f.id, f.responded_at, f.survey_id, s.kind = 'RELATIONAL' as is_relational, f."values"
      from (${facts}) f
      join workspace w on w.id = ${workspaceId}
      join survey s on s.workspace_id = ${workspaceId} and s.id = f.survey_id
     where f.responded_at is not null`;
}

/**
 * The answers themselves, and their scores. What lies off the scale or is not applicable is no answer.
 * To a relational survey a customer's last answer in a period counts for all: so long as no later one lies in the same day, week, month …
 */
export function answerParts(sql: Queryable, workspaceId: number, rows: Fragment): Fragment {
  const scored = sql`
    select q.part, r.customer_id, r.day, r.survey, r.touchpoint, r.channel, r.brand, r.sample_source, r.id, r.responded_at, r.survey_id, r.is_relational,
           case q.part when 'nps' then case when v.answer >= 9 then 100 when v.answer >= 7 then 0 else -100 end
                       when 'csat' then (v.answer >= q.scale_max - 1)::integer
                       else v.answer end::double precision as u
      from (${rows}) r
      join (${scoredQuestions(sql, workspaceId)}) q on q.survey_id = r.survey_id
     cross join lateral (select r."values"[q.position] as answer) v
     where v.answer between q.scale_min and q.scale_max and v.answer <> all (q.not_applicable_codes)`;
  const columns = sql`part, customer_id, day, survey, touchpoint, channel, brand, sample_source`;
  return sql`
    select 'answers' as part, customer_id, day, survey, touchpoint, channel, brand, sample_source, ${everyPeriod}::integer as counts, 1::double precision as u from (${rows}) r
     union all
    select ${columns}, ${everyPeriod}::integer, u from (${scored}) s where not is_relational
     union all
    select ${columns},
           case when customer_id is null or day_after is null then ${everyPeriod}::integer
                else (day_after > day)::integer + (day_after >= date_trunc('week', day::timestamp)::date + 7)::integer * 2
                   + (date_trunc('month', day_after::timestamp) > date_trunc('month', day::timestamp))::integer * 4
                   + (date_trunc('quarter', day_after::timestamp) > date_trunc('quarter', day::timestamp))::integer * 8
                   + (date_trunc('year', day_after::timestamp) > date_trunc('year', day::timestamp))::integer * 16 end, u
      from (select s.*, lead(day) over (partition by part, survey_id, customer_id order by responded_at, id) as day_after from (${scored}) s where is_relational) s`;
}

/**
 * The question of each survey that a score is made of where none is named: the first of its kind, of CSAT else the first rating.
 * `metrics` chooses the same; asked for another one, it reads the facts.
 */
export function scoredQuestions(sql: Queryable, workspaceId: number): Fragment {
  return sql`
    select distinct on (q.survey_id, p.part) p.part, q.id, q.survey_id, q.position, q.scale_min, q.scale_max, q.not_applicable_codes
      from question q
      join (values ('nps', 'NPS'), ('csat', 'CSAT'), ('csat', 'RATING'), ('ces', 'CES')) p (part, kind) on p.kind = q.kind
     where q.workspace_id = ${workspaceId} and q.scale_min is not null and q.scale_max is not null
       and (q.kind <> 'NPS' or q.scale_min = 0 and q.scale_max = 10)
     order by q.survey_id, p.part, q.kind, q.position`;
}

/** Bits of the grains in which a value counts: 1 day, 2 week, 4 month, 8 quarter, 16 year. */
export const everyPeriod = 31;
