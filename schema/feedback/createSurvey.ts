import { z } from 'zod';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma, Question as QuestionRow, Survey as SurveyRow } from '../../prisma/generated/client/client.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict } from '../errors.ts';
import { QuestionKind, QuestionRole } from './question.ts';
import { SampleSource, Survey, SurveyKind } from './survey.ts';

const key = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/, 'letters, digits, _ . and - only, at most 63, the first a letter or digit');
const text = z.string().trim().min(1, 'this is empty').max(500, 'at most 500 characters');

/** What answers and drivers are grouped by: an entry of an index has room for as much. */
const group = z.string().refine((value) => Buffer.byteLength(value) <= 500, 'at most 500 bytes');

const QuestionInput = builder.inputType('QuestionInput', {
  description: 'One line of a codebook.',
  fields: (t) => ({
    key: t.string({ required: true, validate: key, description: 'Its name in files and analyses.' }),
    label: t.string({ required: true, validate: text, description: 'What was asked.' }),
    kind: t.field({ type: QuestionKind, required: true, description: 'What it asks for.' }),
    scaleMin: t.float({ description: 'Lowest answer. Default for NPS: 0.' }),
    scaleMax: t.float({ description: 'Highest answer. Default for NPS: 10.' }),
    notApplicableCodes: t.floatList({ description: 'Answers that mean "does not apply".' }),
    blankCodes: t.stringList({ description: 'Texts that mean no answer.' }),
    role: t.field({ type: QuestionRole, description: 'What it is for. Default: OTHER.' }),
    force: t.string({ validate: group, description: 'The force of customer experience that it measures.' }),
    weight: t.float({ description: 'Its weight in the customer satisfaction index.' }),
  }),
});

const SurveyInput = builder.inputType('SurveyInput', {
  description: 'A survey with its codebook.',
  fields: (t) => ({
    key: t.string({ required: true, validate: key, description: 'Its name in commands and files.' }),
    title: t.string({ required: true, validate: text, description: 'What people read.' }),
    kind: t.field({ type: SurveyKind, required: true, description: 'What it is about.' }),
    touchpoint: t.string({ validate: group, description: 'Which contact it is about.' }),
    sampleSource: t.field({ type: SampleSource, description: 'Where the people asked come from. Default: OWN_LIST.' }),
    questions: t.field({ type: [QuestionInput], required: true, description: 'The codebook in its order. Later calls may append to it.' }),
  }),
});

type SurveyInputShape = typeof SurveyInput.$inferInput;
type QuestionInputShape = typeof QuestionInput.$inferInput;

/** What is stored of a survey, defaults filled in, so that a repeated declaration compares equal. */
const surveyFields = (input: SurveyInputShape) => ({
  title: input.title.trim(),
  kind: input.kind,
  touchpoint: input.touchpoint ?? null,
  sampleSource: input.sampleSource ?? 'OWN_LIST',
});

const questionFields = (input: QuestionInputShape) => ({
  key: input.key,
  label: input.label.trim(),
  kind: input.kind,
  scaleMin: real(input.scaleMin ?? (input.kind === 'NPS' ? 0 : null)),
  scaleMax: real(input.scaleMax ?? (input.kind === 'NPS' ? 10 : null)),
  notApplicableCodes: (input.notApplicableCodes ?? []).map((code) => Math.fround(code)),
  blankCodes: input.blankCodes ?? [],
  role: input.role ?? 'OTHER',
  force: input.force ?? null,
  weight: input.weight ?? null,
});
type QuestionFields = ReturnType<typeof questionFields>;

/** The column is `real`: compare with what will be stored. */
const real = (value: number | null) => (value === null ? null : Math.fround(value));

function checkQuestions(questions: readonly QuestionFields[]): void {
  if (questions.length === 0) throw badUserInput('input.questions', 'at least one question is needed');
  const seen = new Set<string>();
  for (const [index, question] of questions.entries()) {
    const field = (name: string) => `input.questions.${index}.${name}`;
    const { scaleMin, scaleMax } = question;
    if (seen.has(question.key)) throw badUserInput(field('key'), `${question.key} is there twice`);
    seen.add(question.key);
    if ((scaleMin === null) !== (scaleMax === null)) throw badUserInput(field('scaleMax'), 'a scale needs both ends');
    if (scaleMin !== null && scaleMax !== null && scaleMin >= scaleMax) throw badUserInput(field('scaleMax'), 'this is not above scaleMin');
    if (question.kind === 'NPS' && (scaleMin !== 0 || scaleMax !== 10))
      throw badUserInput(
        field('scaleMax'),
        'an NPS question goes from 0 to 10: leave scaleMin and scaleMax out, or make a question on another scale a RATING',
      );
  }
}

/** The first field in which a survey or question differs from what is stored. */
function differingField(stored: Readonly<Record<string, unknown>>, asked: Readonly<Record<string, unknown>>): string | undefined {
  return Object.keys(asked).find((name) => JSON.stringify(comparable(stored[name])) !== JSON.stringify(comparable(asked[name])));
}
const comparable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(comparable);
  return typeof value === 'number' ? Math.fround(value) : value;
};

async function createSurvey(input: SurveyInputShape, context: Context): Promise<SurveyRow> {
  const { workspaceId, inTransaction } = context;
  const questions = input.questions.map(questionFields);
  checkQuestions(questions);
  return inTransaction(async (tx) => {
    // Locked, so that two declarations that append at once append one after the other.
    await tx.$queryRaw`select id from survey where workspace_id = ${workspaceId} and key = ${input.key} for update`;
    const stored = await tx.survey.findFirst({
      where: { workspaceId, key: input.key },
      include: { questions: { orderBy: { position: 'asc' } } },
    });
    if (!stored) {
      const survey = await tx.survey.create({ data: { workspaceId, key: input.key, ...surveyFields(input) } });
      await tx.question.createMany({ data: rowsOf(workspaceId, survey.id, questions, 0) });
      await recordAudit(prismaExecutor(tx), context, 'SURVEY_CREATED', ['Survey', survey.id], { key: input.key });
      return survey;
    }
    const { questions: storedQuestions, ...survey } = stored;
    refuseChanges(survey, storedQuestions, surveyFields(input), questions);
    const appended = questions.slice(storedQuestions.length);
    if (appended.length === 0) return survey;
    await tx.question.createMany({ data: rowsOf(workspaceId, survey.id, appended, storedQuestions.length) });
    const details = { key: input.key, questions: appended.length };
    await recordAudit(prismaExecutor(tx), context, 'SURVEY_EXTENDED', ['Survey', survey.id], details);
    return survey;
  });
}

/** Stored answers are read by position: what is there never changes, and what is new comes behind it. */
function refuseChanges(
  survey: SurveyRow,
  stored: readonly QuestionRow[],
  asked: ReturnType<typeof surveyFields>,
  questions: readonly QuestionFields[],
): void {
  const field = differingField({ ...survey }, asked);
  if (field) throw conflict(`survey ${survey.key} exists with another ${field}`, { survey: survey.key, question: null, field });
  for (const [index, question] of stored.entries()) {
    const now = questions[index];
    if (!now) {
      const message = `survey ${survey.key} has a question ${question.key} that is missing here: questions are only ever appended`;
      throw conflict(message, { survey: survey.key, question: question.key, field: 'key' });
    }
    const changed = differingField({ ...question }, now);
    if (!changed) continue;
    const message = `question ${question.key} (position ${question.position}) of survey ${survey.key} exists with another ${changed}`;
    throw conflict(message, { survey: survey.key, question: question.key, field: changed });
  }
}

function rowsOf(
  workspaceId: number,
  surveyId: bigint,
  questions: readonly QuestionFields[],
  after: number,
): Prisma.QuestionCreateManyInput[] {
  return questions.map((question, index) => ({ workspaceId, surveyId, position: after + index + 1, ...question }));
}

builder.mutationField('createSurvey', (t) =>
  t.field({
    type: Survey,
    description:
      'Declares a survey. Sent again, it returns the same one; with more questions at the end, it appends them; any other change is a CONFLICT.',
    authScopes: { ingest: true },
    args: { input: t.arg({ type: SurveyInput, required: true, description: 'The survey.' }) },
    resolve: (_root, { input }, context) => createSurvey(input, context),
  }),
);
