/** The commands of webhooks against a real API, and a real endpoint that is told by the part of a worker that tells. */
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { deliverWebhooks, type WebhookDeliverer } from '../../../worker/deliverWebhooks.ts';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { earshotHere } from '../../support/earshotHere.ts';
import { eventually } from '../../support/until.ts';
import { startReceiver, verify, type WebhookReceiver } from '../../support/webhookReceiver.ts';

let database: TestDatabase;
let api: TestApi;
let receiver: WebhookReceiver;
let deliverer: WebhookDeliverer | undefined;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database, { allowPrivateWebhooks: true });
  receiver = await startReceiver();
  key = await api.createKey(await createWorkspace(api.admin, 'hooks'));
  deliverer = deliverWebhooks({ sql: api.services.sql, log: pino({ level: 'silent' }), allowPrivate: true });
});
afterAll(async () => {
  await deliverer?.stop(5_000);
  await receiver?.close();
  await api?.close();
  await database?.drop();
});

const webhooks = (...words: string[]) => earshotHere(['webhooks', ...words], { env: { EARSHOT_URL: api.url, EARSHOT_API_KEY: key } });
const told = (count: number) =>
  eventually(
    () => receiver.messages,
    ({ length }) => length === count,
  );

it('creates an endpoint, tests, rotates, replays and deletes it', async () => {
  expect((await webhooks()).out).toBe('Nobody is told anything yet: earshot webhooks create URL\n');
  const created = await webhooks('create', receiver.url, '--events', 'run.recovered,run.failed');
  expect(created.err).toMatch(/^\S+ is told run.failed, run.recovered. Its secret, shown once:\n$/);
  expect(created.out).toMatch(/^whsec_\S+\n$/); // nothing else, so that it can be piped to where secrets are kept
  const id = created.err.split(' ', 1)[0] ?? '';
  const again = await webhooks('create', receiver.url, '--events', 'run.failed,run.recovered');
  expect(again).toEqual({ code: 0, err: '', out: `${id} is there already; a new secret: earshot webhooks rotate ${id}\n` });
  const [, row = ''] = (await webhooks()).out.split('\n');
  expect(row.split(/ {2,}/)).toEqual([receiver.url, 'run.failed,run.recovered', 'enabled', id]);

  expect((await webhooks('deliveries', id)).out).toBe(`It was told nothing yet: earshot webhooks test ${id}\n`);
  const tested = await webhooks('test', id);
  const [first] = await told(1);
  expect(tested.out).toBe(`${first?.id} is on its way; what became of it: earshot webhooks deliveries ${id} --first 1\n`);
  expect(verify(created.out.trim(), first!)).toMatchObject({ type: 'webhook.test' });
  const delivered = await eventually(
    () => webhooks('deliveries', id, '--first', '1'),
    ({ out }) => out.includes('DELIVERED'),
  );
  const cells = delivered.out
    .split('\n')[1]
    ?.split(/ {2,}/)
    .map((cell) => cell.trim());
  expect(cells?.slice(1)).toEqual([
    'webhook.test',
    'DELIVERED',
    '1',
    expect.stringMatching(/^204 in \d+ ms$/),
    '–',
    '–',
    expect.any(String),
  ]);

  const rotated = await webhooks('rotate', id, '--previous-valid-hours', '0');
  expect(rotated.err).toBe('The secret before signs nothing any more. The new one, shown once:\n');
  expect((await webhooks('replay', cells?.at(-1) ?? '')).out).toBe(`${first?.id} is on its way again\n`);
  const [, second] = await told(2);
  expect(second?.id).toBe(first?.id);
  expect(verify(rotated.out.trim(), second!)).toMatchObject({ type: 'webhook.test' });
  expect(() => verify(created.out.trim(), second!)).toThrow('No matching signature found');

  expect(await webhooks('delete', id)).toEqual({ code: 0, err: '', out: `${id} is told nothing any more\n` });
  expect((await webhooks('test', id)).code).toBe(1);
}, 120_000);

it('disables an endpoint, changes it, enables it again, and sends what it missed', async () => {
  const created = await webhooks('create', `${receiver.url}/back`, '--events', 'run.failed');
  const id = created.err.split(' ', 1)[0] ?? '';
  const before = receiver.messages.length;
  expect((await webhooks('disable', id)).out).toBe(`${receiver.url}/back is told nothing until earshot webhooks enable ${id}\n`);
  const refused = await webhooks('test', id);
  expect(refused.code).toBe(1);
  expect(refused.err).toContain(`The webhook is disabled: updateWebhook(change: { isEnabled: true }), or earshot webhooks enable ${id}`);
  await api.admin`
    with a as (insert into analysis (workspace_id, name, kind, parameters)
               select workspace_id, 'churn', 'CHURN', '{}' from webhook where url = ${`${receiver.url}/back`} returning *),
         r as (insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, finished_at)
               select workspace_id, id, kind, 'API', '{}', '{}', 'FAILED', now() from a returning *)
    insert into webhook_event (workspace_id, run_id, transition_id, type, body, occurred_at)
    select workspace_id, id, id, 'run.failed', '{"type":"run.failed"}', now() from r`;
  const set = await webhooks('set', id, '--url', receiver.url, '--events', 'run.failed,run.stale', '--description', 'alarm');
  expect(set).toEqual({ code: 0, err: '', out: `${receiver.url} is told run.failed, run.stale\n` });
  expect((await webhooks('replay-all', id, '--since', '2026-01-01')).err).toContain(`earshot webhooks enable ${id}`);
  expect((await webhooks('enable', id)).out).toBe(
    `${receiver.url} is told again; what it missed: earshot webhooks replay-all ${id} --since MOMENT\n`,
  );
  expect((await webhooks('replay-all', id, '--since', '2026-01-01')).out).toBe(
    `1 message is on the way: earshot webhooks deliveries ${id}\n`,
  );
  await told(before + 1);
  expect((await webhooks('replay-all', id, '--since', '2026-01-01')).out).toBe('There is nothing to send again\n');
  const [row] = JSON.parse((await webhooks('--json')).out);
  expect(row).toMatchObject({ url: receiver.url, description: 'alarm', events: ['RUN_FAILED', 'RUN_STALE'], isEnabled: true });
  await webhooks('delete', id);
}, 120_000);

it.each([
  [['set', 'x'], 2, 'nothing is to be set'],
  [['replay-all', 'x'], 2, '--since is missing'],
  [['create', 'https://hooks.example.com', '--events', 'run.failed,run.ended'], 2, '--events run.ended is not possible'],
  [['create', 'ftp://hooks.example.com'], 1, 'input.url'],
  [['deliveries', 'x', '--first', '0'], 2, '--first 0 is not a whole number from 1 to 100'],
  [['rotate', 'x', '--previous-valid-hours', 'long'], 2, '--previous-valid-hours long is not a whole number from 0 to 168'],
])('%j is refused in one line', async (words, code, message) => {
  expect(await webhooks(...words)).toMatchObject({ code, out: '', err: expect.stringContaining(message) });
});
