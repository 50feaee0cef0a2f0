/** Called for each row with a buffer that is valid during the call, and where the row's first field begins (its 4-byte length). */
export type OnRow = (bytes: Buffer, offset: number) => void;

const signature = Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1');
const headerBytes = signature.length + 8; // flags and the length of the extension area follow

const trailer = -1;
const cut = -2;

/**
 * Walks the rows of a `COPY … TO STDOUT (FORMAT binary)` as they arrive, without building objects. The server sends
 * each row as one message and postgres.js hands each message on as one chunk; the client may still join or cut them,
 * so what is left of a cut row waits for the next chunk.
 * Layout: https://www.postgresql.org/docs/current/sql-copy.html#id-1.9.3.55.9.4 (binary format).
 */
export class CopyBinaryWalker {
  readonly #fields: number;
  readonly #onRow: OnRow;
  #rest: Buffer | null = null;
  #headerSeen = false;
  #ended = false;

  /** @param fields how many columns the query has */
  constructor(fields: number, onRow: OnRow) {
    this.#fields = fields;
    this.#onRow = onRow;
  }

  push(chunk: Buffer): void {
    const bytes = this.#rest ? Buffer.concat([this.#rest, chunk]) : chunk;
    this.#rest = null;
    let offset = 0;
    if (!this.#headerSeen) {
      if (bytes.length < headerBytes) {
        this.#rest = bytes;
        return;
      }
      if (!bytes.subarray(0, signature.length).equals(signature)) throw new Error('the stream is not a binary COPY');
      offset = headerBytes + bytes.readInt32BE(headerBytes - 4);
      this.#headerSeen = true;
    }
    while (offset < bytes.length) {
      const end = rowEnd(bytes, offset, this.#fields);
      if (end === trailer) {
        this.#ended = true;
        return;
      }
      if (end === cut) {
        this.#rest = bytes.subarray(offset);
        return;
      }
      this.#onRow(bytes, offset + 2);
      offset = end;
    }
  }

  /** Throws where the last row has not come. */
  end(): void {
    if (!this.#ended) throw new Error('the COPY ended before its last row');
  }
}

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
