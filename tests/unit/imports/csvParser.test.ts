import fc from 'fast-check';
import { expect, it } from 'vitest';
import { csvParser } from '../../../worker/imports/csvParser.ts';
import { decodeText } from '../../../worker/imports/decodeText.ts';

type CsvRecord = { cells: string[]; line: number; raw: string };

async function parse(text: string, { delimiter = ',', pieces = 1 } = {}): Promise<CsvRecord[]> {
  const records: CsvRecord[] = [];
  const parser = csvParser(delimiter, (cells, line, raw) => records.push({ cells, line, raw }));
  const bytes = Buffer.from(text);
  const size = Math.max(1, Math.ceil(bytes.length / pieces));
  for (let at = 0; at < bytes.length; at += size) await parser.write(bytes.subarray(at, at + size));
  await parser.end();
  return records;
}

const cell = fc.oneof(fc.string({ unit: fc.constantFrom('a', 'é', '🙂', ',', ';', '"', '\n', '\r\n', '\r', ' ', '1') }), fc.string());
const quote = (text: string) => (/[",;\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
const countLines = (text: string) => text.split(/\r\n|\r|\n/).length;

it('reads what was written, with its line and its text, however the bytes are cut', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(cell, { minLength: 2, maxLength: 4 }), fc.nat(2)), { minLength: 1 }),
      fc.constantFrom(',', ';'),
      fc.integer({ min: 1, max: 9 }),
      fc.constantFrom('\n', '\r\n', '\r'),
      fc.boolean(),
      async (rows, delimiter, pieces, end, isEnded) => {
        let text = '';
        const expected = rows.map(([cells, emptyLines]) => {
          const raw = cells.map(quote).join(delimiter);
          text += end.repeat(emptyLines);
          const line = countLines(text);
          text += raw + end;
          return { cells, line, raw };
        });
        expect(await parse(isEnded ? text : text.slice(0, -end.length), { delimiter, pieces })).toEqual(expected);
      },
    ),
  );
});

it('names the line of the file on which a record begins, and gives it as it came, whatever ends its lines', async () => {
  expect(await parse('h1,h2\n\n"a\nb",1\n"c ""x""",2\r\n"d\r\n",5\r\nlast,"3"', { pieces: 7 })).toEqual([
    { cells: ['h1', 'h2'], line: 1, raw: 'h1,h2' },
    { cells: ['a\nb', '1'], line: 3, raw: '"a\nb",1' },
    { cells: ['c "x"', '2'], line: 5, raw: '"c ""x""",2' },
    { cells: ['d\r\n', '5'], line: 6, raw: '"d\r\n",5' },
    { cells: ['last', '3'], line: 8, raw: 'last,"3"' },
  ]);
});

it('takes a quotation mark inside a cell as it is, and a ragged row as a row', async () => {
  const records = await parse('5" pipe,x\n"a"b,y\nragged\n');
  expect(records.map(({ cells }) => cells)).toEqual([['5" pipe', 'x'], ['"a"b', 'y'], ['ragged']]);
});

it('names the line of a quotation mark that is never closed, at the end or far before it', async () => {
  await expect(parse('a,b\n"1\r\n",2\n\n"open,3\n4,5\n')).rejects.toMatchObject({
    code: 'NOT_CSV',
    message: expect.stringContaining('line 5 is never closed'),
  });
  const endless = parse(`a,b\n1,2\n"open,3\n${'4,5\n'.repeat(2_000_000)}`, { pieces: 30 });
  await expect(endless).rejects.toMatchObject({
    code: 'NOT_CSV',
    message: expect.stringContaining('line 3 is longer than 4194304 characters'),
  });
});

it('keeps letters whole where UTF-16 is cut inside one', async () => {
  const bytes = Buffer.from('a🙂b', 'utf16le').swap16();
  async function* cut() {
    for (const byte of bytes) yield Buffer.of(byte);
  }
  const pieces: string[] = [];
  for await (const text of decodeText(cut(), 'utf-16be')) pieces.push(text);
  expect(pieces.every((text) => text.isWellFormed())).toBe(true);
  expect(pieces.join('')).toBe('a🙂b');
});

it('gives half a letter as U+FFFD, wherever UTF-16 has one', async () => {
  const bytes = Buffer.from('a\ud83db\ude42c\ud83d', 'utf16le');
  async function* cut() {
    for (const byte of bytes) yield Buffer.of(byte);
  }
  const pieces: string[] = [];
  for await (const text of decodeText(cut(), 'utf-16le')) pieces.push(text);
  expect(pieces.join('')).toBe('a\ufffdb\ufffdc\ufffd');
});
