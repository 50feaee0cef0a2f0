import { text as readAll } from 'node:stream/consumers';
import type { DocumentNode, TypeNode } from 'graphql';
import { chosenOption } from '../chosenOption.ts';
import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { excelOption, requireCsv } from '../print/csv.ts';
import { writeAll } from '../print/writeAll.ts';
import { askAnything } from '../server/ask.ts';
import { type TableWish, tablePages } from '../server/askForTable.ts';
import { type Connection, connectionFromEnvironment } from '../server/connection.ts';

const formats = ['json', 'csv', 'ndjson'] as const;

export const query = defineCommand({
  name: 'query',
  summary: 'Ask the graph anything; the answer as JSON, CSV or NDJSON',
  usage: ["query 'GRAPHQL' [--var NAME=VALUE …] [--format json | --format csv|ndjson [--all] [--excel]]", 'query - < FILE.graphql'],
  parameters: ['GRAPHQL'],
  options: {
    var: { type: 'string', multiple: true, value: 'NAME=VALUE', help: 'a variable of the query; lists and objects as JSON' },
    format: { type: 'string', value: 'FORMAT', help: 'json (default), or csv or ndjson of the one list in the answer' },
    json: { type: 'boolean', help: 'the same as --format json' },
    all: { type: 'boolean', help: 'CSV and NDJSON of every page; the query gives the list $after, which it declares as a String' },
    excel: excelOption,
  },
  notes:
    'CSV and NDJSON are of one list of objects; one that comes in pages has pageInfo { hasNextPage endCursor } beside its rows, and that more follow is told on standard error. The exit code is 1 when the answer has errors.',
  examples: [
    "earshot query '{ surveys { nodes { key nps { estimate ciLow ciHigh n } } pageInfo { hasNextPage endCursor } } }' --format csv",
    "earshot query 'query ($after: String) { customers(first: 500, after: $after) { nodes { externalId } pageInfo { hasNextPage endCursor } } }' --format csv --all",
    `earshot query 'query ($id: String!) { customer(externalId: $id) { traits { key value } } }' --var id=C-1042`,
  ],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY'],
  run: async (values, [given = '']) => {
    const format = values.json ? 'json' : chosenOption('format', values.format ?? 'json', formats);
    const { all = false, excel = false } = values;
    requireCsv({ excel }, format === 'csv');
    if (all && format === 'json') throw new UsageError('--all is for CSV and NDJSON', 'say --format csv, or --format ndjson');
    const connection = connectionFromEnvironment();
    const source = given === '-' ? await readAll(process.stdin) : given;
    const document = await parseQuery(source);
    const question = { query: source, variables: readVariables(document, values.var ?? []) };
    if (format !== 'json') return printTable(connection, question, { format, excel, all });
    const answer = await askAnything(connection, question.query, question.variables);
    for (const { message, path, extensions } of answer.errors ?? [])
      console.error(`earshot: ${message}${path ? ` (at ${path.join('.')})` : ''}${extensions?.code ? ` [${extensions.code}]` : ''}`);
    if (answer.data !== undefined && answer.data !== null) console.log(JSON.stringify(answer.data, null, 2));
    return answer.errors?.length ? 1 : 0;
  },
});

type Question = Parameters<typeof tablePages>[1];

async function printTable(connection: Connection, question: Question, { all, ...wish }: TableWish & { readonly all: boolean }) {
  for await (const { text, isLast } of tablePages(connection, question, wish)) {
    await writeAll([text]);
    if (all || isLast) continue;
    console.error('earshot: there are more rows than these: --all asks for every page, first: for a longer one');
    break;
  }
  return 0;
}

/** Loaded here: it would cost every other command 0.15 s. */
async function parseQuery(source: string): Promise<DocumentNode> {
  const { GraphQLError, parse } = await import('graphql');
  try {
    const document = parse(source);
    const isSubscription = document.definitions.some((part) => part.kind === 'OperationDefinition' && part.operation === 'subscription');
    if (!isSubscription) return document;
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    const [place] = error.locations ?? [];
    throw new CliError(`${error.message}${place ? ` (line ${place.line}, column ${place.column})` : ''}`, 'correct the query', 2);
  }
  throw new UsageError('a subscription does not end, so it is no query', 'earshot run ANALYSIS --wait follows a run');
}

/** Values as the query declares them: a String stays as it was typed, a number becomes one. */
export function readVariables(document: DocumentNode, given: readonly string[]): Record<string, unknown> {
  const declared = new Map(
    document.definitions
      .flatMap((part) => (part.kind === 'OperationDefinition' ? (part.variableDefinitions ?? []) : []))
      .map(({ variable, type }) => [variable.name.value, type] as const),
  );
  return Object.fromEntries(
    given.map((text) => {
      const at = text.indexOf('=');
      if (at < 1) throw new UsageError(`--var ${text} says no name and value`, 'for example --var key=nps-2026');
      const name = text.slice(0, at);
      const type = declared.get(name);
      if (!type) throw new UsageError(`the query declares no variable $${name}`, `query ($${name}: String!) { … }`);
      return [name, readValue(name, text.slice(at + 1), type)];
    }),
  );
}

function readValue(name: string, text: string, type: TypeNode): unknown {
  if (type.kind === 'NonNullType') return readValue(name, text, type.type);
  if (text === 'null') return null;
  const typeName = type.kind === 'NamedType' ? type.name.value : 'a list';
  const isJson = ['a list', 'Int', 'Float', 'Boolean'].includes(typeName) || text.startsWith('{');
  if (!isJson) return text; // String, ID, enums, and scalars that travel as text
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UsageError(`--var ${name}=${text} is no ${typeName}`, 'write lists and objects as JSON');
  }
}
