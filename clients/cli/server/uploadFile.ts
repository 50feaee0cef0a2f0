/** A file on its way to the server: announced, sent piece by piece, and taken up where it broke off. */
import { randomUUID } from 'node:crypto';
import { open } from 'node:fs/promises';
import { retrying } from '../../sdk/core/retrying.ts';
import { CliError } from '../cliError.ts';
import { patientRetries } from './ask.ts';
import { type Connection, send, Unreachable } from './connection.ts';

/** What the rows of a file may be. */
export const rowKinds = [
  'responses',
  'invitations',
  'customers',
  'orders',
  'subscriptions',
  'tickets',
  'visits',
  'events',
  'spend',
  'touchpoints',
] as const;
export type RowKind = (typeof rowKinds)[number];

/** What POST /v1/imports wants to know of a file. */
export interface ImportAnnouncement {
  readonly as: RowKind;
  readonly survey?: string;
  readonly filename: string;
  readonly uploadLength: number;
  readonly dryRun: boolean;
  readonly codebook?: unknown;
  readonly fields?: Readonly<Record<string, unknown>>;
  readonly encoding?: string;
  readonly delimiter?: string;
}

export interface UploadOptions {
  readonly onProgress?: (sentBytes: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** Large enough that the pauses between pieces do not count, small enough that a bar moves. */
const pieceBytes = 4 * 1024 * 1024;

/** Resolves with the import's id once every byte is durable at the server. */
export async function uploadFile(
  connection: Connection,
  file: string,
  announcement: ImportAnnouncement,
  { onProgress, signal }: UploadOptions = {},
): Promise<string> {
  const idempotencyKey = randomUUID(); // an announcement whose answer was lost is not made twice
  const id = await retrying(() => announce(connection, announcement, idempotencyKey, signal), {
    retries: patientRetries,
    signal,
    isTransient,
  });
  const upload = { id, length: announcement.uploadLength };
  const handle = await open(file);
  try {
    let offset = 0;
    while (offset < announcement.uploadLength) {
      const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(pieceBytes, announcement.uploadLength - offset)), {
        position: offset,
      });
      if (bytesRead === 0) throw new CliError(`${file} has become shorter while it was sent`, 'send it again once nobody writes to it');
      offset = await sendPiece(connection, upload, offset, buffer.subarray(0, bytesRead), signal);
      onProgress?.(offset);
    }
    return id;
  } finally {
    await handle.close();
  }
}

const isTransient = (error: unknown) => error instanceof Unreachable;

async function announce(
  connection: Connection,
  announcement: ImportAnnouncement,
  idempotencyKey: string,
  signal?: AbortSignal,
): Promise<string> {
  const response = await send(connection, '/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(announcement),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await refusalOf(response);
  const { id } = (await response.json()) as { id: string };
  return id;
}

interface Upload {
  readonly id: string;
  readonly length: number;
}

/** The offset after this piece. After a broken connection the server is asked what has arrived. */
function sendPiece(
  connection: Connection,
  upload: Upload,
  offset: number,
  piece: Buffer<ArrayBuffer>,
  signal?: AbortSignal,
): Promise<number> {
  const end = offset + piece.length;
  let isCertain = true;
  return retrying(
    async () => {
      const arrived = isCertain ? offset : await offsetOf(connection, upload.id, signal);
      if (arrived < offset || arrived > end) throw new CliError(`the server has ${arrived} bytes, which cannot be`, 'send the file again');
      if (arrived === end && end < upload.length) return end;
      isCertain = false;
      // The last byte may be there without the order that follows it: then an empty piece completes the upload.
      const response = await send(connection, `/v1/imports/${upload.id}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(arrived) },
        body: piece.subarray(arrived - offset),
        ...(signal ? { signal } : {}),
      });
      if (response.ok || (response.status === 409 && arrived === upload.length)) {
        await response.body?.cancel();
        return end;
      }
      if (response.status === 409) throw new Unreachable(await problemOf(response), 'send the file again'); // an earlier try is still being written
      throw await refusalOf(response);
    },
    { retries: 2 * patientRetries, signal, isTransient },
  );
}

async function offsetOf(connection: Connection, id: string, signal?: AbortSignal): Promise<number> {
  const response = await send(connection, `/v1/imports/${id}`, { method: 'HEAD', ...(signal ? { signal } : {}) });
  if (!response.ok) throw new CliError(`the server does not know the upload any more (HTTP ${response.status})`, 'send the file again');
  return Number(response.headers.get('upload-offset'));
}

async function refusalOf(response: Response): Promise<CliError> {
  const remedy = response.status === 403 ? 'create a key that has it: earshot keys create --workspace KEY --scopes read,ingest' : null;
  const problem = await problemOf(response);
  return response.status >= 500 ? new Unreachable(problem, 'the log of the API tells more') : new CliError(problem, remedy);
}

/** What a problem document says. */
async function problemOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { title, detail } = JSON.parse(text) as { title?: string; detail?: string };
    if (detail ?? title) return detail ?? title ?? '';
  } catch {
    // not written by Earshot
  }
  return `the server refused the file (HTTP ${response.status})`;
}
