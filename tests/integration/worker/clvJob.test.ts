/**
 * The job's own steps on a real database, without queue and thread: what is read, what does not matter, what is refused.
 * Over 300 lines: each case makes the few customers that are its trap, and runs and judges them in one place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inSnapshot, type Sql } from '../../../prisma/sql.ts';
import type { ClvResult } from '../../../worker/data/clvResult.ts';
import type { RunRequest } from '../../../worker/data/readRunRequest.ts';
import { valueCustomers } from '../../../worker/jobs/valueCustomers.ts';
import { randomStream } from '../../../worker/stats/random.ts';
import {
  addOrders,
  addSubscriptions,
  cdnowOrders,
  createWorkspace,
  momentOfDay,
  type TestOrder,
  type TestSubscription,
} from '../../support/clvFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';

let database: TestDatabase;
let app: Sql;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
});
afterAll(async () => {
  await app.end();
  await database.drop();
});

async function calculate(
  workspaceId: number,
  parameters: Readonly<Record<string, unknown>>,
  { slices = 1, asOf = null as Date | null } = {},
) {
  const request = {
    workspaceId,
    runId: 0n,
    analysisId: 0n,
    kind: 'CLV',
    parameters,
    population: {},
    surveyId: null,
    asOf,
    seed: 1,
    forced: false,
    currency: 'USD',
    timeZone: 'UTC',
  } as RunRequest;
  return inSnapshot(app, workspaceId, async (tx) => {
    const { asked } = await valueCustomers.prepare(tx, request);
    const gathered = [];
    for (let index = 0; index < slices; index++) {
      const part = await valueCustomers.read(tx, request, asked, { index, count: slices }, () => {});
      gathered.push({ ...part, part: structuredClone(part.part) }); // as it comes from another thread
    }
    const columns = valueCustomers.merge(
      asked,
      gathered.map(({ part }) => part),
    );
    const exclusions: Record<string, number> = {};
    for (const part of gathered)
      for (const [reason, rows] of Object.entries(part.exclusions)) exclusions[reason] = (exclusions[reason] ?? 0) + rows;
    const { outcome, warnings } = valueCustomers.compute(asked, columns, request, () => {});
    const dataThrough = gathered[0]!.dataThrough;
    return { outcome, warnings, exclusions, dataThrough, rowsRead: gathered.reduce((sum, part) => sum + part.rowsRead, 0) };
  });
}

function fitted({ outcome }: Awaited<ReturnType<typeof calculate>>): ClvResult {
  if (outcome.kind !== 'fitted') throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome.fit;
}

const times = (count: number, value: number): number[] => Array.from({ length: count }, () => value);

const day = (iso: string): number => Date.parse(`${iso}T00:00:00Z`) / 86_400_000;

describe('of orders', () => {
  it('one slice or three give the same, to the last bit', async () => {
    const workspaceId = await createWorkspace(app);
    await addOrders(
      app,
      workspaceId,
      cdnowOrders().map((order, row) => (row % 4 === 0 ? { ...order, margin: Math.round(order.revenue! * 30) / 100 } : order)),
    );
    await addOrders(app, workspaceId, [{ customer: null, at: '1997-05-05T00:00:00Z', revenue: 10 }]);
    const [whole, parts] = [
      await calculate(workspaceId, { horizonMonths: 12 }),
      await calculate(workspaceId, { horizonMonths: 12 }, { slices: 3 }),
    ];
    expect(parts).toEqual(whole);
    const { model, scores, holdouts } = fitted(whole);
    expect(scores.customerIds).toHaveLength(2357);
    expect(model).toMatchObject({ marginSource: 'MEASURED', measure: 'VALUE' });
    expect(model.marginShare).toBeCloseTo(0.3, 3); // rounded to cents order by order
    // half of the window, by default the published split: both models are judged, the likelier one is used
    expect(holdouts.map(({ calibrationUntilDay, actual }) => [calibrationUntilDay, actual])).toEqual([
      [day('1997-09-30'), 1882],
      [day('1997-09-30'), 1882],
    ]);
    const [likelier] = holdouts.toSorted((a, b) => b.logPredictive - a.logPredictive);
    expect(holdouts.find(({ isChosen }) => isChosen)).toBe(likelier);
    expect(model.model).toBe(likelier!.model);
  });

  it('each that is left out is counted, and an as-of hides what came after it', async () => {
    const workspaceId = await createWorkspace(app);
    const buyers: TestOrder[] = Array.from({ length: 300 }, (_, customer) => customer + 1).flatMap((customer) => [
      { customer, at: momentOfDay(20_000 + (customer % 50)), revenue: 20 + (customer % 7) },
      ...Array.from({ length: customer % 4 }, (_, k) => ({
        customer,
        at: momentOfDay(20_060 + 13 * k + (customer % 11)),
        revenue: 15 + ((customer * (k + 3)) % 17),
      })),
    ]);
    await addOrders(app, workspaceId, [
      ...buyers,
      { customer: 1, at: momentOfDay(20_020), revenue: 50, status: 'CANCELLED' },
      { customer: 1, at: momentOfDay(20_021), revenue: 50, refunded: 50 },
      { customer: 1, at: momentOfDay(20_022), revenue: null },
      { customer: null, at: momentOfDay(20_023), revenue: 50 },
      { customer: 2, at: momentOfDay(20_300), revenue: 50 },
    ]);
    const all = await calculate(workspaceId, {
      observedUntil: new Date(20_200 * 86_400_000).toISOString().slice(0, 10),
      model: 'PARETO_NBD',
      calibrationUntil: '2024-12-15',
    });
    expect(all.exclusions).toEqual({ ANONYMOUS: 1, CANCELLED: 1, REFUNDED: 1, NO_REVENUE: 1, AFTER_OBSERVATION: 1 });
    expect(all.rowsRead).toBe(buyers.length + 5);
    const seen = await calculate(workspaceId, { model: 'PARETO_NBD' }, { asOf: new Date(20_200 * 86_400_000) });
    expect(seen.rowsRead).toBe(buyers.length + 4);
    expect(fitted(seen).model.observedUntilDay).toBe(20_200);
    expect(fitted(seen).scores.columns).toEqual(fitted(all).scores.columns); // the later order was not known either way
  });

  it('are known no further than they go, whatever day is asked for: nobody was seen not to buy after them', async () => {
    const workspaceId = await createWorkspace(app);
    await addOrders(app, workspaceId, cdnowOrders());
    const known = await calculate(workspaceId, { model: 'BG_NBD' });
    expect(fitted(known).model.observedUntilDay).toBe(day('1998-06-30'));
    expect(await calculate(workspaceId, { model: 'BG_NBD' }, { asOf: new Date('2026-10-31T23:59:59.999Z') })).toEqual(known);
    expect(await calculate(workspaceId, { model: 'BG_NBD', observedUntil: '2030-01-01' })).toEqual(known);
    const early = fitted(await calculate(workspaceId, { model: 'BG_NBD' }, { asOf: new Date('1998-01-04T23:59:59.999Z') }));
    expect(early.model.observedUntilDay).toBe(day('1998-01-04')); // whether somebody bought on that day or not: orders go on after it
  });

  it('dated after the last change of the data are left out, counted and told: a slip of the pen ends no observation', async () => {
    const workspaceId = await createWorkspace(app);
    await addOrders(app, workspaceId, cdnowOrders());
    const known = await calculate(workspaceId, { model: 'BG_NBD' });
    await addOrders(app, workspaceId, [{ customer: 1, at: '2062-03-01T00:00:00Z', revenue: 20 }]);
    for (const asOf of [null, new Date('2070-01-01T00:00:00Z')]) {
      const run = await calculate(workspaceId, { model: 'BG_NBD' }, { asOf });
      expect(fitted(run)).toEqual(fitted(known));
      expect(run.exclusions).toEqual({ ...known.exclusions, AFTER_OBSERVATION: 1 });
      expect(run.warnings).toEqual([
        { code: 'INCOMPLETE_PERIOD', subject: 'orders', detail: expect.stringMatching(/^1 dated after 20\d\d-.* correct the dates/) },
      ]);
    }
    // Whether all up to the as-of is known is not told by it either.
    const asOf = new Date('2026-10-31T23:59:59.999Z');
    expect(fitted(await calculate(workspaceId, { model: 'BG_NBD' }, { asOf }))).toEqual(fitted(known));
  });

  it('tell their margin up to the end of observation, and of how many of them it speaks', async () => {
    const workspaceId = await createWorkspace(app);
    const orders = cdnowOrders();
    const isLate = ({ at }: TestOrder) => at >= '1998-01-01';
    // Half of revenue is left of every order until the end of 1997 but a tenth of them that do not say it; of later ones a tenth is.
    const priced = orders.map((order, row) =>
      row % 10 === 0 ? order : { ...order, margin: Math.round(order.revenue! * (isLate(order) ? 1000 : 5000)) / 10_000 },
    );
    await addOrders(app, workspaceId, priced);
    const whole = await calculate(workspaceId, { observedUntil: '1997-12-31', model: 'BG_NBD' });
    const { model } = fitted(whole);
    expect(model.marginShare).toBeCloseTo(0.5, 12);
    expect(model.marginOrders).toBe(priced.filter((order) => !isLate(order) && 'margin' in order).length);
    const lowCoverage = expect.objectContaining({ code: 'LOW_COVERAGE', subject: 'margin' });
    expect(whole.outcome).toMatchObject({ warnings: expect.not.arrayContaining([lowCoverage]) });
    // Later orders say their margin, and are no excuse for those that count.
    const rare = await createWorkspace(app);
    await addOrders(
      app,
      rare,
      priced.map((order, row) => (isLate(order) || row % 5 === 1 ? order : orders[row]!)),
    );
    expect((await calculate(rare, { observedUntil: '1997-12-31', model: 'BG_NBD' })).outcome).toMatchObject({
      warnings: expect.arrayContaining([lowCoverage]),
    });
  });

  it('finds the parameters that buyers were simulated with', async () => {
    const [r, alpha, a, b] = [0.8, 60, 0.9, 3]; // days
    const stream = randomStream(7);
    const orders: TestOrder[] = [];
    for (let customer = 1; customer <= 4000; customer++) {
      const rate = stream.gamma(r) / alpha;
      const [left, right] = [stream.gamma(a), stream.gamma(b)];
      const spendRate = stream.gamma(4) / 15;
      let time = 20_000 + stream.integer(100);
      for (;;) {
        orders.push({
          customer,
          at: momentOfDay(Math.floor(time)),
          revenue: Math.max(0.01, Math.round((stream.gamma(6) / spendRate) * 100) / 100),
        });
        if (orders.at(-2)?.customer === customer && stream.uniform() < left / (left + right)) break;
        time += Math.ceil(-Math.log(1 - stream.uniform()) / rate);
        if (time > 20_400) break;
      }
    }
    const workspaceId = await createWorkspace(app);
    await addOrders(app, workspaceId, orders);
    const { parameters, holdouts, scores } = fitted(
      await calculate(workspaceId, {
        model: 'BG_NBD',
        timeUnit: 'DAY',
        observedUntil: new Date(20_400 * 86_400_000).toISOString().slice(0, 10),
      }),
    );
    const byName = new Map(
      parameters.filter(({ fittedOn }) => fittedOn === 'OBSERVATION').map((row) => [`${row.model}.${row.parameter}`, row]),
    );
    for (const [name, truth] of Object.entries({ 'BG_NBD.r': r, 'BG_NBD.a': a, 'BG_NBD.b': b, 'GAMMA_GAMMA.p': 6, 'GAMMA_GAMMA.q': 4 })) {
      const { estimate, stdErr } = byName.get(name)!;
      expect(Math.abs(estimate! - truth) / stdErr!, `${name} ${estimate}`).toBeLessThan(4); // 1 in 16,000, once for this seed; days round times up
    }
    expect(holdouts[0]).toMatchObject({ isInside: true, model: 'BG_NBD' });
    expect(scores.columns.p_alive!.every((p) => p > 0 && p <= 1)).toBe(true);
  });

  it('of fewer than 100 repeat buyers tell nothing', async () => {
    const workspaceId = await createWorkspace(app);
    await addOrders(
      app,
      workspaceId,
      Array.from({ length: 99 }, (_, i) => [1, 8, 30].map((d) => ({ customer: i + 1, at: momentOfDay(20_000 + d), revenue: 5 }))).flat(),
    );
    const { outcome } = await calculate(workspaceId, {});
    expect(outcome).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
    expect((await calculate(await createWorkspace(app), {})).outcome).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });

  it('of another workspace are not read', async () => {
    const [mine, theirs] = [await createWorkspace(app), await createWorkspace(app)];
    await addOrders(app, theirs, cdnowOrders().slice(0, 50));
    expect(await calculate(mine, {})).toMatchObject({ rowsRead: 0 });
  });
});

describe('of contracts', () => {
  /** 2,000 customers a month for 12 months, who leave at each renewal by a chance of their own from Beta(1, 4). */
  function subscriptions(): TestSubscription[] {
    const stream = randomStream(11);
    return Array.from({ length: 6000 }, (_, customer) => {
      const month = customer % 12;
      const [left, right] = [stream.gamma(1), stream.gamma(4)];
      let months = 1;
      while (stream.uniform() >= left / (left + right)) months++;
      const moment = (offset: number) => new Date(Date.UTC(2024, offset, 5)).toISOString();
      const end = month + months; // ends unrenewed; what lies after the records is not known
      return { customer: customer + 1, startedAt: moment(month), endedAt: end <= 12 ? moment(end) : null, amount: 20 };
    });
  }

  it('finds the chances to leave, values who is there, and nobody who has left', async () => {
    const workspaceId = await createWorkspace(app);
    await addSubscriptions(app, workspaceId, subscriptions());
    const parameters = { observedUntil: '2025-01-31', horizonMonths: 12, marginShare: 0.5, margin: 'FIXED' };
    const [whole, parts] = [await calculate(workspaceId, parameters), await calculate(workspaceId, parameters, { slices: 3 })];
    expect(parts).toEqual(whole);
    const { model, parameters: found, scores, renewals, totals } = fitted(whole);
    expect(model).toMatchObject({ setting: 'CONTRACTUAL', model: 'SBG', timeUnit: 'MONTH', measure: 'VALUE', horizonLength: 12, n: 6000 });
    expect(model.settingReason).toContain('6000 subscriptions');
    for (const [index, truth] of [1, 4].entries()) {
      const { estimate, stdErr } = found[index]!;
      expect(Math.abs(estimate! - truth) / stdErr!, `${estimate}`).toBeLessThan(4);
    }
    expect(renewals[1]!.renewed! / renewals[1]!.atRisk!).toBeCloseTo(0.8, 1); // beta / (alpha + beta)
    const { value, p_alive: alive } = scores.columns;
    expect(value!.every((money, row) => (alive![row] === 0 ? money === 0 : money > 0 && money < 12 * 20 * 0.5))).toBe(true);
    expect(totals[1]!.estimate).toBeCloseTo(
      value!.reduce((sum, money) => sum + money, 0),
      6,
    );
    expect(totals[1]!.predicted!.ciLow).toBeLessThan(totals[1]!.estimate!);
  });

  it('say how the model did on renewals that it was not shown: of those who were there, and of whom it is known', async () => {
    const workspaceId = await createWorkspace(app);
    // Of the 100 it is not known whether they would have made the renewals that came due after their contract was moved.
    const moved = Array.from({ length: 100 }, (_, i): TestSubscription => {
      return {
        customer: 6001 + i,
        startedAt: '2024-05-05T00:00:00Z',
        endedAt: '2024-09-05T00:00:00Z',
        cancelKind: 'MIGRATION',
        amount: 20,
      };
    });
    await addSubscriptions(app, workspaceId, [...subscriptions(), ...moved]);
    const parameters = { observedUntil: '2025-01-31', horizonMonths: 12 };
    const whole = await calculate(workspaceId, parameters);
    expect(await calculate(workspaceId, parameters, { slices: 3 })).toEqual(whole);
    const { holdouts, parameters: found } = fitted(whole);
    // Records from 5 January 2024 to 5 January 2025: the middle is 6 July, and the next five renewals of each, of August to December, are held out.
    const monthOf = (iso: string) => 12 * (Number(iso.slice(0, 4)) - 2024) + Number(iso.slice(5, 7)) - 1;
    const there = subscriptions().flatMap(({ startedAt, endedAt }) => {
      const [start, end] = [monthOf(startedAt), endedAt == null ? 99 : monthOf(endedAt)];
      return start <= 6 && end > 6 ? [{ before: 6 - start, made: Math.min(5, end - 7) }] : [];
    });
    const actual = there.reduce((sum, { made }) => sum + made, 0);
    const [report] = holdouts;
    expect(holdouts).toHaveLength(1);
    // What follows the day that the scores know of is held out where there is something: here the same.
    expect(fitted(await calculate(workspaceId, { ...parameters, observedUntil: '2024-07-06' })).holdouts).toEqual(holdouts);
    expect(report).toMatchObject({
      ...{ model: 'SBG', isChosen: true, length: 5, n: there.length, actual, isInside: true, tracking: [] },
      ...{ calibrationUntilDay: day('2024-07-06'), holdoutUntilDay: day('2025-01-05') },
    });
    expect(Math.abs(report!.expectedPurchases / actual - 1)).toBeLessThan(0.05);
    const { expected, predicted } = report!;
    expect(predicted.ciLow < expected!.ciLow && expected!.ciLow < report!.expectedPurchases).toBe(true);
    expect(predicted.ciHigh > expected!.ciHigh && expected!.ciHigh > report!.expectedPurchases).toBe(true);
    // By renewals made before, and the model as it was known then.
    expect(report!.bins.map(({ frequency, isOpen, customers }) => [frequency, isOpen, customers])).toEqual(
      [0, 1, 2, 3, 4, 5, 6].map((frequency) => [frequency, false, there.filter(({ before }) => before === frequency).length]),
    );
    const [newest] = report!.bins;
    const ofNewest = there.filter(({ before }) => before === 0);
    expect(newest!.actualMean).toBeCloseTo(ofNewest.reduce((sum, { made }) => sum + made, 0) / ofNewest.length, 12);
    const [alpha, beta] = found.filter(({ fittedOn }) => fittedOn === 'CALIBRATION').map(({ estimate }) => estimate!);
    expect(Math.abs(alpha! / (alpha! + beta!) - 0.2)).toBeLessThan(0.02);
    // ln P(K = k | n renewals made) of the paper's recursion: P(T = t) = P(T = t - 1) (b + t - 2) / (a + b + t - 1).
    const [lost, left] = [
      [Number.NaN, alpha! / (alpha! + beta!)],
      [1, beta! / (alpha! + beta!)],
    ];
    for (let t = 2; t <= 12; t++) {
      lost[t] = (lost[t - 1]! * (beta! + t - 2)) / (alpha! + beta! + t - 1);
      left[t] = left[t - 1]! - lost[t]!;
    }
    const likelihood = there.reduce(
      (sum, { before, made }) => sum + Math.log((made === 5 ? left[before + 5]! : lost[before + made + 1]!) / left[before]!),
      0,
    );
    expect(report!.logPredictive).toBeCloseTo(likelihood, 6);
  });

  it('whose first half tells too little have no report, and say so', async () => {
    const workspaceId = await createWorkspace(app);
    const isKnown = (endedAt: string | null | undefined) => endedAt != null && endedAt < '2024-04-20';
    const short = subscriptions().filter(({ startedAt }) => startedAt < '2024-02-01');
    await addSubscriptions(
      app,
      workspaceId,
      short.map((row) => ({ ...row, endedAt: isKnown(row.endedAt) ? row.endedAt! : null })),
    );
    const result = await calculate(workspaceId, { horizonMonths: 12 });
    expect(fitted(result).holdouts).toEqual([]);
    const { outcome } = result;
    expect(outcome.kind === 'fitted' && outcome.warnings).toContainEqual({
      ...{ code: 'SHORT_WINDOW', subject: null },
      detail: expect.stringContaining('there is no holdout report: until the end of calibration nobody was seen at a second renewal'),
    });
  });

  it('are not seen beyond the last fact: an end that is planned for later is none yet', async () => {
    const workspaceId = await createWorkspace(app);
    const planned = [{ customer: 1, startedAt: '2024-06-05T00:00:00Z', endedAt: '2126-01-05T00:00:00Z', amount: 20 }];
    await addSubscriptions(app, workspaceId, [...subscriptions().map((row) => ({ ...row, customer: row.customer + 1 })), ...planned]);
    const { model, scores } = fitted(await calculate(workspaceId, { horizonMonths: 12 }));
    expect(model.observedUntilDay).toBe(day('2025-01-05')); // the last end that came about
    expect(scores.columns.p_alive![0]).toBe(1);
  });

  it('are known to last as far as orders go, and the run says how far that is', async () => {
    const workspaceId = await createWorkspace(app);
    await addSubscriptions(app, workspaceId, subscriptions());
    await addOrders(app, workspaceId, [{ customer: 1, at: '2025-03-15T12:00:00Z', revenue: 20 }]);
    const run = await calculate(workspaceId, { horizonMonths: 12 });
    expect(fitted(run).model).toMatchObject({ setting: 'CONTRACTUAL', observedUntilDay: day('2025-03-15') });
    expect(run.dataThrough).toEqual(new Date('2025-03-15T12:00:00Z'));
  });

  it('whose price nobody knows have no value, rather than none but those who left', async () => {
    const workspaceId = await createWorkspace(app);
    await addSubscriptions(
      app,
      workspaceId,
      subscriptions().map((row) => ({ ...row, amount: null })),
    );
    const result = await calculate(workspaceId, { observedUntil: '2025-01-31', horizonMonths: 12 });
    const { model, scores, totals } = fitted(result);
    expect(model.rankedBy).toBe('PURCHASES');
    expect(Object.keys(scores.columns).filter((name) => name.startsWith('value'))).toEqual([]);
    expect(totals[1]).toEqual({
      ...{ quantity: 'VALUE', estimate: null, expected: null, predicted: null },
      ...{ n: 6000, unknown: 6000, reason: 'NOT_ENOUGH_DATA' },
    });
    expect(result.outcome).toMatchObject({ warnings: expect.arrayContaining([expect.objectContaining({ subject: 'spend' })]) });
    const alive = scores.columns.p_alive!;
    const first = scores.positions.indexOf(1);
    expect(alive[first]).toBe(1);
  });

  it('that end as a migration to one that is not there are no losses, and what they are worth is not known', async () => {
    const [simple, mixed] = [await createWorkspace(app), await createWorkspace(app)];
    const parameters = { observedUntil: '2025-01-31', horizonMonths: 12 };
    await addSubscriptions(app, simple, subscriptions());
    const moved = Array.from({ length: 1200 }, (_, i): TestSubscription => {
      const migration = {
        customer: 6001 + i,
        startedAt: '2024-03-05T00:00:00Z',
        endedAt: '2024-06-05T00:00:00Z',
        cancelKind: 'MIGRATION',
        amount: 20,
      };
      return i < 1000 ? migration : { ...migration, endedAt: '2024-05-05T00:00:00Z' };
    });
    const later = { customer: 6001, startedAt: '2024-09-05T00:00:00Z', amount: 20 }; // three months on
    await addSubscriptions(app, mixed, [...subscriptions(), ...moved, later]);
    const [without, whole] = [await calculate(simple, parameters), await calculate(mixed, parameters)];
    expect(await calculate(mixed, parameters, { slices: 3 })).toEqual(whole);
    const [known, { model, renewals, scores, totals, tiers }] = [fitted(without), fitted(whole)];
    // Who migrates after two renewals was seen to make them, and at no third: as lost they would make the third's retention 0.6.
    const counted = (rows: typeof renewals, t: number) => [rows[t]!.atRisk!, rows[t]!.renewed!];
    expect(counted(renewals, 1)).toEqual(counted(known.renewals, 1).map((count) => count + 1201));
    expect(counted(renewals, 2)).toEqual(counted(known.renewals, 2).map((count) => count + 1001));
    expect(counted(renewals, 3)).toEqual(counted(known.renewals, 3).map((count) => count + 1));
    expect(model).toMatchObject({ n: 7200, rankedBy: 'VALUE' });
    const { p_alive: alive, value } = scores.columns;
    const unknown = Int32Array.from(alive!.keys()).filter((row) => Number.isNaN(alive![row]!));
    expect(unknown).toHaveLength(1199);
    for (const [name, column] of Object.entries(scores.columns))
      expect([column.filter(Number.isNaN).length, unknown.every((row) => Number.isNaN(column[row]!))], name).toEqual([1199, true]);
    const there = (column: Float64Array) => column.filter((p) => p === 1).length;
    expect(there(alive!)).toBe(there(known.scores.columns.p_alive!) + 1); // and she of the later contract
    expect(unknown.every((row) => scores.tiers!.of[row] === 0 && scores.positions[row]! > 6001)).toBe(true);
    expect(tiers.reduce((sum, { n }) => sum + n, 0)).toBe(6001);
    expect(totals.map((total) => [total.n, total.unknown])).toEqual([
      [7200, 1199],
      [7200, 1199],
    ]);
    expect(totals[1]!.estimate).toBeCloseTo(
      value!.reduce((sum, money) => sum + (money || 0), 0),
      6,
    );
    expect(whole.outcome).toMatchObject({
      warnings: expect.arrayContaining([expect.objectContaining({ code: 'LOW_COVERAGE', subject: 'migration' })]),
    });
    const nobody = await createWorkspace(app);
    await addSubscriptions(app, nobody, moved);
    expect((await calculate(nobody, parameters)).outcome).toMatchObject({ kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA' });
  });

  it('that are all over are worth nothing, priced or not', async () => {
    const workspaceId = await createWorkspace(app);
    const ended = subscriptions().map((row) => ({ ...row, endedAt: row.endedAt ?? '2025-01-20T00:00:00Z', amount: null }));
    await addSubscriptions(app, workspaceId, ended);
    const { scores, totals } = fitted(await calculate(workspaceId, { observedUntil: '2025-01-31', horizonMonths: 12 }));
    expect(totals[1]).toMatchObject({ estimate: 0, unknown: 0 });
    expect(scores.columns.value!.every((money) => money === 0)).toBe(true);
  });

  it('of fewer than 20 losses tell nothing: ten are needed for each of two parameters', async () => {
    const calculated = async (lostAt: readonly number[]) => {
      const workspaceId = await createWorkspace(app);
      const contract = (customer: number, months: number | undefined): TestSubscription => {
        const endedAt = months === undefined ? null : new Date(Date.UTC(2024, months, 5)).toISOString();
        return { customer, startedAt: '2024-01-05T00:00:00Z', endedAt };
      };
      await addSubscriptions(
        app,
        workspaceId,
        Array.from({ length: 400 }, (_, i) => contract(i + 1, lostAt[i])),
      );
      return (await calculate(workspaceId, { observedUntil: '2024-12-31' })).outcome;
    };
    const nineteen = [...times(8, 1), ...times(5, 2), ...times(3, 3), ...times(2, 4), 6];
    expect(await calculated(nineteen)).toEqual({
      ...{ kind: 'notEstimable', reason: 'TOO_FEW_EVENTS', subjects: [] },
      detail: '19 of 400 contracts that came up for renewal were not renewed, at least 20 are needed',
    });
    const fit = await calculated([...nineteen, 1]);
    expect(fit).toMatchObject({ kind: 'fitted' });
    expect(fit).toMatchObject({ warnings: expect.not.arrayContaining([expect.objectContaining({ code: 'TOO_FEW_EVENTS' })]) });
  });

  it('say when the horizon is shorter than a period', async () => {
    const workspaceId = await createWorkspace(app);
    await addSubscriptions(app, workspaceId, subscriptions());
    const details = async (horizonMonths: number) => {
      const { outcome } = await calculate(workspaceId, { observedUntil: '2025-01-31', horizonMonths, renewalPeriod: 'QUARTER' });
      return outcome.kind === 'fitted' ? outcome.warnings.flatMap(({ code, detail }) => (code === 'EXTRAPOLATED' ? [detail] : [])) : null;
    };
    expect(await details(2)).toEqual(['the horizon is 2 months, shorter than a period of 3: the next payment counts whole']);
    expect(await details(3)).toEqual([]);
  });

  it('all first seen after their start tell nothing of how soon customers leave', async () => {
    const workspaceId = await createWorkspace(app);
    await addSubscriptions(
      app,
      workspaceId,
      Array.from({ length: 50 }, (_, i) => ({ customer: i + 1, startedAt: '2020-01-01T00:00:00Z', observedFrom: '2024-01-01T00:00:00Z' })),
    );
    const { outcome } = await calculate(workspaceId, {});
    expect(outcome).toMatchObject({ kind: 'notEstimable', reason: 'LEFT_TRUNCATED' });
  });
});
