import type { Transaction } from '../../../prisma/sql.ts';
import type { SilenceGaps } from '../../stats/survival/churn/silenceOptions.ts';
import { joinSets } from '../joinSets.ts';

/**
 * How long customers were silent between activities, and are silent at as-of, by whole days, rounded up. Activities of one moment are one.
 *
 * @param visitsCount whether a visit is an activity, as an order is
 */
export async function readSilenceGaps(tx: Transaction, workspaceId: number, asOf: Date, visitsCount: boolean): Promise<SilenceGaps> {
  await joinSets(tx);
  const rows = await tx<{ days: number; returned: number; open: number }[]>`
    with activity as (
      select i.customer_id, a.at
        from (select identity_id, occurred_at as at from "order" where workspace_id = ${workspaceId} and occurred_at <= ${asOf}
              union all
              select identity_id, started_at from visit where workspace_id = ${workspaceId} and started_at <= ${asOf} and ${visitsCount}) a
        join identity i on i.workspace_id = ${workspaceId} and i.id = a.identity_id),
      silence as (select at, lead(at) over (partition by customer_id order by at) as next from activity)
    select ceil(date_part('epoch', coalesce(next, ${asOf}) - at) / 86400)::integer as days,
           count(next)::double precision as returned, (count(*) - count(next))::double precision as open
      from silence where next is distinct from at group by 1 order by 1`;
  return {
    days: Float64Array.from(rows, ({ days }) => days),
    returned: Float64Array.from(rows, ({ returned }) => returned),
    open: Float64Array.from(rows, ({ open }) => open),
  };
}
