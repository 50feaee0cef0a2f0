/** A thousand runs, three workers that are killed at random and replaced: every run ends in one true state, with one whole result. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, executor, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { openSender } from '../../worker/queue.ts';
import { requestRun } from '../../worker/requestRun.ts';
import { randomStream } from '../../worker/stats/random.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import type { TestProcess } from '../support/process.ts';
import { createDriverFixture, startWorker } from '../support/worker.ts';

const runs = 1_000;
const drivers = 3;
const seed = 5;
let database: TestDatabase;
let app: Sql;
let admin: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function requestAll(): Promise<void> {
  const { workspaceId, analysisId } = await createDriverFixture(app, { rows: 400, questions: drivers + 1 });
  const sender = await openSender(executor(app));
  await inWorkspace(app, workspaceId, async (tx) => {
    const order = { workspaceId, analysisId, trigger: 'API', triggeredBy: null, force: true } as const; // each of them computes
    for (let run = 0; run < runs; run++) await requestRun(executor(tx), sender, order);
  });
  await sender.stop();
}

async function countOver(): Promise<number> {
  const [row] = await admin<{ n: number }[]>`select count(*)::integer as n from run where state in ('SUCCEEDED', 'FAILED', 'CANCELLED')`;
  return row!.n;
}

it('1,000 runs survive workers that are killed again and again', async () => {
  await requestAll();
  const random = randomStream(seed);
  const workers: TestProcess[] = await Promise.all([startWorker(database), startWorker(database), startWorker(database)]);
  let kills = 0;
  const deadline = Date.now() + 240_000;
  for (let over = 0; over < runs; over = await countOver()) {
    if (Date.now() > deadline) throw new Error(`${over} of ${runs} runs are over after ${kills} kills`);
    await new Promise((resolve) => setTimeout(resolve, 1_000 + 2_000 * random.uniform()));
    if (over > 0.9 * runs) continue; // the last are left to finish: whoever is killed is found out within 30 s
    const victim = Math.floor(3 * random.uniform());
    workers[victim]!.signalGroup('SIGKILL');
    await workers[victim]!.ended;
    kills++;
    workers[victim] = await startWorker(database);
  }
  for (const { signalGroup } of workers) signalGroup('SIGTERM');
  await Promise.all(workers.map(({ ended }) => ended));

  expect(kills).toBeGreaterThan(3);
  const states = await admin`select state, outcome, error_code, count(*)::integer as n from run group by 1, 2, 3`;
  expect(states).toEqual([{ state: 'SUCCEEDED', outcome: 'FITTED', error_code: null, n: runs }]);
  const [taken] = await admin<{ again: number }[]>`select count(*) filter (where attempt > 1)::integer as again from run`;
  expect(taken!.again).toBeGreaterThan(0); // some were met in the middle
  const sets = await admin`
    select count(*)::integer as runs, sum(models)::integer as models, sum(estimates)::integer as estimates, count(distinct digits)::integer as results
      from (select r.id, (select count(*) from driver_model m where m.run_id = r.id) as models,
                   (select count(*) from driver_estimate e where e.run_id = r.id) as estimates,
                   (select string_agg(concat(e.driver_key, e.lmg, e.estimate, e.std_err), ',' order by e.position) from driver_estimate e where e.run_id = r.id) as digits
              from run r) each`;
  expect(sets).toEqual([{ runs, models: runs, estimates: runs * drivers, results: 1 }]); // the same data, the same bits
  expect(await admin`select 1 from run_part`).toHaveLength(0);
  const [waiting] =
    await admin`select count(*)::integer as n from pgboss.job where name = 'perform' and state in ('created', 'retry', 'active')`;
  expect(waiting).toEqual({ n: 0 });
});
