import { domainsOf } from '../data/joinedFeatures.ts';
import { type DriverColumns, readDriverColumns } from '../data/readDriverColumns.ts';
import { type DriverRun, type RunDriver, readDriverRun } from '../data/readDriverRun.ts';
import { type DriverResult, writeDriverResult } from '../data/writeDriverResult.ts';
import type { Report } from '../job.ts';
import { defineRunJob } from '../runJob.ts';
import type { Scale } from '../stats/descriptive/scale.ts';
import { driverLabel, isSuppressor } from '../stats/drivers/driverLabels.ts';
import { comparablePerformance } from '../stats/drivers/driverPerformance.ts';
import { type DriverRegressionFit, driverRegression } from '../stats/drivers/driverRegression.ts';
import { minimumDriverRows } from '../stats/linear/minimumDriverRows.ts';
import type { FitOutcome, Warning } from '../stats/outcome.ts';

interface Found {
  readonly result: DriverResult;
  readonly rowsMissing: number;
}

/** Fits the key drivers of one survey. The bits depend on the order of the answers, so all are read as one slice. */
export default defineRunJob<DriverRun, DriverColumns, DriverColumns, Found>({
  async prepare(tx, request) {
    const asked = await readDriverRun(tx, request);
    return { asked, domains: ['feedback', ...domainsOf(asked.parameters.features)] };
  },
  async read(tx, { workspaceId }, run, _slice, report) {
    const part = await readDriverColumns(tx, workspaceId, run, (rowsDone, rowsEstimate) =>
      report('reading', { rowsDone, rowsTotal: Math.max(rowsDone, rowsEstimate), fraction: Math.min(1, rowsDone / rowsEstimate) }),
    );
    const { rowsRead, exclusions, dataThrough } = part;
    return { part, rowsRead, exclusions, dataThrough };
  },
  merge(_run, [columns]) {
    if (!columns) throw new Error('no slice was read');
    return columns;
  },
  compute(run, columns, _request, report) {
    const outcome = compute(run, columns, report);
    const found: FitOutcome<Found> =
      outcome.kind === 'fitted'
        ? { ...outcome, fit: { result: placeAmongQuestions(outcome.fit, run), rowsMissing: columns.exclusions.MISSING } }
        : outcome;
    return { outcome: found, rowsUsed: columns.outcome.length, warnings: outcome.kind === 'fitted' ? droppedWarning(run, columns) : [] };
  },
  write: (tx, { workspaceId, runId }, run, { result, rowsMissing }) => writeDriverResult(tx, workspaceId, runId, run, result, rowsMissing),
});

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
