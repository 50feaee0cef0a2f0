import { plainText } from './plainText.ts';

export interface Column<Row> {
  readonly title: string;
  readonly align?: 'right';
  readonly cell: (row: Row) => string;
}

/** Rows as aligned lines under their titles. What stands in them may come from anybody's file. */
export function table<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string[] {
  const cells = [columns.map(({ title }) => plainText(title)), ...rows.map((row) => columns.map(({ cell }) => plainText(cell(row))))];
  const widths = columns.map((_column, index) => cells.reduce((most, line) => Math.max(most, [...(line[index] ?? '')].length), 0));
  return cells.map((line) =>
    line
      .map((text, index) => {
        const gap = ' '.repeat((widths[index] ?? 0) - [...text].length);
        return columns[index]?.align === 'right' ? gap + text : text + gap;
      })
      .join('  ')
      .trimEnd(),
  );
}

/** Text in lines of at most `width`, broken at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).map(plainText)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
