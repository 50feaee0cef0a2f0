import { isDeepStrictEqual } from 'node:util';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Prisma, Webhook as WebhookRow } from '../../prisma/generated/client/client.ts';
import { webhookUrlFault } from '../../worker/webhooks/webhookUrl.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict, notFound } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { type EventName, eventNames, Webhook, WebhookEventType } from './webhook.ts';

/** An address that something may be sent to. @throws BAD_USER_INPUT that names `argument` */
export function checkUrl(argument: string, url: string, { allowPrivateWebhooks }: Context): string {
  const fault = webhookUrlFault(url, allowPrivateWebhooks);
  if (fault) throw badUserInput(argument, fault);
  return new URL(url).href;
}

/** Events as they are stored: each once, in the order of the list. */
export function checkEvents(argument: string, names: readonly EventName[]): string[] {
  if (names.length === 0) throw badUserInput(argument, 'at least one event is needed; disable an endpoint that is to be told nothing');
  return (Object.keys(eventNames) as EventName[]).filter((name) => names.includes(name)).map((name) => eventNames[name]);
}

export function checkDescription(argument: string, text: string | null | undefined): string | null {
  if (text != null && text.length > 500) throw badUserInput(argument, 'at most 500 characters are possible');
  return text ?? null;
}

export async function findWebhook(tx: Prisma.TransactionClient, workspaceId: number, id: bigint): Promise<WebhookRow> {
  const webhook = await tx.webhook.findFirst({ where: { workspaceId, id } });
  if (!webhook) throw notFound('id', 'webhook');
  return webhook;
}

const WebhookChange = builder.inputType('WebhookChange', {
  description: 'What is to be different. What is left out stays as it is.',
  fields: (t) => ({
    url: t.string({ description: 'Another address.' }),
    events: t.field({ type: [WebhookEventType], description: 'What it is told of from now on.' }),
    description: t.string({ description: 'What it is for.' }),
    isEnabled: t.boolean({
      description: 'Whether it is told. While it is not, nothing is kept for it; replayDeliveries makes up for what it missed.',
    }),
  }),
});

builder.mutationFields((t) => ({
  updateWebhook: t.field({
    type: Webhook,
    description: 'Changes an endpoint. What is still to be sent goes to the new address.',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: true, description: 'Its id.' }),
      change: t.arg({ type: WebhookChange, required: true, description: 'What is to be different.' }),
    },
    resolve: (_root, args, context) => updateWebhook(rowId('Webhook', args.id, 'id'), args.change, context),
  }),
  deleteWebhook: t.field({
    type: 'ID',
    description: 'Deletes an endpoint with its secrets and deliveries. One that is gone already is no error. Returns its id.',
    authScopes: { admin: true },
    args: { id: t.arg.id({ required: true, description: 'Its id.' }) },
    resolve: async (_root, args, context) => {
      await deleteWebhook(rowId('Webhook', args.id, 'id'), context);
      return args.id;
    },
  }),
}));

async function updateWebhook(id: bigint, change: typeof WebhookChange.$inferInput, context: Context): Promise<WebhookRow> {
  const { workspaceId } = context;
  const data: Prisma.WebhookUpdateManyMutationInput = {
    ...(change.url != null && { url: checkUrl('change.url', change.url, context) }),
    ...(change.events != null && { events: checkEvents('change.events', change.events) }),
    ...(change.description !== undefined && { description: checkDescription('change.description', change.description) }),
  };
  return context.inTransaction(async (tx) => {
    const stored = await findWebhook(tx, workspaceId, id);
    if (data.url && data.url !== stored.url && (await tx.webhook.findFirst({ where: { workspaceId, url: String(data.url) } })))
      throw conflict('change.url: another webhook has this address', { argument: 'change.url' });
    await tx.webhook.updateMany({ where: { workspaceId, id }, data: { ...data, ...enabling(stored, change.isEnabled) } });
    if (change.isEnabled === false) await failWaiting(tx, workspaceId, id);
    const changed = await findWebhook(tx, workspaceId, id);
    const fields = (['url', 'events', 'description', 'disabledAt'] as const).filter(
      (field) => !isDeepStrictEqual(stored[field], changed[field]),
    );
    if (fields.length > 0) await recordAudit(prismaExecutor(tx), context, 'WEBHOOK_CHANGED', ['Webhook', id], { fields });
    return changed;
  });
}

function deleteWebhook(id: bigint, context: Context): Promise<void> {
  const { workspaceId } = context;
  return context.inTransaction(async (tx) => {
    const { count } = await tx.webhook.deleteMany({ where: { workspaceId, id } });
    if (count > 0) await recordAudit(prismaExecutor(tx), context, 'WEBHOOK_DELETED', ['Webhook', id]);
  });
}

function enabling({ disabledAt }: WebhookRow, isEnabled: boolean | null | undefined): Prisma.WebhookUpdateManyMutationInput {
  if (isEnabled === true) return { disabledAt: null, disabledReason: null, ...(disabledAt && { failingSince: null }) };
  if (isEnabled === false && disabledAt === null) return { disabledAt: new Date(), disabledReason: 'REQUESTED' };
  return {};
}

/** What waits for an endpoint that is told nothing is over; it can be replayed. */
async function failWaiting(tx: Prisma.TransactionClient, workspaceId: number, webhookId: bigint): Promise<void> {
  await tx.webhookDelivery.updateMany({
    where: { workspaceId, webhookId, state: 'PENDING' },
    data: { state: 'FAILED', failedReason: 'ENDPOINT_DISABLED', finishedAt: new Date(), nextAttemptAt: null },
  });
}
