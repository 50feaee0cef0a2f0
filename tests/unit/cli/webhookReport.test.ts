import { describe, expect, it } from 'vitest';
import { deliveryTable, webhookTable } from '../../../clients/cli/print/webhookReport.ts';

type Webhook = Parameters<typeof webhookTable>[0][number];
type Delivery = Parameters<typeof deliveryTable>[0][number];

const webhook: Webhook = {
  id: 'w1',
  url: 'https://hooks.example.com/',
  description: null,
  events: ['RUN_FAILED', 'RUN_RECOVERED'],
  isEnabled: true,
  disabledAt: null,
  disabledReason: null,
  failingSince: null,
  previousSecretUntil: null,
  createdAt: '2026-01-01T00:00:00.000Z',
};
const disabled = { ...webhook, isEnabled: false, disabledAt: '2026-02-03T04:05:06.789Z' };
const rows = (lines: string[]) => lines.slice(1).map((line) => line.split(/ {2,}/));

describe('the table of webhooks', () => {
  it('names events as messages do', () =>
    expect(rows(webhookTable([webhook]))).toEqual([['https://hooks.example.com/', 'run.failed,run.recovered', 'enabled', 'w1']]));

  it.each<[Webhook, string]>([
    [{ ...webhook, failingSince: '2026-02-03T04:05:06.789Z' }, 'nothing reaches it since 2026-02-03 04:05:06Z'],
    [{ ...disabled, disabledReason: 'REQUESTED' }, 'disabled since 2026-02-03 04:05:06Z: somebody disabled it'],
    [{ ...disabled, disabledReason: 'GONE' }, 'disabled since 2026-02-03 04:05:06Z: it answered 410'],
    [{ ...disabled, disabledReason: 'FAILING' }, 'disabled since 2026-02-03 04:05:06Z: nothing reached it for three days'],
  ])('says how each stands (%#)', (row, standing) => expect(rows(webhookTable([row]))[0]?.[2]).toBe(standing));
});

describe('the table of deliveries', () => {
  const delivery: Delivery = {
    id: 'd1',
    messageId: 'msg_1',
    eventType: 'run.failed',
    state: 'PENDING',
    failedReason: null,
    createdAt: '2026-01-01T00:00:00.000Z',
    finishedAt: null,
    nextAttemptAt: '2026-01-01T00:05:00.000Z',
    run: { id: 'r1' },
    attempts: [],
  };
  const attempt = { attempt: 1, at: '2026-01-01T00:00:01.000Z', status: 503, error: null, response: 'not now', milliseconds: 12 };
  const noAnswer = {
    ...attempt,
    attempt: 2,
    status: null,
    error: 'ECONNREFUSED: connect ECONNREFUSED',
    response: null,
    milliseconds: 1500,
  };
  const told = (attempts: Delivery['attempts']) =>
    rows(deliveryTable([{ ...delivery, attempts }]))[0]
      ?.slice(3, 5)
      .map((cell) => cell.trim());

  it('has a line each', () =>
    expect(rows(deliveryTable([delivery]))[0]?.map((cell) => cell.trim())).toEqual([
      '2026-01-01 00:00:00Z',
      'run.failed',
      'PENDING',
      '0',
      '–',
      '2026-01-01 00:05:00Z',
      'r1',
      'd1',
    ]));
  it('shows the status of the last attempt', () => expect(told([attempt])).toEqual(['1', '503 in 12 ms']));
  it('shows why there was no answer', () => expect(told([attempt, noAnswer])).toEqual(['2', 'ECONNREFUSED in 1.5 s']));
  it('says why one was given up', () =>
    expect(rows(deliveryTable([{ ...delivery, state: 'FAILED', failedReason: 'ENDPOINT_DISABLED' }]))[0]?.[2]).toBe(
      'FAILED: it was disabled before',
    ));
  it('has neither run nor next attempt where there is none', () =>
    expect(rows(deliveryTable([{ ...delivery, run: null, nextAttemptAt: null }]))[0]?.slice(-3)).toEqual(['–', '–', 'd1']));
});
