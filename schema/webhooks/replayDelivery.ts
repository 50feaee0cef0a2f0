import { prismaExecutor } from '../../prisma/client.ts';
import type { WebhookDelivery as DeliveryRow, Prisma } from '../../prisma/generated/client/client.ts';
import { webhookChannel } from '../../worker/queue.ts';
import { testEventBody } from '../../worker/webhooks/eventBody.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { conflict, notFound } from '../errors.ts';
import { encodeGlobalId, rowId } from '../globalId.ts';
import { findWebhook } from './changeWebhook.ts';
import { WebhookDelivery } from './webhookDelivery.ts';

const announce = (tx: Prisma.TransactionClient) => tx.$executeRaw`select pg_notify(${webhookChannel}, '')`;
/** As if there had been no attempt: at once, and with all retries ahead. The attempts so far stay in the log. */
const anew = () => ({ state: 'PENDING', failedReason: null, failures: 0, nextAttemptAt: new Date(), finishedAt: null });

/** A pending delivery that is due sooner than this may be under way at this moment. */
const longestAttemptMilliseconds = 60_000;

/** The endpoint, held until what is to be sent is written: whoever disables it ends that, too. */
async function holdEnabled(tx: Prisma.TransactionClient, workspaceId: number, id: bigint): Promise<void> {
  await tx.$queryRaw`select id from webhook where workspace_id = ${workspaceId} and id = ${id} for share`;
  const { disabledAt } = await findWebhook(tx, workspaceId, id);
  if (disabledAt === null) return;
  const command = `earshot webhooks enable ${encodeGlobalId('Webhook', id)}`;
  throw conflict(`The webhook is disabled: updateWebhook(change: { isEnabled: true }), or ${command}`, { argument: 'id' });
}

function testWebhook(id: bigint, context: Context): Promise<DeliveryRow> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    await holdEnabled(tx, workspaceId, id);
    const now = new Date();
    const event = await tx.webhookEvent.create({ data: { workspaceId, type: 'webhook.test', body: testEventBody(now), occurredAt: now } });
    const delivery = await tx.webhookDelivery.create({ data: { workspaceId, webhookId: id, eventId: event.id } });
    await recordAudit(prismaExecutor(tx), context, 'DELIVERIES_REPLAYED', ['Webhook', id], { deliveries: 1, isTest: true });
    await announce(tx);
    return delivery;
  });
}

function replayDelivery(id: bigint, context: Context): Promise<DeliveryRow> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    const delivery = await tx.webhookDelivery.findFirst({ where: { workspaceId, id } });
    if (!delivery) throw notFound('id', 'delivery');
    await holdEnabled(tx, workspaceId, delivery.webhookId);
    const isWaiting = { state: 'PENDING', nextAttemptAt: { gt: new Date(Date.now() + longestAttemptMilliseconds) } };
    await tx.webhookDelivery.updateMany({ where: { workspaceId, id, OR: [{ state: { not: 'PENDING' } }, isWaiting] }, data: anew() });
    await recordAudit(prismaExecutor(tx), context, 'DELIVERIES_REPLAYED', ['WebhookDelivery', id], { deliveries: 1 });
    await announce(tx);
    return tx.webhookDelivery.findFirstOrThrow({ where: { workspaceId, id } });
  });
}

/** What failed, and what happened while the endpoint was disabled and so was never to be sent. */
function replayDeliveries(id: bigint, since: Date, context: Context): Promise<number> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    await holdEnabled(tx, workspaceId, id);
    const failed = await tx.webhookDelivery.updateMany({
      where: { workspaceId, webhookId: id, state: 'FAILED', event: { workspaceId, occurredAt: { gte: since } } },
      data: anew(),
    });
    const missed = await tx.$executeRaw`
      insert into webhook_delivery (workspace_id, webhook_id, event_id)
      select w.workspace_id, w.id, e.id
        from webhook w join webhook_event e on e.workspace_id = w.workspace_id and e.type = any(w.events)
       where w.workspace_id = ${workspaceId} and w.id = ${id}
         and e.occurred_at >= ${since} and e.occurred_at >= w.created_at and e.occurred_at >= now() - interval '30 days'
      on conflict (workspace_id, event_id, webhook_id) do nothing`;
    const deliveries = failed.count + missed;
    if (deliveries > 0) await recordAudit(prismaExecutor(tx), context, 'DELIVERIES_REPLAYED', ['Webhook', id], { deliveries, since });
    await announce(tx);
    return deliveries;
  });
}

builder.mutationFields((t) => ({
  testWebhook: t.field({
    type: WebhookDelivery,
    description: 'Sends an endpoint a message of the type webhook.test, signed and tried again as any other.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true, description: 'Id of the endpoint.' }) },
    resolve: (_root, args, context) => testWebhook(rowId('Webhook', args.id, 'id'), context),
  }),
  replayDelivery: t.field({
    type: WebhookDelivery,
    description:
      'Sends a message again, under the same id, also one that was delivered. One that waits for its next attempt is sent at once.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true, description: 'Id of the delivery.' }) },
    resolve: (_root, args, context) => replayDelivery(rowId('WebhookDelivery', args.id, 'id'), context),
  }),
  replayDeliveries: t.int({
    description:
      'Sends an endpoint again what failed since a moment, and what happened while it was disabled. Returns how many messages that are.',
    authScopes: { admin: true },
    args: {
      webhook: t.arg.id({ required: true, description: 'Id of the endpoint.' }),
      since: t.arg({ type: 'DateTime', required: true, description: 'Of events from here on. What is older than 30 days is gone.' }),
    },
    resolve: (_root, args, context) => replayDeliveries(rowId('Webhook', args.webhook, 'webhook'), args.since, context),
  }),
}));
