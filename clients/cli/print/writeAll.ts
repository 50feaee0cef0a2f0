/** Standard output of any length, written piece by piece. */
import { once } from 'node:events';

/** Waits for the reader, so that no more is kept than is being written. A reader that has read enough (`| head`) ends it. */
export async function writeAll(pieces: Iterable<string> | AsyncIterable<string>): Promise<void> {
  for await (const batch of batches(pieces)) {
    if (process.stdout.write(batch)) continue;
    const isRead = await once(process.stdout, 'drain').then(
      () => true,
      () => false,
    );
    if (!isRead) return; // main.ts tells of any error but EPIPE
  }
}

/** Pieces joined to some 64 KiB, so that a million of them are not a million writes. */
async function* batches(pieces: Iterable<string> | AsyncIterable<string>): AsyncGenerator<string> {
  let batch = '';
  for await (const piece of pieces) {
    batch += piece;
    if (batch.length < 65_536) continue;
    yield batch;
    batch = '';
  }
  if (batch !== '') yield batch;
}
