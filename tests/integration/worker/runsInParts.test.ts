/** Which runs are read in parts, and that they find the same: of every kind one, with all that it can read. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { connect, inSnapshot, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { factsPerRow, plannedDriverRows } from '../../../worker/data/plannedDriverRows.ts';
import { plannedRows } from '../../../worker/data/plannedRows.ts';
import { readDriverRun } from '../../../worker/data/readDriverRun.ts';
import type { RunRequest } from '../../../worker/data/readRunRequest.ts';
import { readValueLoyaltyRun } from '../../../worker/data/readValueLoyaltyRun.ts';
import { valueLoyaltyRowQueries } from '../../../worker/data/valueLoyaltyQuery.ts';
import { prepareChurn } from '../../../worker/jobs/fitChurn/prepareChurn.ts';
import { createBuyers } from '../../bench/buyers.ts';
import { type AskedKind, askedOfBuyers, createAnalysisOfBuyers, createBuyersFeedback } from '../../support/buyersFeedback.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import type { TestProcess } from '../../support/process.ts';
import { countHelpers, resultDigest } from '../../support/resultDigest.ts';
import { isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

const kinds = Object.keys(askedOfBuyers) as AskedKind[];
const customers = 600;
let database: TestDatabase;
let app: Sql;
let admin: Sql;
let workspaceId: number;
let surveyId: bigint;
let orders: number;
const analyses = new Map<AskedKind, bigint>();
let worker: TestProcess | undefined;

beforeAll(async () => {
  database = await createTestDatabase();
  app = connect(database.appUrl, { applicationName: 'test', max: 2 });
  admin = connect(database.adminUrl, { applicationName: 'test', max: 2 });
  const [workspace] = await app<{ id: number }[]>`
    insert into workspace (key, name, currency, time_zone) values ('buyers', 'Buyers', 'EUR', 'UTC') returning id`;
  workspaceId = workspace!.id;
  ({ orders } = await createBuyers(app, workspaceId, customers));
  ({ surveyId } = await createBuyersFeedback(app, workspaceId));
  await admin`analyze customer, identity, "order", response, visit`; // what is planned is as good as they are
  for (const kind of kinds) analyses.set(kind, await createAnalysisOfBuyers(app, workspaceId, kind, surveyId));
});
afterEach(async () => {
  worker?.signalGroup('SIGTERM');
  await worker?.ended;
  worker = undefined;
});
afterAll(async () => {
  await Promise.all([app.end(), admin.end()]);
  await database.drop();
});

async function findingsOf(rowsPerPart: number | null) {
  worker = await startWorker(database, rowsPerPart === null ? {} : { EARSHOT_ROWS_PER_PART: String(rowsPerPart) });
  const found = [];
  for (const kind of kinds) {
    const runId = await requestRun(database, { workspaceId, analysisId: analyses.get(kind)! }, { force: true });
    expect(await waitForRun(admin, runId, isOver, 90), kind).toMatchObject({
      state: 'SUCCEEDED',
      outcome: 'FITTED',
      attempt: 1,
      failures: 0,
    });
    found.push({ kind, helpers: await countHelpers(admin, runId), digest: await resultDigest(admin, runId) });
  }
  return found;
}

const rowsOf = <Result>(read: (tx: Parameters<Parameters<typeof inSnapshot>[2]>[0]) => Promise<Result>) =>
  inSnapshot(app, workspaceId, read);
const requestOf = (kind: AskedKind, parameters: object, of: bigint | null = null): RunRequest => ({
  workspaceId,
  runId: 1n,
  analysisId: 1n,
  kind,
  parameters: parameters as never,
  population: {},
  surveyId: of,
  asOf: null,
  seed: 1,
  forced: false,
  currency: 'EUR',
  timeZone: 'UTC',
});
const driverRows = (parameters: object, of = surveyId) =>
  rowsOf(async (tx) => plannedDriverRows(tx, workspaceId, await readDriverRun(tx, requestOf('DRIVERS', parameters, of))));

describe('a run of every kind', () => {
  it('is read at once where it is small, in parts where it is large, and finds the same to the last bit', async () => {
    const whole = await findingsOf(null);
    worker!.signalGroup('SIGTERM');
    await worker!.ended;
    const parted = await findingsOf(300);
    expect(whole.map(({ kind, helpers }) => [kind, helpers])).toEqual(kinds.map((kind) => [kind, 0]));
    for (const { kind, helpers } of parted) expect(helpers, kind).toBeGreaterThan(2);
    for (const [index, { kind, digest }] of whole.entries()) {
      expect(digest.rows, kind).toBeGreaterThan(5);
      expect(parted[index]!.digest, kind).toEqual(digest);
    }
  }, 240_000);
});

describe('how many rows a run has to read', () => {
  const plain = { outcome: 'NPS', drivers: ['STAFF', 'PRICE'] };
  const close = (rows: number, expected: number) => {
    expect(rows).toBeGreaterThan(0.8 * expected);
    expect(rows).toBeLessThan(1.25 * expected);
  };

  it('DRIVERS: answers of customers, and as parts of a row the facts that are held against them', async () => {
    const answers = customers; // two of every second customer
    close(await driverRows(plain), answers);
    const factsOf = async (asked: object) => factsPerRow * ((await driverRows({ ...plain, ...asked })) - (await driverRows(plain)));
    close(await factsOf({ features: [{ feature: 'ORDERS', windowDays: 90 }] }), orders);
    const features = [
      { feature: 'ORDERS', windowDays: 90 },
      { feature: 'REVENUE', windowDays: 90 }, // of the same facts
      { feature: 'VISITS', windowDays: 30 },
      { feature: 'VISITS', windowDays: 60 }, // read anew for each length of window
      { feature: 'TENURE_DAYS' },
    ];
    close(await factsOf({ features }), orders + 2 * 3 * customers);
    close(await factsOf({ outcome: null, behaviour: { kind: 'REPURCHASE', withinDays: 30, churn: null } }), orders);
  });

  it('DRIVERS: none where nobody is known, for nothing divides them', async () => {
    const [survey] = await inWorkspace(
      app,
      workspaceId,
      (tx) => tx<{ id: bigint }[]>`
        with made as (insert into survey (workspace_id, key, title, kind) values (${workspaceId}, 'nobody', 'N', 'RELATIONAL') returning id),
             asked as (insert into question (workspace_id, survey_id, position, key, label, kind, scale_min, scale_max)
                       select ${workspaceId}, id, n, (array['NPS', 'STAFF', 'PRICE'])[n], 'Q', 'RATING', 1, 5 from made, generate_series(1, 3) n)
        insert into response (workspace_id, survey_id, external_id, "values")
        select ${workspaceId}, id, n, array[1, 2, 3]::real[] from made, generate_series(1, 100) n returning survey_id as id`,
    );
    expect(await driverRows({ ...plain, features: [{ feature: 'ORDERS', windowDays: 90 }] }, survey!.id)).toBe(0);
  });

  it('CHURN: what episodes are made of, and what its features and scores are read from', async () => {
    const rows = (hazardFeatures: object[]) => rowsOf((tx) => prepareChurn(tx, requestOf('CHURN', { hazardFeatures })));
    const withScores = await rows([{ feature: 'NPS_BAND' }]);
    close(withScores.episodeRows, orders);
    close(withScores.facts - withScores.episodeRows, customers); // answers
    const withVisits = await rows([{ feature: 'NPS_BAND' }, { feature: 'VISITS' }]);
    close(withVisits.facts - withScores.facts, 3 * customers);
  });

  it('VALUE_LOYALTY: customers, their orders and answers of the period, and their scores', async () => {
    const [{ ordered } = { ordered: 0 }] = await admin<{ ordered: number }[]>`
      select count(*)::integer as ordered from "order", (select max(occurred_at) as until from "order") last where occurred_at > until - interval '12 months'`;
    const [{ scored } = { scored: 0 }] = await admin<{ scored: number }[]>`
      select count(*)::integer as scored from customer_score where run_id in (select max(id) from run where kind in ('CLV', 'CHURN') group by kind)`;
    await admin`analyze customer_score`;
    const rows = await rowsOf(async (tx) =>
      plannedRows(tx, ...valueLoyaltyRowQueries(workspaceId, await readValueLoyaltyRun(tx, requestOf('VALUE_LOYALTY', {})))),
    );
    expect(scored).toBeGreaterThan(customers);
    close(rows, customers + ordered + customers + scored);
  });
});
