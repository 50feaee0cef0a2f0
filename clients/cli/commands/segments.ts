import { readFileSync } from 'node:fs';
import { chosenOption } from '../chosenOption.ts';
import { CliError, UsageError } from '../cliError.ts';
import { collect } from '../collect.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { savedTextsDocument } from '../documents/saved.ts';
import {
  createSegmentDocument,
  deleteSegmentDocument,
  segmentDocument,
  segmentKeyDocument,
  segmentMembersDocument,
  segmentsDocument,
  updateSegmentDocument,
} from '../documents/segments.ts';
import type { CustomerFilter, SegmentMembersQuery, SegmentQuery } from '../generated/graphql.ts';
import { excelOption, requireCsv } from '../print/csv.ts';
import { formatCount, formatNumber, formatTime } from '../print/numbers.ts';
import { csvRows, jsonRows } from '../print/rowPieces.ts';
import { tellingHowMany } from '../print/rowProgress.ts';
import { table } from '../print/table.ts';
import { writeAll } from '../print/writeAll.ts';
import { ask, askForAll, rowsOf } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { asOfMoment } from '../server/momentOption.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;
const asOfOption = { type: 'string', value: 'DATE', help: 'who was in it at the end of that day, or at a moment (default: now)' } as const;

const listing = {
  summary: 'Customers by filters that are kept under a name',
  parameters: [],
  options: { json },
  examples: ['earshot segments'],
  environment,
  run: async ({ json: asJson }: { json?: boolean | undefined }) => {
    const rows = await askForAll(connectionFromEnvironment(), segmentsDocument, {}, ({ segments }) => segments);
    const columns = [
      { title: 'segment', cell: ({ key }: (typeof rows)[number]) => key },
      { title: 'name', cell: ({ name }: (typeof rows)[number]) => name },
      { title: 'version', cell: ({ version }: (typeof rows)[number]) => String(version) },
      { title: 'changed', cell: ({ updatedAt }: (typeof rows)[number]) => formatTime(updatedAt) },
      { title: 'for', cell: ({ description }: (typeof rows)[number]) => description ?? '' },
    ];
    if (asJson) console.log(JSON.stringify(rows, null, 2));
    else if (rows.length === 0) console.log('There are no segments yet: earshot segments save KEY FILE.json');
    else for (const line of [...table(columns, rows), ...rows.flatMap(faultLine)]) console.log(line);
    return 0;
  },
} as const;

/** One that no list takes any more is there as well: it wants another filter, or to go. */
const faultLine = ({ key, fault }: { key: string; fault?: string | null | undefined }) =>
  fault == null ? [] : [`${key} cannot be answered: ${fault}`];
const sizeOf = ({ count, fault }: { count?: number | null | undefined; fault?: string | null | undefined }) =>
  count == null ? `it cannot be said how many customers (${fault ?? 'unknown'})` : `${formatCount(count)} customers`;

export const segments = defineCommand({ ...listing, name: 'segments', usage: ['segments [--json]'] });

const noSegment = (key: string) => new CliError(`there is no segment ${JSON.stringify(key)}`, 'earshot segments lists them');

export const segmentsShow = defineCommand({
  name: 'segments show',
  summary: 'How many customers are in a segment, by which filter, and what it was before',
  usage: ['segments show KEY [--as-of DATE] [--json]'],
  parameters: ['KEY'],
  options: { 'as-of': asOfOption, json },
  examples: ['earshot segments show at-risk', 'earshot segments show at-risk --as-of 2026-03-31'],
  environment,
  run: async ({ 'as-of': day, json: asJson }, [key = '']) => {
    const connection = connectionFromEnvironment();
    const { segment } = await ask(connection, segmentDocument, { key, asOf: await asOfMoment(connection, day) });
    if (!segment) throw noSegment(key);
    if (asJson) console.log(JSON.stringify(segment, null, 2));
    else for (const line of segmentLines(segment, day)) console.log(line);
    return 0;
  },
});

function segmentLines(segment: NonNullable<SegmentQuery['segment']>, day: string | undefined): string[] {
  const { key, name, description, version, definition, versions } = segment;
  return [
    `${key}: ${name}${description ? `, ${description}` : ''}`,
    `${sizeOf(segment)} ${day === undefined ? 'now' : `as of ${day}`}, by version ${version}:`,
    ...JSON.stringify(definition, null, 2).split('\n'),
    ...versions.map((one) => `version ${one.version} of ${formatTime(one.createdAt)} by ${one.createdBy}`),
  ];
}

export const segmentsSave = defineCommand({
  name: 'segments save',
  summary: 'Keep a filter of customers under a name; another filter under it is another version',
  usage: ['segments save KEY FILE.json [--name NAME] [--description TEXT] [--json]'],
  parameters: ['KEY', 'FILE.json'],
  options: {
    name: { type: 'string', value: 'NAME', help: 'what people read (default: the key, or what it was)' },
    description: { type: 'string', value: 'TEXT', help: 'what it is for' },
    json,
  },
  notes:
    'The file is the CustomerFilter of the graph; - is standard input. Needs a key with the scope compute or admin. The same again changes nothing.',
  examples: [
    'earshot segments save at-risk at-risk.json --name "At risk"',
    `echo '{"tickets": {"kinds": ["COMPLAINT"], "minCount": 2}}' | earshot segments save complained -`,
  ],
  environment,
  run: async ({ name, description, json: asJson }, [key = '', file = '']) => {
    const connection = connectionFromEnvironment();
    const filter = readFilter(file);
    const own = { ...(name !== undefined && { name }), ...(description !== undefined && { description }), filter };
    const { segment } = await ask(connection, segmentKeyDocument, { key });
    const saved = segment
      ? (await ask(connection, updateSegmentDocument, { key, change: own })).updateSegment
      : (await ask(connection, createSegmentDocument, { input: { name: key, ...own, key } })).createSegment;
    console.log(asJson ? JSON.stringify(saved) : `${saved.key}, version ${saved.version}: ${sizeOf(saved)}`);
    return 0;
  },
});

function readFilter(file: string): CustomerFilter {
  let text: string;
  try {
    text = readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch {
    throw new UsageError(`${file} cannot be read`, 'name a JSON file with a CustomerFilter, or - for standard input');
  }
  try {
    return JSON.parse(text) as CustomerFilter; // what is in it, the server judges
  } catch (error) {
    throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
  }
}

type Page = NonNullable<NonNullable<SegmentMembersQuery['segment']>['customers']>;
type Member = Page['nodes'][number];
const orders = ['EXTERNAL_ID', 'ID', 'CHURN_RISK', 'VALUE', 'REVENUE'] as const;
const formats = ['TABLE', 'CSV', 'JSON'] as const;

export const segmentsMembers = defineCommand({
  name: 'segments members',
  summary: 'Who is in a segment, now or as of a day',
  usage: ['segments members KEY [--as-of DATE] [--version N] [--order ORDER] [--first N|all] [--format table|csv|json] [--excel]'],
  parameters: ['KEY'],
  options: {
    'as-of': asOfOption,
    version: { type: 'string', value: 'N', help: 'by this version of the filter (default: the present one)' },
    order: { type: 'string', value: 'ORDER', help: `${orders.map((order) => order.toLowerCase()).join(', ')} (default: external_id)` },
    first: { type: 'string', value: 'N', help: 'how many, from 1 up, or all (default 20)' },
    format: { type: 'string', value: 'FORMAT', help: 'table (default), csv or json' },
    json: { type: 'boolean', help: 'the same as --format json' },
    excel: excelOption,
  },
  examples: [
    'earshot segments members at-risk --order churn_risk',
    'earshot segments members at-risk --as-of 2026-03-31 --first all --format csv',
  ],
  environment,
  run: async (values, [key = '']) => {
    const most = countOption('first', values.first ?? '20', { orAll: true });
    const version = values.version === undefined ? null : countOption('version', values.version);
    const format = values.json ? 'JSON' : (chosenOption('format', values.format, formats) ?? 'TABLE');
    requireCsv(values, format === 'CSV');
    const orderBy = chosenOption('order', values.order, orders) ?? 'EXTERNAL_ID';
    const connection = connectionFromEnvironment();
    const asked = { key, asOf: await asOfMoment(connection, values['as-of']), version, orderBy };
    const rows = tellingHowMany(rowsOf(connection, segmentMembersDocument, asked, membersIn(key), most), {
      arePrinted: format !== 'TABLE',
    });
    if (format === 'JSON') await writeAll(jsonRows(rows));
    else if (format === 'CSV') await writeAll(csvRows(columns, rows, values));
    else {
      const members = await collect(rows);
      if (members.length === 0) console.log(`Nobody is in ${key}`);
      else for (const line of memberTable(members)) console.log(line);
    }
    return 0;
  },
});

const membersIn =
  (key: string) =>
  ({ segment }: SegmentMembersQuery): Page => {
    if (!segment?.customers) throw noSegment(key); // one with a fault has been refused, with its words
    return segment.customers;
  };

const columns = [
  'externalId',
  'acquiredAt',
  'acquisitionChannel',
  'orderCount',
  'revenue',
  'lastActivityAt',
] as const satisfies (keyof Member)[];

const memberTable = (rows: readonly Member[]) =>
  table<Member>(
    [
      { title: 'customer', cell: ({ externalId }) => externalId ?? '–' },
      { title: 'since', cell: ({ acquiredAt }) => formatTime(acquiredAt) },
      { title: 'orders', align: 'right', cell: ({ orderCount }) => (orderCount === null ? '–' : formatCount(orderCount)) },
      { title: 'revenue', align: 'right', cell: ({ revenue }) => formatNumber(revenue === null ? null : Number(revenue), 2) },
      { title: 'last seen', cell: ({ lastActivityAt }) => formatTime(lastActivityAt) },
    ],
    rows,
  );

export const segmentsDelete = defineCommand({
  name: 'segments delete',
  summary: 'Delete a segment with all versions of its filter; no customer is touched',
  usage: ['segments delete KEY [--json]'],
  parameters: ['KEY'],
  options: { json },
  notes:
    'It is deleted without a question, and what groups by it is refused from then on. Saved queries with its key in them are listed. Needs a key with the scope compute or admin.',
  examples: ['earshot segments delete at-risk'],
  environment,
  run: async ({ json: asJson }, [key = '']) => {
    const connection = connectionFromEnvironment();
    const { segment } = await ask(connection, segmentKeyDocument, { key });
    if (!segment) throw noSegment(key);
    const { version } = segment; // they count from 1, so it is also how many there are
    await ask(connection, deleteSegmentDocument, { key });
    const saved = await askForAll(connection, savedTextsDocument, {}, ({ savedDocuments }) => savedDocuments);
    const savedQueries = saved.filter(({ document }) => document.includes(JSON.stringify(key))).map(({ name }) => name);
    if (asJson) console.log(JSON.stringify({ key, versions: version, savedQueries }));
    else for (const line of deletedLines(key, version, savedQueries)) console.log(line);
    return 0;
  },
});

const deletedLines = (key: string, versions: number, savedQueries: readonly string[]) => [
  `${key} is deleted, with ${versions === 1 ? 'its only version' : `all ${versions} versions`} of its filter`,
  ...(savedQueries.length > 0 ? [`Saved queries with this name in them may be refused now: ${savedQueries.join(', ')}`] : []),
];
