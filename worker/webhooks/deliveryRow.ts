import { inWorkspace, type Sql, type Transaction } from '../../prisma/sql.ts';
import type { WebhookAnswer } from './postWebhook.ts';
import { retryDelaySeconds } from './retrySchedule.ts';

/** Which deliveries could be made now, of all workspaces. */
export interface DueDelivery {
  readonly workspaceId: number;
  readonly webhookId: bigint;
  readonly deliveryId: bigint;
}

/** A delivery as its worker holds it. `attempt` is the fencing token. */
export interface TakenDelivery extends DueDelivery {
  readonly attempt: number;
  readonly failures: number;
  readonly url: string;
  readonly messageId: string;
  readonly body: string;
  readonly secrets: readonly Uint8Array[];
}

/** After this long without a word of its worker an attempt counts as lost and the delivery is made again. */
const lostAfterSeconds = 30;

/** The one that has waited longest of each endpoint. */
export function dueDeliveries(sql: Sql, most: number): Promise<DueDelivery[]> {
  return sql<DueDelivery[]>`
    select workspace_id as "workspaceId", webhook_id as "webhookId", delivery_id as "deliveryId" from webhook_deliveries_due(${most})`;
}

/**
 * Takes a delivery before it is sent: a worker that dies afterwards has used an attempt, and another sends the same message
 * under the same id. Null when it is not due any more, or another worker is taking it.
 */
export function takeDelivery(sql: Sql, { workspaceId, webhookId, deliveryId }: DueDelivery): Promise<TakenDelivery | null> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [taken] = await tx<Omit<TakenDelivery, 'secrets' | keyof DueDelivery>[]>`
      update webhook_delivery d
         set attempt = d.attempt + 1, failures = d.failures + 1, next_attempt_at = now() + make_interval(secs => ${lostAfterSeconds})
        from webhook w, webhook_event e
       where d.workspace_id = ${workspaceId}
         and d.id = (select id from webhook_delivery where workspace_id = ${workspaceId} and id = ${deliveryId}
                        and state = 'PENDING' and next_attempt_at <= now() for update skip locked)
         and w.workspace_id = d.workspace_id and w.id = d.webhook_id and w.disabled_at is null
         and e.workspace_id = d.workspace_id and e.id = d.event_id
      returning d.attempt, d.failures, w.url, 'msg_' || replace(e.uuid::text, '-', '') as "messageId", e.body`;
    if (!taken) return null;
    const secrets = await tx<{ secret: Uint8Array }[]>`
      with ended as ( -- it signs nothing any more, and whoever reads the database or a backup would read it
        delete from webhook_secret where workspace_id = ${workspaceId} and webhook_id = ${webhookId} and valid_until <= now())
      select secret from webhook_secret where workspace_id = ${workspaceId} and webhook_id = ${webhookId}
         and (valid_until is null or valid_until > now())
       order by valid_until nulls first, id desc`;
    return { ...taken, workspaceId, webhookId, deliveryId, secrets: secrets.map(({ secret }) => secret) };
  });
}

/** What an answer means for the delivery and its endpoint. */
export type DeliveryEnd =
  | { readonly state: 'DELIVERED' }
  | { readonly state: 'PENDING'; readonly delaySeconds: number }
  | { readonly state: 'FAILED'; readonly isGone: boolean };

/** 2xx is success and nothing else is; 410 asks never to be told again; the rest is tried again until attempts run out. */
export function deliveryEnd({ failures }: Pick<TakenDelivery, 'failures'>, answer: WebhookAnswer, chance: number): DeliveryEnd {
  const { status, retryAfterSeconds } = answer;
  if (status !== null && status >= 200 && status < 300) return { state: 'DELIVERED' };
  if (status === 410) return { state: 'FAILED', isGone: true };
  const delaySeconds = retryDelaySeconds(failures, chance, retryAfterSeconds);
  return delaySeconds === null ? { state: 'FAILED', isGone: false } : { state: 'PENDING', delaySeconds };
}

/** Stores how an attempt went. Nothing, when another worker has taken the delivery since: false. */
export function recordAttempt(sql: Sql, delivery: TakenDelivery, answer: WebhookAnswer, end: DeliveryEnd): Promise<boolean> {
  const { workspaceId, webhookId, deliveryId, attempt } = delivery;
  const delay = end.state === 'PENDING' ? end.delaySeconds : null;
  return inWorkspace(sql, workspaceId, async (tx) => {
    // The endpoint before its deliveries, as all who change both: two workers that hear a 410 at once must not wait for each other.
    await tx`select 1 from webhook where workspace_id = ${workspaceId} and id = ${webhookId} for no key update`;
    const { count } = await tx`
      update webhook_delivery
         set state = ${end.state}, failed_reason = ${failedReason(end)}, next_attempt_at = now() + make_interval(secs => ${delay}), finished_at = ${delay === null ? tx`now()` : null},
             failures = case when ${end.state} = 'DELIVERED' then failures - 1 else failures end
       where workspace_id = ${workspaceId} and id = ${deliveryId} and attempt = ${attempt} and state = 'PENDING'`;
    if (count === 0) return false;
    await tx`insert into webhook_attempt ${tx({
      workspace_id: workspaceId,
      delivery_id: deliveryId,
      attempt,
      at: new Date(Date.now() - answer.milliseconds),
      status: answer.status,
      error: answer.error,
      response: answer.response,
      milliseconds: answer.milliseconds,
    })}`;
    await noteHealth(tx, delivery, end);
    return true;
  });
}

const failedReason = (end: DeliveryEnd): string | null => (end.state !== 'FAILED' ? null : end.isGone ? 'GONE' : 'ATTEMPTS_USED_UP');

/** How long nothing must have reached an endpoint before it is given up. The attempts of one delivery take a little longer. */
const givenUpAfterDays = 3;

/**
 * An endpoint is disabled by a 410, or when a delivery has used up its attempts and nothing has reached the endpoint for three
 * days. What still waits for it has failed then, too: replaying it is its owner's decision.
 */
async function noteHealth(tx: Transaction, { workspaceId, webhookId }: TakenDelivery, end: DeliveryEnd): Promise<void> {
  if (end.state === 'DELIVERED') {
    await tx`update webhook set failing_since = null where workspace_id = ${workspaceId} and id = ${webhookId} and failing_since is not null`;
    return;
  }
  await tx`update webhook set failing_since = now() where workspace_id = ${workspaceId} and id = ${webhookId} and failing_since is null`;
  if (end.state !== 'FAILED') return;
  const { count } = await tx`
    update webhook set disabled_at = now(), disabled_reason = ${end.isGone ? 'GONE' : 'FAILING'}
     where workspace_id = ${workspaceId} and id = ${webhookId} and disabled_at is null
       and (${end.isGone} or failing_since <= now() - make_interval(days => ${givenUpAfterDays}))`;
  if (count > 0)
    await tx`
      update webhook_delivery set state = 'FAILED', failed_reason = 'ENDPOINT_DISABLED', finished_at = now(), next_attempt_at = null
       where workspace_id = ${workspaceId} and webhook_id = ${webhookId} and state = 'PENDING'`;
}
