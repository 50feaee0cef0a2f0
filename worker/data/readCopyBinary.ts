import type { Readable } from 'node:stream';
import { CopyBinaryWalker, type OnRow } from '../../prisma/copyBinaryWalker.ts';
import { eachCopyChunk } from '../../prisma/copyChunks.ts';

/**
 * The rows of a `COPY … TO STDOUT (FORMAT binary)`, to the last one.
 *
 * @param fields how many columns the query has
 */
export async function readCopyBinary(stream: Readable, fields: number, onRow: OnRow): Promise<void> {
  const walker = new CopyBinaryWalker(fields, onRow);
  await eachCopyChunk(stream, (chunk) => walker.push(chunk));
  walker.end();
}

/**
 * Reads `real[]` fields into `target[0 … target.length - 1]`; NULL elements and those past the array's end become NaN.
 * Their bytes are put together one by one, which took a third of the time of Buffer's readFloatBE.
 */
export class RealArrays {
  readonly #target: Float32Array;
  readonly #bits: Int32Array;

  constructor(target: Float32Array) {
    this.#target = target;
    this.#bits = new Int32Array(target.buffer, target.byteOffset, target.length);
  }

  /** @param offset where the field's 4-byte length stands */
  read(bytes: Uint8Array, offset: number): void {
    const bits = this.#bits;
    const count = elementsOf(bytes, offset);
    const length = Math.min(count, bits.length);
    let at = offset + elementsAt;
    for (let i = 0; i < length; i++) {
      if (bytes[at] === 0xff) {
        this.#target[i] = Number.NaN; // its length is -1
        at += 4;
      } else {
        bits[i] = int32At(bytes, at + 4); // its length is 4
        at += 8;
      }
    }
    if (length < bits.length) this.#target.fill(Number.NaN, length);
  }
}

/** From a field's own length: dimensions, flags, element type, and of the one dimension its size and lower bound. */
const elementsAt = 24;

/** How many elements the array field at `offset` has; '{}' has no dimension. */
function elementsOf(bytes: Uint8Array, offset: number): number {
  const dimensions = int32At(bytes, offset + 4);
  if (dimensions === 0) return 0;
  if (dimensions !== 1) throw new Error(`the array has ${dimensions} dimensions, 1 is expected`);
  return int32At(bytes, offset + 16);
}

/** Without Buffer's checks: the walker has seen that the row is whole. */
function int32At(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** Where the field after the one at `offset` begins. */
export function nextField(bytes: Buffer, offset: number): number {
  return offset + 4 + Math.max(0, bytes.readInt32BE(offset));
}

/** Reads one `bigint` field as a number; NULL becomes NaN. */
export function readBigInt(bytes: Buffer, offset: number): number {
  return bytes.readInt32BE(offset) === -1 ? Number.NaN : bigIntAt(bytes, offset + 4);
}

/** The `bigint` whose 8 bytes begin at `at`: what a double holds exactly, up to 2^53, as ids are, and money in ten-thousandths. */
export function bigIntAt(bytes: Buffer, at: number): number {
  return bytes.readInt32BE(at) * 2 ** 32 + bytes.readUInt32BE(at + 4);
}

/** Calls `onElement` for each element of one `text[]` field, in order; null for a NULL. */
export function readTextArray(bytes: Buffer, offset: number, onElement: (text: string | null, index: number) => void): void {
  const count = elementsOf(bytes, offset);
  let at = offset + elementsAt;
  for (let index = 0; index < count; index++) {
    const length = bytes.readInt32BE(at);
    onElement(length === -1 ? null : bytes.toString('utf8', at + 4, at + 4 + length), index);
    at += 4 + Math.max(0, length);
  }
}
