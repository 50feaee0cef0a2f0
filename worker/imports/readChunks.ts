import { createHash } from 'node:crypto';
import { inWorkspace, type Sql } from '../../prisma/sql.ts';

export interface ChunkSource {
  readonly workspaceId: number;
  readonly importId: bigint;
}

/**
 * The bytes of an upload in order, one chunk in memory at a time. Each is read in a transaction of its own, on another
 * connection than the one that stages: that one is busy with its COPY.
 */
export async function* readChunks(sql: Sql, { workspaceId, importId }: ChunkSource): AsyncGenerator<Buffer> {
  for (let offset = 0n; ; ) {
    const bytes = await inWorkspace(sql, workspaceId, async (tx) => {
      const [chunk] = await tx<{ bytes: Buffer }[]>`
        select bytes from import_chunk
         where workspace_id = ${workspaceId} and import_id = ${importId} and byte_offset = ${offset}`;
      return chunk?.bytes;
    });
    if (!bytes) return;
    yield bytes;
    offset += BigInt(bytes.length);
  }
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
