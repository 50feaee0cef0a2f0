import type { Queryable } from '../../prisma/sql.ts';
import { everyPeriod } from './answerValues.ts';
import type { Fragment } from './rollupSource.ts';

export function orderRows(sql: Queryable, workspaceId: number, facts: Fragment): Fragment {
  return sql`
    select f.customer_id, (f.occurred_at at time zone w.time_zone)::date as day, coalesce(f.channel, '') as channel,
           f.status is not distinct from 'CANCELLED' as is_cancelled, f.revenue - coalesce(f.refunded_amount, 0) as earned
      from (${facts}) f
      join workspace w on w.id = ${workspaceId}`;
}

/** All that was ordered; of it, what was not cancelled; what that brought, refunds taken off; and what known customers brought. */
export function orderParts(sql: Queryable, _workspaceId: number, rows: Fragment): Fragment {
  return sql`
    select p.part, r.customer_id, r.day, r.channel, ${everyPeriod}::integer as counts, p.u
      from (${rows}) r
     cross join lateral (values
       ('all', 1::numeric),
       ('orders', case when not r.is_cancelled then 1 end),
       ('revenue', case when not r.is_cancelled then r.earned end),
       ('revenueOfKnown', case when not r.is_cancelled and r.customer_id is not null then r.earned end)) p (part, u)
     where p.u is not null`;
}
