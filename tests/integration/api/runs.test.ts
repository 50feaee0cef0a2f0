/** A run by one request over plain HTTP. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createDriverFixture, type DriverFixture } from '../../support/worker.ts';

let database: TestDatabase;
let api: TestApi;
let fixture: DriverFixture;
let key: string;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  fixture = await createDriverFixture(api.services.sql, { rows: 0 });
  key = await api.createKey(fixture.workspaceId, ['compute']);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

interface Sent {
  readonly name?: string;
  readonly key?: string;
  readonly method?: string;
  readonly idempotencyKey?: string;
  readonly body?: string;
}

async function post({ name = 'drivers', key: shown = key, method = 'POST', idempotencyKey, body }: Sent = {}) {
  const response = await fetch(`${api.url}/v1/analyses/${encodeURIComponent(name)}/runs`, {
    method,
    headers: { authorization: `Bearer ${shown}`, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
    ...(body !== undefined && { body }),
  });
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    allow: response.headers.get('allow'),
    json: await response.json(),
  };
}
const stored = () => api.admin<{ id: bigint; [column: string]: unknown }[]>`
  select id, trigger, triggered_by as "triggeredBy", as_of as "asOf", forced, state from run where workspace_id = ${fixture.workspaceId} order by id`;
const jobs = async () => {
  const rows = await api.admin<
    { id: string }[]
  >`select data->>'id' as id from pgboss.job where (data->>'workspaceId')::integer = ${fixture.workspaceId}`;
  return rows.map(({ id }) => id).sort();
};

describe('POST /v1/analyses/{name}/runs', () => {
  it('asks for a run, with its job and on record as started by a webhook', async () => {
    const { status, json } = await post();
    const [run] = await stored();
    expect({ status, json }).toEqual({ status: 202, json: { id: encodeGlobalId('Run', run!.id), state: 'QUEUED' } });
    expect(run).toMatchObject({ trigger: 'WEBHOOK', triggeredBy: expect.stringMatching(/^API_KEY \d+$/), asOf: null, forced: false });
    expect(await jobs()).toEqual([String(run!.id)]);
    expect((await post()).json.id).toBe(json.id); // it waits, and will see the same data
    expect(await stored()).toHaveLength(1);
  });

  it('takes a moment and force', async () => {
    const { json } = await post({ body: '{"asOf": "2026-03-01T00:00:00+01:00", "force": true}' });
    const run = (await stored()).find(({ id }) => encodeGlobalId('Run', id) === json.id);
    expect(run).toMatchObject({ asOf: new Date('2026-02-28T23:00:00Z'), forced: true });
  });

  it('answers a key sent again with the first run, also when it has ended; another key is another run', async () => {
    const first = await post({ idempotencyKey: 'nightly-1', body: '{"force": true}' });
    const runs = (await stored()).length;
    await api.admin`update run set state = 'CANCELLED', finished_at = now() where workspace_id = ${fixture.workspaceId} and idempotency_key = 'nightly-1'`;
    const again = await post({ idempotencyKey: 'nightly-1', body: '{"force": true}' });
    expect(again).toMatchObject({ status: 202, json: { id: first.json.id, state: 'CANCELLED' } });
    expect(await stored()).toHaveLength(runs);
    expect((await post({ idempotencyKey: 'nightly-2', body: '{"force": true}' })).json.id).not.toBe(first.json.id);
    const together = await Promise.all(Array.from({ length: 5 }, () => post({ idempotencyKey: 'nightly-3', body: '{"force": true}' })));
    expect(new Set(together.map(({ json }) => json.id)).size).toBe(1);
    expect(await stored()).toHaveLength(runs + 2);
    expect(await jobs()).toEqual((await stored()).map(({ id }) => String(id)).sort());
  });

  it('does not take a key for two analyses', async () => {
    await api.admin`
      insert into analysis (workspace_id, name, kind, survey_id, parameters)
      select workspace_id, 'other one/ä', kind, survey_id, parameters from analysis where workspace_id = ${fixture.workspaceId}`;
    expect((await post({ idempotencyKey: 'shared', body: '{"force": true}' })).status).toBe(202);
    expect(await post({ name: 'other one/ä', idempotencyKey: 'shared' })).toMatchObject({ status: 409, json: { code: 'CONFLICT' } });
    expect(await post({ name: 'other one/ä' })).toMatchObject({ status: 202 });
  });

  it('is closed to another workspace, which cannot tell it from nothing', async () => {
    const other = await createDriverFixture(api.services.sql, { rows: 0 });
    await api.admin`update analysis set name = 'theirs' where workspace_id = ${other.workspaceId}`;
    const { requestId: _theirs, ...theirs } = (await post({ name: 'theirs' })).json;
    const { requestId: _nothing, ...nothing } = (await post({ name: 'nothing' })).json;
    expect(theirs).toEqual(nothing);
    expect(await api.admin`select 1 from run where workspace_id = ${other.workspaceId}`).toHaveLength(0);
  });

  it.each<[string, Sent, number, string]>([
    ['an analysis that is not there', { name: 'nothing' }, 404, 'there is no such analysis'],
    ['a name with a NUL', { name: 'a\0' }, 404, 'there is no such analysis'],
    ['a body that is no JSON', { body: 'asOf=now' }, 400, 'the body is not JSON'],
    ['a field that it does not know', { body: '{"wait": true}' }, 400, 'body: Unrecognized key: "wait"'],
    ['a moment without offset', { body: '{"asOf": "2026-03-01"}' }, 400, 'asOf: an RFC 3339 time with its offset is needed'],
    ['a moment in the year 0', { body: '{"asOf": "0000-03-01T00:00:00Z"}' }, 400, 'asOf: years 1 to 9999 are possible'],
    [
      'a moment to come',
      { body: '{"asOf": "2999-03-01T00:00:00Z"}' },
      400,
      'asOf: 2999-03-01T00:00:00.000Z is still to come: leave it out',
    ],
    ['a key that is too long', { idempotencyKey: 'x'.repeat(201) }, 400, 'Idempotency-Key: 1 to 200 visible ASCII'],
    ['a body that is too long', { body: `{"force": true${' '.repeat(17_000)}}` }, 413, 'the JSON has more than 16384 bytes'],
    ['another method', { method: 'DELETE' }, 405, 'DELETE is not for this address; it knows POST'],
  ])('refuses %s with a problem document', async (_what, sent, status, detail) => {
    const before = (await stored()).length;
    const answer = await post(sent);
    expect(answer).toMatchObject({ status, type: 'application/problem+json; charset=utf-8', allow: status === 405 ? 'POST' : null });
    expect(answer.json).toMatchObject({ status, detail: expect.stringContaining(detail), requestId: expect.any(String) });
    expect(await stored()).toHaveLength(before);
  });

  it('needs a live key with the scope compute', async () => {
    const reader = await api.createKey(fixture.workspaceId, ['read', 'ingest', 'admin']);
    expect(await post({ key: reader })).toMatchObject({ status: 403, json: { code: 'FORBIDDEN' } });
    expect((await post({ key: 'ek_unknown' })).status).toBe(401);
  });
});
