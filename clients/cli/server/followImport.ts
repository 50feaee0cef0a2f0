import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cliError.ts';
import { collect } from '../collect.ts';
import { importDocument, importErrorsDocument } from '../documents/imports.ts';
import type { ImportErrorsQuery, ImportQuery } from '../generated/graphql.ts';
import { askPatiently, rowsOf } from './ask.ts';
import { type Connection, GraphRefusal } from './connection.ts';

export type FollowedImport = NonNullable<ImportQuery['import']>;
export type ImportErrorLine = NonNullable<ImportErrorsQuery['import']>['errors']['edges'][number]['node'];

const pollMilliseconds = 200;

export const hasEnded = ({ state }: FollowedImport): boolean => ['SUCCEEDED', 'FAILED', 'CANCELLED', 'UNDONE'].includes(state);

/** Looks again until the import has ended. */
export async function followImport(
  connection: Connection,
  id: string,
  { onProgress, signal }: { onProgress?: (state: FollowedImport) => void; signal?: AbortSignal | undefined } = {},
): Promise<FollowedImport> {
  for (;;) {
    const { import: found } = await askPatiently(connection, importDocument, { id }, signal);
    if (!found) throw new CliError(`there is no import ${id}`);
    if (hasEnded(found)) return found;
    onProgress?.(found);
    await sleep(pollMilliseconds, undefined, signal ? { signal } : {});
  }
}

/** The first rows that were turned away; null when the key may not see why. */
export async function firstImportErrors(connection: Connection, id: string, first: number): Promise<readonly ImportErrorLine[] | null> {
  if (first === 0) return [];
  try {
    return await collect(rowsOf(connection, importErrorsDocument, { id }, ({ import: found }) => found?.errors, first));
  } catch (error) {
    if (error instanceof GraphRefusal && error.code === 'FORBIDDEN') return null;
    throw error;
  }
}
