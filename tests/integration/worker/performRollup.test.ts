/** A roll-up that is being made, and the files that come meanwhile. */
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { connect, inWorkspace } from '../../../prisma/sql.ts';
import type { Host } from '../../../worker/jobHost.ts';
import { performRollup } from '../../../worker/performRollup.ts';
import { createPool, type ThreadPool } from '../../../worker/pool.ts';
import { rollupSources } from '../../../worker/rollups/rollupSource.ts';
import { lockRollup } from '../../../worker/rollups/rollupState.ts';
import { type ImportBench, openImportBench } from '../imports/importBench.ts';

const source = rollupSources.ANSWER;

let bench: ImportBench;
let pool: ThreadPool;
let host: Host;

beforeAll(async () => {
  bench = await openImportBench();
  pool = createPool({ threads: 1, databaseUrl: bench.database.appUrl, rowsPerPart: 100_000, givesWay: false });
  host = {
    sql: bench.app,
    pool,
    consumer: null as never, // a roll-up is never handed back
    log: pino({ level: 'silent' }),
    limits: { timeoutSeconds: 60, memoryMegabytes: 1_000 },
    room: { machine: 'one', readers: 1 },
    shutdown: new AbortController().signal,
    wake: new EventTarget(),
  };
});
afterAll(async () => {
  await pool?.stop();
  await bench?.close();
});
afterEach(() => bench.admin`delete from import`);

const perform = () =>
  performRollup(host, {
    id: 'job',
    payload: { workspaceId: bench.workspaceId, table: 'rollup', id: String(source.number) },
    signal: new AbortController().signal,
  });

/** A file that has come whole, and that no worker has taken for so many seconds. */
const wait = (bytes: number, seconds: number, workspaceId = bench.workspaceId) => bench.admin`
  insert into import (workspace_id, kind, source, state, uploaded_bytes, queued_at)
  values (${workspaceId}, 'ORDERS', 'orders.csv', 'QUEUED', ${bytes}, now() - make_interval(secs => ${seconds}))`;

const queued = async () => {
  await bench.admin`
    insert into rollup_state (workspace_id, source, queued_at) values (${bench.workspaceId}, ${source.name}, now())
    on conflict (workspace_id, source) do update set is_current = false, queued_at = now()`;
};
const stateOf = async () => (await bench.admin`select is_current, queued_at from rollup_state where source = ${source.name}`)[0];

/** Holds the roll-up as a load would, so that whoever makes it anew waits until `work` is done. */
async function whileHeld(work: () => Promise<void>): Promise<void> {
  const holder = connect(bench.database.appUrl, { applicationName: 'holder', max: 1 });
  await inWorkspace(holder, bench.workspaceId, async (tx) => {
    await lockRollup(tx, bench.workspaceId, source);
    await work();
  });
  await holder.end();
}

it.each([
  ['its workspace', () => bench.workspaceId],
  ['another one', () => bench.otherWorkspaceId],
])('gives its thread to a large file of %s that waits for one, and is asked for again', async (_of, workspaceId) => {
  await queued();
  await wait(50_000_000, 5, workspaceId());
  await whileHeld(async () => {
    await perform();
    expect(await stateOf()).toEqual({ is_current: false, queued_at: null });
    const left = await bench.app`select from pg_stat_activity where application_name like 'earshot rollup %' and state = 'active'`;
    expect(left).toHaveLength(0);
  });
});

it.each([
  ['a small file, of which there may be no end', 500_000, 5],
  ['a file that has only just come, for another thread may take it', 50_000_000, -60],
  ['a file that no worker takes', 50_000_000, 11 * 60],
])('is made in spite of %s', async (_of, bytes, seconds) => {
  await queued();
  await wait(bytes, seconds);
  let performed = Promise.resolve();
  await whileHeld(async () => {
    performed = perform();
    while (!(await isHeldUp())) await setTimeout(50);
    await setTimeout(1_200); // it looks for files twice a second
    expect(await isHeldUp()).toBe(true);
  });
  await performed;
  expect(await stateOf()).toEqual({ is_current: true, queued_at: null });
});

const isHeldUp = async () =>
  (await bench.app`select from pg_stat_activity where application_name like 'earshot rollup %' and wait_event_type = 'Lock'`).length > 0;
