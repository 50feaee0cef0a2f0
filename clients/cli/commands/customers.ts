import { chosenOption } from '../chosenOption.ts';
import { CliError, UsageError } from '../cliError.ts';
import { collect } from '../collect.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { currentRunDocument, kindOfRunDocument, listOriginDocument, rankedOfRunDocument } from '../documents/analyses.ts';
import type { AnalysisKind, RankedCustomersFragment, RankedOfRunQuery } from '../generated/graphql.ts';
import { cellCustomerCsv, cellCustomerTable } from '../print/cellCustomerTable.ts';
import { type CsvStyle, excelOption, requireCsv } from '../print/csv.ts';
import { listOrigin } from '../print/listOrigin.ts';
import { formatNumber, formatShare } from '../print/numbers.ts';
import { csvRows, jsonRows } from '../print/rowPieces.ts';
import { tellingHowMany } from '../print/rowProgress.ts';
import { type Column, table } from '../print/table.ts';
import { writeAll } from '../print/writeAll.ts';
import { ask, rowsOf } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';
import { type CellChoice, clearedScores, customersOfCells } from '../server/readCells.ts';

export type RankedRow = RankedCustomersFragment['rankedCustomers']['edges'][number]['node'];

const formats = ['TABLE', 'CSV', 'JSON'] as const;
const loyalties = ['PROMOTER', 'PASSIVE', 'DETRACTOR', 'UNKNOWN'] as const;

export const customers = defineCommand({
  name: 'customers',
  summary: 'The customers of a run: by risk, by value, or who is in a cell of value and loyalty',
  usage: ['customers --analysis NAME | --run ID [--loyalty LOYALTY] [--tier TIER] [--first N|all] [--format table|csv|json] [--excel]'],
  parameters: [],
  options: {
    analysis: { type: 'string', value: 'NAME', help: 'by the run whose numbers stand' },
    run: { type: 'string', value: 'ID', help: 'by this run' },
    loyalty: {
      type: 'string',
      value: 'LOYALTY',
      help: `of a run of value and loyalty, only ${loyalties.map((word) => word.toLowerCase()).join(', ')}`,
    },
    tier: { type: 'string', value: 'TIER', help: 'only of this tier: its name; of value and loyalty its number, 1 has the highest values' },
    first: { type: 'string', value: 'N', help: 'how many, from 1 up, or all (default 20)' },
    format: { type: 'string', value: 'FORMAT', help: 'table (default), csv or json, both with every digit' },
    json: { type: 'boolean', help: 'the same as --format json' },
    excel: excelOption,
  },
  notes:
    'First in the ranking of the run first; of value and loyalty cell after cell, in each the highest value first. Intervals are of the parameters and of chance together where the run has both.',
  examples: [
    'earshot customers --analysis churn --first 50',
    'earshot customers --analysis worth --tier GOLD --first all --format csv',
    'earshot customers --analysis segments --loyalty detractor --tier 1',
  ],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ analysis, run, tier = null, first = '20', loyalty: word, ...values }) => {
    const format = values.json ? 'JSON' : (chosenOption('format', values.format, formats) ?? 'TABLE');
    requireCsv(values, format === 'CSV');
    const most = countOption('first', first, { orAll: true });
    const loyalty = chosenOption('loyalty', word, loyalties) ?? null;
    if ((analysis === undefined) === (run === undefined)) throw new UsageError('give either --analysis NAME or --run ID');
    const connection = connectionFromEnvironment();
    const { id, kind } = run === undefined ? await currentResult(connection, analysis ?? '') : await runOf(connection, run);
    if (kind === 'VALUE_LOYALTY') return printCells(connection, id, { choice: { loyalty, tier }, most, format, style: values });
    if (loyalty !== null) throw new UsageError(`--loyalty is of runs of value and loyalty, this one is of kind ${kind}`);
    if (kind === 'DRIVERS')
      throw new CliError(
        'a run of kind DRIVERS says nothing of single customers',
        'runs of CHURN, CLV and VALUE_LOYALTY do: earshot analyses lists them',
      );
    const rows = tellingHowMany(readRanking(connection, id, tier, most), { arePrinted: format !== 'TABLE' });
    if (format === 'JSON') await writeAll(jsonRows(rows));
    else if (format === 'CSV') await writeAll(rankingCsv(rows, values));
    else for (const line of [...rankingTable(await collect(rows)), ...(await originOf(connection, id))]) console.log(line);
    return 0;
  },
});

interface CellWish {
  readonly choice: CellChoice;
  readonly most: number;
  readonly format: (typeof formats)[number];
  readonly style: CsvStyle;
}

async function printCells(connection: Connection, id: string, { choice, most, format, style }: CellWish): Promise<number> {
  const rows = tellingHowMany(customersOfCells(connection, id, choice, most), { arePrinted: format !== 'TABLE' });
  if (format === 'JSON') await writeAll(jsonRows(rows));
  else if (format === 'CSV') await writeAll(cellCustomerCsv(rows, style));
  else for (const line of [...cellCustomerTable(await collect(rows)), ...(await originOf(connection, id))]) console.log(line);
  return 0;
}

const originOf = async (connection: Connection, id: string) => listOrigin(await ask(connection, listOriginDocument, { id }));

type RunOfKind = { readonly id: string; readonly kind: AnalysisKind };

async function runOf(connection: Connection, id: string): Promise<RunOfKind> {
  const { run } = await ask(connection, kindOfRunDocument, { id });
  if (!run) throw new CliError(`there is no run ${id}`, 'earshot runs lists them');
  return run;
}

async function currentResult(connection: Connection, name: string): Promise<RunOfKind> {
  const { analysis } = await ask(connection, currentRunDocument, { analysis: name });
  if (!analysis) throw new CliError(`there is no analysis ${JSON.stringify(name)}`, 'earshot analyses lists them');
  if (!analysis.currentRun) throw new CliError(`analysis ${name} has no run with a result on all the data`, `earshot run ${name} --wait`);
  return analysis.currentRun;
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
  if (isEmpty && found) throw new CliError(emptyRanking(found, tier), `earshot runs show ${id} tells what became of it`);
}

function emptyRanking(run: RankedCustomersFragment, tier: string | null): string {
  const { state, kind, analysis, rankedCustomers, scoresClearedAt } = run;
  if (rankedCustomers.emptyReason === 'SCORES_CLEARED') return clearedScores(analysis.name, scoresClearedAt);
  if (state !== 'SUCCEEDED') return `the run of ${analysis.name} is ${state}: it has no ranking`;
  return tier === null
    ? `the run of ${analysis.name} (${kind}) scored no customers`
    : `nobody is in tier ${JSON.stringify(tier)} of the run of ${analysis.name}: capital and small letters differ`;
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
