import { builder, idDescription } from '../builder.ts';
import { pageArgs, pageCost, parsePage, toConnection } from '../connection.ts';

/** Names in the graph may hold no full stop. */
export const eventNames = {
  RUN_SUCCEEDED: 'run.succeeded',
  RUN_FAILED: 'run.failed',
  RUN_RECOVERED: 'run.recovered',
  RUN_STALE: 'run.stale',
} as const;
export type EventName = keyof typeof eventNames;

export const WebhookEventType = builder.enumType('WebhookEventType', {
  description: 'What a webhook is told of.',
  values: {
    RUN_SUCCEEDED: { description: '`run.succeeded`: a run has an answer, be it that the data cannot tell.' },
    RUN_FAILED: { description: '`run.failed`: a run failed and is not tried again.' },
    RUN_RECOVERED: {
      description: '`run.recovered`: the first answer of an analysis after a failure as of the same moment, the present or a past one.',
    },
    RUN_STALE: { description: '`run.stale`: data that the latest answer of an analysis was computed from has changed since.' },
  } as const,
});

const DisabledReason = builder.enumType('WebhookDisabledReason', {
  description: 'Why an endpoint is told nothing.',
  values: {
    REQUESTED: { description: 'Somebody disabled it.' },
    GONE: { description: 'It answered 410: it wants to be told no more.' },
    FAILING: { description: 'All attempts of a delivery failed, and nothing had reached it for three days.' },
  } as const,
});

/** In the order of the list above. */
export const namesOfEvents = (events: readonly string[]): EventName[] =>
  (Object.keys(eventNames) as EventName[]).filter((name) => events.includes(eventNames[name]));

export const Webhook = builder.prismaNode('Webhook', {
  description: 'An address that is told what happens to runs, after the Standard Webhooks specification.',
  authScopes: { admin: true },
  id: { resolve: (webhook) => String(webhook.id), description: idDescription },
  findUnique: (id, { workspaceId }) => ({ workspaceId_id: { workspaceId, id: BigInt(id) } }),
  fields: (t) => ({
    url: t.exposeString('url', { description: 'Where it is.' }),
    description: t.exposeString('description', { nullable: true, description: 'What it is for, in the words of whoever made it.' }),
    events: t.field({ type: [WebhookEventType], description: 'What it is told of.', resolve: ({ events }) => namesOfEvents(events) }),
    isEnabled: t.boolean({ description: 'Whether it is told.', resolve: ({ disabledAt }) => disabledAt === null }),
    disabledAt: t.expose('disabledAt', { type: 'DateTime', nullable: true, description: 'Since when it is told nothing.' }),
    disabledReason: t.field({
      type: DisabledReason,
      nullable: true,
      description: 'Why it is told nothing.',
      resolve: ({ disabledReason }) => disabledReason as 'GONE' | null,
    }),
    failingSince: t.expose('failingSince', {
      type: 'DateTime',
      nullable: true,
      description: 'Nothing has reached it since. Null after a success.',
    }),
    previousSecretUntil: t.field({
      type: 'DateTime',
      nullable: true,
      description: 'Until when messages are signed with the secret before the present one, too.',
      resolve: ({ id }, _args, { loaders }) => loaders.previousSecretUntil.load(id),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was created.' }),
  }),
});

const WebhookConnection = builder.connectionObject(
  { type: Webhook, name: 'WebhookConnection', description: 'A page of endpoints.' },
  { name: 'WebhookEdge', description: 'An endpoint and its place in the list.' },
);

builder.queryField('webhooks', (t) =>
  t.field({
    type: WebhookConnection,
    description: 'Endpoints that are told what happens, oldest first.',
    authScopes: { admin: true },
    args: { isEnabled: t.arg.boolean({ description: 'Only those that are told, or only the others. Default: all.' }), ...pageArgs },
    complexity: pageCost,
    resolve: async (_root, { isEnabled, ...args }, { db, workspaceId }) => {
      const page = parsePage(args);
      const rows = await db.webhook.findMany({
        where: {
          workspaceId,
          ...(page.after && { id: { gt: page.after.id } }),
          ...(isEnabled != null && { disabledAt: isEnabled ? null : { not: null } }),
        },
        orderBy: { id: 'asc' },
        take: page.first + 1,
      });
      return toConnection(rows, page, ({ id }) => ({ sortValue: null, id }));
    },
  }),
);
