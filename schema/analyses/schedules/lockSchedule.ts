import type { Prisma, Schedule } from '../../../prisma/generated/client/client.ts';

/** The schedule of an analysis, held until the transaction ends: a scheduler passes it by meanwhile. Null when there is none. */
export async function lockSchedule(tx: Prisma.TransactionClient, workspaceId: number, analysisId: bigint): Promise<Schedule | null> {
  await tx.$queryRaw`select 1 from schedule where workspace_id = ${workspaceId} and analysis_id = ${analysisId} for update`;
  return tx.schedule.findFirst({ where: { workspaceId, analysisId } });
}
