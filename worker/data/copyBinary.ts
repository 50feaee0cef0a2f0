import type { Readable } from 'node:stream';
import { copyChunks } from '../../prisma/copyChunks.ts';

/** Called for each row with a buffer that is valid during the call, and where the row's first field begins (its 4-byte length). */
export type OnRow = (bytes: Buffer, offset: number) => void;

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headerBytes = signature.length + 8; // flags and the length of the extension area follow

/**
 * Walks the rows of a `COPY … TO STDOUT (FORMAT binary)` as they arrive, without building objects. The server sends
 * each row as one message and postgres.js hands each message on as one chunk; the client may still join or cut them,
 * so what is left of a cut row waits for the next chunk.
 * Layout: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4 (binary format).
 *
 * @param fields how many columns the query has
 */
export async function readCopyBinary(stream: Readable, fields: number, onRow: OnRow): Promise<void> {
  let rest: Buffer | null = null;
  let headerSeen = false;
  let ended = false;
  for await (const chunk of copyChunks(stream)) {
    let bytes: Buffer = rest ? Buffer.concat([rest, chunk]) : chunk;
    rest = null;
    let offset = 0;
    if (!headerSeen) {
      if (bytes.length < headerBytes) {
        rest = bytes;
        continue;
      }
      if (!bytes.subarray(0, signature.length).equals(signature)) throw new Error('the stream is not a binary COPY');
      offset = headerBytes + bytes.readInt32BE(headerBytes - 4);
      headerSeen = true;
    }
    while (offset < bytes.length) {
      const end = rowEnd(bytes, offset, fields);
      if (end === trailer) {
        ended = true;
        break;
      }
      if (end === cut) {
        rest = bytes = bytes.subarray(offset);
        break;
      }
      onRow(bytes, offset + 2);
      offset = end;
    }
  }
  if (!ended) throw new Error('the COPY ended before its last row');
}

const trailer = -1;
const cut = -2;

/** Where the row that begins at `offset` ends; `trailer` for the end of the data, `cut` when the chunk stops before. */
function rowEnd(bytes: Buffer, offset: number, fields: number): number {
  if (offset + 2 > bytes.length) return cut;
  const count = bytes.readInt16BE(offset);
  if (count === -1) return trailer;
  if (count !== fields) throw new Error(`a row of the COPY has ${count} fields, ${fields} were asked for`);
  let end = offset + 2;
  for (let field = 0; field < fields; field++) {
    if (end + 4 > bytes.length) return cut;
    const length = bytes.readInt32BE(end);
    end += 4 + Math.max(length, 0);
  }
  return end > bytes.length ? cut : end;
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
