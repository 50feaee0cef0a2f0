import { createHmac, randomBytes } from 'node:crypto';

const prefix = 'whsec_';
const secretBytes = 32; // 24 to 64 are allowed

/** A new secret: the bytes that sign, and the text that its owner is shown once. */
export function createWebhookSecret(): { readonly bytes: Uint8Array<ArrayBuffer>; readonly text: string } {
  const bytes = new Uint8Array(randomBytes(secretBytes));
  return { bytes, text: prefix + Buffer.from(bytes).toString('base64') };
}

export interface SignedMessage {
  /** Contains no full stop: that divides what is signed. */
  readonly id: string;
  readonly body: string;
  /** Of this attempt, not of what it tells: a receiver refuses an old one as a replay. */
  readonly sentAt: Date;
}

/**
 * The three headers of the Standard Webhooks specification (github.com/standard-webhooks/standard-webhooks, "Signature scheme"):
 * HMAC-SHA256 over `id.timestamp.body`, the timestamp in whole seconds, in base64 behind "v1,". One signature a secret, divided
 * by spaces: while a secret is being changed, a receiver that knows either one finds its own.
 */
export function webhookHeaders({ id, body, sentAt }: SignedMessage, secrets: readonly Uint8Array[]): Record<string, string> {
  const timestamp = Math.floor(sentAt.getTime() / 1000);
  const signatures = secrets.map((secret) => `v1,${createHmac('sha256', secret).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  return { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signatures.join(' ') };
}
