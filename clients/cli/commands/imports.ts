import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { countOption } from '../countOption.ts';
import { cancelImportDocument, importDocument, importsDocument, undoImportDocument } from '../documents/imports.ts';
import { durationOption } from '../durationOption.ts';
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
      {
        title: 'as',
        cell: ({ kind, surveyKey, undoes }) =>
          `${undoes == null ? '' : 'undoing of '}${kind.toLowerCase()}${surveyKey == null ? '' : ` of ${surveyKey}`}`,
      },
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
      : `Import ${id} had ended before: ${cancelImport.state}${cancelImport.state === 'SUCCEEDED' ? `; earshot imports undo ${id} takes back what it has loaded` : ''}`;
    console.log(asJson ? JSON.stringify(cancelImport) : told);
    return 0;
  },
});

export const importsUndo = defineCommand({
  name: 'imports undo',
  summary: 'Take back what an import has loaded: rows are as they were before it',
  usage: ['imports undo ID [--dry-run] [--no-wait] [--timeout TIME] [--json]'],
  parameters: ['ID'],
  options: {
    'dry-run': { type: 'boolean', help: 'show what would be taken back; change nothing' },
    'no-wait': { type: 'boolean', help: 'return as soon as it is asked for' },
    timeout: timeoutOption,
    json,
  },
  notes:
    'Rows that the file changed are as before; rows that it made are deleted, with customers and questions that nothing else needs. Later files that have built on it are to be undone first; it tells which. Possible as long as the bytes of the file are kept (EARSHOT_KEEP_UPLOADS_DAYS of the worker). Exit code 1 when nothing could be taken back.',
  examples: ['earshot imports undo SW1wb3J0OjE --dry-run', 'earshot imports undo SW1wb3J0OjE'],
  environment,
  run: async ({ 'dry-run': dryRun = false, 'no-wait': noWait, timeout, json: asJson }, [id = '']) => {
    if (noWait && timeout !== undefined) throw new UsageError('--timeout and --no-wait exclude each other', 'leave one out');
    const timeoutSeconds = durationOption('timeout', timeout);
    const connection = connectionFromEnvironment();
    const { undoImport } = await ask(connection, undoImportDocument, { id, dryRun });
    if (noWait) {
      console.log(
        asJson
          ? JSON.stringify(undoImport)
          : `Import ${undoImport.id} undoes ${id}: earshot imports show ${undoImport.id} tells what became of it`,
      );
      return 0;
    }
    const found = await untilImported(connection, undoImport.id, timeoutSeconds);
    if (asJson) console.log(JSON.stringify(found, null, 2));
    else for (const line of importOutcome(found, { errors: [], showCodebook: false })) console.log(line);
    return judgeImport(found, null);
  },
});
