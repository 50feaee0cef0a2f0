import { once } from 'node:events';
import type { Writable } from 'node:stream';

/**
 * Rows on their way into a staging table. They wait here for their block's end; then PostgreSQL sets the pace. They wait
 * as bytes: as one growing string each piece of each row would live until then, which took 5 % of the reading.
 */
export class StageWriter {
  readonly #stream: Writable;
  #pending = Buffer.allocUnsafe(256 * 1024);
  #filled = 0;
  #error: unknown;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error) => (this.#error ??= error));
  }

  /** One row in COPY's text format, its line feed included. */
  write(row: string): void {
    const most = this.#filled + row.length * 3; // bytes of UTF-8
    if (most > this.#pending.length) this.#pending = Buffer.concat([this.#pending], Math.max(most, this.#pending.length * 2));
    this.#filled += this.#pending.write(row, this.#filled);
  }

  async flush(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#filled === 0) return;
    const bytes = Buffer.from(this.#pending.subarray(0, this.#filled)); // a copy: the stream keeps it until it is sent
    this.#filled = 0;
    if (!this.#stream.write(bytes)) await once(this.#stream, 'drain');
  }

  /**
   * Resolves when the database has all rows. postgres.js 3.4.9 leaves a stream open for ever whose rows are refused after its end, as those
   * of a small file are; but the next statement of the transaction then fails.
   */
  async end(nextStatement: () => PromiseLike<unknown>): Promise<void> {
    await this.flush();
    const finished = once(this.#stream, 'finish');
    const refused = new Promise<never>((_resolve, reject) => {
      afterLast(this.#stream, () =>
        nextStatement().then(undefined, (cause) => reject(new Error('the database refused the rows of the file', { cause }))),
      );
    });
    this.#stream.end();
    await Promise.race([finished, refused]);
    if (this.#error) throw this.#error;
  }

  /** Ends the COPY with a fault, so that the connection can roll back. */
  abort(): void {
    this.#stream.destroy(new Error('the import was given up'));
  }
}

/** Calls when the stream has sent all it has, and that this is all; its consumer may still have to answer. */
function afterLast(stream: Writable, call: () => void): void {
  const final = stream._final;
  stream._final = (done) => {
    if (final) final.call(stream, done);
    else done();
    call();
  };
}

const special = /[\\\t\n\r]/;
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/** Text as a field of COPY. */
export function copyText(text: string | null): string {
  if (text === null) return '\\N';
  return special.test(text) ? text.replaceAll(/[\\\t\n\r]/g, (character) => escapes[character] ?? character) : text;
}

/** An element of an array literal, before copyText. */
export const arrayElement = (text: string | null) => (text === null ? 'NULL' : `"${text.replaceAll(/["\\]/g, '\\$&')}"`);
