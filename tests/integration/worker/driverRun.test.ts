import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, inWorkspace, type Sql } from '../../../prisma/sql.ts';
import { digits, readCase } from '../../reference/readCase.ts';
import { createTestDatabase, type TestDatabase } from '../../support/database.ts';
import { holdTable } from '../../support/heldTable.ts';
import type { TestProcess } from '../../support/process.ts';
import { createDriverFixture, type DriverFixture, isOver, requestRun, startWorker, waitForRun } from '../../support/worker.ts';

interface Expected {
  readonly ols: Readonly<Record<'coefficients' | 'seHC3' | 'standardErrors', Record<string, number>>> & { readonly rSquared: number };
}
// expected.json: relative 1e-9 for coefficients and errors

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

async function fixtureOf(
  keys: readonly string[],
  rows: readonly (readonly (number | null)[])[],
  codes: readonly number[] = [],
): Promise<DriverFixture> {
  const fixture = await createDriverFixture(app, { rows: 0, questions: keys.length });
  await inWorkspace(app, fixture.workspaceId, async (tx) => {
    for (const [index, key] of keys.entries())
      await tx`update question set key = ${key}, not_applicable_codes = ${[...codes]} where workspace_id = ${fixture.workspaceId} and position = ${index + 1}`;
    await tx`update analysis set parameters = ${tx.json({ outcome: keys[0]!, drivers: keys.slice(1) })} where workspace_id = ${fixture.workspaceId}`;
    const lines = rows.map((values) => `{${values.map((value) => value ?? 'NULL').join(',')}}`);
    await tx`
      insert into response (workspace_id, survey_id, external_id, "values")
      select ${fixture.workspaceId}, ${fixture.surveyId}, ordinality, line::real[] from unnest(${lines}::text[]) with ordinality as t(line, ordinality)`;
  });
  return fixture;
}

async function finishedRun(fixture: DriverFixture, { force = false } = {}) {
  const runId = await requestRun(database, fixture, { force });
  return { runId, run: await waitForRun(admin, runId, isOver) };
}

describe('a driver run, from the queue to the stored result', () => {
  it('reproduces reg-sfo2017 to its digits, through the database', async () => {
    const reference = readCase<Expected>('reg-sfo2017');
    const keys = [reference.model.response, ...reference.model.drivers];
    const columns = keys.map((key) => reference.column(key).values);
    const rows = Array.from(columns[0]!, (_, i) => columns.map((column) => column[i]!));

    const { runId, run } = await finishedRun(await fixtureOf(keys, rows));

    expect(run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED', rows_used: 1723n, attempt: 1, failures: 0 });
    const [model] = await admin`select * from driver_model where run_id = ${runId}`;
    expect(digits(model!.r_squared, reference.expected.ols.rSquared)).toBeGreaterThan(9);
    const estimates = await admin`select * from driver_estimate where run_id = ${runId} order by position`;
    expect(estimates).toHaveLength(9);
    for (const row of estimates) {
      const name: string = row.driver_key;
      expect(digits(row.estimate, reference.expected.ols.coefficients[name]!)).toBeGreaterThan(9);
      expect(digits(row.std_err, reference.expected.ols.seHC3[name]!)).toBeGreaterThan(9);
      expect(digits(row.classical_std_err, reference.expected.ols.standardErrors[name]!)).toBeGreaterThan(9);
    }
    expect(estimates.reduce((sum, row) => sum + row.lmg, 0)).toBeCloseTo(model!.r_squared, 12);
    expect(estimates.reduce((sum, row) => sum + row.lmg_share, 0)).toBeCloseTo(1, 12);
  });

  it('counts each row it leaves out, by reason, and treats not-applicable codes as missing', async () => {
    const usable = Array.from({ length: 60 }, (_, i) => [1 + (i % 5), 1 + ((i * 7) % 4), 1 + ((i * i) % 5)]);
    const fixture = await fixtureOf(['Y', 'A', 'B'], [...usable, [null, 1, 2], [3, 6, 2], [3, 2, null]], [6]);
    await inWorkspace(
      app,
      fixture.workspaceId,
      (tx) => tx`
      update analysis set population = ${tx.json({ answered: [{ question: 'Y', min: 2, max: 5 }] })} where workspace_id = ${fixture.workspaceId}`,
    );
    const { run } = await finishedRun(fixture);
    expect(run).toMatchObject({ state: 'SUCCEEDED', rows_read: 63n, rows_used: 48n, exclusions: { POPULATION: 13, MISSING: 2 } });
    expect(run.data_versions).toEqual({ feedback: '1' });
  });

  it('warns when more than a fifth of the population is dropped for a missing answer', async () => {
    const usable = Array.from({ length: 60 }, (_, i) => [1 + (i % 5), 1 + ((i * 7) % 4), 1 + ((i * i) % 5)]);
    const warnings = async (blanks: number) => {
      const { runId } = await finishedRun(
        await fixtureOf(['Y', 'A', 'B'], [...usable, ...Array.from({ length: blanks }, () => [3, null, 2])]),
      );
      const [row] = await admin<{ warnings: { code: string; detail: string }[] }[]>`select warnings from run where id = ${runId}`;
      return row!.warnings;
    };
    const code = expect.objectContaining({ code: 'ROWS_DROPPED' });
    expect(await warnings(15)).not.toContainEqual(code); // 15 of 75: a fifth
    expect(await warnings(16)).toContainEqual({
      code: 'ROWS_DROPPED',
      subject: null,
      detail: '16 of 76 rows (21 %) lack an answer to one of the questions, most often A (16)',
    });
  });

  it('names the question that takes all others with it', async () => {
    const { run } = await finishedRun(
      await fixtureOf(
        ['Y', 'A', 'B'],
        Array.from({ length: 60 }, (_, i) => [3 + (i % 2), i % 9 === 0 ? null : 1 + (i % 5), null]),
      ),
    );
    expect(run).toMatchObject({
      ...{ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA' },
      status_detail: '0 complete rows, 30 are needed for 2 drivers; 60 rows lack an answer or a feature, most often B (60)',
    });
  });

  it('answers that the data cannot tell, and why, instead of failing', async () => {
    const few = await finishedRun(await fixtureOf(['Y', 'A', 'B'], [[1, 2, 3]]));
    expect(few.run).toMatchObject({ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'NOT_ENOUGH_DATA' });
    const dependent = Array.from({ length: 60 }, (_, i) => [1 + (i % 5), 1 + (i % 3), 2 + 2 * (i % 3)]);
    const copies = await finishedRun(await fixtureOf(['Y', 'A', 'B'], dependent));
    expect(copies.run).toMatchObject({ state: 'SUCCEEDED', outcome: 'NOT_ESTIMABLE', status_code: 'RANK_DEFICIENT' });
    expect(await admin`select 1 from driver_model where run_id in (${few.runId}, ${copies.runId})`).toHaveLength(0);
  });

  it('fails at once, without a second try, when the run names a question that is gone', async () => {
    const fixture = await fixtureOf(['Y', 'A', 'B'], []);
    await inWorkspace(
      app,
      fixture.workspaceId,
      (tx) => tx`
      update analysis set parameters = ${tx.json({ outcome: 'Y', drivers: ['GONE'] })} where workspace_id = ${fixture.workspaceId}`,
    );
    const { run } = await finishedRun(fixture);
    expect(run).toMatchObject({ state: 'FAILED', error_code: 'OUT_OF_RANGE', attempt: 1, failures: 0 });
  });

  it('fails at once, too, where what it asks for was stored by another version', async () => {
    const fixture = await fixtureOf(['Y', 'A', 'B'], []);
    await admin`update analysis set parameters = '{"outcome": "Y", "drivers": ["A"], "model": "QUANTILE"}' where workspace_id = ${fixture.workspaceId}`;
    const { run } = await finishedRun(fixture);
    expect(run).toMatchObject({ state: 'FAILED', error_code: 'OUT_OF_RANGE', attempt: 1, failures: 0 });
    expect(run.error_message).toContain('model');
  });

  it('ends an attempt at the limit of its analysis, and says whose limit that was', async () => {
    const fixture = await createDriverFixture(app, { rows: 500 });
    await inWorkspace(
      app,
      fixture.workspaceId,
      (tx) => tx`update analysis set timeout_seconds = 1 where workspace_id = ${fixture.workspaceId}`,
    );
    const held = await holdTable(admin, 'response');
    const runId = await requestRun(database, fixture);
    const run = await waitForRun(admin, runId, ({ failures }) => failures === 1);
    expect(run).toMatchObject({ state: 'QUEUED', error_code: 'TIMEOUT' }); // tried once more: the machine may have been busy
    expect(run.error_message).toMatch(/^took longer than 1 s, the limit of its analysis: raise that/);
    await admin`update run set state = 'CANCELLED', finished_at = now() where id = ${runId}`;
    await held.release();
  });

  it('gives the same bits for the same question on the same data, under the same key', async () => {
    const fixture = await createDriverFixture(app, { rows: 20_000 });
    const [first, second] = [await finishedRun(fixture), await finishedRun(fixture, { force: true })];
    expect(second.run.run_key).toBe(first.run.run_key);
    const estimates = ({ runId }: { runId: bigint }) => admin`
      select estimate, std_err, lmg, p_value from driver_estimate where run_id = ${runId} order by position`;
    expect(await estimates(first)).toHaveLength(5);
    expect([...(await estimates(second))]).toEqual([...(await estimates(first))]);
  });

  it('computes nothing again while nothing has changed: the run points to the one whose result it shows', async () => {
    const fixture = await createDriverFixture(app, { rows: 500 });
    const first = await finishedRun(fixture);
    const second = await finishedRun(fixture);
    const reused = async (runId: bigint) =>
      (await admin<{ id: bigint | null }[]>`select reused_run_id as id from run where id = ${runId}`)[0]!.id;
    expect(await reused(second.runId)).toBe(first.runId);
    expect(second.run).toMatchObject({ state: 'SUCCEEDED', outcome: 'FITTED', run_key: first.run.run_key, rows_used: first.run.rows_used });
    await inWorkspace(
      app,
      fixture.workspaceId,
      (tx) => tx`update data_version set version = version + 1 where workspace_id = ${fixture.workspaceId}`,
    );
    const third = await finishedRun(fixture);
    expect(await reused(third.runId)).toBeNull();
    expect(third.run.run_key).not.toBe(first.run.run_key);
  });

  it('keeps a log of what happened to it', async () => {
    const { runId } = await finishedRun(await createDriverFixture(app, { rows: 500 }));
    const log = await admin<{ message: string }[]>`select message from run_log where run_id = ${runId} order by position`;
    expect(log.map(({ message }) => message)).toEqual(['taken by a worker', '500 of 500 rows used; result written']);
  });
});
