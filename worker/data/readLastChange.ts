import type { Transaction } from '../../prisma/sql.ts';
import type { Domain } from './readDataVersions.ts';

/**
 * When these parts of the data of a workspace last changed: what they date later is planned and not yet a fact, as the end of a subscription
 * that is paid for until then. Only parts whose versions the run key holds, or runs with one key would see different facts: a file of visits
 * moves no end of a contract into the past. Without a recorded change now.
 */
export async function readLastChange(tx: Transaction, workspaceId: number, domains: readonly Domain[]): Promise<Date> {
  const [row] = await tx<{ at: Date }[]>`
    select coalesce(max(changed_at), now()) as at from data_version where workspace_id = ${workspaceId} and domain = any(${[...domains]})`;
  if (!row) throw new Error('an aggregate has one row');
  return row.at;
}
