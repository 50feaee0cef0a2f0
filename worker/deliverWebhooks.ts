import type { Logger } from 'pino';
import type { Sql } from '../prisma/sql.ts';
import { deleteOldDeliveries } from './webhooks/deleteOldDeliveries.ts';
import { type DueDelivery, deliveryEnd, dueDeliveries, recordAttempt, type TakenDelivery, takeDelivery } from './webhooks/deliveryRow.ts';
import { postWebhook } from './webhooks/postWebhook.ts';
import { recordStaleRuns } from './webhooks/recordStaleRuns.ts';
import { webhookHeaders } from './webhooks/webhookSignature.ts';

export interface DeliveryHost {
  readonly sql: Sql;
  readonly log: Logger;
  readonly allowPrivate: boolean;
}

export interface WebhookDeliverer {
  /** Look for work now: something was announced. */
  look(): void;
  /** Begins nothing more, and waits for what is under way. What does not end in time is sent again by another worker. */
  stop(timeoutMilliseconds: number): Promise<void>;
}

const concurrency = 16; // messages under way at once; each holds one socket and no connection to the database
const concurrencyOfWorkspace = 4; // of those of one workspace: its slow endpoints hold up its own
const lookedAt = 256; // more than workspaces that have all they may can have endpoints (50 each)
const lookMilliseconds = 2_000; // retries fall due without an announcement
const sweepMilliseconds = 5_000; // how late a run is seen to have gone stale
const tidyMilliseconds = 600_000;

/**
 * Tells endpoints what there is to tell, in the worker's own process: it waits for sockets and computes next to nothing. Any
 * number of workers do so at once, a delivery is taken by one of them; within one worker an endpoint is told one thing at a time, a workspace
 * four, and endpoints that answer come before those that fail, so that slow ones hold up their own.
 */
export function deliverWebhooks(host: DeliveryHost): WebhookDeliverer {
  const underWay = new Map<string, Promise<void>>(); // by endpoint
  const ofWorkspace = ({ workspaceId }: DueDelivery) => [...underWay.keys()].filter((key) => key.startsWith(`${workspaceId}/`)).length;
  let isStopped = false;
  const onFault = (error: unknown) => host.log.error(error, 'webhooks'); // the database is away: the next look tries again

  async function fill(): Promise<void> {
    const seen = new Set<bigint>(); // also what another worker is taking at this moment: not asked for twice in one look
    while (!isStopped && underWay.size < concurrency) {
      const due = await dueDeliveries(host.sql, lookedAt + seen.size);
      const next = due.find(
        (delivery) =>
          !underWay.has(endpointOf(delivery)) && !seen.has(delivery.deliveryId) && ofWorkspace(delivery) < concurrencyOfWorkspace,
      );
      if (!next || isStopped) return;
      seen.add(next.deliveryId);
      const delivery = await takeDelivery(host.sql, next);
      if (delivery) underWay.set(endpointOf(next), deliver(delivery));
    }
  }
  async function deliver(delivery: TakenDelivery): Promise<void> {
    await send(host, delivery).catch(onFault);
    underWay.delete(endpointOf(delivery));
    look();
  }
  let filling = Promise.resolve();
  const look = oneAtATime(() => {
    filling = fill();
    return filling;
  }, onFault);
  const sweep = oneAtATime(() => (isStopped ? Promise.resolve() : recordStaleRuns(host.sql)), onFault);
  const tidy = oneAtATime(() => deleteOldDeliveries(host.sql), onFault);
  const timers = [setInterval(look, lookMilliseconds), setInterval(sweep, sweepMilliseconds), setInterval(tidy, tidyMilliseconds)];
  look();
  sweep();
  return {
    look,
    async stop(timeoutMilliseconds) {
      isStopped = true;
      for (const timer of timers) clearInterval(timer);
      const late = Promise.withResolvers<void>();
      const timer = setTimeout(late.resolve, timeoutMilliseconds);
      const idle = async () => {
        await filling.catch(() => {}); // may be taking one at this moment
        await Promise.all(underWay.values());
      };
      await Promise.race([idle(), late.promise]);
      clearTimeout(timer);
    },
  };
}

const endpointOf = ({ workspaceId, webhookId }: DueDelivery) => `${workspaceId}/${webhookId}`;

/** Calls while it runs are one more run afterwards. */
function oneAtATime(work: () => Promise<void>, onFault: (error: unknown) => void): () => void {
  let isRunning = false;
  let isAskedAgain = false;
  return async function run() {
    isAskedAgain = isRunning;
    if (isRunning) return;
    isRunning = true;
    await work().catch(onFault);
    isRunning = false;
    if (isAskedAgain) run();
  };
}

/** Sends and records. Neither the address, which may hold a token also in its host, nor the secret is logged: of a fault its code. */
async function send({ sql, log, allowPrivate }: DeliveryHost, delivery: TakenDelivery): Promise<void> {
  const { messageId: id, body, url, secrets } = delivery;
  const headers = webhookHeaders({ id, body, sentAt: new Date() }, secrets);
  const answer = await postWebhook({ url, headers, body }, { allowPrivate });
  const end = deliveryEnd(delivery, answer, Math.random());
  const isRecorded = await recordAttempt(sql, delivery, answer, end);
  const { workspaceId, deliveryId, attempt } = delivery;
  const { status, error } = answer;
  log.info(
    {
      workspace: workspaceId,
      delivery: String(deliveryId),
      attempt,
      status,
      error: error?.split(':', 1)[0] ?? null,
      state: end.state,
      isRecorded,
    },
    'webhook',
  );
}
