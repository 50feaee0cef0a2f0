/** The plain objects that hang on a run: what was asked for, how far it is, what it left out. */
import { type ExclusionReason, exclusionReasons } from '../../worker/exclusionReasons.ts';
import type { StatusCode } from '../../worker/stats/statusCodes.ts';
import { builder } from '../builder.ts';
import { StatusCodeEnum, sentences } from '../statusCode.ts';
import type { Population as PopulationRow, Progress } from './storedRun.ts';

const AnsweredCondition = builder.objectRef<PopulationRow['answered'][number]>('AnsweredCondition').implement({
  description: 'Only responses that answered this question, within these bounds.',
  fields: (t) => ({
    question: t.exposeString('question', { description: 'Key of the question.' }),
    min: t.exposeFloat('min', { nullable: true, description: 'Lowest answer that counts. Null: no bound.' }),
    max: t.exposeFloat('max', { nullable: true, description: 'Highest answer that counts. Null: no bound.' }),
  }),
});

const date = (text: string | null) => (text === null ? null : new Date(text));

export const Population = builder.objectRef<PopulationRow>('Population').implement({
  description: 'Which responses take part, before those with a missing value are left out.',
  fields: (t) => ({
    answered: t.expose('answered', { type: [AnsweredCondition], description: 'All of these hold.' }),
    respondedFrom: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Answers from here on.',
      resolve: (row) => date(row.respondedFrom),
    }),
    respondedUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Answers before here.',
      resolve: (row) => date(row.respondedUntil),
    }),
  }),
});

export const RunProgress = builder.objectRef<Progress>('RunProgress').implement({
  description: 'How far a run is.',
  fields: (t) => ({
    stage: t.exposeString('stage', { description: 'waiting, reading, computing, writing or loading.' }),
    fraction: t.exposeFloat('fraction', { nullable: true, description: 'Of this stage, 0-1. Null while unknown.' }),
    rowsDone: t.exposeFloat('rowsDone', { nullable: true, description: 'Rows dealt with in this stage. Null while unknown.' }),
    rowsTotal: t.exposeFloat('rowsTotal', { nullable: true, description: 'Rows of this stage. Null while unknown.' }),
    estimatedSecondsLeft: t.exposeFloat('estimatedSecondsLeft', {
      nullable: true,
      description:
        'Until it has ended, by the pace of this stage and by what the stages took when the analysis was last computed. Null while unknown: on a first run until its last stage.',
    }),
  }),
});

export interface RunWarningRow {
  readonly code: StatusCode;
  readonly subject: string | null;
  readonly detail: string;
}

export const RunWarning = builder.objectRef<RunWarningRow>('RunWarning').implement({
  description: 'A remark on a result that stands.',
  fields: (t) => ({
    code: t.expose('code', { type: StatusCodeEnum, description: 'What about.' }),
    subject: t.exposeString('subject', { nullable: true, description: 'Key of the driver it is about. Null: the whole result.' }),
    detail: t.exposeString('detail', { description: 'The numbers behind it.' }),
    manager: t.string({ description: 'What it means for a decision.', resolve: ({ code }) => sentences(code).manager }),
    statistician: t.string({ description: 'What it means for the method.', resolve: ({ code }) => sentences(code).statistician }),
  }),
});

const ExclusionReasonEnum = builder.enumType('ExclusionReason', {
  description: 'Why a run left rows out.',
  values: Object.fromEntries(
    Object.entries(exclusionReasons).map(([reason, description]) => [reason, { value: reason as ExclusionReason, description }]),
  ) as Record<ExclusionReason, { value: ExclusionReason; description: string }>,
});

export interface ExclusionRow {
  readonly reason: ExclusionReason;
  readonly rows: number;
}

export const Exclusion = builder.objectRef<ExclusionRow>('Exclusion').implement({
  description: 'Rows that a run left out.',
  fields: (t) => ({
    reason: t.expose('reason', { type: ExclusionReasonEnum, description: 'Why: the first reason that met them.' }),
    rows: t.exposeInt('rows', { description: 'How many.' }),
  }),
});

export const RunTimings = builder.objectRef<Readonly<Record<string, number>>>('RunTimings').implement({
  description: 'How long the stages of a run took.',
  fields: (t) => ({
    readMs: t.float({ nullable: true, description: 'Reading, in milliseconds.', resolve: ({ read }) => read ?? null }),
    computeMs: t.float({ nullable: true, description: 'Computing, in milliseconds.', resolve: ({ compute }) => compute ?? null }),
    writeMs: t.float({ nullable: true, description: 'Writing the result, in milliseconds.', resolve: ({ write }) => write ?? null }),
  }),
});
