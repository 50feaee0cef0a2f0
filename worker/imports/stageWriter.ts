import { once } from 'node:events';
import type { Writable } from 'node:stream';

/** Rows on their way into a staging table. They wait here for their block's end; then PostgreSQL sets the pace. */
export class StageWriter {
  readonly #stream: Writable;
  #pending = '';
  #error: unknown;

  constructor(stream: Writable) {
    this.#stream = stream;
    stream.on('error', (error) => (this.#error ??= error));
  }

  /** One row in COPY's text format, its line feed included. */
  write(row: string): void {
    this.#pending += row;
  }

  async flush(): Promise<void> {
    if (this.#error) throw this.#error;
    if (this.#pending === '') return;
    const bytes = Buffer.from(this.#pending);
    this.#pending = '';
    if (!this.#stream.write(bytes)) await once(this.#stream, 'drain');
  }

  async end(): Promise<void> {
    await this.flush();
    const finished = once(this.#stream, 'finish');
    this.#stream.end();
    await finished;
    if (this.#error) throw this.#error;
  }

  /** Ends the COPY with a fault, so that the connection can roll back. */
  abort(): void {
    this.#stream.destroy(new Error('the import was given up'));
  }
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
