import type { WebhookDeliveriesQuery, WebhookEventType, WebhooksQuery } from '../generated/graphql.ts';
import { formatDuration, formatTime } from './numbers.ts';
import { table } from './table.ts';

type Webhook = WebhooksQuery['webhooks']['nodes'][number];
type Delivery = WebhookDeliveriesQuery['webhookDeliveries']['nodes'][number];

/** As messages name it: run.succeeded for RUN_SUCCEEDED. */
export const eventWord = (event: WebhookEventType): string => event.toLowerCase().replace('_', '.');

export function webhookTable(webhooks: readonly Webhook[]): string[] {
  return table(
    [
      { title: 'url', cell: ({ url }) => url },
      { title: 'events', cell: ({ events }) => events.map(eventWord).join(',') },
      { title: 'stands', cell: standing },
      { title: 'id', cell: ({ id }) => id },
    ],
    webhooks,
  );
}

function standing({ isEnabled, disabledAt, disabledReason, failingSince }: Webhook): string {
  if (!isEnabled) return `disabled since ${formatTime(disabledAt)}: ${disabledReason ? reasonWord[disabledReason] : 'reason unknown'}`;
  return failingSince ? `nothing reaches it since ${formatTime(failingSince)}` : 'enabled';
}

const reasonWord: Readonly<Record<NonNullable<Webhook['disabledReason']>, string>> = {
  REQUESTED: 'somebody disabled it',
  GONE: 'it answered 410',
  FAILING: 'nothing reached it for three days',
};

export function deliveryTable(deliveries: readonly Delivery[]): string[] {
  return table(
    [
      { title: 'created', cell: ({ createdAt }) => formatTime(createdAt) },
      { title: 'event', cell: ({ eventType }) => eventType },
      { title: 'state', cell: ({ state, failedReason }) => (failedReason ? `${state}: ${failureWord[failedReason]}` : state) },
      { title: 'attempts', align: 'right', cell: ({ attempts }) => String(attempts.length) },
      { title: 'last answer', cell: lastAnswer },
      { title: 'next attempt', cell: ({ nextAttemptAt }) => formatTime(nextAttemptAt) },
      { title: 'run', cell: ({ run }) => run?.id ?? '–' },
      { title: 'id', cell: ({ id }) => id },
    ],
    deliveries,
  );
}

const failureWord: Readonly<Record<NonNullable<Delivery['failedReason']>, string>> = {
  ATTEMPTS_USED_UP: 'no attempt reached it',
  GONE: 'it answered 410',
  ENDPOINT_DISABLED: 'it was disabled before',
};

function lastAnswer({ attempts }: Delivery): string {
  const last = attempts.at(-1);
  if (!last) return '–';
  return `${last.status ?? last.error?.split(':', 1)[0] ?? '–'} in ${formatDuration(last.milliseconds)}`;
}
