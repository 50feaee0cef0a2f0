import type { Queryable } from '../../prisma/sql.ts';
import type { WrittenProperty } from '../written/rowTemplate.ts';
import { type Fragment, type ObjectSource, writtenColumn, writtenObject } from '../written/writtenObject.sql.ts';

/** A response `page`, by the names that responseColumns and storedAnswers give its columns. */
export function responseObject(sql: Queryable, workspaceId: number): ObjectSource & { readonly time: Fragment } {
  const answer = answerObject(sql);
  return {
    id: sql`page.id`,
    time: sql`page."respondedAt"`,
    property: ({ kind, property }) => writtenColumn(sql, kind, sql`${sql(`page.${property}`)}`),
    list: ({ items }) => sql`(
      select string_agg(${writtenObject(sql, items, answer)}, ',' order by q.position)
        from question q where q.workspace_id = ${workspaceId} and q.survey_id = page."surveyId")`,
  };
}

/** The answer of the response `page` to the question `q`: readAnswer (response.ts), said in SQL. */
function answerObject(sql: Queryable): ObjectSource {
  const other = sql`(page.answers -> q.key)`;
  const stored = sql`page."values"[q.position]`;
  const isOtherNumber = sql`page.answers is not null and jsonb_typeof(${other}) = 'number'`;
  const isNotApplicable = sql`
    case when ${isOtherNumber} then ${other}::text::double precision = any (q.not_applicable_codes::text[]::double precision[])
         else coalesce(${stored} = any (q.not_applicable_codes), false) end`;
  const value = sql`
    case when ${isNotApplicable} then 'null'
         when ${isOtherNumber} then ${other}::text
         else coalesce(nullif(${stored}, 'NaN')::text, 'null') end`;
  const ofQuestion: Readonly<Record<string, Fragment>> = {
    scaleMin: sql`q.scale_min`,
    scaleMax: sql`q.scale_max`,
  };
  const property = ({ kind, property: name }: WrittenProperty) => {
    if (name === 'value') return value;
    return writtenColumn(sql, kind, name === 'notApplicable' ? isNotApplicable : (ofQuestion[name] ?? sql`${sql(`q.${name}`)}`));
  };
  return { id: sql`q.id`, time: null, property };
}
