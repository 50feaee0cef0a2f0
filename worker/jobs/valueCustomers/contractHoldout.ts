import type { ClvHoldoutRow, ModelParameterRow } from '../../data/clvResult.ts';
import { contractForecast } from '../../stats/value/renewal/contractForecast.ts';
import { renewalCounts } from '../../stats/value/renewal/renewalCounts.ts';
import { type SbgFit, sbg } from '../../stats/value/renewal/sbg.ts';
import { cohortsOf, minimumLosses, renewalParameters, tooFewLosses } from './contractFits.ts';
import { type CalibratedContracts, renewalsHeldOut } from './contractHistories.ts';
import type { ClvRun } from './prepareClv.ts';

/** How the model of renewals did on those that it was not shown. */
export interface ContractHoldout {
  readonly rows: readonly ClvHoldoutRow[];
  readonly parameters: readonly ModelParameterRow[];
  /** Why there is no report; null where there is. */
  readonly gap: string | null;
}

/** As of buyers: those with as many and more are one bin. */
const openBin = 7;

/**
 * The model of the contracts as they were known at the end of the calibration, judged by the renewals of those who were there then: of each the next
 * so many that came due by the end of the holdout. Whose contract ended as a MIGRATION meanwhile is not judged, for nobody left.
 */
export function contractHoldout(asked: ClvRun, calibrated: CalibratedContracts | null): ContractHoldout {
  const without = (gap: string): ContractHoldout => ({ rows: [], parameters: [], gap });
  const { holdout: periods } = asked.periods;
  if (calibrated === null || periods === null) return without('the window is too short to hold a renewal out');
  const outcome = sbg(cohortsOf(calibrated));
  const refusal = outcome.kind === 'fitted' && outcome.fit.losses < minimumLosses ? tooFewLosses(outcome.fit) : outcome;
  if (refusal.kind === 'notEstimable') return without(`until the end of calibration ${refusal.detail}`);
  if (outcome.kind !== 'fitted') throw new Error('what is not refused is fitted');
  const judged = judgedRows(calibrated);
  const length = renewalsHeldOut(asked);
  const { confidenceLevel } = asked.parameters;
  const people = { renewals: judged.map((row) => calibrated.renewals[row] ?? 0), price: new Float64Array(judged.length).fill(1) };
  const made = judged.map((row) => calibrated.madeLater[row] ?? 0);
  if (judged.length === 0) return without('nobody who was there at the end of calibration can be judged');
  const { payments, totals } = contractForecast(outcome.fit, people, { payments: length, discountRate: 0, confidenceLevel });
  const { estimate, expected, predicted } = totals.payments;
  if (predicted === null) return without('nothing tells the doubt about the model of the calibration');
  const actual = made.reduce((sum, count) => sum + count, 0);
  const row: ClvHoldoutRow = {
    model: 'SBG',
    isChosen: true,
    calibrationUntilDay: periods.calibrationUntil,
    holdoutUntilDay: periods.holdoutUntil,
    length,
    n: judged.length,
    actual,
    expectedPurchases: estimate,
    expected,
    predicted,
    isInside: actual >= predicted.ciLow && actual <= predicted.ciHigh,
    meanAbsoluteError: made.reduce((sum, count, place) => sum + Math.abs(count - (payments[place] ?? 0)), 0) / judged.length,
    logPredictive: logPredictive(outcome.fit, people.renewals, made, length),
    bins: binsOf(people.renewals, made, payments),
    tracking: [],
  };
  return { rows: [row], parameters: renewalParameters(outcome.fit, 'CALIBRATION', confidenceLevel), gap: null };
}

/** The last contract of each customer, if it ran at the end of the calibration and what became of it is known. */
function judgedRows({ customerIds, hasLeft, hasMigrated, madeLater }: CalibratedContracts): Int32Array {
  const rows = Int32Array.from(customerIds.keys());
  return rows.filter((row) => {
    const isLast = customerIds[row] !== customerIds[row + 1];
    return isLast && hasLeft[row] === 0 && hasMigrated[row] === 0 && (madeLater[row] ?? -1) >= 0;
  });
}

/** Σ over customers of ln P(K = k), k the renewals made. */
function logPredictive({ model }: SbgFit, renewals: Int32Array, made: Int32Array, length: number): number {
  const counts = new Map<number, Float64Array>();
  let sum = 0;
  for (let row = 0; row < made.length; row++) {
    const before = renewals[row] ?? 0;
    const probabilities = counts.get(before) ?? renewalCounts(model, before, length);
    counts.set(before, probabilities);
    sum += Math.log(Math.max(probabilities[made[row] ?? 0] ?? 0, Number.MIN_VALUE)); // what underflows is impossible enough
  }
  return sum;
}

function binsOf(renewals: Int32Array, made: Int32Array, expected: Float64Array): ClvHoldoutRow['bins'] {
  const bins = Array.from({ length: openBin + 1 }, () => ({ customers: 0, actual: 0, expected: 0 }));
  for (let row = 0; row < made.length; row++) {
    const bin = bins[Math.min(openBin, renewals[row] ?? 0)];
    if (bin === undefined) continue;
    bin.customers++;
    bin.actual += made[row] ?? 0;
    bin.expected += expected[row] ?? 0;
  }
  return bins.flatMap(({ customers, actual, expected: sum }, frequency) =>
    customers === 0
      ? []
      : [{ frequency, isOpen: frequency === openBin, customers, actualMean: actual / customers, expectedMean: sum / customers }],
  );
}
