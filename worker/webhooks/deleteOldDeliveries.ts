import { inWorkspace, type Sql } from '../../prisma/sql.ts';

const deliveriesAtOnce = 10_000;

/** Deletes deliveries that ended 30 days ago, with their attempts. Events stay with their run: they are what says "told already". */
export async function deleteOldDeliveries(sql: Sql): Promise<void> {
  const old = await sql<{ workspaceId: number; deliveryId: bigint }[]>`
    select workspace_id as "workspaceId", delivery_id as "deliveryId" from webhook_deliveries_outdated(${deliveriesAtOnce})`;
  for (const [workspaceId, rows] of Map.groupBy(old, (row) => row.workspaceId)) {
    await inWorkspace(sql, workspaceId, async (tx) => {
      const deleted = await tx<{ eventId: bigint }[]>`
        delete from webhook_delivery
         where workspace_id = ${workspaceId} and id = any(${rows.map(({ deliveryId }) => String(deliveryId))}::bigint[])
           and finished_at < now() - interval '30 days' -- one that was replayed since the list was made is under way again
        returning event_id as "eventId"`;
      await tx`
        delete from webhook_event
         where workspace_id = ${workspaceId} and id = any(${deleted.map(({ eventId }) => String(eventId))}::bigint[]) and type = 'webhook.test'`;
    });
  }
}
