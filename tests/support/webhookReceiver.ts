/** A real endpoint on loopback: keeps what it is told, answers as the test wants, and verifies as the specification says. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { inWorkspace, type Sql } from '../../prisma/sql.ts';
import { recordRunEvent } from '../../worker/webhooks/recordRunEvent.ts';
import { createWebhookSecret } from '../../worker/webhooks/webhookSignature.ts';

export interface ReceivedMessage {
  readonly id: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  readonly json: any;
}

export type Answering = (request: IncomingMessage, response: ServerResponse, count: number) => void;

export interface WebhookReceiver {
  readonly url: string;
  readonly messages: ReceivedMessage[];
  /** How it answers from now on; 204 until told otherwise. */
  answer(how: Answering | number): void;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<WebhookReceiver> {
  const messages: ReceivedMessage[] = [];
  let answering: Answering = (_request, response) => response.writeHead(204).end();
  const server = createServer(async (request, response) => {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const body = Buffer.concat(pieces).toString('utf8');
    const headers = request.headers as Record<string, string>;
    messages.push({ id: headers['webhook-id'] ?? '', headers, body, json: JSON.parse(body) });
    answering(request, response, messages.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    messages,
    answer(how) {
      answering = typeof how === 'function' ? how : (_request, response) => response.writeHead(how).end();
    },
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** What the library of the specification makes of a message. @throws when the signature is wrong or its time is not now */
export function verify(secret: string, { body, headers }: ReceivedMessage): unknown {
  return new Webhook(secret).verify(body, { ...headers });
}

export const allEvents = ['run.succeeded', 'run.failed', 'run.recovered', 'run.stale'];

/** An endpoint as createWebhook makes it. */
export async function createEndpoint(
  admin: Sql,
  workspaceId: number,
  url: string,
  events: readonly string[] = allEvents,
): Promise<{ id: bigint; secret: string }> {
  const [row] = await admin<{ id: bigint }[]>`
    insert into webhook (workspace_id, url, events) values (${workspaceId}, ${url}, ${events as string[]}) returning id`;
  const { bytes, text } = createWebhookSecret();
  await admin`insert into webhook_secret (workspace_id, webhook_id, secret) values (${workspaceId}, ${row!.id}, ${Buffer.from(bytes)})`;
  return { id: row!.id, secret: text };
}

/** A run that has ended, with its notice, as the transaction that ends one leaves them. */
export function endRun(
  sql: Sql,
  { workspaceId, analysisId }: { readonly workspaceId: number; readonly analysisId: bigint },
  state: 'SUCCEEDED' | 'FAILED' = 'SUCCEEDED',
  beforeCommit: () => Promise<void> = async () => {},
): Promise<bigint> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [run] = await tx<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, finished_at)
      values (${workspaceId}, ${analysisId}, 'DRIVERS', 'API', '{}', '{}', ${state}, ${state === 'SUCCEEDED' ? 'FITTED' : null}, now()) returning id`;
    await recordRunEvent(tx, workspaceId, run!.id);
    await beforeCommit();
    return run!.id;
  });
}
