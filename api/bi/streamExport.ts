import type { ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { copyChunks } from '../../prisma/copyChunks.ts';
import type { ReservedSql } from '../../prisma/sql.ts';
import type { Principal } from '../../schema/context.ts';
import { lookingNowAndThen } from '../auth/isStillGood.ts';
import type { Services } from '../context.ts';
import { csvLines } from './csvLines.ts';
import { binaryCopy, csvCopy, jsonCopy } from './datasetQuery.ts';
import type { DatasetRequest } from './datasetRequest.ts';
import { breakOff, ExportBody } from './exportBody.ts';
import { type AddressAfter, type ExportHead, readExportHead } from './exportHead.ts';
import { inExportSnapshot } from './exportSnapshot.ts';
import { jsonDocument } from './jsonDocument.ts';

export interface ExportOrder {
  readonly services: Pick<Services, 'exports' | 'cancelStatement'>;
  readonly principal: Principal;
  readonly request: DatasetRequest;
  readonly addressAfter: AddressAfter;
  readonly response: ServerResponse;
  /** Whether whoever asked may still have it. */
  isStillGood(): Promise<boolean>;
}

/**
 * The rows of one export: one snapshot, one COPY, at the pace of the client, on a connection of the exports' own pool. A
 * client that hangs up cancels the SQL at once; what fails midway is thrown with the head sent, for the connection to be reset: no part
 * passes for the whole. Nor does it go on for a credential that has ended.
 *
 * @throws Problem 429, 503
 */
export async function streamExport({ services, principal, request, addressAfter, response, isStillGood }: ExportOrder): Promise<void> {
  const mayGoOn = lookingNowAndThen(isStillGood);
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  try {
    const body = await inExportSnapshot(services, principal.workspaceId, gone.signal, async (tx) => {
      const { headers, ...head } = await readExportHead(tx, principal, request, addressAfter);
      const body = new ExportBody(response, headers, services.exports.stallSeconds);
      for await (const bytes of await encoded(tx, principal.workspaceId, request, head)) {
        if (!(await mayGoOn())) breakOff(response);
        await body.write(bytes);
      }
      return body;
    });
    body.end();
  } catch (error) {
    if (!gone.signal.aborted) throw error; // else nobody is left to answer
  }
}

async function encoded(
  tx: ReservedSql,
  workspaceId: number,
  request: DatasetRequest,
  { next, runs }: Pick<ExportHead, 'next' | 'runs'>,
): Promise<AsyncIterable<Buffer>> {
  const copy = async (statement: string) => oneAtATime(copyChunks(await tx.unsafe(statement).readable()));
  if (request.format === 'csv') return csvLines(await copy(csvCopy(workspaceId, request, runs)), request.csv);
  if (request.format === 'ndjson') return copy(jsonCopy(workspaceId, request, runs, ''));
  if (request.format === 'json') return jsonDocument(await copy(jsonCopy(workspaceId, request, runs, ',')), request, next);
  const { arrowStream } = await import('./arrowStream.ts'); // Arrow's library takes a tenth of a second, which others need not wait for
  return arrowStream(await copy(binaryCopy(workspaceId, request, runs)), request.columns);
}

/** Between two chunks others have their turn: a database that is faster than we are would keep the event loop for 30 chunks on end. */
async function* oneAtATime(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    await setImmediate();
  }
}
