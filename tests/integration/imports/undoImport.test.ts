/** What an import has written, taken back: the tables are to the letter what they were. Over 300 lines: one way to compare all tables, for every kind and what came later. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeGlobalId } from '../../../schema/globalId.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { clearUploads } from '../../../worker/scheduling/clearUploads.ts';
import { kinds, whole } from './factFiles.ts';
import { type FactKind, type ImportBench, type ImportOptions, type ImportOutcome, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

const loaded = [
  ...['customer', 'customer_trait', 'identity', 'shared_visitor', 'survey', 'question', 'response'],
  ...['order', 'subscription', 'ticket', 'spend', 'visit', 'event', 'invitation', 'touchpoint'],
];

/** Each test has a workspace of its own. */
let workspaceId: number;
beforeEach(async () => {
  const key = `w-${randomUUID()}`;
  const [made] = await bench.admin<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values (${key}, ${key}, 'EUR', 'Europe/Berlin') returning id`;
  workspaceId = made!.id;
});

/** Every row of the workspace, with the import that wrote it. */
async function everything(): Promise<string[]> {
  const rows: string[] = [];
  for (const table of loaded) {
    const found = await bench.admin<{ row: string }[]>`
      select to_jsonb(t)::text as row from ${bench.admin(table)} t where workspace_id = ${workspaceId} order by 1`;
    rows.push(...found.map(({ row }) => `${table} ${row}`));
  }
  return rows;
}

async function load(file: string, options: ImportOptions): Promise<ImportOutcome> {
  const outcome = await bench.run(file, { ...options, workspaceId });
  expect([outcome.state, outcome.message]).toEqual(['SUCCEEDED', null]);
  return outcome;
}

async function undo({ id }: ImportOutcome, { dryRun = false } = {}): Promise<ImportOutcome> {
  const [row] = await bench.admin<{ id: bigint }[]>`
    insert into import (workspace_id, kind, source, survey_key, dry_run, undoes_id, state, attempt)
    select workspace_id, kind, source, survey_key, ${dryRun}, id, 'RUNNING', 1 from import where workspace_id = ${workspaceId} and id = ${id} returning id`;
  await loadImport(bench.app, { workspaceId, importId: row!.id, attempt: 1 }, () => {});
  return bench.outcome(row!.id, workspaceId);
}

const stateOf = async ({ id }: ImportOutcome) => (await bench.admin`select state from import where id = ${id}`)[0]?.state;

/** That a file loaded and undone leaves what was there before, and leaves no undo values. */
async function expectUndone(file: string, options: ImportOptions): Promise<ImportOutcome> {
  const before = await everything();
  const outcome = await load(file, options);
  const after = await everything();
  expect(after).not.toEqual(before);
  const tried = await undo(outcome, { dryRun: true });
  expect([tried.state, await everything()]).toEqual(['SUCCEEDED', after]);
  const undone = await undo(outcome);
  expect([undone.state, undone.message]).toEqual(['SUCCEEDED', null]);
  expect(await everything()).toEqual(before);
  expect(tried.report).toEqual(undone.report);
  expect(await stateOf(outcome)).toBe('UNDONE');
  expect(await bench.admin`select from import_undo where import_id = ${outcome.id}`).toEqual([]);
  return undone;
}

/** The same row with another value in its last column, and a new one with a customer of its own. */
function changed(kind: FactKind): string {
  const [header = '', row = ''] = whole[kind].file.trimEnd().split('\n');
  const last: Record<FactKind, [string, string]> = {
    ORDERS: ['web', 'shop'],
    SUBSCRIPTIONS: ['voluntary', 'involuntary'],
    TICKETS: ['solved', 'open'],
    SPEND: ['1000', '2000'],
    VISITS: ['10.50', '11.50'],
    EVENTS: ['A-1', 'B-9007199254740993'],
    INVITATIONS: ['Completed', 'Opened'],
    TOUCHPOINTS: ['Use', 'Buy'],
  };
  const other = row
    .replace(/^(w1|delivery)/, 'w2')
    .replace('w-ann', 'w-bob')
    .replace('browser-1', 'browser-2');
  return `${header}\n${row.replace(...last[kind])}\n${other}\n`;
}

describe('an import is undone', () => {
  it.each(kinds)('%s: rows that it changed, rows that it made', async (kind) => {
    await expectUndone(whole[kind].file, { as: kind });
    await load(whole[kind].file, { as: kind });
    const undone = await expectUndone(changed(kind), { as: kind });
    expect([undone.read, undone.loaded, undone.rejected]).toEqual([2, 2, 0]);
    expect(undone.report).toMatchObject({ rowsDeleted: 1, rowsRestored: 1 });
  });

  it('customers: traits that it changed, emptied and added, acquisitions, addresses, whom it made', async () => {
    await load(
      'external_id,email,created_at,acquisition_channel,country,attributes.size,attributes.note\na,a@example.org,2024-01-01,ads,DE,9,hm\nb,,2024-02-01,shop,FR,8,\n',
      { as: 'CUSTOMERS' },
    );
    await expectUndone(
      'external_id,email,created_at,acquisition_channel,country,attributes.size,attributes.colour\na,a2@example.org,2023-01-01,fair,,10,red\nb,b@example.org,2024-02-01,shop,FR,8,\nc,c@example.org,2025-01-01,ads,IT,1,blue\n,d@example.org,2025-01-01,ads,IT,1,blue\n',
      { as: 'CUSTOMERS' },
    );
  });

  it('stubs that it adopted and merged are themselves again, with traits, acquisition and visitors', async () => {
    await load('email,created_at,acquisition_channel,country\ns1@example.org,2023-01-01,ads,DE\ns2@example.org,2022-01-01,fair,FR\n', {
      as: 'CUSTOMERS',
    });
    await load('external_id,created_at,attributes.size\nk2,2024-01-01,4\nk3,2024-01-01,4\n', { as: 'CUSTOMERS' });
    await load('order_id,email,ordered_at\no1,s1@example.org,2024-01-01\no2,s2@example.org,2024-01-01\n', { as: 'ORDERS' });
    await load(
      'visit_id,visitor_id,email,customer_external_id,started_at\nv1,shared,s2@example.org,,2024-01-01\nv2,shared,,k2,2024-01-02\nv3,shared,,,2024-01-03\n' +
        'v4,three,s2@example.org,,2024-01-01\nv5,three,,k2,2024-01-02\nv6,three,,k3,2024-01-02\nv7,own,s1@example.org,,2024-01-02\nv8,own,,,2024-01-03\n',
      { as: 'VISITS' },
    );
    const undone = await expectUndone(
      'order_id,customer_external_id,email,ordered_at\no3,k1,s1@example.org,2025-01-01\no4,k2,s2@example.org,2025-01-01\no5,k4,s4@example.org,2025-01-01\n',
      { as: 'ORDERS' },
    );
    expect(undone.report).toMatchObject({ rowsDeleted: 3, customersDeleted: 1, customersRestored: 3 });
  });

  it('visitors whom it made known, and whom it showed to be shared', async () => {
    await load(
      'visit_id,visitor_id,customer_external_id,started_at\nv1,nameless,,2024-01-01\nv2,known,a,2024-01-01\nv3,known,,2024-01-02\nv4,shared,b,2024-01-01\nv5,shared,c,2024-01-01\n',
      { as: 'VISITS' },
    );
    await load('event_id,visitor_id,occurred_at,name\ne1,nameless,2024-01-01,look\ne2,known,2024-01-02,look\n', { as: 'EVENTS' });
    await expectUndone(
      'visit_id,visitor_id,customer_external_id,started_at\nw1,nameless,a,2024-02-01\nw2,known,b,2024-02-01\nw3,shared,d,2024-02-01\nw4,new,a,2024-02-01\nw5,new,,2024-02-02\n',
      { as: 'VISITS' },
    );
  });

  it('answers, with the survey that it inferred; a corrected codebook can come', async () => {
    const file = 'response_id,customer_external_id,submitted_at,nps,why\nr1,a,2026-01-01,5,slow\nr2,b,2026-01-02,4,dear\n';
    const undone = await expectUndone(file, { as: 'RESPONSES', survey: 's' });
    expect(undone.report).toMatchObject({ rowsDeleted: 2, customersDeleted: 2, surveyDeleted: true, questionsKept: 0 });
    const codebook = {
      questions: [
        { key: 'nps', kind: 'NPS' },
        { key: 'why', kind: 'TEXT' },
      ],
    };
    const again = await load(file, { as: 'RESPONSES', survey: 's', codebook });
    const longer = { questions: [...codebook.questions, { key: 'ease', kind: 'RATING', scaleMin: 1, scaleMax: 5 }] };
    await expectUndone('response_id,nps,ease,why\nr1,9,4,fast\nr3,8,,\n', { as: 'RESPONSES', survey: 's', codebook: longer });
    const [survey] = await bench.admin`select import_id from survey where workspace_id = ${workspaceId}`;
    expect(survey?.import_id).toBe(again.id);
  });

  it('rows without an id of their own, so that the corrected file does not stand beside the wrong one', async () => {
    await expectUndone('customer_external_id,ordered_at,revenue\na,2026-01-01,100\na,2026-01-01,100\nb,2026-01-02,5\n', { as: 'ORDERS' });
  });

  it('of many rows, in a time that grows with them and not with their square', async () => {
    const rows = (value: number, first: number) =>
      Array.from(
        { length: 20_000 },
        (_, index) => `m${first + index},c${(first + index) % 700},m${(first + index) % 700}@example.org,2026-01-01,${value}\n`,
      ).join('');
    const header = 'order_id,customer_external_id,email,ordered_at,revenue\n';
    await load(header + rows(1, 0), { as: 'ORDERS' });
    const undone = await expectUndone(header + rows(2, 8000), { as: 'ORDERS' });
    expect(undone.report).toMatchObject({ rowsDeleted: 8000, rowsRestored: 12_000 });
  });

  it('what is computed of it is stale: the versions of what changed rise, and of nothing else', async () => {
    const versions = async () =>
      Object.fromEntries(
        (await bench.admin`select domain, version::integer from data_version where workspace_id = ${workspaceId}`).map(
          ({ domain, version }) => [domain, version],
        ),
      );
    await load('touchpoint_id,name\nshop,Shop\n', { as: 'TOUCHPOINTS' });
    const outcome = await load('order_id,customer_external_id,ordered_at\no1,a,2026-01-01\n', { as: 'ORDERS' });
    expect(await versions()).toEqual({ crm: 1, customers: 1, journey: 1 });
    await undo(outcome);
    expect(await versions()).toEqual({ crm: 2, customers: 2, journey: 1 });
  });

  it('roll-ups of what it takes back are made anew', async () => {
    const outcome = await load('order_id,customer_external_id,ordered_at\no1,a,2026-01-01\n', { as: 'ORDERS' });
    await bench.admin`insert into rollup_state (workspace_id, source, is_current) values (${workspaceId}, 'ORDER', true), (${workspaceId}, 'ANSWER', true)`;
    await undo(outcome);
    expect(await bench.admin`select is_current from rollup_state where workspace_id = ${workspaceId} and source = 'ORDER'`).toEqual([
      { is_current: false },
    ]);
  });
});

describe('with later imports', () => {
  const first = 'order_id,customer_external_id,email,ordered_at,revenue\no1,a,a@example.org,2026-01-01,1\no2,b,,2026-01-01,1\n';

  it('of other rows, customers whom those name stay, without what the file said of them, and go with the last that names them', async () => {
    const before = await everything();
    const made = await load(
      'external_id,email,created_at,country\na,a@example.org,2024-01-01,DE\nb,b@example.org,2024-01-01,DE\nc,c@example.org,2024-01-01,DE\n',
      { as: 'CUSTOMERS' },
    );
    const later = await load('order_id,customer_external_id,email,ordered_at\no1,a,,2026-01-01\no2,,b@example.org,2026-01-01\n', {
      as: 'ORDERS',
    });
    const undone = await undo(made);
    expect([undone.state, undone.report]).toEqual([
      'SUCCEEDED',
      expect.objectContaining({ customersDeleted: 1, customersKept: 2, laterImports: 1 }),
    ]);
    const people = await bench.admin`
      select c.external_id as id, c.acquired_at, c.import_id, i.kind, i.value, i.import_id as of,
             (select count(*)::integer from customer_trait t where t.workspace_id = c.workspace_id and t.customer_id = c.id) as traits
        from customer c join identity i on i.workspace_id = c.workspace_id and i.customer_id = c.id where c.workspace_id = ${workspaceId} order by i.value`;
    const nothing = { acquired_at: null, import_id: later.id, of: later.id, traits: 0 };
    expect([...people]).toEqual([
      { id: 'a', kind: 'CRM_ID', value: 'a', ...nothing },
      { id: null, kind: 'EMAIL', value: 'b@example.org', ...nothing },
    ]);
    expect((await undo(later)).state).toBe('SUCCEEDED');
    expect(await everything()).toEqual(before);
  });

  it.each([
    ['overwrote a row of it', 'order_id,revenue,ordered_at\no1,2,2026-01-01\n', 'ORDERS'],
    ['brought a row that was there', 'order_id,customer_external_id,ordered_at,revenue\no2,b,2026-01-01,1\no3,b,2026-01-01,1\n', 'ORDERS'],
    ['said more of whom it made', 'external_id,created_at\na,2024-01-01\n', 'CUSTOMERS'],
  ] as const)('a file that %s is to be undone first', async (_what, file, as) => {
    const before = await everything();
    const outcome = await load(first, { as: 'ORDERS' });
    const later = await load(file, { as });
    const after = await everything();
    const refused = await undo(outcome);
    expect([refused.state, refused.error]).toEqual(['FAILED', 'BUILT_ON']);
    expect(refused.message).toMatch(
      /^a later file has changed or repeated .* undo it first, the latest first: (\S+) \("test\.csv" of 20\d\d-\d\d-\d\d \d\d:\d\d\); send again/,
    );
    expect(refused.message).toContain(`: ${encodeGlobalId('Import', later.id)} (`);
    expect([await everything(), await stateOf(outcome)]).toEqual([after, 'SUCCEEDED']);
    expect((await undo(later)).state).toBe('SUCCEEDED');
    expect((await undo(outcome)).state).toBe('SUCCEEDED');
    expect(await everything()).toEqual(before);
  });

  it('a file of visits that went by the visitors it made known is to be undone first; one that says nothing of them is not', async () => {
    const outcome = await load('visit_id,visitor_id,customer_external_id,started_at\nv1,x,a,2026-01-01\n', { as: 'VISITS' });
    await load('order_id,customer_external_id,ordered_at\no1,a,2026-01-01\n', { as: 'ORDERS' });
    const later = await load('visit_id,visitor_id,started_at\nv2,x,2026-01-02\n', { as: 'VISITS' });
    expect((await undo(outcome)).error).toBe('BUILT_ON');
    await undo(later);
    expect((await undo(outcome)).state).toBe('SUCCEEDED');
    expect(await bench.admin`select external_id from customer where workspace_id = ${workspaceId}`).toEqual([{ external_id: 'a' }]);
    expect(await bench.admin`select from visit where workspace_id = ${workspaceId}`).toEqual([]);
  });

  it('a survey in which others have answered stays, and goes with the last of them', async () => {
    const before = await everything();
    const outcome = await load('response_id,customer_external_id,submitted_at,nps\nr1,a,2026-01-01,0\n', { as: 'RESPONSES', survey: 's' });
    const later = await load('response_id,customer_external_id,submitted_at,nps\nr2,b,2026-01-01,10\n', { as: 'RESPONSES', survey: 's' });
    expect((await undo(outcome)).report).toMatchObject({ surveyDeleted: false, questionsDeleted: 0, questionsKept: 1 });
    expect((await undo(later)).report).toMatchObject({ surveyDeleted: true, questionsDeleted: 1 });
    expect(await everything()).toEqual(before);
  });

  it('a survey that an analysis goes by stays', async () => {
    const outcome = await load('response_id,customer_external_id,submitted_at,nps\nr1,a,2026-01-01,0\n', { as: 'RESPONSES', survey: 's' });
    await bench.admin`
      insert into analysis (workspace_id, name, kind, survey_id, parameters)
      select ${workspaceId}, 'drivers', 'DRIVERS', id, '{}' from survey where workspace_id = ${workspaceId}`;
    expect((await undo(outcome)).report).toMatchObject({ rowsDeleted: 1, surveyDeleted: false, questionsKept: 1 });
    expect(await bench.admin`select key from question where workspace_id = ${workspaceId}`).toEqual([{ key: 'nps' }]);
  });
});

describe('an import cannot be undone', () => {
  it('twice, nor once what it overwrote is being cleared', async () => {
    const outcome = await load('order_id,ordered_at\no1,2026-01-01\n', { as: 'ORDERS' });
    await undo(outcome);
    expect((await undo(outcome)).error).toBe('NOT_UNDOABLE');
    const old = await load('order_id,ordered_at\no2,2026-01-01\n', { as: 'ORDERS' });
    while (await clearUploads(bench.app, new Date(Date.now() + 60_000)));
    const refused = await undo(old);
    expect([refused.state, refused.error]).toEqual(['FAILED', 'NOT_UNDOABLE']);
    expect(refused.message).toContain('EARSHOT_KEEP_UPLOADS_DAYS');
    expect(await bench.admin`select external_id from "order" where workspace_id = ${workspaceId}`).toEqual([{ external_id: 'o2' }]);
  });

  it('by an attempt that has lost its lease: nothing is changed', async () => {
    const outcome = await load('order_id,ordered_at\no1,2026-01-01\n', { as: 'ORDERS' });
    const before = await everything();
    const [row] = await bench.admin<{ id: bigint }[]>`
      insert into import (workspace_id, kind, source, undoes_id, state, attempt) values (${workspaceId}, 'ORDERS', 'test.csv', ${outcome.id}, 'RUNNING', 1) returning id`;
    let undoing = Promise.resolve();
    await bench.admin.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(${workspaceId}, 1)`;
      undoing = loadImport(bench.app, { workspaceId, importId: row!.id, attempt: 1 }, () => {});
      const waits = () => tx`select from pg_locks where locktype = 'advisory' and classid = ${workspaceId} and not granted`;
      await expect.poll(async () => (await waits()).length).toBe(1);
      await tx`update import set state = 'CANCELLED' where id = ${row!.id}`;
    });
    await undoing;
    expect([await everything(), await stateOf(outcome)]).toEqual([before, 'SUCCEEDED']);
  });
});
