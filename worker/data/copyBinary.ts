import type { Readable } from 'node:stream';
import { CopyBinaryWalker, type OnRow } from '../../prisma/copyBinary.ts';
import { copyChunks } from '../../prisma/copyChunks.ts';

/**
 * The rows of a `COPY … TO STDOUT (FORMAT binary)`, to the last one.
 *
 * @param fields how many columns the query has
 */
export async function readCopyBinary(stream: Readable, fields: number, onRow: OnRow): Promise<void> {
  const walker = new CopyBinaryWalker(fields, onRow);
  for await (const chunk of copyChunks(stream)) walker.push(chunk);
  walker.end();
}

/**
 * Reads one `real[]` field into `target[0 … target.length - 1]`; NULL elements and those past the array's end become NaN.
 *
 * @param offset where the field's 4-byte length stands
 */
export function readRealArray(bytes: Buffer, offset: number, target: Float32Array): void {
  target.fill(Number.NaN);
  const dimensions = bytes.readInt32BE(offset + 4);
  if (dimensions === 0) return; // '{}'
  if (dimensions !== 1) throw new Error(`values has ${dimensions} dimensions, 1 is expected`);
  const length = Math.min(bytes.readInt32BE(offset + 16), target.length);
  let at = offset + 24; // length, dimensions, flags, element type, size, lower bound
  for (let i = 0; i < length; i++) {
    if (bytes.readInt32BE(at) === -1) {
      at += 4;
    } else {
      target[i] = bytes.readFloatBE(at + 4);
      at += 8;
    }
  }
}

/** Where the field after the one at `offset` begins. */
export function nextField(bytes: Buffer, offset: number): number {
  return offset + 4 + Math.max(0, bytes.readInt32BE(offset));
}

/** Reads one `bigint` field as a number, exact below 2^53; NULL becomes NaN. */
export function readBigInt(bytes: Buffer, offset: number): number {
  if (bytes.readInt32BE(offset) === -1) return Number.NaN;
  return bytes.readInt32BE(offset + 4) * 2 ** 32 + bytes.readUInt32BE(offset + 8);
}

/** Calls `onElement` for each element of one `text[]` field, in order; null for a NULL. */
export function readTextArray(bytes: Buffer, offset: number, onElement: (text: string | null, index: number) => void): void {
  const dimensions = bytes.readInt32BE(offset + 4);
  if (dimensions === 0) return;
  if (dimensions !== 1) throw new Error(`the texts have ${dimensions} dimensions, 1 is expected`);
  const count = bytes.readInt32BE(offset + 16);
  let at = offset + 24;
  for (let index = 0; index < count; index++) {
    const length = bytes.readInt32BE(at);
    onElement(length === -1 ? null : bytes.toString('utf8', at + 4, at + 4 + length), index);
    at += 4 + Math.max(0, length);
  }
}
