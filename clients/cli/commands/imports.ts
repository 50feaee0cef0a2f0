import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { cancelImportDocument, importDocument, importsDocument } from '../documents/imports.ts';
import type { ImportsQuery } from '../generated/graphql.ts';
import { judgeImport } from '../importVerdict.ts';
import { importOutcome } from '../print/importReport.ts';
import { formatCount, formatTime } from '../print/numbers.ts';
import { table } from '../print/table.ts';
import { ask } from '../server/ask.ts';
import { connectionFromEnvironment } from '../server/connection.ts';
import { firstImportErrors, hasEnded } from '../server/followImport.ts';
import { timeoutOption, waitedSeconds, waitOption } from '../waitOptions.ts';
import { untilImported } from './importFile.ts';

const environment = ['EARSHOT_URL', 'EARSHOT_API_KEY'];
const json = { type: 'boolean', help: 'JSON instead of text' } as const;
type ImportRow = ImportsQuery['imports']['nodes'][number];

export const imports = defineCommand({
  name: 'imports',
  summary: 'The latest files that were loaded or checked, newest first',
  usage: ['imports [--first N] [--json]'],
  parameters: [],
  options: { first: { type: 'string', value: 'N', help: 'how many, 1 to 500 (default 20)' }, json },
  examples: ['earshot imports --first 5'],
  environment,
  run: async ({ first = '20', json: asJson }) => {
    const variables = { first: countOption('first', first, { most: 500 }) };
    const { imports: page } = await ask(connectionFromEnvironment(), importsDocument, variables);
    if (asJson) console.log(JSON.stringify(page.nodes, null, 2));
    else if (page.nodes.length === 0) console.log('Nothing was loaded yet: earshot import FILE --as KIND');
    else for (const line of importTable(page.nodes)) console.log(line);
    return 0;
  },
});

function importTable(rows: readonly ImportRow[]): string[] {
  return table(
    [
      { title: 'import', cell: ({ id }) => id },
      { title: 'file', cell: ({ source }) => source },
      { title: 'as', cell: ({ kind, surveyKey }) => `${kind.toLowerCase()}${surveyKey == null ? '' : ` of ${surveyKey}`}` },
      { title: 'state', cell: ({ state, dryRun }) => `${state}${dryRun ? ' (dry run)' : ''}` },
      { title: 'sent', cell: ({ createdAt }) => formatTime(createdAt) },
      { title: 'loaded', align: 'right', cell: ({ rowsLoaded }) => formatCount(rowsLoaded) },
      { title: 'unchanged', align: 'right', cell: ({ rowsUnchanged }) => formatCount(rowsUnchanged) },
      { title: 'quarantined', align: 'right', cell: ({ rowsRejected }) => formatCount(rowsRejected) },
    ],
    rows,
  );
}

export const importsShow = defineCommand({
  name: 'imports show',
  summary: 'What became of a file, and which of its rows were turned away, why',
  usage: ['imports show ID [--errors N] [--wait [--timeout TIME]] [--json]'],
  parameters: ['ID'],
  options: {
    errors: {
      type: 'string',
      value: 'N',
      help: 'how many faults of rows, or all that are kept (default 10); with --json also the rows as they came',
    },
    wait: waitOption,
    timeout: timeoutOption,
    json,
  },
  notes: 'Faults quote the file, so they need a key with the scope pii. With --wait, the exit code is that of earshot import.',
  examples: ['earshot imports show SW1wb3J0OjE --errors all', 'earshot imports show SW1wb3J0OjE --errors all --json > faults.json'],
  environment,
  run: async ({ errors: wanted = '10', json: asJson, wait, timeout }, [id = '']) => {
    const most = countOption('errors', wanted, { least: 0, orAll: true });
    const timeoutSeconds = waitedSeconds({ wait, timeout });
    const connection = connectionFromEnvironment();
    let { import: found } = await ask(connection, importDocument, { id });
    if (!found) throw new CliError(`there is no import ${id}`, 'earshot imports lists them');
    if (wait && !hasEnded(found)) found = await untilImported(connection, id, timeoutSeconds);
    const errors = await firstImportErrors(connection, id, most);
    if (asJson) console.log(JSON.stringify({ ...found, errors }, null, 2));
    else for (const line of importOutcome(found, { errors, showCodebook: true })) console.log(line);
    return wait ? judgeImport(found, null) : 0;
  },
});

export const importsCancel = defineCommand({
  name: 'imports cancel',
  summary: 'Cancel an import that has not ended; nothing of it is loaded, its bytes are deleted',
  usage: ['imports cancel ID [--json]'],
  parameters: ['ID'],
  options: { json },
  examples: ['earshot imports cancel SW1wb3J0OjE'],
  environment,
  run: async ({ json: asJson }, [id = '']) => {
    const { cancelImport } = await ask(connectionFromEnvironment(), cancelImportDocument, { id });
    const isCancelled = cancelImport.state === 'CANCELLED';
    const told = isCancelled
      ? `Import ${id} is cancelled; nothing of it was loaded`
      : `Import ${id} had ended before: ${cancelImport.state}`;
    console.log(asJson ? JSON.stringify(cancelImport) : told);
    return 0;
  },
});
