import type { Transaction } from '../../prisma/sql.ts';
import { CopyBinaryWriter } from './copyBinaryWriter.ts';
import type { ValueLoyaltyCustomers } from './valueLoyaltyResult.ts';

const rowsBetweenFlushes = 8192;

/** Writes who is in which cell, in bulk: by COPY into a temporary table, from there under the policies of the workspace. */
export async function writeValueLoyaltyCustomers(
  tx: Transaction,
  workspaceId: number,
  runId: bigint,
  customers: ValueLoyaltyCustomers,
  onProgress: (rowsDone: number) => void,
): Promise<void> {
  await tx`
    create temp table crossed_customer on commit drop as
    select customer_id, loyalty, tier, position, score, value, revenue, cost_to_serve, net_value, churn_risk, at_risk
      from value_loyalty_customer with no data`;
  const writer = new CopyBinaryWriter(await tx`copy crossed_customer from stdin (format binary)`.writable());
  const { customerIds, loyalty, tier, position, score, value, revenue, costToServe, netValue, churnRisk, atRisk } = customers;
  const names = customers.loyaltyNames.map((name) => Buffer.from(name));
  const columns = [score, value, revenue, costToServe, netValue, churnRisk, atRisk];
  for (let row = 0; row < customerIds.length; row++) {
    writer.begin(4 + columns.length);
    writer.bigint(customerIds[row] ?? 0n);
    writer.text(names[loyalty[row] ?? 0] ?? null);
    writer.integer(tier[row] ?? 0);
    writer.integer(position[row] ?? 0);
    for (const column of columns) writer.double(column[row] ?? Number.NaN);
    if ((row + 1) % rowsBetweenFlushes === 0) {
      await writer.flush();
      onProgress(row + 1);
    }
  }
  await writer.end();
  await tx`
    insert into value_loyalty_customer (workspace_id, run_id, customer_id, loyalty, tier, position, score, value, revenue, cost_to_serve, net_value, churn_risk, at_risk)
    select ${workspaceId}, ${runId}, customer_id, loyalty, tier, position, score, value, revenue, cost_to_serve, net_value, churn_risk, at_risk
      from crossed_customer order by customer_id`;
  await tx`drop table crossed_customer`;
}
