import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** The signature, no flags, no extension. */
const header = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);
const trailer = Buffer.from([0xff, 0xff]);

/**
 * Writes the rows of a `COPY … FROM STDIN (FORMAT binary)`: numbers go as they lie in memory, no text is made of them and none parsed.
 * Layout: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4
 */
export class CopyBinaryWriter {
  readonly #stream: Writable;
  #pending = Buffer.allocUnsafe(1 << 20);
  #filled = 0;
  #error: unknown;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error) => (this.#error ??= error));
    this.#filled = header.copy(this.#pending);
  }

  /** Begins a row of that many fields, each of which is then given, in order. */
  begin(fields: number): void {
    this.#room(2);
    this.#filled = this.#pending.writeInt16BE(fields, this.#filled);
  }

  bigint(value: bigint): void {
    this.#room(12);
    this.#filled = this.#pending.writeInt32BE(8, this.#filled);
    this.#filled = this.#pending.writeBigInt64BE(value, this.#filled);
  }

  integer(value: number): void {
    this.#room(8);
    this.#filled = this.#pending.writeInt32BE(4, this.#filled);
    this.#filled = this.#pending.writeInt32BE(value, this.#filled);
  }

  /** NaN goes as NULL. */
  double(value: number): void {
    this.#room(12);
    if (Number.isNaN(value)) {
      this.#filled = this.#pending.writeInt32BE(-1, this.#filled);
      return;
    }
    this.#filled = this.#pending.writeInt32BE(8, this.#filled);
    this.#filled = this.#pending.writeDoubleBE(value, this.#filled);
  }

  text(utf8: Buffer | null): void {
    this.#room(4 + (utf8?.length ?? 0));
    this.#filled = this.#pending.writeInt32BE(utf8 === null ? -1 : utf8.length, this.#filled);
    if (utf8 !== null) this.#filled += utf8.copy(this.#pending, this.#filled);
  }

  /** Hands on what there is; PostgreSQL sets the pace. */
  async flush(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#filled === 0) return;
    const bytes = Buffer.from(this.#pending.subarray(0, this.#filled)); // a copy: the stream keeps it until it is sent
    this.#filled = 0;
    if (!this.#stream.write(bytes)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    this.#room(trailer.length);
    this.#filled += trailer.copy(this.#pending, this.#filled);
    await this.flush();
    const finished = once(this.#stream, 'finish');
    this.#stream.end();
    await finished;
    if (this.#error) throw this.#error;
  }

  #room(bytes: number): void {
    if (this.#filled + bytes <= this.#pending.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#pending.length * 2, this.#filled + bytes));
    this.#pending.copy(larger, 0, 0, this.#filled);
    this.#pending = larger;
  }
}
