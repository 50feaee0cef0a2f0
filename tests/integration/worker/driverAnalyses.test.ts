/**
 * What an analysis of drivers can be asked for, from the queue to the stored result.
 * Over 300 lines: each capability is a survey of its own, by hand or by a rule that says what must be found.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inSnapshot, type Sql } from '../../../prisma/sql.ts';
import { type DriverPart, readDriverColumns } from '../../../worker/data/readDriverColumns.ts';
import { readDriverRun } from '../../../worker/data/readDriverRun.ts';
import { readRunRequest } from '../../../worker/data/readRunRequest.ts';
import { mergeDriverParts } from '../../../worker/jobs/fitDrivers/driverColumns.ts';
import { randomStream } from '../../../worker/stats/index.ts';
import { digits, readCase } from '../../reference/readCase.ts';
import { type AnswersFixture, createAnswersFixture, type HandMadeAnswer } from '../../support/answersFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
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

const fixtureOf = (keys: readonly string[], answers: readonly HandMadeAnswer[], options = {}) =>
  createAnswersFixture(app, admin, keys, answers, options);

async function found(fixture: AnswersFixture, parameters: object, how: { asOf?: Date } = {}) {
  await fixture.ask(parameters);
  const runId = await requestRun(database, fixture, how);
  const run = await waitForRun(admin, runId, isOver, 60);
  const of = (table: string, order: string) => admin`select * from ${admin(table)} where run_id = ${runId} order by ${admin(order)}`;
  const [model] = await of('driver_model', 'run_id');
  const [{ warnings } = { warnings: [] }] = await admin<{ warnings: { code: string; subject: string | null; detail: string }[] }[]>`
    select warnings from run where id = ${runId}`;
  return {
    run,
    warnings,
    model,
    drivers: await of('driver_estimate', 'position'),
    forces: await of('driver_force', 'position'),
    groups: await of('driver_group', 'position'),
    groupEstimates: await of('driver_group_estimate', 'position'),
    differences: await of('driver_difference', 'position'),
  };
}

const day = 86_400_000;
const answeredAt = new Date('2026-03-01T12:00:00Z');
const inDays = (days: number) => new Date(answeredAt.getTime() + days * day);

/** Ratings 1-5 by a seeded stream, and an outcome 0-10 that follows them. */
function simulated(
  rows: number,
  effects: readonly number[],
  seed: number,
  rest: (row: number) => Partial<HandMadeAnswer> = () => ({}),
): HandMadeAnswer[] {
  const random = randomStream(seed, 0);
  return Array.from({ length: rows }, (_, row) => {
    const ratings = effects.map(() => 1 + Math.floor(5 * random.uniform()));
    const mean = 5 + ratings.reduce((sum, rating, j) => sum + (effects[j] ?? 0) * (rating - 3), 0);
    const outcome = Math.max(0, Math.min(10, Math.round(mean + 3 * (random.uniform() - 0.5))));
    return { values: [outcome, ...ratings], ...rest(row) };
  });
}

describe('lines of the quadrants', () => {
  it('lie where the analysis asks for them, in the result and in each group', async () => {
    const fixture = await fixtureOf(
      ['Y', 'A', 'B'],
      simulated(240, [0.5, 0.4], 5, (row) => ({ customer: `c${row}`, touchpoint: row % 2 === 0 ? 'shop' : 'web' })),
    );
    const asked = { outcome: 'Y', drivers: ['A', 'B'], compare: { by: 'TOUCHPOINT', trait: null, own: null, sampleSource: null } };
    const plain = await found(fixture, asked);
    expect(plain.model).toMatchObject({ importance_cut: 0.5, importance_cut_at: 'MEAN', performance_cut_at: 'MEAN' });
    const given = await found(fixture, { ...asked, quadrant: { at: 'MEDIAN', importance: 0.001, performance: 1.5 } });
    expect(given.model).toMatchObject({
      importance_cut: 0.001,
      importance_cut_at: 'GIVEN',
      performance_cut: 1.5,
      performance_cut_at: 'GIVEN',
    });
    for (const { priority } of [...given.drivers, ...given.groupEstimates]) expect(priority).toBe('KEEP');
    expect(new Set([...plain.drivers, ...plain.groupEstimates].map(({ priority }) => priority)).size).toBeGreaterThan(1);
  });
});

describe('errors by customer', () => {
  it('are those of R sandwich where customers answered several times, through the database', async () => {
    interface Expected {
      readonly coefficients: Record<string, number>;
      readonly cluster: { readonly seCR1: Record<string, number>; readonly p: Record<string, number>; readonly df: number };
    }
    const reference = readCase<Expected>('ols-clustered');
    const keys = [reference.model.response, ...reference.model.drivers];
    const classes = reference.cells('class');
    const columns = keys.map((key) => reference.column(key).values);
    const answers = classes.map((name, i) => ({ values: columns.map((column) => column[i]!), customer: name }));
    const fixture = await fixtureOf(keys, answers);
    const { model, drivers } = await found(fixture, { outcome: keys[0], drivers: keys.slice(1) });
    expect(model).toMatchObject({ se_type: 'CR1', clusters: 133n, customers: 133n, n: 2287n });
    for (const row of drivers) {
      // iq is not exact as a real: seven digits are left of it
      expect(digits(row.estimate, reference.expected.coefficients[row.driver_key]!)).toBeGreaterThan(6.5);
      expect(digits(row.std_err, reference.expected.cluster.seCR1[row.driver_key]!)).toBeGreaterThan(6.5);
      expect(digits(row.p_value, reference.expected.cluster.p[row.driver_key]!)).toBeGreaterThan(5);
    }
  });

  it('are HC3 where each answered once, and where nobody is known', async () => {
    const once = simulated(80, [0.5, 0.2], 3, (row) => ({ customer: `c${row}` }));
    const asked = { outcome: 'Y', drivers: ['A', 'B'] };
    const known = await found(await fixtureOf(['Y', 'A', 'B'], once), asked);
    const nobody = await found(
      await fixtureOf(
        ['Y', 'A', 'B'],
        once.map(({ values }) => ({ values })),
      ),
      asked,
    );
    expect(known.model).toMatchObject({ se_type: 'HC3', clusters: null, customers: 80n });
    expect(nobody.model).toMatchObject({ se_type: 'HC3', clusters: null, customers: 80n });
    expect(known.drivers.map(({ std_err }) => std_err)).toEqual(nobody.drivers.map(({ std_err }) => std_err));
    expect(known.run.data_versions).toHaveProperty('customers'); // who is who decides the clusters
    expect(nobody.run.data_versions).not.toHaveProperty('customers');
  });

  it('and draws take each customer as a whole: answers given twice tell no more than once', async () => {
    const once = simulated(150, [0.5, 0.2], 4, (row) => ({ customer: `c${row}` }));
    const asked = { outcome: 'Y', drivers: ['A', 'B'], draws: 400 };
    const single = await found(await fixtureOf(['Y', 'A', 'B'], once), asked);
    const twice = await found(
      await fixtureOf(
        ['Y', 'A', 'B'],
        once.flatMap((answer) => [answer, answer]),
      ),
      asked,
    );
    expect(single.model?.draws).toBe(400);
    single.drivers.forEach((row, index) => {
      const again = twice.drivers[index]!;
      expect(again.estimate).toBeCloseTo(row.estimate, 9);
      expect(again.std_err / row.std_err).toBeGreaterThan(0.93); // naive errors would be 0.71
      expect(again.share_ci_low).toBeCloseTo(row.share_ci_low, 9);
      expect(again.share_ci_high).toBeCloseTo(row.share_ci_high, 9);
    });
  });
});

describe('few customers', () => {
  it('are told of by no estimate, however many answers they gave', async () => {
    const of = async (customers: number) => {
      const answers = simulated(90, [0.5, 0.2], 9, (row) => ({ customer: `c${row % customers}` }));
      return found(await fixtureOf(['Y', 'A', 'B'], answers), { outcome: 'Y', drivers: ['A', 'B'], draws: 0 });
    };
    const nine = await of(9);
    expect(nine.run).toMatchObject({ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA', rows_used: 90n });
    expect([nine.model, ...nine.drivers, ...nine.forces]).toEqual([undefined]);
    const ten = await of(10);
    expect(ten.run).toMatchObject({ outcome: 'FITTED' });
    expect(ten.warnings).toContainEqual(
      expect.objectContaining({ code: 'NOT_ENOUGH_DATA', detail: expect.stringContaining('10 clusters, 30') }),
    );
  });
});

describe('importance', () => {
  it('is stored by every measure, with its agreement and its stability, the same for the same seed', async () => {
    const fixture = await fixtureOf(['Y', 'A', 'B', 'C'], simulated(300, [0.9, 0.4, 0], 5));
    const asked = { outcome: 'Y', drivers: ['A', 'B', 'C'], draws: 300 };
    const { model, drivers } = await found(fixture, asked);
    const sum = (column: string) => drivers.reduce((total, row) => total + row[column], 0);
    expect(sum('lmg')).toBeCloseTo(model!.r_squared, 12);
    expect(sum('relative_weight')).toBeCloseTo(model!.r_squared, 12);
    for (const row of drivers) {
      expect(row.semipartial_correlation).toBeCloseTo(row.standardized_estimate / Math.sqrt(row.vif), 12);
      expect(Math.abs(row.partial_correlation)).toBeGreaterThanOrEqual(Math.abs(row.semipartial_correlation));
      expect(row.share_ci_low).toBeLessThanOrEqual(row.lmg_share);
      expect(row.share_ci_high).toBeGreaterThanOrEqual(row.lmg_share);
    }
    expect(drivers[0]).toMatchObject({ rank: 1, rank_low: 1, rank_high: 1, top_three_probability: 1 });
    expect(model).toMatchObject({ agreement: 1, draws: 300, failed_draws: 0, seed: 1, importance_measure: 'LMG' });
    const [r2Low, r2High] = [model!.r_squared_ci_low, model!.r_squared_ci_high];
    expect(r2Low).toBeLessThan(model!.r_squared);
    expect(r2High).toBeGreaterThan(model!.r_squared);
    const again = await found(fixture, { ...asked, drivers: ['A', 'B', 'C'], confidenceLevel: 0.9501 }); // another question, the same draws
    for (const [index, row] of again.drivers.entries()) expect(row.share_ci_low).toBeCloseTo(drivers[index]!.share_ci_low, 3);
  });

  it('makes 1,000 draws unasked, and none where they are not wanted', async () => {
    const fixture = await fixtureOf(['Y', 'A', 'B'], simulated(100, [0.9, 0.4], 6));
    expect((await found(fixture, { outcome: 'Y', drivers: ['A', 'B'], draws: null })).model?.draws).toBe(1000);
    const none = await found(fixture, { outcome: 'Y', drivers: ['A', 'B'], draws: 0 });
    expect(none.model).toMatchObject({ draws: 0, r_squared_ci_low: null });
    expect(none.drivers[0]).toMatchObject({ share_ci_low: null, rank_low: null });
  });

  it('of forces is a value of its own, which sums to R² with what is in none', async () => {
    const fixture = await fixtureOf(['Y', 'A', 'B', 'C'], simulated(200, [0.6, 0.5, 0.3], 7));
    const forces = [{ name: 'CONTROL', drivers: ['A', 'B'] }];
    const { forces: rows, model } = await found(fixture, { outcome: 'Y', drivers: ['A', 'B', 'C'], forces, draws: 200 });
    expect(rows.map(({ name, drivers }) => [name, drivers])).toEqual([
      ['CONTROL', ['A', 'B']],
      ['C', ['C']],
    ]);
    expect(rows.reduce((total, { lmg }) => total + lmg, 0)).toBeCloseTo(model!.r_squared, 12);
    expect(rows[0]).toMatchObject({ rank: 1, rank_high: 1 });
    expect(rows[0]?.share_ci_low).toBeLessThan(rows[0]?.lmg_share);
  });
});

describe('other models', () => {
  it('of a question, LOGISTIC, are R’s glm: promoters of the airport', async () => {
    interface Expected {
      readonly coefficients: Record<string, number>;
      readonly standardErrors: Record<string, number>;
      readonly oddsRatio: Record<string, number>;
    }
    const reference = readCase<Expected>('logistic-sfo2017-promoter');
    const keys = ['promoter', ...reference.model.predictors];
    const columns = keys.map((key) => reference.column(key).values);
    const answers = Array.from(columns[0]!, (promoter, i) => ({
      values: [promoter === 1 ? 9 + (i % 2) : i % 9, ...columns.slice(1).map((column) => column[i]!)],
    }));
    const fixture = await fixtureOf(keys, answers);
    const { model, drivers } = await found(fixture, {
      outcome: 'promoter',
      drivers: keys.slice(1),
      model: 'LOGISTIC',
      eventFrom: 9,
      draws: 0,
    });
    expect(model).toMatchObject({ model: 'LOGISTIC', se_type: 'CLASSICAL', n: 1723n, events: 922n, importance_measure: 'MCFADDEN' });
    for (const row of drivers) {
      expect(digits(row.estimate, reference.expected.coefficients[row.driver_key]!)).toBeGreaterThan(9);
      expect(digits(row.std_err, reference.expected.standardErrors[row.driver_key]!)).toBeGreaterThan(7); // glm's own
      expect(digits(row.odds_ratio, reference.expected.oddsRatio[row.driver_key]!)).toBeGreaterThan(9);
    }
    expect(drivers.reduce((total, { shapley }) => total + shapley, 0)).toBeCloseTo(model!.mc_fadden, 9);
    expect(drivers.toSorted((a, b) => b.shapley - a.shapley).map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('ORDINAL takes the answers as an order: the same for any numbers in that order', async () => {
    const answers = simulated(200, [0.6, 0.3], 8);
    const asked = { outcome: 'Y', drivers: ['A', 'B'], model: 'ORDINAL' };
    const plain = await found(await fixtureOf(['Y', 'A', 'B'], answers), asked);
    const stretched = answers.map(({ values: [outcome, ...rest] }) => ({ values: [outcome! ** 3, ...rest] }));
    const cubed = await found(await fixtureOf(['Y', 'A', 'B'], stretched), asked);
    expect(plain.model).toMatchObject({ model: 'ORDINAL', intercept: null, importance_measure: 'MCFADDEN' });
    expect(plain.model!.thresholds).toHaveLength(new Set(answers.map(({ values }) => values[0])).size - 1);
    plain.drivers.forEach((row, index) => {
      expect(row.estimate).toBeGreaterThan(0);
      expect(cubed.drivers[index]?.estimate).toBeCloseTo(row.estimate, 9);
      expect(cubed.drivers[index]?.shapley).toBeCloseTo(row.shapley, 9);
    });
  });
});

describe('an ordinal model of a score of 0-10', () => {
  const ofScale = async (min: number, max: number) => {
    const answers = simulated(600, [1.2, 0.3], 12);
    const fixture = await fixtureOf(['Y', 'A', 'B'], answers);
    await admin`update question set scale_min = ${min}, scale_max = ${max} where workspace_id = ${fixture.workspaceId} and key = 'Y'`;
    return { answers, ...(await found(fixture, { outcome: 'Y', drivers: ['A', 'B'], model: 'ORDINAL', draws: 0 })) };
  };

  it('tells by how much one point more of a driver changes the share of promoters and of detractors, with intervals', async () => {
    const { answers, drivers } = await ofScale(0, 10);
    for (const [name, sign] of [['promoter', 1], ['detractor', -1]] as const) // biome-ignore format: one line
      for (const row of drivers) {
        const [effect, low, high] = [row[`${name}_effect`], row[`${name}_effect_ci_low`], row[`${name}_effect_ci_high`]];
        expect(sign * effect).toBeGreaterThan(0);
        expect(low < effect && effect < high).toBe(true);
      }
    const [strong, weak] = drivers;
    expect(strong!.promoter_effect).toBeGreaterThan(3 * weak!.promoter_effect);
    // As the answers themselves have it: promoters among those who gave A a point more, averaged over its points.
    const shareAt = (a: number) => {
      const given = answers.filter(({ values }) => values[1] === a);
      return given.filter(({ values }) => values[0]! >= 9).length / given.length;
    };
    const rise = (shareAt(5) - shareAt(1)) / 4;
    expect(Math.abs(strong!.promoter_effect - rise)).toBeLessThan(0.06);
  });

  it('of another scale knows neither', async () => {
    const { drivers } = await ofScale(0, 100);
    expect(drivers.map(({ promoter_effect, detractor_effect }) => [promoter_effect, detractor_effect])).toEqual([
      [null, null],
      [null, null],
    ]);
  });
});

describe('a behaviour as the outcome', () => {
  const satisfied = (row: number) => 1 + (row % 5);
  const names = Array.from({ length: 200 }, (_, row) => `c${row}`);
  /** Who is satisfied orders again, mostly. */
  const returns = (row: number) => (row * 37 + 11) % 10 < 2 * satisfied(row) - 1;
  const answers = names.map((customer, row): HandMadeAnswer => ({ values: [5, satisfied(row)], customer }));
  const repurchase = { outcome: null, behaviour: { kind: 'REPURCHASE', withinDays: 30, churn: null }, drivers: ['A'], model: 'LOGISTIC' };

  it('is 1 for who orders again within the days after the answer: not at it, not later, not what was cancelled', async () => {
    const fixture = await fixtureOf(['Y', 'A'], answers);
    await fixture.addOrders([
      ...names.filter((_, row) => returns(row)).map((customer, k) => ({ customer, at: inDays(k % 2 === 0 ? 30 : 1 / day) })),
      ...names
        .filter((_, row) => !returns(row))
        .flatMap((customer) => [
          { customer, at: answeredAt },
          { customer, at: inDays(-3) },
          { customer, at: inDays(31) },
          { customer, at: inDays(5), status: 'CANCELLED' },
        ]),
    ]);
    const { run, model, drivers } = await found(fixture, repurchase);
    expect(run).toMatchObject({ outcome: 'FITTED', rows_used: 200n, exclusions: { FOLLOW_UP: 0 } });
    expect(model).toMatchObject({ outcome_key: 'repurchase_30d', events: BigInt(names.filter((_, row) => returns(row)).length) });
    expect(drivers[0]!.estimate).toBeGreaterThan(0);
  });

  it('leaves out and counts an answer whose days were not over, also of who has ordered already', async () => {
    const recent = Array.from({ length: 40 }, (_, row) => ({ values: [5, satisfied(row)], customer: `recent${row}`, at: inDays(10) }));
    const fixture = await fixtureOf(['Y', 'A'], [...answers, ...recent]);
    await fixture.addOrders([
      ...names.filter((_, row) => returns(row)).map((customer) => ({ customer, at: inDays(3) })),
      ...recent.map(({ customer }) => ({ customer, at: inDays(11) })),
      { customer: 'somebody', at: inDays(35) }, // observation ends here: 35 days after the first, 25 after the recent
    ]);
    const { run, model } = await found(fixture, repurchase);
    expect(run).toMatchObject({ rows_read: 240n, rows_used: 200n, exclusions: { FOLLOW_UP: 40, MISSING: 0 } });
    expect(model?.observed_until).toEqual(inDays(35));
    expect(run.data_through).toEqual(inDays(35)); // not the last answer: what came after it was read
    const early = await found(fixture, repurchase, { asOf: inDays(20) });
    expect(early.run).toMatchObject({ outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA', exclusions: { FOLLOW_UP: 240 } });
    expect(early.run.rows_used).toBe(0n);
  });

  it('stores no estimate where it happened too seldom', async () => {
    const fixture = await fixtureOf(['Y', 'A'], answers);
    await fixture.addOrders([
      ...names.slice(0, 9).map((customer) => ({ customer, at: inDays(3) })),
      { customer: 'somebody', at: inDays(60) },
    ]);
    const { run, model } = await found(fixture, repurchase);
    expect(run).toMatchObject({ outcome: 'NOT_ESTIMABLE', status_code: 'TOO_FEW_EVENTS', rows_used: 200n });
    expect(model).toBeUndefined();
  });

  it('of silent churn is no order, among those who had ordered before', async () => {
    const fixture = await fixtureOf(['Y', 'A'], [...answers, { values: [5, 3], customer: 'never' }]);
    await fixture.addOrders([
      ...names.map((customer) => ({ customer, at: inDays(-5) })),
      ...names.filter((_, row) => returns(row)).map((customer) => ({ customer, at: inDays(3) })),
      { customer: 'somebody', at: inDays(60) },
    ]);
    const churn = { ...repurchase, behaviour: { kind: 'CHURN', withinDays: 30, churn: 'SILENT' } };
    const { run, model, drivers } = await found(fixture, churn);
    expect(run).toMatchObject({ rows_used: 200n, exclusions: { NOT_AT_RISK: 1, FOLLOW_UP: 0 } });
    expect(model!.events).toBe(BigInt(names.filter((_, row) => !returns(row)).length));
    expect(drivers[0]!.estimate).toBeLessThan(0); // satisfaction keeps
    expect(drivers[0]!.priority).not.toBe('SUPPRESSOR');
  });

  it('of contractual churn is the decision, keeps early churners, and knows a change of plan from an end', async () => {
    const leaves = (row: number) => !returns(row);
    const others = ['left before', 'holds'].map((customer) => ({ values: [5, 1], customer }));
    const fixture = await fixtureOf(['Y', 'A'], [...answers, ...others]);
    await fixture.addSubscriptions([
      ...names.map((customer, row) => ({
        customer,
        from: inDays(-100),
        ...(leaves(row) ? { decided: inDays(1 + (row % 29)), ended: inDays(80), kind: 'VOLUNTARY' } : {}),
        ...(!leaves(row) && row % 3 === 0 ? { decided: inDays(10), ended: inDays(10), kind: 'VOLUNTARY' } : {}),
        ...(!leaves(row) && row % 3 === 1 ? { decided: inDays(5), ended: inDays(5), kind: 'MIGRATION' } : {}),
        ...(!leaves(row) && row % 3 === 2 ? { decided: inDays(5), ended: inDays(row % 2 ? 70 : 55), kind: 'VOLUNTARY' } : {}),
      })),
      // One that is decided on earlier and ends later holds what begins after both together: no churn.
      { customer: 'holds', from: inDays(-100), decided: inDays(8), ended: inDays(8) },
      { customer: 'holds', from: inDays(-50), decided: inDays(4), ended: inDays(30) },
      { customer: 'holds', from: inDays(45) },
      // Those of the first kind begin again within 30 days of the end, those of the last before it, long after their notice: no churn.
      ...names.flatMap((customer, row) => (!leaves(row) && row % 3 === 0 ? [{ customer, from: inDays(39) }] : [])),
      ...names.flatMap((customer, row) => (!leaves(row) && row % 3 === 2 ? [{ customer, from: inDays(50) }] : [])),
      { customer: 'left before', from: inDays(-100), decided: inDays(-10), ended: inDays(-10) },
      { customer: 'somebody', from: inDays(61) }, // 30 days to leave in, and 30 more for an end to prove to be one
    ]);
    const churn = { ...repurchase, behaviour: { kind: 'CHURN', withinDays: 30, churn: 'CONTRACTUAL' } };
    const { run, model } = await found(fixture, churn);
    expect(run).toMatchObject({ rows_used: 201n, exclusions: { NOT_AT_RISK: 1, FOLLOW_UP: 0 } });
    expect(model!.events).toBe(BigInt(names.filter((_, row) => leaves(row)).length));
    // An end that is planned for after the last change of the data tells nothing of how long customers were observed.
    await admin`delete from subscription where workspace_id = ${fixture.workspaceId} and started_at = ${inDays(61)}`;
    await fixture.addSubscriptions([{ customer: 'planned', from: inDays(50), ended: new Date('2126-01-01T00:00:00Z') }]);
    expect((await found(fixture, churn)).run.exclusions).toMatchObject({ FOLLOW_UP: 201 });
    const early = await found(fixture, churn, { asOf: inDays(59) });
    expect(early.run.exclusions).toMatchObject({ FOLLOW_UP: 201 });
  });

  const leaves = (row: number) => !returns(row);
  const contractual = { ...repurchase, behaviour: { kind: 'CHURN', withinDays: 30, churn: 'CONTRACTUAL' } };

  it('of contractual churn is of who is under contract, also between a notice and the plan that follows it', async () => {
    const fixture = await fixtureOf(['Y', 'A'], answers);
    await fixture.addSubscriptions([
      ...names.map((customer, row) =>
        leaves(row)
          ? { customer, from: inDays(-100), decided: inDays(1 + (row % 29)), ended: inDays(29) }
          : { customer, from: inDays(-100), decided: inDays(-30), ended: inDays(20) },
      ),
      ...names.filter((_, row) => !leaves(row)).map((customer) => ({ customer, from: inDays(45) })),
      { customer: 'somebody', from: inDays(61) },
    ]);
    const { run, model } = await found(fixture, contractual);
    expect(run).toMatchObject({ rows_used: 200n, exclusions: { FOLLOW_UP: 0 } });
    expect(run.exclusions).not.toHaveProperty('NOT_AT_RISK');
    expect(model!.events).toBe(BigInt(names.filter((_, row) => leaves(row)).length));
  });

  it('of contractual churn is undone by no plan that is yet to begin, as in churn runs', async () => {
    const fixture = await fixtureOf(['Y', 'A'], answers);
    await fixture.addSubscriptions([
      ...names.map((customer, row) => ({
        customer,
        from: inDays(-100),
        ...(leaves(row) ? { decided: inDays(1 + (row % 29)), ended: new Date('2125-12-20T00:00:00Z') } : {}),
      })),
      ...names.filter((_, row) => leaves(row)).map((customer) => ({ customer, from: new Date('2126-01-01T00:00:00Z') })),
      { customer: 'somebody', from: inDays(61) },
    ]);
    const losses = BigInt(names.filter((_, row) => leaves(row)).length);
    const { run, model } = await found(fixture, contractual);
    expect(model?.events).toBe(losses);
    expect(run).toMatchObject({ rows_used: 200n, data_through: inDays(61) });
    expect((await found(fixture, contractual, { asOf: inDays(61) })).model!.events).toBe(losses); // as it was as of a moment
  });
});

describe('as of a moment', () => {
  it('gives what a run then gave: later answers and facts change nothing', async () => {
    const answers = simulated(120, [0.6, 0.3], 9, (row) => ({ customer: `c${row}` }));
    const fixture = await fixtureOf(['Y', 'A', 'B'], answers);
    const orders = answers.flatMap(({ customer }, row) =>
      Array.from({ length: row % 4 }, (_, k) => ({ customer: customer!, at: inDays(-1 - k) })),
    );
    await fixture.addOrders(orders);
    const asked = { outcome: 'Y', drivers: ['A', 'B'], features: [{ feature: 'ORDERS', windowDays: 90 }, { feature: 'RECENCY_DAYS' }] };
    const then = await found(fixture, asked);
    await fixture.addOrders(orders.map(({ customer }) => ({ customer, at: inDays(2) })));
    await admin`insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
      select workspace_id, survey_id, 'later-' || external_id, identity_id, ${inDays(3)}, '{10,1,1}' from response where survey_id = ${fixture.surveyId}`;
    const asOf = await found(fixture, asked, { asOf: inDays(1) });
    expect(asOf.run.rows_used).toBe(then.run.rows_used);
    const withoutRun = (rows: readonly Record<string, unknown>[]) => rows.map(({ run_id: _, ...row }) => row);
    expect(withoutRun(asOf.drivers)).toEqual(withoutRun(then.drivers));
    const now = await found(fixture, asked);
    expect(now.run.rows_used).toBeGreaterThan(then.run.rows_used!);
  });
});

describe('customer traits', () => {
  it('are categories against the most frequent level, together a force', async () => {
    const levels = ['basic', 'basic', 'basic', 'pro', 'plus'];
    const answers = simulated(250, [0.5], 10, (row) => ({ customer: `c${row}` })).map(({ values: [outcome, rating], customer }, row) => ({
      values: [Math.min(10, outcome! + (levels[row % 5] === 'pro' ? 2 : 0)), rating!],
      customer: customer!,
    }));
    const fixture = await fixtureOf(['Y', 'A'], [...answers, { values: [5, 3], customer: 'unknown' }]);
    await fixture.addTraits('segment', Object.fromEntries(answers.map(({ customer }, row) => [customer, levels[row % 5]!])));
    const { run, drivers, forces } = await found(fixture, { outcome: 'Y', drivers: ['A'], traits: ['segment'] });
    expect(run).toMatchObject({ rows_used: 250n, exclusions: { MISSING: 1 } });
    expect(
      drivers.map(({ driver_key, trait, level, reference_level, priority }) => [driver_key, trait, level, reference_level, priority]),
    ).toEqual([
      ['A', null, null, null, 'KEEP'],
      ['segment=plus', 'segment', 'plus', 'basic', null],
      ['segment=pro', 'segment', 'pro', 'basic', null],
    ]);
    const pro = drivers[2]!;
    expect(pro.ci_low).toBeLessThan(1.9);
    expect(pro.ci_high).toBeGreaterThan(1.5);
    expect(forces.map(({ name, drivers: members }) => [name, members])).toEqual([
      ['segment', ['segment=plus', 'segment=pro']],
      ['A', ['A']],
    ]);
  });
});

describe('groups', () => {
  /** Two brands: A matters twice as much to the customers of ours, and B does better at theirs. */
  function brands(seed: number): HandMadeAnswer[] {
    const ours = simulated(400, [1, 0.2], seed, (row) => ({ brand: 'ours', customer: `c${row}` }));
    const theirs = simulated(400, [0.2, 0.2], seed + 1, (row) => ({ brand: 'theirs', customer: `d${row}` }));
    const better = theirs.map(({ values: [y, a, b], ...rest }) => ({ ...rest, values: [y!, a!, Math.min(5, b! + 1)] }));
    const few = simulated(15, [0.5, 0.5], seed + 2, (row) => ({ brand: 'small', customer: `e${row}` }));
    const tiny = simulated(4, [0.5, 0.5], seed + 3, (row) => ({ brand: 'tiny', customer: `f${row}` }));
    const panel = simulated(50, [0.5, 0.5], seed + 4, (row) => ({ brand: 'theirs', customer: `g${row}`, sampleSource: 'PANEL' as const }));
    return [...ours, ...better, ...few, ...tiny, ...panel];
  }
  const compare = { by: 'BRAND', trait: null, own: 'ours', sampleSource: 'OWN_LIST' };

  it('by brand: own against each other one, of one source, in importance and performance, with intervals', async () => {
    const fixture = await fixtureOf(['Y', 'A', 'B'], brands(20));
    const { run, groups, groupEstimates, differences, warnings } = await found(fixture, {
      outcome: 'Y',
      drivers: ['A', 'B'],
      compare,
      draws: 300,
    });
    expect(run.rows_read).toBe(819n); // the panel is another source
    expect(groups.map(({ group_key, is_own, n, status_code }) => [group_key, is_own, n, status_code])).toEqual([
      ['ours', true, 400n, null],
      ['theirs', false, 400n, null],
    ]); // the four customers of the tiny one would follow by subtraction, were the small one shown
    expect(warnings.map(({ detail }) => detail).join()).toContain('2 groups of fewer than 10 customers');
    expect(groupEstimates).toHaveLength(4);
    expect(differences.map(({ measure, driver_key, group_key, reference }) => [measure, driver_key, group_key, reference])).toEqual([
      ['LMG', 'A', 'ours', 'theirs'],
      ['LMG', 'B', 'ours', 'theirs'],
      ['MEAN', 'A', 'ours', 'theirs'],
      ['MEAN', 'B', 'ours', 'theirs'],
    ]);
    const [importanceOfA, , meanOfA, meanOfB] = differences;
    expect(importanceOfA!.ci_low).toBeGreaterThan(0);
    expect(importanceOfA!.p_adjusted).toBeLessThan(0.001);
    expect(meanOfA!.ci_low).toBeLessThan(0);
    expect(meanOfA!.ci_high).toBeGreaterThan(0);
    expect(meanOfB!.ci_high).toBeLessThan(0);
    for (const row of differences) expect(row.p_adjusted).toBeGreaterThanOrEqual(row.p_value);
    const own = groupEstimates.find(({ group_key, driver_key }) => group_key === 'ours' && driver_key === 'B')!;
    const other = groupEstimates.find(({ group_key, driver_key }) => group_key === 'theirs' && driver_key === 'B')!;
    expect(meanOfB!.estimate).toBeCloseTo(own.mean - other.mean, 12);
  });

  it('by touchpoint and trait: every pair, and no differences without draws', async () => {
    const answers = simulated(300, [0.5, 0.3], 30, (row) => ({ customer: `c${row}`, touchpoint: ['web', 'shop', 'phone'][row % 3]! }));
    const fixture = await fixtureOf(['Y', 'A', 'B'], answers);
    await fixture.addTraits('plan', Object.fromEntries(answers.map(({ customer }, row) => [customer!, row % 2 === 0 ? 'year' : 'month'])));
    const at = { by: 'TOUCHPOINT', trait: null, own: null, sampleSource: null };
    const touchpoints = await found(fixture, { outcome: 'Y', drivers: ['A', 'B'], compare: at, draws: 100 });
    expect(touchpoints.groups.map(({ group_key }) => group_key)).toEqual(['phone', 'shop', 'web']);
    expect(touchpoints.differences).toHaveLength(3 * 4);
    const plans = await found(fixture, { outcome: 'Y', drivers: ['A', 'B'], compare: { ...at, by: 'TRAIT', trait: 'plan' }, draws: 0 });
    expect(plans.groups.map(({ group_key, n }) => [group_key, n])).toEqual([
      ['month', 150n],
      ['year', 150n],
    ]);
    expect(plans.groupEstimates).toHaveLength(4);
    expect(plans.differences).toHaveLength(0);
  });
});

describe('the rows', () => {
  const orders = { feature: 'ORDERS', windowDays: 30 };
  const compare = { by: 'TOUCHPOINT', trait: null, own: null, sampleSource: null };
  it.each([
    [
      'all that are there',
      { outcome: 'Y', features: [orders], missing: 'AVAILABLE', compare },
      { rows: 200, group: { labels: ['shop', 'web'] } },
    ],
    ['traits', { outcome: 'Y', traits: ['plan'] }, { traits: [{ labels: ['month', 'year'] }] }],
    ['who left', { outcome: null, behaviour: { kind: 'CHURN', withinDays: 30, churn: 'CONTRACTUAL' }, features: [orders] }, {}],
  ])('are the same, bit for bit, read in one slice or in several: %s', async (_what, asked, found) => {
    const answers = simulated(200, [0.5, 0.3], 50, (row) => ({
      customer: row % 9 === 0 ? null : `c${row % 70}`,
      touchpoint: ['web', 'shop'][row % 2]!,
    }));
    const customers = answers.flatMap(({ customer }) => customer ?? []);
    const fixture = await fixtureOf(['Y', 'A', 'B'], answers);
    await fixture.addOrders(customers.map((customer, row) => ({ customer, at: inDays(-1 - (row % 50)) })));
    await fixture.addSubscriptions([
      ...customers.map((customer, row) => ({ customer, from: inDays(-100), ...(row % 3 === 0 ? { ended: inDays(1 + (row % 20)) } : {}) })),
      { customer: 'c1', from: inDays(90) }, // observation goes on after the answers
    ]);
    await fixture.addTraits('plan', Object.fromEntries(customers.map((customer, row) => [customer, ['year', 'month'][row % 2]!])));
    await fixture.ask({ drivers: ['A', 'B'], ...asked });
    const runId = await requestRun(database, fixture);
    await waitForRun(admin, runId, isOver, 60);
    const read = (count: number) =>
      inSnapshot(app, fixture.workspaceId, async (tx) => {
        const run = await readDriverRun(tx, await readRunRequest(tx, fixture.workspaceId, runId));
        const parts: DriverPart[] = [];
        for (let index = count - 1; index >= 0; index--)
          parts.push((await readDriverColumns(tx, fixture.workspaceId, run, { index, count }, () => {})).part);
        return mergeDriverParts(parts);
      });
    const whole = await read(1);
    expect(whole).toMatchObject(found);
    expect(whole.customerCount).toBeLessThan(100);
    for (const count of [2, 5]) expect(await read(count)).toEqual(whole);
  });
});

describe('missing values', () => {
  const complete = simulated(300, [0.7, 0.4], 40);
  const holed = complete.map(({ values: [y, a, b] }, row) => ({
    values: [y!, row % 10 === 0 ? null : a!, row % 7 === 0 ? 9 : b!], // 9 does not apply
  }));
  const left = holed.filter(({ values }) => values[1] !== null && values[2] !== 9).length;
  const asked = { outcome: 'Y', drivers: ['A', 'B'], draws: 200 };
  const fixture = () => fixtureOf(['Y', 'A', 'B'], holed, { notApplicable: [9] });

  it('listwise: answers that lack any are left out', async () => {
    const { run, model } = await found(await fixture(), asked);
    expect(run).toMatchObject({ rows_used: BigInt(left), exclusions: { MISSING: 300 - left } });
    expect(model).toMatchObject({ missing: 'LISTWISE', n_dropped: BigInt(300 - left), complete_n: BigInt(left) });
  });

  it('available: all are used, what does not apply has a column of its own, errors are from draws', async () => {
    const { run, model, drivers } = await found(await fixture(), { ...asked, missing: 'AVAILABLE' });
    expect(run).toMatchObject({ rows_used: 300n, exclusions: { MISSING: 0 } });
    expect(model).toMatchObject({ missing: 'AVAILABLE', se_type: 'BOOTSTRAP', df: null, method: null });
    expect(drivers.map(({ driver_key, n }) => [driver_key, n])).toEqual([
      ['A', 270n],
      ['B', 257n],
      ['B=used', 300n],
    ]);
    expect(drivers[0]!.estimate).toBeGreaterThan(0.4);
    expect(drivers[0]!.std_err).toBeGreaterThan(0);
    expect(drivers[2]!.mean).toBeCloseTo(257 / 300, 6);
    expect(drivers[2]!.priority).toBeNull();
  });

  it('EM: only what is blank is filled in, who skipped a question that does not apply is left out', async () => {
    const { run, model, drivers } = await found(await fixture(), { ...asked, missing: 'EM' });
    expect(run).toMatchObject({ rows_used: 257n, exclusions: { NOT_APPLICABLE: 43, MISSING: 0 } });
    expect(model).toMatchObject({ missing: 'EM', se_type: 'BOOTSTRAP', complete_n: BigInt(left) });
    expect(drivers[0]!.ci_low).toBeLessThan(0.7);
    expect(drivers[0]!.ci_high).toBeGreaterThan(0.6);
  });

  it('EM: warns where those are more than a fifth', async () => {
    const answers = complete.map(({ values: [y, a, b] }, row) => ({ values: [y!, a!, row % 3 === 0 ? 9 : b!] }));
    const { run, warnings } = await found(await fixtureOf(['Y', 'A', 'B'], answers, { notApplicable: [9] }), { ...asked, missing: 'EM' });
    expect(run).toMatchObject({ rows_used: 200n, exclusions: { NOT_APPLICABLE: 100, MISSING: 0 } });
    expect(warnings).toContainEqual({
      code: 'ROWS_DROPPED',
      subject: null,
      detail: '100 of 300 rows (33 %) were left out: a question did not apply to 100 of them, and EM fills in blanks only',
    });
  });
});

describe('answers with decimals, which the database keeps in four bytes', () => {
  const answers = simulated(300, [0.7], 41).map(({ values: [y, a] }, row) => ({
    values: [y! >= 6 ? 4.1 : 2.3, row % 10 === 0 ? 9.9 : a!],
  }));

  it('that do not apply are masked', async () => {
    const { run, model } = await found(await fixtureOf(['Y', 'A'], answers, { notApplicable: [9.9] }), { outcome: 'Y', drivers: ['A'] });
    expect(run).toMatchObject({ rows_used: 270n, exclusions: { MISSING: 30 } });
    expect(model).toMatchObject({ n: 270n });
  });

  it('reach the threshold that they equal, and the end of a population', async () => {
    const fixture = await fixtureOf(['Y', 'A'], answers);
    const events = answers.filter(({ values: [y] }) => y === 4.1).length;
    const asked = { outcome: 'Y', drivers: ['A'], model: 'LOGISTIC', eventFrom: 4.1 };
    expect((await found(fixture, asked)).model).toMatchObject({ n: 300n, events: BigInt(events) });
    const population = { answered: [{ question: 'Y', min: 2.3, max: 4.1 }] };
    await admin`update analysis set population = ${admin.json(population)} where workspace_id = ${fixture.workspaceId}`;
    expect((await found(fixture, asked)).run).toMatchObject({ rows_used: 300n, exclusions: { POPULATION: 0 } });
  });
});
