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
  /** By run: the last of its analysis that was asked for before it, on all the data, and is not over. */
  readonly runBefore: DataLoader<bigint, Run | null>;
}

export function createAnalysisLoaders(source: LoaderSource): AnalysisLoaders {
  const { workspaceId, db, snapshot } = source;
  const runs = (ids: readonly bigint[]) =>
    snapshot.read(
      (sql) => sql<Run[]>`
        select ${runColumns(sql)} from run where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::bigint[]) and analysis_id is not null`,
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
      return inOrder<bigint | null, Run>(analysisIds, rows, (row) => row.analysisId);
    }),
    run: new DataLoader(async (ids) => inOrder(ids, await runs(ids), (row) => row.id)),
    runBefore: new DataLoader(async (ids) => {
      const pairs = await snapshot.read(
        (sql) => sql<{ id: bigint; before: bigint }[]>`
          select r.id, max(b.id) as before
            from run r join run b on b.workspace_id = r.workspace_id and b.analysis_id = r.analysis_id and b.id < r.id
           where r.workspace_id = ${workspaceId} and r.id = any(${ids.map(String)}::bigint[])
             and b.state in ('QUEUED', 'RUNNING') and b.as_of is null
           group by r.id`,
      );
      const before = new Map(pairs.map((pair) => [pair.id, pair.before]));
      const rows = new Map((await runs([...new Set(before.values())])).map((run) => [run.id, run]));
      return ids.map((id) => rows.get(before.get(id) ?? 0n) ?? null);
    }),
  };
}
