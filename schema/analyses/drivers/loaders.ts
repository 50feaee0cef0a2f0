import DataLoader from 'dataloader';
import {
  type DriverDifference,
  type DriverEstimate,
  type DriverForce,
  type DriverGroup,
  type DriverGroupEstimate,
  type DriverModel,
  Prisma,
} from '../../../prisma/generated/client/client.ts';
import { groupsInOrder, inOrder } from '../../inOrder.ts';
import type { LoaderSource } from '../../loaders.ts';
import { modelColumns } from '../../modelColumns.ts';
import { byPosition, byRank, type ResultTable, rowsOfRuns } from '../rowsOfRuns.ts';

const tables = {
  model: { name: 'driver_model', columns: modelColumns(Prisma.DriverModelScalarFieldEnum), order: (sql) => sql`run_id` },
  estimates: { name: 'driver_estimate', columns: modelColumns(Prisma.DriverEstimateScalarFieldEnum), order: byRank },
  forces: { name: 'driver_force', columns: modelColumns(Prisma.DriverForceScalarFieldEnum), order: byRank },
  groups: { name: 'driver_group', columns: modelColumns(Prisma.DriverGroupScalarFieldEnum), order: byPosition },
  groupEstimates: { name: 'driver_group_estimate', columns: modelColumns(Prisma.DriverGroupEstimateScalarFieldEnum), order: byRank },
  differences: { name: 'driver_difference', columns: modelColumns(Prisma.DriverDifferenceScalarFieldEnum), order: byPosition },
} as const satisfies Record<string, ResultTable>;

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

export function createDriverLoaders(source: LoaderSource): DriverLoaders {
  const byRun = <Row extends { readonly runId: bigint }>(table: ResultTable) =>
    new DataLoader<bigint, Row[]>(async (runIds) =>
      groupsInOrder(runIds, await rowsOfRuns<Row>(source, table, runIds), ({ runId }) => runId),
    );
  return {
    driverModel: new DataLoader(async (runIds) =>
      inOrder(runIds, await rowsOfRuns<DriverModel>(source, tables.model, runIds), ({ runId }) => runId),
    ),
    driverEstimates: byRun(tables.estimates),
    driverForces: byRun(tables.forces),
    driverGroups: byRun(tables.groups),
    driverGroupEstimates: byRun(tables.groupEstimates),
    driverDifferences: byRun(tables.differences),
  };
}
