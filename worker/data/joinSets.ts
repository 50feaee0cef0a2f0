import type { Transaction } from '../../prisma/sql.ts';

/**
 * Settings up to the transaction's end for statements that join tables of facts with all their customers. Without nested loops: just after an
 * import the tables have no statistics, and the planner would walk the facts customer by customer. With memory for hashes of a million
 * customers and sorts of a million rows, which else go through files.
 */
export async function joinSets(tx: Transaction): Promise<void> {
  await tx`set local enable_nestloop = off`;
  await tx`set local work_mem = '64MB'`;
}
