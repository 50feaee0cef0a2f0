import { isExactNumber } from './exactJson.ts';

/** JSON that is written already, for an answer that holds it as it is. */
export class WrittenJson {
  readonly bytes: Buffer;

  constructor(bytes: Buffer) {
    this.bytes = bytes;
  }

  /** For whoever writes an answer without knowing of it. */
  toJSON(): unknown {
    return JSON.parse(this.bytes.toString());
  }
}

/** As JSON.stringify, with what is written already as it is. */
export function writeJson(value: unknown): Buffer {
  const writer = new JsonParts();
  writer.add(value);
  return writer.bytes();
}

/** Text is collected until something written comes: there is much of it, in little pieces. */
class JsonParts {
  readonly #parts: Buffer[] = [];
  #text = '';

  add(value: unknown): void {
    if (value instanceof WrittenJson) {
      this.#parts.push(Buffer.from(this.#text), value.bytes);
      this.#text = '';
    } else if (Array.isArray(value)) this.#addMembers(value.entries(), '[]', () => '');
    else if (typeof value === 'object' && value !== null && !isExactNumber(value))
      this.#addMembers(Object.entries(value), '{}', (key) => `${JSON.stringify(key)}:`);
    else this.#text += JSON.stringify(value) ?? 'null';
  }

  bytes(): Buffer {
    return Buffer.concat([...this.#parts, Buffer.from(this.#text)]);
  }

  #addMembers<Key>(members: Iterable<[Key, unknown]>, [open = '', close = '']: string, label: (key: Key) => string): void {
    let before = open;
    for (const [key, member] of members) {
      if (member === undefined) continue;
      this.#text += before + label(key);
      this.add(member);
      before = ',';
    }
    this.#text += before === open ? `${open}${close}` : close;
  }
}
