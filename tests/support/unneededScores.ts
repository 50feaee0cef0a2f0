/** Scores that nobody needs: of a run without a result, as no job leaves them. One with a result needs three later ones and all of their tables. */
import type { Sql } from '../../prisma/sql.ts';

export async function fillUnneededScores(admin: Sql, workspaceId: number, mark: string): Promise<void> {
  const [run] = await admin<{ id: bigint }[]>`
    insert into run (workspace_id, analysis_id, kind, trigger, triggered_by, as_of, parameters, population, state, outcome, status_code, status_detail, engine_version,
                     data_versions, finished_at)
    select workspace_id, id, kind, 'API', ${mark}::text, '2025-06-01', parameters, '{}', 'SUCCEEDED', 'NOT_ESTIMABLE', 'NOT_ENOUGH_DATA', ${mark}::text, '1',
           '{"crm": "3"}', now()
      from analysis where workspace_id = ${workspaceId} and kind = 'CLV' order by id limit 1 returning id`;
  await admin`
    insert into customer_score (workspace_id, run_id, customer_id, position, value, percentile, tier)
    select workspace_id, ${run!.id}::bigint, id, row_number() over (order by id), 50, 0.5, ${mark}::text from customer where workspace_id = ${workspaceId}::integer`;
}
