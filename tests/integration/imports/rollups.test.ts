/** Roll-ups through loads: what they hold is, cell by cell, what the facts say, counted here the long way round. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace } from '../../../prisma/sql.ts';
import { loadImport } from '../../../worker/imports/load.ts';
import { remakeRollup } from '../../../worker/rollups/remakeRollup.ts';
import { type RollupSource, rollupSources } from '../../../worker/rollups/rollupSource.ts';
import { lockRollup } from '../../../worker/rollups/rollupState.ts';
import { countedCells, readAnswers, readOrders, storedCells } from '../../support/rollupOracle.ts';
import { type ImportBench, openImportBench } from './importBench.ts';

let bench: ImportBench;
beforeAll(async () => {
  bench = await openImportBench();
});
afterAll(() => bench.close());

/** As a worker does; all layouts, however few the facts are. */
async function make(source: RollupSource, workspaceId = bench.workspaceId, fewestInCell = 0): Promise<void> {
  await bench.admin`insert into rollup_state (workspace_id, source) values (${workspaceId}, ${source.name}) on conflict do nothing`;
  await inWorkspace(bench.app, workspaceId, (tx) => remakeRollup(tx, workspaceId, source, fewestInCell));
}

async function stateOf({ name }: RollupSource, workspaceId: number) {
  const [state] = await bench.admin<{ is_current: boolean; varying: number; layouts: number[]; kept_at: Date }[]>`
    select is_current, varying, layouts, kept_at from rollup_state where workspace_id = ${workspaceId} and source = ${name}`;
  return state;
}

async function expectExact(source: RollupSource, workspaceId = bench.workspaceId, timeZone = 'Europe/Berlin') {
  const state = await stateOf(source, workspaceId);
  expect(state).toMatchObject({ is_current: true });
  const facts = await (source.name === 'ANSWER' ? readAnswers : readOrders)(bench.admin, workspaceId);
  const counted = countedCells(facts, state!.varying, timeZone);
  const stored = await storedCells(bench.admin, source, workspaceId);
  expect(Object.keys(stored).sort()).toEqual(Object.keys(counted).sort());
  const isOff = ([name, sums]: [string, number[]]) => sums.some((sum, place) => !(Math.abs(stored[name]![place]! - sum) < 1e-6));
  expect(Object.entries(counted).filter(isOff)).toEqual([]);
}

/** A cell that no fact stands for: whoever makes the roll-up anew removes it, whoever keeps it leaves it. */
const probe = (workspaceId: number) => bench.admin`
  insert into response_rollup values (${workspaceId}, 'PROBE', 0, 'DAY', '2026-01-01', '', '', '', '', '', 1, 1, 1, 1, 1, 1, 1) on conflict do nothing`;
const isKept = async (workspaceId: number) =>
  (await bench.admin`select 1 from response_rollup where workspace_id = ${workspaceId} and part = 'PROBE'`).length === 1;

/** Pseudo-random and the same in every run. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return (state >>> 8) % below;
  };
}

const codebook = (key: string) => ({
  key,
  title: key,
  kind: key === 'visit' ? 'TRANSACTIONAL' : 'RELATIONAL',
  touchpoint: key === 'pulse' ? 'app' : null,
  questions: [
    { key: 'nps', label: 'NPS', kind: 'NPS', scaleMin: 0, scaleMax: 10 },
    { key: 'rate', label: 'Rating', kind: 'RATING', scaleMin: 1, scaleMax: 5 },
    ...(key === 'exit' ? [] : [{ key: 'csat', label: 'CSAT', kind: 'CSAT', scaleMin: 1, scaleMax: 5, notApplicableCodes: [3] }]),
    { key: 'ces', label: 'CES', kind: 'CES', scaleMin: 1, scaleMax: 7, notApplicableCodes: [99] },
  ],
});

/** Few customers over few days round the nights in which Berlin changes its clocks, so that many answer twice in a day, week, month. */
function answersFile(seed: number, rows: number, ids: number): string {
  const next = chance(seed);
  const pick = (...from: string[]) => from[next(from.length)]!;
  const lines = Array.from({ length: rows }, () => {
    const day = pick('2025-03-29', '2025-03-30', '2025-03-31', '2025-10-26', '2025-12-30', '2026-01-01', '2026-03-29');
    const at = next(15) === 0 ? '' : `${day}T${String(next(24)).padStart(2, '0')}:30:00Z`;
    const person = next(4) === 0 ? '' : `p${next(12)}`;
    const cells = [`r${next(ids)}`, person, at, pick('', 'till', 'app'), pick('web', 'mail'), '', ''];
    return [...cells, pick('', '0', '6', '8', '9', '10'), pick('', '1', '3', '4', '5'), pick('', '1', '4', '5', '7', '99'), '3'].join(',');
  });
  return `response_id,customer_external_id,submitted_at,touchpoint,channel,brand,sample_source,nps,csat,ces,rate\n${lines.join('\n')}\n`;
}

function ordersFile(seed: number, rows: number, ids: number): string {
  const next = chance(seed);
  const pick = (...from: string[]) => from[next(from.length)]!;
  const lines = Array.from({ length: rows }, () =>
    [
      `o${next(ids)}`,
      next(4) === 0 ? '' : `p${next(12)}`,
      `${pick('2025-03-29', '2025-03-30', '2025-12-30', '2026-01-01')}T${String(next(24)).padStart(2, '0')}:30:00Z`,
      pick('', 'paid', 'cancelled'),
      pick('', '0', `${next(10_000) / 100}`),
      pick('', '1.5'),
      pick('', 'web', 'shop'),
    ].join(','),
  );
  return `order_id,customer_external_id,ordered_at,status,revenue,refunded_amount,channel\n${lines.join('\n')}\n`;
}

const isCurrent = async (source: RollupSource) => (await stateOf(source, bench.workspaceId))?.is_current;

describe('a roll-up of answers', () => {
  it('holds what the answers say, those without a date too', async () => {
    for (const survey of ['visit', 'pulse'])
      expect(await bench.run(answersFile(1, 80, 200), { as: 'RESPONSES', survey, codebook: codebook(survey) })).toMatchObject({
        message: null,
      });
    expect(await stateOf(rollupSources.ANSWER, bench.workspaceId)).toBeUndefined(); // so few are read as fast
    await make(rollupSources.ANSWER);
    await expectExact(rollupSources.ANSWER);
  });

  it('is kept through new answers and through corrections of day, customer, group and answer', async () => {
    await probe(bench.workspaceId);
    for (const seed of [2, 3, 4]) {
      expect(await bench.run(answersFile(seed, 40, 120), { as: 'RESPONSES', survey: 'visit' })).toMatchObject({ message: null });
      await expectExact(rollupSources.ANSWER);
    }
    expect(await isKept(bench.workspaceId)).toBe(true);
  });

  it('is left alone by a file that changes nothing, and by one that is given up after all its rows', async () => {
    const { kept_at } = (await stateOf(rollupSources.ANSWER, bench.workspaceId))!;
    expect(await bench.run(answersFile(4, 40, 120), { as: 'RESPONSES', survey: 'visit' })).toMatchObject({ loaded: 0 });
    await bench.run(answersFile(5, 40, 120), { as: 'RESPONSES', survey: 'visit', dryRun: true });
    expect(await stateOf(rollupSources.ANSWER, bench.workspaceId)).toMatchObject({ kept_at });
    await expectExact(rollupSources.ANSWER);
  });

  it('loses nothing of two files that come at once and touch the same days and customers', async () => {
    await make(rollupSources.ANSWER); // it is twice as large as it was
    await probe(bench.workspaceId);
    const files = await Promise.all(
      [6, 7].map((seed) => bench.place(answersFile(seed, 60, 5_000), { as: 'RESPONSES', survey: seed === 6 ? 'visit' : 'pulse' })),
    );
    await Promise.all(
      files.map(async (importId) => {
        const worker = connect(bench.database.appUrl, { applicationName: 'test', max: 2 });
        await loadImport(worker, { workspaceId: bench.workspaceId, importId, attempt: 1 }, () => {});
        await worker.end();
      }),
    );
    await expectExact(rollupSources.ANSWER);
    expect(await isKept(bench.workspaceId)).toBe(true);
  });

  it('counts an answer once that was of somebody who is deleted by now, and is given to another customer', async () => {
    const answers = (person: string) =>
      bench.run(`response_id,customer_external_id,submitted_at,nps\ngone,${person},2025-03-30T10:00:00Z,9\n`, {
        as: 'RESPONSES',
        survey: 'visit',
      });
    await answers('deleted');
    await bench.admin`delete from customer where workspace_id = ${bench.workspaceId} and external_id = 'deleted'`;
    await make(rollupSources.ANSWER);
    await probe(bench.workspaceId);
    expect(await answers('p1')).toMatchObject({ loaded: 1 });
    await expectExact(rollupSources.ANSWER);
    expect(await isKept(bench.workspaceId)).toBe(true);
  });
});

describe('a roll-up of answers is not read, until it is made anew,', () => {
  afterEach(async () => {
    expect(await isCurrent(rollupSources.ANSWER)).toBe(false);
    await make(rollupSources.ANSWER);
    const [workspace] = await bench.admin<{ zone: string }[]>`select time_zone as zone from workspace where id = ${bench.workspaceId}`;
    await expectExact(rollupSources.ANSWER, bench.workspaceId, workspace!.zone);
  });

  it('after answers to a new survey', async () => {
    await bench.run('response_id,submitted_at,nps,rate\nx1,2026-02-01T12:00:00Z,9,5\n', {
      as: 'RESPONSES',
      survey: 'exit',
      codebook: { ...codebook('exit'), sampleSource: 'INTERCEPT' },
    });
  });

  it('after a group that was not there before', async () => {
    await bench.run('response_id,submitted_at,brand,nps\nx2,2026-02-01T12:00:00Z,south,9\n', { as: 'RESPONSES', survey: 'visit' });
  });

  it('once two customers are known to be one', async () => {
    await bench.run('response_id,email,submitted_at,nps,csat\nm1,p1@example.org,2025-03-30T10:00:00Z,9,5\n', {
      as: 'RESPONSES',
      survey: 'visit',
    });
    await expectExact(rollupSources.ANSWER);
    await bench.run('external_id,email\np1,p1@example.org\n', { as: 'CUSTOMERS' });
  });

  it('nor then by a file of answers, which waits for nobody who makes it anew meanwhile: that one waits for its mark', async () => {
    await bench.run('response_id,email,submitted_at,nps\nm2,p2@example.org,2025-03-30T10:00:00Z,9\n', { as: 'RESPONSES', survey: 'visit' });
    const maker = connect(bench.database.appUrl, { applicationName: 'test maker', max: 1 });
    await inWorkspace(maker, bench.workspaceId, async (tx) => {
      await lockRollup(tx, bench.workspaceId, rollupSources.ANSWER);
      const merging = 'response_id,customer_external_id,email,submitted_at,nps\nm3,p2,p2@example.org,2025-03-30T11:00:00Z,3\n';
      expect(await bench.run(merging, { as: 'RESPONSES', survey: 'visit' })).toMatchObject({ loaded: 1 });
    });
    await maker.end();
  });

  it('after a customer is deleted, whose answers are of nobody from then on', async () => {
    await bench.admin`delete from customer where workspace_id = ${bench.workspaceId} and external_id = 'p3'`;
  });

  it('after answers that somebody deletes, be it while it is made', async () => {
    const maker = connect(bench.database.appUrl, { applicationName: 'test maker', max: 1 });
    const [session] = await maker<{ pid: number }[]>`select pg_backend_pid() as pid`;
    let making: Promise<void> | undefined;
    await inWorkspace(bench.app, bench.workspaceId, async (tx) => {
      await tx`delete from response where workspace_id = ${bench.workspaceId} and external_id = 'r1'`;
      making = inWorkspace(maker, bench.workspaceId, (other) => remakeRollup(other, bench.workspaceId, rollupSources.ANSWER, 0));
      for (let isWaiting = false; !isWaiting; ) {
        const waiting = await bench.admin`select from pg_locks where pid = ${session!.pid} and not granted`;
        isWaiting = waiting.length > 0;
        await setTimeout(20);
      }
    });
    await making;
    await maker.end();
  });

  it('after a change of the time zone', async () => {
    await bench.admin`update workspace set time_zone = 'Pacific/Auckland' where id = ${bench.workspaceId}`;
  });
});

describe('a roll-up of orders', () => {
  it('is exact to the cent through loads and corrections', async () => {
    for (const seed of [1, 2, 3]) {
      await bench.run(ordersFile(seed, 80, 120), { as: 'ORDERS' });
      if (seed === 1) await make(rollupSources.ORDER);
      await expectExact(rollupSources.ORDER, bench.workspaceId, 'Pacific/Auckland');
    }
    // what a file does not say stays
    await bench.run('order_id,status\no1,cancelled\no2,cancelled\no3,paid\n', { as: 'ORDERS' });
    await expectExact(rollupSources.ORDER, bench.workspaceId, 'Pacific/Auckland');
  });

  it('counts an order once that was of somebody who is deleted by now, and is given to another customer', async () => {
    const orders = (person: string) =>
      bench.run(`order_id,customer_external_id,ordered_at,revenue\ngone,${person},2025-03-30T10:00:00Z,12.5\n`, { as: 'ORDERS' });
    await orders('deleted');
    await bench.admin`delete from customer where workspace_id = ${bench.workspaceId} and external_id = 'deleted'`;
    await make(rollupSources.ORDER);
    expect(await orders('p1')).toMatchObject({ loaded: 1 });
    await expectExact(rollupSources.ORDER, bench.workspaceId, 'Pacific/Auckland');
  });

  it('and one of answers are left alone by a visitor whom a file of visits shows to be shared', async () => {
    for (const source of Object.values(rollupSources)) await make(source);
    const visits = (rows: string) => bench.run(`visit_id,visitor_id,customer_external_id,started_at\n${rows}`, { as: 'VISITS' });
    await visits('v1,shared,p1,2025-03-30T10:00:00Z\nv2,shared,,2025-03-30T11:00:00Z\n');
    expect(await visits('v3,shared,p2,2025-03-31T10:00:00Z\n')).toMatchObject({ message: null, loaded: 1 });
    const left =
      await bench.admin`select from identity where workspace_id = ${bench.workspaceId} and kind = 'VISITOR_ID' and value = 'shared'`;
    expect(left).toHaveLength(0);
    for (const source of Object.values(rollupSources)) await expectExact(source, bench.workspaceId, 'Pacific/Auckland');
    const facts = bench.admin`
      select f.identity_id from (select workspace_id, identity_id from response union all select workspace_id, identity_id from "order") f
        join identity i on i.workspace_id = f.workspace_id and i.id = f.identity_id where i.kind = 'VISITOR_ID'`;
    expect(await facts).toHaveLength(0); // of no customer could a visitor's identity say so
  });

  it('has no room for a word that is no word: its line is told, and the file is loaded', async () => {
    const next = chance(9);
    const word = Array.from({ length: 1000 }, () => String.fromCharCode(0x4e00 + next(20_000))).join('');
    const outcome = await bench.run(`order_id,ordered_at,channel\nlong,2026-01-01,${word}\nshort,2026-01-01,web\n`, { as: 'ORDERS' });
    expect(outcome).toMatchObject({ state: 'SUCCEEDED', loaded: 1, errors: [{ line: 2, field: 'channel', code: 'TOO_LONG' }] });
  });
});

describe('a workspace that has become large', () => {
  it('gets a roll-up by a worker, of no more cells than are worth it', async () => {
    const workspaceId = bench.otherWorkspaceId;
    const options = { as: 'RESPONSES', survey: 'visit', codebook: codebook('visit'), workspaceId } as const;
    const due = (after = '6 seconds') => bench.admin<{ id: string }[]>`
      select id::text from scheduler_work(now() + ${after}::interval, 10) where kind = 'ROLLUP' and workspace_id = ${workspaceId} order by 1`;
    await bench.run(answersFile(1, 9_000, 1_000_000), options);
    expect(await due()).toEqual([]);
    await bench.run(answersFile(2, 2_000, 1_000_000), options);
    expect(await due('0 seconds')).toEqual([]); // the next file may be on its way
    await bench.admin`insert into import (workspace_id, kind, source) values (${workspaceId}, 'ORDERS', 'orders.csv')`;
    expect(await due()).toEqual([]);
    expect(await due('11 minutes')).toEqual([{ id: String(rollupSources.ANSWER.number) }]); // its sender is gone
    await bench.admin`delete from import where workspace_id = ${workspaceId} and source = 'orders.csv'`;
    expect(await due()).toEqual([{ id: String(rollupSources.ANSWER.number) }]);
    await make(rollupSources.ANSWER, workspaceId, 1_000);
    expect(await due()).toEqual([]);
    const [counted] = await bench.admin<{ facts: number; cells: number }[]>`
      select (select count(*)::integer from response where workspace_id = ${workspaceId}) as facts,
             max(cells)::integer as cells from (select count(*) as cells from response_rollup where workspace_id = ${workspaceId} group by part, dimensions, grain) g`;
    expect(counted!.cells).toBeLessThanOrEqual(counted!.facts / 1_000);
    expect((await stateOf(rollupSources.ANSWER, workspaceId))!.layouts.length).toBeGreaterThan(1);
    await bench.run(answersFile(3, 1_100, 1_000_000), options); // more than are kept up with one by one
    expect(await due()).toEqual([{ id: String(rollupSources.ANSWER.number) }]);
  });
});
