import {
  crossValidation,
  type FitOutcome,
  type OlsFit,
  type OutOfSample,
  ols,
  olsBootstrap,
  type RidgeFit,
  ridge,
  smallSampleWarnings,
} from '../../../../worker/stats/index.ts';
import { UsageError } from '../../cliError.ts';
import type { OptionTable } from '../../command.ts';
import { countOption } from '../../countOption.ts';
import { formatCount, formatNumber, formatPValue } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { defineFit, type FitReport, type FitResult } from '../fitModel.ts';
import { incompleteOls } from '../incompleteOls.ts';
import { droppedWarnings, fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';
import {
  incompleteOption,
  missingOption,
  ofGroup,
  type RegressionData,
  readRegression,
  regressionOptions,
  seTypeOption,
} from '../regressionData.ts';
import { coefficientJson, coefficientLines, seTypeNames, significant } from '../regressionOutput.ts';

const options = {
  ...regressionOptions,
  se: {
    type: 'string',
    value: 'KIND',
    help: 'classical, hc3 or cluster (default: by cluster with --cluster, linearised with --weights, else hc3)',
  },
  bootstrap: {
    type: 'string',
    value: 'N',
    help: 'errors and percentile intervals from N draws of rows, or of clusters, instead',
  },
  folds: { type: 'string', value: '10', help: 'parts of the cross-validation (default 10)' },
  seed: { type: 'string', value: '1', help: 'of the folds and of the bootstrap (default 1)' },
  ridge: { type: 'boolean', help: 'ridge regression beside it, its penalty chosen by cross-validation' },
  missing: incompleteOption,
  forces: { type: 'string', value: 'F=A,B;G=C', help: 'not for this model: fit drivers has the importance of forces' },
} as const satisfies OptionTable;

interface Request {
  readonly intercept: boolean;
  readonly seType: ReturnType<typeof seTypeOption>;
  readonly draws: number | null;
  readonly folds: number;
  readonly seed: number;
  readonly isRidgeAsked: boolean;
}

export const olsFit = defineFit({
  name: 'ols',
  summary: 'Linear regression: coefficients with robust errors, R squared, F',
  usage: '--y Y --x A,B,C [--cluster C] [--weights W] [--group G] [--missing em]',
  options,
  notes:
    'Errors allow for unequal spread (HC3) unless another kind is asked for. Drivers that repeat each other exactly are refused by name. ' +
    'p (Holm) holds for all drivers of the table together; "cross-validated" is the R squared to expect on answers that the model has not seen. ' +
    'With --missing available or em the coefficients follow from covariances: errors come from draws only (--bootstrap, 0 for none, 1,000 unsaid where that takes seconds), ' +
    'and what needs complete rows is null.',
  examples: [
    'earshot fit ols answers.csv --y NPS --x Q1,Q2,Q3',
    'earshot fit ols answers.csv --y NPS --x Q1,Q2,plan --categorical plan --cluster customer',
    'earshot fit ols answers.csv --y NPS --x Q1,Q2 --weights weight --group country --json',
    'earshot fit ols answers.csv --y NPS --x Q1,Q2,Q3 --missing em --bootstrap 1000 --cluster customer',
  ],
  fit: async (file, values) => {
    if (values.forces !== undefined)
      throw new UsageError('--forces is not for ols: it has no importance', 'earshot fit drivers takes it, with the same coefficients');
    if (missingOption(values.missing) !== 'listwise') return incompleteOls(file, values);
    if (values.ridge === true && values['no-intercept'] === true)
      throw new UsageError(
        '--ridge is not for --no-intercept: it leaves the intercept unshrunk, which a line through the origin has not',
        'say one of them',
      );
    if (values.se !== undefined && values.bootstrap !== undefined)
      throw new UsageError(`--se ${values.se} is not for --bootstrap: its errors come from the draws`, 'say one of them');
    const request: Request = {
      intercept: values['no-intercept'] !== true,
      seType: seTypeOption(values),
      draws: values.bootstrap === undefined ? null : countOption('bootstrap', values.bootstrap, { least: 100 }),
      folds: countOption('folds', values.folds ?? '10', { least: 2 }),
      seed: countOption('seed', values.seed ?? '1', { least: 0 }),
      isRidgeAsked: values.ridge === true,
    };
    return reportOf(await readRegression(file, values), request);
  },
});

function reportOf(data: RegressionData, request: Request): FitReport {
  const { n, nDropped } = data.table;
  const pooled = regress(data, request);
  if (pooled.outcome.kind === 'notEstimable') return refusalReport('ols', { n, nDropped }, pooled.outcome);
  const { group } = data;
  const parts = group === null ? [] : group.labels.map((label, code) => ({ label, ...regress(ofGroup(data, group, code), request) }));
  const { outcome } = pooled;
  const warnings = [...droppedWarnings(data.table), ...outcome.warnings];
  const result: FitResult = {
    model: 'ols',
    n: outcome.fit.model.n,
    nDropped,
    status: 'fitted',
    warnings: fitWarnings(warnings),
    ...fitJson(outcome.fit, pooled),
    ...(group === null ? {} : { groups: parts.map(({ label, ...part }) => groupJson(label, part)) }),
  };
  const lines = [
    ...fitLines(outcome.fit, pooled),
    ...parts.flatMap(({ label, ...part }) => ['', `${label}:`, ...groupLines(part)]),
    ...warningLines(warnings),
  ];
  return { result, lines };
}

/** One regression and what is told beside it; null where it was not asked for or cannot be told. */
interface Regression {
  readonly rows: number;
  readonly outcome: FitOutcome<OlsFit>;
  readonly crossValidated: OutOfSample | null;
  readonly ridge: RidgeFit | null;
}

function regress({ outcome: y, drivers, roles, confidenceLevel }: RegressionData, request: Request): Regression {
  const { intercept, seType, draws, folds, seed, isRidgeAsked } = request;
  const asked = { intercept, roles, confidenceLevel };
  const outcome =
    draws === null
      ? ols(y, drivers, seType === undefined ? asked : { ...asked, seType })
      : olsBootstrap(y, drivers, { ...asked, draws, seed });
  const rows = y.values.length;
  if (outcome.kind === 'notEstimable') return { rows, outcome, crossValidated: null, ridge: null };
  const validated = crossValidation(y, drivers, { intercept, roles, folds, seed });
  const shrunk = isRidgeAsked ? ridge(y, drivers, { roles, folds, seed }) : null;
  const warnings = [
    ...smallSampleWarnings(outcome.fit.model.n, drivers.length, outcome.fit.model.clusters),
    ...outcome.warnings,
    ...(validated.kind === 'fitted' ? [] : [{ code: validated.reason, subject: 'cross-validation', detail: validated.detail }]),
    ...(shrunk === null
      ? []
      : shrunk.kind === 'fitted'
        ? shrunk.warnings
        : [{ code: shrunk.reason, subject: 'ridge', detail: shrunk.detail }]),
  ];
  return {
    rows,
    outcome: { ...outcome, warnings },
    crossValidated: validated.kind === 'fitted' ? validated.fit : null,
    ridge: shrunk?.kind === 'fitted' ? shrunk.fit : null,
  };
}

function fitJson({ model, intercept, drivers }: OlsFit, { crossValidated, ridge: shrunk }: Regression) {
  const { n: _n, weighting, clusters, ...rest } = model;
  return {
    coefficients: [...(intercept === null ? [] : [coefficientJson(intercept)]), ...drivers.map(coefficientJson)],
    ...rest,
    clusters,
    weighting,
    crossValidatedRSquared: crossValidated?.rSquared ?? null,
    crossValidatedStdErr: crossValidated?.stdErr ?? null,
    folds: crossValidated?.folds ?? null,
    ...(shrunk === null ? {} : { ridge: shrunk }),
  };
}

function groupJson(group: string, part: Regression) {
  const { outcome, rows } = part;
  if (outcome.kind === 'fitted')
    return { group, n: outcome.fit.model.n, status: 'fitted', warnings: fitWarnings(outcome.warnings), ...fitJson(outcome.fit, part) };
  const { reason, detail, subjects } = outcome;
  return { group, n: rows, status: 'notEstimable', warnings: [], reason, detail, subjects };
}

function fitLines({ model, intercept, drivers }: OlsFit, { crossValidated, ridge: shrunk }: Regression): string[] {
  const rows = [...(intercept === null ? [] : [intercept]), ...drivers];
  const test =
    model.waldStatistic === null
      ? 'joint test undefined'
      : `joint test F(${model.dfModel}, ${model.waldDf}) = ${significant(model.waldStatistic)}, p ${formatPValue(model.waldPValue)}`;
  const validated =
    crossValidated === null
      ? []
      : [`cross-validated ${formatNumber(crossValidated.rSquared, 3)} ± ${formatNumber(crossValidated.stdErr, 3)}`];
  const clusters = model.clusters === null ? [] : [`${formatCount(model.clusters)} clusters`];
  const effective = model.weighting === null ? [] : [`Kish's effective n ${formatNumber(model.weighting.kishEffectiveN, 0)}`];
  return [
    [`n ${formatCount(model.n)}`, ...clusters, ...effective, seTypeNames[model.seType]].join(' · '),
    [`R² ${formatNumber(model.rSquared, 3)}`, `adjusted ${formatNumber(model.adjustedRSquared, 3)}`, ...validated, test].join(' · '),
    `residual std. error ${significant(model.residualStdErr)} on ${formatCount(model.df)} degrees of freedom`,
    '',
    ...coefficientLines(rows, model.confidenceLevel),
    ...(shrunk === null ? [] : ridgeLines(shrunk)),
  ];
}

function ridgeLines({ penalty, effectiveDf, crossValidated, coefficients }: RidgeFit): string[] {
  const validated = `cross-validated R² ${formatNumber(crossValidated.rSquared, 3)} ± ${formatNumber(crossValidated.stdErr, 3)}`;
  return [
    '',
    `ridge: penalty ${significant(penalty)} · effective slopes ${formatNumber(effectiveDf, 1)} · ${validated}`,
    ...table(
      [
        { title: 'term', cell: ({ name }) => name },
        { title: 'estimate', align: 'right', cell: ({ estimate }) => significant(estimate) },
        { title: 'standardised', align: 'right', cell: ({ standardizedEstimate }) => formatNumber(standardizedEstimate, 3) },
      ],
      coefficients,
    ),
    'ridge shrinks the coefficients towards 0 on purpose: read their order, not their errors',
  ];
}

function groupLines(part: Regression): string[] {
  const { outcome } = part;
  if (outcome.kind === 'notEstimable') return [`cannot be estimated (${outcome.reason}): ${outcome.detail}`];
  return [...fitLines(outcome.fit, part), ...warningLines(outcome.warnings)];
}
