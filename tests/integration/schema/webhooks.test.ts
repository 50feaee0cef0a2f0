/** Endpoints as their owner makes, changes and replays them. */
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { scopes } from '../../../schema/context.ts';
import { deliverWebhooks } from '../../../worker/deliverWebhooks.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/until.ts';
import { endRun, startReceiver, verify, type WebhookReceiver } from '../../support/webhookReceiver.ts';
import { createDriverFixture, type DriverFixture } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let fixture: DriverFixture;
let key: string;
let receiver: WebhookReceiver;
let stopDelivering: (() => Promise<void>) | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { allowPrivateWebhooks: true });
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});
beforeEach(async () => {
  fixture = await createDriverFixture(api.services.sql, { rows: 0 });
  key = await api.createKey(fixture.workspaceId);
  receiver = await startReceiver();
});
afterEach(async () => {
  await stopDelivering?.();
  stopDelivering = undefined;
  await receiver.close();
});

function deliver(): void {
  const deliverer = deliverWebhooks({ sql: api.services.sql, log: pino({ level: 'silent' }), allowPrivate: true });
  stopDelivering = () => deliverer.stop(5_000);
}

const ask = async (text: string, variables: Record<string, unknown> = {}) => {
  const answer = await api.query(key, text, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
};
const refusal = async (text: string, variables: Record<string, unknown> = {}) => {
  const { errors } = await api.query(key, text, variables);
  return { code: errors?.[0]?.extensions.code, message: errors?.[0]?.message };
};
const create = `mutation ($input: WebhookInput!) {
  createWebhook(input: $input) { secret webhook { id url events description isEnabled previousSecretUntil } } }`;
const rotate = `mutation ($id: ID!, $hours: Int) {
  rotateWebhookSecret(id: $id, previousValidHours: $hours) { secret webhook { previousSecretUntil } } }`;
const update =
  'mutation ($id: ID!, $change: WebhookChange!) { updateWebhook(id: $id, change: $change) { url events isEnabled disabledReason } }';
const list = `query ($webhook: ID, $state: WebhookDeliveryState, $first: Int, $after: String) {
  webhookDeliveries(webhook: $webhook, state: $state, first: $first, after: $after) {
    pageInfo { hasNextPage endCursor }
    nodes { id messageId eventType body state failedReason nextAttemptAt finishedAt run { id state } webhook { id } attempts { attempt status error response } } } }`;

const succeed = () => endRun(api.services.sql, fixture);

interface DeliveryPage {
  readonly nodes: { run: { id: string }; messageId: string }[];
  readonly pageInfo: { hasNextPage: boolean; endCursor: string };
}

const settled = (webhook: string, count: number) =>
  eventually(
    async () => (await ask(list, { webhook })).webhookDeliveries.nodes as { state: string }[],
    (nodes) => nodes.length === count && nodes.every(({ state }) => state !== 'PENDING'),
  );

describe('an endpoint', () => {
  it('is created once; its secret is shown that once and verifies what it is told', async () => {
    const input = { url: receiver.url, events: ['RUN_FAILED', 'RUN_SUCCEEDED'], description: 'the warehouse' };
    const { createWebhook: made } = await ask(create, { input });
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect(made.webhook).toMatchObject({ ...input, events: ['RUN_SUCCEEDED', 'RUN_FAILED'], isEnabled: true, previousSecretUntil: null });
    const again = (await ask(create, { input })).createWebhook;
    expect(again).toEqual({ secret: null, webhook: made.webhook });
    expect((await ask('{ webhooks { nodes { id } } }')).webhooks.nodes).toEqual([{ id: made.webhook.id }]);
    deliver();
    await succeed();
    await settled(made.webhook.id, 1);
    expect(verify(made.secret, receiver.messages[0]!)).toMatchObject({ type: 'run.succeeded' });
    expect(api.log.join('\n')).not.toContain(made.secret.slice(6));
  });

  it('is refused with another purpose under the same address, and by what is wrong with it', async () => {
    await ask(create, { input: { url: receiver.url } });
    expect(await refusal(create, { input: { url: receiver.url, events: ['RUN_STALE'] } })).toMatchObject({ code: 'CONFLICT' });
    expect(await refusal(create, { input: { url: receiver.url, events: [] } })).toMatchObject({
      code: 'BAD_USER_INPUT',
      message: expect.stringMatching(/^input\.events: /),
    });
    expect(await refusal(create, { input: { url: 'nowhere' } })).toMatchObject({ message: expect.stringMatching(/^input\.url: /) });
  });

  it('moved to one address by several at once, is one that has it and others that are told so', async () => {
    const move = 'mutation ($id: ID!, $url: String!) { updateWebhook(id: $id, change: { url: $url }) { url } }';
    const ids: string[] = [];
    for (const place of ['a', 'b', 'c', 'd'])
      ids.push((await ask(create, { input: { url: `${receiver.url}/${place}` } })).createWebhook.webhook.id);
    for (let round = 0; round < 5; round++) {
      const url = `${receiver.url}/round-${round}`;
      const answers = await Promise.all(ids.map((id) => api.query(key, move, { id, url })));
      const refused = answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? []);
      expect(refused).toEqual(['CONFLICT', 'CONFLICT', 'CONFLICT']);
    }
  });

  it('may be of the public internet only, unless that is allowed', async () => {
    const strict = await startTestApi(database);
    for (const url of ['http://hooks.example.com/', 'https://127.0.0.1/', 'https://[fd00::1]/', 'https://169.254.169.254/latest/'])
      expect.soft((await strict.query(key, create, { input: { url } })).errors?.[0]?.extensions, url).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: 'input.url',
      });
    expect((await strict.query(key, create, { input: { url: 'https://hooks.example.com/' } })).errors).toBeUndefined();
    await strict.close();
  });

  it('is for keys with the scope admin', async () => {
    const { webhook } = (await ask(create, { input: { url: receiver.url } })).createWebhook;
    const other = await api.createKey(
      fixture.workspaceId,
      scopes.filter((scope) => scope !== 'admin'),
    );
    const operations = [
      '{ webhooks { nodes { id } } }',
      '{ webhookDeliveries { nodes { id } } }',
      `{ node(id: "${webhook.id}") { ... on Webhook { url } } }`,
      `mutation { createWebhook(input: { url: "https://example.com" }) { secret } }`,
      `mutation { testWebhook(id: "${webhook.id}") { id } }`,
      `mutation { deleteWebhook(id: "${webhook.id}") }`,
    ];
    for (const text of operations)
      expect.soft((await api.query(other, text)).errors?.[0]?.extensions, text).toMatchObject({ code: 'FORBIDDEN' });
  });

  it('gets a new secret; the old one goes on for a while, and at most two are valid', async () => {
    const made = (await ask(create, { input: { url: receiver.url } })).createWebhook;
    const { id } = made.webhook;
    const second = (await ask(rotate, { id, hours: 2 })).rotateWebhookSecret;
    const left = Date.parse(second.webhook.previousSecretUntil) - Date.now();
    expect(left).toBeGreaterThan(7_190_000);
    expect(left).toBeLessThanOrEqual(7_200_000);
    expect(await refusal(rotate, { id, hours: 2 })).toMatchObject({ code: 'CONFLICT' });
    deliver();
    await ask('mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id });
    await settled(id, 1);
    for (const { secret } of [made, second]) expect(verify(secret, receiver.messages[0]!)).toMatchObject({ type: 'webhook.test' });
    const third = (await ask(rotate, { id, hours: 0 })).rotateWebhookSecret;
    expect(third.webhook.previousSecretUntil).toBeNull();
    await ask('mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id });
    await settled(id, 2);
    verify(third.secret, receiver.messages[1]!);
    for (const { secret } of [made, second]) expect(() => verify(secret, receiver.messages[1]!)).toThrow('No matching signature');
  });

  it('given a new secret by several at once, has one of them and says so to the others', async () => {
    const { id } = (await ask(create, { input: { url: receiver.url } })).createWebhook.webhook;
    const answers = await Promise.all([1, 2, 3, 4].map(() => api.query(key, rotate, { id, hours: 2 })));
    expect(answers.filter(({ errors }) => !errors)).toHaveLength(1);
    expect(answers.flatMap(({ errors }) => errors?.map(({ extensions }) => extensions.code) ?? [])).toEqual(Array(3).fill('CONFLICT'));
    const valid = await api.admin`select valid_until from webhook_secret where workspace_id = ${fixture.workspaceId} order by id`;
    expect(valid).toEqual([{ valid_until: expect.any(Date) }, { valid_until: null }]);
  });

  it('can be changed, disabled and deleted', async () => {
    const { id } = (await ask(create, { input: { url: 'http://10.0.0.1/' } })).createWebhook.webhook;
    await succeed();
    const change = { url: receiver.url, events: ['RUN_FAILED'] };
    expect((await ask(update, { id, change })).updateWebhook).toMatchObject({ ...change, isEnabled: true });
    expect((await ask(update, { id, change: { isEnabled: false } })).updateWebhook).toMatchObject({
      isEnabled: false,
      disabledReason: 'REQUESTED',
    });
    expect((await ask(list, { webhook: id })).webhookDeliveries.nodes).toMatchObject([
      { state: 'FAILED', failedReason: 'ENDPOINT_DISABLED' },
    ]);
    expect(await refusal('mutation ($id: ID!) { testWebhook(id: $id) { id } }', { id })).toMatchObject({ code: 'CONFLICT' });
    expect((await ask('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id })).deleteWebhook).toBe(id);
    expect((await ask('mutation ($id: ID!) { deleteWebhook(id: $id) }', { id })).deleteWebhook).toBe(id);
    expect((await ask('{ webhooks { nodes { id } } }')).webhooks.nodes).toEqual([]);
    expect(await api.admin`select from webhook_secret where workspace_id = ${fixture.workspaceId}`).toHaveLength(0);
  });
});

describe('deliveries', () => {
  it('are listed with their run and attempts, newest first, page by page', async () => {
    const { id } = (await ask(create, { input: { url: receiver.url } })).createWebhook.webhook;
    const runs = [await succeed(), await succeed(), await succeed()];
    deliver();
    await settled(id, 3);
    const seen: { run: { id: string }; messageId: string }[] = [];
    for (let after: string | null = null, more = true; more; ) {
      const { nodes, pageInfo }: DeliveryPage = (await ask(list, { webhook: id, first: 2, after })).webhookDeliveries;
      seen.push(...nodes);
      more = pageInfo.hasNextPage;
      after = pageInfo.endCursor;
    }
    const ids = runs.toReversed().map((run) => Buffer.from(`Run:${run}`).toString('base64url'));
    expect(seen.map(({ run }) => run.id)).toEqual(ids);
    expect(seen.map(({ messageId }) => messageId).sort()).toEqual(receiver.messages.map((message) => message.id).sort());
    expect(seen[0]).toMatchObject({ eventType: 'run.succeeded', state: 'DELIVERED', attempts: [{ attempt: 1, status: 204, error: null }] });
  });

  it('can be replayed one by one, under the same id, as often as wanted', async () => {
    const { id } = (await ask(create, { input: { url: receiver.url } })).createWebhook.webhook;
    await succeed();
    deliver();
    const [delivery] = (await settled(id, 1)) as unknown as { id: string }[];
    await ask('mutation ($id: ID!) { replayDelivery(id: $id) { state } }', { id: delivery!.id });
    await eventually(
      () => receiver.messages.length,
      (count) => count === 2,
    );
    await settled(id, 1);
    expect(receiver.messages[1]!.id).toBe(receiver.messages[0]!.id);
    expect((await ask(list, { webhook: id })).webhookDeliveries.nodes[0].attempts).toHaveLength(2);
  });

  it('can be replayed all together: what failed, and what happened while the endpoint was disabled', async () => {
    const { id } = (await ask(create, { input: { url: receiver.url, events: ['RUN_SUCCEEDED'] } })).createWebhook.webhook;
    const before = await succeed();
    receiver.answer(410);
    deliver();
    expect(await settled(id, 1)).toMatchObject([{ state: 'FAILED', failedReason: 'GONE' }]);
    const missed = await succeed();
    await endRun(api.services.sql, fixture, 'FAILED'); // not what it is told of
    receiver.answer(200);
    const replay = 'mutation ($id: ID!, $since: DateTime!) { replayDeliveries(webhook: $id, since: $since) }';
    const since = new Date(Date.now() - 3_600_000).toISOString();
    expect(await refusal(replay, { id, since })).toMatchObject({ code: 'CONFLICT' });
    await ask(update, { id, change: { isEnabled: true } });
    expect((await ask(replay, { id, since: new Date(Date.now() + 1000).toISOString() })).replayDeliveries).toBe(0);
    expect((await ask(replay, { id, since })).replayDeliveries).toBe(2);
    expect(await settled(id, 2)).toMatchObject(Array(2).fill({ state: 'DELIVERED', failedReason: null }));
    expect(
      receiver.messages
        .slice(1)
        .map(({ json }) => json.data.runId)
        .sort(),
    ).toEqual([before, missed].map((run) => Buffer.from(`Run:${run}`).toString('base64url')).sort());
    expect((await ask(replay, { id, since })).replayDeliveries).toBe(0);
  });
});

it('a workspace without webhooks has none', async () => {
  key = await api.createKey(await createWorkspace(api.admin, 'empty'));
  expect(await ask('{ webhooks { nodes { id } } webhookDeliveries { nodes { id } } }')).toEqual({
    webhooks: { nodes: [] },
    webhookDeliveries: { nodes: [] },
  });
});
