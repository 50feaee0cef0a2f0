import type { Queryable } from '../../prisma/sql.ts';
import { everyGrain, rollupGrains } from './rollupCatalogue.ts';
import type { Fragment } from './rollupSource.ts';

/** Answers with what they are grouped by; where an answer does not say, its survey does. */
export function answerRows(sql: Queryable, workspaceId: number, facts: Fragment): Fragment {
  return sql`
    select f.customer_id, coalesce((f.responded_at at time zone w.time_zone)::date, '-infinity') as day, s.key as survey,
           coalesce(f.touchpoint, s.touchpoint, '') as touchpoint, coalesce(f.channel, '') as channel, coalesce(f.brand, '') as brand,
           coalesce(f.sample_source, s.sample_source) as sample_source,
           f.id, f.responded_at, f.survey_id, s.kind = 'RELATIONAL' as is_relational, f."values"
      from (${facts}) f
      join workspace w on w.id = ${workspaceId}
      join survey s on s.workspace_id = ${workspaceId} and s.id = f.survey_id`;
}

const scores: readonly {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly value: (sql: Queryable, answer: Fragment) => Fragment;
}[] = [
  { name: 'nps', kinds: ['NPS'], value: (sql, answer) => sql`case when ${answer} >= 9 then 100 when ${answer} >= 7 then 0 else -100 end` },
  {
    name: 'csat',
    kinds: ['CSAT', 'RATING'],
    value: (sql, answer) => sql`(${answer} >= top_box_from(csat.scale_min, csat.scale_max))::integer`,
  },
  { name: 'ces', kinds: ['CES'], value: (_sql, answer) => answer },
];

/**
 * Part 0: the answers themselves; the others: their scores. What lies off the scale or is not applicable is no answer. To a relational
 * survey a customer's last answer in a period counts for all, so an answer counts in the periods that are over when the next one is given.
 */
export function answerValues(sql: Queryable, workspaceId: number, rows: Fragment): Fragment {
  const list = (pieces: readonly Fragment[]) => pieces.reduce((before, next) => sql`${before} ${next}`, sql``);
  const columns = sql`r.customer_id, r.day, r.survey, r.touchpoint, r.channel, r.brand, r.sample_source, ${everyGrain}::integer as c0, 1::double precision as u0`;
  const scored = (name: string, value: (typeof scores)[number]['value']) => {
    const [question, answer] = [sql(name), sql`r."values"[${sql(name)}.position]`];
    return sql`case when ${answer} between ${question}.scale_min and ${question}.scale_max and ${answer} <> all (${question}.not_applicable_codes)
               then ${value(sql, answer)}::double precision end`;
  };
  const u = (part: number) => sql`r.${sql(`u${part}`)}`;
  const counted = (counts: (part: number) => Fragment) =>
    list(
      scores.map(
        (_, index) =>
          sql`, case when ${u(index + 1)} is null then 0 else ${counts(index + 1)} end as ${sql(`c${index + 1}`)}, ${u(index + 1)}`,
      ),
    );
  const after = (part: number) => sql`r.${sql(`after${part}`)}`;
  const isOver = (part: number) =>
    rollupGrains
      .map(
        (grain, bit) =>
          sql`(date_trunc(${grain.toLowerCase()}::text, ${after(part)}::timestamp) > date_trunc(${grain.toLowerCase()}::text, r.day::timestamp))::integer * ${1 << bit}::integer`,
      )
      .reduce((sum, next) => sql`${sum} + ${next}`);
  const nextDays = scores.map(
    (_, index) =>
      sql`, lead(r.day) over (partition by r.survey_id, r.customer_id, ${u(index + 1)} is null order by r.responded_at nulls first, r.id) as ${sql(`after${index + 1}`)}`,
  );
  return sql`
    select * from (
      with scored as not materialized (
        select r.* ${list(scores.map(({ name, value }, index) => sql`, ${scored(name, value)} as ${sql(`u${index + 1}`)}`))}
          from (${rows}) r ${list(scores.map(({ name, kinds }) => sql`left join (${scoredQuestions(sql, workspaceId, kinds)}) ${sql(name)} on ${sql(name)}.survey_id = r.survey_id`))}
      )
      select ${columns} ${counted(() => sql`${everyGrain}::integer`)} from scored r where not is_relational or customer_id is null
       union all
      select ${columns} ${counted((part) => sql`case when ${after(part)} is null then ${everyGrain}::integer else ${isOver(part)} end`)}
        from (select r.* ${list(nextDays)} from scored r where is_relational and customer_id is not null) r
    ) answer`;
}

/** The question of each survey that a score is made of where none is named, the first of the first kind: `metrics` chooses the same. */
function scoredQuestions(sql: Queryable, workspaceId: number, kinds: readonly string[]): Fragment {
  return sql`
    select distinct on (survey_id) survey_id, position, scale_min, scale_max, not_applicable_codes
      from question
     where workspace_id = ${workspaceId} and kind = any(${kinds}::text[]) and scale_min is not null and scale_max is not null
     order by survey_id, array_position(${kinds}::text[], kind), position`;
}
