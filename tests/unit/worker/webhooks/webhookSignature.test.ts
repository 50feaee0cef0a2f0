import { Webhook } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { createWebhookSecret, webhookHeaders } from '../../../../worker/webhooks/webhookSignature.ts';

describe('the headers of a webhook', () => {
  // github.com/standard-webhooks/standard-webhooks, libraries/javascript/src/webhook.test.ts, "sign function works".
  it('carry the signature that the specification publishes for its example', () => {
    const secret = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    const message = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', body: '{"test": 2432232314}', sentAt: new Date(1_614_265_330_000) };
    expect(webhookHeaders(message, [secret])).toEqual({
      'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      'webhook-timestamp': '1614265330',
      'webhook-signature': 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    });
  });

  it("are verified by the specification's own library, with either secret while one is being changed", () => {
    const [present, previous, stranger] = [createWebhookSecret(), createWebhookSecret(), createWebhookSecret()];
    const body = JSON.stringify({ type: 'run.succeeded', data: { analysis: { name: 'Zufriedenheit – größer' } } });
    const headers = webhookHeaders({ id: 'msg_1', body, sentAt: new Date() }, [present.bytes, previous.bytes]);
    expect(new Webhook(present.text).verify(body, headers)).toEqual(JSON.parse(body));
    expect(new Webhook(previous.text).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(stranger.text).verify(body, headers)).toThrow('No matching signature');
    expect(() => new Webhook(present.text).verify(`${body} `, headers)).toThrow('No matching signature');
    expect(() => new Webhook(present.text).verify(body, { ...headers, 'webhook-id': 'msg_2' })).toThrow('No matching signature');
  });

  it('are refused by it when they are of an attempt of six minutes ago', () => {
    const { bytes, text } = createWebhookSecret();
    const headers = webhookHeaders({ id: 'msg_1', body: '{}', sentAt: new Date(Date.now() - 6 * 60_000) }, [bytes]);
    expect(() => new Webhook(text).verify('{}', headers)).toThrow('too old');
  });
});

describe('a secret', () => {
  it('is of 32 random bytes and begins with whsec_', () => {
    const [one, other] = [createWebhookSecret(), createWebhookSecret()];
    expect(one.bytes).toHaveLength(32);
    expect(one.text).toBe(`whsec_${Buffer.from(one.bytes).toString('base64')}`);
    expect(one.text).not.toBe(other.text);
  });
});
