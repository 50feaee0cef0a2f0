/**
 * Churn runs on companies whose truth is known by construction, from the queue to the stored result.
 * Over 300 lines: each company is one trap, made, run and judged in one place.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inSnapshot, type Sql } from '../../../prisma/sql.ts';
import { readChurnSetting } from '../../../worker/data/churn/readEpisodeSource.ts';
import { readRunRequest } from '../../../worker/data/readRunRequest.ts';
import { computeChurn } from '../../../worker/jobs/fitChurn/computeChurn.ts';
import { prepareChurn } from '../../../worker/jobs/fitChurn/prepareChurn.ts';
import { mergeChurnParts, readChurnPart } from '../../../worker/jobs/fitChurn/readChurnPart.ts';
import { kaplanMeier } from '../../../worker/stats/survival/kaplanMeier.ts';
import { logRank } from '../../../worker/stats/survival/logRank.ts';
import { type ChurnFixture, createBuyers, createSubscribers, day, type Life, recordsFrom } from '../../support/churnFixture.ts';
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
}, 120_000);
afterAll(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  await Promise.all([app?.end(), admin?.end()]);
  await database?.drop();
});

async function runOf(fixture: ChurnFixture, asOfDay: number) {
  const runId = await requestRun(database, fixture, { asOf: new Date(recordsFrom + asOfDay * day) });
  const run = await waitForRun(admin, runId, isOver, 90);
  const rows = (table: string) => admin`select * from ${admin(table)} where run_id = ${runId}`;
  const curves = await admin`select * from survival_curve where run_id = ${runId} order by position`;
  const [warned] = await admin<{ warnings: { code: string }[] }[]>`select warnings from run where id = ${runId}`;
  const survivalAt = async (groupingKey: string, level: string | null, at: number): Promise<number> => {
    const [point] = await admin<{ survival: number }[]>`
      select p.survival from survival_curve c join survival_point p on p.run_id = c.run_id and p.curve_position = c.position
       where c.run_id = ${runId} and c.grouping_key = ${groupingKey} and c.level is not distinct from ${level} and p.day <= ${at}
       order by p.day desc limit 1`;
    return point!.survival;
  };
  const [model] = await rows('churn_model');
  return { run, runId, rows, curves, model: model!, survivalAt, codes: warned!.warnings.map(({ code }) => code) };
}

/** The i-th of n equally likely lifetimes of an exponential distribution: their curve is that distribution, to 1 / n. */
const meanDays = 300;
const lifetime = (i: number, n: number): number => -meanDays * Math.log(1 - (i + 0.5) / n);
const truth = (days: number): number => Math.exp(-days / meanDays);

/**
 * A company in which the score has nothing to do with leaving. 600 customers come with the records and live by one and the same
 * distribution. Every second one who is still there on day 200 answers, and answers 10. Of those who came 400 days before the records
 * only the 300 who are still there are in them.
 */
const asOfDay = 900;
const answerDay = 200;
const trap: Life[] = [
  ...Array.from({ length: 600 }, (_, i): Life => {
    const start = i % 30;
    const lasted = lifetime((i * 7919) % 600, 600);
    const isAsked = i % 2 === 1 && lasted > answerDay;
    return { start, lasted: start + lasted < asOfDay ? lasted : null, answers: isAsked ? [[start + answerDay, 10]] : [] };
  }),
  ...Array.from({ length: 300 }, (_, i): Life => {
    const lasted = 400 + lifetime(i, 300);
    return { start: -400, observedFrom: 0, lasted: lasted - 400 < asOfDay ? lasted : null };
  }),
];

describe('a company with an immortal-time trap', { timeout: 120_000 }, () => {
  const columnsOf = (lives: readonly Life[]) => ({
    time: Float64Array.from(lives, ({ start, lasted }) => Math.ceil(lasted ?? asOfDay - start)),
    event: Uint8Array.from(lives, ({ lasted }) => (lasted === null ? 0 : 1)),
  });

  it('bites the naive joins: by the latest score, and without delayed entry', () => {
    const young = trap.slice(0, 600);
    const hasAnswered = Int32Array.from(young, ({ answers = [] }) => (answers.length > 0 ? 1 : 0));
    const grouping = { codes: hasAnswered, labels: ['unknown', 'promoter'] };
    const naive = kaplanMeier(columnsOf(young), { grouping });
    if (naive.kind !== 'fitted') throw new Error(naive.detail);
    const promoters = naive.fit.find(({ group }) => group === 'promoter')!;
    expect(promoters.curve.times[0]).toBeGreaterThan(answerDay); // nobody of them seems to leave before
    expect(truth(180)).toBeLessThan(0.55);
    const test = logRank(columnsOf(young), grouping);
    if (test.kind !== 'fitted') throw new Error(test.detail);
    expect(test.fit.pValue).toBeLessThan(1e-6); // where there is no difference at all
    const all = kaplanMeier(columnsOf(trap));
    if (all.kind !== 'fitted') throw new Error(all.detail);
    const { times, survival } = all.fit[0]!.curve;
    expect(survival[times.findLastIndex((time) => time <= 180)]).toBeGreaterThan(0.69); // the truth is 0.549
  });

  it('is seen as it is: the curve, the landmark comparison, its test, and the cohorts', async () => {
    const fixture = await createSubscribers(app, trap, { npsLandmarkDays: [240] });
    const { run, model, curves, survivalAt, rows } = await runOf(fixture, asOfDay);
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
    expect(model).toMatchObject({ kind: 'CONTRACTUAL', shape: 'CURVES', customers: 900n, delayed_entries: 300n, cohort_customers: 600n });
    for (const days of [91, 183, 365]) expect(Math.abs((await survivalAt('all', null, days)) - truth(days))).toBeLessThan(0.01);

    const banded = curves.filter(({ grouping_key }) => grouping_key === 'nps_band');
    expect(banded.map(({ level, landmark_days }) => [level, landmark_days])).toEqual([
      ['PROMOTER', 240],
      ['(unknown)', 240],
    ]);
    for (const { level } of banded) expect(Math.abs((await survivalAt('nps_band', level, 120)) - truth(120))).toBeLessThan(0.03);
    const [test] = (await rows('curve_test')).filter(({ grouping_key }) => grouping_key === 'nps_band');
    expect(test!.p_value).toBeGreaterThan(0.5);

    // All pay 10 and change nothing: gross and net are the share of customers who stayed, with the error of a share.
    const revenue = await rows('revenue_retention');
    expect(revenue.length).toBeGreaterThan(24);
    for (const { n, stayed, starting_revenue, ...kept } of revenue.filter((row) => row.n > 1n && row.stayed < row.n)) {
      const share = Number(stayed) / Number(n);
      expect(Number(starting_revenue)).toBe(10 * Number(n));
      for (const value of [kept.gross, kept.net]) expect(value).toBeCloseTo(share, 12);
      const stdErr = Math.sqrt((share * (1 - share)) / (Number(n) - 1));
      for (const value of [kept.gross_std_err, kept.net_std_err]) expect(value).toBeCloseTo(stdErr, 12);
      expect(kept.gross_ci_low).toBeLessThan(share);
      expect(kept.gross_ci_high).toBeGreaterThan(share);
    }
    expect(model.revenue_customers).toBe(revenue.find(({ period }) => period > model.revenue_from)!.n);
    expect(model.gross_retention).toBeCloseTo(Number(model.revenue_stayed) / Number(model.revenue_customers), 12);
    expect(model.gross_ci_low).toBeLessThan(model.gross_retention);

    const cells = await rows('cohort_cell');
    expect(new Set(cells.map(({ grouping_key }) => grouping_key))).toEqual(new Set(['start'])); // none by what was known later
    const january = cells.filter(({ cohort, age }) => cohort === '2024-01' && age === 6);
    expect(january[0]!.size).toBe(600n); // none of those who came before the records and could not be seen to leave
    expect(january[0]!.retention).toBeGreaterThan(truth(212)); // the end of July, for starts from the 1st to the 30th of January
    expect(january[0]!.retention).toBeLessThan(truth(183));
  });
});

describe('a snapshot', { timeout: 120_000 }, () => {
  /** 400 customers of up to 48 months, of whom every fourth leaves on its last day; who left before is not in it. */
  const snapshot = (isNoted: boolean): Life[] =>
    Array.from({ length: 400 }, (_, i): Life => {
      const start = 60 - ((i * 37) % 400) * 3.6;
      const observedFrom = isNoted ? Math.max(start, 0) : null;
      return { start, observedFrom, lasted: i % 4 === 0 ? 91 - start : null, cancelKind: 'UNKNOWN', plan: i % 3 ? 'basic' : 'plus' };
    });

  it.each([true, false])('is shown as the churn of one period by tenure, never as a curve (observed_from given: %s)', async (isNoted) => {
    const { model, curves, rows, codes } = await runOf(await createSubscribers(app, snapshot(isNoted)), 91);
    expect(model.shape).toBe('ONE_PERIOD');
    expect(codes).toContain('LEFT_TRUNCATED');
    expect(curves).toEqual([]);
    expect(await rows('cohort_cell')).toEqual([]);
    expect(await rows('churn_cause')).toEqual([]);
    const rates = await rows('tenure_rate');
    const all = rates.find(({ grouping_key }) => grouping_key === 'all')!;
    const bands = rates.filter(({ grouping_key }) => grouping_key === 'tenure');
    const joined = bands.find(({ from_months }) => from_months === null);
    expect(bands.reduce((sum, { lost }) => sum + lost, 0n)).toBe(100n);
    expect(all.lost + (joined?.lost ?? 0n)).toBe(100n);
    for (const { rate, ci_low, ci_high } of rates.filter(({ active }) => active > 60n)) {
      expect(ci_low).toBeLessThan(rate);
      expect(ci_high).toBeGreaterThan(rate);
    }
    // Revenue of before would be that of those who stayed: all of it kept.
    const since = model.period_from.toISOString().slice(0, 7);
    const revenue = await rows('revenue_retention');
    expect(revenue.filter(({ period, starting_revenue }) => period < since && Number(starting_revenue) > 0)).toEqual([]);
  });

  it('scores who is there where it is noted since when they were watched, and nobody where it is not', async () => {
    const risksOf = async (isNoted: boolean) => {
      const { rows } = await runOf(await createSubscribers(app, snapshot(isNoted)), 91);
      return { risk: (await rows('risk_model'))[0]!, proof: (await rows('risk_validation'))[0]!, scores: await rows('customer_score') };
    };
    const noted = await risksOf(true);
    expect(noted.risk.reason).toBeNull();
    expect(noted.risk.mean_risk).toBeGreaterThan(0.2); // a quarter left within the quarter that was watched
    expect(noted.risk.mean_risk).toBeLessThan(0.3);
    expect(noted.scores).toHaveLength(300);
    const guessed = await risksOf(false);
    expect(guessed.risk).toMatchObject({ reason: 'LEFT_TRUNCATED', mean_risk: null });
    expect(guessed.risk.detail).toContain('give observed_from');
    expect(guessed.proof).toMatchObject({ reason: 'LEFT_TRUNCATED', n: null });
    expect(guessed.scores).toEqual([]);
  });
});

describe('records that begin long after the customers', { timeout: 120_000 }, () => {
  it('give the risk of those who were watched, not one thinned by years in which nobody could be seen to leave', async () => {
    const n = 2000;
    const lives = Array.from({ length: n }, (_, i): Life => {
      const start = -800 + (1200 * i) / n;
      const lasted = lifetime((i * 7919) % n, n);
      return { start, lasted: start + lasted < 400 ? lasted : null, plan: i % 3 ? 'basic' : 'plus' };
    }).filter(({ start, lasted }) => lasted === null || start + lasted > 0); // without observed_from: only the losses tell
    const { model, codes, rows } = await runOf(await createSubscribers(app, lives), 400);
    expect(model.shape).toBe('CURVES');
    expect(codes).toContain('LEFT_TRUNCATED');
    const [risk] = await rows('risk_model');
    expect(risk!.reason).toBeNull();
    expect(Math.abs(risk!.mean_risk - (1 - truth(90)))).toBeLessThan(0.03);
  });
});

describe('a contractual run', { timeout: 120_000 }, () => {
  it('counts reasons as competing, with UNKNOWN apart and as a bound', async () => {
    const kinds = ['VOLUNTARY', 'VOLUNTARY', 'INVOLUNTARY', 'UNKNOWN'];
    const lives = Array.from({ length: 400 }, (_, i): Life => ({ start: 0, lasted: 1 + i, cancelKind: kinds[i % 4]! }));
    const { runId } = await runOf(await createSubscribers(app, lives), 500);
    // Nobody is censored: the incidence of a cause is the share that it has taken.
    const points = await admin<{ cause: string; incidence: number; bound_high: number | null }[]>`
      select distinct on (c.position) c.cause, p.incidence, p.bound_high from churn_cause c join incidence_point p on p.run_id = c.run_id and p.cause_position = c.position
       where c.run_id = ${runId} order by c.position, p.day desc`;
    const shares = points.map(({ cause, incidence, bound_high }) => [
      cause,
      Math.round(1e9 * incidence) / 1e9,
      bound_high && Math.round(1e9 * bound_high) / 1e9,
    ]);
    expect(shares).toEqual([
      ['VOLUNTARY', 0.5, 0.75],
      ['INVOLUNTARY', 0.25, 0.5],
      ['UNKNOWN', 0.25, null],
    ]);
  });

  it('has for a reason only what ten customers who were lost share word for word; all others are OTHER', async () => {
    // 20 note "price", 10 a second text, 9 a third; 12 a text that is written after as-of; the rest a text of their own.
    const reasonOf = (i: number) => (i < 20 ? 'price' : i < 30 ? 'moved away' : i < 39 ? 'Anna Meyer called' : `own ${i}`);
    const lost = Array.from({ length: 60 }, (_, i): Life => ({ start: 0, lasted: 1 + i, cancelReason: reasonOf(i) }));
    const later = Array.from({ length: 12 }, (): Life => ({ start: 0, lasted: 150, cancelReason: 'not yet said' }));
    const { rows } = await runOf(await createSubscribers(app, [...lost, ...later], { causeColumn: 'CANCEL_REASON' }), 100);
    expect((await rows('churn_cause')).map(({ cause, losses }) => [cause, losses])).toEqual([
      ['moved away', 10n],
      ['price', 20n],
      ['OTHER', 30n],
      ['UNKNOWN', 0n],
    ]);
  });

  it('keeps no curve of fewer than 5 losses, and says so', async () => {
    const lives = Array.from(
      { length: 60 },
      (_, i): Life => ({ start: i, plan: i < 20 ? 'few' : 'many', lasted: i < 20 ? (i < 4 ? 50 : null) : 50 + i }),
    );
    const { curves, codes, rows } = await runOf(await createSubscribers(app, lives), 400);
    const few = curves.find(({ level }) => level === 'few')!;
    expect(few).toMatchObject({ n: 20n, losses: 4n, reason: 'TOO_FEW_EVENTS', restricted_mean: null, median_days: null });
    expect((await rows('survival_point')).filter(({ curve_position }) => curve_position === few.position)).toEqual([]);
    expect(codes).toContain('TOO_FEW_EVENTS');
  });

  it('tells of each reason what changes its rate, which all losses together hide', async () => {
    // As many are lost of either plan, as fast: three in four of plan plus by a payment that failed, three in four of plan basic by their own decision.
    const lives = Array.from({ length: 800 }, (_, i): Life => {
      const [pair, isPlus] = [Math.floor(i / 2), i % 2 === 0];
      const isUsual = pair % 8 > 0;
      const lasted = pair % 2 === 0 ? 10 + ((pair * 37) % 300) : null;
      return { start: 0, lasted, plan: isPlus ? 'plus' : 'basic', cancelKind: isPlus === isUsual ? 'INVOLUNTARY' : 'VOLUNTARY' };
    });
    const { rows } = await runOf(await createSubscribers(app, lives), 400);
    expect((await rows('hazard_model')).map(({ cause, events, reason }) => [cause, events, reason])).toEqual([
      ['ANY', 400n, null],
      ['VOLUNTARY', 200n, null],
      ['INVOLUNTARY', 200n, null],
    ]);
    const estimates = await rows('hazard_estimate');
    const ratio = (model: number, term: string) => estimates.find((row) => row.model_position === model && row.term === term)!;
    const [both] = estimates.filter(({ model_position }) => model_position === 1);
    expect(both!.hazard_ratio).toBeCloseTo(1, 6);
    expect(Math.abs(Math.log(ratio(2, 'plan=plus').hazard_ratio / (1 / 3)))).toBeLessThan(0.1);
    expect(Math.abs(Math.log(ratio(3, 'plan=basic').hazard_ratio / (1 / 3)))).toBeLessThan(0.1);
  });

  it('says what the models of single reasons could not carry, though that of all losses could', async () => {
    // Nobody of plan plus leaves of their own will, but 40 are lost; half of all answer 10, half 3.
    const lives = Array.from({ length: 300 }, (_, i): Life => {
      const isPlus = i < 60;
      const isLost = isPlus ? i < 40 : i % 2 === 0;
      const answers = [[1, i % 4 < 2 ? 10 : 3]] as const;
      const cancelKind = isPlus ? 'INVOLUNTARY' : 'VOLUNTARY';
      return { start: 0, lasted: isLost ? 10 + ((i * 37) % 300) : null, plan: isPlus ? 'plus' : 'basic', cancelKind, answers };
    });
    const { runId, rows } = await runOf(await createSubscribers(app, lives), 400);
    expect((await rows('hazard_model')).map(({ cause, reason }) => [cause, reason])).toEqual([
      ['ANY', null],
      ['VOLUNTARY', null],
      ['INVOLUNTARY', null],
    ]);
    const [stored] = await admin<{ warnings: object[] }[]>`select warnings from run where id = ${runId}`;
    const voluntary = 'voluntary losses: fewer than 10 losses each: plus; counted as basic';
    const detail = `${voluntary}; involuntary losses: fewer than 10 losses each: basic; counted as plus`;
    expect(stored!.warnings).toContainEqual({ code: 'TOO_FEW_EVENTS', subject: 'plan', detail });
  });

  it('sees no more of what is planned when something that it does not read changes: its key would be the same', async () => {
    const { workspaceId } = await createSubscribers(app, trap.slice(0, 20));
    await admin`update subscription set ended_at = now() + interval '10 days' where workspace_id = ${workspaceId}
       and id = (select min(id) from subscription where workspace_id = ${workspaceId})`;
    const change = (domain: string, days: number) => admin`
      insert into data_version (workspace_id, domain, version, changed_at) values (${workspaceId}, ${domain}, 1, now() + make_interval(days => ${days}))
      on conflict (workspace_id, domain) do update set version = data_version.version + 1, changed_at = excluded.changed_at`;
    const asOf = async () =>
      (await inSnapshot(app, workspaceId, (tx) => readChurnSetting(tx, workspaceId, { kind: null, visitsCount: false }, null))).asOf!;
    await change('crm', 0);
    const before = await asOf();
    await change('web', 30);
    expect(await asOf()).toEqual(before);
    await change('crm', 30);
    expect((await asOf()).getTime()).toBeGreaterThan(before.getTime());
  });

  it('as of a moment after the data sees no further than they go: nobody was seen to stay in a time of which nothing is loaded', async () => {
    const lives = Array.from({ length: 200 }, (_, i): Life => ({ start: i % 30, lasted: i % 2 === 0 ? 40 + i : null }));
    const fixture = await createSubscribers(app, lives);
    const end = new Date(recordsFrom + (28 + 40 + 198) * day); // of the last contract that ended: its start and length
    const setting = (asOf: Date | null) =>
      inSnapshot(app, fixture.workspaceId, (tx) => readChurnSetting(tx, fixture.workspaceId, { kind: null, visitsCount: false }, asOf));
    const latest = (await setting(null)).asOf!;
    expect(latest <= end).toBe(true);
    expect((await setting(new Date(latest.getTime() + 400 * day))).asOf).toEqual(latest);
    expect((await setting(new Date(latest.getTime() - 1))).asOf).toEqual(new Date(latest.getTime() - 1));
    const known = await runOf(fixture, (latest.getTime() - recordsFrom) / day);
    const later = await runOf(fixture, (latest.getTime() - recordsFrom) / day + 400);
    const steps = ({ rows }: typeof known) =>
      rows('survival_point').then((points) => points.map(({ day: at, survival }) => [at, survival]));
    expect(await steps(known)).not.toHaveLength(0);
    expect(await steps(later)).toEqual(await steps(known));
  });

  it('says how far facts went by which it saw customers stay, also where these are no subscriptions', async () => {
    const lives = Array.from({ length: 200 }, (_, i): Life => ({ start: i % 30, lasted: i % 2 === 0 ? 40 + i : null }));
    const fixture = await createSubscribers(app, lives);
    const lastEnd = new Date(recordsFrom + (18 + 40 + 198) * day);
    const order = new Date(lastEnd.getTime() + 60 * day);
    await admin`insert into "order" (workspace_id, external_id, identity_id, occurred_at, currency) values (${fixture.workspaceId}, 'o1', 1, ${order}, 'EUR')`;
    const runId = await requestRun(database, fixture);
    expect(await waitForRun(admin, runId, isOver, 90)).toMatchObject({ outcome: 'FITTED', data_through: order });
    const [model] = await admin`select as_of from churn_model where run_id = ${runId}`;
    expect(model).toEqual({ as_of: order });
    const { run } = await runOf(fixture, (lastEnd.getTime() - recordsFrom) / day + 30);
    expect(run.data_through).toEqual(lastEnd);
  });

  it('does not depend on the number of slices, to the bit', async () => {
    const fixture = await createSubscribers(app, trap, { npsLandmarkDays: [240] });
    const runId = await requestRun(database, fixture, { asOf: new Date(recordsFrom + asOfDay * day) });
    const results = await inSnapshot(app, fixture.workspaceId, async (tx) => {
      const request = await readRunRequest(tx, fixture.workspaceId, runId);
      const asked = await prepareChurn(tx, request);
      const found = [];
      for (const count of [1, 3]) {
        const parts = [];
        for (let index = 0; index < count; index++) {
          const read = await readChurnPart(tx, request, asked, { index, count }, () => {});
          parts.push(read?.part ?? null);
        }
        found.push(computeChurn(asked, mergeChurnParts(parts), () => {}));
      }
      return found;
    });
    expect(results[1]).toEqual(results[0]);
    await waitForRun(admin, runId, isOver, 90);
  });
});

/** Every second customer answers 10 on day 10, every other second 3. */
async function createScores(workspaceId: number, customers: number): Promise<void> {
  await admin`insert into survey (workspace_id, id, key, title, kind) overriding system value values (${workspaceId}, 1, 'nps', 'NPS', 'RELATIONAL')`;
  await admin`insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max) values (${workspaceId}, 1, 1, 'NPS', 'NPS', 'NPS', 0, 10)`;
  await admin`
    insert into response (workspace_id, survey_id, external_id, identity_id, responded_at, "values")
    select ${workspaceId}::integer, 1, 'r' || n, n, ${new Date(recordsFrom + 10 * day)}::timestamptz, array[case when n % 2 = 0 then 10 else 3 end]::real[]
      from generate_series(1, ${customers}::integer) n`;
}

it('a contractual run where nobody subscribes says that, and what would do', async () => {
  const orders = Array.from({ length: 100 }, (_, i) => [i, i + 20, i + 40]);
  const { run, runId } = await runOf(await createBuyers(app, orders, { kind: 'CONTRACTUAL' }), 100);
  expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA' });
  const [stored] = await admin`select status_detail from run where id = ${runId}`;
  expect(stored!.status_detail).toBe('there is no subscription to end: an analysis of kind SILENT goes by orders');
}, 120_000);

describe('a silent run', { timeout: 120_000 }, () => {
  it('suggests N from the gaps, says how often it is wrong, and counts whom it cannot judge yet', async () => {
    // 100 customers order every 10 days, half of them up to day 300, half to the end; 20 of the former are back on day 480.
    const days = (until: number) => Array.from({ length: until / 10 + 1 }, (_, i) => 10 * i);
    const orders = Array.from({ length: 100 }, (_, i) => (i < 50 ? [...days(300), ...(i < 20 ? [480] : [])] : days(500)));
    const { model, rows, codes, survivalAt } = await runOf(await createBuyers(app, orders), 500);
    expect(model).toMatchObject({ kind: 'SILENT', silence_days: 10, is_suggested: true, dated_at: 'LAST_ACTIVITY', returns: 20n });
    // Longer than 10 days: 20 open since day 480, after 20 days; then 20 of 50 return after 180; 30 never came back in 200.
    expect(model.return_share).toBeCloseTo(20 / 50, 12);
    expect((await rows('silence_option')).find(({ is_chosen }) => is_chosen)).toMatchObject({ return_within_days: 200 });
    expect(codes).toContain('MANY_RETURNS');
    expect(model.follow_up_end.getTime()).toBe(recordsFrom + 490 * day);
    expect(await survivalAt('all', null, 300)).toBeCloseTo(0.5, 12);
    expect((await rows('silence_option')).filter(({ is_chosen }) => is_chosen)).toHaveLength(1);
  });

  it('is as of the last order, also where tickets go on: nobody fell silent in a time of which no orders are loaded', async () => {
    // All order every 20 days, half of them to day 100, half to day 180; tickets go on to day 270.
    const orders = Array.from({ length: 100 }, (_, i) => Array.from({ length: (i < 50 ? 100 : 180) / 20 + 1 }, (_, k) => 20 * k));
    const fixture = await createBuyers(app, orders, { kind: 'SILENT', silenceDays: 60 });
    const openTickets = (days: number) => admin`
      insert into ticket (workspace_id, external_id, identity_id, kind, opened_at)
      select ${fixture.workspaceId}::integer, ${days}::text || n, n, 'QUESTION', ${new Date(recordsFrom + days * day)}::timestamptz from generate_series(1, 100) n`;
    await openTickets(200);
    const ordered = await runOf(fixture, 190);
    expect(ordered.model.as_of).toEqual(new Date(recordsFrom + 180 * day));
    expect(ordered.codes).not.toContain('INCOMPLETE_PERIOD');
    await openTickets(270);
    const { model, runId } = await runOf(fixture, 300);
    expect(model).toMatchObject({ as_of: new Date(recordsFrom + 180 * day), losses: 50n });
    const [stored] = await admin<{ warnings: object[] }[]>`select warnings from run where id = ${runId}`;
    const detail = 'the last order is of 2024-06-29, other facts go on to 2024-09-27: the run is as of the former, load the orders since';
    expect(stored!.warnings).toContainEqual({ code: 'INCOMPLETE_PERIOD', subject: 'orders', detail });
    // Visits, where they are activities, and contracts, which are told by what stands in the data, go by their own.
    await admin`insert into visit (workspace_id, external_id, started_at) values (${fixture.workspaceId}, 'v', ${new Date(recordsFrom + 220 * day)})`;
    const settingOf = (kind: 'SILENT' | 'CONTRACTUAL', visitsCount: boolean) =>
      inSnapshot(app, fixture.workspaceId, (tx) => readChurnSetting(tx, fixture.workspaceId, { kind, visitsCount }, null));
    expect((await settingOf('SILENT', true)).asOf).toEqual(new Date(recordsFrom + 220 * day));
    expect((await settingOf('CONTRACTUAL', false)).asOf).toEqual(new Date(recordsFrom + 270 * day));
  });

  it('reads scores, too, so that a first survey makes it stale', async () => {
    const orders = Array.from({ length: 100 }, (_, i) => Array.from({ length: 5 + (i % 20) }, (_, k) => i + 20 * k));
    const { runId } = await runOf(await createBuyers(app, orders), 500);
    const [stored] = await admin<{ data_versions: Record<string, string> }[]>`select data_versions from run where id = ${runId}`;
    expect(Object.keys(stored!.data_versions).sort()).toEqual(['crm', 'customers', 'feedback']);
  });

  it('says how many came once and are in no hazard; that nobody is left to be scored is no fault', async () => {
    // Lost at their only order, and so without a day in which anything could act; a few of the others leave later.
    const orders = Array.from({ length: 200 }, (_, i) =>
      i < 60 ? [i] : Array.from({ length: 4 + (i % 40) }, (_, k) => (i % 30) + 20 * k),
    );
    const asked = { kind: 'SILENT', silenceDays: 30, hazardFeatures: [{ feature: 'ACQUISITION_CHANNEL' }, { feature: 'NPS_BAND' }] };
    const fixture = await createBuyers(app, orders, asked);
    await createScores(fixture.workspaceId, 200);
    // The data go on when all of them have fallen silent: with an order of nobody known.
    await admin`
      insert into "order" (workspace_id, external_id, occurred_at, currency, revenue)
      values (${fixture.workspaceId}, 'anonymous', ${new Date(recordsFrom + 900 * day)}, 'EUR', 25)`;
    const { run, runId, rows } = await runOf(fixture, 900);
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
    const [stored] = await admin<{ warnings: { code: string; subject: string | null; detail: string }[] }[]>`
      select warnings from run where id = ${runId}`;
    const [hazards] = await admin`select cause, reason, detail from hazard_model where run_id = ${runId} order by position`;
    expect(hazards).toMatchObject({ cause: 'ANY', reason: null });
    const of = (code: string) => stored!.warnings.filter((warning) => warning.code === code);
    expect(of('ROWS_DROPPED')).toEqual([expect.objectContaining({ detail: expect.stringMatching(/^60 episodes/) })]);
    expect(await rows('risk_model')).toMatchObject([{ n: 0n, mean_risk: null }]);
    expect(of('ZERO_VARIANCE')).toEqual([expect.objectContaining({ subject: 'acquisition_channel' })]);
  });

  it('counts an only order among the histories of those who were active since a day', async () => {
    // 300 who began before day 600 and order every 10 days to some day after it, as a shop exports them; 60 begin later, and half of these order once.
    const every10 = (from: number, until: number) => Array.from({ length: Math.floor((until - from) / 10) + 1 }, (_, k) => from + 10 * k);
    const known = Array.from({ length: 300 }, (_, i) => every10(10 * (i % 60), Math.min(900, 600 + lifetime(i, 300))));
    const young = Array.from({ length: 60 }, (_, i) => (i % 2 === 0 ? [610 + i] : every10(610 + i, 900)));
    const fixture = await createBuyers(app, [...known, ...young], { kind: 'SILENT', silenceDays: 30 });
    const { run, model, codes, rows } = await runOf(fixture, 900);
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED' });
    expect(codes).toContain('LEFT_TRUNCATED');
    expect(model).toMatchObject({ kind: 'SILENT', dated_at: 'LAST_ACTIVITY', customers: 360n });
    // On day 0 just the 60 are watched: the others come under observation later in their lives.
    const [first] = (await rows('survival_point')).filter(({ curve_position }) => curve_position === 1).sort((a, b) => a.day - b.day);
    expect(first).toMatchObject({ day: 0, at_risk: 60n, survival: 0.5 });
  });

  it('asks for N where nobody ever came back', async () => {
    const once = Array.from({ length: 30 }, (_, i) => [i]);
    const { run, runId } = await runOf(await createBuyers(app, once), 500);
    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA' });
    const [stored] = await admin<{ status_detail: string }[]>`select status_detail from run where id = ${runId}`;
    expect(stored!.status_detail).toContain('give silenceDays');
  });
});
