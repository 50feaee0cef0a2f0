import type { Transaction } from '../../prisma/sql.ts';
import type { Period, ServiceCost } from './valueLoyaltyRun.ts';

/**
 * What service cost in a period by channel, and the tickets it handled there: those first answered, or else resolved, within the period.
 * A spend whose own period reaches beyond counts by the part of it that lies within. Channels are compared without regard to case.
 */
export async function readServiceCosts(tx: Transaction, workspaceId: number, { from, until }: Period): Promise<ServiceCost[]> {
  const rows = await tx<{ channel: string; spend: number; tickets: number }[]>`
    with spent as (
      select coalesce(lower(channel), '') as channel,
             sum(amount * case when period_end > period_start
               then extract(epoch from least(period_end, ${until}) - greatest(period_start, ${from})) / extract(epoch from period_end - period_start)
               else 1 end)::double precision as spend
        from spend
       where workspace_id = ${workspaceId} and kind = 'SERVICE' and period_start <= ${until} and period_end > ${from}
       group by 1
    ), handled as (
      select coalesce(lower(channel), '') as channel, count(*)::integer as tickets from ticket
       where workspace_id = ${workspaceId} and coalesce(first_response_at, resolved_at) > ${from} and coalesce(first_response_at, resolved_at) <= ${until}
       group by 1
    )
    select channel, coalesce(spent.spend, 0) as spend, coalesce(handled.tickets, 0) as tickets
      from spent full join handled using (channel) order by channel`;
  return rows.map(({ channel, spend, tickets }) => ({
    channel: channel === '' ? null : channel,
    spend,
    tickets,
    costPerTicket: channel === '' || tickets === 0 ? null : spend / tickets,
  }));
}
