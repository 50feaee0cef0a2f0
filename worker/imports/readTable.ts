import type { Sql } from '../../prisma/sql.ts';
import { chooseDelimiter, declaredDelimiter } from './chooseDelimiter.ts';
import type { OnRecord } from './csvParser.ts';
import { decodeText, isFirstHalf } from './decodeText.ts';
import { ImportInputError } from './importInputError.ts';
import { type ChunkSource, hashed, readChunks } from './readChunks.ts';
import { type RecordReader, recordReader } from './recordReader.ts';
import { refuseMarkup } from './refuseMarkup.ts';

export interface TableSource extends ChunkSource {
  /** Told the SHA-256 of the bytes each time they were read to the end. */
  readonly onChecksum: (checksum: string) => void;
  readonly encoding: string | null;
  /** Null: what the file's first line declares, or its header shows. */
  readonly delimiter: string | null;
}

/** What reads one file: told its header, and what is between the cells, it answers with what takes each row. */
export interface TableReader {
  readonly onHeader: (header: readonly string[], delimiter: string) => Promise<OnRecord> | OnRecord;
  /** After each block of some thousand rows: where back-pressure waits and progress is told. */
  readonly onBlock?: () => Promise<void> | void;
}

/** A block is read without a pause, in about 5 ms; larger ones would only hold the thread longer. */
const blockCharacters = 128 * 1024;
/** From this much of a file its delimiter is told. */
const startCharacters = 64 * 1024;

/** Reads the file once from start to end, as often as it is asked. The header's cells come trimmed. */
export async function readTable(sql: Sql, source: TableSource, reader: TableReader): Promise<void> {
  let records: RecordReader | undefined;
  let header: readonly string[] | undefined;
  let delimiter = '';
  let take: OnRecord | undefined;
  const waiting: Parameters<OnRecord>[] = []; // rows seen in the block of the header, before the reader is ready
  const route: OnRecord = (cells, line, raw) => {
    if (take) take(cells, line, raw);
    else if (header) waiting.push([cells, line, raw]);
    else if (line > 1 || declaredDelimiter(raw) === null) header = cells.map((cell) => cell.trim());
  };
  const settle = async () => {
    if (header && !take) {
      refuseNul(header);
      const ready = await reader.onHeader(header, delimiter);
      for (const record of waiting.splice(0)) ready(...record);
      take = ready;
    }
    await reader.onBlock?.();
  };
  for await (const text of withWholeStart(decodeText(hashed(readChunks(sql, source), source.onChecksum), source.encoding))) {
    if (!records) {
      refuseMarkup(text.slice(0, startCharacters));
      delimiter = chooseDelimiter(text.slice(0, startCharacters), source.delimiter);
      records = recordReader(delimiter, route);
    }
    for (const block of blocks(text)) {
      await records.write(block);
      await settle();
    }
  }
  await records?.end();
  await settle();
  if (!header) throw new ImportInputError('EMPTY_FILE', 'the file is empty: its first line must name the columns');
}

/** PostgreSQL stores no NUL, and no name has one: it is UTF-16 without a mark, read as UTF-8, or no text at all. */
function refuseNul(header: readonly string[]): void {
  if (!header.some((name) => name.includes('\0'))) return;
  throw new ImportInputError(
    'WRONG_ENCODING',
    'the names of the columns hold NUL characters: save the file as UTF-8 text, or name its encoding, for example utf-16le',
  );
}

/** The text in pieces, none of which ends between the two halves of a letter. */
function* blocks(text: string): Generator<string> {
  for (let start = 0; start < text.length; ) {
    const end = start + blockCharacters;
    const block = text.slice(start, isFirstHalf(text.charCodeAt(end - 1)) ? end + 1 : end);
    yield block;
    start += block.length;
  }
}

/** What is guessed from the start of a file must not depend on how its upload was cut into chunks. */
async function* withWholeStart(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let start: string | null = '';
  for await (const text of texts) {
    if (start === null) {
      yield text;
      continue;
    }
    start += text;
    if (start.length < startCharacters) continue;
    yield start;
    start = null;
  }
  if (start) yield start;
}
