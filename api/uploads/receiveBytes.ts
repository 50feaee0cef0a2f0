import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { collectEvery } from '../../prisma/collectGarbage.ts';
import { lookingNowAndThen } from '../auth/isStillGood.ts';
import { Problem } from '../problem.ts';
import { bodyOf, hasGone } from '../readJson.ts';
import { type Chunk, type ChunkStore, chunkBytes } from './chunkStore.ts';
import type { Upload } from './uploadRow.ts';

export interface Received {
  readonly offset: bigint;
  readonly checksum: string;
}

export interface Sender {
  readonly request: IncomingMessage;
  /** Whether whoever sends may still do so. */
  isStillGood(): Promise<boolean>;
}

/**
 * A request's body into durable chunks. The next bytes are read when the last chunk is committed, so an upload holds a
 * few MiB at most; when the sender goes away, what has arrived of the last chunk is kept as well.
 */
export async function receiveBytes(
  chunks: ChunkStore,
  workspaceId: number,
  upload: Upload,
  { request, isStillGood }: Sender,
  limit: bigint,
): Promise<Received> {
  const mayGoOn = lookingNowAndThen(isStillGood);
  const hash = createHash('sha256');
  let offset = upload.offset;
  let bytes: Chunk['bytes'] | null = null; // from its first byte on: who announces much and sends nothing takes no room
  let size = 0;
  const haveReceived = collectEvery(4 * 1024 * 1024); // the pieces, which the network brings in buffers of their own
  const store = async () => {
    if (bytes === null) return;
    const filled = { bytes, size };
    bytes = null; // handed over, whatever becomes of it
    size = 0;
    if (!(await chunks.store({ workspaceId, importId: upload.id, offset, ...filled }))) throw goneOn();
    offset += BigInt(filled.size);
    haveReceived(filled.size);
  };
  try {
    for await (const piece of bodyOf(request)) {
      if (offset + BigInt(size + piece.length) > limit) throw tooMany(upload, limit);
      for (let at = 0; at < piece.length; ) {
        const taken = piece.subarray(at, at + chunkBytes - size);
        bytes ??= chunks.take();
        bytes.set(taken, size);
        hash.update(taken); // by the piece: a whole chunk would hold the event loop for a millisecond or two
        size += taken.length;
        at += taken.length;
        if (size === chunkBytes) {
          if (!(await mayGoOn())) throw ended();
          await store();
        }
      }
    }
  } catch (error) {
    if (!hasGone(request)) throw error;
    await store();
    throw error;
  }
  if (!(await isStillGood())) throw ended();
  await store();
  return { offset, checksum: hash.digest('hex') };
}

/** Whether a request brings the bytes that an import has already; of more of them it reads none. */
export async function isBodyOf({ offset, length, checksum }: Upload, request: IncomingMessage): Promise<boolean> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const piece of bodyOf(request)) {
    size += piece.length;
    if (size > (length ?? offset)) return false;
    hash.update(piece);
  }
  return hash.digest('hex') === checksum;
}

const ended = () =>
  new Problem(
    401,
    'UNAUTHENTICATED',
    'The credential was revoked or has expired meanwhile. What had come before is kept: with another one HEAD tells the offset, and PATCH goes on',
    { 'www-authenticate': 'Bearer' },
  );

const goneOn = () => new Problem(409, 'CONFLICT', 'another request continued this upload, or it was cancelled: ask HEAD for the offset');

const tooMany = ({ length }: Upload, limit: bigint) =>
  length === null
    ? new Problem(413, 'LIMIT_EXCEEDED', `an upload has at most ${limit} bytes here (EARSHOT_MAX_UPLOAD_BYTES)`)
    : new Problem(400, 'BAD_USER_INPUT', `more bytes came than the ${length} that were announced`);
