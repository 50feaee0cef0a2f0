import type { executor } from './sql.ts';

/** That runs of CLV or CHURN from now on say other numbers: a result of VALUE_LOYALTY that was made of those of before is stale. */
export async function raiseScores(db: ReturnType<typeof executor>, workspaceId: number): Promise<void> {
  await db.executeSql(
    `insert into data_version (workspace_id, domain, version) values ($1::integer, 'scores', 1)
     on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = now()`,
    [workspaceId],
  );
}
