import type { Question, Survey } from '../../prisma/generated/client/client.ts';
import type { Queryable } from '../../prisma/sql.ts';

const surveyColumns = (sql: Queryable) => sql`workspace_id as "workspaceId", id, key, title, kind, touchpoint,
  sample_source as "sampleSource", created_at as "createdAt"`;

export function selectSurveys(sql: Queryable, workspaceId: number): PromiseLike<Survey[]> {
  return sql<Survey[]>`select ${surveyColumns(sql)} from survey where workspace_id = ${workspaceId} order by key`;
}

export function selectSurveysById(sql: Queryable, workspaceId: number, ids: readonly bigint[]): PromiseLike<Survey[]> {
  return sql<
    Survey[]
  >`select ${surveyColumns(sql)} from survey where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::bigint[])`;
}

export function selectSurveysByKey(sql: Queryable, workspaceId: number, keys: readonly string[]): PromiseLike<Survey[]> {
  return sql<Survey[]>`select ${surveyColumns(sql)} from survey where workspace_id = ${workspaceId} and key = any(${[...keys]}::text[])`;
}

/** The codebooks of several surveys, each in its order of positions. */
export function selectQuestions(sql: Queryable, workspaceId: number, surveyIds: readonly bigint[]): PromiseLike<Question[]> {
  return sql<Question[]>`
    select workspace_id as "workspaceId", id, survey_id as "surveyId", position, key, label, kind,
           scale_min as "scaleMin", scale_max as "scaleMax", not_applicable_codes as "notApplicableCodes",
           blank_codes as "blankCodes", role, force, weight
      from question
     where workspace_id = ${workspaceId} and survey_id = any(${surveyIds.map(String)}::bigint[])
     order by survey_id, position`;
}
