import DataLoader from 'dataloader';
import type { Analysis, DriverEstimate, DriverModel, Run } from '../../prisma/generated/client/client.ts';
import { groupsInOrder, inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';

export interface AnalysisLoaders {
  readonly analysis: DataLoader<bigint, Analysis | null>;
  /** The run that was started last, by analysis. */
  readonly latestRun: DataLoader<bigint, Run | null>;
  readonly run: DataLoader<bigint, Run | null>;
  readonly driverModel: DataLoader<bigint, DriverModel | null>;
  /** By rank. */
  readonly driverEstimates: DataLoader<bigint, DriverEstimate[]>;
}

export function createAnalysisLoaders({ workspaceId, db, snapshot }: LoaderSource): AnalysisLoaders {
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  return {
    analysis: new DataLoader(async (ids) => {
      const rows = await db.analysis.findMany({ where: { workspaceId, id: { in: [...ids] } } });
      return inOrder(ids, rows, (row) => row.id);
    }),
    latestRun: new DataLoader(async (analysisIds) => {
      const latest = await snapshot.read(
        (sql) => sql<{ id: bigint }[]>`
          select distinct on (analysis_id) id from run
           where workspace_id = ${workspaceId} and analysis_id = any(${analysisIds.map(String)}::bigint[])
           order by analysis_id, queued_at desc, id desc`,
      );
      const rows = await db.run.findMany({ where: { workspaceId, id: { in: latest.map(({ id }) => id) } } });
      return inOrder(analysisIds, rows, (row) => row.analysisId);
    }),
    run: new DataLoader(async (ids) => {
      const rows = await db.run.findMany({ where: { workspaceId, id: { in: [...ids] } } });
      return inOrder(ids, rows, (row) => row.id);
    }),
    driverModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await db.driverModel.findMany({ where: among(runIds) }), (row) => row.runId),
    ),
    driverEstimates: new DataLoader(async (runIds) => {
      const rows = await db.driverEstimate.findMany({
        where: among(runIds),
        orderBy: [{ runId: 'asc' }, { rank: 'asc' }, { position: 'asc' }],
      });
      return groupsInOrder(runIds, rows, (row) => row.runId);
    }),
  };
}
