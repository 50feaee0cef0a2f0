/** Rows on their way out, each as soon as it has come: a million of them need no room. */
import { type CsvCell, type CsvStyle, csvLine, csvStart } from './csv.ts';

/** A JSON array, a line a row. */
export async function* jsonRows(rows: AsyncIterable<unknown>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const row of rows) {
    yield `${before}  ${JSON.stringify(row)}`;
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}

/** CSV of rows that have these columns. */
export async function* csvRows<Name extends string>(
  columns: readonly Name[],
  rows: AsyncIterable<Readonly<Record<Name, CsvCell>>>,
  style: CsvStyle = {},
): AsyncGenerator<string> {
  yield csvStart(style) + csvLine(columns, style);
  for await (const row of rows)
    yield csvLine(
      columns.map((name) => row[name]),
      style,
    );
}
