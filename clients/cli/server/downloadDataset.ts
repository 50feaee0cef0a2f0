/** A flat dataset on its way from the server to a file, whatever its size. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { CliError } from '../cliError.ts';
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

/**
 * Writes beside `file` and renames at the end, so that a file of that name is a whole one; null writes to standard output.
 *
 * @throws Unreachable when the answer breaks off: what has come is no shorter file, and is removed
 */
export async function downloadDataset(connection: Connection, path: string, file: string | null): Promise<void> {
  const response = await send(connection, `/bi/v1/${path}`, {});
  if (!response.ok || !response.body) throw await refusalOf(response);
  const rows = Readable.fromWeb(response.body as ReadableStream);
  if (file === null) {
    await pipeline(rows, process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw brokenOff(error, 'what was printed is not all'); // `| head -1` has read enough
    });
    return;
  }
  const part = join(dirname(file), `.${basename(file)}.${process.pid}.part`);
  try {
    await pipeline(rows, createWriteStream(part, { flags: 'wx' }));
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    throw brokenOff(error as NodeJS.ErrnoException, 'nothing was written');
  }
}

/** What the disk says is told as it is; the rest is the connection. */
function brokenOff(error: NodeJS.ErrnoException, consequence: string): CliError {
  if (error.syscall !== undefined && ['open', 'write', 'rename'].includes(error.syscall))
    return new CliError(`the file cannot be written: ${error.message}`, 'make room, or write it elsewhere');
  return new Unreachable(`the export broke off, and ${consequence}`, 'ask for it again; for less at a time say --since and --until');
}

async function refusalOf(response: Response): Promise<CliError> {
  const text = await response.text();
  const { title, detail } = (response.headers.get('content-type') ?? '').includes('json')
    ? (JSON.parse(text) as { title?: string; detail?: string })
    : {};
  const remedy = response.status === 404 ? 'earshot datasets lists them' : null;
  return new CliError(detail ?? title ?? `the server refused (HTTP ${response.status})`, remedy);
}
