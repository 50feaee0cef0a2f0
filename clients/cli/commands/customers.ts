import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { currentRunDocument, rankedOfRunDocument } from '../documents/analyses.ts';
import type { RankedCustomersFragment } from '../generated/graphql.ts';
import { csvLine } from '../print/csv.ts';
import { formatNumber, formatShare } from '../print/numbers.ts';
import { type Column, table } from '../print/table.ts';
import { ask } from '../server/ask.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';

export type RankedRow = RankedCustomersFragment['rankedCustomers']['edges'][number]['node'];

/** As many as the graph gives at a time. */
const pageSize = 200;
const formats = ['table', 'csv', 'json'];

export const customers = defineCommand({
  name: 'customers',
  summary: 'The customers that a run scored, by risk or by value',
  usage: ['customers --analysis NAME | --run ID [--tier NAME] [--first N] [--format table|csv|json]'],
  parameters: [],
  options: {
    analysis: { type: 'string', value: 'NAME', help: 'by the run whose numbers stand' },
    run: { type: 'string', value: 'ID', help: 'by this run' },
    tier: { type: 'string', value: 'NAME', help: 'only of this tier' },
    first: { type: 'string', value: 'N', help: 'how many, from 1 up, or all (default 20)' },
    format: { type: 'string', value: 'FORMAT', help: 'table (default), csv or json, both with every digit' },
    json: { type: 'boolean', help: 'the same as --format json' },
  },
  notes: 'First in the ranking of the run first. Intervals are of the parameters and of chance together where the run has both.',
  examples: ['earshot customers --analysis churn --first 50', 'earshot customers --analysis worth --tier GOLD --first all --format csv'],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async ({ analysis, run, tier, first = '20', ...values }) => {
    const format = values.json ? 'json' : (values.format ?? 'table');
    if (!formats.includes(format)) throw new UsageError(`--format ${format} is none of ${formats.join(', ')}`);
    if (first !== 'all' && !/^[1-9]\d{0,8}$/.test(first)) throw new UsageError(`--first ${first} is neither a number from 1 up nor all`);
    if ((analysis === undefined) === (run === undefined)) throw new UsageError('give either --analysis NAME or --run ID');
    const connection = connectionFromEnvironment();
    const id = run ?? (await currentResult(connection, analysis ?? ''));
    const rows = await readRanking(connection, id, tier ?? null, first === 'all' ? Infinity : Number(first));
    if (format === 'json') console.log(JSON.stringify(rows, null, 2));
    else if (format === 'csv') process.stdout.write(rankingCsv(rows));
    else for (const line of rankingTable(rows)) console.log(line);
    return 0;
  },
});

async function currentResult(connection: Connection, name: string): Promise<string> {
  const { analysis } = await ask(connection, currentRunDocument, { analysis: name });
  if (!analysis) throw new CliError(`there is no analysis ${JSON.stringify(name)}`, 'earshot analyses lists them');
  if (!analysis.currentRun) throw new CliError(`analysis ${name} has no run with a result on all the data`, `earshot run ${name} --wait`);
  return analysis.currentRun.id;
}

interface Page {
  readonly id: string;
  readonly tier: string | null;
  readonly first: number;
  readonly after: string | null;
}

async function readPage(connection: Connection, page: Page): Promise<RankedCustomersFragment> {
  const { run } = await ask(connection, rankedOfRunDocument, page);
  if (!run) throw new CliError(`there is no run ${page.id}`, 'earshot runs lists them');
  return run;
}

async function readRanking(connection: Connection, id: string, tier: string | null, most: number): Promise<RankedRow[]> {
  const rows: RankedRow[] = [];
  for (let after: string | null = null; ; ) {
    const run = await readPage(connection, { id, tier, after, first: Math.min(pageSize, most - rows.length) });
    const { edges, pageInfo } = run.rankedCustomers;
    rows.push(...edges.map(({ node }) => node));
    if (rows.length === 0) throw new CliError(emptyRanking(run, tier), 'earshot runs show tells what became of it');
    if (!pageInfo.hasNextPage || rows.length >= most) return rows;
    after = pageInfo.endCursor ?? null;
  }
}

function emptyRanking({ state, kind, analysis }: RankedCustomersFragment, tier: string | null): string {
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

/** Every column, named as in the graph, whatever the run has: files of two runs have the same columns. */
export function rankingCsv(rows: readonly RankedRow[]): string {
  const flat = rows.map(({ position, customer, ...numbers }) => ({ position, customer: customer?.externalId ?? null, ...numbers }));
  const names = Object.keys(flat[0] ?? {}) as (keyof (typeof flat)[number])[];
  return csvLine(names) + flat.map((row) => csvLine(names.map((name) => row[name]))).join('');
}
