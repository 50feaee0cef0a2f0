/** The real `earshot demo`, from an empty folder: its numbers are the published ones, and nothing is left behind. */
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
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
const { expected: regression } = readJson<{ expected: Regression }>('./reg-sfo2017/expected.json');
const { expected: published } = readJson<{ expected: Scores }>('./nps-sfo2017/expected.json');

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

  it('loads every order of CDNOW and every subscription of the telephone company', () => {
    expect(first.cdnow.orders.totalCount).toBe(6919);
    const { monthly, oneYear, twoYear } = first.telco.subscriptions;
    expect([monthly, oneYear, twoYear].map(({ totalCount }) => totalCount)).toEqual([3875, 1473, 1695]);
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
    expect(text).toContain(first.keys.sfo);
    expect(text).not.toContain('\u001b[');
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
