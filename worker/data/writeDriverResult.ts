import type { Transaction } from '../../prisma/sql.ts';
import { columnsOf } from './columnsOf.ts';
import type { DriverResult } from './driverResult.ts';

/** One statement takes 65,534 parameters at most. */
const valuesPerStatement = 60_000;

/** Writes what a driver run found, in place of what an earlier attempt wrote. The caller's transaction also ends the run. */
export async function writeDriverResult(tx: Transaction, workspaceId: number, runId: bigint, result: DriverResult): Promise<void> {
  const tables = {
    driver_model: [{ ...result.model, thresholds: tx.json(result.model.thresholds.map((threshold) => ({ ...threshold }))) }],
    driver_estimate: result.drivers,
    driver_force: result.forces,
    driver_group: result.groups,
    driver_group_estimate: result.groupEstimates,
    driver_difference: result.differences,
  };
  // All are sent at once: the connection keeps the order of the statements, and of the references between the tables.
  await Promise.all(
    Object.entries(tables).flatMap(([table, rows]) => {
      const columns = rows.map((row) => columnsOf({ workspaceId, runId, ...row }));
      const perStatement = Math.floor(valuesPerStatement / Object.keys(columns[0] ?? { none: 0 }).length);
      const parts = Array.from({ length: Math.ceil(columns.length / perStatement) }, (_, part) =>
        columns.slice(part * perStatement, (part + 1) * perStatement),
      );
      return [
        tx`delete from ${tx(table)} where workspace_id = ${workspaceId} and run_id = ${runId}`,
        ...parts.map((part) => tx`insert into ${tx(table)} ${tx(part)}`),
      ];
    }),
  );
}
