import { numericAnswer, wordAnswer } from './answerCell.ts';
import { CellFault } from './cellParsers.ts';
import { type CodebookQuestion, isNumeric } from './codebook.ts';
import type { CellReader } from './columns.ts';
import type { RowFault } from './importKind.ts';
import { copyText } from './stageWriter.ts';

/** A question of the survey with its column in this file; null where the file lacks it. */
export interface BoundQuestion {
  readonly question: CodebookQuestion;
  readonly read: CellReader | null;
}

/** Encodes the answers of a row as the COPY fields `values` and `answers`; questions come in codebook order. */
export function answersEncoder(questions: readonly BoundQuestion[]): (cells: readonly string[]) => string | RowFault {
  const numeric = questions.map(({ question, read }) =>
    read && isNumeric(question.kind) ? { key: question.key, read, parse: numericAnswer(question) } : null,
  );
  const words = questions.flatMap(({ question, read }) =>
    read && !isNumeric(question.kind) ? [{ key: question.key, read, parse: wordAnswer(question) }] : [],
  );
  return (cells) => {
    let values = '';
    let filled = 0; // length up to the last answer: trailing blanks are left out, so a question appended later changes no row
    let others: Record<string, unknown> | null = null;
    for (let place = 0; place < numeric.length; place++) {
      const column = numeric[place];
      if (place > 0) values += ',';
      const answer = column ? column.parse(column.read(cells)) : null;
      if (answer === null) {
        values += 'NULL';
        continue;
      }
      if (answer instanceof CellFault) return { field: column?.key ?? null, fault: answer };
      if (typeof answer === 'string') values += answer;
      else {
        values += answer.nearest;
        others = withAnswer(others, column?.key ?? '', answer.exact);
      }
      filled = values.length;
    }
    for (const { key, read, parse } of words) {
      const answer = parse(read(cells));
      if (answer instanceof CellFault) return { field: key, fault: answer };
      if (answer !== null) others = withAnswer(others, key, answer);
    }
    return `{${values.slice(0, filled)}}\t${others === null ? '\\N' : copyText(JSON.stringify(others))}`;
  };
}

/** Object.create(null), so that a question may be called __proto__. */
function withAnswer(answers: Record<string, unknown> | null, key: string, answer: unknown): Record<string, unknown> {
  const all: Record<string, unknown> = answers ?? Object.create(null);
  all[key] = answer;
  return all;
}
