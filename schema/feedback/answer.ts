import type { Question } from '../../prisma/generated/client/client.ts';

/** What one response says to one question. */
export interface AnswerRow {
  readonly question: Question;
  readonly value: number | null;
  readonly text: string | null;
  readonly notApplicable: boolean;
}

/** A response as it is stored. */
export interface StoredAnswers {
  /** By position, from 0. Blank is NaN. */
  readonly values: readonly number[];
  /** What is no number there, by the key of its question. */
  readonly answers: Readonly<Record<string, unknown>> | null;
}

/** Codes that mean "does not apply" are stored as they came; here, as in every reader, they stop being numbers. */
export function readAnswer({ values, answers }: StoredAnswers, question: Question, showPersonal: boolean): AnswerRow {
  const other = answers?.[question.key] ?? null;
  const value = typeof other === 'number' ? other : numberOrNull(values[question.position - 1]);
  const notApplicable = value !== null && question.notApplicableCodes.includes(value);
  const hidden = question.kind === 'TEXT' && !showPersonal;
  const text = other === null || typeof other === 'number' || hidden ? null : typeof other === 'string' ? other : JSON.stringify(other);
  return { question, value: notApplicable ? null : value, text, notApplicable };
}

const numberOrNull = (value: number | undefined) => (value === undefined || Number.isNaN(value) ? null : value);
