import { literal, type Transaction } from '../../../prisma/sql.ts';
import { BinaryFields } from '../binaryFields.ts';
import { momentOfDays } from '../days.ts';
import { float32Column, float64Column } from '../growingColumn.ts';
import { RealArrays, readCopyBinary } from '../readCopyBinary.ts';
import type { CustomerRows } from './customerRows.ts';
import type { SurveySource } from './hazardSource.ts';

/** Answers of one survey, one column each; a row holds what was answered, and is left out where it was not. */
export interface Answers {
  /** 0-10 */
  readonly scores: CustomerRows;
  /** Mean of the ratings given, each as a share of its scale, times 10. */
  readonly ratings: CustomerRows;
}

/** @param ofSlice SQL condition on i.customer_id */
export async function readAnswers(
  tx: Transaction,
  workspaceId: number,
  survey: SurveySource,
  asOf: number,
  ofSlice: string,
  onRow: () => void,
): Promise<Answers> {
  const scores = new AnswerColumn();
  const ratings = new AnswerColumn();
  const fields = new BinaryFields();
  const width = Math.max(survey.score.index, ...survey.ratings.map(({ index }) => index)) + 1;
  const row = new Float32Array(width);
  const answers = new RealArrays(row);
  const stream = await tx.unsafe(`copy (${answersQuery(workspaceId, survey, asOf, ofSlice)}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, 3, (bytes, offset) => {
    fields.start(bytes, offset);
    const customer = fields.int8();
    const at = fields.days();
    answers.read(bytes, offset + 24); // behind two fields of 4 + 8 bytes: neither can be NULL
    const score = row[survey.score.index] ?? Number.NaN;
    if (score >= 0 && score <= 10 && !survey.score.codes.includes(score)) scores.push(customer, at, score);
    const rating = ratingMean(row, survey.ratings);
    if (!Number.isNaN(rating)) ratings.push(customer, at, rating);
    onRow();
  });
  return { scores: scores.finish(), ratings: ratings.finish() };
}

export function answersQuery(workspaceId: number, { surveyId }: SurveySource, asOf: number, ofSlice: string): string {
  return `
    select i.customer_id, r.responded_at, r."values"
      from response r join identity i on i.workspace_id = ${literal(workspaceId)} and i.id = r.identity_id
     where r.workspace_id = ${literal(workspaceId)} and r.survey_id = ${literal(surveyId)}
       and r.responded_at <= ${literal(momentOfDays(asOf))} and ${ofSlice}
     order by i.customer_id, r.responded_at, r.id`;
}

function ratingMean(row: Float32Array, ratings: SurveySource['ratings']): number {
  let sum = 0;
  let n = 0;
  for (const { index, codes, min, max } of ratings) {
    const value = row[index] ?? Number.NaN;
    if (!(value >= min && value <= max) || codes.includes(value)) continue;
    sum += (10 * (value - min)) / (max - min);
    n++;
  }
  return n === 0 ? Number.NaN : sum / n;
}

class AnswerColumn {
  readonly #customers = float64Column();
  readonly #at = float64Column();
  readonly #values = float32Column();

  push(customer: number, at: number, value: number): void {
    this.#customers.push(customer);
    this.#at.push(at);
    this.#values.push(value);
  }

  finish(): CustomerRows {
    return { customers: this.#customers.finish(), at: this.#at.finish(), values: [this.#values.finish()] };
  }
}
