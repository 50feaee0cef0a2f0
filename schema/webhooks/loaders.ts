import DataLoader from 'dataloader';
import type { Webhook, WebhookAttempt, WebhookEvent } from '../../prisma/generated/client/client.ts';
import { groupsInOrder, inOrder } from '../inOrder.ts';
import type { LoaderSource } from '../loaders.ts';

export interface WebhookLoaders {
  readonly webhook: DataLoader<bigint, Webhook | null>;
  readonly webhookEvent: DataLoader<bigint, WebhookEvent | null>;
  /** By delivery, the first one first. */
  readonly webhookAttempts: DataLoader<bigint, WebhookAttempt[]>;
  /** By endpoint. The secrets themselves are read by what signs and by nothing else. */
  readonly previousSecretUntil: DataLoader<bigint, Date | null>;
}

export function createWebhookLoaders({ workspaceId, db }: LoaderSource): WebhookLoaders {
  const among = (ids: readonly bigint[]) => ({ workspaceId, id: { in: [...ids] } });
  return {
    webhook: new DataLoader(async (ids) => inOrder(ids, await db.webhook.findMany({ where: among(ids) }), (row) => row.id)),
    webhookEvent: new DataLoader(async (ids) => inOrder(ids, await db.webhookEvent.findMany({ where: among(ids) }), (row) => row.id)),
    webhookAttempts: new DataLoader(async (deliveryIds) => {
      const rows = await db.webhookAttempt.findMany({
        where: { workspaceId, deliveryId: { in: [...deliveryIds] } },
        orderBy: [{ deliveryId: 'asc' }, { attempt: 'asc' }],
      });
      return groupsInOrder(deliveryIds, rows, (row) => row.deliveryId);
    }),
    previousSecretUntil: new DataLoader(async (webhookIds) => {
      const rows = await db.webhookSecret.findMany({
        select: { webhookId: true, validUntil: true },
        where: { workspaceId, webhookId: { in: [...webhookIds] }, validUntil: { gt: new Date() } },
      });
      return inOrder(webhookIds, rows, (row) => row.webhookId).map((row) => row?.validUntil ?? null);
    }),
  };
}
