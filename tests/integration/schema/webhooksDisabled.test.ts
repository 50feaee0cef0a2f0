/** A message is written, or its endpoint disabled, before the other: none is left that nobody sends and nobody has given up. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { eventually } from '../../support/until.ts';
import { endRun } from '../../support/webhookReceiver.ts';
import { createDriverFixture, type DriverFixture } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let superuser: Sql;
let fixture: DriverFixture;
let key: string;
let id: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  superuser = connect(database.superuserUrl, { applicationName: 'test superuser', max: 1 }); // sees for what others wait
});
afterAll(async () => {
  await Promise.all([api?.close(), superuser?.end()]);
  await database?.drop();
});
beforeEach(async () => {
  fixture = await createDriverFixture(api.services.sql, { rows: 0 });
  key = await api.createKey(fixture.workspaceId);
  id = (await ask('mutation { createWebhook(input: { url: "https://hooks.example.com/" }) { webhook { id } } }')).createWebhook.webhook.id;
});

const ask = async (text: string, variables: Record<string, unknown> = {}) => {
  const answer = await api.query(key, text, variables);
  expect(answer.errors).toBeUndefined();
  return answer.data;
};
const enable = (isEnabled: boolean) =>
  ask('mutation ($id: ID!, $is: Boolean!) { updateWebhook(id: $id, change: { isEnabled: $is }) { isEnabled } }', { id, is: isEnabled });
const list = async () => (await ask('{ webhookDeliveries { nodes { state failedReason nextAttemptAt } } }')).webhookDeliveries.nodes;

/** How many sessions wait for a row that another one holds. */
async function waiting(): Promise<number> {
  const [row] = await superuser<{ count: number }[]>`
    select count(*)::integer from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return row!.count;
}

describe('deliveries', () => {
  it('of a run that ends while its endpoint is being disabled do not wait for ever: given up, and to be replayed', async () => {
    const written = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const ending = endRun(api.services.sql, fixture, 'SUCCEEDED', async () => {
      written.resolve();
      await mayEnd.promise;
    });
    await written.promise;
    const disabling = enable(false);
    await Promise.race([disabling, eventually(waiting, (count) => count === 1)]);
    mayEnd.resolve();
    await Promise.all([ending, disabling]);
    expect(await list()).toMatchObject([{ state: 'FAILED', failedReason: 'ENDPOINT_DISABLED', nextAttemptAt: null }]);
    await enable(true);
    const replay = 'mutation ($id: ID!, $since: DateTime!) { replayDeliveries(webhook: $id, since: $since) }';
    expect((await ask(replay, { id, since: new Date(Date.now() - 3_600_000).toISOString() })).replayDeliveries).toBe(1);
  });

  it('of a run that ends just before its endpoint has been disabled are not written', async () => {
    let ending: Promise<unknown> | undefined;
    await api.admin.begin(async (tx) => {
      await tx`update webhook set disabled_at = now(), disabled_reason = 'REQUESTED' where workspace_id = ${fixture.workspaceId}`;
      ending = endRun(api.services.sql, fixture);
      await Promise.race([ending, eventually(waiting, (count) => count === 1)]);
    });
    await ending;
    expect(await list()).toEqual([]);
  });
});
