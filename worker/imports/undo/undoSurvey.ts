import type { Transaction } from '../../../prisma/sql.ts';
import type { Owner } from '../upsert.ts';

export interface SurveyUndone {
  readonly surveyDeleted: boolean;
  readonly questionsDeleted: number;
  /** What the file added to the codebook, and what stays of it: later answers or an analysis go by it. */
  readonly questionsKept: number;
}

/**
 * The codebook that the file brought goes with its answers, so that a corrected one can come: the survey where nothing else was answered in it, else the
 * questions that it appended and nobody else answered. Positions are for ever: what has an answer, or another's question behind it, stays; nor is anything taken from beneath an analysis.
 */
export async function undoSurvey(tx: Transaction, owner: Owner, surveyKey: string): Promise<SurveyUndone | null> {
  const { workspaceId, importId } = owner;
  const [survey] = await tx<{ id: bigint; isOurs: boolean; added: number; hasAnswers: boolean; hasAnalyses: boolean }[]>`
    select s.id, coalesce(s.import_id = ${importId}, false) as "isOurs",
           (select count(*)::integer from question q where q.workspace_id = s.workspace_id and q.survey_id = s.id and q.import_id = ${importId}) as added,
           exists (select from response r where r.workspace_id = s.workspace_id and r.survey_id = s.id) as "hasAnswers",
           exists (select from analysis a where a.workspace_id = s.workspace_id and a.survey_id = s.id) as "hasAnalyses"
      from survey s where s.workspace_id = ${workspaceId} and s.key = ${surveyKey} for update`;
  if (!survey || (survey.added === 0 && !survey.isOurs)) return null;
  const { id, added, isOurs, hasAnswers, hasAnalyses } = survey;
  const questionsDeleted = hasAnalyses ? 0 : await deleteQuestions(tx, owner, id);
  const [left] = await tx<{ count: number }[]>`
    select count(*)::integer from question where workspace_id = ${workspaceId} and survey_id = ${id}`;
  const surveyDeleted = isOurs && !hasAnswers && !hasAnalyses && left?.count === 0;
  if (surveyDeleted) await tx`delete from survey where workspace_id = ${workspaceId} and id = ${id}`;
  else if (isOurs) await passOn(tx, owner, id);
  return { surveyDeleted, questionsDeleted, questionsKept: added - questionsDeleted };
}

/** Of the questions that the import appended those behind the last one that is answered, or another's. */
async function deleteQuestions(tx: Transaction, { workspaceId, importId }: Owner, surveyId: bigint): Promise<number> {
  const { count } = await tx`
    delete from question q
     where q.workspace_id = ${workspaceId} and q.survey_id = ${surveyId} and q.import_id = ${importId}
       and q.position > (select coalesce(max(o.position), 0) from question o
                          where o.workspace_id = ${workspaceId} and o.survey_id = ${surveyId}
                            and (o.import_id is distinct from ${importId}
                                 or exists (select from response r
                                             where r.workspace_id = ${workspaceId} and r.survey_id = ${surveyId}
                                               and (r."values"[o.position] is not null or r.answers -> o.key is not null))))`;
  return count;
}

/** Whose answers are left has it from now on: undone in turn, they take it along. */
async function passOn(tx: Transaction, { workspaceId, importId }: Owner, surveyId: bigint): Promise<void> {
  const heir = tx`(select min(r.import_id) from response r where r.workspace_id = ${workspaceId} and r.survey_id = ${surveyId})`;
  await tx`update survey set import_id = ${heir} where workspace_id = ${workspaceId} and id = ${surveyId}`;
  await tx`update question set import_id = ${heir} where workspace_id = ${workspaceId} and survey_id = ${surveyId} and import_id = ${importId}`;
}
