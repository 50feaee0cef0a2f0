import { closingQuote, countBreaks } from './recordReader.ts';

export interface MisreadRow {
  readonly code: 'ROW_LENGTH' | 'OPEN_QUOTE';
  readonly reason: string;
  /** Behind the first: lines inside one field, which may have been rows. */
  readonly linesInside: number;
}

/** What a row of this file looks like. */
export interface RowShape {
  readonly width: number;
  readonly delimiter: string;
  /** Whether these cells, without quotation marks, would be a row for what is in them. */
  readonly isRow: (cells: readonly string[]) => boolean;
}

/**
 * Why a record is not the row that was meant; null where nothing speaks against it. A quotation mark that nobody closed
 * swallows lines up to the next mark, which mostly opens a cell of a later row: then letters stand behind it. That tells even
 * where the cells are as many as they should be. Where it ends a cell instead (5"), it tells that the lines would be rows.
 *
 * @param cells as recordReader tells them, with the record's line and its text as it came
 */
export function misreadRow(cells: readonly string[], line: number, raw: string, shape: RowShape): MisreadRow | null {
  const { width } = shape;
  const field = raw.includes('\n') || raw.includes('\r') ? longField(cells, line, raw) : null;
  const isRagged = cells.length !== width;
  const length = `the row has ${cells.length} cells, the header has ${width}`;
  if (!field) {
    if (!isRagged) return null;
    const reason = `${length}: put text that contains the delimiter or a line break in quotation marks`;
    return { code: 'ROW_LENGTH', reason, linesInside: 0 };
  }
  const hasRows = !isRagged && !field.isTorn && isMadeOfRows(raw, shape) && !isProse(field.text, cells, shape.delimiter);
  if (!isRagged && !field.isTorn && !hasRows) return null;
  const { firstLine, lastLine } = field;
  const reason =
    `${isRagged ? `${length}; ` : ''}a field that begins with a quotation mark in line ${firstLine} runs to line ${lastLine}, so that ` +
    `${lastLine - firstLine + 1} lines${hasRows ? ' that would be rows by themselves' : ''} became one row: ` +
    `close the mark where its field ends, or double it if it belongs to the text ("")${hasRows ? '; if the lines are one text, take its line breaks out' : ''}`;
  return { code: field.isTorn || hasRows ? 'OPEN_QUOTE' : 'ROW_LENGTH', reason, linesInside: lastLine - firstLine };
}

/** Whether each line of a record has as many cells as a row, and would be one for what is in them. */
function isMadeOfRows(raw: string, { width, delimiter, isRow }: RowShape): boolean {
  const lines = raw.replaceAll('"', '').split(/[\r\n]+/);
  return lines.every((text) => {
    const cells = text.split(delimiter);
    return cells.length === width && isRow(cells);
  });
}

/**
 * Whether a field is a text by its spaces: one behind each delimiter inside it, and none behind those between the cells. So "1, the price"
 * is no row of two cells.
 */
function isProse(field: string, cells: readonly string[], delimiter: string): boolean {
  const isSpaced = (text: string) => text.startsWith(' ');
  const parts = field.split(delimiter).slice(1);
  return parts.length > 0 && parts.every(isSpaced) && !cells.slice(1).some(isSpaced);
}

/** A field in quotation marks with line breaks in it. */
interface LongField {
  /** Of the file. */
  readonly firstLine: number;
  readonly lastLine: number;
  /** As it came, marks and all. */
  readonly text: string;
  /** Whether it goes on behind its closing mark. */
  readonly isTorn: boolean;
}

/** The first one that is torn, else the longest one. */
function longField(cells: readonly string[], line: number, raw: string): LongField | null {
  let found: LongField | null = null;
  let firstLine = line;
  let at = 0;
  for (const cell of cells) {
    const { end, isTorn } = fieldAt(raw, at, cell);
    const lastLine = firstLine + countBreaks(raw.slice(at, end));
    if (lastLine > firstLine) {
      const field = { firstLine, lastLine, text: raw.slice(at, end), isTorn };
      if (isTorn) return field;
      if (!found || lastLine - firstLine > found.lastLine - found.firstLine) found = field;
    }
    firstLine = lastLine;
    at = end + 1; // behind the delimiter
  }
  return found;
}

/** Where a field ends, whatever delimits it: its cell tells how much stands behind its closing mark. */
function fieldAt(raw: string, at: number, cell: string): { end: number; isTorn: boolean } {
  if (raw[at] !== '"') return { end: at + cell.length, isTorn: false };
  const close = closingQuote(raw, at + 1);
  const inner = raw.slice(at + 1, close).replaceAll('""', '"');
  const marks = cell.startsWith(`"${inner}"`) ? 2 : 0; // kept where the field is torn
  return { end: close + 1 + cell.length - inner.length - marks, isTorn: cell !== inner };
}
