import type { DriverBootstrap } from '../../stats/drivers/driverBootstrap.ts';
import type { DriverImportance, ForceImportance } from '../../stats/drivers/driverImportance.ts';
import type { DriverPerformance } from '../../stats/drivers/driverPerformance.ts';
import { driverRegression } from '../../stats/drivers/driverRegression.ts';
import type { ModelQuality } from '../../stats/drivers/driverWarnings.ts';
import { incompleteDriverRegression } from '../../stats/drivers/incompleteDriverRegression.ts';
import type { SeType, WaldRow } from '../../stats/inference/waldRow.ts';
import { minimumDriverRows } from '../../stats/linear/minimumDriverRows.ts';
import { type FitOutcome, notEstimable } from '../../stats/outcome.ts';
import type { DriverDesign } from './driverDesign.ts';
import { scarceDriver } from './scarceDriver.ts';

export interface PlainRow extends WaldRow, DriverImportance, DriverPerformance {
  readonly classicalStdErr: number | null;
  readonly pAdjusted: number | null;
  readonly n: number;
}

export interface PlainModel {
  readonly n: number;
  readonly completeN: number;
  readonly df: number | null;
  readonly rSquared: number;
  readonly adjustedRSquared: number | null;
  readonly quality: ModelQuality;
  readonly residualStdErr: number;
  readonly fStatistic: number | null;
  readonly fPValue: number | null;
  readonly conditionNumber: number | null;
  readonly method: 'GRAM' | 'QR' | null;
  readonly seType: SeType;
  readonly clusters: number | null;
}

/** A linear model with its importances, complete or not: what the latter does not define is null. */
export interface PlainFit {
  readonly model: PlainModel;
  readonly intercept: WaldRow;
  readonly drivers: readonly PlainRow[];
  readonly forces: readonly ForceImportance[];
  readonly agreement: number | null;
}

export interface PlainOptions {
  readonly missing: 'LISTWISE' | 'AVAILABLE' | 'EM';
  readonly confidenceLevel: number;
  /** The errors of what is computed from incomplete rows. */
  readonly bootstrap: DriverBootstrap | null;
  readonly onProgress?: (fraction: number) => void;
}

/** The linear model of a design, after the minimum sizes of analyses (definitions.md, sections 1 and 3). */
export function plainFit(design: DriverDesign, { missing, confidenceLevel, bootstrap, onProgress }: PlainOptions): FitOutcome<PlainFit> {
  const { outcome, drivers, roles, forces, rows } = design;
  const minimumRows = minimumDriverRows(drivers.length);
  if (rows < minimumRows) {
    // Also of 0 rows, which have no columns to check.
    return notEstimable('NOT_ENOUGH_DATA', `${rows} complete rows, ${minimumRows} are needed for ${drivers.length} drivers`);
  }
  const input = { outcome, drivers, ...(roles === undefined ? {} : { roles }), ...(forces.length > 0 ? { forces } : {}) };
  if (missing === 'LISTWISE') {
    const complete = driverRegression(input, { minimumRows, confidenceLevel, ...(onProgress === undefined ? {} : { onProgress }) });
    if (complete.kind === 'notEstimable') return complete;
    const { model, ...rest } = complete.fit;
    // that no driver matters is tested with the errors that stand beside it
    const joint = { fStatistic: model.waldStatistic, fPValue: model.waldPValue };
    return { ...complete, fit: { ...rest, model: { ...model, ...joint, completeN: model.n } } };
  }
  const scarce = scarceDriver(design, minimumRows);
  if (scarce !== null) return scarce;
  const incomplete = incompleteDriverRegression(input, { treatment: missing, confidenceLevel, bootstrap });
  if (incomplete.kind === 'notEstimable') return incomplete;
  const { model, drivers: estimates, ...rest } = incomplete.fit;
  const undefinedHere = { df: null, adjustedRSquared: null, fStatistic: null, fPValue: null, conditionNumber: null, method: null };
  const clusters = roles === undefined ? null : design.customerCount;
  return {
    ...incomplete,
    fit: {
      ...rest,
      model: { ...model, ...undefinedHere, clusters },
      drivers: estimates.map((row) => ({ ...row, classicalStdErr: null })),
    },
  };
}
