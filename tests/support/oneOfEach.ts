/** A workspace in which every relation of the graph has something to show, if but once; multiplyRows makes any number of it. */
import type { Sql } from '../../prisma/sql.ts';
import { fillWorkspace } from './feedbackFixture.ts';
import { multiplyRows } from './multiplyRows.ts';
import { fillRun } from './runFixture.ts';
import { fillFacts } from './sayAndDoFixture.ts';
import { fillSegments } from './segmentFixture.ts';

/** @param superuser see multiplyRows */
export async function fillWithEach(superuser: Sql, workspaceId: number, times: number): Promise<void> {
  await fillWorkspace(superuser, workspaceId, { customers: 1, responsesEach: 1, anonymous: 0 });
  await fillFacts(superuser, workspaceId, { each: 1, ofNobody: 0 });
  await fillSegments(superuser, workspaceId);
  const { fitted, run, backfill } = await fillRun(superuser, workspaceId, { mark: 'alpha' });
  await superuser`update analysis a set published_run_id = ${fitted} from run r where a.workspace_id = ${workspaceId} and r.id = ${fitted} and a.id = r.analysis_id`;
  // An order, and two days later a ticket: the way goes on from one touchpoint to the other.
  await superuser`
    update ticket set opened_at = opened_at + interval '2 days', first_response_at = first_response_at + interval '2 days', resolved_at = opened_at + interval '3 days'
     where workspace_id = ${workspaceId}`;
  await superuser`update segment set definition = '{"orders": {}}' where workspace_id = ${workspaceId}`;
  await superuser`update saved_document set document = 'query ($n: Int) { customers(first: $n) { nodes { id } } }' where workspace_id = ${workspaceId}`;
  await superuser`update survey set touchpoint = 'checkout' where workspace_id = ${workspaceId}`;
  await superuser`delete from touchpoint_rule where workspace_id = ${workspaceId} and position > 1`;
  // Of each kind the runs with a result come first, whatever is copied.
  await superuser`
    update run r set queued_at = now() + case when r.id = ${fitted} then interval '1 minute' when r.id in (${run}, ${backfill}) then interval '30 seconds' else '0' end
     where workspace_id = ${workspaceId}`;
  if (times > 1) await multiplyRows(superuser, workspaceId, times);
  // A run scores all customers, not its copy of one alone.
  await superuser`
    insert into customer_score (workspace_id, run_id, customer_id, position, churn_risk, value, percentile, tier)
    select s.workspace_id, s.run_id, c.id, 1000 + row_number() over (partition by s.run_id order by c.id), s.churn_risk, s.value, s.percentile, s.tier
      from customer_score s join customer c on c.workspace_id = s.workspace_id
     where s.workspace_id = ${workspaceId} on conflict do nothing`;
  await superuser`analyze`;
}
