import type { Queryable } from '../../prisma/sql.ts';
import type { Fragment } from '../facts/factTable.ts';

/**
 * The contracts of the customers of a workspace as they are known now: a statement of customer_id, entry, stop and is_loss.
 *
 * As the churn of runs (definitions.md, section 4; worker/data/churn/subscriptionEpisodes.ts): subscriptions that follow each other within 30 days
 * are one contract, a change of plan is no loss; the clock stops at the decision, else at the end, and what begins before 30 days after the end, also one
 * that lies ahead, follows; a MIGRATION is no loss. Under observation from `entry` on; a contract that runs stops at infinity, to which is added and from
 * which nothing is taken: PostgreSQL before 17 cannot.
 */
export const contracts = (sql: Queryable, workspaceId: number): Fragment => {
  const known = (name: string) => sql`case when f.${sql(name)} <= now() then f.${sql(name)} end`;
  return sql`
    select customer_id, min(greatest(started_at, coalesce(observed_from, started_at))) as entry, max(stop) as stop,
           (array_agg(cancel_kind is distinct from 'MIGRATION' order by stop desc, started_at desc, id desc))[1] and max(stop) < 'infinity' as is_loss
      from (
        select marked.*, count(*) filter (where is_first) over (partition by customer_id order by started_at, id) as contract
          from (
            select s.*, started_at > max(runs_until) over (partition by customer_id order by started_at, id rows between unbounded preceding and 1 preceding) + interval '720 hours' as is_first
              from (
                select f.id, i.customer_id, f.started_at, f.observed_from, f.cancel_kind,
                       coalesce(f.ended_at, ${known('canceled_at')}, 'infinity') as runs_until,
                       greatest(f.started_at, least(coalesce(${known('canceled_at')}, 'infinity'), coalesce(${known('ended_at')}, 'infinity'))) as stop
                  from subscription f join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id
                 where f.workspace_id = ${workspaceId} and f.started_at <= now()) s) marked) numbered
     group by customer_id, contract`;
};
