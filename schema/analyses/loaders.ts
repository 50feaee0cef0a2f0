import DataLoader from 'dataloader';
import { type Analysis, Prisma, type Run } from '../../prisma/generated/client/client.ts';
import { inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';
import { modelColumns } from '../modelColumns.ts';
import { type ChurnLoaders, createChurnLoaders } from './churn/loaders.ts';
import { createRiskLoaders, type RiskLoaders } from './churn/riskLoaders.ts';
import { createDriverLoaders, type DriverLoaders } from './drivers/loaders.ts';

const runColumns = modelColumns(Prisma.RunScalarFieldEnum);

export interface AnalysisLoaders extends DriverLoaders, ChurnLoaders, RiskLoaders {
  readonly analysis: DataLoader<bigint, Analysis | null>;
  /** The run that was started last, by analysis. */
  readonly latestRun: DataLoader<bigint, Run | null>;
  readonly run: DataLoader<bigint, Run | null>;
}

export function createAnalysisLoaders(source: LoaderSource): AnalysisLoaders {
  const { workspaceId, db, snapshot } = source;
  const runs = (ids: readonly bigint[]) =>
    snapshot.read(
      (sql) => sql<Run[]>`
        select ${runColumns(sql)} from run where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::bigint[])`,
    );
  return {
    ...createDriverLoaders(source),
    ...createChurnLoaders(source),
    ...createRiskLoaders(source),
    analysis: new DataLoader(async (ids) => {
      const rows = await db.analysis.findMany({ where: { workspaceId, id: { in: [...ids] } } });
      return inOrder(ids, rows, (row) => row.id);
    }),
    latestRun: new DataLoader(async (analysisIds) => {
      const rows = await snapshot.read(
        (sql) => sql<Run[]>`
          select distinct on (analysis_id) ${runColumns(sql)} from run
           where workspace_id = ${workspaceId} and analysis_id = any(${analysisIds.map(String)}::bigint[])
           order by analysis_id, queued_at desc, id desc`,
      );
      return inOrder(analysisIds, rows, (row) => row.analysisId);
    }),
    run: new DataLoader(async (ids) => inOrder(ids, await runs(ids), (row) => row.id)),
  };
}
