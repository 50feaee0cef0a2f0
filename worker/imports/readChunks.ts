import { createHash } from 'node:crypto';
import { collectEvery } from '../../prisma/collectGarbage.ts';
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

export interface ChunkSource {
  readonly workspaceId: number;
  readonly importId: bigint;
}

/**
 * The bytes of an upload in order. Each chunk is read in a transaction of its own, on another connection than the one that
 * stages: that one is busy with its COPY. The next one is on its way while its predecessor is worked on.
 */
export async function* readChunks(sql: Sql, source: ChunkSource): AsyncGenerator<Buffer> {
  const haveRead = collectEvery(384 * 1024); // the chunk, its text, and the rows made of it
  let offset = 0n;
  let next = readChunk(sql, source, offset);
  for (;;) {
    const bytes = await next;
    if (!bytes) return;
    offset += BigInt(bytes.length);
    next = readChunk(sql, source, offset);
    next.catch(() => {}); // it is told where it is awaited, if anybody still reads on
    yield bytes;
    haveRead(bytes.length);
  }
}

function readChunk(sql: Sql, { workspaceId, importId }: ChunkSource, offset: bigint): Promise<Buffer | undefined> {
  return inWorkspace(sql, workspaceId, async (tx) => {
    const [chunk] = await tx<{ bytes: Buffer }[]>`
      select bytes from import_chunk
       where workspace_id = ${workspaceId} and import_id = ${importId} and byte_offset = ${offset}`;
    return chunk?.bytes;
  });
}

/** The same bytes; at their end `onEnd` is told their SHA-256, in hex. */
export async function* hashed(chunks: AsyncIterable<Buffer>, onEnd: (checksum: string) => void): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const bytes of chunks) {
    hash.update(bytes);
    yield bytes;
  }
  onEnd(hash.digest('hex'));
}
