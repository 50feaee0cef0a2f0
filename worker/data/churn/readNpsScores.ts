import { literal, type Transaction } from '../../../prisma/sql.ts';
import { BinaryFields } from '../binaryFields.ts';
import { readCopyBinary } from '../copyBinary.ts';
import { float64Column, uint8Column } from '../growingColumn.ts';
import { momentOfDays } from './episodeSource.ts';

/** The question whose answers are the scores. */
export interface NpsQuestion {
  readonly surveyId: bigint;
  /** From 1, the place in response.values. */
  readonly position: number;
}

/** Answers 0-10 by customer, then time. Parallel columns. */
export interface NpsScores {
  /** Ids. */
  readonly customers: Float64Array;
  /** Days since 1970-01-01T00:00Z. */
  readonly answeredAt: Float64Array;
  readonly scores: Uint8Array;
}

/**
 * The NPS question of a survey; without one named the first relational survey's, else that of any other. What is asked of those who leave
 * is no score of those who are there.
 */
export async function findNpsQuestion(tx: Transaction, workspaceId: number, survey: string | null): Promise<NpsQuestion | null> {
  const [question] = await tx<NpsQuestion[]>`
    select s.id as "surveyId", q.position
      from survey s join question q on q.workspace_id = s.workspace_id and q.survey_id = s.id
     where s.workspace_id = ${workspaceId} and q.kind = 'NPS' and s.kind <> 'EXIT' and (${survey}::text is null or s.key = ${survey})
     order by s.kind <> 'RELATIONAL', s.id, q.position limit 1`;
  return question ?? null;
}

/** @param ofSlice SQL condition on i.customer_id */
export async function readNpsScores(
  tx: Transaction,
  workspaceId: number,
  { surveyId, position }: NpsQuestion,
  asOf: number,
  ofSlice: string,
): Promise<NpsScores> {
  const fields = new BinaryFields();
  const customers = float64Column();
  const answeredAt = float64Column();
  const scores = uint8Column();
  const query = `
    select i.customer_id, r.responded_at, r."values"[${literal(position)}]::integer
      from response r join identity i on i.workspace_id = ${literal(workspaceId)} and i.id = r.identity_id
     where r.workspace_id = ${literal(workspaceId)} and r.survey_id = ${literal(surveyId)}
       and r.responded_at <= ${literal(momentOfDays(asOf))} and r."values"[${literal(position)}] between 0 and 10 and ${ofSlice}
     order by i.customer_id, r.responded_at, r.id`;
  const stream = await tx.unsafe(`copy (${query}) to stdout (format binary)`).readable();
  await readCopyBinary(stream, 3, (bytes, offset) => {
    fields.start(bytes, offset);
    customers.push(fields.int8());
    answeredAt.push(fields.days());
    scores.push(fields.int4());
  });
  return { customers: customers.finish(), answeredAt: answeredAt.finish(), scores: scores.finish() };
}
