import { access, constants, readFile, stat, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { CliError, UsageError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { durationOption } from '../durationOption.ts';
import { judgeImport, rejectedLimit } from '../importVerdict.ts';
import { importOutcome } from '../print/importReport.ts';
import { formatBytes } from '../print/numbers.ts';
import { openProgress, type Progress, stageName } from '../print/progress.ts';
import { type Connection, connectionFromEnvironment, Unreachable } from '../server/connection.ts';
import { type FollowedImport, firstImportErrors, followImport } from '../server/followImport.ts';
import { type ImportAnnouncement, rowKinds, uploadFile } from '../server/uploadFile.ts';
import { whileWaiting } from '../server/whileWaiting.ts';
import { timeoutOption } from '../waitOptions.ts';
import { writeWhole } from '../wholeFile.ts';

const shownErrors = 10;

export const importFile = defineCommand({
  name: 'import',
  summary: 'Load a file: responses, customers, orders, tickets, visits and more',
  usage: ['import FILE --as KIND [--survey KEY] [--codebook FILE.json] [--map FIELD=COLUMN …] [--dry-run] [--max-rejected N|N%]'],
  parameters: ['FILE'],
  options: {
    as: { type: 'string', value: 'KIND', help: `what a row is: ${rowKinds.join(', ')}` },
    survey: { type: 'string', value: 'KEY', help: 'the survey that was answered (default: the key in the codebook)' },
    codebook: {
      type: 'string',
      value: 'FILE.json',
      help: 'questions, their kinds, scales and codes (default: the survey’s, else inferred)',
    },
    format: { type: 'string', value: 'FORMAT', help: 'csv, the only one so far' },
    map: {
      type: 'string',
      multiple: true,
      value: 'FIELD=COLUMN',
      help: 'where a field is in the file; as often as needed. A time may say its format: FIELD={"column": …, "format": …}',
    },
    encoding: { type: 'string', value: 'NAME', help: 'of the text, for example windows-1252 (default: detected)' },
    delimiter: {
      type: 'string',
      value: 'CHARACTER',
      help: 'between cells, or the word tab (default: as the first line sep=… declares, else detected)',
    },
    'dry-run': { type: 'boolean', help: 'check the file and show the codebook; load nothing' },
    'max-rejected': {
      type: 'string',
      value: 'N|N%',
      help: 'exit code 1 when more rows than that are turned away (0: strict); the good ones load all the same, but for --dry-run',
    },
    'codebook-out': {
      type: 'string',
      value: 'FILE.json',
      help: 'where to write the codebook that was used, to be corrected and given to --codebook',
    },
    'no-wait': { type: 'boolean', help: 'return as soon as the bytes are safe' },
    timeout: { ...timeoutOption, help: `once the bytes are safe, ${timeoutOption.help}` },
    json: { type: 'boolean', help: 'JSON instead of text' },
  },
  notes:
    'Rows with a fault are quarantined and listed, good rows load; loading a file twice changes nothing. Exit code 1 when nothing could be loaded, or with --dry-run could be, and when more rows than --max-rejected were turned away; 3 when it had not ended within --timeout.',
  examples: [
    'earshot import survey.csv --as responses --survey relationship-2026 --dry-run',
    'earshot import survey.csv --as responses --survey relationship-2026 --dry-run --codebook-out codebook.json',
    `earshot import orders.csv --as orders --map revenue=amount --map 'ordered_at={"column": "date", "format": "d.M.yyyy H:mm"}'`,
    'earshot import crm.csv --as customers --map external_id=KundenNr --delimiter ";"',
  ],
  environment: ['EARSHOT_URL', 'EARSHOT_API_KEY', 'NO_COLOR'],
  run: async (values, [file = '']) => {
    const limit = rejectedLimit(values['max-rejected']);
    const timeoutSeconds = durationOption('timeout', values.timeout);
    const connection = connectionFromEnvironment();
    await checkCodebookOut(values);
    checkNoWait(values);
    const announcement = await announce(file, values);
    const progress = openProgress();
    const notWhole = 'the file is not whole at the server, and nothing of it will be loaded: the same command sends what is missing';
    const isItsEnd = (error: unknown) => !(error instanceof Unreachable); // what was refused stays so
    const id = await whileWaiting({ goesOn: notWhole, progress, isItsEnd }, (signal) =>
      upload(connection, file, announcement, progress, signal),
    );
    if (values['no-wait']) {
      console.log(values.json ? JSON.stringify({ id, state: 'QUEUED' }) : `The file is safe at the server: import ${id}`);
      return 0;
    }
    const found = await untilImported(connection, id, timeoutSeconds);
    const errors = await firstImportErrors(connection, id, shownErrors);
    if (values.json) console.log(JSON.stringify({ ...found, errors }, null, 2));
    else
      for (const line of importOutcome(found, { errors, showCodebook: announcement.dryRun || values.codebook === undefined }))
        console.log(line);
    if (values['codebook-out'] !== undefined) await writeCodebook(values['codebook-out'], found);
    return judgeImport(found, limit);
  },
});

/** Waits until an import has ended, however it does. */
export async function untilImported(connection: Connection, id: string, timeoutSeconds: number | null): Promise<FollowedImport> {
  console.error(`Waiting for import ${id}`);
  const progress = openProgress();
  const goesOn = `the server goes on with import ${id}: earshot imports show ${id} tells what became of it, imports cancel ${id} ends it`;
  return whileWaiting({ goesOn, progress, timeoutSeconds }, (signal) => follow(connection, id, progress, signal));
}

export async function upload(
  connection: Connection,
  file: string,
  announcement: ImportAnnouncement,
  progress: Progress,
  signal?: AbortSignal,
): Promise<string> {
  const total = announcement.uploadLength;
  progress.show('sending', 0, formatBytes(total));
  return uploadFile(connection, file, announcement, {
    signal,
    onProgress: (sent) => progress.show('sending', sent / total, formatBytes(total)),
  });
}

export function follow(connection: Connection, id: string, progress: Progress, signal?: AbortSignal): Promise<FollowedImport> {
  return followImport(connection, id, {
    signal,
    onProgress: ({ state, progress: { stage, fraction, rowsDone } }) => {
      const rows = rowsDone ? `${rowsDone.toLocaleString('en-US')} rows` : '';
      progress.show(stageName(state, stage), fraction, rows);
    },
  });
}

interface ImportValues {
  readonly as?: string;
  readonly survey?: string;
  readonly codebook?: string;
  readonly format?: string;
  readonly map?: readonly string[];
  readonly encoding?: string;
  readonly delimiter?: string;
  readonly 'dry-run'?: boolean;
  readonly 'no-wait'?: boolean;
  readonly 'codebook-out'?: string;
  readonly 'max-rejected'?: string;
  readonly timeout?: string;
}

/** What the command line says of the file, checked as far as it can be checked here. */
export async function announce(file: string, values: ImportValues): Promise<ImportAnnouncement> {
  const { survey, encoding, delimiter } = values;
  const as = rowKinds.find((kind) => kind === values.as);
  if (as === undefined)
    throw new UsageError(
      values.as === undefined ? '--as is missing' : `--as ${values.as} is not possible`,
      `say --as and one of ${rowKinds.join(', ')}`,
    );
  if (values.format !== undefined && values.format.toLowerCase() !== 'csv')
    throw new UsageError(`--format ${values.format} is not possible yet`, 'save the file as CSV');
  const codebook = values.codebook === undefined ? null : await readCodebook(values.codebook);
  if (as === 'responses' && survey === undefined && codebook?.key === undefined)
    throw new UsageError('responses belong to a survey', 'name it: --survey KEY');
  const fields = Object.fromEntries((values.map ?? []).map(readMapping));
  return {
    as,
    ...(survey === undefined ? {} : { survey }),
    filename: basename(file),
    uploadLength: await sizeOf(file),
    dryRun: values['dry-run'] ?? false,
    ...(codebook === null ? {} : { codebook }),
    ...(Object.keys(fields).length === 0 ? {} : { fields }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(delimiter === undefined ? {} : { delimiter: ['tab', '\\t'].includes(delimiter) ? '\t' : delimiter }),
  };
}

function readMapping(text: string): [string, unknown] {
  const at = text.indexOf('=');
  if (at < 1 || at === text.length - 1)
    throw new UsageError(`--map ${text} says no field and column`, 'for example --map external_id=CustomerNo');
  const [field, column] = [text.slice(0, at), text.slice(at + 1)];
  if (!column.startsWith('{')) return [field, column];
  try {
    return [field, JSON.parse(column) as unknown];
  } catch {
    throw new UsageError(
      `--map ${text} is no JSON after the =`,
      'for example --map \'ordered_at={"column": "date", "format": "d.M.yyyy H:mm"}\'',
    );
  }
}

/** Said before a file is sent: a codebook is only of answers, and only where somebody waits for it, and needs a folder. */
async function checkCodebookOut({ 'codebook-out': out, as }: { 'codebook-out'?: string; as?: string }): Promise<void> {
  if (out === undefined) return;
  if (as !== 'responses') throw new UsageError('--codebook-out is for responses', 'other kinds have no codebook');
  await access(dirname(out), constants.W_OK).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${out} cannot be written (${error.code})`, 'name a file in a folder that is there and that you may write');
  });
  const found = await stat(out).catch(() => null);
  if (found?.isDirectory()) throw new CliError(`${out} is a folder`, 'name a file in it');
}

function checkNoWait({ 'no-wait': noWait, ...values }: ImportValues): void {
  if (!noWait) return;
  for (const name of ['codebook-out', 'max-rejected', 'timeout'] as const)
    if (values[name] !== undefined) throw new UsageError(`--${name} and --no-wait exclude each other`, 'leave one out');
}

async function writeCodebook(file: string, { report, dryRun }: FollowedImport): Promise<void> {
  const { codebook } = report as { readonly codebook?: unknown };
  if (codebook === undefined) return; // it failed before, and says why
  const text = `${JSON.stringify(codebook, null, 2)}\n`;
  await writeWhole(file, (part) => writeFile(part, text, { flag: 'wx' })).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(
      `${dryRun ? 'checked' : 'loaded'}; the codebook was not written: ${file} (${error.code})`,
      `${dryRun ? 'make room, or name another file' : 'the same command with --dry-run and another file writes it'}`,
    );
  });
}

async function sizeOf(file: string): Promise<number> {
  const found = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`${file} cannot be read (${error.code})`, 'name a file that is there and that you may read');
  });
  if (!found.isFile()) throw new CliError(`${file} is no file`, 'name a CSV file');
  if (found.size === 0) throw new CliError(`${file} is empty`, 'name a CSV file with a header');
  return found.size;
}

async function readCodebook(file: string): Promise<{ readonly key?: string }> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new CliError(`the codebook ${file} cannot be read (${error.code})`, 'name a file that is there and that you may read');
  });
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (error) {
    throw new CliError(`the codebook ${file} is not JSON: ${(error as Error).message}`, 'correct it there');
  }
  throw new CliError(
    `the codebook ${file} is no JSON object`,
    'it looks like {"key": "nps-2026", "questions": [{"key": "NPS", "kind": "NPS"}]}',
  );
}
