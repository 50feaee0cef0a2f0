import { chosenOption } from '../chosenOption.ts';
import { CliError, UsageError } from '../cliError.ts';
import { collect } from '../collect.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { currentRunDocument, rankedOfRunDocument } from '../documents/analyses.ts';
import type { RankedCustomersFragment, RankedOfRunQuery } from '../generated/graphql.ts';
import { type CsvStyle, excelOption, requireCsv } from '../print/csv.ts';
import { formatNumber, formatShare, formatTime } from '../print/numbers.ts';
import { csvRows, jsonRows } from '../print/rowPieces.ts';
import { tellingHowMany } from '../print/rowProgress.ts';
import { type Column, table } from '../print/table.ts';
import { writeAll } from '../print/writeAll.ts';
import { ask, rowsOf } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';

export type RankedRow = RankedCustomersFragment['rankedCustomers']['edges'][number]['node'];

const formats = ['TABLE', 'CSV', 'JSON'] as const;

export const customers = defineCommand({
  name: 'customers',
  summary: 'The customers that a run scored, by risk or by value',
  usage: ['customers --analysis NAME | --run ID [--tier NAME] [--first N] [--format table|csv|json] [--excel]'],
  parameters: [],
  options: {
    analysis: { type: 'string', value: 'NAME', help: 'by the run whose numbers stand' },
    run: { type: 'string', value: 'ID', help: 'by this run' },
    tier: { type: 'string', value: 'NAME', help: 'only of this tier' },
    first: { type: 'string', value: 'N', help: 'how many, from 1 up, or all (default 20)' },
    format: { type: 'string', value: 'FORMAT', help: 'table (default), csv or json, both with every digit' },
    json: { type: 'boolean', help: 'the same as --format json' },
    excel: excelOption,
  },
  notes: 'First in the ranking of the run first. Intervals are of the parameters and of chance together where the run has both.',
  examples: ['earshot customers --analysis churn --first 50', 'earshot customers --analysis worth --tier GOLD --first all --format csv'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ analysis, run, tier = null, first = '20', ...values }) => {
    const format = values.json ? 'JSON' : (chosenOption('format', values.format, formats) ?? 'TABLE');
    requireCsv(values, format === 'CSV');
    const most = countOption('first', first, { orAll: true });
    if ((analysis === undefined) === (run === undefined)) throw new UsageError('give either --analysis NAME or --run ID');
    const connection = connectionFromEnvironment();
    const id = run ?? (await currentResult(connection, analysis ?? ''));
    const rows = tellingHowMany(readRanking(connection, id, tier, most), { arePrinted: format !== 'TABLE' });
    if (format === 'JSON') await writeAll(jsonRows(rows));
    else if (format === 'CSV') await writeAll(rankingCsv(rows, values));
    else for (const line of rankingTable(await collect(rows))) console.log(line);
    return 0;
  },
});

async function currentResult(connection: Connection, name: string): Promise<string> {
  const { analysis } = await ask(connection, currentRunDocument, { analysis: name });
  if (!analysis) throw new CliError(`there is no analysis ${JSON.stringify(name)}`, 'earshot analyses lists them');
  if (!analysis.currentRun) throw new CliError(`analysis ${name} has no run with a result on all the data`, `earshot run ${name} --wait`);
  return analysis.currentRun.id;
}

async function* readRanking(connection: Connection, id: string, tier: string | null, most: number): AsyncGenerator<RankedRow> {
  let found: RankedCustomersFragment | undefined;
  const pick = ({ run }: RankedOfRunQuery) => {
    if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
    found = run;
    return run.rankedCustomers;
  };
  let isEmpty = true;
  for await (const row of rowsOf(connection, rankedOfRunDocument, { id, tier }, pick, most)) {
    isEmpty = false;
    yield row;
  }
  if (isEmpty && found) throw new CliError(emptyRanking(found, tier), 'earshot runs show tells what became of it');
}

function emptyRanking(run: RankedCustomersFragment, tier: string | null): string {
  const { state, kind, analysis, rankedCustomers, scoresClearedAt } = run;
  if (rankedCustomers.emptyReason === 'SCORES_CLEARED')
    return `what the run of ${analysis.name} said of single customers is no longer kept, since ${formatTime(scoresClearedAt)}: earshot run ${analysis.name} makes it anew, --as-of DATE as of then`;
  if (state !== 'SUCCEEDED') return `the run of ${analysis.name} is ${state}: it has no ranking`;
  return tier === null
    ? `the run of ${analysis.name} (${kind}) scored no customers`
    : `nobody is in tier ${tier} of the run of ${analysis.name}`;
}

const probability = (value: number | null) => formatShare(value, 1);
const interval = (low: number | null, high: number | null, format: (value: number) => string) =>
  low === null || high === null ? '' : `${format(low)} to ${format(high)}`;
const money = (value: number) => formatNumber(value, 2);

/** Only columns that the run has. */
export function rankingTable(rows: readonly RankedRow[]): string[] {
  const has = (name: keyof RankedRow) => rows.some((row) => row[name] !== null);
  const optional = (name: keyof RankedRow, column: Column<RankedRow>) => (has(name) ? [column] : []);
  return table(
    [
      { title: '#', align: 'right', cell: ({ position }) => String(position) },
      { title: 'customer', cell: ({ customer }) => customer?.externalId ?? '–' },
      ...optional('churnRisk', { title: 'risk', align: 'right', cell: ({ churnRisk }) => probability(churnRisk) }),
      ...optional('churnRiskCiLow', {
        title: 'interval',
        cell: ({ churnRiskCiLow, churnRiskCiHigh }) => interval(churnRiskCiLow, churnRiskCiHigh, probability),
      }),
      ...optional('value', { title: 'value', align: 'right', cell: ({ value }) => formatNumber(value, 2) }),
      ...optional('valuePredictedLow', {
        title: 'interval',
        cell: ({ valuePredictedLow, valuePredictedHigh }) => interval(valuePredictedLow, valuePredictedHigh, money),
      }),
      ...optional('pAlive', { title: 'P(alive)', align: 'right', cell: ({ pAlive }) => probability(pAlive) }),
      ...optional('expectedPurchases', {
        title: 'purchases',
        align: 'right',
        cell: ({ expectedPurchases }) => formatNumber(expectedPurchases, 2),
      }),
      ...optional('percentile', { title: 'percentile', align: 'right', cell: ({ percentile }) => probability(percentile) }),
      ...optional('tier', { title: 'tier', cell: ({ tier }) => tier ?? '' }),
    ],
    rows,
  );
}

const csvColumns = [
  'position',
  'customer',
  'churnRisk',
  'churnRiskCiLow',
  'churnRiskCiHigh',
  'pAlive',
  'expectedPurchases',
  'expectedPurchasesLow',
  'expectedPurchasesHigh',
  'value',
  'valueExpectedLow',
  'valueExpectedHigh',
  'valuePredictedLow',
  'valuePredictedHigh',
  'percentile',
  'tier',
] as const satisfies (keyof RankedRow)[];

/** Every column, named as in the graph, whatever the run has: files of two runs have the same columns. */
export function rankingCsv(rows: AsyncIterable<RankedRow>, style: CsvStyle = {}): AsyncGenerator<string> {
  const flat = async function* () {
    for await (const { customer, ...numbers } of rows) yield { ...numbers, customer: customer?.externalId ?? null };
  };
  return csvRows(csvColumns, flat(), style);
}
