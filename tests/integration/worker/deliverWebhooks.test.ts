/**
 * Messages reach a real endpoint, signed, and again until they do.
 * Over 300 lines: each fault of an endpoint is played by the same receiver, against the same few rows of deliveries.
 */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { deliverWebhooks, type WebhookDeliverer } from '../../../worker/deliverWebhooks.ts';
import { deleteOldDeliveries } from '../../../worker/webhooks/deleteOldDeliveries.ts';
import { dueDeliveries } from '../../../worker/webhooks/deliveryRow.ts';
import { createWebhookSecret } from '../../../worker/webhooks/webhookSignature.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/until.ts';
import { createEndpoint, endRun, startReceiver, verify, type WebhookReceiver } from '../../support/webhookReceiver.ts';
import { createDriverFixture, type DriverFixture } from '../../support/worker.ts';

let database: TestDatabase;
let app: Sql;
let admin: Sql;
let fixture: DriverFixture;
let receiver: WebhookReceiver;
let deliverers: WebhookDeliverer[] = [];
const lines: string[] = [];

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 6 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});
beforeEach(async () => {
  fixture = await createDriverFixture(app, { rows: 0 });
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  await Promise.all(deliverers.map((deliverer) => deliverer.stop(5_000)));
  deliverers = [];
  await admin`delete from webhook`; // the next test's workers look in all workspaces
});

function deliver(): WebhookDeliverer {
  const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
  const deliverer = deliverWebhooks({ sql: app, log, allowPrivate: true });
  deliverers.push(deliverer);
  return deliverer;
}

const succeed = () => endRun(app, fixture);

interface DeliveryRow {
  readonly id: bigint;
  readonly state: string;
  readonly failed_reason: string | null;
  readonly attempt: number;
  readonly failures: number;
  readonly seconds: number | null;
}
const deliveries = () => admin<DeliveryRow[]>`
  select id, state, failed_reason, attempt, failures, extract(epoch from next_attempt_at - now())::double precision as seconds
    from webhook_delivery where workspace_id = ${fixture.workspaceId} order by id`;
const attempts = () =>
  admin`select attempt, status, error, response from webhook_attempt where workspace_id = ${fixture.workspaceId} order by delivery_id, attempt`;
const endpoint = async (id: bigint) => (await admin`select disabled_reason, failing_since from webhook where id = ${id}`)[0]!;
const makeDue = () =>
  admin`update webhook_delivery set next_attempt_at = now() where workspace_id = ${fixture.workspaceId} and state = 'PENDING'`;
const over = (count: number) => eventually(deliveries, (rows) => rows.length === count && rows.every(({ state }) => state !== 'PENDING'));
const attempted = (times: number) => eventually(attempts, (rows) => rows.length === times);

describe('a message', () => {
  it('arrives once, with headers and a body that the specification verifies', async () => {
    const { secret } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    const runId = await succeed();
    deliver();
    await over(1);
    expect(receiver.messages).toHaveLength(1);
    const [message] = receiver.messages;
    expect(verify(secret, message!)).toMatchObject({
      type: 'run.succeeded',
      data: { runId: Buffer.from(`Run:${runId}`).toString('base64url') },
    });
    expect(message!.id).toMatch(/^msg_[0-9a-f]{32}$/);
    expect(message!.headers['content-type']).toBe('application/json');
    expect(await deliveries()).toMatchObject([{ state: 'DELIVERED', attempt: 1, failures: 0 }]);
    expect(await attempts()).toMatchObject([{ attempt: 1, status: 204, error: null, response: '' }]);
  });

  it('carries one id to every endpoint and a signature of its own for each', async () => {
    const other = await startReceiver();
    const one = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    const two = await createEndpoint(admin, fixture.workspaceId, other.url);
    await succeed();
    deliver();
    await over(2);
    expect(receiver.messages[0]!.id).toBe(other.messages[0]!.id);
    verify(one.secret, receiver.messages[0]!);
    verify(two.secret, other.messages[0]!);
    expect(() => verify(two.secret, receiver.messages[0]!)).toThrow('No matching signature');
    await other.close();
  });

  it('is signed with the secret before, too, until that one ends', async () => {
    const { id, secret: old } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    const fresh = createWebhookSecret();
    await admin`update webhook_secret set valid_until = now() + interval '1 hour' where webhook_id = ${id}`;
    await admin`insert into webhook_secret (workspace_id, webhook_id, secret) values (${fixture.workspaceId}, ${id}, ${Buffer.from(fresh.bytes)})`;
    await succeed();
    deliver();
    await over(1);
    verify(old, receiver.messages[0]!);
    verify(fresh.text, receiver.messages[0]!);
    await admin`update webhook_secret set valid_until = now() where webhook_id = ${id} and valid_until is not null`;
    await succeed();
    await over(2);
    verify(fresh.text, receiver.messages[1]!);
    expect(() => verify(old, receiver.messages[1]!)).toThrow('No matching signature');
    expect(await admin`select from webhook_secret where webhook_id = ${id}`).toHaveLength(1); // what has ended is kept no longer
  });

  it('is told once by many workers at once', async () => {
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    for (let count = 0; count < 30; count++) await succeed();
    for (let count = 0; count < 3; count++) deliver();
    await over(30);
    expect(receiver.messages).toHaveLength(30);
    expect(new Set(receiver.messages.map(({ id }) => id)).size).toBe(30);
  });
});

describe('an endpoint that fails', () => {
  it('is tried again after 5 seconds under the same id and with a fresh time', async () => {
    const { id, secret } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    receiver.answer((_request, response, count) => response.writeHead(count === 1 ? 503 : 200).end(count === 1 ? 'busy' : 'ok'));
    await succeed();
    deliver();
    await attempted(1);
    expect((await deliveries())[0]).toMatchObject({ state: 'PENDING', attempt: 1, failures: 1 });
    expect((await endpoint(id)).failing_since).toBeInstanceOf(Date);
    await over(1); // the retry comes by itself
    const [first, second] = receiver.messages;
    expect(second!.id).toBe(first!.id);
    expect(second!.body).toBe(first!.body);
    expect(Number(second!.headers['webhook-timestamp']) - Number(first!.headers['webhook-timestamp'])).toBeGreaterThanOrEqual(5);
    verify(secret, second!);
    expect(await attempts()).toMatchObject([
      { attempt: 1, status: 503, response: 'busy' },
      { attempt: 2, status: 200, response: 'ok' },
    ]);
    expect(await endpoint(id)).toEqual({ disabled_reason: null, failing_since: null });
  });

  it('waits longer each time, as long as it asks, and is given up at the tenth', async () => {
    const { id } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    receiver.answer((_request, response, count) => response.writeHead(500, count === 2 ? { 'retry-after': '7200' } : {}).end());
    await succeed();
    const deliverer = deliver();
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 10; attempt++) {
      await attempted(attempt);
      const [row] = await eventually(deliveries, ([row]) => row?.attempt === attempt);
      if (row?.seconds != null) waits.push(row.seconds);
      await makeDue();
      deliverer.look();
    }
    const least = [5, 7200, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400]; // retry-after in the second place
    expect(waits).toHaveLength(9);
    waits.forEach((wait, index) => {
      expect(wait).toBeGreaterThan(least[index]! - 5);
      expect(wait).toBeLessThan(least[index]! * 1.1 + 1);
    });
    expect((await deliveries())[0]).toMatchObject({ state: 'FAILED', failed_reason: 'ATTEMPTS_USED_UP', attempt: 10, seconds: null });
    expect(await endpoint(id)).toMatchObject({ disabled_reason: null }); // the three days were not three days here
  }, 60_000);

  it('is disabled when nothing has reached it for three days and attempts run out; what waits for it has failed', async () => {
    const { id } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    receiver.answer(500);
    await succeed();
    await succeed();
    await admin`update webhook set failing_since = now() - interval '3 days' where id = ${id}`;
    await admin`update webhook_delivery set failures = 9 where id = (select min(id) from webhook_delivery where webhook_id = ${id})`;
    deliver();
    await over(2);
    expect(await endpoint(id)).toMatchObject({ disabled_reason: 'FAILING' });
    const reasons = (await deliveries()).map(({ failed_reason }) => failed_reason);
    expect(reasons.sort()).toEqual(['ATTEMPTS_USED_UP', 'ENDPOINT_DISABLED']);
    expect(receiver.messages.length).toBeLessThanOrEqual(2);
  });

  it('that answers 410 is told no more', async () => {
    const { id } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    receiver.answer(410);
    await succeed();
    deliver();
    await over(1);
    expect(await endpoint(id)).toMatchObject({ disabled_reason: 'GONE' });
    await succeed();
    expect(await deliveries()).toHaveLength(1);
  });

  it('that redirects is not followed', async () => {
    const elsewhere = await startReceiver();
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    receiver.answer((_request, response) => response.writeHead(307, { location: elsewhere.url }).end());
    await succeed();
    deliver();
    await attempted(1);
    expect(await attempts()).toMatchObject([{ status: 307 }]);
    expect((await deliveries())[0]).toMatchObject({ state: 'PENDING' });
    expect(elsewhere.messages).toEqual([]);
    await elsewhere.close();
  });

  it('that is not there is an error with its name', async () => {
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    await receiver.close();
    await succeed();
    deliver();
    await attempted(1);
    expect(await attempts()).toMatchObject([{ status: null, error: expect.stringMatching(/^ECONNREFUSED/) }]);
  });

  it('that answers without end is cut off: 1024 bytes are kept, and the status counts', async () => {
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    receiver.answer((_request, response) => {
      response.writeHead(200);
      response.write(`\0${'x'.repeat(100_000)}`); // and no end
    });
    await succeed();
    deliver();
    await over(1);
    expect(await deliveries()).toMatchObject([{ state: 'DELIVERED' }]);
    expect(await attempts()).toMatchObject([{ status: 200, response: `\u{fffd}${'x'.repeat(1023)}` }]);
  });

  it('that is slow holds up no other', async () => {
    const quick = await startReceiver();
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    await createEndpoint(admin, fixture.workspaceId, quick.url);
    const open: { end(): void }[] = [];
    receiver.answer((_request, response) => void open.push({ end: () => response.writeHead(200).end() }));
    for (let count = 0; count < 6; count++) await succeed();
    deliver();
    await eventually(
      () => quick.messages.length,
      (count) => count === 6,
    );
    expect(receiver.messages).toHaveLength(1); // one at a time
    receiver.answer(200);
    for (const { end } of open) end();
    await over(12);
    await quick.close();
  });
});

describe('endpoints of one workspace that are slow', () => {
  it('hold up no other workspace, however many they are: a workspace is told four things at once', async () => {
    const open: { end(): void }[] = [];
    receiver.answer((_request, response) => void open.push({ end: () => response.writeHead(200).end() }));
    for (let place = 1; place <= 20; place++) await createEndpoint(admin, fixture.workspaceId, `${receiver.url}/${place}`);
    await succeed();
    deliver();
    await eventually(
      () => open.length,
      (count) => count === 4,
    );
    const quick = await startReceiver();
    const other = await createDriverFixture(app, { rows: 0 });
    await createEndpoint(admin, other.workspaceId, quick.url);
    await endRun(app, other);
    await eventually(
      () => quick.messages.length,
      (count) => count === 1,
      8, // sooner than an answer that does not come is given up
    );
    expect(open).toHaveLength(4);
    receiver.answer(200);
    for (const { end } of open) end();
    await over(20);
    await quick.close();
  });

  it('leave room in what a look is told: the first of each workspace come before the second of any', async () => {
    const workspaces = [fixture.workspaceId, (await createDriverFixture(app, { rows: 0 })).workspaceId];
    for (const workspaceId of workspaces)
      for (let place = 1; place <= 3; place++) await createEndpoint(admin, workspaceId, `${receiver.url}/${place}`);
    for (const workspaceId of workspaces) {
      const [analysis] = await admin<{ id: bigint }[]>`select id from analysis where workspace_id = ${workspaceId}`;
      await endRun(app, { workspaceId, analysisId: analysis!.id });
    }
    const due = await dueDeliveries(app, 4);
    expect(due.map(({ workspaceId }) => workspaceId)).toEqual([...workspaces, ...workspaces]);
    await admin`delete from webhook`;
  });
});

describe('a worker that stops', () => {
  it('begins nothing more, lets what is under way be answered and records it', async () => {
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    const asked = Promise.withResolvers<() => void>();
    receiver.answer((_request, response) => asked.resolve(() => response.writeHead(200).end()));
    await succeed();
    await succeed();
    const deliverer = deliver();
    const answer = await asked.promise;
    const stopped = deliverer.stop(10_000);
    answer();
    await stopped;
    expect((await deliveries()).map(({ state }) => state)).toEqual(['DELIVERED', 'PENDING']);
    expect(receiver.messages).toHaveLength(1);
  });

  it('does not wait for ever: what is not answered is sent again by another', async () => {
    await createEndpoint(admin, fixture.workspaceId, receiver.url);
    const asked = Promise.withResolvers<void>();
    receiver.answer(() => asked.resolve());
    await succeed();
    const deliverer = deliver();
    await asked.promise;
    await deliverer.stop(50);
    expect(await deliveries()).toMatchObject([{ state: 'PENDING', attempt: 1 }]);
    receiver.answer(200);
    await makeDue();
    deliver();
    await over(1);
    expect(receiver.messages[1]!.id).toBe(receiver.messages[0]!.id);
  });
});

describe('what is kept', () => {
  it('leaves after 30 days, the event of a run stays', async () => {
    const { id } = await createEndpoint(admin, fixture.workspaceId, receiver.url);
    await succeed();
    await succeed();
    deliver();
    await over(2);
    await admin`update webhook_delivery set finished_at = now() - interval '31 days' where id = (select min(id) from webhook_delivery where webhook_id = ${id})`;
    await deleteOldDeliveries(app);
    expect(await deliveries()).toHaveLength(1);
    expect(await attempts()).toHaveLength(1);
    expect(await admin`select from webhook_event where workspace_id = ${fixture.workspaceId}`).toHaveLength(2);
  });

  it('in logs holds neither secrets nor addresses, which may hold tokens', async () => {
    const { secret } = await createEndpoint(admin, fixture.workspaceId, `${receiver.url}?token=t0ken`);
    await succeed();
    deliver();
    await over(1);
    const text = lines.join('\n');
    expect(text).toContain('"msg":"webhook"');
    expect(text).not.toContain('t0ken');
    expect(text).not.toContain(secret.slice('whsec_'.length));
  });
});
