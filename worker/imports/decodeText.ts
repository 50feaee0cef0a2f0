import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { ImportInputError } from './importInputError.ts';
import { refuseBinary, signatureBytes } from './refuseBinary.ts';

/**
 * Bytes to well-formed text, without the byte order mark. UTF-8 is the default and strict: a file in another encoding would
 * otherwise load with other letters and no error. UTF-16 is recognised by its mark, and a file that is no text by its first bytes.
 */
export async function* decodeText(chunks: AsyncIterable<Buffer>, encoding: string | null): AsyncGenerator<string> {
  let decoder: Decoder | undefined;
  for await (const bytes of withWholeSignature(chunks)) {
    decoder ??= chooseDecoder(bytes, encoding);
    const text = decoder.write(bytes);
    if (text !== '') yield text;
  }
  const tail = decoder?.end() ?? '';
  if (tail !== '') yield tail;
}

/** The first piece has the bytes that tell what the file is, however the upload was cut. */
async function* withWholeSignature(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let start: Buffer | null = Buffer.alloc(0);
  for await (const bytes of chunks) {
    if (start === null) {
      yield bytes;
      continue;
    }
    start = Buffer.concat([start, bytes]);
    if (start.length < signatureBytes) continue;
    yield start;
    start = null;
  }
  if (start?.length) yield start;
}

interface Decoder {
  write(bytes: Buffer): string;
  end(): string;
}

function chooseDecoder(first: Buffer, encoding: string | null): Decoder {
  refuseBinary(first);
  const name = encoding?.toLowerCase().replaceAll('_', '-') ?? (hasUtf16Mark(first) ? 'utf-16' : 'utf-8');
  if (name === 'utf-8' || name === 'utf8') return strictUtf8();
  if (hasUtf8Mark(first)) {
    throw new ImportInputError(
      'WRONG_ENCODING',
      `the file begins with the mark of UTF-8, but its encoding is said to be ${JSON.stringify(encoding)}: leave the encoding out`,
    );
  }
  if (!iconv.encodingExists(name)) {
    throw new ImportInputError(
      'UNKNOWN_ENCODING',
      `the encoding ${JSON.stringify(encoding)} is not known: name one such as utf-8, windows-1252 or iso-8859-2`,
    );
  }
  const decoder = iconv.getDecoder(name);
  return wholeLetters({ write: (bytes) => decoder.write(bytes), end: () => decoder.end() ?? '' });
}

/** Whether a UTF-16 unit is the first of the two halves of a letter. */
export const isFirstHalf = (unit: number) => (unit & 0xfc00) === 0xd800;

/** iconv-lite's UTF-16 may end a piece between the two halves of a letter; halves on their own become U+FFFD, as in UTF-8. */
function wholeLetters({ write, end }: Decoder): Decoder {
  let half = '';
  return {
    write: (bytes) => {
      const text = half + write(bytes);
      half = isFirstHalf(text.charCodeAt(text.length - 1)) ? text.slice(-1) : '';
      return (half ? text.slice(0, -1) : text).toWellFormed();
    },
    end: () => (half + end()).toWellFormed(),
  };
}

const hasUtf16Mark = (bytes: Buffer) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);

const hasUtf8Mark = (bytes: Buffer) => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

function strictUtf8(): Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true }); // drops the byte order mark
  let line = 1;
  let previous: Buffer = Buffer.alloc(0); // a chunk may end inside a letter: the fault may be in its last line
  const guarded = (bytes: Buffer, decode: () => string) => {
    try {
      const text = decode();
      for (let at = bytes.indexOf(10); at >= 0; at = bytes.indexOf(10, at + 1)) line++;
      previous = bytes.subarray(bytes.lastIndexOf(10) + 1);
      return text;
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw notUtf8(Buffer.concat([previous, bytes]), line);
    }
  };
  return {
    write: (bytes) => guarded(bytes, () => decoder.decode(bytes, { stream: true })),
    end: () => guarded(Buffer.alloc(0), () => decoder.decode()),
  };
}

function notUtf8(bytes: Buffer, firstLine: number): ImportInputError {
  let line = firstLine;
  for (let start = 0, end = bytes.indexOf(10); end >= 0 && isUtf8(bytes.subarray(start, end)); line++) {
    start = end + 1;
    end = bytes.indexOf(10, start);
  }
  return new ImportInputError(
    'WRONG_ENCODING',
    `line ${line} is not UTF-8: save the file as UTF-8, or name its encoding, for example windows-1252 (Western Europe), windows-1250 (Central Europe) or windows-1251 (Cyrillic)`,
  );
}
