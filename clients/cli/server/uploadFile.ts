/** A file on its way to the server: announced, sent piece by piece, and taken up where it broke off. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
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

/** Resolves with the import's id once every byte is durable at the server. What an earlier command has sent of the same file is not sent again. */
export async function uploadFile(
  connection: Connection,
  file: string,
  announcement: ImportAnnouncement,
  { onProgress, signal }: UploadOptions = {},
): Promise<string> {
  const idempotencyKey = randomUUID(); // an announcement whose answer was lost is not made twice
  const named = { ...announcement, checksum: await checksumOf(file, signal) };
  const begun = await retrying(() => announce(connection, named, idempotencyKey, signal), {
    retries: patientRetries,
    signal,
    isTransient,
  });
  if (begun.state !== 'UPLOADING') return begun.id;
  const upload = { id: begun.id, length: announcement.uploadLength };
  const handle = await open(file);
  try {
    let offset = begun.uploadOffset;
    do {
      const piece = await readPiece(handle, offset, upload.length);
      if (piece === null) throw new CliError(`${file} has become shorter while it was sent`, 'send it again once nobody writes to it');
      offset = await sendPiece(connection, upload, offset, piece, signal);
      onProgress?.(offset);
    } while (offset < upload.length);
    return upload.id;
  } finally {
    await handle.close();
  }
}

async function checksumOf(file: string, signal?: AbortSignal): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash, { signal });
  return hash.digest('hex');
}

/** Empty at the end of the file; null where the file ends before that. */
async function readPiece(handle: FileHandle, offset: number, length: number): Promise<Buffer<ArrayBuffer> | null> {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(Math.min(pieceBytes, length - offset)), { position: offset });
  return bytesRead === 0 && offset < length ? null : buffer.subarray(0, bytesRead);
}

const isTransient = (error: unknown) => error instanceof Unreachable;

/** What the server says of an upload: a new one, or one of this file that was broken off. */
interface Begun {
  readonly id: string;
  readonly state: string;
  readonly uploadOffset: number;
}

async function announce(
  connection: Connection,
  announcement: ImportAnnouncement & { readonly checksum: string },
  idempotencyKey: string,
  signal?: AbortSignal,
): Promise<Begun> {
  const response = await send(connection, '/v1/imports', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
    body: JSON.stringify(announcement),
    ...(signal ? { signal } : {}),
  });
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as Begun;
}

interface Upload {
  readonly id: string;
  readonly length: number;
}

/**
 * The offset after this piece, or after more, where another command sends the same file. After a broken connection the server is asked what has
 * arrived.
 */
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
      if (arrived < offset || arrived > upload.length)
        throw new CliError(`the server has ${arrived} bytes, which cannot be`, 'send the file again');
      if (arrived >= end && arrived < upload.length) return arrived;
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
        return Math.max(arrived, end);
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
