/** What a webhook can be told of, as the specification advises to name it. */
export const webhookEvents = ['run.succeeded', 'run.failed', 'run.recovered', 'run.stale'] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** A run as events tell it: names and states, no number of its result and nothing of a person. */
export interface EventRun {
  readonly runId: bigint;
  readonly name: string;
  readonly kind: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly errorCode: string | null;
  readonly statusCode: string | null;
  readonly dataThrough: Date | null;
  readonly computedAt: Date | null;
}

/** The body that is signed and sent, the same for every endpoint and attempt. */
export function runEventBody(type: WebhookEvent, at: Date, run: EventRun): string {
  return JSON.stringify({
    type,
    timestamp: at.toISOString(),
    data: {
      runId: Buffer.from(`Run:${run.runId}`).toString('base64url'), // the id by which the graph knows it
      analysis: { name: run.name, kind: run.kind },
      state: run.state,
      outcome: run.outcome,
      code: run.errorCode ?? run.statusCode,
      dataThrough: run.dataThrough?.toISOString() ?? null,
      computedAt: run.computedAt?.toISOString() ?? null,
    },
  });
}

/** What testWebhook sends. */
export function testEventBody(at: Date): string {
  return JSON.stringify({ type: 'webhook.test', timestamp: at.toISOString(), data: {} });
}
