import type { executor } from './sql.ts';

/**
 * Raises the version of each domain that changed, in its one order, at the end of the transaction: the rows' locks are held for ever so short. `scores`: that
 * runs of CLV or CHURN from now on say other numbers, so that a result of VALUE_LOYALTY that was made of those of before is stale.
 */
export async function raiseDataVersions(db: ReturnType<typeof executor>, workspaceId: number, domains: readonly string[]): Promise<void> {
  for (const domain of [...new Set(domains)].sort())
    await db.executeSql(
      `insert into data_version (workspace_id, domain, version, changed_at) values ($1::integer, $2, 1, clock_timestamp())
       on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = excluded.changed_at`,
      [workspaceId, domain],
    );
}
