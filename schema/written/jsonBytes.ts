const [quote, backslash, firstPrintable] = Buffer.from('"\\ ') as unknown as [number, number, number];

/** A character that a string of JSON holds escaped, without the quotation marks. */
const escapeOf = (byte: number) => JSON.stringify(String.fromCharCode(byte)).slice(1, -1);

/** So many are copied by a loop: a call of the runtime costs as much as some of them. */
const fewBytes = 64;

/** JSON under way, as the bytes that are sent. */
export class JsonBytes {
  #bytes: Buffer;
  #length = 0;

  constructor(expected: number) {
    this.#bytes = Buffer.allocUnsafe(Math.max(expected, 256));
  }

  get length(): number {
    return this.#length;
  }

  /** What was added since there were so many. Stays as it is, whatever is added later. */
  since(start: number): Buffer {
    return this.#bytes.subarray(start, this.#length);
  }

  add(text: string): void {
    this.#reserve(3 * text.length);
    this.#length += this.#bytes.write(text, this.#length);
  }

  addByte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#length++] = byte;
  }

  addBytes(source: Buffer, start = 0, end = source.length): void {
    this.#reserve(end - start);
    if (end - start > fewBytes) {
      this.#length += source.copy(this.#bytes, this.#length, start, end);
      return;
    }
    const bytes = this.#bytes;
    let length = this.#length;
    for (let at = start; at < end; at++) bytes[length++] = source[at] as number;
    this.#length = length;
  }

  /** Text in UTF-8 as a string of JSON. */
  addText(source: Buffer, start: number, end: number): void {
    this.#reserve(6 * (end - start) + 2);
    const bytes = this.#bytes;
    let length = this.#length;
    bytes[length++] = quote;
    for (let at = start; at < end; at++) {
      const byte = source[at] as number;
      if (byte >= firstPrintable && byte !== quote && byte !== backslash) bytes[length++] = byte;
      else length += bytes.write(escapeOf(byte), length);
    }
    bytes[length++] = quote;
    this.#length = length;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(2 * (this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}
