import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../cliError.ts';
import { importDocument, importErrorsDocument } from '../documents/imports.ts';
import type { ImportErrorsQuery, ImportErrorsQueryVariables, ImportQuery } from '../generated/graphql.ts';
import { askPatiently } from './ask.ts';
import { type Connection, GraphRefusal } from './connection.ts';

export type FollowedImport = NonNullable<ImportQuery['import']>;
export type ImportErrorLine = NonNullable<ImportErrorsQuery['import']>['errors']['edges'][number]['node'];

const pollMilliseconds = 200;

export const hasEnded = ({ state }: FollowedImport): boolean => ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(state);

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

const errorsPerPage = 500;

/** The first rows that were turned away; null when the key may not see why. */
export async function firstImportErrors(connection: Connection, id: string, first: number): Promise<readonly ImportErrorLine[] | null> {
  const lines: ImportErrorLine[] = [];
  try {
    for (let after: string | null = null; lines.length < first; ) {
      const variables: ImportErrorsQueryVariables = { id, first: Math.min(errorsPerPage, first - lines.length), after };
      const { import: found }: ImportErrorsQuery = await askPatiently(connection, importErrorsDocument, variables);
      lines.push(...(found?.errors.edges.map(({ node }) => node) ?? []));
      if (!found?.errors.pageInfo.hasNextPage) break;
      after = found.errors.pageInfo.endCursor ?? null;
    }
    return lines;
  } catch (error) {
    if (error instanceof GraphRefusal && error.code === 'FORBIDDEN') return null;
    throw error;
  }
}
