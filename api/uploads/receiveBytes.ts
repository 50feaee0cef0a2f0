import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Sql } from '../../prisma/sql.ts';
import { Problem } from '../problem.ts';
import { bodyOf, hasGone } from '../readJson.ts';
import { storeChunk, type Upload } from './uploadRow.ts';

/** The most that one chunk may hold, and so the most that is lost of what was sent and not yet acknowledged. */
const chunkBytes = 1024 * 1024;

export interface Received {
  readonly offset: bigint;
  readonly checksum: string;
}

/**
 * A request's body into durable chunks. The next bytes are read when the last chunk is committed, so an upload holds a
 * few MiB at most; when the sender goes away, what has arrived of the last chunk is kept as well.
 */
export async function receiveBytes(
  sql: Sql,
  workspaceId: number,
  upload: Upload,
  request: IncomingMessage,
  limit: bigint,
): Promise<Received> {
  const hash = createHash('sha256');
  let offset = upload.offset;
  let pending: Buffer[] = [];
  let size = 0;
  const store = async () => {
    if (size === 0) return;
    const bytes = Buffer.concat(pending, size);
    pending = [];
    size = 0;
    await storeChunk(sql, workspaceId, upload.id, offset, bytes);
    hash.update(bytes);
    offset += BigInt(bytes.length);
  };
  try {
    for await (const piece of bodyOf(request)) {
      if (offset + BigInt(size + piece.length) > limit) throw tooMany(upload, limit);
      for (let at = 0; at < piece.length; ) {
        const taken = piece.subarray(at, at + chunkBytes - size);
        pending.push(taken);
        size += taken.length;
        at += taken.length;
        if (size === chunkBytes) await store();
      }
    }
  } catch (error) {
    if (!hasGone(request)) throw error;
    await store();
    throw error;
  }
  await store();
  return { offset, checksum: hash.digest('hex') };
}

const tooMany = ({ length }: Upload, limit: bigint) =>
  length === null
    ? new Problem(413, 'LIMIT_EXCEEDED', `an upload has at most ${limit} bytes here (EARSHOT_MAX_UPLOAD_BYTES)`)
    : new Problem(400, 'BAD_USER_INPUT', `more bytes came than the ${length} that were announced`);
