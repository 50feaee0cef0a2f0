/** Files into a workspace, by the same uploads and jobs as any user's. */

import { CliError } from '../cliError.ts';
import { announce, follow, upload } from '../commands/importFile.ts';
import { countLine } from '../print/importReport.ts';
import { formatCount, formatDuration } from '../print/numbers.ts';
import type { Progress } from '../print/progress.ts';
import type { Connection } from '../server/connection.ts';
import type { FollowedImport } from '../server/followImport.ts';
import type { RowKind } from '../server/uploadFile.ts';

export interface DemoFile {
  readonly path: string;
  readonly as: RowKind;
  readonly survey?: string;
  readonly codebook?: string;
  /** field=column, as on the command line. */
  readonly map?: readonly string[];
}

/** Sends all files, then waits for each: the worker has the next one at hand when it is done with one. */
export async function loadFiles(
  connection: Connection,
  workspace: string,
  files: readonly DemoFile[],
  progress: Progress,
  signal: AbortSignal,
): Promise<FollowedImport[]> {
  const startedAt = Date.now();
  const ids: string[] = [];
  for (const { path, ...values } of files) {
    const announcement = await announce(path, values);
    ids.push(await upload(connection, path, announcement, progress, signal));
  }
  const ended: FollowedImport[] = [];
  for (const id of ids) {
    const found = await follow(connection, id, progress, signal);
    if (found.state !== 'SUCCEEDED') throw new CliError(`${found.source} was not loaded: ${found.errorMessage ?? found.state}`);
    ended.push(found);
  }
  const [only, ...more] = ended;
  const rows = ended.reduce((sum, { rowsRead }) => sum + Number(rowsRead), 0);
  const told = only && more.length === 0 ? countLine(only) : `${formatCount(rows)} rows in ${ended.length} files`;
  progress.done(`✓ ${workspace}: ${told} (${formatDuration(Date.now() - startedAt)})`);
  return ended;
}
