import type { Queryable } from '../../prisma/sql.ts';
import { everyGrain } from './rollupCatalogue.ts';
import type { Fragment } from './rollupSource.ts';

export function orderRows(sql: Queryable, workspaceId: number, facts: Fragment): Fragment {
  return sql`
    select f.customer_id, (f.occurred_at at time zone w.time_zone)::date as day, coalesce(f.channel, '') as channel,
           f.status is not distinct from 'CANCELLED' as is_cancelled, f.revenue - coalesce(f.refunded_amount, 0) as earned
      from (${facts}) f
      join workspace w on w.id = ${workspaceId}`;
}

/** All that was ordered; of it, what was not cancelled; what that brought, refunds taken off; and what known customers brought. */
export function orderValues(sql: Queryable, _workspaceId: number, rows: Fragment): Fragment {
  const bits = (condition: Fragment) => sql`case when ${condition} then ${everyGrain}::integer else 0 end`;
  const isPaid = sql`not r.is_cancelled and r.earned is not null`;
  return sql`
    select r.customer_id, r.day, r.channel, ${everyGrain}::integer as c0, 1::numeric as u0, ${bits(sql`not r.is_cancelled`)} as c1, 1::numeric as u1,
           ${bits(isPaid)} as c2, r.earned as u2, ${bits(sql`${isPaid} and r.customer_id is not null`)} as c3, r.earned as u3
      from (${rows}) r`;
}
