import type { Sql } from '../../prisma/sql.ts';
import { CsvSplitter, type OnRecord, UnclosedQuote } from './csvSplitter.ts';
import { decodeText } from './decodeText.ts';
import { ImportInputError } from './importInputError.ts';
import { type ChunkSource, hashed, readChunks } from './readChunks.ts';

export interface TableSource extends ChunkSource {
  /** Told the SHA-256 of the bytes each time they were read to the end. */
  readonly onChecksum: (checksum: string) => void;
  readonly encoding: string | null;
  readonly delimiter: string | null;
}

/** What reads one file: told its header, it answers with what takes each row. */
export interface TableReader {
  readonly onHeader: (header: readonly string[]) => Promise<OnRecord> | OnRecord;
  /** After each block of some thousand rows: where back-pressure waits and progress is told. */
  readonly onBlock?: () => Promise<void> | void;
}

/** A block is parsed without a pause; larger ones would only hold the thread longer. */
const blockCharacters = 256 * 1024;
/** From this much of a file its delimiter and line ends are told. */
const startCharacters = 64 * 1024;

/** Reads the file once from start to end, as often as it is asked. The header's cells come trimmed. */
export async function readTable(sql: Sql, source: TableSource, reader: TableReader): Promise<void> {
  let splitter: CsvSplitter | undefined;
  let header: readonly string[] | undefined;
  let take: OnRecord | undefined;
  const waiting: Parameters<OnRecord>[] = []; // rows seen in the block of the header, before the reader is ready
  const route: OnRecord = (cells, line, raw) => {
    if (take) take(cells, line, raw);
    else if (header) waiting.push([cells, line, raw]);
    else header = cells.map((cell) => cell.trim());
  };
  const settle = async () => {
    if (header && !take) {
      const ready = await reader.onHeader(header);
      for (const record of waiting.splice(0)) ready(...record);
      take = ready;
    }
    await reader.onBlock?.();
  };
  try {
    for await (const block of blocks(decodeText(hashed(readChunks(sql, source), source.onChecksum), source.encoding))) {
      splitter ??= new CsvSplitter(chooseDelimiter(block, source.delimiter), route);
      splitter.push(block);
      await settle();
    }
    splitter?.end();
  } catch (error) {
    if (error instanceof UnclosedQuote)
      throw new ImportInputError('NOT_CSV', `${error.message}: double a quotation mark inside a quoted cell ("")`);
    throw error;
  }
  await settle();
  if (!header) throw new ImportInputError('EMPTY_FILE', 'the file is empty: its first line must name the columns');
}

/** Pieces of bounded size, with line feeds where an old Mac file has carriage returns only. */
async function* blocks(texts: AsyncIterable<string>): AsyncGenerator<string> {
  let oldMac: boolean | undefined;
  for await (const text of withWholeStart(texts)) {
    oldMac ??= text.includes('\r') && !text.includes('\n');
    const all = oldMac ? text.replaceAll('\r', '\n') : text;
    for (let at = 0; at < all.length; at += blockCharacters) yield all.slice(at, at + blockCharacters);
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

const delimiters = [',', ';', '\t', '|'] as const;

function chooseDelimiter(text: string, given: string | null): string {
  if (given !== null) {
    const delimiter = given === '\\t' ? '\t' : given;
    if (!delimiters.some((known) => known === delimiter)) {
      throw new ImportInputError('UNKNOWN_DELIMITER', `the delimiter ${JSON.stringify(given)} is not one of , ; tab and |`);
    }
    return delimiter;
  }
  // Outside quotation marks, the header alone tells: text in the rows may hold any of them.
  const unquoted = text.slice(0, startCharacters).replaceAll(/"[^"]*"/g, '');
  const header = unquoted.slice(0, (unquoted.indexOf('\n') + 1 || unquoted.length + 1) - 1);
  const counts = delimiters.map((delimiter) => header.split(delimiter).length);
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ',';
}
