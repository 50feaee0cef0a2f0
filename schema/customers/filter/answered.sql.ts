import type { Queryable } from '../../../prisma/sql.ts';
import { badUserInput } from '../../errors.ts';
import type { Fragment } from '../../facts/factTable.ts';
import { scaleFault } from '../../scaleFault.ts';
import { between, type FilterScope, inPeriod, joined, present } from './condition.sql.ts';
import { countedFacts } from './countedFacts.sql.ts';
import type { Condition } from './customerFilter.ts';
import type { NamedQuestion, NamedSurvey } from './filterNames.ts';

export function answeredCondition(sql: Queryable, scope: FilterScope, condition: Condition<'answered'>): Fragment {
  const { workspaceId, names, path } = scope;
  const survey = names.surveys.get(condition.survey);
  if (!survey) throw badUserInput(`${path}.survey`, `there is no survey ${JSON.stringify(condition.survey)}`);
  const question = askedQuestion(survey, condition, path);
  const inScore = question && answerIn(sql, question, condition);
  const base = [sql`f.survey_id = ${String(survey.id)}::bigint`, inPeriod(sql, 'responded_at', scope, condition.from, condition.until)];
  if (!condition.latestOnly || !question || !inScore)
    return countedFacts(sql, scope, {
      table: 'response',
      where: [...base, inScore ?? null],
      minCount: condition.minCount,
      maxCount: condition.maxCount,
    });
  const latest = sql`exists (
    select from (
      select f."values"
        from identity i join response f on f.workspace_id = ${workspaceId} and f.identity_id = i.id
       where i.workspace_id = ${workspaceId} and i.customer_id = c.id and ${joined(sql, present([...base, isAnswer(sql, question)]), 'and')}
       order by f.responded_at desc nulls last, f.id desc limit 1
    ) f where ${inScore})`;
  const some = countedFacts(sql, scope, {
    table: 'response',
    where: [...base, inScore],
    minCount: condition.minCount,
    maxCount: condition.maxCount,
  });
  return sql`(${some} and ${latest})`;
}

/**
 * The question that a condition asks about; null where it asks for an answer to the survey alone.
 *
 * @throws BAD_USER_INPUT where there is none, or it cannot be answered so
 */
export function askedQuestion({ questions }: NamedSurvey, condition: Condition<'answered'>, path: string): NamedQuestion | null {
  const { question, bands, min, max } = condition;
  if (question === undefined && bands === undefined && min === undefined && max === undefined) return null;
  const found = questionOf(questions, condition, path);
  requireOnScale(found, condition, path);
  return found;
}

function questionOf(questions: readonly NamedQuestion[], { question: key, bands }: Condition<'answered'>, path: string): NamedQuestion {
  const found = questions.find((one) => (key === undefined ? one.kind === 'NPS' : one.key === key));
  if (!found && key === undefined) throw badUserInput(`${path}.question`, 'the survey has no question of kind NPS, name the question');
  if (!found) throw badUserInput(`${path}.question`, `the survey has no question ${JSON.stringify(key)}`);
  if (bands !== undefined && found.kind !== 'NPS')
    throw badUserInput(`${path}.bands`, `${found.key} is of kind ${found.kind}, NPS is needed`);
  return found;
}

function requireOnScale(question: NamedQuestion, condition: Condition<'answered'>, path: string): void {
  for (const bound of ['min', 'max'] as const) {
    const value = condition[bound];
    if (value === undefined) continue;
    const { key, kind } = question;
    if (['CHOICE', 'MULTI', 'TEXT'].includes(kind))
      throw badUserInput(
        `${path}.${bound}`,
        `${key} is of kind ${kind} and has no numbers; leave min and max out, or name another question`,
      );
    const fault = scaleFault(value, question);
    if (fault !== null) throw badUserInput(`${path}.${bound}`, fault);
  }
}

/** Positions and codes come from the codebook: codes that mean "does not apply" are no answers. */
function isAnswer(sql: Queryable, { position, notApplicableCodes }: NamedQuestion): Fragment {
  const value = sql`f."values"[${position}::integer]`;
  return notApplicableCodes.length === 0 ? sql`${value} is not null` : sql`${value} <> all (${[...notApplicableCodes]}::real[])`;
}

export const scoresOfBand = { PROMOTER: [9, 10], PASSIVE: [7, 8], DETRACTOR: [0, 6] } as const;

function answerIn(sql: Queryable, question: NamedQuestion, { bands, min, max }: Condition<'answered'>): Fragment {
  const value = sql`f."values"[${question.position}::integer]`;
  const inBand = (band: keyof typeof scoresOfBand) =>
    sql`${value} between ${scoresOfBand[band][0]}::real and ${scoresOfBand[band][1]}::real`;
  const within = bands ? sql`(${joined(sql, bands.map(inBand), 'or')})` : between(sql, value, min, max, sql`real`);
  return joined(sql, present([isAnswer(sql, question), within]), 'and');
}
