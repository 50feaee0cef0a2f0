import type { Prisma } from '../../prisma/generated/client/client.ts';
import { Run } from '../analyses/run.ts';
import { builder, idDescription } from '../builder.ts';
import { cursorTime, type Page, pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';
import type { Context } from '../context.ts';
import { rowId } from '../globalId.ts';
import { Webhook } from './webhook.ts';

const DeliveryState = builder.enumType('WebhookDeliveryState', {
  description: 'Where a delivery stands.',
  values: {
    PENDING: { description: 'To be sent, or sent again.' },
    DELIVERED: { description: 'The endpoint answered 2xx.' },
    FAILED: { description: 'Given up; it can be replayed.' },
  } as const,
});

const FailedReason = builder.enumType('WebhookFailedReason', {
  description: 'Why a delivery was given up.',
  values: {
    ATTEMPTS_USED_UP: { description: 'No attempt had an answer 2xx.' },
    GONE: { description: 'The endpoint answered 410: it wants to be told no more.' },
    ENDPOINT_DISABLED: { description: 'The endpoint was disabled before it was sent.' },
  } as const,
});

const WebhookAttempt = builder.prismaObject('WebhookAttempt', {
  description: 'One attempt to deliver a message.',
  fields: (t) => ({
    attempt: t.exposeInt('attempt', { description: 'Its number. One that is missing was lost with its worker.' }),
    at: t.expose('at', { type: 'DateTime', description: 'When it was sent.' }),
    status: t.exposeInt('status', { nullable: true, description: 'HTTP status of the answer. Null: there was none.' }),
    error: t.exposeString('error', { nullable: true, description: 'Why there was no answer.' }),
    response: t.exposeString('response', { nullable: true, description: 'The first 1024 bytes of the body of the answer.' }),
    milliseconds: t.exposeInt('milliseconds', { description: 'How long it took.' }),
  }),
});

export const WebhookDelivery = builder.prismaNode('WebhookDelivery', {
  description: 'One message for one endpoint, with every attempt to deliver it.',
  authScopes: { admin: true },
  id: { resolve: (delivery) => String(delivery.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    webhook: t.field({
      type: Webhook,
      description: 'The endpoint.',
      resolve: async ({ webhookId }, _args, { loaders }) => present(await loaders.webhook.load(webhookId)),
    }),
    messageId: t.string({
      description: 'The header webhook-id: the same for each attempt and endpoint, so that a receiver can tell what it knows already.',
      resolve: async (row, _args, context) => `msg_${(await eventOf(row, context)).uuid.replaceAll('-', '')}`,
    }),
    eventType: t.string({
      description: 'What it tells, for example run.succeeded; webhook.test is a test.',
      resolve: async (row, _args, context) => (await eventOf(row, context)).type,
    }),
    body: t.string({
      description: 'What is sent, to the byte.',
      resolve: async (row, _args, context) => (await eventOf(row, context)).body,
    }),
    run: t.field({
      type: Run,
      nullable: true,
      description: 'The run that it tells of. Null: it is a test, or the analysis was deleted.',
      resolve: async (row, _args, context) => {
        const { runId } = await eventOf(row, context);
        return runId === null ? null : context.loaders.run.load(runId);
      },
    }),
    state: t.field({ type: DeliveryState, description: 'Where it stands.', resolve: ({ state }) => state as 'PENDING' }),
    failedReason: t.field({
      type: FailedReason,
      nullable: true,
      description:
        'Why it was given up. Null: it was not, or it waited in a backup that was restored, or a release before this one gave it up.',
      resolve: ({ state, failedReason }) => (state === 'FAILED' ? (failedReason as 'GONE' | null) : null),
    }),
    attempts: t.field({
      type: [WebhookAttempt],
      description: 'Every attempt, the first one first: a plain list, for after three days no more is made.',
      resolve: ({ id }, _args, { loaders }) => loaders.webhookAttempts.load(id),
    }),
    nextAttemptAt: t.expose('nextAttemptAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it is sent next. Null once it is over.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When there was something to tell.' }),
    finishedAt: t.expose('finishedAt', { type: 'DateTime', nullable: true, description: 'When it was delivered or given up.' }),
  }),
});

function eventOf({ eventId }: { eventId: bigint }, { loaders }: Context) {
  return loaders.webhookEvent.load(eventId).then(present);
}

/** Foreign keys see to it. */
function present<Row>(row: Row | null): Row {
  if (!row) throw new Error('a delivery has no endpoint or event');
  return row;
}

const DeliveryConnection = builder.connectionObject(
  { type: WebhookDelivery, name: 'WebhookDeliveryConnection', description: 'A page of deliveries.' },
  { name: 'WebhookDeliveryEdge', description: 'A delivery and its place in the list.' },
);

/** Newest first; ties by id. */
function behind({ after }: Page): Prisma.WebhookDeliveryWhereInput {
  const time = after && cursorTime(after);
  return after && time ? { OR: [{ createdAt: { lt: time } }, { createdAt: time, id: { lt: after.id } }] } : {};
}

builder.queryField('webhookDeliveries', (t) =>
  t.field({
    type: DeliveryConnection,
    description: 'What was told and is to be told, newest first. Kept for 30 days after its end.',
    authScopes: { admin: true },
    args: {
      webhook: t.arg.id({ description: 'Only those to this endpoint. Default: all.' }),
      state: t.arg({ type: DeliveryState, description: 'Only those that stand so. Default: all.' }),
      ...pageArgs,
    },
    complexity: pageCost,
    resolve: async (_root, { webhook, state, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.webhookDelivery.findMany({
        where: {
          workspaceId,
          ...(webhook != null && { webhookId: rowId('Webhook', webhook, 'webhook') }),
          ...(state != null && { state }),
          ...behind(page),
        },
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: page.first + 1,
      });
      return toConnection(rows, page, (row) => ({ sortValue: row.createdAt.toISOString(), id: row.id }));
    },
  }),
);
