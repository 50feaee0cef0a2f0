import { CsvError, type InfoRecord, parse } from 'csv-parse';
import { ImportInputError } from './importInputError.ts';

/** One record: its cells, the line of the file on which it begins, and its text as it came. */
export type OnRecord = (cells: string[], line: number, raw: string) => void;

export interface CsvParser {
  /** Resolves when the records that end in these bytes (UTF-8, cut anywhere) were told. */
  write(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

/** A record may hold line breaks, so a forgotten quotation mark would swallow the rest of the file. */
const longestRecord = 4 * 1024 * 1024;

/**
 * csv-parse, telling each record as it ends: what recordReader is held to, and where it sends the records that never end.
 * Records go through `on_record` and none is queued: its caller waits after each block instead. Through its readable side
 * a million rows of 22 columns took about 10 s, this way about 7 s. `firstLine` is that of the file where the bytes begin.
 *
 * @throws ImportInputError NOT_CSV
 */
export function csvParser(delimiter: string, onRecord: OnRecord, firstLine = 1): CsvParser {
  const lines = lineCounter(firstLine);
  const parser = parse({
    delimiter,
    record_delimiter: ['\r\n', '\n', '\r'], // found by itself it would be that of the first line for all
    relax_column_count: true,
    relax_quotes: true, // 5" pipe
    skip_empty_lines: true,
    max_record_size: longestRecord,
    raw: true,
    on_record: (told, info) => {
      const { record, raw } = told as unknown as { record: string[]; raw: string }; // the types do not know what `raw` does
      const skipped = lines.skipped(info);
      const line = lines.take(record, info);
      // Skipped lines and the record's own end are in `raw` with one character each, CRLF too.
      onRecord(record, line, raw.slice(skipped, /[\r\n]$/.test(raw) ? -1 : undefined));
      return null;
    },
  });
  parser.on('error', () => {}); // the call that met it rejects with it
  const settle = (call: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve, reject) => {
      call((error) => (error ? reject(asInputError(error, lines.next(parser.info))) : resolve()));
    });
  return {
    write: (bytes) => settle((done) => parser.write(bytes, done)),
    end: () => settle((done) => parser.end(done)),
  };
}

function asInputError(error: Error, line: number): Error {
  if (!(error instanceof CsvError)) return error;
  const fault =
    error.code === 'CSV_QUOTE_NOT_CLOSED'
      ? `the quotation mark opened in the record of line ${line} is never closed`
      : error.code === 'CSV_MAX_RECORD_SIZE'
        ? `the record of line ${line} is longer than ${longestRecord} characters, as if a quotation mark were never closed`
        : `the record of line ${line} cannot be read (${error.message})`;
  return new ImportInputError('NOT_CSV', `${fault}: close it where its cell ends, or double it if it belongs to the text ("")`);
}

type Lines = Pick<InfoRecord, 'lines' | 'empty_lines'>;

/**
 * On which line a record begins. The parser tells the line on which it ends, and counts a CRLF inside quotation marks as
 * two; so its breaks are counted here where it tells that there are any.
 */
function lineCounter(firstLine: number) {
  let nextLine = firstLine; // after the last record
  let last: Lines = { lines: 0, empty_lines: 0 };
  const skipped = (info: Pick<Lines, 'empty_lines'>) => info.empty_lines - last.empty_lines;
  const next = (info: Pick<Lines, 'empty_lines'>) => nextLine + skipped(info);
  return {
    skipped,
    next,
    take: (cells: readonly string[], info: Lines): number => {
      const line = next(info);
      const isOneLine = info.lines - last.lines - skipped(info) === 1;
      nextLine = line + 1 + (isOneLine ? 0 : (cells.join().match(/\r\n|\r|\n/g)?.length ?? 0));
      last = info;
      return line;
    },
  };
}
