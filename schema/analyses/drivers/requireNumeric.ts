import type { Question } from '../../../prisma/generated/client/client.ts';
import { badUserInput } from '../../errors.ts';

const numericKinds = ['NPS', 'CSAT', 'CES', 'RATING', 'NUMBER'];

export function isNumeric({ kind }: Question): boolean {
  return numericKinds.includes(kind);
}

/** @returns the question of this key, whose answers are numbers. @throws BAD_USER_INPUT naming the argument */
export function requireNumeric(argument: string, key: string, codebook: ReadonlyMap<string, Question>): Question {
  const question = codebook.get(key);
  if (!question) throw badUserInput(argument, `the survey has no question ${JSON.stringify(key)}`);
  if (!isNumeric(question)) throw badUserInput(argument, `${key} is of kind ${question.kind}, which is not a number`);
  return question;
}
