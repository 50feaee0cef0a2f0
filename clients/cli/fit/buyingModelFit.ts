/** `earshot fit bgnbd` and `earshot fit paretonbd`: the same questions to two models. */
import {
  type BuyingFit,
  type BuyingGroups,
  type BuyingModelChoice,
  type BuyingModelName,
  bgNbd,
  bgNbdUncertain,
  buyingModelChoice,
  type FitOutcome,
  holdoutValidation,
  paretoNbd,
  paretoNbdUncertain,
  trackingCurve,
  type UncertainModel,
  type Warning,
} from '../../../worker/stats/index.ts';
import { formatCount, formatNumber } from '../print/numbers.ts';
import { auditLines, noCustomerLeft } from './buyingHistory.ts';
import { holdoutJson, predictionsOf } from './buyingModelJson.ts';
import { holdoutLines, parameterLines, predictionLines } from './buyingModelLines.ts';
import { type BuyingModelValues, type BuyingRequest, buyingModelOptions, readBuyingRequest } from './buyingRequest.ts';
import { defineFit, type FitCommand, type FitReport } from './fitModel.ts';
import { givenParameters } from './givenParameters.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from './outcomeReport.ts';

export interface BuyingModelSpec<Name extends string> {
  readonly name: BuyingModelName;
  readonly summary: string;
  readonly names: readonly Name[];
  readonly notes: string;
  /** said under the predictions */
  readonly reading: string | null;
  readonly example: string;
  readonly fit: (groups: BuyingGroups) => FitOutcome<BuyingFit<Name>>;
  readonly at: (groups: BuyingGroups, parameters: Record<Name, number>) => BuyingFit<Name>;
  readonly uncertain: (fit: BuyingFit<Name>) => UncertainModel;
}

export function defineBuyingModel<const Name extends string>(spec: BuyingModelSpec<Name>): FitCommand {
  return defineFit({
    name: spec.name,
    summary: spec.summary,
    usage:
      '--frequency X --recency TX --age T [--counts N] [--monetary M] | --transactions --customer ID --date D [--amount M] --calibration-end 1997-09-30 [--predict H]',
    options: buyingModelOptions,
    notes: `${spec.notes} Intervals are worked out, not simulated: there is no seed.`,
    examples: [
      `earshot fit ${spec.name} customers.csv --frequency x --recency t_x --age T --predict 39`,
      `earshot fit ${spec.name} orders.csv --transactions --customer customer_id --date date --date-format %Y%m%d --calibration-end 1997-09-30`,
      `earshot fit ${spec.name} customers.csv --frequency x --recency t_x --age T --parameters ${spec.example} --predict 39 --json`,
    ],
    fit: (file, values) => buyingReport(spec, file, values),
  });
}

async function buyingReport<Name extends string>(spec: BuyingModelSpec<Name>, file: string, values: BuyingModelValues): Promise<FitReport> {
  const given = givenParameters(values.parameters, spec.names);
  const request = await readBuyingRequest(file, values);
  const { groups, history } = request;
  const rows = { n: history.n, nDropped: history.table.nDropped };
  const outcome = outcomeOf(spec, groups, given);
  if (outcome.kind === 'notEstimable' || groups === null) {
    const refusal = outcome.kind === 'notEstimable' ? outcome : noCustomerLeft;
    return refusalReport(spec.name, rows, refusal);
  }
  const { fit } = outcome;
  const model = spec.uncertain(fit);
  const forecast = request.horizon === null ? null : predictionsOf(request, groups, model, request.horizon);
  const holdout = holdoutOf(spec, request, groups, model, given === undefined);
  const warnings: readonly Warning[] = [
    ...droppedWarnings({ n: history.table.n, nDropped: rows.nDropped }),
    ...outcome.warnings,
    ...(forecast?.warnings ?? []),
  ];
  const parameters = shownParameters(fit);
  const result = {
    model: spec.name,
    ...rows,
    status: 'fitted',
    warnings: fitWarnings(warnings),
    ...{ parameters, stdErrs: fit.stdErrs, isGiven: given !== undefined, logLikelihood: fit.logLikelihood },
    ...{ repeatBuyers: fit.repeatBuyers, limits: fit.limits, convergence: fit.convergence },
    ...(forecast === null
      ? {}
      : { predictions: forecast.predictions, totals: forecast.totals, value: forecast.value, reading: spec.reading }),
    ...(holdout === null ? {} : { holdout: holdout.json, modelChoice: holdout.choice }),
    ...(history.audit === null ? {} : { audit: history.audit }),
  } as const;
  const lines = [
    ...(history.audit === null ? [] : [...auditLines(history), '']),
    `n ${formatCount(fit.n)} customers, ${formatCount(fit.repeatBuyers)} bought again · log-likelihood ${formatNumber(fit.logLikelihood, 2)} · ${given === undefined ? 'maximum likelihood' : 'parameters as given'}`,
    '',
    ...parameterLines(parameters, fit.stdErrs),
    ...(forecast === null ? [] : predictionLines(forecast.predictions, forecast.totals, forecast.value, spec.reading)),
    ...(holdout?.lines ?? []),
    ...warningLines(warnings),
  ];
  return { result, lines };
}

function outcomeOf<Name extends string>(
  { fit, at }: BuyingModelSpec<Name>,
  groups: BuyingGroups | null,
  given: Record<Name, number> | undefined,
): FitOutcome<BuyingFit<Name>> {
  if (groups === null) return noCustomerLeft;
  return given === undefined ? fit(groups) : { kind: 'fitted', fit: at(groups, given), warnings: [] };
}

/** Without dropout its second parameter has no value: null, by warning BOUNDARY. */
function shownParameters<Name extends string>({ parameters, limits }: BuyingFit<Name>): Record<string, number | null> {
  const entries = Object.entries<number>(parameters);
  return Object.fromEntries(entries.map(([name, value], i) => [name, i === 3 && limits.includes('NO_DROPOUT') ? null : value]));
}

/** The check on what was held out, where something was; both models are compared when this one was fitted. */
function holdoutOf<Name extends string>(
  spec: BuyingModelSpec<Name>,
  { history, level, unit }: BuyingRequest,
  groups: BuyingGroups,
  model: UncertainModel,
  isFitted: boolean,
) {
  const { holdout, holdoutLength, repeatDays, calibrationEndDay } = history;
  if (holdout === null || holdoutLength === null || repeatDays === null || calibrationEndDay === null) return null;
  const validation = holdoutValidation(groups, holdout, holdoutLength, model, level);
  const unitDays = unit === 'week' ? 7 : 1;
  const repeatTimes = repeatDays.map((day) => (day - calibrationEndDay) / unitDays);
  const tracking = trackingCurve(groups, model.model, repeatTimes, { step: 7 / unitDays, until: holdoutLength });
  const choice = isFitted ? choiceOf(spec.name, groups, { purchases: holdout, length: holdoutLength }, model) : null;
  return { json: holdoutJson(validation, tracking), choice, lines: holdoutLines(validation, unit, choice) };
}

function choiceOf(
  name: BuyingModelName,
  groups: BuyingGroups,
  holdout: { readonly purchases: Float64Array; readonly length: number },
  { model }: UncertainModel,
): BuyingModelChoice {
  if (name === 'bgnbd') {
    const other = paretoNbd(groups);
    return buyingModelChoice(groups, holdout, {
      bgnbd: model,
      paretonbd: other.kind === 'fitted' ? paretoNbdUncertain(other.fit).model : null,
    });
  }
  const other = bgNbd(groups);
  return buyingModelChoice(groups, holdout, { paretonbd: model, bgnbd: other.kind === 'fitted' ? bgNbdUncertain(other.fit).model : null });
}
