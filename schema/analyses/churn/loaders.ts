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
import { withoutFew } from '../withoutFew.ts';

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
  const enough = { gte: privacyCustomers }; // as dataset.churn_rates has it
  const byPosition = [{ runId: 'asc' }, { position: 'asc' }] as const;
  const byPeriod = [{ runId: 'asc' }, { period: 'asc' }] as const;
  return {
    churnModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await db.churnModel.findMany({ where: among(runIds) }), (row) => row.runId),
    ),
    silenceOptions: byRun((where) => db.silenceOption.findMany({ where, orderBy: [...byPosition] })),
    survivalCurves: byRun(async (where) =>
      withoutFew(
        await db.survivalCurve.findMany({ where, orderBy: [...byPosition] }),
        ({ runId, groupingKey, landmarkDays }) => `${runId} ${landmarkDays} ${groupingKey}`,
        ({ n }) => n,
      ),
    ),
    survivalPoints: byRun((where) =>
      db.survivalPoint.findMany({ where, orderBy: [{ runId: 'asc' }, { curvePosition: 'asc' }, { day: 'asc' }] }),
    ),
    curveTests: byRun((where) => db.curveTest.findMany({ where, orderBy: [...byPosition] })),
    churnCauses: byRun((where) => db.churnCause.findMany({ where: { ...where, n: enough }, orderBy: [...byPosition] })),
    incidencePoints: byRun((where) =>
      db.incidencePoint.findMany({ where, orderBy: [{ runId: 'asc' }, { causePosition: 'asc' }, { day: 'asc' }] }),
    ),
    cohortCells: byRun(async (where) =>
      withoutFew(
        await db.cohortCell.findMany({ where, orderBy: [{ runId: 'asc' }, { groupingKey: 'asc' }, { cohort: 'asc' }, { age: 'asc' }] }),
        ({ runId, groupingKey, age }) => `${runId} ${age} ${groupingKey}`,
        ({ size }) => size,
      ),
    ),
    churnRates: byRun((where) => db.churnRate.findMany({ where: { ...where, active: enough }, orderBy: [...byPeriod] })),
    tenureRates: byRun(async (where) =>
      withoutFew(
        await db.tenureRate.findMany({ where, orderBy: [...byPosition] }),
        ({ runId, groupingKey }) => `${runId} ${groupingKey}`,
        ({ active }) => active,
      ),
    ),
    revenueRetention: byRun((where) => db.revenueRetention.findMany({ where, orderBy: [...byPeriod] })),
  };
}
