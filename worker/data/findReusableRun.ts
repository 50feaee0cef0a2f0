import type { Transaction } from '../../prisma/sql.ts';

/** A finished run whose key, and therefore whose result, is that of the run at hand. */
export interface ReusableRun {
  readonly id: bigint;
  readonly outcome: 'FITTED' | 'NOT_ESTIMABLE';
}

/** The latest run of the analysis that was computed under this key, if what it said of customers is still kept. */
export async function findReusableRun(
  tx: Transaction,
  workspaceId: number,
  analysisId: bigint,
  runKey: string,
): Promise<ReusableRun | null> {
  const [found] = await tx<ReusableRun[]>`
    select id, outcome from run
     where workspace_id = ${workspaceId} and analysis_id = ${analysisId} and run_key = ${runKey} and state = 'SUCCEEDED' and reused_run_id is null and scores_cleared_at is null
     order by id desc limit 1`;
  return found ?? null;
}
