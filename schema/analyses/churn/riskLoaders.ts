import DataLoader from 'dataloader';
import type {
  HazardEstimate,
  HazardModel,
  HazardTest,
  RiskDecile,
  RiskModel,
  RiskValidation,
} from '../../../prisma/generated/client/client.ts';
import { PRIVACY_CUSTOMERS } from '../../../worker/stats/descriptive/thresholds.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';
import { withoutFew } from '../withoutFew.ts';

/** All by run, in the order in which they are shown. */
export interface RiskLoaders {
  readonly hazardModels: DataLoader<bigint, HazardModel[]>;
  /** Of all models of the run. */
  readonly hazardEstimates: DataLoader<bigint, HazardEstimate[]>;
  readonly hazardTests: DataLoader<bigint, HazardTest[]>;
  readonly riskModel: DataLoader<bigint, RiskModel | null>;
  readonly riskValidation: DataLoader<bigint, RiskValidation | null>;
  readonly riskDeciles: DataLoader<bigint, RiskDecile[]>;
}

export function createRiskLoaders({ workspaceId, db }: LoaderSource): RiskLoaders {
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  const byRun = <Row extends { readonly runId: bigint }>(find: (where: ReturnType<typeof among>) => Promise<Row[]>) =>
    new DataLoader<bigint, Row[]>(async (runIds) => groupsInOrder(runIds, await find(among(runIds)), (row) => row.runId));
  const oneByRun = <Row extends { readonly runId: bigint }>(find: (where: ReturnType<typeof among>) => Promise<Row[]>) =>
    new DataLoader<bigint, Row | null>(async (runIds) => inOrder(runIds, await find(among(runIds)), (row) => row.runId));
  const inModels = [{ runId: 'asc' }, { modelPosition: 'asc' }, { position: 'asc' }] as const;
  return {
    hazardModels: byRun((where) =>
      db.hazardModel.findMany({
        where: { ...where, customers: { gte: PRIVACY_CUSTOMERS } }, // as dataset.hazard_estimates has it
        orderBy: [{ runId: 'asc' }, { position: 'asc' }],
      }),
    ),
    hazardEstimates: byRun((where) => db.hazardEstimate.findMany({ where, orderBy: [...inModels] })),
    hazardTests: byRun((where) => db.hazardTest.findMany({ where, orderBy: [...inModels] })),
    riskModel: oneByRun((where) => db.riskModel.findMany({ where })),
    riskValidation: oneByRun((where) => db.riskValidation.findMany({ where })),
    riskDeciles: byRun(async (where) =>
      withoutFew(
        await db.riskDecile.findMany({ where, orderBy: [{ runId: 'asc' }, { decile: 'asc' }] }),
        ({ runId }) => `${runId}`,
        ({ n }) => n,
      ),
    ),
  };
}
