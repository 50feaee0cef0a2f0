/** The risk half of a churn run, from the queue to the stored rows. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { randomStream } from '../../../worker/stats/random.ts';
import { createBuyers, day, recordsFrom } from '../../support/churnFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { createLumenCompany } from '../../support/lumenCompany.ts';
import type { TestProcess } from '../../support/process.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let worker: TestProcess;
let admin: Sql;
beforeAll(async () => {
  database = await createTestDatabase();
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  worker = await startWorker(database);
}, 120_000);
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await admin?.end();
  await database?.drop();
});

async function scored(runId: bigint) {
  const run = await waitForRun(admin, runId, isOver, 90);
  expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED', error_code: null });
  const [model] = await admin`select * from risk_model where run_id = ${runId}`;
  const [proof] = await admin`select * from risk_validation where run_id = ${runId}`;
  const scores = await admin`select * from customer_score where run_id = ${runId} order by position`;
  expect(model!.reason).toBeNull();
  expect(scores.length).toBe(Number(model!.n));
  expect(scores.map(({ position }) => position)).toEqual(scores.map((_, index) => index + 1));
  for (const [index, { churn_risk, churn_risk_ci_low, churn_risk_ci_high }] of scores.entries()) {
    expect(churn_risk_ci_low).toBeLessThan(churn_risk);
    expect(churn_risk_ci_high).toBeGreaterThan(churn_risk);
    expect(churn_risk).toBeLessThanOrEqual(scores[Math.max(0, index - 1)]!.churn_risk);
  }
  expect(scores.reduce((sum, { churn_risk }) => sum + churn_risk, 0)).toBeCloseTo(model!.expected_losses, 9);
  return { model: model!, proof: proof!, scores };
}

it('scores every subscriber who is there, and stores hazards and proof; a second run writes the same bits', async () => {
  const { workspaceId } = await createLumenCompany(admin, { customers: 3000, seed: 3 });
  const [analysis] = await admin<{ id: bigint }[]>`
    insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, 'churn', 'CHURN', ${admin.json({})}) returning id`;
  const fixture = { workspaceId, analysisId: analysis!.id } as Parameters<typeof requestRun>[1];
  const asOf = new Date('2026-07-01T00:00:00Z');
  const first = await requestRun(database, fixture, { asOf });
  const { model, proof, scores } = await scored(first);
  expect(model).toMatchObject({ method: 'COX', horizon_days: 90 });
  const [living] = await admin<{ n: number }[]>`
    select count(distinct identity_id)::integer as n from subscription
     where workspace_id = ${workspaceId} and canceled_at is null and ended_at is null and started_at < ${asOf}`;
  expect(scores.length).toBe(living!.n);
  expect(proof.events).toBeGreaterThan(10n);
  expect(proof.shuffled_concordance).toBeCloseTo(0.5, 1);
  const causes = await admin<{ cause: string }[]>`select cause from hazard_model where run_id = ${first} order by position`;
  expect(causes.map(({ cause }) => cause)).toEqual(['ANY', 'VOLUNTARY', 'INVOLUNTARY', 'UNKNOWN']);
  const deciles = await admin<{ n: bigint }[]>`select n from risk_decile where run_id = ${first}`;
  expect(deciles.reduce((sum, { n }) => sum + n, 0n)).toBe(proof.n);
  const again = await scored(await requestRun(database, fixture, { asOf, force: true }));
  expect(again.scores.map((row) => row.churn_risk)).toEqual(scores.map((row) => row.churn_risk));
}, 180_000);

it('silent churn: the risk of a silence as long as the horizon, which is never shorter than N, of all who are there', async () => {
  const random = randomStream(21);
  const gap = (meanDays: number): number => -Math.log1p(-random.uniform()) * meanDays;
  const orders = Array.from({ length: 800 }, () => {
    const days: number[] = [];
    const stops = gap(500);
    const from = 600 * random.uniform();
    const until = Math.min(900, from + stops);
    for (let at = from; at < until; at += gap(25)) days.push(at);
    return days.length === 0 ? [0] : days;
  });
  const newcomers = Array.from({ length: 70 }, (_, i) => [830 + i]); // in no episode: every clock stopped on day 780
  const fixture = await createBuyers(admin, [...orders, ...newcomers], { kind: 'SILENT', silenceDays: 120 });
  const asOf = recordsFrom + 899 * day;
  const { model, proof, scores } = await scored(await requestRun(database, fixture, { asOf: new Date(asOf) }));
  const livingAt = (moment: number) => admin<{ id: bigint }[]>`
    select distinct identity_id as id from "order"
     where workspace_id = ${fixture.workspaceId} and occurred_at between ${new Date(moment - 120 * day)} and ${new Date(moment)} order by 1`;
  const ids = scores.map(({ customer_id }) => customer_id as bigint).sort((a, b) => Number(a - b));
  expect(ids).toEqual((await livingAt(asOf)).map(({ id }) => id));
  expect(ids.filter((id) => id > 800n)).toHaveLength(70);
  expect(Number(proof.n)).toBe((await livingAt(asOf - 120 * day)).length); // judged is who would have been listed
  expect(model).toMatchObject({ method: 'LANDMARK_LOGIT', horizon_days: 120 });
  expect(proof.concordance_ci_low).toBeGreaterThan(0.6); // whoever stopped is silent already
  expect(proof.slope_ci_low).toBeLessThan(1);
  expect(proof.slope_ci_high).toBeGreaterThan(1);
}, 180_000);
