import type { Question, Survey } from '../../prisma/generated/client/client.ts';
import type { Queryable } from '../../prisma/sql.ts';
import type { Page } from '../connection.ts';
import { badUserInput } from '../errors.ts';

const surveyColumns = (sql: Queryable) => sql`workspace_id as "workspaceId", id, key, title, kind, touchpoint,
  sample_source as "sampleSource", created_at as "createdAt"`;

/** By key. `kinds` null: of all. */
export function selectSurveyPage(sql: Queryable, workspaceId: number, page: Page, kinds: readonly string[] | null): PromiseLike<Survey[]> {
  return sql<Survey[]>`
    select ${surveyColumns(sql)} from survey
     where workspace_id = ${workspaceId} and key > ${page.after?.sortValue ?? ''} and (${kinds && [...kinds]}::text[] is null or kind = any(${kinds && [...kinds]}::text[]))
     order by key limit ${page.first + 1}`;
}

export function selectSurveysById(sql: Queryable, workspaceId: number, ids: readonly bigint[]): PromiseLike<Survey[]> {
  return sql<
    Survey[]
  >`select ${surveyColumns(sql)} from survey where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::bigint[])`;
}

export function selectSurveysByKey(sql: Queryable, workspaceId: number, keys: readonly string[]): PromiseLike<Survey[]> {
  return sql<Survey[]>`select ${surveyColumns(sql)} from survey where workspace_id = ${workspaceId} and key = any(${[...keys]}::text[])`;
}

const questionColumns = (sql: Queryable) => sql`workspace_id as "workspaceId", id, survey_id as "surveyId", position, key, label, kind,
  scale_min as "scaleMin", scale_max as "scaleMax", not_applicable_codes as "notApplicableCodes", blank_codes as "blankCodes", role, force, weight`;

/** The codebooks of several surveys, each in its order of positions. */
export function selectQuestions(sql: Queryable, workspaceId: number, surveyIds: readonly bigint[]): PromiseLike<Question[]> {
  return sql<Question[]>`
    select ${questionColumns(sql)} from question
     where workspace_id = ${workspaceId} and survey_id = any(${surveyIds.map(String)}::bigint[])
     order by survey_id, position`;
}

/** Null: whatever it is. */
export interface QuestionFilter {
  readonly surveyId: bigint | null;
  readonly kinds: readonly string[] | null;
  readonly roles: readonly string[] | null;
}

/** Survey by survey, each by position: the cursor names both. */
export function selectQuestionPage(
  sql: Queryable,
  workspaceId: number,
  { after, first }: Page,
  { surveyId, kinds, roles }: QuestionFilter,
): PromiseLike<Question[]> {
  if (after && !/^\d{1,9}$/.test(after.sortValue ?? '')) throw badUserInput('after', 'this is not a cursor of this list');
  const oneOf = (values: readonly string[] | null) => values && [...values];
  return sql<Question[]>`
    select ${questionColumns(sql)} from question
     where workspace_id = ${workspaceId} and (survey_id, position) > (${String(after?.id ?? 0n)}::bigint, ${Number(after?.sortValue ?? 0)}::integer)
       and (${surveyId && String(surveyId)}::bigint is null or survey_id = ${surveyId && String(surveyId)}::bigint)
       and (${oneOf(kinds)}::text[] is null or kind = any(${oneOf(kinds)}::text[])) and (${oneOf(roles)}::text[] is null or role = any(${oneOf(roles)}::text[]))
     order by survey_id, position limit ${first + 1}`;
}

/** The cursor of selectQuestionPage. */
export const questionCursor = ({ surveyId, position }: Question) => ({ sortValue: String(position), id: surveyId });
