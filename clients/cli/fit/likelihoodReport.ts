/** How logit and ordinal are told: the fit of the whole file and of its groups, with the importance of their drivers. */
import {
  type FitOutcome,
  forceMembers,
  type LikelihoodDraws,
  type LikelihoodFitSeType,
  type LikelihoodSummary,
  type LogisticCoefficient,
  type LogisticSlope,
  type McFaddenImportance,
  type McFaddenShapleyOptions,
  type SlopesTest,
  type Warning,
  type Weighting,
} from '../../../worker/stats/index.ts';
import { formatCount, formatDuration, formatInterval, formatLevel, formatNumber, formatPValue } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import type { FitReport, FitResult } from './fitModel.ts';
import { type ImportanceRow, importanceLines, importanceRows, importanceSeconds, secondsUnasked } from './likelihoodImportance.ts';
import type { LikelihoodRequest } from './likelihoodRequest.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from './outcomeReport.ts';
import { ofGroup, type RegressionData } from './regressionData.ts';
import { coefficientJson, seTypeNames, significant } from './regressionOutput.ts';

/** What both models' fits have. */
export interface LikelihoodFit {
  readonly model: LikelihoodSummary &
    SlopesTest & {
      readonly seType: LikelihoodFitSeType;
      readonly confidenceLevel: number;
      readonly clusters: number | null;
      readonly weighting: Weighting | null;
    };
  readonly drivers: readonly LogisticSlope[];
  /** absent where errors are not by bootstrap */
  readonly bootstrap?: LikelihoodDraws;
}

/** One of the two models: how it is fitted and what only it tells. */
export interface LikelihoodModel<Fit extends LikelihoodFit> {
  readonly name: string;
  fit(data: RegressionData, request: LikelihoodRequest): FitOutcome<Fit>;
  importance(data: RegressionData, options: McFaddenShapleyOptions): FitOutcome<McFaddenImportance>;
  json(fit: Fit): object;
  lines(fit: Fit): string[];
}

interface Regression<Fit> {
  readonly rows: number;
  readonly outcome: FitOutcome<Fit>;
  /** null where it was not asked for, would take long, or cannot be told */
  readonly importance: readonly ImportanceRow[] | null;
  /** estimated seconds where nobody asked and it would take long */
  readonly tooLong: number | null;
}

export function likelihoodReport<Fit extends LikelihoodFit>(
  model: LikelihoodModel<Fit>,
  data: RegressionData,
  request: LikelihoodRequest,
): FitReport {
  const { n, nDropped } = data.table;
  const pooled = regress(model, data, request);
  if (pooled.outcome.kind === 'notEstimable') return refusalReport(model.name, { n, nDropped }, pooled.outcome);
  const { fit } = pooled.outcome;
  const { group } = data;
  const labels = group?.labels ?? [];
  const parts = labels.map((label, code) => ({ label, ...regress(model, group === null ? data : ofGroup(data, group, code), request) }));
  const warnings = [...droppedWarnings(data.table), ...pooled.outcome.warnings];
  const result: FitResult = {
    model: model.name,
    n: fit.model.n,
    nDropped,
    status: 'fitted',
    warnings: fitWarnings(warnings),
    ...fitJson(model, fit, pooled.importance),
    ...(group === null ? {} : { groups: parts.map(({ label, ...part }) => groupJson(model, label, part)) }),
  };
  const lines = [
    ...fitLines(model, fit, pooled),
    ...parts.flatMap(({ label, ...part }) => ['', `${label}:`, ...groupLines(model, part)]),
    ...warningLines(warnings),
  ];
  return { result, lines };
}

function regress<Fit extends LikelihoodFit>(
  model: LikelihoodModel<Fit>,
  data: RegressionData,
  request: LikelihoodRequest,
): Regression<Fit> {
  const rows = data.outcome.values.length;
  const names = data.drivers.map(({ name }) => name);
  const players = forceMembers(request.forces, names);
  const outcome = model.fit(data, request);
  const seconds = importanceSeconds(rows, names.length, players.length);
  const isTooLong = request.importance === null && seconds > secondsUnasked;
  const none = { rows, importance: null, tooLong: isTooLong ? seconds : null };
  if (outcome.kind === 'notEstimable' || request.importance === false || isTooLong) return { ...none, outcome };
  const importance = model.importance(data, { groups: players.map(({ members }) => members), seed: request.seed });
  if (importance.kind === 'fitted') return { ...none, outcome, importance: importanceRows(importance.fit, request.forces, names) };
  const warning: Warning = { code: importance.reason, subject: 'importance', detail: importance.detail };
  return { ...none, outcome: { ...outcome, warnings: [...outcome.warnings, warning] } };
}

function fitJson<Fit extends LikelihoodFit>(model: LikelihoodModel<Fit>, fit: Fit, importance: readonly ImportanceRow[] | null): object {
  return { ...model.json(fit), importance, bootstrap: fit.bootstrap === undefined ? null : bootstrapJson(fit.bootstrap) };
}

function bootstrapJson({ unit, ...rest }: LikelihoodDraws) {
  return { ...rest, unit: unit === 'CLUSTER' ? 'cluster' : 'response' };
}

function groupJson<Fit extends LikelihoodFit>(model: LikelihoodModel<Fit>, group: string, { outcome, rows, importance }: Regression<Fit>) {
  if (outcome.kind === 'fitted') {
    const { fit, warnings } = outcome;
    return { group, n: fit.model.n, status: 'fitted', warnings: fitWarnings(warnings), ...fitJson(model, fit, importance) };
  }
  const { reason, detail, subjects } = outcome;
  return { group, n: rows, status: 'notEstimable', warnings: [], reason, detail, subjects };
}

function fitLines<Fit extends LikelihoodFit>(
  model: LikelihoodModel<Fit>,
  fit: Fit,
  { importance, tooLong }: Pick<Regression<Fit>, 'importance' | 'tooLong'>,
): string[] {
  const note =
    tooLong === null ? [] : ['', `importance left out: it would take about ${formatDuration(1000 * tooLong)}; --importance asks for it`];
  return [
    ...model.lines(fit),
    '',
    ...oddsRatioLines(fit),
    ...note,
    ...(importance === null ? [] : ['', ...importanceLines(importance), 'parts of McFadden R² do not test a driver: p (Holm) does']),
  ];
}

function groupLines<Fit extends LikelihoodFit>(model: LikelihoodModel<Fit>, part: Regression<Fit>): string[] {
  const { outcome } = part;
  if (outcome.kind === 'notEstimable') return [`cannot be estimated (${outcome.reason}): ${outcome.detail}`];
  return [...fitLines(model, outcome.fit, part), ...warningLines(outcome.warnings)];
}

/** First lines of a fit: what it rests on and how well it describes the outcome. */
export function summaryLines({ model }: LikelihoodFit, about: readonly string[], quality: readonly string[]): string[] {
  const clusters = model.clusters === null ? [] : [`${formatCount(model.clusters)} clusters`];
  const effective = model.weighting === null ? [] : [`Kish's effective n ${formatNumber(model.weighting.kishEffectiveN, 0)}`];
  return [
    [`n ${formatCount(model.n)}`, ...about, ...clusters, ...effective, seTypeNames[model.seType]].join(' · '),
    [`McFadden R² ${formatNumber(model.mcFadden, 3)}`, `Nagelkerke ${formatNumber(model.nagelkerke, 3)}`, ...quality].join(' · '),
    `log-likelihood ${significant(model.logLikelihood)}, without drivers ${significant(model.logLikelihoodNull)} · ${jointTest(model)}`,
  ];
}

/** That no driver matters, with the errors of the table: the likelihood ratio takes answers for independent and of one weight. */
function jointTest({
  dfModel,
  lrStatistic,
  lrPValue,
  seType,
  clusters,
  waldStatistic,
  waldDf,
  waldPValue,
}: LikelihoodFit['model']): string {
  const isIndependent = seType === 'CLASSICAL' || (seType === 'BOOTSTRAP' && clusters === null);
  if (isIndependent && lrStatistic !== null) return `chi-square(${dfModel}) = ${significant(lrStatistic)}, p ${formatPValue(lrPValue)}`;
  if (waldStatistic === null) return seType === 'BOOTSTRAP' ? 'no joint test by bootstrap' : 'joint test undefined';
  const df = waldDf === null ? '' : `, ${formatCount(waldDf)}`;
  return `joint test F(${dfModel}${df}) = ${significant(waldStatistic)}, p ${formatPValue(waldPValue)}`;
}

function oddsRatioLines({ model, drivers }: LikelihoodFit): string[] {
  return table(
    [
      { title: 'driver', cell: ({ name }) => name },
      { title: 'odds ratio', align: 'right', cell: ({ oddsRatio }) => significant(oddsRatio) },
      {
        title: `${formatLevel(model.confidenceLevel)} interval`,
        align: 'right',
        cell: ({ oddsRatioLow, oddsRatioHigh }) => formatInterval(oddsRatioLow, oddsRatioHigh, significant),
      },
    ],
    drivers,
  );
}

/** A coefficient in the JSON, with its odds ratio. */
export function oddsRatioJson(row: LogisticCoefficient) {
  const { oddsRatio, oddsRatioLow, oddsRatioHigh } = row;
  return { ...coefficientJson(row), oddsRatio, oddsRatioLow, oddsRatioHigh };
}
