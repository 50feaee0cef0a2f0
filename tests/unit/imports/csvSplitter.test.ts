import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { CsvSplitter } from '../../../worker/imports/csvSplitter.ts';

function split(text: string, delimiter = ',', pieces = 1): { cells: string[]; line: number; raw: string }[] {
  const records: { cells: string[]; line: number; raw: string }[] = [];
  const splitter = new CsvSplitter(delimiter, (cells, line, raw) => records.push({ cells, line, raw }));
  const size = Math.max(1, Math.ceil(text.length / pieces));
  for (let at = 0; at < text.length; at += size) splitter.push(text.slice(at, at + size));
  splitter.end();
  return records;
}

const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'é', ',', ';', '"', '\n', '\r\n', ' ', '1') }), fc.string());
const quote = (text: string) => (/[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

it('reads what csv-parse reads, however the text is cut', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1 }),
      fc.constantFrom(',', ';'),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('\n', '\r\n'),
      (rows, delimiter, pieces, end) => {
        const text = rows.map((row) => row.map(quote).join(delimiter)).join(end) + end;
        const expected = parse(text, { delimiter, relax_column_count: true, record_delimiter: [end] });
        expect(split(text, delimiter, pieces).map(({ cells }) => cells)).toEqual(expected);
        expect(expected).toEqual(rows);
      },
    ),
  );
});

it('names the line of the file on which a record begins, and gives it as it came', () => {
  expect(split('h1,h2\n\n"a\nb",1\n"c ""x""",2\r\nlast,"3"', ',', 7)).toEqual([
    { cells: ['h1', 'h2'], line: 1, raw: 'h1,h2' },
    { cells: ['a\nb', '1'], line: 3, raw: '"a\nb",1' },
    { cells: ['c "x"', '2'], line: 5, raw: '"c ""x""",2' },
    { cells: ['last', '3'], line: 6, raw: 'last,"3"' },
  ]);
});

it('takes a quotation mark inside a cell as it is', () => {
  expect(split('5" pipe,x\n"a"b,y\n').map(({ cells }) => cells)).toEqual([
    ['5" pipe', 'x'],
    ['ab', 'y'],
  ]);
});

it('names the line of a quotation mark that is never closed', () => {
  expect(() => split('a,b\n1,2\n"open,3\n4,5\n')).toThrow('line 3');
});
