import { createHash } from 'node:crypto';
import { inSnapshot, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { finishRun, LeaseLost, type Provenance, type RunEnding } from '../data/finishRun.ts';
import { type DriverColumns, readDriverColumns } from '../data/readDriverColumns.ts';
import { type DriverRun, type RunDriver, readDriverRun } from '../data/readDriverRun.ts';
import { type DriverResult, writeDriverResult } from '../data/writeDriverResult.ts';
import { engineVersion } from '../engineVersion.ts';
import { defineJob, type Report } from '../job.ts';
import type { Lease } from '../lease.ts';
import type { Scale } from '../stats/descriptive/scale.ts';
import { driverLabel, isSuppressor } from '../stats/drivers/driverLabels.ts';
import { comparablePerformance } from '../stats/drivers/driverPerformance.ts';
import { type DriverRegressionFit, driverRegression } from '../stats/drivers/driverRegression.ts';
import { minimumDriverRows } from '../stats/linear/minimumDriverRows.ts';
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
    await finishRun(tx, lease, endingOf(outcome, run, columns), provenance);
    if (outcome.kind !== 'fitted') return;
    await writeDriverResult(tx, workspaceId, runId, run, placeAmongQuestions(outcome.fit, run), columns.exclusions.MISSING);
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
  const { outcome, confidenceLevel } = run.parameters;
  const driverCount = run.drivers.length;
  const rows = columns.outcome.length;
  const onProgress = (fraction: number) => report('computing', { rowsTotal: rows, fraction });
  onProgress(0);
  const minimumRows = minimumDriverRows(driverCount);
  if (rows < minimumRows) {
    const detail = `${rows} complete rows, ${minimumRows} are needed for ${driverCount} drivers`;
    return { kind: 'notEstimable', reason: 'NOT_ENOUGH_DATA', detail, subjects: [] }; // also of 0 rows, which have no columns to check
  }
  const drivers = run.drivers.map((driver, index) => ({
    name: driver.key,
    values: columns.drivers[index] ?? new Float32Array(),
    scale: scaleOf(driver),
  }));
  return driverRegression({ outcome: { name: outcome, values: columns.outcome }, drivers }, { minimumRows, confidenceLevel, onProgress });
}

function scaleOf({ question }: RunDriver): Scale | null {
  const { scaleMin = null, scaleMax = null } = question ?? {};
  return scaleMin === null || scaleMax === null ? null : { min: scaleMin, max: scaleMax };
}

/**
 * A feature has a mean in a unit of its own, orders or hours or money, and no side that is good: it neither moves the line
 * that divides strong from weak answers nor lies on a side of it. So questions are compared among themselves, and a feature
 * is a suppressor or has no priority. Importance is in one unit, and stays compared over all.
 */
function placeAmongQuestions(fit: DriverRegressionFit, { drivers }: DriverRun): DriverResult {
  if (drivers.every(({ question }) => question !== null)) return fit;
  const asked = drivers.map((driver, index) => ({ driver, index })).filter(({ driver }) => driver.question !== null);
  const { performanceUnit, performances } = comparablePerformance(
    asked.map(({ driver }) => scaleOf(driver)),
    asked.map(({ index }) => fit.drivers[index]?.performance.estimate ?? Number.NaN),
  );
  const { importance } = fit.cutLines;
  const performance = performances.reduce((sum, value) => sum + value, 0) / performances.length;
  const byIndex = new Map(asked.map(({ index }, place) => [index, performances[place] ?? Number.NaN]));
  const rows = fit.drivers.map((row, index) => {
    const position = { ...row, importance: row.lmgShare ?? 0, performance: byIndex.get(index) ?? Number.NaN };
    const suppressor = isSuppressor(row.estimate, row.correlation) ? ('SUPPRESSOR' as const) : null;
    return { ...row, label: byIndex.has(index) ? driverLabel(position, { importance, performance }) : suppressor };
  });
  const cuts = asked.length > 0 ? { performance, performanceUnit } : { performance: null, performanceUnit: null };
  return { ...fit, drivers: rows, cutLines: { importance, ...cuts } };
}

function endingOf(outcome: FitOutcome<DriverRegressionFit>, run: DriverRun, columns: DriverColumns): RunEnding {
  if (outcome.kind === 'fitted') return { outcome: 'FITTED', warnings: [...droppedWarning(run, columns), ...outcome.warnings] };
  return { outcome: 'NOT_ESTIMABLE', code: outcome.reason, detail: outcome.detail };
}

/** Listwise deletion is the default; beyond this share of the population those left may not stand for all (definitions, section 3). */
const tolerableDroppedShare = 0.2;

function droppedWarning({ parameters }: DriverRun, { rowsRead, exclusions }: DriverColumns): Warning[] {
  const asked = rowsRead - exclusions.POPULATION;
  const share = exclusions.MISSING / asked;
  if (!(share > tolerableDroppedShare)) return [];
  const lacking =
    parameters.features.length > 0 ? 'an answer to one of the questions or one of the features' : 'an answer to one of the questions';
  const detail = `${exclusions.MISSING} of ${asked} rows (${Math.round(100 * share)} %) lack ${lacking}`;
  return [{ code: 'ROWS_DROPPED', subject: null, detail }];
}

/** Same key, same numbers: the versions of the data that were read, the question put to them, and the engine. */
function runKey(run: DriverRun): string {
  const { features, ...questions } = run.parameters;
  const parameters = features.length > 0 ? run.parameters : questions; // without features the key is what it was before there were any
  const asked = [run.dataVersions, run.surveyId.toString(), parameters, run.population, engineVersion];
  return createHash('sha256').update(JSON.stringify(asked)).digest('hex');
}

function ignoreLostLease(error: unknown): void {
  if (!(error instanceof LeaseLost)) throw error;
}
