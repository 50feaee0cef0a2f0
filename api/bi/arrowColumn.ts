import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Decimal,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  TimestampMillisecond,
  Utf8,
} from 'apache-arrow';
import type { DatasetColumn } from '../../prisma/bi/datasets.ts';

/** Milliseconds and days from 1970, where Arrow begins to count, to 2000, where PostgreSQL does. */
const epochDays = 10_957;
const epochMilliseconds = epochDays * 86_400_000;
const twoTo32 = 2 ** 32;

/** One column of the batch under way: takes binary fields of PostgreSQL as they come, gives Arrow's data of it. */
export interface ArrowColumn {
  readonly field: Field;
  /** The value of that row, `length` bytes from `at`; a length of -1 is null. */
  set(row: number, bytes: Buffer, at: number, length: number): void;
  /** The batch, which the next one overwrites. */
  data(rows: number): Data;
  /** Bytes that a row before `rows` may have made it hold beside the fixed ones. */
  readonly textBytes: number;
}

type Write = (row: number, bytes: Buffer, at: number) => void;

/** Arrow's type of each of ours, and how many 32-bit words a value of it takes. */
const fixed: Readonly<Record<'integer' | 'bigint' | 'double' | 'timestamp' | 'date' | 'decimal', { type: () => DataType; words: number }>> =
  {
    integer: { type: () => new Int32(), words: 1 },
    date: { type: () => new DateDay(), words: 1 },
    bigint: { type: () => new Int64(), words: 2 },
    double: { type: () => new Float64(), words: 2 },
    timestamp: { type: () => new TimestampMillisecond('UTC'), words: 2 },
    decimal: { type: () => new Decimal(4, 18, 128), words: 4 },
  };

/** @param capacity the most rows of a batch */
export function arrowColumn(column: DatasetColumn, capacity: number): ArrowColumn {
  if (column.type === 'text' || column.type === 'json') return textColumn(column, capacity);
  if (column.type === 'boolean') return booleanColumn(column, capacity);
  return fixedColumn(column, column.type, capacity);
}

function fixedColumn(column: DatasetColumn, kind: keyof typeof fixed, capacity: number): ArrowColumn {
  const { type, words } = fixed[kind];
  const field = fieldOf(column, type());
  const valid = new Validity(capacity);
  const buffer = new ArrayBuffer(4 * words * capacity);
  const write = writerOf(kind, buffer);
  const values = viewOf(kind, buffer);
  return {
    field,
    textBytes: 0,
    set(row, bytes, at, length) {
      if (length === -1) valid.clear(row);
      else write(row, bytes, at);
    },
    data: (rows) => makeData({ type: field.type, length: rows, ...valid.take(rows), data: values } as never),
  };
}

function viewOf(kind: keyof typeof fixed, buffer: ArrayBuffer) {
  if (kind === 'double') return new Float64Array(buffer);
  if (kind === 'decimal') return new Uint32Array(buffer);
  return kind === 'integer' || kind === 'date' ? new Int32Array(buffer) : new BigInt64Array(buffer);
}

/** PostgreSQL sends the highest byte first; Arrow and the processors we run on keep the lowest first. No BigInt is made. */
function writerOf(kind: keyof typeof fixed, buffer: ArrayBuffer): Write {
  const words = new Int32Array(buffer);
  const doubles = buffer.byteLength % 8 === 0 ? new Float64Array(buffer) : new Float64Array(0);
  const writers: Readonly<Record<keyof typeof fixed, Write>> = {
    integer: (row, bytes, at) => {
      words[row] = bytes.readInt32BE(at);
    },
    date: (row, bytes, at) => {
      words[row] = bytes.readInt32BE(at) + epochDays;
    },
    bigint: (row, bytes, at) => {
      words[2 * row] = bytes.readInt32BE(at + 4);
      words[2 * row + 1] = bytes.readInt32BE(at);
    },
    double: (row, bytes, at) => {
      doubles[row] = bytes.readDoubleBE(at);
    },
    timestamp: (row, bytes, at) => {
      const microseconds = bytes.readInt32BE(at) * twoTo32 + bytes.readUInt32BE(at + 4);
      const milliseconds = Math.floor(microseconds / 1000) + epochMilliseconds;
      const high = Math.floor(milliseconds / twoTo32);
      words[2 * row] = milliseconds - high * twoTo32; // modulo 2^32, as storing in an Int32Array is
      words[2 * row + 1] = high;
    },
    decimal: (row, bytes, at) => {
      const high = bytes.readInt32BE(at);
      words[4 * row] = bytes.readInt32BE(at + 4);
      words[4 * row + 1] = high;
      words[4 * row + 2] = words[4 * row + 3] = high >> 31;
    },
  };
  return writers[kind];
}

function booleanColumn(column: DatasetColumn, capacity: number): ArrowColumn {
  const field = fieldOf(column, new Bool());
  const valid = new Validity(capacity);
  const bits = new Uint8Array((capacity + 7) >> 3);
  return {
    field,
    textBytes: 0,
    set(row, bytes, at, length) {
      const mask = 1 << (row & 7);
      if (length === -1) valid.clear(row);
      if (length === 1 && bytes[at] === 1) bits[row >> 3] = (bits[row >> 3] ?? 0) | mask;
      else bits[row >> 3] = (bits[row >> 3] ?? 0) & ~mask;
    },
    data: (rows) => makeData({ type: field.type, length: rows, ...valid.take(rows), data: bits } as never),
  };
}

function textColumn(column: DatasetColumn, capacity: number): ArrowColumn {
  const field = fieldOf(column, new Utf8());
  const valid = new Validity(capacity);
  const offsets = new Int32Array(capacity + 1);
  let text = Buffer.allocUnsafeSlow(16 * capacity);
  let filled = 0;
  return {
    field,
    get textBytes() {
      return filled;
    },
    set(row, bytes, at, length) {
      if (row === 0) filled = 0;
      if (length === -1) valid.clear(row);
      else {
        if (filled + length > text.length) {
          const larger = Buffer.allocUnsafeSlow(Math.max(2 * text.length, filled + length));
          text.copy(larger, 0, 0, filled);
          text = larger;
        }
        bytes.copy(text, filled, at, at + length);
        filled += length;
      }
      offsets[row + 1] = filled;
    },
    data(rows) {
      return makeData({
        type: field.type,
        length: rows,
        ...valid.take(rows),
        valueOffsets: offsets,
        data: text.subarray(0, filled),
      } as never);
    },
  };
}

/** Which rows have a value: a bit each, 1 unless cleared. */
class Validity {
  readonly #bits: Uint8Array;
  #nulls = 0;

  constructor(capacity: number) {
    this.#bits = new Uint8Array((capacity + 7) >> 3).fill(0xff);
  }

  clear(row: number): void {
    this.#nulls++;
    this.#bits[row >> 3] = (this.#bits[row >> 3] ?? 0) & ~(1 << (row & 7));
  }

  /** The bits of the batch, and all rows valid for the next one. */
  take(rows: number): { nullCount: number; nullBitmap?: Uint8Array } {
    if (this.#nulls === 0) return { nullCount: 0 };
    const taken = { nullCount: this.#nulls, nullBitmap: this.#bits.slice(0, (rows + 7) >> 3) };
    this.#bits.fill(0xff);
    this.#nulls = 0;
    return taken;
  }
}

/** The rest of the declaration goes along, for readers that show it. */
function fieldOf({ name, nullable, unit, description }: DatasetColumn, type: DataType): Field {
  const words = new Map([['description', description], ...(unit === null ? [] : [['unit', unit] as const])] as [string, string][]);
  return new Field(name, type, nullable, words);
}
