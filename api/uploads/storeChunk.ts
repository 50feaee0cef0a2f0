/** The thread of chunkStore.ts. */
import { move, Piscina } from 'piscina';
import { collectEvery } from '../../prisma/collectGarbage.ts';
import { isDatabaseAway } from '../../prisma/databaseAway.ts';
import { messageWithoutValues } from '../../prisma/describeError.ts';
import { connect, inWorkspace, type Sql } from '../../prisma/sql.ts';
import { type Chunk, type ChunkThreadData, chunkBytes } from './chunkStore.ts';

let pool: Sql | undefined; // of this thread, and ending with it
const haveStored = collectEvery(chunkBytes); // its text

/** One chunk, one commit: from here on it is acknowledged. Another sender at the same place gets null, one of a time without a database 'away'. Gives the room back. */
export default async function storeChunk({ workspaceId, importId, offset, bytes, size }: Chunk): Promise<unknown> {
  pool ??= openPool(Piscina.workerData);
  try {
    const isStored = await inWorkspace(pool, workspaceId, async (tx) => {
      const { count } = await tx`
        update import set uploaded_bytes = uploaded_bytes + ${size}::integer, uploaded_at = now()
         where workspace_id = ${workspaceId} and id = ${importId} and state = 'UPLOADING' and uploaded_bytes = ${offset}`;
      if (count === 0) return false;
      const stored = Buffer.from(bytes.buffer, bytes.byteOffset, size);
      await tx`insert into import_chunk (workspace_id, import_id, byte_offset, bytes) values (${workspaceId}, ${importId}, ${offset}, ${stored})`;
      return true;
    });
    haveStored(size);
    return isStored ? move(bytes) : null;
  } catch (error) {
    if (isDatabaseAway(error)) return 'away';
    throw error instanceof Error ? new Error(messageWithoutValues(error)) : error; // between threads an error keeps its message and not its code
  }
}

const openPool = ({ databaseUrl, settings, connections, reconnectSeconds }: ChunkThreadData) =>
  connect(databaseUrl, { applicationName: 'earshot api upload', max: connections, settings, reconnectSeconds });
