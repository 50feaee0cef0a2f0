import {
  type CoxCoefficient,
  type CoxFit,
  type CoxOptions,
  cox,
  coxOfCause,
  dummyColumns,
  type Grouping,
  type NamedColumn,
  type ProportionalHazardsTest,
  type Warning,
} from '../../../../worker/stats/index.ts';
import { chosenOption } from '../../chosenOption.ts';
import { UsageError } from '../../cliError.ts';
import { countOption } from '../../countOption.ts';
import { formatCount, formatInterval, formatLevel, formatNumber, formatPValue } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { columnsOption, defineFit, type FitReport, levelOption, requiredOption } from '../fitModel.ts';
import type { ColumnRequest, FitTable } from '../fitTable.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';
import { coefficientJson, seTypeNames, significant } from '../regressionOutput.ts';
import { readSurvival, type SurvivalTable, type SurvivalValues, survivalOptions } from '../survivalTable.ts';

const { time, start } = survivalOptions;

interface CoxValues extends SurvivalValues {
  readonly event?: string;
  readonly x?: string;
  readonly categorical?: string;
  readonly cluster?: string;
  readonly ties?: string;
  readonly cause?: string;
  readonly level?: string;
}

export const coxFit = defineFit({
  name: 'cox',
  summary: 'What raises or lowers the rate at which customers are lost: Cox regression',
  usage: '--time T --event E --x A,B [--start S] [--categorical C] [--strata S] [--cluster C] [--ties efron|breslow] [--level 0.95]',
  options: {
    time,
    event: { type: 'string', value: 'E', help: '1 = lost at --time, 0 = still there when last seen' },
    start,
    x: { type: 'string', value: 'A,B', help: 'what may change the rate' },
    categorical: { type: 'string', value: 'C', help: 'those of --x that are names: one 0/1 column a level, the first level left out' },
    strata: { type: 'string', value: 'S', help: 'each of these has a course of its own, all have the same coefficients' },
    cluster: { type: 'string', value: 'C', help: 'whose rows belong together (customers): errors by cluster' },
    ties: { type: 'string', value: 'efron|breslow', help: 'events at the same time (default efron)' },
    cause: { type: 'string', value: 'K', help: '--event holds causes, 0 = still there: the rate of this cause, the others as last seen' },
    level: { type: 'string', value: '0.95', help: 'confidence level of the intervals (default 0.95)' },
  },
  notes:
    'A row counts from --start until --time: a customer whose facts changed has several rows, one after the other, and a --cluster. ' +
    'Use only what was known at the start of a row: a score belongs to the row that begins when it was given. In the JSON ciLow and ciHigh ' +
    'are on the scale of the coefficient. "proportional hazards" asks whether a factor acts alike early and late.',
  examples: [
    'earshot fit cox customers.csv --time days --event churned --x price,tickets,plan --categorical plan',
    'earshot fit cox spells.csv --time until --start from --event churned --x score --cluster customer --strata country --json',
  ],
  fit: async (file, values) => {
    const confidenceLevel = levelOption(values.level);
    const ties = chosenOption('ties', values.ties ?? 'efron', ['efron', 'breslow']);
    const cause = causeOption(values.cause);
    const { data, covariates, clusters } = await readCoxColumns(file, values, cause);
    const options: CoxOptions = { ties, strata: data.strata ?? undefined, clusters, confidenceLevel };
    const outcome = cause === null ? cox(data.columns, covariates, options) : coxOfCause(data.columns, cause, covariates, options);
    if (outcome.kind === 'notEstimable') return refusalReport('cox', data.table, outcome);
    return reportOf(data.table, outcome.fit, [...droppedWarnings(data.table), ...outcome.warnings], { cause, confidenceLevel });
  },
});

function causeOption(text: string | undefined): number | null {
  if (text === undefined) return null;
  return countOption('cause', text, { most: 255 });
}

interface CoxColumns {
  readonly data: SurvivalTable;
  readonly covariates: readonly NamedColumn[];
  readonly clusters: Int32Array | undefined;
}

async function readCoxColumns(file: string, values: CoxValues, cause: number | null): Promise<CoxColumns> {
  const eventName = requiredOption('event', values.event);
  const names = columnsOption('x', values.x);
  const categorical = values.categorical === undefined ? [] : columnsOption('categorical', values.categorical);
  const stranger = categorical.find((name) => !names.includes(name));
  if (stranger !== undefined) throw new UsageError(`--categorical ${stranger} is not in --x`, 'add it to --x');
  const outcomeName = names.find((name) => name === values.time || name === eventName);
  if (outcomeName !== undefined) throw new UsageError(`--x names ${outcomeName}, which is to be explained`, 'leave it out of --x');
  const others = names.map((name): ColumnRequest => ({ name, type: categorical.includes(name) ? { as: 'label' } : { as: 'number' } }));
  if (values.cluster !== undefined) others.push({ name: values.cluster, type: { as: 'label' } });
  const data = await readSurvival(file, values, eventName, cause === null ? 'single' : 'causes', others);
  return {
    data,
    covariates: names.flatMap((name) =>
      categorical.includes(name) ? levelColumns(name, data.table.grouping(name)) : [{ name, values: data.table.numbers(name) }],
    ),
    clusters: values.cluster === undefined ? undefined : data.table.grouping(values.cluster).codes,
  };
}

/** A column of one level has no dummy: it stays, as a constant, so that it is refused by name instead of left out in silence. */
function levelColumns(name: string, grouping: Grouping): NamedColumn[] {
  return grouping.labels.length > 1 ? dummyColumns(name, grouping) : [{ name, values: new Float64Array(grouping.codes.length) }];
}

interface Asked {
  readonly cause: number | null;
  readonly confidenceLevel: number;
}

function reportOf({ n, nDropped }: FitTable, fit: CoxFit, warnings: readonly Warning[], asked: Asked): FitReport {
  const said = fitWarnings(warnings);
  return {
    result: { model: 'cox', n, nDropped, status: 'fitted', warnings: said, ...fitJson(fit, asked) },
    lines: [...lines(fit, asked.confidenceLevel), ...warningLines(warnings)],
  };
}

function fitJson(fit: CoxFit, { cause, confidenceLevel }: Asked) {
  const { events, ties, seType, clusters, logLikelihood, logLikelihoodNull, likelihoodRatio, wald, score } = fit;
  const { concordance, stdErr, reason, ...pairs } = fit.concordance;
  return {
    ...(cause === null ? {} : { cause }),
    events,
    ties,
    seType,
    clusters,
    confidenceLevel,
    coefficients: fit.coefficients.map(coefficientOf),
    logLikelihood,
    logLikelihoodNull,
    likelihoodRatio,
    wald: wald ?? { chiSquare: null, df: fit.coefficients.length, pValue: null, reason: 'NOT_ENOUGH_DATA' }, // too few clusters
    score,
    concordance,
    concordanceStdErr: stdErr,
    concordanceReason: reason,
    pairs,
    proportionalHazards: fit.proportionalHazards,
  };
}

function coefficientOf(row: CoxCoefficient) {
  const { vif: _noVif, ...json } = coefficientJson(row);
  const { hazardRatio, hazardRatioLow, hazardRatioHigh } = row;
  return { ...json, hazardRatio, hazardRatioLow, hazardRatioHigh };
}

function lines(fit: CoxFit, confidenceLevel: number): string[] {
  const { likelihoodRatio, wald, score, concordance } = fit;
  const test = (name: string, { chiSquare, df, pValue }: CoxFit['score']): string =>
    `${name} ${formatNumber(chiSquare, 2)} (df ${df}, p ${formatPValue(pValue)})`;
  return [
    `${formatCount(fit.n)} rows, ${formatCount(fit.events)} events; ${seTypeNames[fit.seType]}`,
    '',
    ...coefficientTable(fit.coefficients, confidenceLevel),
    '',
    [test('likelihood ratio', likelihoodRatio), ...(wald === null ? [] : [test('Wald', wald)]), test('score', score)].join('; '),
    `log-likelihood ${formatNumber(fit.logLikelihood, 2)} (${formatNumber(fit.logLikelihoodNull, 2)} without --x); ` +
      `concordance ${formatNumber(concordance.concordance, 3)} (std. error ${formatNumber(concordance.stdErr, 3)})`,
    '',
    ...hazardsTable(fit.proportionalHazards ?? []),
    '',
    'A hazard ratio of 1.20: at any time, one unit more goes with losses at a rate 20 % higher among those still there. Concordance:',
    'of two customers, how often the one with the higher predicted rate is lost first; 0.5 is chance.',
  ];
}

function coefficientTable(rows: readonly CoxCoefficient[], confidenceLevel: number): string[] {
  return table<CoxCoefficient>(
    [
      { title: 'term', cell: ({ name }) => name },
      { title: 'coefficient', align: 'right', cell: ({ estimate }) => significant(estimate) },
      { title: 'std. error', align: 'right', cell: ({ stdErr }) => significant(stdErr) },
      { title: 'hazard ratio', align: 'right', cell: ({ hazardRatio }) => significant(hazardRatio) },
      {
        title: `${formatLevel(confidenceLevel)} interval`,
        align: 'right',
        cell: ({ hazardRatioLow, hazardRatioHigh }) => formatInterval(hazardRatioLow, hazardRatioHigh, significant),
      },
      { title: 'z', align: 'right', cell: ({ statistic }) => formatNumber(statistic, 2) },
      { title: 'p', align: 'right', cell: ({ pValue }) => formatPValue(pValue) },
      { title: 'p (Holm)', align: 'right', cell: ({ pAdjusted }) => formatPValue(pAdjusted) },
    ],
    rows,
  );
}

function hazardsTable(tests: readonly ProportionalHazardsTest[]): string[] {
  return table<ProportionalHazardsTest>(
    [
      { title: 'proportional hazards', cell: ({ term }) => term },
      { title: 'chi-square', align: 'right', cell: ({ chiSquare }) => formatNumber(chiSquare, 2) },
      { title: 'df', align: 'right', cell: ({ df }) => String(df) },
      { title: 'p', align: 'right', cell: ({ pValue }) => formatPValue(pValue) },
      { title: 'rho', align: 'right', cell: ({ rho }) => formatNumber(rho, 3) },
    ],
    tests,
  );
}
