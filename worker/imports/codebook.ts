import { z } from 'zod';
import { columnMappingSchema } from './columnMapping.ts';

export const questionKinds = ['NPS', 'CSAT', 'CES', 'RATING', 'NUMBER', 'CHOICE', 'MULTI', 'TEXT'] as const;
export const sampleSources = ['OWN_LIST', 'PANEL', 'INTERCEPT'] as const;

const key = z.string().trim().min(1).max(200, 'the key has more than 200 characters: shorten it');

const textOf = (longestBytes: number) =>
  z
    .string()
    .min(1)
    .refine((text) => Buffer.byteLength(text) <= longestBytes, {
      error: ({ input }) => `the text has ${Buffer.byteLength(input as string)} bytes, at most ${longestBytes} fit here: shorten it`,
    });
/** What people read. */
export const longestLabel = 2000;
const label = textOf(longestLabel);
/** What answers and drivers are grouped by: an entry of an index has room for as much, as for groupCell's. */
const group = textOf(500);

const questionSchema = z
  .strictObject({
    key,
    /** The file's column, where it is not named like the key. */
    column: z.string().min(1).optional(),
    label: label.optional(),
    kind: z.enum(questionKinds),
    scaleMin: z.number().nullish(),
    scaleMax: z.number().nullish(),
    notApplicableCodes: z.array(z.number()).optional(),
    blankCodes: z.array(z.union([group.or(z.literal('')), z.number().transform(String)])).optional(),
    role: z.enum(['OUTCOME', 'DRIVER', 'OTHER']).optional(),
    force: group.or(z.literal('')).nullish(),
    weight: z.number().nullish(),
  })
  .refine(({ scaleMin, scaleMax }) => scaleMin == null || scaleMax == null || scaleMin < scaleMax, {
    message: 'scaleMin must be below scaleMax',
    path: ['scaleMax'],
  })
  .refine(({ kind, scaleMin, scaleMax }) => kind !== 'NPS' || ((scaleMin ?? 0) === 0 && (scaleMax ?? 10) === 10), {
    message: 'an NPS question goes from 0 to 10: leave scaleMin and scaleMax out, or declare a question on another scale as RATING',
    path: ['scaleMax'],
  })
  .transform((question) => {
    const natural = naturalScale[question.kind];
    return {
      key: question.key,
      column: question.column ?? null,
      label: question.label ?? question.key,
      kind: question.kind,
      scaleMin: question.scaleMin ?? natural?.[0] ?? null,
      scaleMax: question.scaleMax ?? natural?.[1] ?? null,
      notApplicableCodes: question.notApplicableCodes ?? [],
      blankCodes: question.blankCodes ?? [],
      role: question.role ?? ('OTHER' as const),
      force: question.force ?? null,
      weight: question.weight ?? null,
    };
  });

/** NPS has one scale by definition; the others are as the questionnaire has them. */
const naturalScale: Partial<Record<(typeof questionKinds)[number], readonly [number, number]>> = { NPS: [0, 10] };

export const codebookSchema = z.strictObject({
  key: key.optional(),
  title: label.optional(),
  kind: z.enum(['RELATIONAL', 'TRANSACTIONAL', 'PULSE', 'EXIT']).optional(),
  touchpoint: group.nullish(),
  sampleSource: z.enum(sampleSources).optional(),
  fields: z.record(z.string(), columnMappingSchema).optional(),
  questions: z
    .array(questionSchema)
    .min(1)
    .superRefine((questions, context) => {
      const seen = new Set<string>();
      for (const [index, question] of questions.entries()) {
        if (seen.has(question.key))
          context.addIssue({ code: 'custom', message: `the key ${JSON.stringify(question.key)} is used twice`, path: [index, 'key'] });
        seen.add(question.key);
      }
    }),
});

/** A survey's codebook as a file declares it, or as it was inferred. */
export type Codebook = z.infer<typeof codebookSchema>;
/** One question with every default filled in. */
export type CodebookQuestion = Codebook['questions'][number];
export type QuestionKind = CodebookQuestion['kind'];

/** Kinds whose answers are numbers and live in response.values. */
export const isNumeric = (kind: QuestionKind) => kind !== 'CHOICE' && kind !== 'MULTI' && kind !== 'TEXT';
