import type { Readable } from 'node:stream';

/**
 * The chunks of a `COPY … TO STDOUT` that postgres.js streams, read to the end.
 *
 * postgres.js 3.4.9 pauses its socket whenever the stream is full and resumes it when the stream asks for more. A stream
 * that ends while it is full asks no more: the socket stays paused and the next statement of that connection (COMMIT)
 * waits for ever. Seen with 5,000 rows; the reader's speed decides. Asking once more at the end is what is missing.
 */
export async function* copyChunks(stream: Readable): AsyncGenerator<Buffer> {
  for await (const chunk of stream as AsyncIterable<Buffer>) yield chunk;
  stream._read(0);
}
