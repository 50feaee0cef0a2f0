import {
  discountedLifetime,
  discountedResidualLifetime,
  expectedTenure,
  type RenewalModel,
  type SbgFit,
  sbg,
  sbgAt,
  survivalForecast,
  type Warning,
} from '../../../../worker/stats/index.ts';
import { formatCount, formatInterval, formatNumber, formatShare } from '../../print/numbers.ts';
import { table } from '../../print/table.ts';
import { defineFit, FileFault, type FitReport, levelOption, numberOption, requiredOption } from '../fitModel.ts';
import { type ColumnRequest, type FitTable, type ReadOptions, readFitTable } from '../fitTable.ts';
import { givenParameters, parametersOption } from '../givenParameters.ts';
import { fitWarnings, refusalReport, warningLines } from '../outcomeReport.ts';

const names = ['alpha', 'beta'] as const;

export const sbgFit = defineFit({
  name: 'sbg',
  summary: 'How many subscribers stay how long, and what they will pay yet (shifted beta-geometric)',
  usage: '--period P --survivors N [--cohort C] [--predict 12] [--discount 0.10] [--margin M] [--parameters alpha=…,beta=…]',
  options: {
    period: { type: 'string', value: 'P', help: 'number of the period, 0 = acquisition, without gaps' },
    survivors: { type: 'string', value: 'N', help: 'customers still there in that period' },
    cohort: { type: 'string', value: 'C', help: 'whose customers: the cohorts are fitted together, each from its own period 0' },
    predict: { type: 'string', value: 'H', help: 'up to which period survival and retention are told (default: the last one seen)' },
    discount: { type: 'string', value: '0.10', help: 'a year (default 0.10 = 10 %)' },
    'periods-a-year': { type: 'string', value: '12', help: 'how many periods a year has (default 1)' },
    margin: { type: 'string', value: 'M', help: 'money that a customer leaves in a period: values in money instead of payments' },
    level: { type: 'string', value: '0.95', help: 'confidence level of the intervals (default 0.95)' },
    ...parametersOption,
  },
  notes:
    'One row a period (and cohort). Survivors never rise; survival is told of those acquired, retention of those there the period before. ' +
    'A lifetime is in payments, discounted: of a new customer with the first one, of a customer of a cohort from the next renewal on.',
  examples: [
    'earshot fit sbg survivors.csv --period period --survivors active --predict 12',
    'earshot fit sbg cohorts.csv --period age --survivors active --cohort cohort --margin 29.90 --periods-a-year 12',
  ],
  fit: async (file, values): Promise<FitReport> => {
    const given = givenParameters(values.parameters, names);
    const whole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= 10_000;
    const horizon = values.predict === undefined ? null : numberOption('predict', values.predict, whole, 'a whole number from 0 to 10,000');
    const yearly = numberOption('discount', values.discount ?? '0.10', (value) => value >= 0, '0 or more');
    const periodsAYear = numberOption('periods-a-year', values['periods-a-year'] ?? '1', (value) => value > 0, 'above 0');
    const asked: Asked = {
      horizon,
      discountRate: Math.expm1(Math.log1p(yearly) / periodsAYear),
      margin: values.margin === undefined ? null : numberOption('margin', values.margin, (value) => value >= 0, '0 or more'),
      level: levelOption(values.level),
      isGiven: given !== undefined,
    };
    const periodName = requiredOption('period', values.period);
    const { cohorts, nDropped } = await readCohorts(file, {
      ...values,
      period: periodName,
      survivors: requiredOption('survivors', values.survivors),
    });
    const survivors = cohorts.map((cohort) => cohort.survivors);
    const outcome = given === undefined ? sbg(survivors) : sbgAt(survivors, given);
    if (outcome.kind === 'notEstimable') return refusalReport('sbg', { n: customersOf(cohorts), nDropped }, outcome);
    return report(outcome.fit, cohorts, nDropped, asked, outcome.warnings);
  },
});

interface Asked {
  readonly horizon: number | null;
  /** a period */
  readonly discountRate: number;
  readonly margin: number | null;
  readonly level: number;
  readonly isGiven: boolean;
}

interface Cohort {
  /** null: the file has one cohort, without a name */
  readonly name: string | null;
  readonly survivors: Float64Array;
}

const customersOf = (cohorts: readonly Cohort[]): number => cohorts.reduce((sum, { survivors: [size = 0] }) => sum + size, 0);

interface CohortColumns extends ReadOptions {
  readonly period: string;
  readonly survivors: string;
  readonly cohort?: string;
}

/** @throws FileFault for a cohort without a period 0, with a gap, a period twice or rising survivors */
async function readCohorts(file: string, columns: CohortColumns): Promise<{ cohorts: Cohort[]; nDropped: number }> {
  const { period, survivors, cohort } = columns;
  const requests: ColumnRequest[] = [
    { name: period, type: { as: 'number', min: 0, whole: true } },
    { name: survivors, type: { as: 'number', min: 0, whole: true } },
    ...(cohort === undefined ? [] : [{ name: cohort, type: { as: 'label' } } as const]),
  ];
  const rows = await readFitTable(file, requests, columns);
  if (rows.n === 0) throw new FileFault(`${file} has no rows`, 'one row a period is needed');
  const grouping = cohort === undefined ? null : rows.grouping(cohort);
  const periods = rows.numbers(period);
  const rowsOf = (grouping?.labels ?? [null]).map((): number[] => []);
  for (let row = 0; row < rows.n; row++) rowsOf[grouping?.codes[row] ?? 0]?.push(row);
  const cohorts = rowsOf.map((own, code): Cohort => {
    const name = grouping?.labels[code] ?? null;
    const sorted = own.toSorted((a, b) => (periods[a] ?? 0) - (periods[b] ?? 0));
    return { name, survivors: survivorsOf(rows, columns, sorted, name) };
  });
  return { cohorts, nDropped: rows.nDropped };
}

function survivorsOf(rows: FitTable, { period, survivors }: CohortColumns, sorted: readonly number[], cohort: string | null): Float64Array {
  const periods = rows.numbers(period);
  const counts = rows.numbers(survivors);
  const who = cohort === null ? '' : ` of cohort ${cohort}`;
  const fault = (row: number, column: string, problem: string, remedy: string): FileFault =>
    new FileFault(`${rows.file} line ${rows.lineOf(row)}, column ${column}: ${problem}`, remedy);
  return Float64Array.from(sorted, (row, place) => {
    const [found = 0, left = 0, before = left] = [periods[row], counts[row], counts[sorted[place - 1] ?? row]];
    if (found < place) {
      const remedy = cohort === null ? 'say --cohort COLUMN if the file holds several cohorts' : 'one row a period and cohort is needed';
      throw fault(row, period, `period ${found}${who} stands there twice`, remedy);
    }
    if (found > place && place === 0)
      throw fault(row, period, `the first period${who} is ${found}`, 'add period 0, the customers at acquisition');
    if (found > place)
      throw fault(row, period, `period ${place}${who} is missing before ${found}`, 'add a row for it: periods have no gaps');
    if (place === 0 && left === 0) throw fault(row, survivors, `nobody was acquired${who}`, 'leave the cohort out');
    if (left > before)
      throw fault(
        row,
        survivors,
        `${left} customers${who} after ${before} in the period before`,
        'survivors never rise: a customer who comes back is a new one',
      );
    return left;
  });
}

function report(fit: SbgFit, cohorts: readonly Cohort[], nDropped: number, asked: Asked, fitted: readonly Warning[]): FitReport {
  const horizon = asked.horizon ?? fit.renewals;
  const { discountRate, margin } = asked;
  const predictions = survivalForecast(fit, horizon, asked.level).map(({ survivalLow, survivalHigh, ...row }) => ({
    ...row,
    ciLow: survivalLow,
    ciHigh: survivalHigh,
  }));
  const perCohort = cohorts.map(({ name, survivors }) => {
    const renewalsMade = survivors.length - 1;
    const active = survivors.at(-1) ?? 0;
    const residualLifetime = discountedResidualLifetime(fit.model, renewalsMade, discountRate);
    const residualPayments = residualLifetime === null ? null : residualLifetime * active;
    return {
      cohort: name,
      size: survivors[0] ?? 0,
      renewalsMade,
      active,
      residualLifetime,
      residualPayments,
      residualValue: inMoney(residualPayments, margin),
    };
  });
  const lifetime = discountedLifetime(fit.model, discountRate);
  const isBeyond: Warning = { code: 'EXTRAPOLATED', subject: null, detail: `periods after ${fit.renewals} were seen in no cohort` };
  const warnings = [...fitted, ...(horizon > fit.renewals ? [isBeyond] : [])];
  const result = {
    model: 'sbg',
    n: fit.n,
    nDropped,
    status: 'fitted',
    warnings: fitWarnings(warnings),
    parameters: parametersOf(fit.model),
    stdErrs: fit.stdErrs,
    isGiven: asked.isGiven,
    limit: fit.model.kind === 'sbg' ? null : fit.model,
    logLikelihood: fit.logLikelihood,
    losses: fit.losses,
    discountRate,
    discountedLifetime: lifetime,
    customerValue: inMoney(lifetime, margin),
    expectedTenure: expectedTenure(fit.model, horizon),
    predictions,
    cohorts: perCohort,
  } as const;
  return { result, lines: [...fitLines(result, margin), ...warningLines(warnings)] };
}

const inMoney = (payments: number | null, margin: number | null): number | null =>
  payments === null || margin === null ? null : payments * margin;

/** Null on the boundary, where they have no bound or are 0. */
function parametersOf(model: RenewalModel): Record<(typeof names)[number], number | null> {
  return model.kind === 'sbg' ? { alpha: model.alpha, beta: model.beta } : { alpha: null, beta: null };
}

interface Shown {
  readonly n: number;
  readonly losses: number;
  readonly isGiven: boolean;
  readonly logLikelihood: number;
  readonly parameters: Record<(typeof names)[number], number | null>;
  readonly stdErrs: SbgFit['stdErrs'];
  readonly discountedLifetime: number | null;
  readonly discountRate: number;
  readonly customerValue: number | null;
  readonly predictions: readonly {
    period: number;
    survival: number;
    ciLow: number | null;
    ciHigh: number | null;
    retention: number | null;
  }[];
  readonly cohorts: readonly {
    cohort: string | null;
    size: number;
    renewalsMade: number;
    active: number;
    residualLifetime: number | null;
    residualValue: number | null;
  }[];
}

function fitLines(shown: Shown, margin: number | null): string[] {
  const { n, losses, parameters, stdErrs, predictions, cohorts } = shown;
  const value = margin === null ? '' : `, worth ${formatNumber(shown.customerValue, 2)} at ${formatNumber(margin, 2)} a period`;
  return [
    `n ${formatCount(n)} customers, ${formatCount(losses)} left · log-likelihood ${formatNumber(shown.logLikelihood, 2)} · ${shown.isGiven ? 'parameters as given' : 'maximum likelihood'}`,
    '',
    ...table(
      [
        { title: 'parameter', cell: (name) => name },
        { title: 'estimate', align: 'right', cell: (name) => formatNumber(parameters[name], 4) },
        { title: 'std. error', align: 'right', cell: (name) => formatNumber(stdErrs?.[name], 4) },
      ],
      names,
    ),
    '',
    ...table(
      [
        { title: 'period', align: 'right', cell: ({ period }) => formatCount(period) },
        { title: 'still there', align: 'right', cell: ({ survival }) => formatShare(survival) },
        { title: 'interval', align: 'right', cell: ({ ciLow, ciHigh }) => formatInterval(ciLow, ciHigh, formatShare) },
        { title: 'renewed', align: 'right', cell: ({ retention }) => formatShare(retention) },
      ],
      predictions,
    ),
    '',
    `a new customer makes ${formatNumber(shown.discountedLifetime, 2)} payments, discounted by ${formatShare(shown.discountRate, 2)} a period${value}`,
    '',
    ...table(
      [
        { title: 'cohort', cell: ({ cohort }) => cohort ?? 'all' },
        { title: 'acquired', align: 'right', cell: ({ size }) => formatCount(size) },
        { title: 'renewals', align: 'right', cell: ({ renewalsMade }) => formatCount(renewalsMade) },
        { title: 'there now', align: 'right', cell: ({ active }) => formatCount(active) },
        { title: 'payments yet, each', align: 'right', cell: ({ residualLifetime }) => formatNumber(residualLifetime, 2) },
        ...(margin === null
          ? []
          : [
              {
                title: 'value, all',
                align: 'right',
                cell: ({ residualValue }: Shown['cohorts'][number]) => formatNumber(residualValue, 2),
              } as const,
            ]),
      ],
      cohorts,
    ),
  ];
}
