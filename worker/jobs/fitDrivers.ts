import { createHash } from 'node:crypto';
import { inSnapshot, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { finishRun, LeaseLost, type Provenance, type RunEnding } from '../data/finishRun.ts';
import { type DriverColumns, readDriverColumns } from '../data/readDriverColumns.ts';
import { type DriverRun, readDriverRun } from '../data/readDriverRun.ts';
import { writeDriverResult } from '../data/writeDriverResult.ts';
import { engineVersion } from '../engineVersion.ts';
import { defineJob, type Report } from '../job.ts';
import type { Lease } from '../lease.ts';
import { type DriverRegressionFit, driverRegression } from '../stats/drivers/driverRegression.ts';
import { minimumDriverRows } from '../stats/drivers/minimumDriverRows.ts';
import { type FitOutcome, ModelInputError, type Warning } from '../stats/outcome.ts';

/** Fits the key drivers of one survey. Safe to run twice: the last write replaces the estimates of this run. */
export default defineJob(1, async (sql, lease, report) => {
  try {
    await fitDrivers(sql, lease, report);
  } catch (error) {
    if (error instanceof LeaseLost) return; // the winner's results stand
    if (!(error instanceof ModelInputError)) throw error; // tried again
    const ending = { error: { code: error.code, message: error.message } };
    await inWorkspace(sql, lease.workspaceId, (tx) => finishRun(tx, lease, ending, null)).catch(ignoreLostLease);
  }
});

async function fitDrivers(sql: Sql, lease: Lease, report: Report): Promise<void> {
  const { workspaceId, id: runId } = lease;
  const started = performance.now();
  const { run, columns } = await read(sql, lease, report);
  const readDone = performance.now();
  const outcome = compute(run, columns, report);
  const computeDone = performance.now();

  report('writing');
  const provenance: Provenance = {
    runKey: runKey(run),
    engineVersion,
    dataVersions: run.dataVersions,
    dataThrough: run.dataThrough,
    rowsRead: columns.rowsRead,
    rowsUsed: columns.outcome.length,
    exclusions: columns.exclusions,
    timings: { read: Math.round(readDone - started), compute: Math.round(computeDone - readDone) },
  };
  await inWorkspace(sql, workspaceId, async (tx) => {
    await finishRun(tx, lease, endingOf(outcome, columns), provenance);
    if (outcome.kind === 'fitted') await writeDriverResult(tx, workspaceId, runId, run, outcome.fit, columns.exclusions.MISSING);
  });
}

function read(sql: Sql, { workspaceId, id: runId }: Lease, report: Report): Promise<{ run: DriverRun; columns: DriverColumns }> {
  report('reading');
  return inSnapshot(sql, workspaceId, async (tx) => {
    const run = await readDriverRun(tx, workspaceId, runId);
    const columns = await readDriverColumns(tx, workspaceId, run, (rowsDone, rowsEstimate) =>
      report('reading', { rowsDone, rowsTotal: Math.max(rowsDone, rowsEstimate), fraction: Math.min(1, rowsDone / rowsEstimate) }),
    );
    return { run, columns };
  });
}

function compute(run: DriverRun, columns: DriverColumns, report: Report): FitOutcome<DriverRegressionFit> {
  const { outcome, drivers: keys, confidenceLevel } = run.parameters;
  const rows = columns.outcome.length;
  const onProgress = (fraction: number) => report('computing', { rowsTotal: rows, fraction });
  onProgress(0);
  const minimumRows = minimumDriverRows(keys.length);
  if (rows < minimumRows) {
    const detail = `${rows} complete rows, ${minimumRows} are needed for ${keys.length} drivers`;
    return { kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA', detail, subjects: [] }; // also of 0 rows, which have no columns to check
  }
  const drivers = keys.map((name, index) => ({ name, values: columns.drivers[index] ?? new Float32Array(), scale: scaleOf(run, name) }));
  return driverRegression({ outcome: { name: outcome, values: columns.outcome }, drivers }, { minimumRows, confidenceLevel, onProgress });
}

function scaleOf(run: DriverRun, key: string): { min: number; max: number } | null {
  const { scaleMin = null, scaleMax = null } = run.questions.get(key) ?? {};
  return scaleMin === null || scaleMax === null ? null : { min: scaleMin, max: scaleMax };
}

function endingOf(outcome: FitOutcome<DriverRegressionFit>, columns: DriverColumns): RunEnding {
  if (outcome.kind === 'fitted') return { outcome: 'FITTED', warnings: [...droppedWarning(columns), ...outcome.warnings] };
  return { outcome: 'NOT_ESTIMABLE', code: outcome.reason, detail: outcome.detail };
}

/** Listwise deletion is the default; beyond this share of the population those left may not stand for all (definitions, section 3). */
const tolerableDroppedShare = 0.2;

function droppedWarning({ rowsRead, exclusions }: DriverColumns): Warning[] {
  const asked = rowsRead - exclusions.POPULATION;
  const share = exclusions.MISSING / asked;
  if (!(share > tolerableDroppedShare)) return [];
  const detail = `${exclusions.MISSING} of ${asked} rows (${Math.round(100 * share)} %) lack an answer to one of the questions`;
  return [{ code: 'ROWS_DROPPED', subject: null, detail }];
}

/** Same key, same numbers: the versions of the data that were read, the question put to them, and the engine. */
function runKey(run: DriverRun): string {
  const asked = [run.dataVersions, run.surveyId.toString(), run.parameters, run.population, engineVersion];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function ignoreLostLease(error: unknown): void {
  if (!(error instanceof LeaseLost)) throw error;
}
