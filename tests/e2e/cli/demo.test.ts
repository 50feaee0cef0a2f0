/**
 * The real `earshot demo`, from an empty folder: its numbers are the published ones, and nothing is left behind.
 * Over 300 lines: a demo takes minutes, and one is held to all that it shows.
 */
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DemoReport } from '../../../clients/cli/demo/demoReport.ts';
import { readJson } from '../../reference/readCase.ts';
import { startNode, type TestProcess } from '../../support/process.ts';
import { temporaryFolder } from '../../support/temporaryFolder.ts';
import { processesBelow } from './processesBelow.ts';

type Named = Readonly<Record<string, number>>;
interface Regression {
  readonly ols: { readonly n: number; readonly rSquared: number } & Readonly<
    Record<'coefficients' | 'standardErrors' | 'seHC3' | 'vif', Named>
  >;
  readonly relativeImportance: { readonly lmg: Named; readonly lmgNormalized: Named };
}
interface Scores {
  readonly nps: {
    readonly n: number;
    readonly nps: number;
    readonly ciAdjustedWald: readonly [number, number];
    readonly weighted: { readonly nps: number; readonly kishEffectiveN: number };
  };
}
interface Buying {
  readonly summary: { readonly customers: number; readonly repeatCustomers: number; readonly holdoutTransactions: number };
  readonly bgnbd: { readonly params: Named; readonly se: Named; readonly sumExpected39: number };
  readonly gammagamma: { readonly params: Named };
}
const { expected: regression } = readJson<{ expected: Regression }>('./reg-sfo2017/expected.json');
const { expected: published } = readJson<{ expected: Scores }>('./nps-sfo2017/expected.json');
const { expected: buying } = readJson<{ expected: Buying }>('./clv-cdnow/expected.json');

const launcher = join(import.meta.dirname, '../../../clients/cli/earshot.js');
let env: NodeJS.ProcessEnv;
let dataDir: string;

beforeAll(async () => {
  dataDir = await temporaryFolder('demo');
  const { EARSHOT_URL: _url, EARSHOT_API_KEY: _key, PORT: _port, ...rest } = process.env;
  // A database of the user's own must not be touched, so this one cannot even be reached.
  env = {
    ...rest,
    EARSHOT_DATA_DIR: dataDir,
    DATABASE_URL: 'postgres://nobody@127.0.0.1:9/none',
    DATABASE_ADMIN_URL: 'postgres://nobody@127.0.0.1:9/none',
  };
});

async function earshot(words: readonly string[], more: NodeJS.ProcessEnv = {}): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [launcher, ...words], { env: { ...env, ...more }, maxBuffer: 50_000_000 });
  return stdout;
}

const nothingIsLeft = async () => {
  for (let waited = 0; waited < 100 && processesBelow(`${dataDir}-demo`).length > 0; waited++) await sleep(50);
  expect(processesBelow(`${dataDir}-demo`)).toEqual([]);
};

let first: DemoReport;

describe('earshot demo --once', () => {
  it('finds the published numbers in the airport’s survey', async () => {
    first = JSON.parse(await earshot(['demo', '--once', '--json'])) as DemoReport;
    expect(first.sfo.import).toMatchObject({
      state: 'SUCCEEDED',
      rowsRead: '2831',
      rowsLoaded: '2831',
      rowsUnchanged: '0',
      rowsRejected: '0',
    });
    const { nps, weighted, csat } = first.sfo.scores;
    expect(nps.n).toBe(published.nps.n);
    expect(nps.estimate).toBeCloseTo(published.nps.nps, 9);
    expect(nps.ciLow).toBeCloseTo(published.nps.ciAdjustedWald[0], 9);
    expect(nps.ciHigh).toBeCloseTo(published.nps.ciAdjustedWald[1], 9);
    expect(csat.n).toBe(2831 - 143);
    // The weights are stored as they came, with ten decimals.
    expect(weighted.estimate).toBeCloseTo(published.nps.weighted.nps, 6);
    expect(weighted.effectiveN).toBeCloseTo(published.nps.weighted.kishEffectiveN, 4);
  }, 300_000);

  it('ranks the same drivers on the same rows with the same digits', () => {
    const { result, exclusions } = first.sfo.run;
    if (result.__typename !== 'DriverResultReady') throw new Error(`the run is ${result.__typename}`);
    const { model, drivers } = result;
    expect(Number(model.n)).toBe(regression.ols.n);
    expect(Object.fromEntries(exclusions.map(({ reason, rows }) => [reason, rows]))).toEqual({ POPULATION: 85, MISSING: 1023 });
    close(model.rSquared, regression.ols.rSquared);
    close(model.intercept, regression.ols.coefficients['(Intercept)']);
    close(model.interceptStdErr, regression.ols.seHC3['(Intercept)']);
    expect(drivers).toHaveLength(9);
    for (const { driver, estimate, stdErr, classicalStdErr, vif, lmg, lmgShare } of drivers) {
      close(estimate, regression.ols.coefficients[driver]);
      close(stdErr, regression.ols.seHC3[driver]);
      close(classicalStdErr, regression.ols.standardErrors[driver]);
      close(vif, regression.ols.vif[driver]);
      expect(Math.abs(lmg - (regression.relativeImportance.lmg[driver] ?? Number.NaN))).toBeLessThan(1e-10);
      expect(Math.abs((lmgShare ?? Number.NaN) - (regression.relativeImportance.lmgNormalized[driver] ?? Number.NaN))).toBeLessThan(1e-9);
    }
    const byImportance = Object.entries(regression.relativeImportance.lmg).toSorted(([, a], [, b]) => b - a);
    expect(drivers.map(({ driver }) => driver)).toEqual(byImportance.map(([driver]) => driver));
  });

  it('joins what the simulated customers said with what they did, and finds what was put in', () => {
    const { imports, coverage, run, trueEffects, answer } = first.lumen;
    expect(imports).toHaveLength(11);
    for (const imported of imports) expect(imported).toMatchObject({ state: 'SUCCEEDED', rowsRejected: '0' });
    expect(coverage.withCustomer).toBe(coverage.responses);
    expect(coverage.withOrder / coverage.responses).toBeGreaterThan(0.5);
    expect(coverage.withVisit / coverage.responses).toBeGreaterThan(0.5);
    if (run.result.__typename !== 'DriverResultReady') throw new Error(`the run is ${run.result.__typename}`);
    const { drivers } = run.result;
    expect(drivers.map(({ driver }) => driver).toSorted()).toEqual(Object.keys(trueEffects).toSorted());
    for (const { driver, estimate, stdErr } of drivers) {
      expect(Math.abs(estimate - (trueEffects[driver] ?? Number.NaN)) / (stdErr ?? 0), driver).toBeLessThan(4); // how often within two: a bench
    }
    const { customer, survey } = answer as { customer: Record<string, { nodes: unknown[] }>; survey: { nps: { n: number } } };
    for (const list of ['responses', 'orders', 'tickets', 'visits']) expect(customer[list]?.nodes.length, list).toBeGreaterThan(0);
    expect(survey.nps.n).toBeGreaterThan(1000);
  });

  it('has as many rows in each file of lumen as its README tells', async () => {
    const readme = await readFile(join(import.meta.dirname, '../../../prisma/seeds/lumen/README.md'), 'utf8');
    const told = readme.split('\n').flatMap((line) => {
      const [, files = '', , counts = ''] = line.split('|');
      const rows = counts.trim().split(', ');
      return [...files.matchAll(/`(\w+\.csv)`/g)].map(([, file], index) => [file, rows[index]?.replaceAll(',', '')] as const);
    });
    expect(told).toHaveLength(11);
    expect(first.lumen.imports.map(({ source, rowsRead }) => [source, rowsRead]).toSorted()).toEqual(told.toSorted());
  });

  it('loads every order of CDNOW and every subscription of the telephone company', () => {
    expect(first.cdnow.orders.totalCount).toBe(6919);
    const { monthly, oneYear, twoYear } = first.telco.subscriptions;
    expect([monthly, oneYear, twoYear].map(({ totalCount }) => totalCount)).toEqual([3875, 1473, 1695]);
  });

  it('tells who leaves of the simulated subscribers, with intervals, and proves what it foretells', () => {
    const { result } = first.lumen.churn;
    if (result.__typename !== 'ChurnResultReady') throw new Error(`the run is ${result.__typename}`);
    const { model, curves, causes, hazards, risk, riskValidation } = result;
    expect(model).toMatchObject({ kind: 'CONTRACTUAL', shape: 'CURVES' });
    const [everybody] = curves;
    expect(everybody).toMatchObject({ level: null, landmarkDays: null, reason: null });
    expect(everybody!.points.length).toBeGreaterThan(20);
    for (const { survival, ciLow, ciHigh } of everybody!.points.slice(0, -1)) expect(ciLow! <= survival && survival <= ciHigh!).toBe(true);
    const bands = curves.filter(({ grouping }) => grouping === 'nps_band');
    expect(bands.length).toBeGreaterThan(2);
    for (const { landmarkDays } of bands) expect(landmarkDays).toBe(180); // never from the start
    expect(causes.map(({ cause }) => cause)).toEqual(['VOLUNTARY', 'INVOLUNTARY', 'UNKNOWN']);
    const [ofAll] = hazards;
    expect(ofAll).toMatchObject({ cause: 'ANY', reason: null });
    for (const { hazardRatio, hazardRatioLow, hazardRatioHigh } of ofAll!.estimates)
      expect(hazardRatioLow! < hazardRatio! && hazardRatio! < hazardRatioHigh!).toBe(true);
    expect(risk).toMatchObject({ method: 'COX', horizonDays: 90, reason: null });
    expect(Number(risk!.n)).toBeGreaterThan(1000);
    const proof = riskValidation!;
    expect(proof.concordanceCiLow! < proof.concordance! && proof.concordance! < proof.concordanceCiHigh!).toBe(true); // wide: few are lost in a quarter
    expect(proof.concordance).toBeGreaterThan(0.5);
    expect(Math.abs(proof.shuffledConcordance! - 0.5)).toBeLessThan(0.05); // one interval in twenty leaves 0.5 out, this one might
    expect(proof.calibrationSlopeCiLow! < proof.calibrationSlope! && proof.calibrationSlope! < proof.calibrationSlopeCiHigh!).toBe(true);
    expect(proof.deciles).toHaveLength(10);
  });

  it('shows the churn of one quarter of the telephone company by tenure, draws no curve, and says why', () => {
    const { result, warnings } = first.telco.churn;
    if (result.__typename !== 'ChurnResultReady') throw new Error(`the run is ${result.__typename}`);
    const { model, curves, causes, cohortCells, churnRates, tenureRates } = result;
    expect(model.shape).toBe('ONE_PERIOD');
    expect({ curves, causes, cohortCells, churnRates }).toEqual({ curves: [], causes: [], cohortCells: [], churnRates: [] });
    const byTenure = tenureRates.filter(({ grouping }) => grouping === 'tenure');
    expect(byTenure.reduce((sum, { lost }) => sum + Number(lost), 0)).toBe(1869); // IBM's sample: 1,869 of 7,043 have left
    const rates = byTenure.filter(({ fromMonths }) => fromMonths !== null);
    expect(rates.map(({ fromMonths }) => fromMonths)).toEqual([0, 6, 12, 24, 36, 48, 60]);
    for (const { rate, ciLow, ciHigh } of rates) expect(ciLow! < rate! && rate! < ciHigh!).toBe(true);
    expect(rates.at(-1)!.rate).toBeLessThan(0.1);
    expect(rates[0]!.rate).toBeGreaterThan(0.4);
    expect(warnings).toContainEqual(
      expect.objectContaining({
        code: 'LEFT_TRUNCATED',
        subject: null,
        detail: expect.stringContaining('who left then is not in the data'),
      }),
    );
  });

  it('finds the published parameters of CDNOW, and says that the actual lies outside what it predicted', () => {
    const { result } = first.cdnow.clv;
    if (result.__typename !== 'ClvResultReady') throw new Error(`the run is ${result.__typename}`);
    const { clvModel: model, clvParameters, totals, holdouts } = result;
    expect(model).toMatchObject({ model: 'BG_NBD', observedUntil: '1997-09-30', n: `${buying.summary.customers}` });
    expect(Number(model.repeatBuyers)).toBe(buying.summary.repeatCustomers);
    const own = (name: string) => clvParameters.filter(({ model: of, fittedOn }) => of === name && fittedOn === 'OBSERVATION');
    const of = (name: string) =>
      new Map(own(name).map(({ parameter, estimate, ciLow, ciHigh }) => [parameter, { estimate, ciLow, ciHigh }]));
    for (const [name, value] of Object.entries(buying.bgnbd.params)) {
      const { estimate, ciLow, ciHigh } = of('BG_NBD').get(name)!;
      expect(estimate! / value, name).toBeCloseTo(1, 6);
      expect(ciLow! < estimate! && estimate! < ciHigh!, name).toBe(true);
    }
    const { gamma, ...shapes } = buying.gammagamma.params;
    for (const [name, value] of Object.entries({ ...shapes, v: gamma! }))
      expect(of('GAMMA_GAMMA').get(name)!.estimate! / value, name).toBeCloseTo(1, 6);
    const chosen = holdouts.find(({ isChosen }) => isChosen)!;
    expect(chosen).toMatchObject({ calibrationUntil: '1997-09-30', actual: `${buying.summary.holdoutTransactions}`, isInside: false });
    expect(chosen.expectedPurchases / buying.bgnbd.sumExpected39).toBeCloseTo(1, 6);
    expect(chosen.predictedCiHigh).toBeLessThan(buying.summary.holdoutTransactions);
    for (const { estimate, predictedCiLow, predictedCiHigh } of totals)
      expect(predictedCiLow! < estimate! && estimate! < predictedCiHigh!).toBe(true);
  });

  it('crosses value and loyalty of the simulated customers, each once, with revenue at risk', () => {
    const { result } = first.lumen.valueLoyalty;
    if (result.__typename !== 'ValueLoyaltyResultReady') throw new Error(`the run is ${result.__typename}`);
    const { model, cells, loyaltyTotals, tierTotals, total } = result;
    expect(model.valueRunId).toBe(first.lumen.clv.id);
    expect(model.churnRunId).toBe(first.lumen.churn.id);
    expect(loyaltyTotals.map(({ loyalty }) => loyalty)).toEqual(['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN']);
    const sum = (parts: readonly { readonly n: string | null }[]) => parts.reduce((all, { n }) => all + Number(n), 0);
    for (const parts of [cells, loyaltyTotals, tierTotals, [total]]) expect(sum(parts)).toBe(Number(model.n));
    expect(total.value!.ciLow! < total.value!.estimate! && total.value!.estimate! < total.value!.ciHigh!).toBe(true);
    const risk = total.revenueAtRisk!;
    expect(risk.ciLow! < risk.estimate! && risk.estimate! < risk.ciHigh!).toBe(true);
    expect(cells.map(({ action }) => action)).toEqual(expect.arrayContaining(['PROTECT', 'WIN_BACK']));
  });

  it('leaves no process behind', nothingIsLeft);
});

/** Nine digits, which is what the reference certifies. */
function close(got: number | null, wanted: number | undefined): void {
  expect(Math.abs((got ?? Number.NaN) / (wanted ?? Number.NaN) - 1)).toBeLessThan(1e-9);
}

describe('earshot demo on the same data, serving', () => {
  let demo: TestProcess;
  let connection: NodeJS.ProcessEnv;

  beforeAll(async () => {
    demo = startNode([launcher, 'demo'], { env: { ...env, PORT: '0' } });
    await demo.line((line) => line.includes('Earshot goes on serving at'));
    await demo.line((line) => line.includes('npx earshot --help')); // the report's last: another stream, which may come later
    const [, url, key] = demo.lines.map((line) => /EARSHOT_URL=(\S+) EARSHOT_API_KEY=(\S+)/.exec(line)).find((found) => found) ?? [];
    connection = { EARSHOT_URL: url, EARSHOT_API_KEY: key };
  }, 300_000);

  it('loads nothing twice, keeps the key, and reports to people', () => {
    const text = demo.lines.join('\n');
    expect(text).toContain('2,831 rows read: 0 loaded, 2,831 unchanged, 0 quarantined');
    expect(text).toContain('39.84');
    expect(text).toContain('40.40');
    expect(text).toMatch(/1 +Restaurants +15\.9 % .* 0\.165 +0\.127 to 0\.204 .*fix first/);
    expect(text).toContain('lumen: a simulated company, say and do joined');
    expect(text).toMatch(
      /[\d,]+ answers: [\d,]+ \(100 %\) linked to a customer, [\d,]+ \(\d+ %\) to an order,\n +[\d,]+ \(\d+ %\) to a visit/,
    );
    expect(text).toContain('6. Who leaves, when, and who is about to?');
    expect(text).toMatch(/everybody +[\d,]+ +[\d,]+ +\d+\.\d % \(\d+\.\d to \d+\.\d\)/);
    expect(text).toMatch(/Who will leave: about [\d,]+ of the [\d,]+ customers who are there, within 90 days/);
    expect(text).toMatch(/calibration slope \d\.\d+ \d\.\d+ to \d\.\d+ \(right: 1\)/);
    expect(text).toContain('Revenue at risk within a year');
    expect(text).toContain(', predicted 1,456 to 1,853: the actual 1,882 lies OUTSIDE');
    expect(text).toMatch(/there for 60 months and longer +[\d,]+ +[\d,]+ +\d\.\d % +\d\.\d % to \d\.\d %/);
    expect(text).toContain('Note LEFT_TRUNCATED: Only customers who had stayed until the records began are seen');
    expect(text).toContain('so none is drawn.');
    expect(text).toContain(first.keys.sfo);
    expect(text).not.toContain('\u001b[');
  });

  it('answers the joined query as it is printed, pasted with the key of lumen beside it', async () => {
    const text = demo.lines.join('\n');
    const [, query = ''] = /A query to paste into lumen[^\n]*\n([\s\S]*?)\n +Two for sfo:/.exec(text) ?? [];
    const [, key = ''] = /API key +lumen +(\S+) +Lumen \(simulated\)/.exec(text) ?? [];
    const response = await fetch(`${connection.EARSHOT_URL}/graphql`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    const { data } = (await response.json()) as { data: unknown };
    expect(data).toEqual(first.lumen.answer);
  });

  it('signs a browser in once, by the link it prints', async () => {
    const link = demo.lines.map((line) => /Sign in +(\S+)/.exec(line)?.[1]).find((found) => found) ?? '';
    const visit = () => fetch(link, { redirect: 'manual' });
    expect((await visit()).status).toBe(303);
    expect((await visit()).status).toBe(410);
  });

  it('answers earshot query as CSV', async () => {
    const csv = await earshot(
      ['query', '{ surveys { nodes { key title } pageInfo { hasNextPage endCursor } } }', '--format', 'csv'],
      connection,
    );
    expect(csv).toBe('key,title\r\nsfo-2017,SFO customer survey 2017\r\n');
  });

  it('runs an analysis, tells what it found and lists it', async () => {
    expect(await earshot(['run', 'satisfaction', '--wait'], connection)).toMatch(/R² 0\.567 \(strong\), 1,723 answers used of 2,831/);
    const [latest] = JSON.parse(await earshot(['runs', '--analysis', 'satisfaction', '--json'], connection)) as {
      id: string;
      trigger: string;
    }[];
    expect(latest?.trigger).toBe('CLI');
    expect(await earshot(['runs', 'show', latest?.id ?? ''], connection)).toContain('Restaurants');
    expect(await earshot(['runs', 'cancel', latest?.id ?? ''], connection)).toContain('had ended before: SUCCEEDED');
  }, 30_000);

  it('imports a file: good rows load, bad ones are told with line and reason', async () => {
    const file = join(await temporaryFolder('import'), 'customers.csv');
    await writeFile(file, 'external_id,email,created_at,plan\nC-1,ann@example.com,2026-01-01,pro\nC-2,bob@example.com,not a date,pro\n');
    const dry = await earshot(['import', file, '--as', 'customers', '--dry-run'], connection);
    expect(dry).toContain('2 rows read: 1 would be loaded, 0 unchanged, 1 would be quarantined');
    const text = await earshot(['import', file, '--as', 'customers'], connection);
    expect(text).toContain('2 rows read: 1 loaded, 0 unchanged, 1 quarantined');
    expect(text).toMatch(/3 +created_at +\w+ +\S/);
  }, 30_000);

  it('infers a codebook and shows it without loading anything', async () => {
    const file = join(await temporaryFolder('import'), 'answers.csv');
    await writeFile(
      file,
      `response_id,nps,staff\n${Array.from({ length: 30 }, (_, row) => `R-${row},${row % 11},${(row % 5) + 1}`).join('\n')}\n`,
    );
    const text = await earshot(['import', file, '--as', 'responses', '--survey', 'mine', '--dry-run'], connection);
    expect(text).toMatch(/nps +NPS +0 to 10/);
    expect(text).toMatch(/staff +RATING +1 to 5/);
    expect(await earshot(['query', '{ survey(key: "mine") { key } }'], connection)).toContain('"survey": null');
    await expect(earshot(['import', file, '--as', 'responses', '--survey', 'mine', '--map', 'nope=nps'], connection)).rejects.toMatchObject(
      { code: 1 },
    );
  }, 30_000);

  it('Ctrl-C to its whole group stops everything in order', async () => {
    demo.signalGroup('SIGINT');
    expect(await demo.ended).toBe(0);
    await nothingIsLeft();
  }, 30_000);
});

describe('earshot demo, interrupted', () => {
  it('Ctrl-C while it works: everything stops, exit code 130', async () => {
    const demo = startNode([launcher, 'demo', '--once'], { env });
    await demo.line((line) => line.includes('Earshot is up'));
    demo.signalGroup('SIGINT');
    expect(await demo.ended).toBe(130);
    await nothingIsLeft();
  }, 60_000);

  it('kill -9 of the demo: what it started leaves by itself', async () => {
    const demo = startNode([launcher, 'demo'], { env: { ...env, PORT: '0' } });
    await demo.line((line) => line.includes('Earshot is up'));
    demo.child.kill('SIGKILL');
    await nothingIsLeft();
  }, 60_000);
});
