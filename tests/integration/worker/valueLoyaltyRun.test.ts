/**
 * Value crossed with loyalty, from the queue to the stored result.
 * Over 300 lines: each case makes the few customers that are its trap, and runs and judges them in one place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inSnapshot, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { finishRun } from '../../../worker/data/finishRun.ts';
import { readValueLoyaltyColumns, type ValueLoyaltyColumns } from '../../../worker/data/readValueLoyaltyColumns.ts';
import { readValueLoyaltyRun } from '../../../worker/data/readValueLoyaltyRun.ts';
import { mergeCustomers } from '../../../worker/jobs/crossValueLoyalty/mergeCustomers.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
import { type Company, createCompany, now, type Person } from '../../support/valueLoyaltyFixture.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

let database: TestDatabase;
let worker: TestProcess;
let app: Sql;
let admin: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  worker = await startWorker(database);
});
afterAll(async () => {
  worker.signalGroup('SIGTERM');
  await worker.ended;
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

const setParameters = ({ workspaceId, analysisId }: Company, parameters: Record<string, string | number>) =>
  inWorkspace(
    app,
    workspaceId,
    (tx) => tx`update analysis set parameters = ${tx.json(parameters)} where workspace_id = ${workspaceId} and id = ${analysisId}`,
  );

async function finishedRun(company: Company) {
  const runId = await requestRun(database, company);
  const run = await waitForRun(admin, runId, isOver, 90);
  const cells = await admin`select * from value_loyalty_cell where run_id = ${runId}`;
  const [model] = await admin`select * from value_loyalty_model where run_id = ${runId}`;
  const [stored] = await admin<{ warnings: { code: string; subject: string }[] }[]>`select warnings from run where id = ${runId}`;
  const cell = (loyalty: string, tier: number) => cells.find((row) => row.loyalty === loyalty && row.tier === tier)!;
  return { runId, run, cells, cell, model: model!, warnings: stored!.warnings.map(({ code, subject }) => `${code} ${subject}`) };
}

/** Twelve of each kind, so that no cell is hidden. */
const times = (count: number, person: Person): Person[] => Array.from({ length: count }, () => person);

describe('a run that crosses value and loyalty', { timeout: 120_000 }, () => {
  it('takes a customer’s last dated answer that is not blank and not older than a year', async () => {
    const value = { value: 1, low: 1, high: 1 };
    const company = await createCompany(app, [
      ...times(12, { value, answers: [{ daysAgo: 300, score: 2 }, { daysAgo: 20, score: 9 }] }), // promoter: the last counts
      ...times(13, { value, answers: [{ daysAgo: 100, score: 7 }, { daysAgo: 10, score: null }] }), // passive: the last is blank
      ...times(14, { value, answers: [{ daysAgo: 364.9, score: 6 }] }), // detractor: just within the year
      ...times(15, { value, answers: [{ daysAgo: 365.1, score: 10 }] }), // unknown: older
      ...times(16, { value }), // unknown: never asked
    ]); // biome-ignore format: one kind a line
    await setParameters(company, { tiers: 1 });
    const { run, cell } = await finishedRun(company);
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED', rows_read: 70n, rows_used: 70n, exclusions: { NO_VALUE: 0 } });
    expect(['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN', 'ALL'].map((loyalty) => cell(loyalty, 1).n)).toEqual([12n, 13n, 14n, 31n, 70n]);
    expect(cell('PASSIVE', 1).share).toBeCloseTo(13 / 70, 12);
  });

  it('adds up money of the twelve months: orders less refunds, without cancelled ones, and subscriptions by the day', async () => {
    const company = await createCompany(app, [
      ...times(10, {
        answers: [{ daysAgo: 1, score: 10 }],
        orders: [
          { daysAgo: 10, revenue: 200, refund: 50, margin: 60 },
          { daysAgo: 20, revenue: 100 }, // says no margin: 40 %, as the others have
          { daysAgo: 25, revenue: 70, refund: 70, margin: 70 }, // nothing is left of it
          { daysAgo: 30, revenue: 1000, margin: 900, cancelled: true },
          { daysAgo: 400, revenue: 10_000, margin: 4020 }, // before the period
        ],
      }),
      ...times(10, { subscription: { mrr: 30, sinceDays: 2 * 30.4375 } }),
    ]);
    await setParameters(company, { tiers: 1 });
    const { cell, model, run } = await finishedRun(company);
    expect(run).toMatchObject({ outcome: 'FITTED', exclusions: { INACTIVE: 0 } });
    expect(model).toMatchObject({
      value_source: 'REALISED',
      value_run_id: null,
      churn_run_id: null,
      measure: 'MARGIN',
      question_key: 'recommend',
    });
    expect(model.as_of).toEqual(now);
    expect(model.period_start).toEqual(new Date('2025-06-30T12:00:00Z'));
    expect(model.margin_share).toBeCloseTo(0.4, 12); // 60 + 4020 of 200 + 10000 each: as orders say it, before refunds, whenever they were
    expect(cell('PROMOTER', 1).revenue).toBeCloseTo(10 * 250, 8);
    expect(cell('PROMOTER', 1).net_value).toBeCloseTo(10 * (45 + 40), 8);
    expect(cell('PROMOTER', 1).value).toBeCloseTo(10 * (45 + 40), 8);
    expect(cell('UNKNOWN', 1).revenue).toBeCloseTo(10 * 60, 6);
    expect(cell('UNKNOWN', 1).net_value).toBeCloseTo(10 * 24, 6);
    expect(cell('ALL', 0).at_risk).toBeNull();
  });

  it('takes who answered within the twelve months for active, though the answer is too old to tell loyalty, and nobody else', async () => {
    const company = await createCompany(app, [
      ...times(12, { answers: [{ daysAgo: 200, score: 9 }] }), // active, of unknown loyalty
      ...times(13, { answers: [{ daysAgo: 20, score: 9 }] }),
      ...times(14, { answers: [{ daysAgo: 400, score: 9 }] }),
    ]); // biome-ignore format: one kind a line
    await setParameters(company, { tiers: 1, answerMaxAgeDays: 30 });
    const soon = await finishedRun(company);
    expect(soon.run).toMatchObject({ rows_used: 25n, exclusions: { INACTIVE: 14 } });
    expect([soon.cell('UNKNOWN', 1).n, soon.cell('PROMOTER', 1).n]).toEqual([12n, 13n]);
    await setParameters(company, { tiers: 1, answerMaxAgeDays: 1000 });
    const late = await finishedRun(company);
    expect(late.run).toMatchObject({ rows_used: 25n, exclusions: { INACTIVE: 14 } }); // an answer of 400 days ago is no activity
    expect(late.cell('PROMOTER', 1).n).toBe(25n);
  });

  it('allocates service spend by handled ticket and says where the rest went', async () => {
    const company = await createCompany(
      app,
      [
        ...times(10, { answers: [{ daysAgo: 1, score: 3 }], orders: [{ daysAgo: 9, revenue: 1 }], tickets: [{ channel: 'Email', daysAgo: 3 }, { channel: 'email', daysAgo: 4 }, { channel: 'email', daysAgo: 5, handled: false }] }),
        ...times(10, { orders: [{ daysAgo: 9, revenue: 500 }] }),
        ...times(10, { tickets: [{ channel: 'email', daysAgo: 400 }] }), // handled before the period, and nothing else: not active
      ], // biome-ignore format: one kind a line
      {
        service: [
          { channel: 'email', amount: 200, fromDaysAgo: 60, toDaysAgo: 30 },
          { channel: 'EMAIL', amount: 200, fromDaysAgo: 375, toDaysAgo: 355 }, // half of it lies before the period
          { channel: 'email', amount: 999, fromDaysAgo: 500, toDaysAgo: 400 },
          { channel: 'overhead', amount: 70, fromDaysAgo: 60, toDaysAgo: 30 },
          { channel: null, amount: 7, fromDaysAgo: 60, toDaysAgo: 30 },
        ],
        strangers: { email: 10 },
      },
    );
    await setParameters(company, { tiers: 1 });
    const { runId, run, cell, model } = await finishedRun(company);
    expect(run).toMatchObject({ rows_read: 30n, rows_used: 20n, exclusions: { INACTIVE: 10 } });
    const costs =
      await admin`select channel, spend, tickets, cost_per_ticket from value_loyalty_cost where run_id = ${runId} order by position`;
    expect([...costs]).toEqual([
      { channel: null, spend: 7, tickets: 0n, cost_per_ticket: null },
      { channel: 'email', spend: expect.closeTo(300, 8), tickets: 30n, cost_per_ticket: expect.closeTo(10, 8) },
      { channel: 'overhead', spend: 70, tickets: 0n, cost_per_ticket: null },
    ]);
    expect(model).toMatchObject({ measure: 'REVENUE', margin_share: null });
    expect(model.service_spend).toBeCloseTo(377, 8);
    expect(model.service_allocated).toBeCloseTo(200, 8);
    expect(model.service_no_tickets).toBeCloseTo(77, 8);
    expect(model.service_nobody).toBeCloseTo(100, 8);
    expect(cell('DETRACTOR', 1)).toMatchObject({ below_zero: 10n, action: 'COSTS_MORE_THAN_IT_BRINGS' });
    expect(cell('DETRACTOR', 1).cost_to_serve).toBeCloseTo(200, 8);
    expect(cell('DETRACTOR', 1).net_value).toBeCloseTo(10 - 200, 8);
    expect(cell('UNKNOWN', 1)).toMatchObject({ below_zero: 0n, action: 'ASK', cost_to_serve: 0 });
  });

  it('takes value and risk from the current runs of CLV and CHURN, with their intervals', async () => {
    const kept = { mrr: 10, sinceDays: 3000 };
    const people = [
      ...times(12, { value: { value: 500, low: 400, high: 700 }, subscription: kept, risk: { risk: 0.1, low: 0.05, high: 0.2 } }),
      ...times(13, { value: { value: 100, low: 90, high: 120 }, subscription: { ...kept, canceledDaysAgo: 5 }, orders: [{ daysAgo: 5, revenue: 80 }], risk: { risk: 0.3, low: 0.2, high: 0.4 } }),
      ...times(14, { value: { value: 1, low: 1, high: 1 } }),
      ...times(3, {}), // not valued
    ]; // biome-ignore format: one kind a line
    const company = await createCompany(app, people);
    const { runId, run, cell, model, warnings } = await finishedRun(company);
    expect(run).toMatchObject({ rows_read: 42n, rows_used: 39n, exclusions: { NO_VALUE: 3 } });
    expect(model).toMatchObject({
      value_source: 'CLV',
      value_run_id: company.clvRunId,
      churn_run_id: company.churnRunId,
      churn_horizon_days: 120, // what the run used, not what it was asked for
      churn_method: 'LANDMARK_LOGIT',
      tiers: 3,
    });
    expect([1, 2, 3].map((tier) => cell('UNKNOWN', tier).value)).toEqual([6000, 1300, 14]);
    expect([1, 2, 3].map((tier) => cell('ALL', tier).value_from)).toEqual([500, 100, null]); // the least of all would be one customer's own
    expect(cell('ALL', 0).value_expected_low).toBeCloseTo(12 * 400 + 13 * 90 + 14, 8);
    expect(cell('ALL', 0).value_expected_high).toBeCloseTo(12 * 700 + 13 * 120 + 14, 8);
    // Silence for a year is rarer than silence for 120 days: the risk is not carried, but a bound.
    expect(cell('ALL', 1).at_risk).toBeCloseTo(12 * 0.1 * 120, 8);
    expect(cell('ALL', 1).at_risk_expected_high).toBeCloseTo(12 * 0.2 * 120, 8);
    expect(cell('ALL', 2).at_risk).toBeCloseTo(13 * 0.3 * 80, 8); // whose subscription is cancelled already has it to lose no more
    expect(cell('ALL', 3)).toMatchObject({ at_risk: null, at_risk_n: 0n });
    expect(cell('ALL', 0).at_risk_n).toBe(25n);
    expect([1, 2, 3].map((tier) => cell('UNKNOWN', tier).action)).toEqual(['ASK', 'MAINTAIN', 'SERVE_LEANLY']);
    expect(warnings).toEqual(['LOW_COVERAGE loyalty', 'EXTRAPOLATED churn']);
    const [sums] =
      await admin`select count(*)::integer as n, sum(value) as value, sum(at_risk) as at_risk from value_loyalty_customer where run_id = ${runId}`;
    expect(sums).toMatchObject({ n: 39, value: expect.closeTo(7314, 8), at_risk: expect.closeTo(cell('ALL', 0).at_risk, 8) });
    const [stored] = await admin<{ warnings: { detail: string }[] }[]>`select warnings from run where id = ${runId}`;
    expect(stored!.warnings[1]!.detail).toBe(
      'its risk is of no activity within 120 days, and within 365 that is rarer: what is at risk is at most this',
    );

    // Of contracts it is a hazard, which goes on.
    const contractual = await createCompany(app, people);
    await admin`update risk_model set method = 'COX' where run_id = ${contractual.churnRunId}`;
    const carried = await finishedRun(contractual);
    const year = (risk: number) => 1 - (1 - risk) ** (365 / 120);
    expect(carried.model.churn_method).toBe('COX');
    expect(carried.cell('ALL', 1).at_risk).toBeCloseTo(12 * year(0.1) * 120, 8);
    expect(carried.cell('ALL', 2).at_risk).toBeCloseTo(13 * year(0.3) * 80, 8);
  });

  it('keeps no number and no customer of a cell that would tell of fewer than ten', async () => {
    const answers = (score: number) => [{ daysAgo: 1, score }];
    const worth = (value: number) => ({ value, low: value, high: value });
    const company = await createCompany(app, [
      ...times(4, { answers: answers(10), value: worth(9) }),
      ...times(40, { answers: answers(10), value: worth(1) }),
      ...times(40, { answers: answers(0), value: worth(9) }),
      ...times(20, { answers: answers(0), value: worth(1) }),
      ...times(50, { value: worth(9) }),
      ...times(50, { value: worth(1) }),
    ]);
    await setParameters(company, { tiers: 2 });
    const { runId, cells, cell } = await finishedRun(company);
    const hidden = cells.filter((row) => row.is_hidden).map((row) => `${row.loyalty} ${row.tier}`);
    // 4 alone would follow from its row and its column: its square with the smallest cells goes with it
    expect(hidden.sort()).toEqual(['DETRACTOR 1', 'DETRACTOR 2', 'PROMOTER 1', 'PROMOTER 2']);
    expect(cell('PROMOTER', 1)).toMatchObject({
      n: null,
      share: null,
      value: null,
      mean_value: null,
      revenue: null,
      cost_to_serve: null,
      net_value: null,
      below_zero: null,
      action: null,
    });
    expect(cell('PROMOTER', 0)).toMatchObject({ n: 44n, is_hidden: false, action: null });
    expect(cell('PASSIVE', 1)).toMatchObject({ n: 0n, is_hidden: false, value: null, action: null });
    const shown =
      await admin`select loyalty, tier, count(*)::integer as n, min(position), max(position) from value_loyalty_customer where run_id = ${runId} group by 1, 2 order by 2`;
    expect([...shown]).toEqual([1, 2].map((tier) => ({ loyalty: 'UNKNOWN', tier, n: 50, min: 1, max: 50 })));
  });

  it('is computed anew when a run that it reads is replaced, and not before', async () => {
    const company = await createCompany(app, times(20, { value: { value: 5, low: 4, high: 6 } }));
    const reused = async () =>
      (
        await admin<{ reused: bigint | null }[]>`select reused_run_id as reused from run where id = ${(await finishedRun(company)).runId}`
      )[0]!.reused;
    const first = await finishedRun(company);
    expect(await reused()).toBe(first.runId);
    const [another] = await admin<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, data_versions, data_through, finished_at)
      select workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, '{"crm": "0"}', data_through, now() from run where id = ${company.clvRunId} returning id`;
    await admin`insert into customer_score (workspace_id, run_id, customer_id, position, value)
      select workspace_id, ${another!.id}, customer_id, position, 10 from customer_score where run_id = ${company.clvRunId}`;
    const second = await finishedRun(company);
    expect(second.model.value_run_id).toBe(another!.id);
    expect(second.cell('ALL', 0).value).toBe(200);
    expect(second.cell('ALL', 0).value_expected_low).toBeNull();
    expect(second.warnings).toContain('STALE clv');
    // the published run stands, whatever ran later
    await admin`update analysis set published_run_id = ${company.clvRunId} where workspace_id = ${company.workspaceId} and name = 'clv'`;
    expect(await reused()).toBe(first.runId);
  });

  it('is computed anew, and says so, when data have changed that only a run that it reads has read', async () => {
    const company = await createCompany(app, times(20, { orders: [{ daysAgo: 5, revenue: 9 }], risk: { risk: 0.1, low: 0, high: 0.2 } }));
    const first = await finishedRun(company);
    expect(first.warnings).not.toContain('STALE churn');
    await admin`update data_version set version = 2 where workspace_id = ${company.workspaceId} and domain = 'web'`;
    const second = await finishedRun(company);
    const [stored] = await admin`select reused_run_id, data_versions from run where id = ${second.runId}`;
    expect(stored).toMatchObject({ reused_run_id: null, data_versions: { crm: '1', customers: '1', feedback: '1', web: '1' } }); // as the churn run read it: isStale
    expect(second.warnings).toContain('STALE churn');

    // Beside stale scores it reads orders and costs of today: another state of these is another question.
    for (const version of [2, 3]) {
      await admin`update data_version set version = ${version} where workspace_id = ${company.workspaceId} and domain = 'crm'`;
      const { runId } = await finishedRun(company);
      const [next] = await admin`select reused_run_id, data_versions from run where id = ${runId}`;
      expect(next).toMatchObject({ reused_run_id: null, data_versions: { crm: '1' } });
    }
  });

  it('is stale and computed anew when a run of its sources says other numbers of the same data, from the first one on', async () => {
    const company = await createCompany(app, times(20, { orders: [{ daysAgo: 5, revenue: 9 }] }));
    const { workspaceId } = company;
    const [clv] = await admin<{ id: bigint }[]>`
      insert into analysis (workspace_id, name, kind, parameters) values (${workspaceId}, 'first', 'CLV', '{}') returning id`;
    const says = async (value: number, crm: string, asOf: Date | null = null) => {
      const [run] = await admin<{ id: bigint }[]>`
        insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, attempt, as_of)
        values (${workspaceId}, ${clv!.id}, 'CLV', 'API', '{}', '{}', 'RUNNING', 1, ${asOf}) returning id`;
      await admin`
        insert into customer_score (workspace_id, run_id, customer_id, position, value)
        select workspace_id, ${run!.id}, id, row_number() over (order by id), ${value}::double precision
          from customer where workspace_id = ${workspaceId} and erased_at is null`;
      const provenance = {
        runKey: `${run!.id}`,
        engineVersion: 'test',
        dataVersions: { crm },
        dataThrough: now,
        rowsRead: 1,
        rowsUsed: 1,
        exclusions: {},
        timings: {},
      };
      const lease = { table: 'run', workspaceId, id: run!.id, attempt: 1 } as const;
      await inWorkspace(app, workspaceId, (tx) => finishRun(tx, lease, { outcome: 'FITTED', warnings: [] }, provenance));
    };
    const isStale = async (runId: bigint) => {
      const [stale] = await admin`
        select from run r cross join jsonb_each_text(r.data_versions) as seen (domain, version)
          left join data_version v on v.workspace_id = r.workspace_id and v.domain = seen.domain
         where r.id = ${runId} and coalesce(v.version, 0)::text <> seen.version`;
      return stale !== undefined;
    };
    const realised = await finishedRun(company);
    expect(realised.model.value_run_id).toBeNull();
    await says(4, '1', new Date('2026-01-31T00:00:00Z')); // as of a past moment it says nothing of now
    expect(await isStale(realised.runId)).toBe(false);
    await says(5, '1');
    expect(await isStale(realised.runId)).toBe(true);
    const valued = await finishedRun(company);
    expect(valued.cell('ALL', 0)).toMatchObject({ n: 20n, value: 100 });
    expect(await isStale(valued.runId)).toBe(false);
    await says(6, '1'); // by other parameters
    expect(await isStale(valued.runId)).toBe(true);
    // That data have changed is known without: value by loyalty that waited for it is fresh.
    const [before] = await admin`select version from data_version where workspace_id = ${workspaceId} and domain = 'scores'`;
    await says(7, '2');
    expect(await admin`select version from data_version where workspace_id = ${workspaceId} and domain = 'scores'`).toEqual([before]);
  });

  it('is stale and computed anew after a change of the time zone or the currency, in that workspace alone', async () => {
    const people = times(20, { orders: [{ daysAgo: 5, revenue: 9 }] });
    const [company, other] = [await createCompany(app, people), await createCompany(app, people)];
    const versions = ({ workspaceId }: Company) =>
      admin`select domain, version, changed_at from data_version where workspace_id = ${workspaceId}`;
    const before = [await versions(company), await versions(other)];
    const isStale = async (runId: bigint) => {
      const [gone] = await app`select from runs_gone_stale(500) where run_id = ${runId}`;
      const [run] = await admin`select stale_at from run where id = ${runId}`; // the worker may have seen it first
      return gone !== undefined || run!.stale_at !== null;
    };
    const reused = async (runId: bigint) => (await admin`select reused_run_id as id from run where id = ${runId}`)[0]!.id;
    let { runId } = await finishedRun(company);
    const { runId: otherRunId } = await finishedRun(other);
    const set = (changes: Record<string, string>) => admin`update workspace set ${admin(changes)} where id = ${company.workspaceId}`;
    await set({ name: 'Another name', time_zone: 'UTC', currency: 'EUR' }); // as they were
    expect(await versions(company)).toEqual(before[0]);
    expect(await reused((await finishedRun(company)).runId)).toBe(runId);
    for (const change of [{ time_zone: 'Pacific/Auckland' }, { currency: 'CHF' }]) {
      await set(change);
      expect(await isStale(runId)).toBe(true);
      const next = await finishedRun(company);
      expect(await reused(next.runId)).toBeNull();
      expect(await isStale(next.runId)).toBe(false);
      runId = next.runId;
    }
    // No fact has come: what is planned for after the last change of the data is planned still.
    expect((await versions(company)).map((row) => row.changed_at)).toEqual(before[0]!.map((row) => row.changed_at));
    expect(await versions(other)).toEqual(before[1]);
    expect(await reused((await finishedRun(other)).runId)).toBe(otherRunId);
  });

  it('says so where a run that it reads is as of an earlier moment than its own', async () => {
    const scores = { value: { value: 5, low: 4, high: 6 }, risk: { risk: 0.1, low: 0, high: 0.2 } };
    const company = await createCompany(app, times(20, { orders: [{ daysAgo: 0, revenue: 9 }], ...scores }));
    const asOf = (days: number) => new Date(now.getTime() - days * 86_400_000);
    await admin`update run set as_of = ${asOf(273)} where workspace_id = ${company.workspaceId} and id = ${company.clvRunId}`;
    await admin`update run set as_of = ${asOf(0)} where workspace_id = ${company.workspaceId} and id = ${company.churnRunId}`;
    const { runId, warnings } = await finishedRun(company);
    expect(warnings.filter((warning) => warning.startsWith('STALE'))).toEqual(['STALE clv']);
    const [stored] = await admin<{ warnings: { detail: string }[] }[]>`select warnings from run where id = ${runId}`;
    expect(stored!.warnings[0]!.detail).toBe(
      'its run is as of 2025-09-30T12:00:00.000Z and knows nothing of the time until 2026-06-30T12:00:00.000Z',
    );
  });

  it('says so where a run that it would read has no scores any more, be another taken in its place or none', async () => {
    const scores = { value: { value: 5, low: 4, high: 6 }, risk: { risk: 0.1, low: 0, high: 0.2 } };
    const company = await createCompany(app, times(20, { orders: [{ daysAgo: 60, revenue: 9 }], ...scores }));
    const { workspaceId, clvRunId, churnRunId } = company;
    const asOf = (days: number) => new Date(now.getTime() - days * 86_400_000);
    await admin`update run set as_of = ${asOf(40)} where workspace_id = ${workspaceId} and id = ${clvRunId}`;
    const stales = async (runId: bigint) => {
      expect(await waitForRun(admin, runId, isOver, 90)).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
      const [stored] = await admin<
        { warnings: { code: string; subject: string; detail: string }[] }[]
      >`select warnings from run where id = ${runId}`;
      return stored!.warnings.flatMap(({ code, subject, detail }) =>
        code === 'STALE' && detail.includes('no longer kept') ? [`${subject}: ${detail}`] : [],
      );
    };
    const asked = async () => stales(await requestRun(database, company, { asOf: asOf(5), force: true }));
    await admin`update run set as_of = ${asOf(20)} where workspace_id = ${workspaceId} and id = ${churnRunId}`;
    expect(await asked()).toEqual([]);
    const [later] = await admin<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, as_of, data_through, finished_at, data_versions)
      select workspace_id, analysis_id, kind, 'BACKFILL', '{}', '{}', 'SUCCEEDED', 'FITTED', ${asOf(10)}, data_through, finished_at, data_versions
        from run where id = ${clvRunId} returning id`;
    await admin`update run set scores_cleared_at = now(), scores_deleted_at = now() where id in (${later!.id}, ${churnRunId})`;
    expect(await asked()).toEqual([
      `clv: what its run of ${asOf(10).toISOString()} said of single customers is no longer kept, and an earlier one of it is taken: run it again as of then`,
      `churn: what its run of ${asOf(20).toISOString()} said of single customers is no longer kept, and there is no revenue at risk: run it again as of then`,
    ]);
    await admin`update run set scores_cleared_at = now(), scores_deleted_at = now() where id = ${clvRunId}`;
    expect((await asked())[0]).toContain('and value is what customers brought in twelve months');
  });

  it('fails at once where the churn run has no horizon', async () => {
    const company = await createCompany(app, times(12, { orders: [{ daysAgo: 5, revenue: 9 }], risk: { risk: 0.1, low: 0, high: 0.2 } }));
    await admin`delete from risk_model where workspace_id = ${company.workspaceId}`;
    expect((await finishedRun(company)).run).toMatchObject({ state: 'FAILED', error_code: 'EMPTY', attempt: 1 });
  });

  it('says why where the churn run foretells nobody’s leaving, and of how few it knows a risk', async () => {
    const [value, risk] = [
      { value: 5, low: 4, high: 6 },
      { risk: 0.1, low: 0, high: 0.2 },
    ];
    const [answers, orders] = [[{ daysAgo: 1, score: 9 }], [{ daysAgo: 5, revenue: 9 }]];
    const refused = await createCompany(app, times(20, { value, risk, answers, orders }));
    await admin`delete from customer_score where run_id = ${refused.churnRunId}`;
    await admin`update risk_model set n = 0, reason = 'TOO_FEW_EVENTS', detail = '9 losses, at least 40 are needed' where run_id = ${refused.churnRunId}`;
    const { runId, cell, warnings } = await finishedRun(refused);
    expect(warnings).toEqual(['TOO_FEW_EVENTS churn']);
    const [stored] = await admin<{ warnings: { detail: string }[] }[]>`select warnings from run where id = ${runId}`;
    expect(stored!.warnings[0]!.detail).toBe("its current run foretells nobody's leaving: 9 losses, at least 40 are needed");
    expect(cell('ALL', 0)).toMatchObject({ at_risk: null, at_risk_n: 0n });

    // Of those who have something to lose: who has left brings nothing, and has no risk either.
    const warningsWith = async (...people: Person[]) => (await finishedRun(await createCompany(app, people))).warnings;
    const gone = times(70, { value, answers });
    expect(await warningsWith(...gone, ...times(10, { value, answers, orders, risk }))).toEqual(['EXTRAPOLATED churn']);
    const unscored = times(20, { value, answers, orders });
    expect(await warningsWith(...gone, ...unscored, ...times(9, { value, answers, orders, risk }))).toEqual(['EXTRAPOLATED churn']); // 9 of 29
    expect(await warningsWith(...gone, ...unscored, ...times(8, { value, answers, orders, risk }))).toEqual([
      'LOW_COVERAGE risk',
      'EXTRAPOLATED churn',
    ]);
    const nobody = await createCompany(app, [...unscored, { value, risk }]);
    await admin`delete from customer_score where run_id = ${nobody.churnRunId}`;
    expect((await finishedRun(nobody)).warnings).toEqual(['LOW_COVERAGE risk']);
  });

  it('as of a moment after the data looks at the twelve months before they end', async () => {
    const company = await createCompany(
      app,
      times(20, {
        orders: [
          { daysAgo: 200, revenue: 9 },
          { daysAgo: 0, revenue: 1 },
        ],
      }),
    );
    const runId = await requestRun(database, company, { asOf: new Date(now.getTime() + 250 * 86_400_000) });
    expect(await waitForRun(admin, runId, isOver, 90)).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
    const [model] = await admin`select as_of, period_start from value_loyalty_model where run_id = ${runId}`;
    const [last] = await admin`select max(occurred_at) as at from "order" where workspace_id = ${company.workspaceId}`;
    expect(model).toEqual({ as_of: now, period_start: new Date('2025-06-30T12:00:00Z') });
    expect(last).toEqual({ at: now });
    const [all] = await admin`select revenue from value_loyalty_cell where run_id = ${runId} and loyalty = 'ALL' and tier = 0`;
    expect(all!.revenue).toBeCloseTo(200, 8);
  });

  it('reads nothing that is dated after the last change of the data, and says how much that is', async () => {
    const score = { answers: [{ daysAgo: 10, score: 9 }] };
    const company = await createCompany(app, times(20, { ...score, orders: [{ daysAgo: 200, revenue: 9 }] }));
    await admin`update "order" set occurred_at = '2062-03-01' where workspace_id = ${company.workspaceId} and external_id = 'x0'`;
    await admin`update response set responded_at = '2062-03-01' where workspace_id = ${company.workspaceId} and external_id = 'x1'`;
    const { runId, run, cell, model, warnings } = await finishedRun(company);
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
    expect(model).toMatchObject({ as_of: now, period_start: new Date('2025-06-30T12:00:00Z') });
    expect(cell('ALL', 0)).toMatchObject({ n: 20n });
    expect(cell('ALL', 0).revenue).toBeCloseTo(19 * 9, 8);
    const [stored] = await admin`select exclusions, data_through from run where id = ${runId}`;
    expect(stored).toEqual({ exclusions: expect.objectContaining({ AFTER_OBSERVATION: 2 }), data_through: now });
    expect(warnings).toContain('INCOMPLETE_PERIOD facts');
  });

  it('goes on with the analyses that were there first when others of their kinds are created, until another is chosen', async () => {
    const scores = { value: { value: 5, low: 4, high: 6 }, risk: { risk: 0.1, low: 0, high: 0.2 } };
    const company = await createCompany(app, times(20, { orders: [{ daysAgo: 5, revenue: 9 }], ...scores }));
    const before = await finishedRun(company);
    expect(before.model.value_run_id).toBe(company.clvRunId);
    await admin`
      insert into analysis (workspace_id, name, kind, parameters)
      select ${company.workspaceId}::integer, 'another-' || lower(kind), kind, '{}' from unnest(array['CLV', 'CHURN']) as kind`;
    const after = await finishedRun(company);
    expect(after.run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
    const [stored] = await admin`select reused_run_id from run where id = ${after.runId}`;
    expect(stored).toEqual({ reused_run_id: before.runId }); // the question is the same
    const [chosen] = await admin<{ id: bigint }[]>`
      insert into run (workspace_id, analysis_id, kind, trigger, parameters, population, state, outcome, data_versions, data_through, finished_at)
      select r.workspace_id, a.id, r.kind, r.trigger, r.parameters, r.population, r.state, r.outcome, r.data_versions, r.data_through, now()
        from run r join analysis a on a.workspace_id = r.workspace_id and a.name = 'another-clv' where r.id = ${company.clvRunId} returning id`;
    await admin`
      insert into customer_score (workspace_id, run_id, customer_id, position, value, value_expected_low, value_expected_high)
      select workspace_id, ${chosen!.id}::bigint, customer_id, position, 2 * value, value_expected_low, value_expected_high
        from customer_score where run_id = ${company.clvRunId}`;
    await admin`update analysis set is_chosen = true where workspace_id = ${company.workspaceId} and name = 'another-clv'`;
    const { model } = await finishedRun(company);
    expect(model).toMatchObject({ value_run_id: chosen!.id, churn_run_id: company.churnRunId }); // computed anew, though no data changed
  });

  it('reads the same customers in any number of slices, and in whatever order their facts come', async () => {
    const tenths = [1, 2, 3, 7].map((tenth) => ({ revenue: tenth / 10, refund: 0.05 * tenth, margin: 0.03 * tenth }));
    const company = await createCompany(
      app,
      Array.from({ length: 60 }, (_, index) => ({
        orders: [
          { daysAgo: 1 + index, revenue: 10.5 * index },
          ...tenths.map((order, place) => ({ ...order, daysAgo: 100 - place - index })), // the sum of such doubles depends on their order
          { daysAgo: 200, revenue: 0.1, margin: null },
        ],
        answers: [{ daysAgo: index, score: index % 11 }],
        tickets: [{ channel: 'phone', daysAgo: 3 }, { channel: 'mail', daysAgo: 2 }, { channel: 'chat', daysAgo: 1 }],
        value: { value: index, low: index, high: index },
      })), // biome-ignore format: one fact a line
      {
        service: ['phone', 'mail', 'chat'].map((channel, at) => ({ channel, amount: 6 * (at + 1), fromDaysAgo: 300, toDaysAgo: 0 })),
      },
    );
    const request = {
      ...company,
      runId: 1n,
      kind: 'VALUE_LOYALTY',
      parameters: {},
      population: {},
      surveyId: null,
      asOf: null,
      seed: 1,
      forced: false,
      currency: 'EUR',
      timeZone: 'UTC',
    } as const;
    const read = (count: number, byIndex = false) =>
      inSnapshot(app, company.workspaceId, async (tx) => {
        const run = await readValueLoyaltyRun(tx, request);
        if (byIndex) await tx`set local enable_seqscan = off`;
        const parts: ValueLoyaltyColumns[] = [];
        for (let index = 0; index < count; index++)
          parts.push(await readValueLoyaltyColumns(tx, company.workspaceId, run, { index, count }, () => {}));
        return parts;
      });
    const [whole] = await read(1);
    const parts = await read(3);
    expect(whole!.customerIds).toHaveLength(60);
    for (const part of parts) expect(part.customerIds.length).toBeGreaterThan(0);
    expect(mergeCustomers(parts)).toEqual(whole);
    expect(new Set(whole!.columns.costToServe)).toEqual(new Set([0.6])); // 0.1 + 0.2 + 0.3, which is no 0.6 where doubles are added
    const [byTime] = await read(1, true);
    expect(byTime).toEqual(whole);
  });

  it('fails at once where a parameter names what is not there, and says which', async () => {
    const company = await createCompany(app, times(12, { orders: [{ daysAgo: 1, revenue: 1 }] }));
    await setParameters(company, { valueAnalysis: 'gone' });
    const { run, runId } = await finishedRun(company);
    expect(run).toMatchObject({ state: 'FAILED', error_code: 'OUT_OF_RANGE', attempt: 1, failures: 0 });
    const [row] = await admin`select error_message from run where id = ${runId}`;
    expect(row!.error_message).toBe('valueAnalysis has gone, an analysis of kind CLV with a finished run is needed');
  });

  it('answers that fewer than ten customers cannot tell', async () => {
    const { run } = await finishedRun(await createCompany(app, times(9, { orders: [{ daysAgo: 1, revenue: 1 }] })));
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA' });
  });
});
