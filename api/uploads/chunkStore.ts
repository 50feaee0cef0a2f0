import { Piscina } from 'piscina';
import { DatabaseAway } from '../../prisma/databaseAway.ts';

/**
 * The most that one chunk may hold, and so the most that is lost of what was sent and not yet acknowledged. Its hexadecimal text stays below the megabyte
 * from which Node keeps strings outside V8's heap, where they wait for a full collection.
 */
export const chunkBytes = 480 * 1024;

/** What the thread is told when it begins. */
export interface ChunkThreadData {
  readonly databaseUrl: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Of all uploads together. */
  readonly connections: number;
  /** Handed over: config.ts and what checks it would take 13 MB of the thread. */
  readonly reconnectSeconds: number;
}

export interface Chunk {
  readonly workspaceId: number;
  readonly importId: bigint;
  readonly offset: bigint;
  /** Its first `size` bytes; handed over, and not to be touched any more. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly size: number;
}

export interface ChunkStore {
  /** Room for a chunk. */
  take(): Uint8Array<ArrayBuffer>;
  /** False if the upload has gone on elsewhere, or was cancelled: nothing is stored then. @throws DatabaseAway */
  store(chunk: Chunk): Promise<boolean>;
  close(): Promise<void>;
}

/**
 * Stores chunks of uploads, in a thread of its own: a chunk goes to the database as hexadecimal text, which is copied four times on its way and is soon more
 * than V8 likes to hold. On the API's event loop an upload at full speed made the median request wait for 13 ms instead of 4, and one in ten for 50.
 *
 * The room of a chunk is handed to the thread and comes back: new memory costs more than filling it. The thread begins with the first chunk and
 * ends a while after the last.
 */
export function openChunkStore(data: ChunkThreadData): ChunkStore {
  const thread = new Piscina({
    filename: new URL('./storeChunk.ts', import.meta.url).href,
    workerData: data,
    minThreads: 0,
    maxThreads: 1,
    concurrentTasksPerWorker: data.connections,
    idleTimeout: 90_000, // its connections have been closed by then
    atomics: 'disabled', // while it waits its connections are to be heard
    resourceLimits: { maxYoungGenerationSizeMb: 12 },
    niceIncrement: 10, // requests first
    recordTiming: false,
  });
  const spare: Uint8Array<ArrayBuffer>[] = [];
  return {
    take: () => spare.pop() ?? new Uint8Array(chunkBytes),
    async store(chunk) {
      const returned: Uint8Array<ArrayBuffer> | 'away' | null = await thread.run(chunk, { transferList: [chunk.bytes.buffer] });
      if (returned === 'away') throw new DatabaseAway('a chunk could not be stored');
      if (returned && spare.length < data.connections) spare.push(returned);
      return returned !== null;
    },
    close: () => thread.close({ force: true }),
  };
}
