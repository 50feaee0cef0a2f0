import type { Queryable } from '../../../prisma/sql.ts';
import {
  all,
  always,
  type CellsContext,
  column,
  customerOfIdentity,
  customerOrFact,
  type PartSql,
  type SourceSql,
  type Sql,
} from './sourceSql.ts';

/** The answer to the question of a part: null where blank, not applicable or off its scale. */
const answer = (sql: Queryable, part: string) => sql`f."values"[${sql(part)}.position]`;

const isAnswered =
  (part: string): Sql =>
  (sql) => {
    const [value, question] = [answer(sql, part), sql(part)];
    return sql`case when ${value} between ${question}.scale_min and ${question}.scale_max
      and ${value} <> all (${question}.not_applicable_codes) then 1 end`;
  };

const score = (part: string, value: Sql): PartSql => ({ counts: isAnswered(part), value, isWeighted: true, lastOnly: true });

const scores: Readonly<Record<string, PartSql>> = {
  nps: score('nps', (sql) => sql`case when ${answer(sql, 'nps')} >= 9 then 100 when ${answer(sql, 'nps')} >= 7 then 0 else -100 end`),
  csat: score('csat', (sql) => sql`case when ${answer(sql, 'csat')} >= top_box_from(csat.scale_min, csat.scale_max) then 1 else 0 end`),
  ces: score('ces', (sql) => sql`${answer(sql, 'ces')}::float8`),
  // worker/stats/descriptive/cesScore.ts
  cesAgreeing: score('cesAgreeing', (sql) => {
    const [value, question] = [answer(sql, 'cesAgreeing'), sql('cesAgreeing')];
    return sql`case when 2 * ${value} > ${question}.scale_min + ${question}.scale_max then 1 else 0 end`;
  }),
};

/** The index of an answer over the weighted questions of its survey; null unless all of them are answered. */
const index: Sql = (sql) => sql`(
  select case when bool_and(coalesce(f."values"[q.position] between q.scale_min and q.scale_max and f."values"[q.position] <> all (q.not_applicable_codes), false))
    then (100 * sum(q.weight * (f."values"[q.position] - q.scale_min) / (q.scale_max - q.scale_min)) / sum(q.weight))::float8 end
    from question q
   where q.workspace_id = f.workspace_id and q.survey_id = f.survey_id and q.weight > 0 and q.scale_max > q.scale_min)`;

const csi: PartSql = {
  counts: (sql, context, request) => sql`case when ${index(sql, context, request)} is not null then 1 end`,
  value: index,
  isWeighted: true,
  lastOnly: true,
};

const idsOf = ({ questions }: CellsContext, part: string) => (questions[part] ?? []).map(String);

/** Answers, anonymous and undated ones too. */
export const answerSource: SourceSql = {
  from: (sql, context, { parts }) => {
    const scored = parts.filter((part) => part in scores);
    const questions = scored.map(
      (part) => sql`left join question ${sql(part)} on ${sql(part)}.workspace_id = f.workspace_id
      and ${sql(part)}.survey_id = f.survey_id and ${sql(part)}.id = any(${idsOf(context, part)}::text[]::bigint[])`,
    );
    return sql`response f join survey s on s.workspace_id = f.workspace_id and s.id = f.survey_id
      left join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id ${all(sql, questions)}`;
  },
  at: column('responded_at'),
  customer: customerOfIdentity,
  unit: customerOrFact,
  own: {
    SURVEY: (sql) => sql`s.key`,
    TOUCHPOINT: (sql) => sql`coalesce(f.touchpoint, s.touchpoint)`,
    CHANNEL: column('channel'),
    BRAND: column('brand'),
    SAMPLE_SOURCE: (sql) => sql`coalesce(f.sample_source, s.sample_source)`,
  },
  parts: { answers: { counts: always }, ...scores, csi },
};
