import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Sql } from '../../../prisma/sql.ts';
import { digits, readCase } from '../../reference/readCase.ts';
import { addOrders, cdnowOrders, createClvAnalysis, createWorkspace } from '../../support/clvFixture.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
import { isOver, type RunRow, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

type Parameters = Readonly<Record<string, number>>;
interface Expected {
  readonly summary: {
    readonly customers: number;
    readonly repeatCustomers: number;
    readonly repeatTransactions: number;
    readonly holdoutTransactions: number;
  };
  readonly bgnbd: { readonly params: Parameters; readonly se: Parameters; readonly logLik: number; readonly sumExpected39: number };
  readonly paretonbd: { readonly params: Parameters; readonly se: Parameters; readonly logLik: number; readonly sumExpected39: number };
  readonly gammagamma: {
    readonly params: Parameters;
    readonly se: Parameters;
    readonly customersUsed: number;
    readonly populationMean: number;
  };
  readonly customers: readonly {
    readonly id: string;
    readonly x: number;
    readonly bgnbd: { readonly pAlive: number; readonly expected: Readonly<Record<string, number>> };
    readonly expectedSpend: number;
  }[];
}
const { expected } = readCase<Expected>('clv-cdnow', 'customers.csv');
const firstHalf = { observedUntil: '1997-09-30', timeUnit: 'WEEK' };

let database: TestDatabase;
let worker: TestProcess;
let app: Sql;
let admin: Sql;
let workspaceId: number;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  workspaceId = await createWorkspace(app);
  await addOrders(app, workspaceId, cdnowOrders());
  worker = await startWorker(database);
});
afterAll(async () => {
  worker.signalGroup('SIGTERM');
  await worker.ended;
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function run(parameters: Readonly<Record<string, unknown>>, asOf: Date | null = null): Promise<{ runId: bigint; run: RunRow }> {
  const runId = await requestRun(database, await createClvAnalysis(app, workspaceId, parameters), { asOf });
  return { runId, run: await waitForRun(admin, runId, isOver, 110) };
}

async function parametersOf(runId: bigint, model: string, fittedOn = 'OBSERVATION') {
  const rows = await admin<{ parameter: string; estimate: number; std_err: number }[]>`
    select parameter, estimate, std_err from model_parameter where run_id = ${runId} and model = ${model} and fitted_on = ${fittedOn} order by position`;
  return new Map(rows.map((row) => [row.parameter, row]));
}

describe('the value of CDNOW’s customers on 30 September 1997, through database and worker', () => {
  it('has the published parameters of BG/NBD and Gamma-Gamma', async () => {
    const { runId, run: row } = await run({ ...firstHalf, model: 'BG_NBD', horizonMonths: 9 });

    expect(row).toMatchObject({ error_message: null, state: 'SUCCEEDED', outcome: 'FITTED', rows_read: 6919n });
    const [model] = await admin`select * from clv_model where run_id = ${runId}`;
    expect(model).toMatchObject({ setting: 'NON_CONTRACTUAL', model: 'BG_NBD', measure: 'REVENUE', horizon_length: 39 });
    expect([model!.n, model!.repeat_buyers, model!.repeat_purchases].map(Number)).toEqual([
      expected.summary.customers,
      expected.summary.repeatCustomers,
      expected.summary.repeatTransactions,
    ]);
    // expected.json: the optimum to 1e-9 and better, errors from finite differences to 1e-6
    expect(digits(model!.log_likelihood, expected.bgnbd.logLik)).toBeGreaterThan(10);
    const fitted = await parametersOf(runId, 'BG_NBD');
    for (const [name, value] of Object.entries(expected.bgnbd.params)) {
      expect(digits(fitted.get(name)!.estimate, value), name).toBeGreaterThan(7);
      expect(digits(fitted.get(name)!.std_err, expected.bgnbd.se[name]!), name).toBeGreaterThan(4);
    }
    const { gamma, ...shapes } = expected.gammagamma.params;
    const spend = await parametersOf(runId, 'GAMMA_GAMMA');
    for (const [name, value] of Object.entries({ ...shapes, v: gamma! }))
      expect(digits(spend.get(name)!.estimate, value), name).toBeGreaterThan(7);
    expect(Number(model!.spend_n)).toBe(expected.gammagamma.customersUsed);
    expect(digits(model!.spend_mean, expected.gammagamma.populationMean)).toBeGreaterThan(7);

    const [total] = await admin`select estimate from clv_total where run_id = ${runId} and quantity = 'PURCHASES'`;
    expect(digits(total!.estimate, expected.bgnbd.sumExpected39)).toBeGreaterThan(7);
    for (const customer of expected.customers) {
      const [score] = await admin`
        select s.* from customer_score s join customer c on c.workspace_id = s.workspace_id and c.id = s.customer_id
         where s.run_id = ${runId} and c.external_id = ${String(Number(customer.id))}`;
      expect(digits(score!.p_alive, customer.bgnbd.pAlive), customer.id).toBeGreaterThan(7);
      expect(digits(score!.expected_purchases, customer.bgnbd.expected[39]!), customer.id).toBeGreaterThan(7);
    }
  }, 120_000);
});
