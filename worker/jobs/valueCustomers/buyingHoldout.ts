import type { ClvParameters } from '../../data/clvParameters.ts';
import type { ClvHoldoutRow, ModelParameterRow } from '../../data/clvResult.ts';
import type { FitOutcome } from '../../stats/outcome.ts';
import type { BuyingGroups } from '../../stats/value/buying/buyingGroups.ts';
import { type BuyingModelName, buyingModelChoice } from '../../stats/value/buying/buyingModelChoice.ts';
import { holdoutValidation } from '../../stats/value/buying/holdoutValidation.ts';
import { trackingCurve } from '../../stats/value/buying/trackingCurve.ts';
import { buyingParameters, type FittedBuying, fitBuying, groupsOf, modelNames } from './buyingFits.ts';
import type { Histories } from './buyingHistories.ts';
import type { ClvPeriods, ClvRun } from './prepareClv.ts';

/** How the models did on what they did not see, and which of them is used. */
export interface BuyingHoldout {
  readonly chosen: BuyingModelName;
  readonly reason: string;
  /** The chosen one as fitted on the calibration; null where nothing could be held out. */
  readonly outcome: FitOutcome<FittedBuying> | null;
  readonly rows: readonly ClvHoldoutRow[];
  readonly parameters: readonly ModelParameterRow[];
  /** Why there is no report; null where there is. */
  readonly gap: string | null;
}

/** A curve of more points says no more, and each costs as many evaluations as there are days of birth. */
const mostTrackingPoints = 80;

/** Fits the models that are asked for on the calibration, judges each by what was held out, and chooses. */
export function buyingHoldout(asked: ClvRun, histories: Histories | null): BuyingHoldout {
  const { model, confidenceLevel } = asked.parameters;
  const { names, otherwise } = candidates[model];
  const { holdout: periods } = asked.periods;
  const withoutReport = (gap: string): BuyingHoldout => {
    const reason = names.length === 1 ? 'as asked for' : 'nothing was held out to compare by';
    return { chosen: otherwise, reason, outcome: null, rows: [], parameters: [], gap };
  };
  if (histories?.holdout == null || histories.holdoutLength === null || periods === null)
    return withoutReport('the window is too short to hold part of it out');
  const groups = groupsOf(histories);
  const outcomes = names.map((name) => fitBuying(name, groups));
  const fits = outcomes.flatMap((outcome) => (outcome.kind === 'fitted' ? [outcome.fit] : []));
  if (groups === null || fits.length === 0) {
    const [refusal] = outcomes.flatMap((outcome) => (outcome.kind === 'fitted' ? [] : [outcome.detail]));
    return withoutReport(`until the end of calibration ${refusal}`);
  }
  const modelOf = (wanted: BuyingModelName) => fits.find(({ name }) => name === wanted)?.uncertain.model ?? null;
  const holdout = { purchases: histories.holdout, length: histories.holdoutLength };
  const choice = buyingModelChoice(groups, holdout, { bgnbd: modelOf('bgnbd'), paretonbd: modelOf('paretonbd') });
  return {
    chosen: choice.chosen,
    reason:
      names.length === 1
        ? 'as asked for'
        : fits.length === 1
          ? 'the other model could not be fitted'
          : 'what was held out is likelier under it',
    outcome: outcomes[names.indexOf(choice.chosen)] ?? null,
    rows: fits.map((fitted) => holdoutRow(asked, periods, groups, { ...histories, ...holdout }, fitted, fitted.name === choice.chosen)),
    parameters: fits.flatMap((fitted) => buyingParameters(fitted, 'CALIBRATION', confidenceLevel)),
    gap: null,
  };
}

/** By what is asked for: the models to compare, and the one to use where nothing was held out to compare by. */
const candidates: Readonly<
  Record<ClvParameters['model'], { readonly names: readonly BuyingModelName[]; readonly otherwise: BuyingModelName }>
> = {
  AUTO: { names: ['bgnbd', 'paretonbd'], otherwise: 'paretonbd' },
  BG_NBD: { names: ['bgnbd'], otherwise: 'bgnbd' },
  PARETO_NBD: { names: ['paretonbd'], otherwise: 'paretonbd' },
};

function holdoutRow(
  { parameters: { timeUnit, confidenceLevel }, periods: { observedFrom } }: ClvRun,
  { calibrationUntil, holdoutUntil }: NonNullable<ClvPeriods['holdout']>,
  groups: BuyingGroups,
  { purchases, length, repeatDays }: { readonly purchases: Float64Array; readonly length: number; readonly repeatDays: Float64Array },
  { name, uncertain }: FittedBuying,
  isChosen: boolean,
): ClvHoldoutRow {
  const { total, ...validation } = holdoutValidation(groups, purchases, length, uncertain, confidenceLevel);
  const unitDays = timeUnit === 'WEEK' ? 7 : 1;
  const weeks = (holdoutUntil - observedFrom) / 7;
  const step = (Math.max(1, Math.ceil(weeks / mostTrackingPoints)) * 7) / unitDays;
  const repeatTimes = repeatDays.map((day) => (day - calibrationUntil) / unitDays);
  return {
    model: modelNames[name],
    isChosen,
    calibrationUntilDay: calibrationUntil,
    holdoutUntilDay: holdoutUntil,
    length,
    n: validation.customers,
    actual: validation.actual,
    isInside: validation.isInside,
    expectedPurchases: total.expectedPurchases,
    expected: total.expected,
    predicted: total.predicted,
    meanAbsoluteError: validation.meanAbsoluteError,
    logPredictive: validation.logPredictive,
    bins: validation.byFrequency,
    tracking: isChosen ? trackingCurve(groups, uncertain.model, repeatTimes, { step, until: length }) : [],
  };
}
