import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from '../../../clients/cli/print/csv.ts';

describe('CSV of a query', () => {
  it.each([
    ['=1+1', "'=1+1"],
    ['+49 30 1234', "'+49 30 1234"],
    ['-SUM(A1)', "'-SUM(A1)"],
    ['@cmd', "'@cmd"],
    [' =1+1', "' =1+1"],
    ['\t=1', "'\t=1"],
    ['-12.5', '-12.5'], // a decimal that came as a string
    ['42', '42'],
    ['a "b"', '"a ""b"""'],
    ['a,b', '"a,b"'],
    ['two\nlines', '"two\nlines"'],
  ])('%j becomes %j', (text, cell) => expect(csvCell(text)).toBe(cell));

  it('leaves numbers, truths and unknowns as they are', () => {
    expect(csvLine([-0.5, true, null, undefined, 0])).toBe('-0.5,true,,,0\r\n');
  });

  it('gives back what went in, but for the apostrophe, and never a formula', () => {
    const cells = fc.array(fc.string(), { minLength: 2, maxLength: 5 }); // one empty cell alone is an empty line
    fc.assert(
      fc.property(cells, (texts) => {
        const [row = []] = parse(csvLine(texts), { relax_column_count: true }) as string[][];
        expect(row.map((text, index) => (text === `'${texts[index]}` ? texts[index] : text))).toEqual(texts);
        for (const text of row) expect(text).not.toMatch(/^\s*([=+@]|-(?!\d+(\.\d+)?$))/);
      }),
    );
  });
});
