import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell, csvLine } from '../../../clients/cli/print/csv.ts';

const excel = { excel: true };

describe('CSV', () => {
  it.each(['=1+1', '+491701234567', '-SUM(A1)', '@cmd', ' =1+1', '\t=1'])('leaves %j as it is', (text) => expect(csvCell(text)).toBe(text));

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
  ])('makes of %j for Excel %j', (text, cell) => expect(csvCell(text, excel)).toBe(cell));

  it('leaves numbers, truths and unknowns as they are', () => {
    expect(csvLine([-0.5, true, null, undefined, 0])).toBe('-0.5,true,,,0\r\n');
  });

  it('gives back what went in, for Excel but for the apostrophe, and then never a formula', () => {
    const cells = fc.array(fc.string(), { minLength: 2, maxLength: 5 }); // one empty cell alone is an empty line
    const readBack = (line: string) => (parse(line, { relax_column_count: true }) as string[][])[0] ?? [];
    fc.assert(
      fc.property(cells, (texts) => {
        expect(readBack(csvLine(texts))).toEqual(texts);
        const row = readBack(csvLine(texts, excel));
        expect(row.map((text, index) => (text === `'${texts[index]}` ? texts[index] : text))).toEqual(texts);
        for (const text of row) expect(text).not.toMatch(/^\s*([=+@]|-(?!\d+(\.\d+)?$))/);
      }),
    );
  });
});
