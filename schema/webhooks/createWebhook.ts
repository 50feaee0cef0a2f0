import { isDeepStrictEqual } from 'node:util';
import { prismaExecutor } from '../../prisma/client.ts';
import type { Webhook as WebhookRow } from '../../prisma/generated/client/client.ts';
import { createWebhookSecret } from '../../worker/webhooks/webhookSignature.ts';
import { recordAudit } from '../audit/recordAudit.ts';
import { builder } from '../builder.ts';
import type { Context } from '../context.ts';
import { badUserInput, conflict } from '../errors.ts';
import { rowId } from '../globalId.ts';
import { checkDescription, checkEvents, checkUrl, findWebhook } from './changeWebhook.ts';
import { type EventName, eventNames, Webhook, WebhookEventType } from './webhook.ts';

interface WithSecret {
  readonly webhook: WebhookRow;
  readonly secret: string | null;
}

const WebhookWithSecret = builder.objectRef<WithSecret>('WebhookWithSecret').implement({
  description: 'An endpoint with its new secret, which is shown this once.',
  fields: (t) => ({
    webhook: t.field({ type: Webhook, description: 'The endpoint.', resolve: ({ webhook }) => webhook }),
    secret: t.exposeString('secret', {
      nullable: true,
      description:
        'What signs its messages (whsec_…): give it to the receiver. Null where the endpoint was there already: rotateWebhookSecret.',
    }),
  }),
});

const WebhookInput = builder.inputType('WebhookInput', {
  description: 'An endpoint.',
  fields: (t) => ({
    url: t.string({ required: true, description: 'Where it is: https, on the public internet.' }),
    events: t.field({
      type: [WebhookEventType],
      defaultValue: Object.keys(eventNames) as EventName[],
      description: 'What it is told of. Default: everything.',
    }),
    description: t.string({ description: 'What it is for.' }),
  }),
});

/** The most that a workspace can have: each is looked at by every look for work. */
const mostWebhooks = 50;

function createWebhook(input: typeof WebhookInput.$inferInput, context: Context): Promise<WithSecret> {
  const { workspaceId } = context;
  const url = checkUrl('input.url', input.url, context);
  const events = checkEvents('input.events', input.events ?? (Object.keys(eventNames) as EventName[]));
  const description = checkDescription('input.description', input.description);
  return context.inTransaction(async (tx) => {
    const stored = await tx.webhook.findFirst({ where: { workspaceId, url } });
    if (stored && isDeepStrictEqual([stored.events, stored.description], [events, description])) return { webhook: stored, secret: null };
    if (stored) throw conflict('input.url: a webhook with this address is told something else: updateWebhook', { argument: 'input.url' });
    if ((await tx.webhook.count({ where: { workspaceId } })) >= mostWebhooks)
      throw badUserInput('input', `a workspace has at most ${mostWebhooks} webhooks`);
    const secret = createWebhookSecret();
    const webhook = await tx.webhook.create({ data: { workspaceId, url, events, description } });
    await tx.webhookSecret.create({ data: { workspaceId, webhookId: webhook.id, secret: secret.bytes } });
    const details = { host: new URL(url).host, events }; // the rest of an address may be a secret of the receiver
    await recordAudit(prismaExecutor(tx), context, 'WEBHOOK_CREATED', ['Webhook', webhook.id], details);
    return { webhook, secret: secret.text };
  });
}

/** Hours that the secret before the present one goes on signing. */
const overlapHours = { default: 24, most: 168 } as const;

function rotateSecret(id: bigint, hours: number, context: Context): Promise<WithSecret> {
  const { workspaceId, inTransaction } = context;
  return inTransaction(async (tx) => {
    const webhook = await findWebhook(tx, workspaceId, id);
    // One after the other: who has not seen the secret of the one before would end that one's, and three would be valid.
    await prismaExecutor(tx).executeSql('select 1 from webhook where workspace_id = $1::integer and id = $2::bigint for no key update', [
      workspaceId,
      String(id),
    ]);
    const of = { workspaceId, webhookId: id };
    const now = new Date();
    const previous = await tx.webhookSecret.findFirst({ select: { validUntil: true }, where: { ...of, validUntil: { gt: now } } });
    if (previous && hours > 0)
      throw conflict('previousValidHours: the secret was changed and the one before it is still valid; 0 ends both at once', {
        argument: 'previousValidHours',
      });
    await tx.webhookSecret.deleteMany({ where: { ...of, validUntil: { not: null } } });
    if (hours === 0) await tx.webhookSecret.deleteMany({ where: of });
    else await tx.webhookSecret.updateMany({ where: of, data: { validUntil: new Date(now.getTime() + hours * 3_600_000) } });
    const secret = createWebhookSecret();
    await tx.webhookSecret.create({ data: { ...of, secret: secret.bytes } });
    await recordAudit(prismaExecutor(tx), context, 'WEBHOOK_SECRET_ROTATED', ['Webhook', id], { previousValidHours: hours });
    return { webhook, secret: secret.text };
  });
}

builder.mutationFields((t) => ({
  createWebhook: t.field({
    type: WebhookWithSecret,
    description: 'Creates an endpoint. Sent again, it returns the same one, without its secret.',
    authScopes: { admin: true },
    args: { input: t.arg({ type: WebhookInput, required: true, description: 'The endpoint.' }) },
    resolve: (_root, { input }, context) => createWebhook(input, context),
  }),
  rotateWebhookSecret: t.field({
    type: WebhookWithSecret,
    description: 'Gives an endpoint a new secret. Messages carry a signature of each secret until the previous one ends.',
    authScopes: { admin: true },
    args: {
      id: t.arg.id({ required: true, description: 'Its id.' }),
      previousValidHours: t.arg.int({
        defaultValue: overlapHours.default,
        description: `How long the previous secret goes on signing, up to ${overlapHours.most} hours. 0: it became known, end it now.`,
      }),
    },
    resolve: (_root, args, context) => {
      const hours = args.previousValidHours ?? overlapHours.default;
      if (hours < 0 || hours > overlapHours.most) throw badUserInput('previousValidHours', `0 to ${overlapHours.most} are possible`);
      return rotateSecret(rowId('Webhook', args.id, 'id'), hours, context);
    },
  }),
}));
