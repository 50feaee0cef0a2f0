import type { Transaction } from '../../prisma/sql.ts';
import type { Owner } from './upsert.ts';

/**
 * What is said of orders that were given back, by their status, without a word of how much: they count with their whole revenue. What they bring is not
 * taken for 0: of an order given back in part that would be as wrong, and a later file may say it.
 */
export async function warnOfRefunds(tx: Transaction, { workspaceId }: Owner, stage: string, columns: readonly string[]): Promise<object[]> {
  if (!columns.includes('status')) return [];
  const [found] = await tx<{ rows: number; line: number }[]>`
    select count(*)::integer as rows, min(s.line)::integer as line
      from ${tx(stage)} s join "order" o on o.workspace_id = ${workspaceId} and o.external_id = s.external_id
     where s.status in ('REFUNDED', 'PARTIALLY_REFUNDED') and o.refunded_amount is null and o.revenue <> 0`;
  if (!found || found.rows === 0) return [];
  const { rows, line } = found;
  return [
    {
      code: 'REFUND_NOT_SAID',
      subject: 'refunded_amount',
      detail:
        `${rows} ${rows === 1 ? 'order is' : 'orders are'} refunded by status, the first in line ${line}, and nothing says how much was given back: ` +
        `${rows === 1 ? 'it counts' : 'they count'} with the whole revenue. Send refunded_amount with ${rows === 1 ? 'it' : 'them'} to have it taken off`,
    },
  ];
}
