import type { Queryable } from '../../prisma/sql.ts';
import { webhookChannel } from '../queue.ts';
import { type EventRun, runEventBody, type WebhookEvent } from './eventBody.ts';

interface EndedRun extends EventRun {
  /** The failed run before it that nothing has recovered from yet. */
  readonly recoversFrom: bigint | null;
}

/**
 * Writes down what endpoints are to be told of a run that has just ended, in the transaction that ends it: there is no end
 * without its notice and no notice without its end. The unique key of an event lets each be written once only.
 */
export async function recordRunEvent(tx: Queryable, workspaceId: number, runId: bigint): Promise<void> {
  const [run] = await tx<EndedRun[]>`
    select r.id as "runId", a.name, a.kind, r.state, r.outcome, r.error_code as "errorCode", r.status_code as "statusCode",
           r.data_through as "dataThrough", coalesce(same.finished_at, r.finished_at) as "computedAt", -- as the graph says it
           -- The failure that was told last of runs that were asked the same, unless a recovery from it was told. A backfill that succeeds as
           -- of last January does not say that tonight's run would, nor the other way round.
           (select case when exists (select from webhook_event recovery
                                      where recovery.workspace_id = f.workspace_id and recovery.type = 'run.recovered' and recovery.transition_id = f.run_id)
                        then null else f.run_id end
              from webhook_event f join run failed on failed.workspace_id = f.workspace_id and failed.id = f.run_id
             where f.workspace_id = r.workspace_id and f.type = 'run.failed' and failed.analysis_id = r.analysis_id and failed.as_of is not distinct from r.as_of
             order by f.occurred_at desc, f.id desc limit 1) as "recoversFrom"
      from run r join analysis a on a.workspace_id = r.workspace_id and a.id = r.analysis_id
      left join run same on same.workspace_id = r.workspace_id and same.id = r.reused_run_id
     where r.workspace_id = ${workspaceId} and r.id = ${runId}`;
  if (run?.state === 'FAILED') await recordEvents(tx, workspaceId, [{ type: 'run.failed', transitionId: runId, run }]);
  if (run?.state !== 'SUCCEEDED') return;
  const recovery = run.recoversFrom === null ? [] : [{ type: 'run.recovered', transitionId: run.recoversFrom, run } as const];
  await recordEvents(tx, workspaceId, [{ type: 'run.succeeded', transitionId: runId, run }, ...recovery]);
}

export interface RunEvent {
  readonly type: WebhookEvent;
  readonly transitionId: bigint;
  readonly run: EventRun;
}

/**
 * Writes events that are not there yet, with a delivery for each endpoint that is told of them. The endpoint is held until this is committed: whoever disables it waits, and then ends
 * what waits for it, this too.
 */
export async function recordEvents(tx: Queryable, workspaceId: number, events: readonly RunEvent[]): Promise<void> {
  const now = new Date();
  const written = await tx<{ id: bigint }[]>`
    insert into webhook_event (workspace_id, type, run_id, transition_id, body, occurred_at)
    select ${workspaceId}::integer, e.type, e.run_id, e.transition_id, e.body, ${now}::timestamptz
      from unnest(${events.map(({ type }) => type)}::text[], ${events.map(({ run }) => String(run.runId))}::bigint[],
                  ${events.map(({ transitionId }) => String(transitionId))}::bigint[],
                  ${events.map(({ type, run }) => runEventBody(type, now, run))}::text[]) as e (type, run_id, transition_id, body)
     order by e.type, e.transition_id
    on conflict (workspace_id, type, transition_id) do nothing
    returning id`;
  if (written.length === 0) return;
  const { count } = await tx`
    insert into webhook_delivery (workspace_id, webhook_id, event_id)
    select w.workspace_id, w.id, e.id
      from webhook_event e join webhook w on w.workspace_id = e.workspace_id and e.type = any(w.events) and w.disabled_at is null
     where e.workspace_id = ${workspaceId} and e.id = any(${written.map(({ id }) => String(id))}::bigint[])
       for share of w`;
  if (count > 0) await tx`select pg_notify(${webhookChannel}, '')`;
}
