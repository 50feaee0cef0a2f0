import DataLoader from 'dataloader';
import type {
  ChurnCause,
  ChurnModel,
  CohortCell,
  CurveTest,
  RevenueRetention,
  SilenceOption,
  TenureRate,
} from '../../../prisma/generated/client/client.ts';
import { privacyCustomers } from '../../feedback/score.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';
import { withoutFew } from '../withoutFew.ts';
import { type CurveLoaders, createCurveLoaders } from './curveLoaders.ts';
import { type ShownChurnRate, shownChurnRates } from './shownChurnRate.ts';

/** All by run, in the order in which they are shown. */
export interface ChurnLoaders extends CurveLoaders {
  readonly churnModel: DataLoader<bigint, ChurnModel | null>;
  readonly silenceOptions: DataLoader<bigint, SilenceOption[]>;
  readonly curveTests: DataLoader<bigint, CurveTest[]>;
  readonly churnCauses: DataLoader<bigint, ChurnCause[]>;
  readonly cohortCells: DataLoader<bigint, CohortCell[]>;
  readonly churnRates: DataLoader<bigint, ShownChurnRate[]>;
  readonly tenureRates: DataLoader<bigint, TenureRate[]>;
  readonly revenueRetention: DataLoader<bigint, RevenueRetention[]>;
}

export function createChurnLoaders(source: LoaderSource): ChurnLoaders {
  const { workspaceId, db } = source;
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  const byRun = <Row extends { readonly runId: bigint }>(find: (where: ReturnType<typeof among>) => Promise<Row[]>) =>
    new DataLoader<bigint, Row[]>(async (runIds) => groupsInOrder(runIds, await find(among(runIds)), (row) => row.runId));
  const enough = { gte: privacyCustomers };
  const byPosition = [{ runId: 'asc' }, { position: 'asc' }] as const;
  const byPeriod = [{ runId: 'asc' }, { period: 'asc' }] as const;
  return {
    ...createCurveLoaders(source),
    churnModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await db.churnModel.findMany({ where: among(runIds) }), (row) => row.runId),
    ),
    silenceOptions: byRun((where) => db.silenceOption.findMany({ where, orderBy: [...byPosition] })),
    curveTests: byRun((where) => db.curveTest.findMany({ where, orderBy: [...byPosition] })),
    churnCauses: byRun((where) => db.churnCause.findMany({ where: { ...where, n: enough }, orderBy: [...byPosition] })),
    cohortCells: byRun(async (where) =>
      withoutFew(
        await db.cohortCell.findMany({ where, orderBy: [{ runId: 'asc' }, { groupingKey: 'asc' }, { cohort: 'asc' }, { age: 'asc' }] }),
        ({ runId, groupingKey, age }) => `${runId} ${age} ${groupingKey}`,
        ({ size }) => size,
      ),
    ),
    churnRates: byRun(async (where) => shownChurnRates(await db.churnRate.findMany({ where, orderBy: [...byPeriod] }))),
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
