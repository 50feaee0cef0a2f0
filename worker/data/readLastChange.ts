import type { Transaction } from '../../prisma/sql.ts';

/**
 * When the data of a workspace last changed: what they date later is planned and not yet a fact, as the end of a subscription that is paid
 * for until then. Without a recorded change now.
 */
export async function readLastChange(tx: Transaction, workspaceId: number): Promise<Date> {
  const [row] = await tx<
    { at: Date }[]
  >`select coalesce(max(changed_at), now()) as at from data_version where workspace_id = ${workspaceId}`;
  if (!row) throw new Error('an aggregate has one row');
  return row.at;
}
