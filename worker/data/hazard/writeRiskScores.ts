import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Transaction } from '../../../prisma/sql.ts';
import type { RiskScores } from './riskResult.ts';

const rowsPerChunk = 4096;

/** Writes the risk of every customer scored: by COPY into a temporary table, for COPY is refused under policies, then in order of the key. */
export async function writeRiskScores(tx: Transaction, workspaceId: number, runId: bigint, scores: RiskScores): Promise<void> {
  await tx`delete from customer_score where workspace_id = ${workspaceId} and run_id = ${runId}`;
  if (scores.risk.length === 0) return;
  await tx`create temporary table risk_score (
    customer_id bigint, position integer, churn_risk double precision, ci_low double precision, ci_high double precision,
    percentile double precision, tier text) on commit drop`;
  await pipeline(Readable.from(lines(scores)), await tx`copy risk_score from stdin`.writable());
  await tx`
    insert into customer_score (workspace_id, run_id, customer_id, position, churn_risk, churn_risk_ci_low, churn_risk_ci_high, percentile, tier)
    select ${workspaceId}, ${runId}, customer_id, position, churn_risk, ci_low, ci_high, percentile, tier from risk_score order by customer_id`;
}

function* lines({ customerIds, risk, ciLow, ciHigh, percentile, tier }: RiskScores): Generator<string> {
  for (let from = 0; from < risk.length; from += rowsPerChunk) {
    let chunk = '';
    for (let row = from; row < Math.min(risk.length, from + rowsPerChunk); row++) {
      const numbers = [risk[row], ciLow[row], ciHigh[row], percentile[row]].map(orNull).join('\t');
      chunk += `${customerIds[row]}\t${row + 1}\t${numbers}\t${tier[row]}\n`;
    }
    yield chunk;
  }
}

function orNull(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '\\N' : String(value);
}
