import type { Transaction } from '../../prisma/sql.ts';
import { ModelInputError } from '../stats/outcome.ts';
import type { LoyaltyQuestion } from './valueLoyaltyRun.ts';

/**
 * The question that tells loyalty: of the survey of the analysis, else of the relational survey with the most answers to a question of
 * kind NPS; the one that is named, else the first of that kind.
 *
 * @throws ModelInputError OUT_OF_RANGE where there is no such question
 */
export async function readLoyaltyQuestion(
  tx: Transaction,
  workspaceId: number,
  asked: { readonly surveyId: bigint | null; readonly question: string | null },
): Promise<LoyaltyQuestion> {
  const { surveyId, question } = asked;
  const [found] = await tx<LoyaltyQuestion[]>`
    select q.survey_id as "surveyId", q.key, q.position, q.not_applicable_codes as "notApplicableCodes"
      from question q
      join survey s on s.workspace_id = ${workspaceId} and s.id = q.survey_id
      left join lateral (
        select count(*) as answers from response r
         where r.workspace_id = ${workspaceId} and r.survey_id = q.survey_id and r."values"[q.position] is not null and ${surveyId}::bigint is null
      ) counted on true
     where q.workspace_id = ${workspaceId} and q.kind = 'NPS' and (${question}::text is null or q.key = ${question}::text)
       and case when ${surveyId}::bigint is null then s.kind = 'RELATIONAL' else s.id = ${surveyId}::bigint end
     order by counted.answers desc, s.key, q.position limit 1`;
  if (found) return found;
  const of = surveyId === null ? 'no relational survey has' : 'the survey has not';
  throw new ModelInputError('OUT_OF_RANGE', `question has ${question ?? 'no key'}, a question of kind NPS is needed, which ${of}`);
}
