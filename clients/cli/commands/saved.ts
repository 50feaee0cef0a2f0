import { readFileSync } from 'node:fs';
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { deleteDocumentDocument, saveDocumentDocument, savedDocumentDocument, savedDocumentsDocument } from '../documents/saved.ts';
import { formatTime } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import { ask, askForAll } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;

interface Parameter {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
}

const parametersOf = (variables: readonly Parameter[]) => variables.map(({ name, type }) => `${name} ${type}`).join(', ') || '–';

async function list({ json: asJson }: { json?: boolean | undefined }): Promise<number> {
  const savedDocuments = await askForAll(connectionFromEnvironment(), savedDocumentsDocument, {}, (data) => data.savedDocuments);
  if (asJson) console.log(JSON.stringify(savedDocuments, null, 2));
  else if (savedDocuments.length === 0) console.log('Nothing is saved yet: earshot saved add NAME FILE.graphql');
  else for (const line of listOf(savedDocuments)) console.log(line);
  return 0;
}

const listing = {
  summary: 'Queries that have a name, and the addresses that ask for them',
  parameters: [],
  options: { json },
  examples: ['earshot saved', 'curl -H "x-api-key: $EARSHOT_API_KEY" "http://localhost:4000/q/customers?format=csv"'],
  environment,
  run: list,
} as const;

export const saved = defineCommand({ ...listing, name: 'saved', usage: ['saved [--json]'] });

type Listed = { name: string; path: string | null; variables: readonly Parameter[]; updatedAt: string; description: string | null };

const listOf = (documents: readonly Listed[]) =>
  table(
    [
      { title: 'name', cell: ({ name }) => name },
      { title: 'address', cell: ({ path }) => path ?? 'a mutation: POST /graphql' },
      { title: 'parameters', cell: ({ variables }) => parametersOf(variables) },
      { title: 'changed', cell: ({ updatedAt }) => formatTime(updatedAt) },
      { title: 'for', cell: ({ description }) => description ?? '' },
    ],
    documents,
  );

export const savedAdd = defineCommand({
  name: 'saved add',
  summary: 'Give a query a name; one that has the name makes room',
  usage: ['saved add NAME FILE [--description TEXT]'],
  parameters: ['NAME', 'FILE'],
  options: { description: { type: 'string', value: 'TEXT', help: 'what it is for' } },
  notes: 'Needs a key with the scope admin. FILE - is standard input. Its variables become parameters of its address.',
  examples: ['earshot saved add customers customers.graphql', "echo '{ surveys { nodes { key } } }' | earshot saved add surveys -"],
  environment,
  run: async ({ description }, [name = '', file = '']) => {
    const input = { name, document: readDocument(file), ...(description !== undefined && { description }) };
    const { saveDocument } = await ask(connectionFromEnvironment(), saveDocumentDocument, { input });
    const parameters = saveDocument.variables.length > 0 ? `, with ${parametersOf(saveDocument.variables)}` : '';
    console.log(
      saveDocument.path ? `GET ${saveDocument.path}${parameters}` : `${saveDocument.name} is saved: a mutation, by POST /graphql`,
    );
    return 0;
  },
});

function readDocument(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new CliError(`${file} cannot be read: ${(error as Error).message}`);
  }
}

const nothingSaved = (name: string) => new CliError(`nothing is saved as ${name}`, 'earshot saved lists what is');

export const savedShow = defineCommand({
  name: 'saved show',
  summary: 'The text of a saved query, or all about it as JSON',
  usage: ['saved show NAME [--json]'],
  parameters: ['NAME'],
  options: { json },
  examples: ['earshot saved show customers'],
  environment,
  run: async ({ json: asJson }, [name = '']) => {
    const { savedDocument } = await ask(connectionFromEnvironment(), savedDocumentDocument, { name });
    if (!savedDocument) throw nothingSaved(name);
    console.log(asJson ? JSON.stringify(savedDocument, null, 2) : savedDocument.document);
    return 0;
  },
});

export const savedRemove = defineCommand({
  name: 'saved remove',
  summary: 'Take a name from a query, and with it its address',
  usage: ['saved remove NAME'],
  parameters: ['NAME'],
  options: {},
  examples: ['earshot saved remove customers'],
  environment,
  run: async (_values, [name = '']) => {
    const connection = connectionFromEnvironment();
    const { savedDocument } = await ask(connection, savedDocumentDocument, { name });
    if (!savedDocument) throw nothingSaved(name);
    await ask(connection, deleteDocumentDocument, { name });
    console.log(`${savedDocument.path ?? name} is gone`);
    return 0;
  },
});
