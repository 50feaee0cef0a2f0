import DataLoader from 'dataloader';
import type {
  DriverDifference,
  DriverEstimate,
  DriverForce,
  DriverGroup,
  DriverGroupEstimate,
  DriverModel,
} from '../../../prisma/generated/client/client.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';

/** The results of runs of DRIVERS, by run. */
export interface DriverLoaders {
  readonly driverModel: DataLoader<bigint, DriverModel | null>;
  /** By rank. */
  readonly driverEstimates: DataLoader<bigint, DriverEstimate[]>;
  /** By rank. */
  readonly driverForces: DataLoader<bigint, DriverForce[]>;
  readonly driverGroups: DataLoader<bigint, DriverGroup[]>;
  /** Of all groups of the run, by rank within each. */
  readonly driverGroupEstimates: DataLoader<bigint, DriverGroupEstimate[]>;
  readonly driverDifferences: DataLoader<bigint, DriverDifference[]>;
}

export function createDriverLoaders({ workspaceId, db }: LoaderSource): DriverLoaders {
  const among = (runIds: readonly bigint[]) => ({ workspaceId, runId: { in: [...runIds] } });
  const byRank = [{ runId: 'asc' }, { rank: 'asc' }, { position: 'asc' }] as const;
  const byPosition = [{ runId: 'asc' }, { position: 'asc' }] as const;
  return {
    driverModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await db.driverModel.findMany({ where: among(runIds) }), (row) => row.runId),
    ),
    driverEstimates: new DataLoader(async (runIds) =>
      groupsInOrder(runIds, await db.driverEstimate.findMany({ where: among(runIds), orderBy: [...byRank] }), (row) => row.runId),
    ),
    driverForces: new DataLoader(async (runIds) =>
      groupsInOrder(runIds, await db.driverForce.findMany({ where: among(runIds), orderBy: [...byRank] }), (row) => row.runId),
    ),
    driverGroups: new DataLoader(async (runIds) =>
      groupsInOrder(runIds, await db.driverGroup.findMany({ where: among(runIds), orderBy: [...byPosition] }), (row) => row.runId),
    ),
    driverGroupEstimates: new DataLoader(async (runIds) =>
      groupsInOrder(runIds, await db.driverGroupEstimate.findMany({ where: among(runIds), orderBy: [...byRank] }), (row) => row.runId),
    ),
    driverDifferences: new DataLoader(async (runIds) =>
      groupsInOrder(runIds, await db.driverDifference.findMany({ where: among(runIds), orderBy: [...byPosition] }), (row) => row.runId),
    ),
  };
}
