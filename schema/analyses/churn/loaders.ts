import DataLoader from 'dataloader';
import type {
  ChurnCause,
  ChurnModel,
  ChurnRate,
  CohortCell,
  CurveTest,
  IncidencePoint,
  RevenueRetention,
  SilenceOption,
  SurvivalCurve,
  SurvivalPoint,
  TenureRate,
} from '../../../prisma/generated/client/client.ts';
import { privacyCustomers } from '../../feedback/score.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';

/** All by run, in the order in which they are shown. */
export interface ChurnLoaders {
  readonly churnModel: DataLoader<bigint, ChurnModel | null>;
  readonly silenceOptions: DataLoader<bigint, SilenceOption[]>;
  readonly survivalCurves: DataLoader<bigint, SurvivalCurve[]>;
  readonly survivalPoints: DataLoader<bigint, SurvivalPoint[]>;
  readonly curveTests: DataLoader<bigint, CurveTest[]>;
  readonly churnCauses: DataLoader<bigint, ChurnCause[]>;
  readonly incidencePoints: DataLoader<bigint, IncidencePoint[]>;
  readonly cohortCells: DataLoader<bigint, CohortCell[]>;
  readonly churnRates: DataLoader<bigint, ChurnRate[]>;
  readonly tenureRates: DataLoader<bigint, TenureRate[]>;
  readonly revenueRetention: DataLoader<bigint, RevenueRetention[]>;
}

export function createChurnLoaders({ workspaceId, db }: LoaderSource): ChurnLoaders {
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  const byRun = <Row extends { readonly runId: bigint }>(find: (where: ReturnType<typeof among>) => Promise<Row[]>) =>
    new DataLoader<bigint, Row[]>(async (runIds) => groupsInOrder(runIds, await find(among(runIds)), (row) => row.runId));
  const enough = { gte: privacyCustomers }; // as dataset.cohort_cells and dataset.churn_rates have it
  const byPosition = [{ runId: 'asc' }, { position: 'asc' }] as const;
  const byPeriod = [{ runId: 'asc' }, { period: 'asc' }] as const;
  return {
    churnModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await db.churnModel.findMany({ where: among(runIds) }), (row) => row.runId),
    ),
    silenceOptions: byRun((where) => db.silenceOption.findMany({ where, orderBy: [...byPosition] })),
    survivalCurves: byRun((where) => db.survivalCurve.findMany({ where, orderBy: [...byPosition] })),
    survivalPoints: byRun((where) =>
      db.survivalPoint.findMany({ where, orderBy: [{ runId: 'asc' }, { curvePosition: 'asc' }, { day: 'asc' }] }),
    ),
    curveTests: byRun((where) => db.curveTest.findMany({ where, orderBy: [...byPosition] })),
    churnCauses: byRun((where) => db.churnCause.findMany({ where, orderBy: [...byPosition] })),
    incidencePoints: byRun((where) =>
      db.incidencePoint.findMany({ where, orderBy: [{ runId: 'asc' }, { causePosition: 'asc' }, { day: 'asc' }] }),
    ),
    cohortCells: byRun((where) =>
      db.cohortCell.findMany({
        where: { ...where, size: enough },
        orderBy: [{ runId: 'asc' }, { groupingKey: 'asc' }, { cohort: 'asc' }, { age: 'asc' }],
      }),
    ),
    churnRates: byRun((where) => db.churnRate.findMany({ where: { ...where, active: enough }, orderBy: [...byPeriod] })),
    tenureRates: byRun((where) => db.tenureRate.findMany({ where: { ...where, active: enough }, orderBy: [...byPosition] })),
    revenueRetention: byRun((where) => db.revenueRetention.findMany({ where, orderBy: [...byPeriod] })),
  };
}
