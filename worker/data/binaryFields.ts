import { bigIntAt } from './readCopyBinary.ts';

/** PostgreSQL counts time in microseconds from 2000-01-01, a double holds whole milliseconds of it as days without loss. */
const microsecondsPerDay = 86_400_000_000;
const daysTo2000 = 10_957; // from 1970-01-01

/** Reads the fields of one row of a binary COPY, one after another. NULL is NaN. */
export class BinaryFields {
  #bytes: Buffer = Buffer.alloc(0);
  #at = 0;

  /** @param offset where the row's first field begins, as readCopyBinary hands it on */
  start(bytes: Buffer, offset: number): void {
    this.#bytes = bytes;
    this.#at = offset;
  }

  int4(): number {
    return this.#next(4) ? this.#bytes.readInt32BE(this.#at - 4) : Number.NaN;
  }

  int8(): number {
    return this.#next(8) ? bigIntAt(this.#bytes, this.#at - 8) : Number.NaN;
  }

  float8(): number {
    return this.#next(8) ? this.#bytes.readDoubleBE(this.#at - 8) : Number.NaN;
  }

  /** A timestamptz, in days of 24 hours since 1970-01-01T00:00Z. `infinity` is not known either: NaN. */
  days(): number {
    const microseconds = this.int8();
    return Math.abs(microseconds) < 2 ** 62 ? microseconds / microsecondsPerDay + daysTo2000 : Number.NaN;
  }

  /** Steps over the next field. @returns false where it is NULL */
  #next(length: number): boolean {
    const given = this.#bytes.readInt32BE(this.#at);
    this.#at += 4;
    if (given === -1) return false;
    if (given !== length) throw new Error(`a field of the COPY has ${given} bytes, ${length} were expected`);
    this.#at += length;
    return true;
  }
}
