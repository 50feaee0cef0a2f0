import type { Transaction } from '../../prisma/sql.ts';
import type { Codebook, CodebookQuestion } from './codebook.ts';
import { ImportInputError } from './importInputError.ts';
import { PlanOutdated } from './importKind.ts';
import type { CodebookWarning, InferredCodebook } from './inferCodebook.ts';
import type { Owner } from './upsert.ts';

interface SurveyRow {
  readonly id: bigint;
  readonly title: string;
  readonly kind: string;
  readonly touchpoint: string | null;
  readonly sampleSource: string;
}

/** What the survey will be once the file is in: every question in order, of which the first `existing` are there. */
export interface SurveyPlan {
  readonly surveyKey: string;
  readonly surveyId: bigint | null;
  readonly existing: number;
  readonly codebook: Codebook;
  readonly warnings: readonly CodebookWarning[];
}

/**
 * The survey as it is, joined with what the file declares. Positions are append-only: a declaration may repeat what is
 * there and add questions at the end, and nothing else, because every stored response is read by it.
 */
export async function planSurvey(
  tx: Transaction,
  workspaceId: number,
  surveyKey: string,
  declared: Codebook | null,
  infer: () => Promise<InferredCodebook>,
): Promise<SurveyPlan> {
  if (declared?.key !== undefined && declared.key !== surveyKey) {
    throw new ImportInputError(
      'SURVEY_MISMATCH',
      `codebook.key is ${JSON.stringify(declared.key)}, but the import names the survey ${JSON.stringify(surveyKey)}`,
    );
  }
  const survey = await readSurvey(tx, workspaceId, surveyKey);
  if (!survey) return { surveyKey, surveyId: null, existing: 0, ...(declared ? { codebook: declared, warnings: [] } : await infer()) };
  const stored = await readQuestions(tx, workspaceId, survey.id);
  if (declared) {
    requireSameSurvey(surveyKey, survey, declared);
    requireSameQuestions(stored, declared.questions);
  }
  // Of a survey that nothing was asked in yet the file tells the questions, as of one that is new: all its columns would be ignored.
  const inferred = !declared && stored.length === 0 ? await infer() : null;
  return {
    surveyKey,
    surveyId: survey.id,
    existing: stored.length,
    warnings: inferred?.warnings ?? [],
    codebook: {
      key: surveyKey,
      title: survey.title,
      kind: survey.kind as NonNullable<Codebook['kind']>,
      touchpoint: survey.touchpoint,
      sampleSource: survey.sampleSource as NonNullable<Codebook['sampleSource']>,
      questions: declared?.questions ?? inferred?.codebook.questions ?? stored,
    },
  };
}

async function readSurvey(tx: Transaction, workspaceId: number, key: string): Promise<SurveyRow | undefined> {
  const [survey] = await tx<SurveyRow[]>`
    select id, title, kind, touchpoint, sample_source as "sampleSource" from survey where workspace_id = ${workspaceId} and key = ${key}`;
  return survey;
}

async function readQuestions(tx: Transaction, workspaceId: number, surveyId: bigint): Promise<CodebookQuestion[]> {
  return tx<CodebookQuestion[]>`
    select key, null::text as column, label, kind, scale_min as "scaleMin", scale_max as "scaleMax", not_applicable_codes as "notApplicableCodes",
           blank_codes as "blankCodes", role, force, weight
      from question where workspace_id = ${workspaceId} and survey_id = ${surveyId} order by position`;
}

function requireSameSurvey(key: string, survey: SurveyRow, declared: Codebook): void {
  for (const field of ['title', 'kind', 'touchpoint', 'sampleSource'] as const) {
    const said = declared[field];
    if (said === undefined || said === survey[field]) continue;
    throw new ImportInputError(
      'CODEBOOK_CONFLICT',
      `codebook.${field} is ${JSON.stringify(said)}, but the survey ${JSON.stringify(key)} has ${JSON.stringify(survey[field])}: leave it out, or load into another survey`,
    );
  }
}

const compared = ['label', 'kind', 'scaleMin', 'scaleMax', 'notApplicableCodes', 'blankCodes', 'role', 'force', 'weight'] as const;

function requireSameQuestions(stored: readonly CodebookQuestion[], declared: readonly CodebookQuestion[]): void {
  for (const [index, before] of stored.entries()) {
    const now = declared[index];
    if (now?.key !== before.key) {
      const found = now ? `has ${JSON.stringify(now.key)} there` : 'ends before it';
      throw new ImportInputError(
        'CODEBOOK_CONFLICT',
        `the survey's question ${index + 1} is ${JSON.stringify(before.key)}, the codebook ${found}: keep the questions in their order and add new ones at the end`,
      );
    }
    const field = compared.find((name) => comparable(before[name]) !== comparable(now[name]));
    if (field === undefined) continue;
    throw new ImportInputError(
      'CODEBOOK_CONFLICT',
      `the codebook says ${JSON.stringify(now[field])} for ${field} of question ${JSON.stringify(before.key)}, the survey has ${JSON.stringify(before[field])}: what is stored was read by the latter, so give the question a new key, or undo the imports that brought it`,
    );
  }
}

/** Scales and codes are stored as `real`. */
const comparable = (value: unknown) =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'number' ? Math.fround(part) : part));

/**
 * The file is staged with the questions of the plan, answers by position. Questions that another import appended meanwhile would lose the answers
 * that it brought: to be called when no other import can add any.
 */
export async function requireSamePlan(tx: Transaction, workspaceId: number, { surveyId, existing }: SurveyPlan): Promise<void> {
  if (surveyId === null) return; // one that somebody else made meanwhile meets the unique key of its name
  const [now] = await tx<{ count: number }[]>`
    select count(*)::integer from question where workspace_id = ${workspaceId} and survey_id = ${surveyId}`;
  if (now?.count !== existing) throw new PlanOutdated();
}

/** Creates what is missing. Returns the survey's id and whether anything was. */
export async function writeSurvey(tx: Transaction, owner: Owner, plan: SurveyPlan): Promise<{ surveyId: bigint; changed: boolean }> {
  const { workspaceId, importId } = owner;
  const { codebook, surveyKey } = plan;
  const surveyId = plan.surveyId ?? (await createSurvey(tx, owner, surveyKey, codebook));
  const added = codebook.questions.slice(plan.existing);
  for (const [index, question] of added.entries()) {
    await tx`
      insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max, not_applicable_codes, blank_codes, role, force, weight, import_id)
      values (${workspaceId}, ${surveyId}, ${plan.existing + index + 1}, ${question.key}, ${question.label}, ${question.kind}, ${question.scaleMin},
              ${question.scaleMax}, ${question.notApplicableCodes}::real[], ${question.blankCodes}::text[], ${question.role}, ${question.force}, ${question.weight}, ${importId})`;
  }
  return { surveyId, changed: plan.surveyId === null || added.length > 0 };
}

async function createSurvey(tx: Transaction, { workspaceId, importId }: Owner, key: string, codebook: Codebook): Promise<bigint> {
  const [created] = await tx<{ id: bigint }[]>`
    insert into survey (workspace_id, key, title, kind, touchpoint, sample_source, import_id)
    values (${workspaceId}, ${key}, ${codebook.title ?? key}, ${codebook.kind ?? 'RELATIONAL'}, ${codebook.touchpoint ?? null}, ${codebook.sampleSource ?? 'OWN_LIST'}, ${importId})
    returning id`;
  if (!created) throw new Error('the new survey returned no id');
  return created.id;
}
