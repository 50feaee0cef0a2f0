import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

/**
 * The chunks of a `COPY … TO STDOUT` that postgres.js streams.
 *
 * postgres.js 3.4.9 pauses its socket whenever the stream is full and resumes it when the stream asks for more. A stream
 * that ends while it is full asks no more: the socket stays paused and the next statement of that connection (COMMIT)
 * waits for ever. Seen with 5,000 rows; the reader's speed decides. Asking once more at the end is what is missing.
 *
 * A reader that leaves early must not destroy the stream, for the same reason: what is left is thrown away as it comes, and
 * leaving takes until the server has sent it all or, which is what a caller in a hurry asks for first, has cancelled.
 */
export async function* copyChunks(stream: Readable): AsyncGenerator<Buffer> {
  let isComplete = false;
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) yield chunk;
    isComplete = true;
  } finally {
    if (!isComplete && !stream.destroyed) await finished(stream.resume()).catch(() => {}); // cancelled: whoever left knows why
    stream._read(0);
  }
}

/**
 * The same for a reader that is done with a chunk when its call returns: nothing is queued, nothing copied, the socket never paused.
 *
 * @param onChunk where it throws, what is left is thrown away as it comes, and the promise is rejected with that at the end
 */
export async function eachCopyChunk(stream: Readable, onChunk: (chunk: Buffer) => void): Promise<void> {
  const failures: unknown[] = [];
  stream.on('data', (chunk: Buffer) => {
    if (failures.length > 0) return;
    try {
      onChunk(chunk);
    } catch (error) {
      failures.push(error);
    }
  });
  await finished(stream).catch((error: unknown) => failures.push(error)); // behind the reader's own, which may be why it was cancelled
  stream._read(0);
  if (failures.length > 0) throw failures[0];
}
