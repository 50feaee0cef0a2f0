/** A flat dataset on its way from the server to a file, whatever its size. */
import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { retrying } from '../../sdk/core/retrying.ts';
import { CliError } from '../cliError.ts';
import { formatBytes } from '../print/numbers.ts';
import { openProgress, type Progress } from '../print/progress.ts';
import { writeWhole } from '../wholeFile.ts';
import { patientRetries } from './ask.ts';
import { type Connection, send, Unreachable } from './connection.ts';

export interface DatasetList {
  readonly datasets: readonly {
    readonly name: string;
    readonly description: string;
    readonly columns: readonly {
      readonly name: string;
      readonly type: string;
      readonly nullable: boolean;
      readonly personal: boolean;
      readonly description: string;
    }[];
  }[];
}

export async function readDatasets(connection: Connection): Promise<DatasetList> {
  const response = await send(connection, '/bi/v1/$schema', {});
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as DatasetList;
}

/** An export that breaks off is asked for again from its beginning: so often, and no oftener. */
const retriesOfAll = 3;

/**
 * Writes beside `file` and renames at the end, so that a file of that name is a whole one, which its owner alone may read; null writes to
 * standard output. A server that is busy or away is asked again, when it says.
 *
 * @throws Unreachable when the answer breaks off: what has come is no shorter file, and is removed
 */
export async function downloadDataset(connection: Connection, path: string, file: string | null): Promise<void> {
  const progress = openProgress();
  try {
    if (file === null) await print(await begin(connection, path, progress));
    else {
      const isTransient = (error: unknown) => error instanceof BrokenOff;
      const bytes = await retrying(() => writeFrom(connection, path, file, progress), { retries: retriesOfAll, isTransient });
      progress.done(`${file} has ${formatBytes(bytes)}`);
    }
  } finally {
    progress.clear();
  }
}

/** The answer from its first byte on. */
function begin(connection: Connection, path: string, progress: Progress): Promise<Readable> {
  return retrying(
    async () => {
      const response = await send(connection, `/bi/v1/${path}`, {});
      if (!response.ok || !response.body) throw await refusalOf(response);
      return Readable.fromWeb(response.body as ReadableStream);
    },
    {
      retries: patientRetries,
      isTransient: (error) => {
        if (!(error instanceof Unreachable)) return false;
        progress.show(`${error.message}: asked again`, null);
        return true;
      },
    },
  );
}

async function print(rows: Readable): Promise<void> {
  await pipeline(rows, process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw faultOf(error, 'what was printed is not all'); // `| head -1` has read enough
  });
}

async function writeFrom(connection: Connection, path: string, file: string, progress: Progress): Promise<number> {
  const rows = await begin(connection, path, progress);
  let bytes = 0;
  const counted = async function* (pieces: AsyncIterable<Buffer>) {
    for await (const piece of pieces) {
      bytes += piece.length;
      progress.show('exporting', null, formatBytes(bytes));
      yield piece;
    }
  };
  await writeWhole(file, (part) => pipeline(rows, counted, createWriteStream(part, { flags: 'wx', mode: 0o600 }))).catch(
    (error: NodeJS.ErrnoException) => {
      throw faultOf(error, 'nothing was written');
    },
  );
  return bytes;
}

class BrokenOff extends Unreachable {
  override readonly name = 'BrokenOff';
}

/** What the disk says is told as it is; the rest is the connection. */
function faultOf(error: NodeJS.ErrnoException, consequence: string): CliError {
  if (error.syscall !== undefined && ['open', 'write', 'rename'].includes(error.syscall))
    return new CliError(`the file cannot be written: ${error.message}`, 'make room, or write it elsewhere');
  return new BrokenOff(`the export broke off, and ${consequence}`, 'ask for it again; for less at a time say --since and --until');
}

async function refusalOf(response: Response): Promise<CliError> {
  const text = await response.text();
  const { title, detail } = (response.headers.get('content-type') ?? '').includes('json')
    ? (JSON.parse(text) as { title?: string; detail?: string })
    : {};
  const remedy = response.status === 404 ? 'earshot datasets lists them' : null;
  return new CliError(detail ?? title ?? `the server refused (HTTP ${response.status})`, remedy);
}
