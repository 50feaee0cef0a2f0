import type { Transaction } from '../../prisma/sql.ts';
import type { LoadedTable } from './upsert.ts';

/**
 * Tells the planner how large the tables are now, within the transaction that made them so: whoever sees the rows sees
 * their statistics. A table that somebody else is analysing is left to them. Before PostgreSQL 17 only its owner may; there
 * autovacuum does it, a minute later.
 */
export async function refreshStatistics(
  tx: Transaction,
  tables: readonly (LoadedTable | 'response_rollup' | 'order_rollup')[],
): Promise<void> {
  const [server] = await tx<{ version: number }[]>`select current_setting('server_version_num')::integer as version`;
  if (!server || server.version < 170_000) return;
  for (const table of tables.toSorted()) await tx`analyze (skip_locked) ${tx(table)}`; // in one order, so that two loads cannot lock each other out
}
