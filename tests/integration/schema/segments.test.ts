/** Filters kept under a name: who is in them, as of when, by which version. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWorkspace, startTestApi, type TestApi } from '../../support/api.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { fillWorkspace } from '../../support/feedbackFixture.ts';
import { fillFacts } from '../../support/sayAndDoFixture.ts';

let database: TestDatabase;
let api: TestApi;
let key: string;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  api = await startTestApi(database);
  workspaceId = await createWorkspace(api.admin, 'a');
  await fillWorkspace(api.admin, workspaceId, { customers: 30 });
  await fillFacts(api.admin, workspaceId, { each: 4 });
  await api.admin`delete from "order" o using identity i where o.workspace_id = ${workspaceId} and i.workspace_id = ${workspaceId}
    and i.id = o.identity_id and i.value > 'C000010'`;
  key = await api.createKey(workspaceId);
});
afterAll(async () => {
  await api?.close();
  await database?.drop();
});

const fields = 'id key name description definition version versions { version definition createdBy } count';
const create = (input: object, as = key) =>
  api.query(as, `mutation ($input: SegmentInput!) { createSegment(input: $input) { ${fields} } }`, { input });
const update = (segment: string, change: object) =>
  api.query(key, `mutation ($key: String!, $change: SegmentChange!) { updateSegment(key: $key, change: $change) { ${fields} } }`, {
    key: segment,
    change,
  });
const buyers = { key: 'buyers', name: 'Buyers', filter: { orders: { minCount: 2, from: '2026-02-01T00:00:00Z' } } };

it('is created once, and the same one again', async () => {
  const first = await create(buyers);
  expect(first.errors).toBeUndefined();
  expect(first.data.createSegment).toMatchObject({
    key: 'buyers',
    version: 1,
    definition: { orders: { minCount: 2, from: '2026-02-01T00:00:00.000Z' } },
    versions: [{ version: 1 }],
    count: 10,
  });
  expect(await create(buyers)).toEqual(first);
  const other = await create({ ...buyers, filter: { orders: {} } });
  expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
});

it('keeps its versions, each of which can be asked for', async () => {
  await create({ key: 'big', name: 'Big', filter: { orders: { minRevenue: '20' } } });
  const renamed = await update('big', { name: 'Large' });
  expect(renamed.data.updateSegment).toMatchObject({ name: 'Large', version: 1 });
  const changed = await update('big', { filter: { not: { orders: {} } } });
  expect(changed.data.updateSegment).toMatchObject({ version: 2, count: 20, versions: [{ version: 2 }, { version: 1 }] });
  expect((await update('big', { filter: { not: { orders: {} } } })).data).toEqual(changed.data);
  const { data } = await api.query(
    key,
    `{ segment(key: "big") { now: customers { totalCount segmentVersion asOf } before: customers(version: 1, asOf: "2026-02-02T12:00:00Z", orderBy: REVENUE, first: 3) {
      totalCount segmentVersion asOf nodes { externalId } pageInfo { hasNextPage } } before1: count(version: 1) } }`,
  );
  expect(data.segment).toEqual({
    now: { totalCount: 20, segmentVersion: 2, asOf: null },
    before: {
      totalCount: expect.any(Number),
      segmentVersion: 1,
      asOf: '2026-02-02T12:00:00.000Z',
      nodes: expect.any(Array),
      pageInfo: { hasNextPage: true },
    },
    before1: 10,
  });
  const none = await api.query(key, '{ segment(key: "big") { count(version: 3) } }');
  expect(none.errors?.[0]?.message).toBe('version: segment big has the versions 1 to 2');
});

it('is the same however its words are written, also one that was stored before they were made alike', async () => {
  const filter = (status: string, kind: string) => ({
    or: [{ orders: { statuses: [status] } }, { not: { tickets: { kinds: [kind], minCount: 1 } } }],
  });
  const input = { key: 'written', name: 'Written', filter: filter('paid', 'complaint') };
  const first = await create(input);
  expect(first.data.createSegment).toMatchObject({ definition: filter('PAID', 'COMPLAINT'), version: 1, count: expect.any(Number) });
  for (const table of ['segment', 'segment_version'])
    await api.admin`update ${api.admin(table)} set definition = ${api.admin.json(filter('paid', 'complaint'))}
      where workspace_id = ${workspaceId} and ${api.admin(table === 'segment' ? 'id' : 'segment_id')} = (select id from segment where workspace_id = ${workspaceId} and key = 'written')`;
  const old = {
    ...first.data.createSegment,
    definition: filter('paid', 'complaint'),
    versions: [expect.objectContaining({ version: 1, definition: filter('paid', 'complaint') })],
  };
  for (const written of [filter('paid', 'complaint'), filter('PAID', 'Complaint')]) {
    expect((await create({ ...input, filter: written })).data.createSegment).toEqual(old);
    expect((await update('written', { filter: written })).data.updateSegment).toEqual(old);
  }
  const other = await create({ ...input, filter: filter('shipped', 'complaint') });
  expect(other.errors?.[0]?.extensions).toMatchObject({ code: 'CONFLICT' });
  const changed = await update('written', { filter: filter('shipped', 'complaint') });
  expect(changed.data.updateSegment).toMatchObject({ version: 2, definition: filter('SHIPPED', 'COMPLAINT') });
});

it('as of a past moment holds who was in it then', async () => {
  const at = '2026-02-01T06:00:00Z';
  const [row] = await api.admin<{ count: number }[]>`
    select count(*)::integer as count from (select i.customer_id from "order" o join identity i on i.id = o.identity_id
     where o.workspace_id = ${workspaceId} and o.occurred_at <= ${at}::timestamptz group by 1 having count(*) >= 1) c`;
  await create({ key: 'ordered', name: 'Ordered', filter: { orders: {} } });
  const { data } = await api.query(key, `{ segment(key: "ordered") { early: count(asOf: "${at}") now: count } }`);
  expect(data.segment).toEqual({ early: row?.count, now: 10 });
  expect(row?.count).toBeLessThan(10);
});

it.each([
  ['a name that stands for nothing any more', { answered: { survey: 'gone' } }, 'answered.survey: there is no survey "gone"'],
  [
    'a bound off the scale, which was once let in',
    { or: [{ answered: { survey: 'visit', question: 'NPS', min: 11 } }] },
    'or.0.answered.min: 11 is off the scale of NPS, which goes from 0 to 10: give a number on it, or leave the bound out',
  ],
  [
    'a condition that is none',
    { trait: { key: 'nickname', values: 'Annie' } },
    'trait.values: Invalid input: expected array, received string',
  ],
])('with %s is read, says what is wrong, and can be changed and deleted; the others are as ever', async (_what, definition, fault) => {
  await create({ key: 'odd', name: 'Odd', filter: { answered: { survey: 'visit' } } });
  await api.admin`update segment set definition = ${api.admin.json(definition)} where workspace_id = ${workspaceId} and key = 'odd'`;
  const { data, errors } = await api.query(key, '{ segments { nodes { key fault count definition } } }');
  expect(errors).toBeUndefined();
  expect(data.segments.nodes).toContainEqual({ key: 'odd', fault: `definition.${fault}`, count: null, definition });
  expect(data.segments.nodes).toContainEqual(expect.objectContaining({ key: 'buyers', fault: null, count: 10 }));
  const people = await api.query(key, '{ segments { nodes { key customers(first: 1) { nodes { id } } } } }');
  expect(people.errors?.map(({ message }) => message)).toEqual([`segment odd.${fault}`]);
  expect(people.data.segments.nodes).toContainEqual({ key: 'odd', customers: null });
  expect((await update('odd', { name: 'Odder' })).data.updateSegment).toMatchObject({ name: 'Odder', version: 1, count: null });
  const mended = await update('odd', { filter: { answered: { survey: 'visit' } } });
  expect(mended.data.updateSegment).toMatchObject({ version: 2, count: expect.any(Number) });
  expect((await api.query(key, 'mutation { deleteSegment(key: "odd") }')).data).toEqual({ deleteSegment: 'odd' });
});

it('is changed with the scope compute or admin only, and refuses what it could not answer', async () => {
  for (const scope of ['compute', 'admin'] as const)
    expect((await create({ ...buyers, key: `by-${scope}` }, await api.createKey(workspaceId, ['read', scope]))).errors).toBeUndefined();
  const reader = await create({ ...buyers, key: 'x' }, await api.createKey(workspaceId, ['read']));
  expect(reader.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
  const nowhere = await create({ key: 'x', name: 'x', filter: { or: [{ answered: { survey: 'nowhere' } }] } });
  expect(nowhere.errors?.[0]?.message).toBe('input.filter.or.0.answered.survey: there is no survey "nowhere"');
  expect((await update('nobody', { name: 'x' })).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' });
  expect((await api.query(key, 'mutation { deleteSegment(key: "nobody") }')).data).toEqual({ deleteSegment: 'nobody' });
  expect((await api.query(key, '{ segment(key: "nobody") { id } }')).data).toEqual({ segment: null });
});

it('is put on record where it changes, and nowhere else', async () => {
  const id = (await create({ ...buyers, key: 'told' })).data.createSegment.id;
  await create({ ...buyers, key: 'told' });
  await update('told', { name: 'Told again' });
  await update('told', { name: 'Told again' });
  for (let time = 0; time < 2; time++) await api.query(key, 'mutation { deleteSegment(key: "told") }');
  const { data } = await api.query(key, `{ auditEvents(subject: "${id}") { nodes { action details } } }`);
  const actions = data.auditEvents.nodes.map(({ action }: { action: string }) => action);
  expect(actions).toEqual(['SEGMENT_DELETED', 'SEGMENT_CHANGED', 'SEGMENT_CREATED']);
});

it('shows the values of personal traits with the scope pii alone', async () => {
  await api.admin`insert into customer_trait (workspace_id, customer_id, key, value_text, is_personal)
    select ${workspaceId}, id, 'nickname', 'Annie', true from customer where workspace_id = ${workspaceId} order by id limit 1`;
  const filter = { or: [{ trait: { key: 'nickname', values: ['Annie'] } }, { not: { trait: { key: 'plan', values: ['pro'] } } }] };
  expect((await create({ key: 'named', name: 'Named', filter })).data.createSegment.definition).toEqual(filter);
  const query = '{ segment(key: "named") { definition versions { definition } } }';
  const shown = { or: [{ trait: { key: 'nickname' } }, { not: { trait: { key: 'plan', values: ['pro'] } } }] };
  const answer = await api.query(await api.createKey(workspaceId, ['read']), query);
  expect(answer.data.segment).toEqual({ definition: shown, versions: [{ definition: shown }] });
  expect(JSON.stringify(answer)).not.toContain('Annie');
});
