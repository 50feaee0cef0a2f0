import { inWorkspace, type Sql } from '../../prisma/sql.ts';

const sessionsAtOnce = 1000;

/**
 * Deletes sessions that were over before a moment. What was done in them stays on record.
 *
 * @returns whether there is more to do
 */
export async function clearSessions(sql: Sql, before: Date): Promise<boolean> {
  const outdated = await sql<{ workspaceId: number; ids: bigint[] }[]>`
    select workspace_id as "workspaceId", array_agg(session_id) as ids from sessions_outdated(${before}, ${sessionsAtOnce}) group by 1`;
  for (const { workspaceId, ids } of outdated)
    await inWorkspace(
      sql,
      workspaceId,
      (tx) => tx`
        delete from session
         where workspace_id = ${workspaceId}
           and id in (select id from session where workspace_id = ${workspaceId} and id = any(${ids.map(String)}::text[]::bigint[]) for update skip locked)`,
    );
  return outdated.reduce((sum, { ids }) => sum + ids.length, 0) === sessionsAtOnce;
}
