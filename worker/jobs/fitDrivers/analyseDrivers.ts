import type { DriverResult } from '../../data/driverResult.ts';
import type { DriverRun } from '../../data/readDriverRun.ts';
import { PRIVACY_CUSTOMERS } from '../../stats/descriptive/thresholds.ts';
import { drawWarnings } from '../../stats/drivers/driverWarnings.ts';
import { type FitOutcome, notEstimable, type Warning } from '../../stats/outcome.ts';
import { type ComparedGroups, compareGroups } from './compareGroups.ts';
import type { DriverColumns } from './driverColumns.ts';
import { driverDesign } from './driverDesign.ts';
import { resultRows } from './driverRows.ts';
import { defaultDraws, importanceDraws, summaryOf } from './importanceDraws.ts';
import { type LikelihoodFit, likelihoodFit } from './likelihoodFit.ts';
import { placement, suppressorRemarks } from './placement.ts';
import { plainFit } from './plainFit.ts';

const noGroups: ComparedGroups = { groups: [], groupEstimates: [], differences: [], warnings: [] };

/**
 * What drives the outcome: the model asked for; the linear model of the same outcome, whose R² the importances divide; the draws
 * that say how stable these are; and the same within groups, where some are compared.
 *
 * @param nDropped answers of the population left out for a missing value, to be stored with the model
 */
export function analyseDrivers(
  run: DriverRun,
  columns: DriverColumns,
  { seed, nDropped, onProgress }: { readonly seed: number; readonly nDropped: number; readonly onProgress: (fraction: number) => void },
): FitOutcome<DriverResult> {
  const { model, missing, confidenceLevel, compare } = run.parameters;
  const design = driverDesign(run, columns);
  if ('kind' in design) return design;
  const options = { missing, confidenceLevel, bootstrap: null, onProgress: (fraction: number) => onProgress(0.2 * fraction) };
  const first = plainFit(design, options);
  if (first.kind === 'notEstimable') return first;
  if (design.customerCount < PRIVACY_CUSTOMERS) {
    // Of many answers, too: what so few people said is shown at no door (definitions.md, section 1).
    return notEstimable('NOT_ENOUGH_DATA', `the ${design.rows} complete rows are of fewer than ${PRIVACY_CUSTOMERS} customers`);
  }
  const likelihood: FitOutcome<LikelihoodFit> | null = model === 'LINEAR' ? null : likelihoodFit(design, model, confidenceLevel, seed);
  if (likelihood?.kind === 'notEstimable') return likelihood;
  onProgress(0.3);

  const draws = run.parameters.draws ?? defaultDraws(design, missing);
  const drawing = { missing, draws, seed };
  const [table] = draws > 0 ? importanceDraws(design, { ...drawing, onProgress: (fraction) => onProgress(0.3 + 0.3 * fraction) }) : [];
  const bootstrap = table === undefined ? null : summaryOf(table, confidenceLevel);
  const plain = missing === 'LISTWISE' || bootstrap === null ? first : plainFit(design, { ...options, bootstrap, onProgress: () => {} });
  if (plain.kind === 'notEstimable') return plain;
  onProgress(0.6);

  const groups =
    compare === null || columns.group === null
      ? noGroups
      : compareGroups(design, columns.group, {
          ...drawing,
          confidenceLevel,
          own: compare.own,
          quadrant: run.parameters.quadrant,
          onProgress: (fraction) => onProgress(0.6 + 0.4 * fraction),
        });
  const rows = resultRows(run, design, { plain: plain.fit, likelihood: likelihood?.fit ?? null, bootstrap }, { seed, draws, nDropped });
  const placed = rows.drivers.map((row, index) => ({ ...row, importance: rows.importances[index] ?? 0 }));
  const warnings: Warning[] = [
    ...design.warnings,
    ...unlessSuppressor(plain.warnings, likelihood?.warnings ?? []),
    ...suppressorRemarks(design, placed, placement(design, placed, run.parameters.quadrant)),
    ...(bootstrap === null ? [] : drawWarnings(bootstrap)),
    ...groups.warnings,
  ];
  const { model: modelRow, drivers, forces } = rows;
  return { kind: 'fitted', fit: { model: modelRow, drivers, forces, ...groups }, warnings };
}

/** Each remark once: both models say that drivers are collinear, and suppressors are told by the model asked for. */
function unlessSuppressor(...all: (readonly Warning[])[]): Warning[] {
  const told = new Map<string, Warning>();
  for (const warning of all.flat()) {
    const key = `${warning.code} ${warning.subject}`;
    if (warning.code !== 'SUPPRESSOR' && !told.has(key)) told.set(key, warning);
  }
  return [...told.values()];
}
